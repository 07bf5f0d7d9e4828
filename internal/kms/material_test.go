package kms_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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
		bad := [][]byte{
			damaged, good[1:], append([]byte{0}, good...), make([]byte, 256), bytes.Repeat([]byte{0xff}, 256), {1}, newMaterial(32),
			encryptMaterial(t, foreign.PublicKey, algorithm, newMaterial(32)),
			encryptMaterial(t, p.PublicKey, padding, newMaterial(32)),
		}
		if algorithm == "RSAES_PKCS1_V1_5" { // with OAEP the length has an answer of its own
			for _, size := range []int{0, 1, 16, 31, 33, 64} {
				bad = append(bad, encryptMaterial(t, p.PublicKey, algorithm, newMaterial(size)))
			}
		}
		for _, encrypted := range bad {
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
		store.PendingImport: {ok, ok, ok}, store.Archived: {sns, sns, ok},
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
