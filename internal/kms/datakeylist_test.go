package kms_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/store"
)

// listedDataKeys makes the data keys that TestListDataKeys looks for, oldest
// first. One is under another key.
func (w *world) listedDataKeys() (other string, ids []string) {
	w.t.Helper()
	key, other := w.newKey(), w.newKey()
	ids = make([]string, 12)
	for i := range ids {
		w.advance(time.Second)
		r := api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", IsHostedByKms: num(1), DataKeyName: fmt.Sprintf("list-%02d", i),
			Tags: []api.Tag{{TagKey: "n", TagValue: fmt.Sprint(i % 3)}}}
		switch i {
		case 4:
			r.KeyId = other
		case 5:
			ids[i] = w.importedDataKey(key, r.DataKeyName, "12345")
			continue
		}
		ids[i] = must(w, api.GenerateDataKey, r).DataKeyId
	}
	w.setDataKeyState(ids[1], store.Disabled)
	w.setDataKeyState(ids[2], store.PendingDelete)
	return other, ids
}

// TestListDataKeys runs each filter, the order and the pages over one set.
func TestListDataKeys(t *testing.T) {
	w := newWorld(t)
	other, ids := w.listedDataKeys()
	tests := []struct {
		name  string
		r     api.ListDataKeyDetailRequest
		total uint64
		first string // name of the first one on the page
		page  int
	}{
		{"default", api.ListDataKeyDetailRequest{}, 12, "list-11", 10},
		{"limit 0", api.ListDataKeyDetailRequest{Limit: num(0)}, 12, "list-11", 10},
		{"oldest first", api.ListDataKeyDetailRequest{OrderType: num(1), Limit: num(200)}, 12, "list-00", 12},
		{"second page", api.ListDataKeyDetailRequest{Offset: num(10)}, 12, "list-01", 2},
		{"behind the end", api.ListDataKeyDetailRequest{Offset: num(1 << 63)}, 12, "", 0},
		{"enabled", api.ListDataKeyDetailRequest{KeyState: num(1), Limit: num(1)}, 10, "list-11", 1},
		{"disabled", api.ListDataKeyDetailRequest{KeyState: num(2)}, 1, "list-01", 1},
		{"pending deletion", api.ListDataKeyDetailRequest{KeyState: num(3)}, 1, "list-02", 1},
		{"name", api.ListDataKeyDetailRequest{SearchKeyAlias: "t-0"}, 10, "list-09", 10},
		{"name is case-sensitive", api.ListDataKeyDetailRequest{SearchKeyAlias: "LIST"}, 0, "", 0},
		{"id", api.ListDataKeyDetailRequest{SearchKeyAlias: ids[7][4:20]}, 1, "list-07", 1},
		{"external", api.ListDataKeyDetailRequest{Origin: "EXTERNAL"}, 1, "list-05", 1},
		{"own material", api.ListDataKeyDetailRequest{Origin: "TENCENT_KMS"}, 11, "list-11", 10},
		{"all origins", api.ListDataKeyDetailRequest{Origin: "ALL"}, 12, "list-11", 10},
		{"of products", api.ListDataKeyDetailRequest{Role: num(1)}, 0, "", 0},
		{"key", api.ListDataKeyDetailRequest{KeyId: other}, 1, "list-04", 1},
		{"length", api.ListDataKeyDetailRequest{DataKeyLen: num(5)}, 1, "list-05", 1},
		{"another length", api.ListDataKeyDetailRequest{DataKeyLen: num(16)}, 0, "", 0},
		{"tag", api.ListDataKeyDetailRequest{TagFilters: []api.TagFilter{{TagKey: "n", TagValue: []string{"0", "1"}}}}, 8, "list-10", 8},
		{"tag with any value", api.ListDataKeyDetailRequest{TagFilters: []api.TagFilter{{TagKey: "n"}}}, 11, "list-11", 10},
		{"shared cluster", api.ListDataKeyDetailRequest{HsmClusterId: "default"}, 12, "list-11", 10},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := must(w, api.ListDataKeyDetail, test.r)
			if got.TotalCount != test.total || len(got.DataKeyMetadatas) != test.page {
				t.Fatalf("%d of %d, want %d of %d", len(got.DataKeyMetadatas), got.TotalCount, test.page, test.total)
			}
			if test.page > 0 && got.DataKeyMetadatas[0].DataKeyName != test.first {
				t.Errorf("first is %s, want %s", got.DataKeyMetadatas[0].DataKeyName, test.first)
			}
		})
	}
	status := must(w, api.GetServiceStatus, api.GetServiceStatusRequest{})
	if !status.IsAllowedDataKeyHosted || status.DataKeyUsedCount != 11 || status.DataKeyLimit < 1000 {
		t.Errorf("status %+v", status)
	}
	listed := must(w, api.ListDataKeys, api.ListDataKeysRequest{Limit: num(200)})
	if listed.TotalCount != 11 || len(listed.DataKeys) != 11 || listed.DataKeys[0].DataKeyId != ids[11] {
		t.Errorf("ListDataKeys: %+v, want 11: not what is pending deletion", listed)
	}
	if n := must(w, api.ListDataKeys, api.ListDataKeysRequest{Role: num(1)}).TotalCount; n != 0 {
		t.Errorf("%d data keys of products", n)
	}
}

func TestListDataKeysRefusals(t *testing.T) {
	w := newWorld(t)
	for _, r := range []api.ListDataKeyDetailRequest{
		{Limit: num(201)}, {OrderType: num(2)}, {KeyState: num(4)}, {Role: num(2)}, {Origin: "external"}, {DataKeyLen: num(1025)},
		{TagFilters: []api.TagFilter{{TagKey: ""}}},
	} {
		refused(w, api.InvalidParameter, api.ListDataKeyDetail, r)
	}
	refused(w, api.InvalidHsmClusterId, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{HsmClusterId: "hsm-1"})
	refused(w, api.InvalidKeyId, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{KeyId: "x"})
	refused(w, api.CmkNotFound, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{KeyId: uuid.NewString()})
	refused(w, api.InvalidParameterValue, api.ListDataKeys, api.ListDataKeysRequest{Limit: num(201)})
	refused(w, api.InvalidParameterValue, api.ListDataKeys, api.ListDataKeysRequest{Role: num(2)})
	refused(w, api.InvalidHsmClusterId, api.ListDataKeys, api.ListDataKeysRequest{HsmClusterId: "default"})
}
