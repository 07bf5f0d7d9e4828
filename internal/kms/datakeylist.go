package kms

import (
	"errors"
	"fmt"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/store"
)

// Hosted data keys: describing and listing them.

func describeDataKey(c *call, r *api.DescribeDataKeyRequest) (*api.DescribeDataKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	k, err := c.dataKey(r.DataKeyId)
	if err != nil {
		return nil, err
	}
	described, err := c.describe([]store.DataKey{k})
	if err != nil {
		return nil, err
	}
	return &api.DescribeDataKeyResponse{DataKeyMetadata: described[0]}, nil
}

func describeDataKeys(c *call, r *api.DescribeDataKeysRequest) (*api.DescribeDataKeysResponse, error) {
	if err := c.dataKeyBatch(r.DataKeyIds, r.MemberAccount); err != nil {
		return nil, err
	}
	rows := make([]store.DataKey, len(r.DataKeyIds))
	for i, id := range r.DataKeyIds {
		var err error
		if rows[i], err = c.dataKey(id); err != nil {
			return nil, err
		}
	}
	described, err := c.describe(rows)
	return &api.DescribeDataKeysResponse{DataKeyMetadatas: described}, err
}

// describe is data keys as clients see them. Of their keys it needs the alias,
// which is empty when the key is destroyed.
func (c *call) describe(rows []store.DataKey) ([]api.DataKeyMetadata, error) {
	ids := make([]uuid.UUID, len(rows))
	for i := range rows {
		ids[i] = rows[i].Key
	}
	var keys map[uuid.UUID]store.Key
	err := c.s.db.View(c.ctx, func(tx *store.Tx) (err error) {
		keys, err = tx.KeysByID(ids)
		return err
	})
	described := make([]api.DataKeyMetadata, len(rows))
	for i := range rows {
		k := &rows[i]
		described[i] = api.DataKeyMetadata{
			DataKeyId: k.ID.String(), KeyId: k.Key.String(), KeyName: keys[k.Key].Alias, DataKeyName: k.Name,
			NumberOfBytes: uint64(k.Length), CreateTime: uint64(k.Created), Description: k.Description,
			KeyState: k.State.String(), CreatorUin: k.Creator, CreatorUinString: fmt.Sprint(k.Creator), Owner: k.Owner,
			DeletionDate: uint64(k.DeletionDate), Origin: k.Origin, ResourceId: dataKeyResource(k).path(),
		}
	}
	return described, err
}

// dataKeyBatch checks a list of data key ids.
func (c *call) dataKeyBatch(ids []string, m *api.MemberAccount) error {
	if err := c.member(m); err != nil {
		return err
	}
	return asValueError(checkBatch("DataKeyIds", ids, maxBatch, parseDataKeyID, api.DuplicatedDataKeyId))
}

// asValueError gives an error the code InvalidParameterValue, which some
// actions on data keys publish where those on keys have InvalidParameter.
func asValueError(err error) error {
	if published, ok := errors.AsType[*api.Error](err); ok && published.Code == api.InvalidParameter {
		published.Code = api.InvalidParameterValue
	}
	return err
}

func listDataKeys(c *call, r *api.ListDataKeysRequest) (*api.ListDataKeysResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	if err := noCluster(r.HsmClusterId); err != nil {
		return nil, err
	}
	common, err := c.filter(r.Role, r.Offset, r.Limit)
	if err != nil {
		return nil, asValueError(err)
	}
	filter := dataKeyFilter(common)
	filter.States = listedStates
	rows, total, err := c.findDataKeys(filter)
	if err != nil {
		return nil, err
	}
	answer := &api.ListDataKeysResponse{DataKeys: make([]api.DataKey, len(rows)), TotalCount: uint64(total)}
	for i := range rows {
		answer.DataKeys[i].DataKeyId = rows[i].ID.String()
	}
	return answer, nil
}

func listDataKeyDetail(c *call, r *api.ListDataKeyDetailRequest) (*api.ListDataKeyDetailResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	filter, err := c.dataKeyDetailFilter(r)
	if err != nil {
		return nil, err
	}
	rows, total, err := c.findDataKeys(filter)
	if err != nil {
		return nil, err
	}
	described, err := c.describe(rows)
	return &api.ListDataKeyDetailResponse{DataKeyMetadatas: described, TotalCount: uint64(total)}, err
}

func (c *call) findDataKeys(f store.DataKeyFilter) (rows []store.DataKey, total int, err error) {
	err = c.s.db.View(c.ctx, func(tx *store.Tx) error {
		rows, total, err = tx.DataKeys(f)
		return err
	})
	return rows, total, err
}

// dataKeyDetailFilter reads the filters of ListDataKeyDetail: those that
// ListKeyDetail has too, and two of its own.
func (c *call) dataKeyDetailFilter(r *api.ListDataKeyDetailRequest) (f store.DataKeyFilter, err error) {
	if _, err := oneOf("KeyState", r.KeyState, uint64(store.PendingDelete)); err != nil {
		return f, err
	}
	common, err := c.detailFilter(&api.ListKeyDetailRequest{
		Offset: r.Offset, Limit: r.Limit, Role: r.Role, OrderType: r.OrderType, KeyState: r.KeyState,
		SearchKeyAlias: r.SearchKeyAlias, Origin: r.Origin, TagFilters: r.TagFilters, HsmClusterId: r.HsmClusterId,
		MemberAccounts: r.MemberAccounts,
	})
	if err != nil {
		return f, err
	}
	f = dataKeyFilter(common)
	length, err := oneOf("DataKeyLen", r.DataKeyLen, maxRandom)
	if err != nil {
		return f, err
	}
	f.Length = int64(length)
	if r.KeyId != "" {
		k, err := c.key(r.KeyId)
		if err != nil {
			return f, err
		}
		f.Key = uuid.NullUUID{UUID: k.ID, Valid: true}
	}
	return f, nil
}

// dataKeyFilter is the part of a filter that data keys share with keys.
func dataKeyFilter(f store.KeyFilter) store.DataKeyFilter {
	return store.DataKeyFilter{
		Account: f.Account, Region: f.Region, States: f.States, Origin: f.Origin, Owner: f.Owner, Search: f.Search,
		Tags: f.Tags, Now: f.Now, OldestFirst: f.OldestFirst, Offset: f.Offset, Limit: f.Limit,
	}
}
