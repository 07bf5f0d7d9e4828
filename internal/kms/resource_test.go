package kms_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/store"
)

const cup = api.CmkUsedByCloudProduct

func (w *world) bind(key, resource string) {
	w.t.Helper()
	must(w, api.BindCloudResource, api.BindCloudResourceRequest{KeyId: key, ProductId: "ssm", ResourceId: resource})
}

func (w *world) unbind(key, resource string) {
	w.t.Helper()
	must(w, api.UnbindCloudResource, api.UnbindCloudResourceRequest{KeyId: key, ProductId: "ssm", ResourceId: resource})
}

// TestBoundKeys: while a resource is bound to a key, the key stays in use.
func TestBoundKeys(t *testing.T) {
	w := newWorld(t)
	key, free := w.newKey(), w.newKey()
	w.bind(key, "secret-1")
	w.bind(key, "secret-1") // once is enough to undo it
	w.bind(key, "secret-2")
	held := func() {
		t.Helper()
		refused(w, cup, api.DisableKey, api.DisableKeyRequest{KeyId: key})
		refused(w, cup, api.DisableKeys, api.DisableKeysRequest{KeyIds: []string{free, key}})
		refused(w, cup, api.ArchiveKey, api.ArchiveKeyRequest{KeyId: key})
		if a, b := w.state(key), w.state(free); a != "Enabled" || b != "Enabled" {
			t.Errorf("the keys are %s and %s", a, b)
		}
	}
	held()
	w.setState(key, store.Disabled) // no action leads there
	refused(w, cup, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: key, PendingWindowInDays: 7})
	must(w, api.EnableKey, api.EnableKeyRequest{KeyId: key})
	must(w, api.UpdateAlias, api.UpdateAliasRequest{KeyId: key, Alias: "bound"})
	must(w, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})
	w.unbind(key, "secret-1")
	held()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.open()
	held()
	w.unbind(key, "secret-2")
	must(w, api.DisableKeys, api.DisableKeysRequest{KeyIds: []string{free, key}})
	must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: key, PendingWindowInDays: 7})
}

func TestBindRefusals(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	w.bind(key, "a")
	for code, r := range map[api.Code][]api.UnbindCloudResourceRequest{
		api.CloudResourceBindingNotFound: {
			{KeyId: key, ProductId: "ssm", ResourceId: "b"}, {KeyId: key, ProductId: "cos", ResourceId: "a"},
			{KeyId: w.newKey(), ProductId: "ssm", ResourceId: "a"},
		},
		api.InvalidParameter: {
			{KeyId: key, ProductId: "", ResourceId: "a"}, {KeyId: key, ProductId: "ssm", ResourceId: ""},
			{KeyId: key, ProductId: strings.Repeat("p", 65), ResourceId: "a"},
			{KeyId: key, ProductId: "ssm", ResourceId: strings.Repeat("资", 257)},
			{KeyId: key, ProductId: "ss\nm", ResourceId: "a"}, {KeyId: key, ProductId: "ssm", ResourceId: "\x00"},
		},
		api.InvalidKeyId: {{KeyId: "x", ProductId: "ssm", ResourceId: "a"}},
		api.CmkNotFound:  {{KeyId: uuid.NewString(), ProductId: "ssm", ResourceId: "a"}},
	} {
		for _, r := range r {
			refused(w, code, api.UnbindCloudResource, r)
			if code != api.CloudResourceBindingNotFound {
				refused(w, code, api.BindCloudResource, api.BindCloudResourceRequest(r))
			}
		}
	}
	longest := strings.Repeat("资", 256)
	w.bind(key, longest)
	w.unbind(key, longest)
	w.unbind(key, "a")
	refused(w, api.CloudResourceBindingNotFound, api.UnbindCloudResource,
		api.UnbindCloudResourceRequest{KeyId: key, ProductId: "ssm", ResourceId: "a"})
}

// TestBindEndsExpiry: a key with imported material that a resource depends on
// does not expire.
func TestBindEndsExpiry(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	if err := w.Store.Update(t.Context(), func(tx *store.Tx) error {
		k, err := tx.Key(uuid.MustParse(key))
		if err != nil {
			return err
		}
		k.ValidTo = w.clock.Load() + 10
		return tx.UpdateKey(k)
	}); err != nil {
		t.Fatal(err)
	}
	w.Keyring.Forget(uuid.MustParse(key))
	if w.validTo(key) == 0 {
		t.Fatal("the key has no end")
	}
	w.bind(key, "a")
	if end := w.validTo(key); end != 0 {
		t.Errorf("the key still ends at %d", end)
	}
}

// TestBoundKeyTakesNoEnd: an import cannot make a key expire on which a resource
// depends.
func TestBoundKeyTakesNoEnd(t *testing.T) {
	w := newWorld(t)
	material := newMaterial(32)
	key := w.imported(material)
	w.bind(key, "a")
	end := w.clock.Load() + 3600
	refused(w, cup, api.ImportKeyMaterial, w.importing(key, material, end))
	w.mustImport(key, material, 0)
	if got := w.validTo(key); got != 0 {
		t.Errorf("the key ends at %d", got)
	}
	w.unbind(key, "a")
	w.mustImport(key, material, end)
	if got := w.validTo(key); got != uint64(end) {
		t.Errorf("the key ends at %d, want %d", got, end)
	}
}

func (w *world) validTo(key string) uint64 {
	w.t.Helper()
	return must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: key}).KeyMetadata.ValidTo
}

// TestBindingsAreRecorded: the audit log says which resource was bound, and in
// which session.
func TestBindingsAreRecorded(t *testing.T) {
	w := newWorld(t)
	key, session := w.newKey(), *w.caller
	session.Session = "night-job"
	w.caller = &session
	w.bind(key, "secret-1")
	entries := w.found(audit.ByAction, api.BindCloudResource.Name)
	want := map[string]string{"ProductId": "ssm", "ResourceId": "secret-1", audit.SessionDetail: "night-job"}
	for _, e := range entries {
		if len(e.Resources) != 1 || !maps.Equal(e.Detail, want) {
			t.Errorf("entry %+v, want the detail %v", e, want)
		}
	}
	if len(entries) != 2 {
		t.Errorf("%d entries, want intent and result", len(entries))
	}
}

// TestProductKeys: a key that a cloud product made is used and bound, and not
// changed.
func TestProductKeys(t *testing.T) {
	w := newWorld(t)
	k := store.Key{
		ID: uuid.New(), Account: w.caller.Account.Uin, Region: w.region, Alias: "kms-cos", Usage: "ENCRYPT_DECRYPT", Algorithm: 1,
		State: store.Enabled, Origin: store.OriginKMS, Owner: "cos", Creator: w.caller.Account.Uin, Version: 1,
	}
	if err := w.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.InsertKey(k, nil, nil) }); err != nil {
		t.Fatal(err)
	}
	id := k.ID.String()
	refused(w, api.NotUserCreatedCmk, api.ArchiveKey, api.ArchiveKeyRequest{KeyId: id})
	refused(w, api.NotUserCreatedCmk, api.DisableKey, api.DisableKeyRequest{KeyId: id})
	refused(w, api.NotUserCreatedCmk, api.EnableKey, api.EnableKeyRequest{KeyId: id})
	refused(w, api.NotUserCreatedCmk, api.UpdateAlias, api.UpdateAliasRequest{KeyId: id, Alias: "mine"})
	w.bind(id, "bucket")
	w.unbind(id, "bucket")
	w.setState(id, store.Archived)
	refused(w, api.NotUserCreatedCmk, api.CancelKeyArchive, api.CancelKeyArchiveRequest{KeyId: id})
	w.setState(id, store.Disabled)
	refused(w, api.NotUserCreatedCmk, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: 7})
	w.setState(id, store.PendingDelete)
	refused(w, api.NotUserCreatedCmk, api.CancelKeyDeletion, api.CancelKeyDeletionRequest{KeyId: id})
	if got := w.state(id); got != "PendingDelete" {
		t.Errorf("the key is %s", got)
	}
	if n := must(w, api.ListKeys, api.ListKeysRequest{Role: num(1)}).TotalCount; n != 0 {
		t.Errorf("ListKeys shows %d that are pending deletion", n)
	}
}
