package kms_test

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/store"
)

// TestDescribeCallStatistics counts the calls of the account, and no others.
func TestDescribeCallStatistics(t *testing.T) {
	w := newWorld(t)
	root := w.caller
	w.advance(time.Hour)
	began := uint64(w.clock.Load())
	one, two := w.newKey(), w.newKey()
	user := w.subUser(policyText(`{"effect":"allow","action":"kms:Encrypt","resource":"*"}`))
	encrypt := func(key string) api.EncryptRequest { return api.EncryptRequest{KeyId: key, Plaintext: []byte("x")} }
	must(w, api.Encrypt, encrypt(one))
	refused(w, api.UnauthorizedOperation, api.DescribeKey, api.DescribeKeyRequest{KeyId: one})
	w.caller = root
	w.advance(20 * time.Minute)
	must(w, api.Encrypt, encrypt(one))
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: two})
	refused(w, api.CmkDisabled, api.Encrypt, encrypt(two))
	theirs := audit.Entry{Time: w.now(), Phase: audit.PhaseCall, Action: "Decrypt", Account: 1, Principal: 2, RequestID: "theirs"}
	if err := w.Audit.Append(&theirs); err != nil {
		t.Fatal(err)
	}
	end := uint64(w.clock.Load()) + 1

	r := must(w, api.DescribeCallStatistics, api.DescribeCallStatisticsRequest{StartTime: began, EndTime: end, Kind: "UseKey"})
	first, second := began/300*300, (began+1200)/300*300
	if r.StartTime != first || r.Interval != 300 || r.Calls != 3 || r.Errors != 1 ||
		!reflect.DeepEqual(r.Points, []api.CallPoint{{Time: first, Calls: 1}, {Time: second, Calls: 2, Errors: 1}}) {
		t.Errorf("uses: %+v", r)
	}
	alias := must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: one}).KeyMetadata.Alias
	if len(r.Keys) != 2 || r.Keys[0].KeyId != one || r.Keys[0].Alias != alias || r.Keys[0].Calls != 4 || r.Keys[0].Errors != 1 || r.Keys[1].Calls != 3 || r.Keys[1].Errors != 1 {
		t.Errorf("keys: %+v", r.Keys)
	}
	if want := fmt.Sprintf("[{%d 5 1} {%d 2 1}]", root.Principal.Uin, user.Principal.Uin); fmt.Sprint(r.Principals) != want {
		t.Errorf("callers: %v, want %s", r.Principals, want)
	}
	if fmt.Sprint(r.Codes) != "[{ResourceUnavailable.CmkDisabled 1} {UnauthorizedOperation 1}]" {
		t.Errorf("codes: %v", r.Codes)
	}
	if all := must(w, api.DescribeCallStatistics, api.DescribeCallStatisticsRequest{StartTime: began, EndTime: end}); all.Calls != 9 || all.Errors != 2 {
		t.Errorf("all: %+v", all)
	}
	if none := must(w, api.DescribeCallStatistics, api.DescribeCallStatisticsRequest{StartTime: 1000, EndTime: 2000}); none.Calls != 0 || len(none.Points)+len(none.Keys)+len(none.Codes) != 0 {
		t.Errorf("a time without calls: %+v", none)
	}
	long := must(w, api.DescribeCallStatistics, api.DescribeCallStatisticsRequest{StartTime: end - 30*86400, EndTime: end})
	if long.Interval != 12*3600 || len(long.Points) == 0 || long.StartTime > end-30*86400 {
		t.Errorf("a month: %+v", long)
	}
}

// TestDescribeCallStatisticsNames tells keys, data keys and white-box keys of the account by kind and name, and nothing of others.
func TestDescribeCallStatisticsNames(t *testing.T) {
	w := newWorld(t)
	began := uint64(w.clock.Load())
	key := w.newKey()
	alias := must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: key}).KeyMetadata.Alias
	data := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", IsHostedByKms: num(1), DataKeyName: "table"}).DataKeyId
	box := must(w, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: "app", Algorithm: "SM4"}).KeyId
	gone := uuid.NewString()
	named := func(account uint64, key string) {
		e := audit.Entry{Time: w.now(), Phase: audit.PhaseCall, Action: "Decrypt", Account: account, Principal: 2, Resources: []string{"qcs::kms:ap-guangzhou:uin/1:key/creatorUin/2/" + key}, RequestID: "r"}
		if err := w.Audit.Append(&e); err != nil {
			t.Fatal(err)
		}
	}
	named(w.caller.Account.Uin, gone)
	ranks := func() map[string]string {
		named := map[string]string{}
		for _, k := range must(w, api.DescribeCallStatistics, api.DescribeCallStatisticsRequest{StartTime: began, EndTime: uint64(w.clock.Load()) + 1}).Keys {
			named[k.KeyId] = k.Kind + " " + k.Alias
		}
		return named
	}
	want := map[string]string{key: "Key " + alias, data: "DataKey table", box: "WhiteBoxKey app", gone: " "}
	if got := ranks(); !maps.Equal(got, want) {
		t.Errorf("names: %v, want %v", got, want)
	}
	stranger := store.Account{Uin: 4242, AppID: 4243, Name: "stranger"}
	if err := w.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.InsertAccount(stranger) }); err != nil {
		t.Fatal(err)
	}
	w.caller = &identity.Caller{Account: stranger, Principal: store.Principal{Uin: 4242, Account: 4242, Kind: store.PrincipalRoot}}
	named(stranger.Uin, key)
	if got := ranks()[key]; got != " " {
		t.Errorf("a key of another account: %q", got)
	}
}

func TestDescribeCallStatisticsRefused(t *testing.T) {
	w := newWorld(t)
	refused(w, api.TimeInvalid, api.DescribeCallStatistics, api.DescribeCallStatisticsRequest{StartTime: 2, EndTime: 2})
	refused(w, api.InvalidParameter, api.DescribeCallStatistics, api.DescribeCallStatisticsRequest{StartTime: 1, EndTime: 2, Kind: "use"})
	w.subUser(policyText(`{"effect":"allow","action":"kms:*","resource":"*"}`))
	refused(w, api.UnauthorizedOperation, api.DescribeCallStatistics, api.DescribeCallStatisticsRequest{StartTime: 1, EndTime: 2})
	refused(w, api.UnauthorizedOperation, api.DescribeKeyStatistics, api.DescribeKeyStatisticsRequest{})
	refused(w, api.UnauthorizedOperation, api.DescribeLogStatus, api.DescribeLogStatusRequest{})
}

// TestDescribeKeyStatistics counts the keys of the account and region.
func TestDescribeKeyStatistics(t *testing.T) {
	w := newWorld(t)
	if r := must(w, api.DescribeKeyStatistics, api.DescribeKeyStatisticsRequest{}); r.Total != 0 || len(r.Counts) != 0 || len(r.Due) != 0 || r.TotalDue != 0 {
		t.Errorf("without keys: %+v", r)
	}
	rotating, doomed := w.newKey(), w.newKey()
	w.newKeyFor("ASYMMETRIC_SIGN_VERIFY_ECC")
	must(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: rotating})
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: doomed})
	date := must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: doomed, PendingWindowInDays: 7}).DeletionDate
	r := must(w, api.DescribeKeyStatistics, api.DescribeKeyStatisticsRequest{})
	if want := "[{Enabled ASYMMETRIC_SIGN_VERIFY_ECC 1} {Enabled ENCRYPT_DECRYPT 1} {PendingDelete ENCRYPT_DECRYPT 1}]"; r.Total != 3 || fmt.Sprint(r.Counts) != want {
		t.Errorf("counts: %+v, want %s", r, want)
	}
	if r.TotalDue != 2 || len(r.Due) != 2 || r.Due[0].KeyId != doomed || r.Due[0].Event != "Deletion" || r.Due[0].Time != date || r.Due[1].KeyId != rotating || r.Due[1].Event != "Rotation" {
		t.Errorf("due: %+v", r.Due)
	}
	w.region = "ap-shanghai"
	if r := must(w, api.DescribeKeyStatistics, api.DescribeKeyStatisticsRequest{}); r.Total != 0 {
		t.Errorf("in another region: %+v", r)
	}
}

// TestDescribeLogStatus tells how far the log is signed, and checks it.
func TestDescribeLogStatus(t *testing.T) {
	w := newWorld(t)
	w.newKey()
	r := must(w, api.DescribeLogStatus, api.DescribeLogStatusRequest{})
	if r.Check != "none" || r.LastEntry == 0 || len(r.LastHash) != 64 || r.FirstTime == 0 || r.CheckTime != 0 || r.Fault != "" {
		t.Errorf("before a check: %+v", r)
	}
	yes, two := uint64(1), uint64(2)
	if r := must(w, api.DescribeLogStatus, api.DescribeLogStatusRequest{Verify: &yes}); r.Check != "running" && r.Check != "whole" {
		t.Errorf("a check that began: %+v", r)
	}
	<-w.Audit.StartCheck()
	if r := must(w, api.DescribeLogStatus, api.DescribeLogStatusRequest{}); r.Check != "whole" || r.CheckTime == 0 || r.CheckedEntry == 0 || r.Fault != "" {
		t.Errorf("after it: %+v", r)
	}
	refused(w, api.InvalidParameter, api.DescribeLogStatus, api.DescribeLogStatusRequest{Verify: &two})
	if strings.Contains(fmt.Sprint(r), w.dir) {
		t.Error("the answer names the directory")
	}
}
