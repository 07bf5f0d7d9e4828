package kms_test

import (
	"os"
	"testing"

	"miyao/api"
	"miyao/internal/store"
)

func chmodPrivate(dir string) error { return os.Chmod(dir, 0o700) }

var states = []store.KeyState{store.Enabled, store.Disabled, store.PendingDelete, store.PendingImport, store.Archived}

const (
	dis = api.CmkDisabled
	arc = api.CmkArchived
	kpd = api.KeyPendingDelete
	sns = api.CmkStateNotSupport
	sbd = api.CmkShouldBeDisabled
	npd = api.CmkNotPendingDelete
	ok  = api.Code("")
)

func errorOf[T any](_ *T, failure *api.Error) *api.Error { return failure }

func TestCancelWithoutMaterial(t *testing.T) {
	w := newWorld(t)
	two := uint64(2)
	id := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "external", Type: &two}).KeyId
	must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: 30})
	must(w, api.CancelKeyDeletion, api.CancelKeyDeletionRequest{KeyId: id})
	if got := w.state(id); got != "PendingImport" {
		t.Errorf("state %s, want PendingImport", got)
	}
}

// TestBatchIsAllOrNothing: one key that refuses leaves the others as they were.
func TestBatchIsAllOrNothing(t *testing.T) {
	w := newWorld(t)
	good, bad := w.newKey(), w.newKey()
	w.setState(bad, store.Archived)
	refused(w, sns, api.DisableKeys, api.DisableKeysRequest{KeyIds: []string{good, bad}})
	if got := w.state(good); got != "Enabled" {
		t.Errorf("the good key is %s", got)
	}
	refused(w, api.DuplicatedKeyId, api.EnableKeys, api.EnableKeysRequest{KeyIds: []string{good, good}})
	refused(w, api.InvalidParameter, api.EnableKeys, api.EnableKeysRequest{KeyIds: []string{}})
	refused(w, api.InvalidParameter, api.DescribeKeys, api.DescribeKeysRequest{KeyIds: make([]string, 101)})
	refused(w, api.InvalidKeyId, api.DescribeKeys, api.DescribeKeysRequest{KeyIds: []string{"x"}})
	must(w, api.DisableKeys, api.DisableKeysRequest{KeyIds: []string{good}})
}
