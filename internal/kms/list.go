package kms

import (
	"strconv"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/store"
)

// listedStates are those that ListKeys shows.
var listedStates = []store.KeyState{store.Enabled, store.Disabled, store.PendingImport}

// sharedCluster is the HsmClusterId that means "not in a dedicated cluster",
// which is where every key of this server is.
const sharedCluster = "default"

func listKeys(c *call, r *api.ListKeysRequest) (*api.ListKeysResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	if err := noCluster(r.HsmClusterId); err != nil {
		return nil, err
	}
	filter, err := c.filter(r.Role, r.Offset, r.Limit)
	if err != nil {
		return nil, err
	}
	filter.States = listedStates
	rows, total, err := c.find(filter)
	if err != nil {
		return nil, err
	}
	answer := &api.ListKeysResponse{Keys: make([]api.Key, len(rows)), TotalCount: uint64(total)}
	for i := range rows {
		answer.Keys[i].KeyId = rows[i].ID.String()
	}
	return answer, nil
}

func listKeyDetail(c *call, r *api.ListKeyDetailRequest) (*api.ListKeyDetailResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	filter, err := c.detailFilter(r)
	if err != nil {
		return nil, err
	}
	rows, total, err := c.find(filter)
	if err != nil {
		return nil, err
	}
	answer := &api.ListKeyDetailResponse{KeyMetadatas: make([]api.KeyMetadata, len(rows)), TotalCount: uint64(total)}
	for i := range rows {
		answer.KeyMetadatas[i] = metadata(c.s.asOfNow(&rows[i]))
	}
	return answer, nil
}

func (c *call) find(f store.KeyFilter) (rows []store.Key, total int, err error) {
	err = c.s.db.View(c.ctx, func(tx *store.Tx) error {
		rows, total, err = tx.Keys(f)
		return err
	})
	return rows, total, err
}

// filter holds what both lists share.
func (c *call) filter(role, offset, limit *uint64) (f store.KeyFilter, err error) {
	f = store.KeyFilter{Account: c.account(), Region: c.region, Now: c.s.now().Unix()}
	product, err := oneOf("Role", role, 1)
	if err != nil {
		return f, err
	}
	f.Owner = store.UserOwned
	if product == 1 {
		f.Owner = store.ProductOwned
	}
	f.Offset, f.Limit, err = page(offset, limit)
	return f, err
}

func (c *call) detailFilter(r *api.ListKeyDetailRequest) (store.KeyFilter, error) {
	f, err := c.filter(r.Role, r.Offset, r.Limit)
	if err != nil {
		return f, err
	}
	for i := range r.MemberAccounts {
		if err := c.memberIn("MemberAccounts."+strconv.Itoa(i), &r.MemberAccounts[i]); err != nil {
			return f, err
		}
	}
	if r.HsmClusterId != sharedCluster {
		if err := noCluster(r.HsmClusterId); err != nil {
			return f, err
		}
	}
	oldest, err := oneOf("OrderType", r.OrderType, 1)
	if err != nil {
		return f, err
	}
	f.OldestFirst = oldest == 1
	state, err := oneOf("KeyState", r.KeyState, uint64(store.Archived))
	if err != nil {
		return f, err
	}
	if state != 0 {
		f.States = []store.KeyState{store.KeyState(state)}
	}
	if f.Origin, err = originFilter(r.Origin); err != nil {
		return f, err
	}
	if f.Usages, err = usageFilter(r.KeyUsage); err != nil {
		return f, err
	}
	f.Search = r.SearchKeyAlias
	f.Tags, err = tagFilter(r.TagFilters)
	return f, err
}

func originFilter(origin string) (string, error) {
	switch origin {
	case "", "ALL":
		return "", nil
	case store.OriginKMS, store.OriginExternal:
		return origin, nil
	}
	return "", api.Errorf(api.InvalidParameter, "Origin must be TENCENT_KMS, EXTERNAL or ALL, in capitals.",
		"Origin 必须为 TENCENT_KMS、EXTERNAL 或 ALL（区分大小写）。")
}

// usageFilter follows the published rule that an empty KeyUsage shows
// ENCRYPT_DECRYPT keys only.
func usageFilter(usage string) ([]string, error) {
	switch {
	case usage == "":
		return []string{alg.EncryptDecrypt}, nil
	case usage == "ALL":
		return nil, nil
	case isUsage(usage):
		return []string{usage}, nil
	}
	return nil, api.Errorf(api.InvalidParameter, "KeyUsage %q is unknown; use ALL or a usage that ListAlgorithms names.",
		"未知的 KeyUsage %q，请使用 ALL 或 ListAlgorithms 列出的用途。", api.Shown(usage))
}

func tagFilter(filters []api.TagFilter) ([]store.TagFilter, error) {
	if len(filters) > maxTags {
		return nil, api.Errorf(api.InvalidParameter, "TagFilters may have %d entries at most.", "TagFilters 最多 %d 个。", maxTags)
	}
	rows := make([]store.TagFilter, len(filters))
	for i, f := range filters {
		if f.TagKey == "" {
			return nil, api.Errorf(api.InvalidParameter, "TagFilters.%d.TagKey must not be empty.", "TagFilters.%d.TagKey 不能为空。", i)
		}
		if len(f.TagValue) > maxTagValues {
			return nil, api.Errorf(api.InvalidParameter, "TagFilters.%d.TagValue may have %d entries at most.",
				"TagFilters.%d.TagValue 最多 %d 个。", i, maxTagValues)
		}
		rows[i] = store.TagFilter{Key: f.TagKey, Values: f.TagValue}
	}
	return rows, nil
}
