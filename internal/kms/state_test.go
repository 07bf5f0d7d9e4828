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
	cnf = api.CloudResourceBindingNotFound
	ok  = api.Code("")
)

// TestStates runs the published table of actions and states: the code, and the
// state afterwards where an action changes it.
func TestStates(t *testing.T) {
	w := newWorld(t)
	source := w.newKey() // of ciphertexts that go to the key under test
	foreign := must(w, api.Encrypt, api.EncryptRequest{KeyId: source, Plaintext: []byte("x")}).CiphertextBlob
	type test struct {
		name  string
		call  func(w *world, id string, own api.Base64) *api.Error
		codes [5]api.Code // in the order of states
		after map[store.KeyState]string
	}
	tests := []test{
		{"Encrypt", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")}))
		}, [5]api.Code{ok, dis, kpd, sns, arc}, nil},
		{"ReEncrypt target", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: foreign, DestinationKeyId: id}))
		}, [5]api.Code{ok, dis, kpd, sns, arc}, nil},
		{"GenerateDataKey", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id, KeySpec: "AES_256"}))
		}, [5]api.Code{ok, dis, kpd, sns, arc}, nil},
		{"Decrypt", func(w *world, _ string, own api.Base64) *api.Error {
			return errorOf(try(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: own}))
		}, [5]api.Code{ok, dis, kpd, sns, ok}, nil},
		{"ReEncrypt source", func(w *world, _ string, own api.Base64) *api.Error {
			return errorOf(try(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: own, DestinationKeyId: source}))
		}, [5]api.Code{ok, dis, kpd, sns, ok}, nil},
		{"EnableKey", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.EnableKey, api.EnableKeyRequest{KeyId: id}))
		}, [5]api.Code{ok, ok, sns, sns, sns}, map[store.KeyState]string{store.Enabled: "Enabled", store.Disabled: "Enabled"}},
		{"EnableKeys", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.EnableKeys, api.EnableKeysRequest{KeyIds: []string{id}}))
		}, [5]api.Code{ok, ok, sns, sns, sns}, map[store.KeyState]string{store.Disabled: "Enabled"}},
		{"DisableKey", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.DisableKey, api.DisableKeyRequest{KeyId: id}))
		}, [5]api.Code{ok, ok, sns, sns, sns}, map[store.KeyState]string{store.Enabled: "Disabled", store.Disabled: "Disabled"}},
		{"DisableKeys", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.DisableKeys, api.DisableKeysRequest{KeyIds: []string{id}}))
		}, [5]api.Code{ok, ok, sns, sns, sns}, map[store.KeyState]string{store.Enabled: "Disabled"}},
		{"UpdateAlias", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.UpdateAlias, api.UpdateAliasRequest{KeyId: id, Alias: "renamed-" + id}))
		}, [5]api.Code{ok, ok, sns, ok, ok}, nil},
		{"UpdateKeyDescription", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.UpdateKeyDescription, api.UpdateKeyDescriptionRequest{KeyId: id, Description: ""}))
		}, [5]api.Code{ok, ok, sns, ok, ok}, nil},
		{"DescribeKey", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: id}))
		}, [5]api.Code{ok, ok, ok, ok, ok}, nil},
		{"DescribeKeys", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.DescribeKeys, api.DescribeKeysRequest{KeyIds: []string{id}}))
		}, [5]api.Code{ok, ok, ok, ok, ok}, nil},
		{"ScheduleKeyDeletion", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: 7}))
		}, [5]api.Code{sbd, ok, sns, ok, sns}, map[store.KeyState]string{store.Disabled: "PendingDelete", store.PendingImport: "PendingDelete"}},
		{"CancelKeyDeletion", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.CancelKeyDeletion, api.CancelKeyDeletionRequest{KeyId: id}))
		}, [5]api.Code{npd, npd, ok, npd, npd}, map[store.KeyState]string{store.PendingDelete: "Disabled"}},
		{"ArchiveKey", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.ArchiveKey, api.ArchiveKeyRequest{KeyId: id}))
		}, [5]api.Code{ok, sns, sns, sns, ok}, map[store.KeyState]string{store.Enabled: "Archived"}},
		{"CancelKeyArchive", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.CancelKeyArchive, api.CancelKeyArchiveRequest{KeyId: id}))
		}, [5]api.Code{sns, sns, sns, sns, ok}, map[store.KeyState]string{store.Archived: "Enabled"}},
		{"BindCloudResource", func(w *world, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.BindCloudResource, api.BindCloudResourceRequest{KeyId: id, ProductId: "ssm", ResourceId: "a"}))
		}, [5]api.Code{ok, sns, sns, sns, sns}, nil},
		{"UnbindCloudResource", func(w *world, id string, _ api.Base64) *api.Error {
			// No binding, so nothing to unbind: but never a code of the state.
			return errorOf(try(w, api.UnbindCloudResource, api.UnbindCloudResourceRequest{KeyId: id, ProductId: "ssm", ResourceId: "a"}))
		}, [5]api.Code{cnf, cnf, cnf, cnf, cnf}, nil},
	}
	for _, test := range tests {
		for i, state := range states {
			t.Run(test.name+"/"+state.String(), func(t *testing.T) {
				id := w.newKey()
				own := must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")}).CiphertextBlob
				w.setState(id, state)
				var got api.Code
				if failure := test.call(w, id, own); failure != nil {
					got = failure.Code
				}
				if got != test.codes[i] {
					t.Errorf("got %q, want %q", got, test.codes[i])
				}
				want, changes := test.after[state]
				if !changes {
					want = state.String()
				}
				if now := w.state(id); now != want {
					t.Errorf("the key is %s afterwards, want %s", now, want)
				}
			})
		}
	}
}

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
