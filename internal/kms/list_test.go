package kms_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"miyao/api"
	"miyao/internal/store"
)

// TestListKeyDetail runs each filter, the order and the pages over one set.
func TestListKeyDetail(t *testing.T) {
	w := newWorld(t)
	two := uint64(2)
	var ids []string
	for i := range 12 {
		w.advance(time.Second)
		r := api.CreateKeyRequest{Alias: fmt.Sprintf("list-%02d", i), Tags: []api.Tag{{TagKey: "n", TagValue: fmt.Sprint(i % 3)}}}
		if i == 5 {
			r.Type = &two
		}
		ids = append(ids, must(w, api.CreateKey, r).KeyId)
	}
	w.setState(ids[1], store.Disabled)
	w.setState(ids[2], store.PendingDelete)
	w.setState(ids[3], store.Archived)
	n := func(v uint64) *uint64 { return &v }
	tests := []struct {
		name  string
		r     api.ListKeyDetailRequest
		total uint64
		first string // alias of the first one on the page
		page  int
	}{
		{"default", api.ListKeyDetailRequest{}, 12, "list-11", 10},
		{"limit 0", api.ListKeyDetailRequest{Limit: n(0)}, 12, "list-11", 10},
		{"oldest first", api.ListKeyDetailRequest{OrderType: n(1), Limit: n(200)}, 12, "list-00", 12},
		{"second page", api.ListKeyDetailRequest{Offset: n(10)}, 12, "list-01", 2},
		{"behind the end", api.ListKeyDetailRequest{Offset: n(1 << 63)}, 12, "", 0},
		{"enabled", api.ListKeyDetailRequest{KeyState: n(1), Limit: n(1)}, 8, "list-11", 1},
		{"disabled", api.ListKeyDetailRequest{KeyState: n(2)}, 1, "list-01", 1},
		{"pending deletion", api.ListKeyDetailRequest{KeyState: n(3)}, 1, "list-02", 1},
		{"pending import", api.ListKeyDetailRequest{KeyState: n(4)}, 1, "list-05", 1},
		{"archived", api.ListKeyDetailRequest{KeyState: n(5)}, 1, "list-03", 1},
		{"alias", api.ListKeyDetailRequest{SearchKeyAlias: "t-0"}, 10, "list-09", 10},
		{"alias is case-sensitive", api.ListKeyDetailRequest{SearchKeyAlias: "LIST"}, 0, "", 0},
		{"no wildcards", api.ListKeyDetailRequest{SearchKeyAlias: "list_0%"}, 0, "", 0},
		{"id", api.ListKeyDetailRequest{SearchKeyAlias: ids[4][4:20]}, 1, "list-04", 1},
		{"external", api.ListKeyDetailRequest{Origin: "EXTERNAL"}, 1, "list-05", 1},
		{"own material", api.ListKeyDetailRequest{Origin: "TENCENT_KMS"}, 11, "list-11", 10},
		{"all origins and usages", api.ListKeyDetailRequest{Origin: "ALL", KeyUsage: "ALL"}, 12, "list-11", 10},
		{"another usage", api.ListKeyDetailRequest{KeyUsage: "ASYMMETRIC_DECRYPT_SM2"}, 0, "", 0},
		{"of products", api.ListKeyDetailRequest{Role: n(1)}, 0, "", 0},
		{"tag", api.ListKeyDetailRequest{TagFilters: []api.TagFilter{{TagKey: "n", TagValue: []string{"0", "1"}}}}, 8, "list-10", 8},
		{"tag with any value", api.ListKeyDetailRequest{TagFilters: []api.TagFilter{{TagKey: "n"}}}, 12, "list-11", 10},
		{"tag that no key has", api.ListKeyDetailRequest{TagFilters: []api.TagFilter{{TagKey: "m"}}}, 0, "", 0},
		{"shared cluster", api.ListKeyDetailRequest{HsmClusterId: "default"}, 12, "list-11", 10},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := must(w, api.ListKeyDetail, test.r)
			if got.TotalCount != test.total || len(got.KeyMetadatas) != test.page {
				t.Fatalf("%d of %d, want %d of %d", len(got.KeyMetadatas), got.TotalCount, test.page, test.total)
			}
			if test.page > 0 && got.KeyMetadatas[0].Alias != test.first {
				t.Errorf("first is %s, want %s", got.KeyMetadatas[0].Alias, test.first)
			}
		})
	}
	for code, r := range map[api.Code]api.ListKeyDetailRequest{
		api.InvalidHsmClusterId: {HsmClusterId: "hsm-1"},
	} {
		refused(w, code, api.ListKeyDetail, r)
	}
	for _, r := range []api.ListKeyDetailRequest{
		{Limit: n(201)}, {OrderType: n(2)}, {KeyState: n(6)}, {Role: n(2)}, {Origin: "external"}, {KeyUsage: "ANY"},
		{TagFilters: []api.TagFilter{{TagKey: ""}}},
	} {
		refused(w, api.InvalidParameter, api.ListKeyDetail, r)
	}
	listed := must(w, api.ListKeys, api.ListKeysRequest{Limit: n(200)})
	if listed.TotalCount != 10 {
		t.Errorf("ListKeys counts %d, want 10: neither pending deletion nor archived", listed.TotalCount)
	}
	refused(w, api.InvalidParameter, api.ListKeys, api.ListKeysRequest{Limit: n(201)})
}

func TestService(t *testing.T) {
	w := newWorld(t)
	if got := must(w, api.GetRegions, api.GetRegionsRequest{}).Regions; strings.Join(got, " ") != "ap-guangzhou ap-shanghai ap-chengdu" {
		t.Errorf("regions %v", got)
	}
	algorithms := must(w, api.ListAlgorithms, api.ListAlgorithmsRequest{})
	// One entry for each key type, and behind it those that Sign takes.
	for want, list := range map[string][]api.AlgorithmInfo{
		"{ENCRYPT_DECRYPT AES_256} {ENCRYPT_DECRYPT SM4}":                                                                                                  algorithms.SymmetricAlgorithms,
		"{ASYMMETRIC_DECRYPT_RSA_2048 RSA_2048} {ASYMMETRIC_DECRYPT_SM2 SM2}":                                                                              algorithms.AsymmetricAlgorithms,
		"{ASYMMETRIC_SIGN_VERIFY_ECC ECC_P256} {ASYMMETRIC_SIGN_VERIFY_ECC ECC_P256_R1}":                                                                   algorithms.AsymmetricSignVerifyAlgorithms,
		"{ASYMMETRIC_SIGN_VERIFY_ECDSA384 ECC_P384} {ASYMMETRIC_SIGN_VERIFY_ECDSA384 ECC_P384_R1} {ASYMMETRIC_SIGN_VERIFY_ECDSA384 ECDSA384}":              algorithms.AsymmetricSignVerifyAlgorithms,
		"{ASYMMETRIC_SIGN_VERIFY_RSA_2048 RSA_2048} {ASYMMETRIC_SIGN_VERIFY_RSA_2048 RSA_PSS_SHA_256} {ASYMMETRIC_SIGN_VERIFY_RSA_2048 RSA_PKCS1_SHA_256}": algorithms.AsymmetricSignVerifyAlgorithms,
		"{ASYMMETRIC_SIGN_VERIFY_SM2 SM2} {ASYMMETRIC_SIGN_VERIFY_SM2 SM2DSA}":                                                                             algorithms.AsymmetricSignVerifyAlgorithms,
	} {
		if got := fmt.Sprint(list); !strings.Contains(got, want) {
			t.Errorf("algorithms %s, want %s among them", got, want)
		}
	}
	if n := len(algorithms.SymmetricAlgorithms); n != 2 {
		t.Errorf("%d symmetric algorithms, want 2", n)
	}
	status := must(w, api.GetServiceStatus, api.GetServiceStatusRequest{})
	if !status.ServiceEnabled || status.InvalidType != 1 {
		t.Errorf("status %+v", status)
	}
}

// TestManyTagFilters: as many conditions as a request can hold are refused or
// answered, and never too much for the store.
func TestManyTagFilters(t *testing.T) {
	w := newWorld(t)
	key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "tagged", Tags: []api.Tag{{TagKey: "t", TagValue: "v0"}}}).KeyId
	filters := func(n, values int) []api.TagFilter {
		list := make([]api.TagFilter, n)
		for i := range list {
			list[i].TagKey = "t"
			for v := range values {
				list[i].TagValue = append(list[i].TagValue, fmt.Sprint("v", v))
			}
		}
		return list
	}
	found := must(w, api.ListKeyDetail, api.ListKeyDetailRequest{TagFilters: filters(50, 50)})
	if found.TotalCount != 1 || found.KeyMetadatas[0].KeyId != key {
		t.Errorf("found %+v", found)
	}
	must(w, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{TagFilters: filters(50, 50)})
	must(w, api.DescribeWhiteBoxKeyDetails, api.DescribeWhiteBoxKeyDetailsRequest{TagFilters: filters(50, 50)})
	for _, tooMany := range [][]api.TagFilter{filters(51, 1), filters(1, 51), filters(50, 1000)} {
		refused(w, api.InvalidParameter, api.ListKeyDetail, api.ListKeyDetailRequest{TagFilters: tooMany})
		refused(w, api.InvalidParameter, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{TagFilters: tooMany})
		refused(w, api.InvalidParameterValue, api.DescribeWhiteBoxKeyDetails, api.DescribeWhiteBoxKeyDetailsRequest{TagFilters: tooMany})
	}
}

// TestListsAreOfTheMoment: what is due is listed as it is answered for, also while
// the worker has not been there.
func TestListsAreOfTheMoment(t *testing.T) {
	w := newWorld(t)
	expiring, doomed, kept := w.external(), w.newKey(), w.newKey()
	w.mustImport(expiring, newMaterial(32), w.clock.Load()+7*24*3600)
	dataKey := w.hosted(kept, "due").DataKeyId
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: doomed})
	must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: doomed, PendingWindowInDays: 7})
	must(w, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: dataKey})
	must(w, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: dataKey, PendingWindowInDays: 7})
	check := func(all, enabled, waiting, deleting, dataKeys uint64) {
		t.Helper()
		for state, want := range []uint64{all, enabled, 0, deleting, waiting, 0} {
			got := must(w, api.ListKeyDetail, api.ListKeyDetailRequest{KeyState: num(uint64(state))})
			if got.TotalCount != want || len(got.KeyMetadatas) != int(want) {
				t.Errorf("%d of %d keys in state %d, want %d", len(got.KeyMetadatas), got.TotalCount, state, want)
			}
		}
		if got := must(w, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{}).TotalCount; got != dataKeys {
			t.Errorf("%d data keys, want %d", got, dataKeys)
		}
	}
	w.advance(7*24*time.Hour - time.Second)
	check(3, 2, 0, 1, 1)
	w.advance(time.Second)
	check(2, 1, 1, 0, 0)
	w.expires(1)
	check(2, 1, 1, 0, 0)
}
