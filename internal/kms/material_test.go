package kms_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/ciphertext"
	"miyao/internal/secret"
	"miyao/internal/store"
)

const oaep256 = "RSAES_OAEP_SHA_256"

var wrappings = []string{"RSAES_PKCS1_V1_5", "RSAES_OAEP_SHA_1", oaep256}

func newMaterial(n int) []byte { return secret.Random(n).Expose() }

// external makes a key that waits for its material.
func (w *world) external() string {
	w.t.Helper()
	two := uint64(2)
	return must(w, api.CreateKey, api.CreateKeyRequest{Alias: fmt.Sprintf("key-%d", aliases.Add(1)), Type: &two}).KeyId
}

// imported makes a key with material.
func (w *world) imported(material []byte) string {
	w.t.Helper()
	id := w.external()
	w.mustImport(id, material, 0)
	return id
}

func (w *world) parameters(id, algorithm string) *api.GetParametersForImportResponse {
	w.t.Helper()
	return must(w, api.GetParametersForImport, api.GetParametersForImportRequest{
		KeyId: id, WrappingAlgorithm: algorithm, WrappingKeySpec: "RSA_2048",
	})
}

// importing is a whole import but for its last call.
func (w *world) importing(id string, material []byte, validTo int64) api.ImportKeyMaterialRequest {
	w.t.Helper()
	p := w.parameters(id, oaep256)
	end := uint64(validTo)
	return api.ImportKeyMaterialRequest{
		KeyId: id, ImportToken: p.ImportToken, EncryptedKeyMaterial: encryptMaterial(w.t, p.PublicKey, oaep256, material), ValidTo: &end,
	}
}

func (w *world) mustImport(id string, material []byte, validTo int64) {
	w.t.Helper()
	must(w, api.ImportKeyMaterial, w.importing(id, material, validTo))
}

func encryptMaterial(t *testing.T, public []byte, algorithm string, material []byte) (encrypted []byte) {
	t.Helper()
	parsed, err := x509.ParsePKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	key := parsed.(*rsa.PublicKey)
	if key.N.BitLen() != 2048 {
		t.Errorf("the wrapping key has %d bits", key.N.BitLen())
	}
	switch algorithm {
	case "RSAES_PKCS1_V1_5":
		//lint:ignore SA1019 the API offers this algorithm
		encrypted, err = rsa.EncryptPKCS1v15(rand.Reader, key, material)
	case "RSAES_OAEP_SHA_1":
		encrypted, err = rsa.EncryptOAEP(sha1.New(), rand.Reader, key, material, nil)
	default:
		encrypted, err = rsa.EncryptOAEP(sha256.New(), rand.Reader, key, material, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return encrypted
}

// TestImport: with every wrapping, in both standards, the key computes with the
// very bytes that were imported.
func TestImport(t *testing.T) {
	w := newWorld(t)
	for region, size := range map[string]int{"ap-guangzhou": 32, "ap-chengdu": 16} {
		w.region = region
		for _, algorithm := range wrappings {
			id, material := w.external(), newMaterial(size)
			p := w.parameters(id, algorithm)
			if p.KeyId != id || p.ParametersValidTo != uint64(w.clock.Load())+86400 {
				t.Errorf("parameters %+v", p)
			}
			refused(w, sns, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
			must(w, api.ImportKeyMaterial, api.ImportKeyMaterialRequest{
				KeyId: id, ImportToken: p.ImportToken, EncryptedKeyMaterial: encryptMaterial(t, p.PublicKey, algorithm, material),
			})
			if m := w.describe(id); m.KeyState != "Enabled" || m.ValidTo != 0 || m.Origin != "EXTERNAL" || m.LastRotateTime != 0 {
				t.Errorf("metadata %+v", m)
			}
			blob := w.encrypt(id)
			w.decrypts(blob)
			if !opensWith(t, blob, material) {
				t.Errorf("%s: the key has other material than was imported", algorithm)
			}
		}
	}
}

// opensWith tells whether a ciphertext blob opens with raw key material.
func opensWith(t *testing.T, blob, material []byte) bool {
	t.Helper()
	header, sealed, err := ciphertext.Parse(blob)
	if err != nil {
		t.Fatal(err)
	}
	row, _ := alg.ByID(alg.ID(header.Algorithm))
	opened, err := row.Open(secret.New(material))
	if err != nil {
		t.Fatal(err)
	}
	_, err = opened.(alg.Decrypter).Decrypt(nil, sealed, ciphertext.AppendAssociated(nil, header, ciphertext.Context{}))
	return err == nil
}

// TestImportWithOpenSSL imports what the command of the cloud's documentation
// encrypts.
func TestImportWithOpenSSL(t *testing.T) {
	w := newWorld(t)
	options := map[string][]string{
		"RSAES_PKCS1_V1_5": {"-pkeyopt", "rsa_padding_mode:pkcs1"},
		"RSAES_OAEP_SHA_1": {"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha1"},
		oaep256:            {"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256"},
	}
	for algorithm, padding := range options {
		id, material := w.external(), newMaterial(32)
		p := w.parameters(id, algorithm)
		public := filepath.Join(t.TempDir(), "public.der")
		if err := os.WriteFile(public, p.PublicKey, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("openssl", append([]string{"pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey", public}, padding...)...)
		cmd.Stdin = bytes.NewReader(material)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		encrypted, err := cmd.Output()
		if err != nil {
			t.Fatalf("openssl: %v\n%s", err, &stderr)
		}
		must(w, api.ImportKeyMaterial, api.ImportKeyMaterialRequest{KeyId: id, ImportToken: p.ImportToken, EncryptedKeyMaterial: encrypted})
		if !opensWith(t, w.encrypt(id), material) {
			t.Errorf("%s: the key has other material than openssl encrypted", algorithm)
		}
	}
}

// TestImportToken: a token is good for its key, for 24 hours, again and again,
// until there is a later one.
func TestImportToken(t *testing.T) {
	w := newWorld(t)
	id, other, bare := w.external(), w.external(), w.external()
	first := w.importing(id, newMaterial(32), 0)
	second, foreign := w.importing(id, newMaterial(32), 0), w.importing(other, newMaterial(32), 0)
	with := func(r api.ImportKeyMaterialRequest, id string, token []byte) api.ImportKeyMaterialRequest {
		r.KeyId, r.ImportToken = id, token
		return r
	}
	check := func(code api.Code, r api.ImportKeyMaterialRequest) {
		t.Helper()
		refused(w, code, api.ImportKeyMaterial, r)
	}
	for _, token := range [][]byte{{1}, second.ImportToken[:32], append(slices.Clone(second.ImportToken), 0), append([]byte{2}, second.ImportToken[1:]...)} {
		check(api.InvalidParameter, with(second, id, token))
	}
	check(api.TokenExpired, first) // superseded
	check(api.TokenExpired, with(second, id, foreign.ImportToken))
	check(api.TokenExpired, with(second, other, second.ImportToken))
	check(api.TokenExpired, with(second, bare, second.ImportToken))
	check(api.TokenExpired, with(second, id, append([]byte{1}, newMaterial(32)...)))
	if got := w.state(id); got != "PendingImport" {
		t.Errorf("a refused import left the key %s", got)
	}
	must(w, api.ImportKeyMaterial, second)
	w.restart()
	w.advance(day - time.Second)
	must(w, api.ImportKeyMaterial, second)
	w.advance(time.Second)
	check(api.TokenExpired, second)
	if _, err := w.Service.ExpireDue(t.Context()); err != nil {
		t.Error(err)
	}
	check(api.TokenExpired, second)
	err := w.Store.View(t.Context(), func(tx *store.Tx) error {
		_, err := tx.ImportParameters(uuid.MustParse(id))
		return err
	})
	if err == nil {
		t.Error("the worker left expired import parameters")
	}
}

// TestImportParametersAreBound: parameters that were changed in the store do
// not unwrap.
func TestImportParametersAreBound(t *testing.T) {
	w := newWorld(t)
	id := w.external()
	r := w.importing(id, newMaterial(32), 0)
	err := w.Store.Update(t.Context(), func(tx *store.Tx) error {
		p, err := tx.ImportParameters(uuid.MustParse(id))
		if err != nil {
			return err
		}
		p.Expires += 86400
		return tx.SetImportParameters(p)
	})
	if err != nil {
		t.Fatal(err)
	}
	refused(w, api.InternalError, api.ImportKeyMaterial, r)
}

func TestImportRefusals(t *testing.T) {
	w := newWorld(t)
	id, own := w.external(), w.newKey()
	n := func(v uint64) *uint64 { return &v }
	parameters := func(code api.Code, id, algorithm, spec string) {
		t.Helper()
		refused(w, code, api.GetParametersForImport, api.GetParametersForImportRequest{KeyId: id, WrappingAlgorithm: algorithm, WrappingKeySpec: spec})
	}
	parameters(api.InvalidParameter, id, oaep256, "RSA_4096")
	parameters(api.InvalidParameter, id, "RSAES_OAEP_SHA_512", "RSA_2048")
	good := w.importing(id, newMaterial(32), 0)
	for bad, code := range map[string]api.Code{own: api.NotExternalCmk, "x": api.InvalidKeyId, uuid.NewString(): api.CmkNotFound} {
		parameters(code, bad, oaep256, "RSA_2048")
		r := good
		r.KeyId = bad
		refused(w, code, api.ImportKeyMaterial, r)
		refused(w, code, api.DeleteImportedKeyMaterial, api.DeleteImportedKeyMaterialRequest{KeyId: bad})
	}
	now := uint64(w.clock.Load())
	for _, end := range []uint64{1, now - 1, now, 2147443201, 1<<64 - 1} {
		r := good
		r.ValidTo = n(end)
		refused(w, api.InvalidParameter, api.ImportKeyMaterial, r)
	}
	public := w.parameters(id, oaep256)
	with := func(encrypted []byte) api.ImportKeyMaterialRequest {
		return api.ImportKeyMaterialRequest{KeyId: id, ImportToken: public.ImportToken, EncryptedKeyMaterial: encrypted}
	}
	for _, size := range []int{0, 1, 16, 31, 33, 64} {
		refused(w, api.InvalidParameter, api.ImportKeyMaterial, with(encryptMaterial(t, public.PublicKey, oaep256, newMaterial(size))))
	}
	if got := w.row(id); got.State != store.PendingImport || got.Version != 0 || got.ValidTo != 0 {
		t.Errorf("a refused call changed the key: %+v", got)
	}
	last := with(encryptMaterial(t, public.PublicKey, oaep256, newMaterial(32)))
	last.ValidTo = n(2147443200)
	must(w, api.ImportKeyMaterial, last)
	stranger := *w.caller
	stranger.Principal = store.Principal{Uin: 5, Account: stranger.Account.Uin, Kind: store.PrincipalUser}
	w.caller = &stranger
	parameters(api.UnauthorizedOperation, id, oaep256, "RSA_2048")
	refused(w, api.UnauthorizedOperation, api.ImportKeyMaterial, last)
	refused(w, api.UnauthorizedOperation, api.DeleteImportedKeyMaterial, api.DeleteImportedKeyMaterialRequest{KeyId: id})
}

// TestUndecryptableMaterial: whatever is wrong with it, the answer is the same.
func TestUndecryptableMaterial(t *testing.T) {
	w := newWorld(t)
	id, other := w.external(), w.external()
	for _, algorithm := range wrappings {
		p, foreign := w.parameters(id, algorithm), w.parameters(other, algorithm)
		good := encryptMaterial(t, p.PublicKey, algorithm, newMaterial(32))
		damaged := slices.Clone(good)
		damaged[len(damaged)-1] ^= 1
		padding := wrappings[(slices.Index(wrappings, algorithm)+1)%len(wrappings)]
		seen := map[string]bool{}
		for _, encrypted := range [][]byte{
			damaged, good[1:], append([]byte{0}, good...), make([]byte, 256), bytes.Repeat([]byte{0xff}, 256), {1}, newMaterial(32),
			encryptMaterial(t, foreign.PublicKey, algorithm, newMaterial(32)),
			encryptMaterial(t, p.PublicKey, padding, newMaterial(32)),
		} {
			r := api.ImportKeyMaterialRequest{KeyId: id, ImportToken: p.ImportToken, EncryptedKeyMaterial: encrypted}
			_, failure := try(w, api.ImportKeyMaterial, r)
			if codeOf(failure) != api.DecryptMaterialError {
				t.Fatalf("%s: got %v, want %s", algorithm, failure, api.DecryptMaterialError)
			}
			seen[failure.Message] = true
		}
		if len(seen) != 1 {
			t.Errorf("%s: the messages differ: %v", algorithm, seen)
		}
	}
}

// TestImportStates runs the table of states for the actions of this topic.
func TestImportStates(t *testing.T) {
	w := newWorld(t)
	codes := map[store.KeyState][3]api.Code{ // parameters, import, delete
		store.Enabled: {ok, ok, ok}, store.Disabled: {ok, sns, ok}, store.PendingDelete: {sns, sns, sns},
		store.PendingImport: {ok, ok, sns}, store.Archived: {sns, sns, sns},
	}
	for _, state := range states {
		material := newMaterial(32)
		id := w.imported(material)
		r := w.importing(id, material, 0)
		w.setState(id, state)
		_, deleting := try(w, api.DeleteImportedKeyMaterial, api.DeleteImportedKeyMaterialRequest{KeyId: id})
		if deleting == nil {
			if got := w.state(id); got != "PendingImport" {
				t.Errorf("%s: the key without material is %s", state, got)
			}
			w.mustImport(id, material, 0)
			r = w.importing(id, material, 0)
			w.setState(id, state)
		}
		_, importing := try(w, api.ImportKeyMaterial, r)
		want := state.String()
		if importing == nil {
			want = "Enabled"
		}
		if got := w.state(id); got != want {
			t.Errorf("%s: the key is %s after the import, want %s", state, got, want)
		}
		w.setState(id, state)
		_, preparing := try(w, api.GetParametersForImport, api.GetParametersForImportRequest{KeyId: id, WrappingAlgorithm: oaep256, WrappingKeySpec: "RSA_2048"})
		if got := [3]api.Code{codeOf(preparing), codeOf(importing), codeOf(deleting)}; got != codes[state] {
			t.Errorf("%s: got %q, want %q", state, got, codes[state])
		}
	}
}

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
// version only, as if the worker had been there; so does a deletion that is
// taken back.
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

	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: id})
	must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: 7})
	w.advance(time.Hour)
	w.expires(0)
	if got := w.state(id); got != "PendingDelete" {
		t.Errorf("the key is %s", got)
	}
	must(w, api.CancelKeyDeletion, api.CancelKeyDeletionRequest{KeyId: id})
	if got := w.state(id); got != "PendingImport" {
		t.Errorf("taken back, the key is %s", got)
	}
	w.expires(1)
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
