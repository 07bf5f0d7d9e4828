package kms_test

import (
	"testing"

	"miyao/api"
	"miyao/internal/store"
)

var states = []store.KeyState{store.Enabled, store.Disabled, store.PendingDelete, store.PendingImport, store.Archived}

const (
	dis = api.CmkDisabled
	arc = api.CmkArchived
	kpd = api.KeyPendingDelete
	sns = api.CmkStateNotSupport
	sbd = api.CmkShouldBeDisabled
	npd = api.CmkNotPendingDelete
	cnf = api.CloudResourceBindingNotFound
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
	w.setState(bad, store.PendingDelete)
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

// TestArchive: an archived key decrypts, is listed as what it is, and comes
// back whole.
func TestArchive(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	blob := must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")}).CiphertextBlob
	foreign := uint64(1)
	refused(w, api.NotRoleOperation, api.ArchiveKey, api.ArchiveKeyRequest{KeyId: id, MemberAccount: &api.MemberAccount{MemberUin: &foreign}})
	refused(w, api.InvalidKeyId, api.ArchiveKey, api.ArchiveKeyRequest{KeyId: "x"})
	must(w, api.ArchiveKey, api.ArchiveKeyRequest{KeyId: id})
	refused(w, arc, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
	must(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})
	must(w, api.UpdateAlias, api.UpdateAliasRequest{KeyId: id, Alias: "old-one"})
	must(w, api.UpdateKeyDescription, api.UpdateKeyDescriptionRequest{KeyId: id, Description: "kept to decrypt"})
	five := uint64(5)
	listed := must(w, api.ListKeyDetail, api.ListKeyDetailRequest{KeyState: &five}).KeyMetadatas
	if len(listed) != 1 || listed[0].KeyState != "Archived" || listed[0].Alias != "old-one" || listed[0].Description != "kept to decrypt" {
		t.Errorf("listed %+v", listed)
	}
	if n := must(w, api.ListKeys, api.ListKeysRequest{}).TotalCount; n != 0 {
		t.Errorf("ListKeys shows %d keys", n)
	}
	refused(w, api.NotRoleOperation, api.CancelKeyArchive, api.CancelKeyArchiveRequest{KeyId: id, MemberAccount: &api.MemberAccount{MemberUin: &foreign}})
	must(w, api.CancelKeyArchive, api.CancelKeyArchiveRequest{KeyId: id})
	must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
}
