package kms

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/ciphertext"
	"miyao/internal/policy"
	"miyao/internal/store"
)

// Checks of parameters that several actions share. Each constraint is that of
// the published field description.

const (
	maxAliasLength              = 60   // characters
	maxDescriptionLength        = 1024 // bytes
	maxDataKeyDescriptionLength = 100  // bytes
	maxBatch                    = 100  // key ids in one call
	maxTags                     = 50   // tags on one resource
	maxTagValues                = 50   // values in one filter
	maxTagKeyLength             = 127  // characters
	maxTagValueLength           = 255  // characters
	defaultLimit                = 10   // entries on a page
	maxLimit                    = 200
)

func checkAlias(alias string) error { return checkName("Alias", alias, api.InvalidAlias) }

// checkName is the rule for aliases and for the names of data keys.
func checkName(parameter, name string, code api.Code) error {
	invalid := func(en, zh string) error { return api.Errorf(code, en, zh, parameter) }
	if name == "" || len(name) > maxAliasLength {
		return invalid("%s must have 1 to 60 characters.", "%s 长度必须为 1 到 60 个字符。")
	}
	for i, r := range []byte(name) {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && (i == 0 || r != '-' && r != '_') {
			return invalid("%s may hold letters, digits, - and _, and begins with a letter or digit.",
				"%s 只能包含字母、数字、- 和 _，且以字母或数字开头。")
		}
	}
	if strings.HasPrefix(name, "kms-") {
		return invalid("%s must not begin with kms-, which is reserved for cloud products.",
			"%s 不能以 kms- 开头，该前缀为云产品保留。")
	}
	return nil
}

func checkDescription(text string) error { return checkLength(text, maxDescriptionLength) }

func checkLength(description string, most int) error {
	if len(description) > most {
		return api.Errorf(api.InvalidParameter, "Description may have %d bytes of UTF-8; this one has %d.",
			"Description 最多 %d 字节（UTF-8），当前为 %d 字节。", most, len(description))
	}
	return nil
}

// tagCodes are the codes that a product of the API has for faults of tags.
type tagCodes struct{ tooMany, emptyKey, longKey, badKey, longValue, badValue, duplicate api.Code }

// checkTags returns the tags of a KMS request as they are stored.
func checkTags(tags []api.Tag) ([]store.Tag, error) {
	return checkTagList("Tags", tags, tagCodes{api.InvalidParameter, api.InvalidParameter, api.InvalidParameter,
		api.InvalidParameter, api.InvalidParameter, api.InvalidParameter, api.TagKeysDuplicated})
}

func checkTagList(field string, tags []api.Tag, codes tagCodes) ([]store.Tag, error) {
	if len(tags) > maxTags {
		return nil, api.Errorf(codes.tooMany, "%s may have %d entries; it has %d.",
			"%s 最多 %d 个元素，当前为 %d 个。", field, maxTags, len(tags))
	}
	seen := map[string]bool{}
	rows := make([]store.Tag, len(tags))
	for i, tag := range tags {
		switch {
		case tag.TagKey == "":
			return nil, api.Errorf(codes.emptyKey, "%s.%d.TagKey must have 1 to %d characters.",
				"%s.%d.TagKey 长度必须为 1 到 %d 个字符。", field, i, maxTagKeyLength)
		case utf8.RuneCountInString(tag.TagKey) > maxTagKeyLength:
			return nil, api.Errorf(codes.longKey, "%s.%d.TagKey may have at most %d characters.",
				"%s.%d.TagKey 最多 %d 个字符。", field, i, maxTagKeyLength)
		case strings.Contains(tag.TagKey, policy.TagSeparator):
			return nil, api.Errorf(codes.badKey, "%s.%d.TagKey must not hold %s, which separates key and value in policies.",
				"%s.%d.TagKey 不能包含 %s，该字符在策略中用于分隔标签键和标签值。", field, i, policy.TagSeparator)
		case strings.Contains(tag.TagValue, policy.TagSeparator):
			return nil, api.Errorf(codes.badValue, "%s.%d.TagValue must not hold %s, which separates key and value in policies.",
				"%s.%d.TagValue 不能包含 %s，该字符在策略中用于分隔标签键和标签值。", field, i, policy.TagSeparator)
		case utf8.RuneCountInString(tag.TagValue) > maxTagValueLength:
			return nil, api.Errorf(codes.longValue, "%s.%d.TagValue may have at most %d characters.",
				"%s.%d.TagValue 最多 %d 个字符。", field, i, maxTagValueLength)
		case seen[tag.TagKey]:
			return nil, api.Errorf(codes.duplicate, "%s.%d repeats the TagKey of an earlier tag.",
				"%s.%d 的 TagKey 与之前的标签重复。", field, i)
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
	return checkBatch("KeyIds", ids, maxBatch, parseKeyID, api.DuplicatedKeyId)
}

func checkBatch(parameter string, ids []string, most int, parse func(parameter, id string) (uuid.UUID, error), duplicated api.Code) error {
	if len(ids) == 0 || len(ids) > most {
		return api.Errorf(api.InvalidParameter, "%s must have 1 to %d entries; it has %d.",
			"%s 必须有 1 到 %d 个元素，当前为 %d 个。", parameter, most, len(ids))
	}
	seen := make(map[string]bool, len(ids))
	for i, id := range ids {
		if _, err := parse(parameter+"."+strconv.Itoa(i), id); err != nil {
			return err
		}
		if seen[id] {
			return api.Errorf(duplicated, "%s.%d repeats an earlier id.", "%s.%d 与之前的 ID 重复。", parameter, i)
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
