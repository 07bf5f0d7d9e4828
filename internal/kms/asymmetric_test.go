package kms_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/pem"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/audit"
	"miyao/internal/node"
	"miyao/internal/store"
)

// newKeyFor makes an enabled key of a usage.
func (w *world) newKeyFor(usage string) string {
	w.t.Helper()
	return must(w, api.CreateKey, api.CreateKeyRequest{Alias: "key-" + uuid.NewString(), KeyUsage: usage}).KeyId
}

// openssl is the peer that our answers are tried against.
func openssl(t *testing.T, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Fatal("openssl 3 is needed to test against: ", err)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("openssl %s (openssl 3 is needed): %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return stdout.Bytes()
}

func writeFile(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// publicKey writes the PEM that GetPublicKey gives to a file.
func (w *world) publicKey(id string) string {
	w.t.Helper()
	return writeFile(w.t, "public.pem", []byte(must(w, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: id}).PublicKeyPem))
}

var paddings = map[string][]string{
	"RSAES_PKCS1_V1_5":   {"-pkeyopt", "rsa_padding_mode:pkcs1"},
	"RSAES_OAEP_SHA_1":   {"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha1"},
	"RSAES_OAEP_SHA_256": {"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256"},
}

func encryptTo(t *testing.T, public string, plaintext []byte, options ...string) []byte {
	t.Helper()
	return openssl(t, append([]string{"pkeyutl", "-encrypt", "-pubin", "-inkey", public, "-in", writeFile(t, "plaintext", plaintext)}, options...)...)
}

func TestAsymmetricRsaDecrypt(t *testing.T) {
	w := newWorld(t)
	id, signing := w.newKeyFor("ASYMMETRIC_DECRYPT_RSA_2048"), w.newKeyFor("ASYMMETRIC_SIGN_VERIFY_RSA_2048")
	public := w.publicKey(id)
	decrypt := func(r api.AsymmetricRsaDecryptRequest) (*api.AsymmetricRsaDecryptResponse, *api.Error) {
		return try(w, api.AsymmetricRsaDecrypt, r)
	}
	for algorithm, options := range paddings {
		sealed := encryptTo(t, public, []byte("a data key"), options...)
		got, failure := decrypt(api.AsymmetricRsaDecryptRequest{KeyId: id, Ciphertext: sealed, Algorithm: algorithm})
		if failure != nil || string(got.Plaintext) != "a data key" || got.KeyId != id {
			t.Errorf("%s: %+v, %v", algorithm, got, failure)
		}
		foreign := encryptTo(t, w.publicKey(signing), []byte("a data key"), paddings["RSAES_OAEP_SHA_256"]...)
		for what, ciphertext := range map[string][]byte{
			"cut": sealed[1:], "extended": append(bytes.Clone(sealed), 0), "zeros": make([]byte, 256),
			"ones": bytes.Repeat([]byte{0xff}, 256), "empty": {}, "huge": make([]byte, 5000),
		} {
			if _, failure := decrypt(api.AsymmetricRsaDecryptRequest{KeyId: id, Ciphertext: ciphertext, Algorithm: algorithm}); failure == nil || failure.Code != api.DecryptError {
				t.Errorf("%s, %s: %v", algorithm, what, failure)
			}
		}
		if strings.HasPrefix(algorithm, "RSAES_OAEP") { // PKCS #1 v1.5 may open anything by chance
			refused(w, api.DecryptError, api.AsymmetricRsaDecrypt, api.AsymmetricRsaDecryptRequest{KeyId: id, Ciphertext: foreign, Algorithm: algorithm})
		}
	}
	sealed := encryptTo(t, public, []byte("x"), paddings["RSAES_OAEP_SHA_256"]...)
	for code, r := range map[api.Code]api.AsymmetricRsaDecryptRequest{
		api.DecryptError:     {KeyId: id, Ciphertext: sealed, Algorithm: "RSAES_OAEP_SHA_1"},
		api.InvalidParameter: {KeyId: id, Ciphertext: sealed, Algorithm: "RSAES_OAEP_SHA_512"},
		api.InvalidKeyUsage:  {KeyId: signing, Ciphertext: sealed, Algorithm: "RSAES_OAEP_SHA_256"},
		api.InvalidKeyId:     {KeyId: "x", Ciphertext: sealed, Algorithm: "RSAES_OAEP_SHA_256"},
		api.CmkNotFound:      {KeyId: uuid.NewString(), Ciphertext: sealed, Algorithm: "RSAES_OAEP_SHA_256"},
	} {
		refused(w, code, api.AsymmetricRsaDecrypt, r)
	}
	refused(w, api.InvalidParameter, api.AsymmetricRsaDecrypt, api.AsymmetricRsaDecryptRequest{KeyId: id, Ciphertext: sealed})
	refused(w, api.InvalidKeyUsage, api.AsymmetricRsaDecrypt, api.AsymmetricRsaDecryptRequest{KeyId: w.newKey(), Ciphertext: sealed, Algorithm: "RSAES_OAEP_SHA_256"})
}

func TestAsymmetricSm2Decrypt(t *testing.T) {
	w := newWorld(t)
	id := w.newKeyFor("ASYMMETRIC_DECRYPT_SM2")
	public := w.publicKey(id)
	plaintext := []byte("a data key of SM2")
	sealed := encryptTo(t, public, plaintext)
	if got := must(w, api.AsymmetricSm2Decrypt, api.AsymmetricSm2DecryptRequest{KeyId: id, Ciphertext: sealed}); !bytes.Equal(got.Plaintext, plaintext) || got.KeyId != id {
		t.Errorf("got %+v", got)
	}
	raw, err := sm2.ASN1Ciphertext2Plain(sealed, nil)
	if err != nil {
		t.Fatal(err)
	}
	foreign := encryptTo(t, w.publicKey(w.newKeyFor("ASYMMETRIC_DECRYPT_SM2")), plaintext)
	for what, ciphertext := range map[string][]byte{
		"empty": {}, "cut": sealed[:len(sealed)-1], "extended": append(bytes.Clone(sealed), 0), "raw": raw, "raw without prefix": raw[1:],
		"foreign": foreign, "changed": append(bytes.Clone(sealed[:len(sealed)-1]), sealed[len(sealed)-1]^1), "zeros": make([]byte, 256),
	} {
		if _, failure := try(w, api.AsymmetricSm2Decrypt, api.AsymmetricSm2DecryptRequest{KeyId: id, Ciphertext: ciphertext}); failure == nil || failure.Code != api.DecryptError {
			t.Errorf("%s: %v", what, failure)
		}
	}
	refused(w, api.InvalidParameter, api.AsymmetricSm2Decrypt, api.AsymmetricSm2DecryptRequest{KeyId: id, Ciphertext: encryptTo(t, public, make([]byte, 200))})
	for _, other := range []string{w.newKey(), w.newKeyFor("ASYMMETRIC_SIGN_VERIFY_SM2")} {
		refused(w, api.InvalidKeyUsage, api.AsymmetricSm2Decrypt, api.AsymmetricSm2DecryptRequest{KeyId: other, Ciphertext: sealed})
	}
	refused(w, api.CmkNotFound, api.AsymmetricSm2Decrypt, api.AsymmetricSm2DecryptRequest{KeyId: uuid.NewString(), Ciphertext: sealed})
}

// signers are the usages that sign, with each algorithm and how openssl names it.
var signers = []struct {
	usage, algorithm string
	digest           func(*testing.T, *world, string, []byte) []byte
	options          []string
}{
	{"ASYMMETRIC_SIGN_VERIFY_RSA_2048", "RSA_PSS_SHA_256", digest256, []string{"-digest", "sha256",
		"-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:32", "-pkeyopt", "rsa_mgf1_md:sha256"}},
	{"ASYMMETRIC_SIGN_VERIFY_RSA_2048", "RSA_PKCS1_SHA_256", digest256, []string{"-digest", "sha256", "-pkeyopt", "rsa_padding_mode:pkcs1"}},
	{"ASYMMETRIC_SIGN_VERIFY_ECC", "ECC_P256_R1", digest256, []string{"-digest", "sha256"}},
	{"ASYMMETRIC_SIGN_VERIFY_ECDSA384", "ECC_P384_R1", digest384, []string{"-digest", "sha384"}},
	{"ASYMMETRIC_SIGN_VERIFY_ECDSA384", "ECDSA384", digest384, []string{"-digest", "sha384"}},
	{"ASYMMETRIC_SIGN_VERIFY_SM2", "SM2DSA", digestSM2, []string{"-digest", "sm3", "-pkeyopt", "distid:1234567812345678"}},
}

func digest256(_ *testing.T, _ *world, _ string, message []byte) []byte {
	sum := sha256.Sum256(message)
	return sum[:]
}

func digest384(_ *testing.T, _ *world, _ string, message []byte) []byte {
	sum := sha512.Sum384(message)
	return sum[:]
}

// digestSM2 is what a client does who signs by digest: SM3(Z || message), with Z
// from the public key.
func digestSM2(t *testing.T, w *world, id string, message []byte) []byte {
	t.Helper()
	public, err := smx509.ParsePKIXPublicKey(must(w, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: id}).PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	h, err := sm2.NewHash(public.(*ecdsa.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	h.Write(message)
	return h.Sum(nil)
}

// signingKeys makes one key for each usage that signs.
func (w *world) signingKeys() map[string]string {
	w.t.Helper()
	keys := map[string]string{}
	for _, s := range signers {
		if keys[s.usage] == "" {
			keys[s.usage] = w.newKeyFor(s.usage)
		}
	}
	return keys
}

func TestSignAndVerify(t *testing.T) {
	w := newWorld(t)
	keys := w.signingKeys()
	for _, s := range signers {
		id, message := keys[s.usage], bytes.Repeat([]byte("message "), 512)
		digest := s.digest(t, w, id, message)
		signatures := []api.Base64{}
		for _, r := range []api.SignByAsymmetricKeyRequest{
			{KeyId: id, Algorithm: s.algorithm, Message: message},
			{KeyId: id, Algorithm: s.algorithm, Message: message, MessageType: "RAW"},
			{KeyId: id, Algorithm: s.algorithm, Message: digest, MessageType: "DIGEST"},
		} {
			signatures = append(signatures, must(w, api.SignByAsymmetricKey, r).Signature)
		}
		for _, signature := range signatures {
			verify := func(want bool, message []byte, messageType string, signature []byte) {
				t.Helper()
				if got := must(w, api.VerifyByAsymmetricKey, api.VerifyByAsymmetricKeyRequest{KeyId: id, Algorithm: s.algorithm,
					Message: message, MessageType: messageType, SignatureValue: signature}).SignatureValid; got != want {
					t.Errorf("%s %q: %v", s.algorithm, messageType, got)
				}
			}
			verify(true, message, "", signature)
			verify(true, message, "RAW", signature)
			verify(true, digest, "DIGEST", signature)
			verify(false, digest, "RAW", signature)
			verify(false, message[1:], "RAW", signature)
			verify(false, message, "RAW", signature[1:])
			verify(false, message, "RAW", []byte{})
			verify(false, message, "RAW", make([]byte, 9000))
			openssl(t, append([]string{"pkeyutl", "-verify", "-pubin", "-inkey", w.publicKey(id), "-rawin",
				"-in", writeFile(t, "message", message), "-sigfile", writeFile(t, "signature", signature)}, s.options...)...)
		}
	}
}

func TestSignRefusals(t *testing.T) {
	w := newWorld(t)
	keys := w.signingKeys()
	sign := func(code api.Code, id, algorithm string, message []byte, messageType string) {
		t.Helper()
		refused(w, code, api.SignByAsymmetricKey, api.SignByAsymmetricKeyRequest{KeyId: id, Algorithm: algorithm, Message: message, MessageType: messageType})
	}
	verify := func(code api.Code, id, algorithm string, message []byte, messageType string) {
		t.Helper()
		refused(w, code, api.VerifyByAsymmetricKey, api.VerifyByAsymmetricKeyRequest{KeyId: id, Algorithm: algorithm, Message: message,
			MessageType: messageType, SignatureValue: []byte{1}})
	}
	both := func(code api.Code, id, algorithm string, message []byte, messageType string) {
		t.Helper()
		sign(code, id, algorithm, message, messageType)
		verify(code, id, algorithm, message, messageType)
	}
	for _, s := range signers {
		id, right := keys[s.usage], len(s.digest(t, w, keys[s.usage], nil))
		for _, algorithm := range []string{"", "sm2dsa", "RSA_2048", strings.Repeat("A", 5000)} {
			sign(api.InvalidParameter, id, algorithm, []byte("x"), "")
			verify(api.InvalidParameterValue, id, algorithm, []byte("x"), "")
		}
		for _, other := range signers {
			if other.usage != s.usage {
				sign(api.InvalidParameter, id, other.algorithm, make([]byte, right), "DIGEST")
				verify(api.InvalidParameterValue, id, other.algorithm, make([]byte, right), "DIGEST")
			}
		}
		for _, size := range []int{1, 20, right - 1, right + 1, 64, 4096} {
			both(api.InvalidParameter, id, s.algorithm, make([]byte, size), "DIGEST")
		}
		for _, messageType := range []string{"", "RAW", "DIGEST"} {
			both(api.InvalidParameter, id, s.algorithm, []byte{}, messageType)
			both(api.InvalidParameter, id, s.algorithm, make([]byte, 4097), messageType)
		}
		for _, messageType := range []string{"raw", "Digest", "HASH"} {
			both(api.InvalidParameter, id, s.algorithm, make([]byte, right), messageType)
		}
	}
	both(api.InvalidKeyUsage, w.newKey(), "SM2DSA", []byte("x"), "")
	both(api.InvalidKeyUsage, w.newKeyFor("ASYMMETRIC_DECRYPT_SM2"), "SM2DSA", []byte("x"), "")
	both(api.InvalidKeyId, "x", "SM2DSA", []byte("x"), "")
	both(api.CmkNotFound, uuid.NewString(), "SM2DSA", []byte("x"), "")
	if _, failure := w.raw("VerifyByAsymmetricKey", `{"KeyId":"`+keys["ASYMMETRIC_SIGN_VERIFY_SM2"]+`","Algorithm":"SM2DSA","Message":"eA==","SignatureValue":"!"}`); failure == nil || failure.Code != api.InvalidParameter {
		t.Errorf("a signature that is not base64: %v", failure)
	}
}

func TestGetPublicKey(t *testing.T) {
	w := newWorld(t)
	keys := w.signingKeys()
	for _, usage := range []string{"ASYMMETRIC_DECRYPT_RSA_2048", "ASYMMETRIC_DECRYPT_SM2"} {
		keys[usage] = w.newKeyFor(usage)
	}
	for usage, id := range keys {
		got := must(w, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: id})
		block, rest := pem.Decode([]byte(got.PublicKeyPem))
		if block == nil || block.Type != "PUBLIC KEY" || len(rest) != 0 || len(block.Headers) != 0 || !bytes.Equal(block.Bytes, got.PublicKey) || got.KeyId != id {
			t.Errorf("%s: %+v", usage, got)
		}
		if again := openssl(t, "pkey", "-pubin", "-in", w.publicKey(id)); string(again) != got.PublicKeyPem {
			t.Errorf("%s: openssl writes\n%sinstead of\n%s", usage, again, got.PublicKeyPem)
		}
		if _, err := smx509.ParsePKIXPublicKey(got.PublicKey); err != nil {
			t.Errorf("%s: %v", usage, err)
		}
	}
	refused(w, api.InvalidKeyUsage, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: w.newKey()})
	refused(w, api.InvalidKeyId, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: ""})
	refused(w, api.CmkNotFound, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: uuid.NewString()})
}

// TestAsymmetricStates: the asymmetric actions work with an enabled key only.
func TestAsymmetricStates(t *testing.T) {
	w := newWorld(t)
	rsa, sm2 := w.newKeyFor("ASYMMETRIC_DECRYPT_RSA_2048"), w.newKeyFor("ASYMMETRIC_DECRYPT_SM2")
	signing := w.newKeyFor("ASYMMETRIC_SIGN_VERIFY_ECC")
	sealed := encryptTo(t, w.publicKey(rsa), []byte("x"), paddings["RSAES_OAEP_SHA_1"]...)
	sealedSM2 := encryptTo(t, w.publicKey(sm2), []byte("sixteen bytes ..."))
	signature := must(w, api.SignByAsymmetricKey, api.SignByAsymmetricKeyRequest{KeyId: signing, Algorithm: "ECC_P256_R1", Message: []byte("x")}).Signature
	calls := map[string]func() *api.Error{
		"AsymmetricRsaDecrypt": func() *api.Error {
			return errorOf(try(w, api.AsymmetricRsaDecrypt, api.AsymmetricRsaDecryptRequest{KeyId: rsa, Ciphertext: sealed, Algorithm: "RSAES_OAEP_SHA_1"}))
		},
		"AsymmetricSm2Decrypt": func() *api.Error {
			return errorOf(try(w, api.AsymmetricSm2Decrypt, api.AsymmetricSm2DecryptRequest{KeyId: sm2, Ciphertext: sealedSM2}))
		},
		"GetPublicKey": func() *api.Error { return errorOf(try(w, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: signing})) },
		"SignByAsymmetricKey": func() *api.Error {
			return errorOf(try(w, api.SignByAsymmetricKey, api.SignByAsymmetricKeyRequest{KeyId: signing, Algorithm: "ECC_P256_R1", Message: []byte("x")}))
		},
		"VerifyByAsymmetricKey": func() *api.Error {
			return errorOf(try(w, api.VerifyByAsymmetricKey, api.VerifyByAsymmetricKeyRequest{KeyId: signing, Algorithm: "ECC_P256_R1", Message: []byte("x"), SignatureValue: signature}))
		},
	}
	for _, state := range states {
		if state == store.PendingImport {
			continue // no asymmetric key gets there
		}
		for _, id := range []string{rsa, sm2, signing} {
			w.setState(id, state)
		}
		for action, call := range calls {
			failure := call()
			if allowed := state == store.Enabled; allowed != (failure == nil) || !allowed && failure.Code != sns {
				t.Errorf("%s of a key that is %s: %v", action, state, failure)
			}
		}
	}
	imported := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "imported", Type: new(uint64(2))}).KeyId
	refused(w, sns, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: imported})
	refused(w, sns, api.AsymmetricRsaDecrypt, api.AsymmetricRsaDecryptRequest{KeyId: imported, Ciphertext: sealed, Algorithm: "RSAES_OAEP_SHA_1"})
	refused(w, sns, api.VerifyByAsymmetricKey, api.VerifyByAsymmetricKeyRequest{KeyId: imported, Algorithm: "SM2DSA", Message: []byte("x"), SignatureValue: signature})
}

// addVersion gives a key a version more, as rotation does.
func (w *world) addVersion(id string) {
	w.t.Helper()
	parsed := uuid.MustParse(id)
	err := w.Store.Update(w.t.Context(), func(tx *store.Tx) error {
		k, err := tx.Key(parsed)
		if err != nil {
			return err
		}
		k.Version++
		row, _ := alg.ByID(alg.ID(k.Algorithm))
		v, err := w.Keyring.NewVersion(parsed, k.Version, row, w.now())
		if err != nil {
			return err
		}
		if err := tx.InsertKeyVersion(v); err != nil {
			return err
		}
		return tx.UpdateKey(k)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Keyring.Forget(parsed)
}

// lastVersion is the key version in the newest audit entry.
func (w *world) lastVersion() (version uint32) {
	w.t.Helper()
	err := audit.Entries(filepath.Join(w.dir, node.AuditDir), 0, func(r audit.Record) error {
		version = r.Entry.KeyVersion
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return version
}

// TestAsymmetricVersions: what was encrypted to or signed by an older version
// still opens and verifies; what is new is of the newest.
func TestAsymmetricVersions(t *testing.T) {
	w := newWorld(t)
	rsa, sm2 := w.newKeyFor("ASYMMETRIC_DECRYPT_RSA_2048"), w.newKeyFor("ASYMMETRIC_DECRYPT_SM2")
	signing := w.newKeyFor("ASYMMETRIC_SIGN_VERIFY_SM2")
	var sealed, sealedSM2, signatures, publics [][]byte
	const versions = 3
	for version := range uint32(versions) {
		if version > 0 {
			for _, id := range []string{rsa, sm2, signing} {
				w.addVersion(id)
			}
		}
		sealed = append(sealed, encryptTo(t, w.publicKey(rsa), []byte("to a version"), paddings["RSAES_OAEP_SHA_256"]...))
		sealedSM2 = append(sealedSM2, encryptTo(t, w.publicKey(sm2), []byte("to a version of SM2")))
		publics = append(publics, must(w, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: signing}).PublicKey)
		signatures = append(signatures, must(w, api.SignByAsymmetricKey, api.SignByAsymmetricKeyRequest{KeyId: signing, Algorithm: "SM2DSA", Message: []byte("x")}).Signature)
		if got := w.lastVersion(); got != version+1 {
			t.Errorf("signed with version %d, want %d", got, version+1)
		}
	}
	if bytes.Equal(publics[0], publics[1]) || bytes.Equal(publics[1], publics[2]) {
		t.Error("a new version has the public key of an older one")
	}
	record := func(want uint32) {
		t.Helper()
		if got := w.lastVersion(); got != want {
			t.Errorf("the entry says version %d, want %d", got, want)
		}
	}
	for i := range versions {
		if got := must(w, api.AsymmetricRsaDecrypt, api.AsymmetricRsaDecryptRequest{KeyId: rsa, Ciphertext: sealed[i], Algorithm: "RSAES_OAEP_SHA_256"}); string(got.Plaintext) != "to a version" {
			t.Errorf("version %d: %q", i+1, got.Plaintext)
		}
		record(uint32(i + 1))
		if got := must(w, api.AsymmetricSm2Decrypt, api.AsymmetricSm2DecryptRequest{KeyId: sm2, Ciphertext: sealedSM2[i]}); string(got.Plaintext) != "to a version of SM2" {
			t.Errorf("version %d: %q", i+1, got.Plaintext)
		}
		record(uint32(i + 1))
		if !must(w, api.VerifyByAsymmetricKey, api.VerifyByAsymmetricKeyRequest{KeyId: signing, Algorithm: "SM2DSA", Message: []byte("x"), SignatureValue: signatures[i]}).SignatureValid {
			t.Errorf("the signature of version %d is not valid", i+1)
		}
		record(uint32(i + 1))
	}
	refused(w, api.DecryptError, api.AsymmetricSm2Decrypt, api.AsymmetricSm2DecryptRequest{KeyId: sm2, Ciphertext: sealedSM2[0][1:]})
	record(0)
	if must(w, api.VerifyByAsymmetricKey, api.VerifyByAsymmetricKeyRequest{KeyId: signing, Algorithm: "SM2DSA", Message: []byte("y"), SignatureValue: signatures[0]}).SignatureValid {
		t.Error("the signature of another message is valid")
	}
	record(0)
	if e := w.found(audit.ByAction, api.VerifyByAsymmetricKey.Name)[0]; e.Detail != nil { // verified by version 1, after 3 and 2 were tried
		t.Errorf("the entry says that another version was used: %v", e.Detail)
	}
	for _, id := range []string{rsa, sm2, signing} {
		used := map[uint64]uint64{}
		for _, v := range w.usage(id).Versions {
			used[v.Version] = v.Count
		}
		want := map[uint64]uint64{1: 2, 2: 2, 3: 2} // GetPublicKey and a decryption
		if id == signing {
			want = map[uint64]uint64{1: 3, 2: 3, 3: 3}
		}
		if !maps.Equal(used, want) {
			t.Errorf("versions used: %v, want %v", used, want)
		}
	}
}

// TestAsymmetricKeysStay: a key has the same public half after a restart.
func TestAsymmetricKeysStay(t *testing.T) {
	w := newWorld(t)
	keys := w.signingKeys()
	before := map[string]string{}
	for usage, id := range keys {
		before[usage] = must(w, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: id}).PublicKeyPem
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.open()
	for usage, id := range keys {
		if got := must(w, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: id}).PublicKeyPem; got != before[usage] {
			t.Errorf("%s: the public key is\n%s, before the restart it was\n%s", usage, got, before[usage])
		}
	}
}

func TestCreateAsymmetricKey(t *testing.T) {
	w := newWorld(t)
	for usage, want := range map[string]struct {
		spec     string
		standard int64
	}{
		"ASYMMETRIC_DECRYPT_RSA_2048": {"RSA_2048", 2}, "ASYMMETRIC_DECRYPT_SM2": {"SM2", 4},
		"ASYMMETRIC_SIGN_VERIFY_RSA_2048": {"RSA_2048", 2}, "ASYMMETRIC_SIGN_VERIFY_SM2": {"SM2", 4},
		"ASYMMETRIC_SIGN_VERIFY_ECC": {"ECC_P256", 2}, "ASYMMETRIC_SIGN_VERIFY_ECDSA384": {"ECC_P384", 2},
	} {
		created := must(w, api.CreateKey, api.CreateKeyRequest{Alias: usage, KeyUsage: usage, KeySpec: want.spec})
		m := must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: created.KeyId}).KeyMetadata
		if created.KeyUsage != usage || m.KeyUsage != usage || m.Type != want.standard || m.NextRotateTime != 0 || m.RotateDays != 0 || m.KeyRotationEnabled {
			t.Errorf("%s: %+v", usage, m)
		}
		if listed := must(w, api.ListKeyDetail, api.ListKeyDetailRequest{KeyUsage: usage}); listed.TotalCount != 1 {
			t.Errorf("%s: %d keys are listed", usage, listed.TotalCount)
		}
		refused(w, api.InvalidKeyUsage, api.CreateKey, api.CreateKeyRequest{Alias: "import", KeyUsage: usage, Type: new(uint64(2))})
		refused(w, api.InvalidParameter, api.CreateKey, api.CreateKeyRequest{Alias: "spec", KeyUsage: usage, KeySpec: "AES_256"})
		refused(w, api.InvalidKeyUsage, api.Encrypt, api.EncryptRequest{KeyId: created.KeyId, Plaintext: []byte("x")})
		refused(w, api.InvalidKeyUsage, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: created.KeyId, KeySpec: "AES_256"})
	}
	if n := must(w, api.ListKeyDetail, api.ListKeyDetailRequest{}).TotalCount; n != 0 {
		t.Errorf("%d asymmetric keys are listed without KeyUsage", n)
	}
}
