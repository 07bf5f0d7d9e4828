package kms_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/ciphertext"
	"miyao/internal/store"
)

// TestMaterialIsTied: a key takes no other material than it had, not even after
// that was erased, and has what it encrypted back when it has its material back.
func TestMaterialIsTied(t *testing.T) {
	w := newWorld(t)
	material := newMaterial(32)
	id := w.imported(material)
	blob := w.encrypt(id)
	end := w.clock.Load() + 3600
	w.mustImport(id, material, end)
	if got := w.describe(id).ValidTo; got != uint64(end) {
		t.Errorf("valid to %d, want %d", got, end)
	}
	other := w.importing(id, newMaterial(32), 0)
	refused(w, api.MaterialNotMatch, api.ImportKeyMaterial, other)
	if got := w.describe(id).ValidTo; got != uint64(end) {
		t.Errorf("a refused import changed ValidTo to %d", got)
	}
	must(w, api.DeleteImportedKeyMaterial, api.DeleteImportedKeyMaterialRequest{KeyId: id})
	refused(w, api.MaterialNotMatch, api.ImportKeyMaterial, other) // the parameters stayed
	w.restart()
	refused(w, sns, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})
	if m := w.describe(id); m.KeyState != "PendingImport" || m.ValidTo != 0 {
		t.Errorf("metadata %+v", m)
	}
	w.mustImport(id, material, 0)
	w.decrypts(blob)
	if got := w.row(id); got.Version != 1 || got.ValidTo != 0 || got.LastRotated != 0 {
		t.Errorf("row %+v", got)
	}
}

// TestDeleteImportedMaterial: it is gone from the files too, the message says
// what to do, and a key on which something depends keeps it.
func TestDeleteImportedMaterial(t *testing.T) {
	w := newWorld(t)
	id := w.imported(newMaterial(32))
	blob, wrapped := w.encrypt(id), w.wrapped(id)
	binding := store.Binding{Key: uuid.MustParse(id), Product: "ssm", Resource: "a"}
	if err := w.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.InsertBinding(binding) }); err != nil {
		t.Fatal(err)
	}
	refused(w, api.CmkUsedByCloudProduct, api.DeleteImportedKeyMaterial, api.DeleteImportedKeyMaterialRequest{KeyId: id})
	w.decrypts(blob)
	if err := w.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.DeleteBinding(binding) }); err != nil {
		t.Fatal(err)
	}
	must(w, api.DeleteImportedKeyMaterial, api.DeleteImportedKeyMaterialRequest{KeyId: id})
	if _, err := w.Service.ExpireDue(t.Context()); err != nil { // the worker's round clears the files
		t.Fatal(err)
	}
	w.searchFiles(wrapped)
	for _, failure := range []*api.Error{
		errorOf(try(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})),
		errorOf(try(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})),
	} {
		if codeOf(failure) != sns || !strings.Contains(failure.Message, "ImportKeyMaterial") || !strings.Contains(failure.MessageZH, "ImportKeyMaterial") {
			t.Errorf("got %v", failure)
		}
	}
	must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: 7})
	must(w, api.CancelKeyDeletion, api.CancelKeyDeletionRequest{KeyId: id})
	if got := w.state(id); got != "PendingImport" {
		t.Errorf("without material the key is %s", got)
	}
}

// TestRotateImported: RotateKey lets a key take other material once.
func TestRotateImported(t *testing.T) {
	w := newWorld(t)
	first, second, third := newMaterial(32), newMaterial(32), newMaterial(32)
	id := w.imported(first)
	old := w.encrypt(id)
	must(w, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	refused(w, api.RotateTaskRunning, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	w.restart()
	w.mustImport(id, first, 0) // known material ends nothing
	refused(w, api.RotateTaskRunning, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	if got := versionOf(t, w.encrypt(id)); got != 1 {
		t.Errorf("version %d encrypts before the import, want 1", got)
	}
	w.advance(day)
	w.mustImport(id, second, 0)
	now := uint64(w.clock.Load())
	if m := w.describe(id); m.LastRotateTime != now || m.NextRotateTime != now+365*86400 || m.KeyState != "Enabled" {
		t.Errorf("metadata %+v", m)
	}
	fresh := w.encrypt(id)
	if !opensWith(t, fresh, second) || versionOf(t, fresh) != 2 {
		t.Error("the new material does not encrypt")
	}
	w.decrypts(old)
	refused(w, api.MaterialNotMatch, api.ImportKeyMaterial, w.importing(id, third, 0))
	refused(w, api.RotateRateLimited, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	w.advance(day)
	must(w, api.RotateKey, api.RotateKeyRequest{KeyId: id})

	// Erased, each version comes back with its own material, and the pending
	// rotation takes new material before the others are there.
	must(w, api.DeleteImportedKeyMaterial, api.DeleteImportedKeyMaterialRequest{KeyId: id})
	w.mustImport(id, first, 0)
	if got := w.state(id); got != "PendingImport" {
		t.Errorf("without its current material the key is %s", got)
	}
	refused(w, sns, api.Decrypt, api.DecryptRequest{CiphertextBlob: old})
	w.mustImport(id, third, 0)
	if !opensWith(t, w.encrypt(id), third) || w.row(id).Version != 3 {
		t.Error("the third material does not encrypt")
	}
	w.decrypts(old)
	_, failure := try(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: fresh})
	if codeOf(failure) != sns || !strings.Contains(failure.Message, "version 2") {
		t.Errorf("an erased version gives %v", failure)
	}
	refused(w, api.InvalidCiphertext, api.Decrypt, api.DecryptRequest{CiphertextBlob: renamed(t, fresh, uuid.MustParse(id), 4)})
	w.mustImport(id, second, 0)
	w.decrypts(fresh)
}

// renamed gives a ciphertext blob another key and version.
func renamed(t *testing.T, blob []byte, id uuid.UUID, version uint32) api.Base64 {
	t.Helper()
	header, sealed, err := ciphertext.Parse(blob)
	if err != nil {
		t.Fatal(err)
	}
	header.KeyID, header.KeyVersion = id, version
	return append(header.Append(nil), sealed...)
}

// TestSameMaterialTwice: two keys with one material cannot open what the other
// encrypted.
func TestSameMaterialTwice(t *testing.T) {
	w := newWorld(t)
	material := newMaterial(32)
	a, b := w.imported(material), w.imported(material)
	refused(w, api.InvalidCiphertext, api.Decrypt, api.DecryptRequest{CiphertextBlob: renamed(t, w.encrypt(a), uuid.MustParse(b), 1)})
}

// TestExpiry: at its end material is of no use, whether the worker was there or
// not; then it is gone, from the files too.
func TestExpiry(t *testing.T) {
	w := newWorld(t)
	material, end := newMaterial(32), w.clock.Load()+3600
	id, idle, kept := w.external(), w.external(), w.external()
	for _, id := range []string{id, idle, kept} {
		w.mustImport(id, material, end)
	}
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: idle})
	w.mustImport(kept, material, end+1)
	blob, wrapped := w.encrypt(id), w.wrapped(id)
	w.advance(time.Hour - time.Second)
	w.decrypts(blob)
	w.expires(0)
	w.advance(time.Second)
	check := func() {
		t.Helper()
		refused(w, sns, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})
		refused(w, sns, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
		refused(w, sns, api.EnableKey, api.EnableKeyRequest{KeyId: idle})
		must(w, api.UpdateAlias, api.UpdateAliasRequest{KeyId: id, Alias: "expired"})
		if m := w.describe(id); m.KeyState != "PendingImport" || m.ValidTo != 0 {
			t.Errorf("metadata %+v", m)
		}
		if m := must(w, api.ListKeyDetail, api.ListKeyDetailRequest{SearchKeyAlias: "expired"}).KeyMetadatas[0]; m.KeyState != "PendingImport" {
			t.Errorf("listed as %s", m.KeyState)
		}
		if got := w.state(kept); got != "Enabled" {
			t.Errorf("the key that is valid longer is %s", got)
		}
	}
	check()
	w.expires(2)
	w.expires(0)
	check()
	w.searchFiles(wrapped)
	want := []string{`intent "" version 0 by "" on 1`, `result "" version 0 by "" on 1`}
	if got := w.entries("ExpireKeyMaterial"); !slices.Equal(got, append(want, want...)) {
		t.Errorf("audit log: %q", got)
	}
	w.mustImport(id, material, 0)
	w.decrypts(blob)
}

// expires runs one round of the worker, in which the material of so many keys
// must end.
func (w *world) expires(want int) {
	w.t.Helper()
	if n, err := w.Service.ExpireDue(w.t.Context()); n != want || err != nil {
		w.t.Fatalf("the material of %d keys expired (%v), want %d", n, err, want)
	}
}

// TestExpiryBeforeTheWorker: an import after the end brings back its own
// version only, as if the worker had been there.
func TestExpiryBeforeTheWorker(t *testing.T) {
	w := newWorld(t)
	first, second := newMaterial(32), newMaterial(32)
	id := w.imported(first)
	old := w.encrypt(id)
	must(w, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	w.mustImport(id, second, w.clock.Load()+3600)
	w.advance(time.Hour)
	w.mustImport(id, second, w.clock.Load()+3600)
	w.decrypts(w.encrypt(id))
	refused(w, sns, api.Decrypt, api.DecryptRequest{CiphertextBlob: old})
}

// TestExpiryWhilePendingDeletion: material ends on its day while its key waits to
// be destroyed, and the key, taken back, waits for it, whether the worker was
// there or not.
func TestExpiryWhilePendingDeletion(t *testing.T) {
	for _, worker := range []bool{true, false} {
		t.Run(fmt.Sprint("worker ", worker), func(t *testing.T) { expiresWhilePending(newWorld(t), worker) })
	}
}

func expiresWhilePending(w *world, worker bool) {
	material := newMaterial(32)
	id := w.external()
	w.mustImport(id, material, w.clock.Load()+3600)
	blob, wrapped := w.encrypt(id), w.wrapped(id)
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: id})
	must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: 7})
	w.expires(0)
	w.advance(time.Hour)
	if worker {
		w.expires(1)
		w.expires(0)
		w.searchFiles(wrapped)
	}
	if m := w.describe(id); m.KeyState != "PendingDelete" || m.ValidTo != 0 || m.DeletionDate == 0 {
		w.t.Errorf("metadata %+v", m)
	}
	refused(w, kpd, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})
	must(w, api.CancelKeyDeletion, api.CancelKeyDeletionRequest{KeyId: id})
	if got := w.state(id); got != "PendingImport" {
		w.t.Errorf("taken back, the key is %s", got)
	}
	refused(w, sns, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})
	if !worker {
		w.expires(1)
	}
	w.mustImport(id, material, 0)
	w.decrypts(blob)
}

// TestConcurrentImport: of several materials at once, a key takes one.
func TestConcurrentImport(t *testing.T) {
	w := newWorld(t)
	id := w.external()
	p := w.parameters(id, oaep256)
	bodies := make([]string, 6)
	for i := range bodies {
		encrypted := encryptMaterial(t, p.PublicKey, oaep256, newMaterial(32))
		bodies[i] = fmt.Sprintf(`{"KeyId":%q,"ImportToken":%q,"EncryptedKeyMaterial":%q}`, id, p.ImportToken, api.Base64(encrypted))
	}
	failures := make([]*api.Error, len(bodies))
	var wait sync.WaitGroup
	for i, body := range bodies {
		wait.Go(func() { _, failures[i] = w.raw("ImportKeyMaterial", body) })
	}
	wait.Wait()
	succeeded := 0
	for _, failure := range failures {
		switch codeOf(failure) {
		case ok:
			succeeded++
		case api.MaterialNotMatch:
		default:
			t.Error(failure)
		}
	}
	if succeeded != 1 || w.row(id).Version != 1 {
		t.Errorf("%d imports succeeded, version %d", succeeded, w.row(id).Version)
	}
}

// TestMaterialStaysSecret: neither files nor errors hold material, in any of
// the ways that it could be written.
func TestMaterialStaysSecret(t *testing.T) {
	w := newWorld(t)
	good, short, stray := newMaterial(32), newMaterial(31), newMaterial(32)
	id := w.imported(good)
	var texts []string
	for _, material := range [][]byte{short, stray} {
		_, failure := try(w, api.ImportKeyMaterial, w.importing(id, material, 0))
		if failure == nil {
			t.Fatal("it was accepted")
		}
		texts = append(texts, failure.Message, failure.MessageZH)
	}
	must(w, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	w.mustImport(id, stray, 0)
	files := 0
	err := filepath.WalkDir(w.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		texts = append(texts, string(content))
		files++
		return err
	})
	if err != nil || files < 3 {
		t.Fatalf("%d files (%v)", files, err)
	}
	for _, material := range [][]byte{good, short, stray} {
		digest := sha256.Sum256(material)
		for _, form := range []string{
			string(material), hex.EncodeToString(material), base64.RawStdEncoding.EncodeToString(material[:30]),
			string(digest[:]), hex.EncodeToString(digest[:]),
		} {
			for i, text := range texts {
				if strings.Contains(text, form) {
					t.Errorf("text %d holds material", i)
				}
			}
		}
	}
}
