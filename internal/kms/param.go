package kms

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"miyao/api"
	"miyao/internal/ciphertext"
	"miyao/internal/store"
)

// Checks of parameters that several actions share. Each constraint is that of
// the published field description.

const (
	maxAliasLength       = 60   // characters
	maxDescriptionLength = 1024 // bytes
	maxBatch             = 100  // key ids in one call
	maxTags              = 50   // tags on one resource
	maxTagKeyLength      = 127  // characters
	maxTagValueLength    = 255  // characters
	defaultLimit         = 10   // entries on a page
	maxLimit             = 200
)

func checkAlias(alias string) error {
	invalid := func(en, zh string) error {
		return &api.Error{Code: api.InvalidAlias, Message: en, MessageZH: zh}
	}
	if alias == "" || len(alias) > maxAliasLength {
		return invalid("Alias must have 1 to 60 characters.", "Alias 长度必须为 1 到 60 个字符。")
	}
	for i, r := range []byte(alias) {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && (i == 0 || r != '-' && r != '_') {
			return invalid("Alias may hold letters, digits, - and _, and begins with a letter or digit.",
				"Alias 只能包含字母、数字、- 和 _，且以字母或数字开头。")
		}
	}
	if strings.HasPrefix(alias, "kms-") {
		return invalid("Alias must not begin with kms-, which is reserved for cloud products.",
			"Alias 不能以 kms- 开头，该前缀为云产品保留。")
	}
	return nil
}

func checkDescription(text string) error {
	if len(text) > maxDescriptionLength {
		return api.Errorf(api.InvalidParameter, "Description may have %d bytes of UTF-8; this one has %d.",
			"Description 最多 %d 字节（UTF-8），当前为 %d 字节。", maxDescriptionLength, len(text))
	}
	return nil
}

// checkTags returns the tags as they are stored.
func checkTags(tags []api.Tag) ([]store.Tag, error) {
	if len(tags) > maxTags {
		return nil, api.Errorf(api.InvalidParameter, "Tags may have %d entries; it has %d.",
			"Tags 最多 %d 个元素，当前为 %d 个。", maxTags, len(tags))
	}
	seen := map[string]bool{}
	rows := make([]store.Tag, len(tags))
	for i, tag := range tags {
		switch {
		case tag.TagKey == "" || utf8.RuneCountInString(tag.TagKey) > maxTagKeyLength:
			return nil, api.Errorf(api.InvalidParameter, "Tags.%d.TagKey must have 1 to %d characters.",
				"Tags.%d.TagKey 长度必须为 1 到 %d 个字符。", i, maxTagKeyLength)
		case utf8.RuneCountInString(tag.TagValue) > maxTagValueLength:
			return nil, api.Errorf(api.InvalidParameter, "Tags.%d.TagValue may have at most %d characters.",
				"Tags.%d.TagValue 最多 %d 个字符。", i, maxTagValueLength)
		case seen[tag.TagKey]:
			return nil, api.Errorf(api.TagKeysDuplicated, "Tags.%d repeats the TagKey of an earlier tag.",
				"Tags.%d 的 TagKey 与之前的标签重复。", i)
		}
		seen[tag.TagKey] = true
		rows[i] = store.Tag{Key: tag.TagKey, Value: tag.TagValue}
	}
	return rows, nil
}

// member accepts the caller's own account; there is no organisation whose
// administrator could act for another.
func (c *call) member(m *api.MemberAccount) error { return c.memberIn("MemberAccount", m) }

func (c *call) memberIn(parameter string, m *api.MemberAccount) error {
	if m == nil {
		return nil
	}
	own := c.req.Caller.Account
	if m.MemberUin != nil && *m.MemberUin != own.Uin || m.MemberAppId != nil && *m.MemberAppId != own.AppID {
		return api.Errorf(api.NotRoleOperation, "%s names another account; this server has no organisation whose administrator the caller could be.",
			"%s 指定了其他账号；本服务没有集团组织，调用者不是其管理员。", parameter)
	}
	return nil
}

// batch checks a list of key ids.
func (c *call) batch(ids []string, m *api.MemberAccount) error {
	if err := c.member(m); err != nil {
		return err
	}
	if len(ids) == 0 || len(ids) > maxBatch {
		return api.Errorf(api.InvalidParameter, "KeyIds must have 1 to %d entries; it has %d.",
			"KeyIds 必须有 1 到 %d 个元素，当前为 %d 个。", maxBatch, len(ids))
	}
	seen := make(map[string]bool, len(ids))
	for i, id := range ids {
		if _, err := parseKeyID("KeyIds."+strconv.Itoa(i), id); err != nil {
			return err
		}
		if seen[id] {
			return api.Errorf(api.DuplicatedKeyId, "KeyIds.%d repeats an earlier id.", "KeyIds.%d 与之前的 ID 重复。", i)
		}
		seen[id] = true
	}
	return nil
}

// page reads Offset and Limit.
func page(offset, limit *uint64) (from, count int, err error) {
	count = defaultLimit
	if limit != nil && *limit != 0 {
		if *limit > maxLimit {
			return 0, 0, api.Errorf(api.InvalidParameter, "Limit may be %d at most.", "Limit 最大为 %d。", maxLimit)
		}
		count = int(*limit)
	}
	if offset != nil {
		from = int(min(*offset, 1<<31-1)) // beyond every list: an empty page
	}
	return from, count, nil
}

// oneOf checks an optional number against the values that it may have.
func oneOf(name string, value *uint64, most uint64) (uint64, error) {
	if value == nil {
		return 0, nil
	}
	if *value > most {
		return 0, api.Errorf(api.InvalidParameter, "%s must be 0 to %d.", "%s 必须为 0 到 %d。", name, most)
	}
	return *value, nil
}

// noCluster refuses the ids of dedicated HSM clusters, of which there are none.
func noCluster(id string) error {
	if id == "" {
		return nil
	}
	return api.Errorf(api.InvalidHsmClusterId, "This server has no HSM clusters; leave HsmClusterId out.",
		"本服务没有专属 HSM 集群，请不要填写 HsmClusterId。")
}

// encryptionContext reads the caller's associated data.
func encryptionContext(name, text string) (ciphertext.Context, error) {
	parsed, err := ciphertext.ParseContext(text)
	if err != nil {
		return parsed, api.Errorf(api.InvalidParameter, "%s may have %d characters at most.", "%s 最多 %d 个字符。",
			name, ciphertext.MaxContextLength)
	}
	return parsed, nil
}
