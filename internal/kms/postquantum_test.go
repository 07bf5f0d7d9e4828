package kms_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/node"
	"miyao/internal/store"
)

// newPostQuantum makes an enabled key of a usage and a spec.
func (w *world) newPostQuantum(usage, spec string) string {
	w.t.Helper()
	alias := fmt.Sprintf("pq-%d", aliases.Add(1))
	return must(w, api.CreateKey, api.CreateKeyRequest{Alias: alias, KeyUsage: usage, KeySpec: spec}).KeyId
}

func (w *world) newKyber() string {
	return w.newPostQuantum("ASYMMETRIC_DECRYPT_KYBER_AES", "ML_KEM_1024_AES")
}

func (w *world) newDilithium() string {
	return w.newPostQuantum("ASYMMETRIC_SIGN_VERIFY_DILITHIUM", "ML_DSA_87")
}

func encryptPQ(w *world, id, plaintext string) api.Base64 {
	w.t.Helper()
	return must(w, api.PostQuantumCryptoEncrypt, api.PostQuantumCryptoEncryptRequest{KeyId: id, PlainText: []byte(plaintext)}).CiphertextBlob
}

func decryptPQ(w *world, blob api.Base64) string {
	w.t.Helper()
	return string(must(w, api.PostQuantumCryptoDecrypt, api.PostQuantumCryptoDecryptRequest{CiphertextBlob: blob}).PlainText)
}

func signPQ(w *world, id, message string) api.Base64 {
	w.t.Helper()
	return must(w, api.PostQuantumCryptoSign, api.PostQuantumCryptoSignRequest{KeyId: id, Message: []byte(message)}).Signature
}

func verifyPQ(w *world, id, message string, signature api.Base64) bool {
	w.t.Helper()
	return must(w, api.PostQuantumCryptoVerify, api.PostQuantumCryptoVerifyRequest{
		KeyId: id, Message: []byte(message), SignatureValue: signature}).SignatureValid
}

func TestPostQuantumEncryption(t *testing.T) {
	w := newWorld(t)
	for _, region := range regions {
		w.region = region.Name
		id := w.newKyber()
		for _, size := range []int{1, 32, 4096} {
			plaintext := bytes.Repeat([]byte{0xa7}, size)
			sealed := must(w, api.PostQuantumCryptoEncrypt, api.PostQuantumCryptoEncryptRequest{KeyId: id, PlainText: plaintext})
			if got := len(sealed.CiphertextBlob); got != 24+1568+48+size || sealed.KeyId != id {
				t.Errorf("%d bytes became %d under key %s, want key %s", size, got, sealed.KeyId, id)
			}
			got := must(w, api.PostQuantumCryptoDecrypt, api.PostQuantumCryptoDecryptRequest{CiphertextBlob: sealed.CiphertextBlob})
			if !bytes.Equal(got.PlainText, plaintext) || got.KeyId != id {
				t.Errorf("region %s, %d bytes: the plaintext did not come back", region.Name, size)
			}
		}
		if bytes.Equal(encryptPQ(w, id, "x"), encryptPQ(w, id, "x")) {
			t.Error("two ciphertexts are equal")
		}
	}
}

func TestPostQuantumEncryptRefusals(t *testing.T) {
	w := newWorld(t)
	id := w.newKyber()
	encrypt := func(code api.Code, id string, plaintext []byte) {
		t.Helper()
		refused(w, code, api.PostQuantumCryptoEncrypt, api.PostQuantumCryptoEncryptRequest{KeyId: id, PlainText: plaintext})
	}
	encrypt(api.InvalidPlaintext, id, []byte{})
	encrypt(api.InvalidPlaintext, id, make([]byte, 4097))
	encrypt(api.InvalidKeyId, strings.ToUpper(id), []byte("x"))
	encrypt(api.CmkNotFound, uuid.NewString(), []byte("x"))
	encrypt(api.InvalidKeyUsage, w.newKey(), []byte("x"))
	encrypt(api.InvalidKeyUsage, w.newDilithium(), []byte("x"))
	refused(w, api.InvalidKeyUsage, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
	refused(w, api.InvalidKeyUsage, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id, KeySpec: "AES_256"})
	for body, code := range map[string]api.Code{
		`{"KeyId":"` + id + `","PlainText":"!"}`:                           api.InvalidPlaintext,
		`{"KeyId":"` + id + `"}`:                                           api.MissingParameter,
		`{"PlainText":"eA=="}`:                                             api.MissingParameter,
		`{"KeyId":"` + id + `","Plaintext":"eA=="}`:                        api.UnknownParameter,
		`{"KeyId":"` + id + `","PlainText":"eA==","EncryptionContext":""}`: api.UnknownParameter,
	} {
		if _, failure := w.raw("PostQuantumCryptoEncrypt", body); failure == nil || failure.Code != code {
			t.Errorf("%s: %v, want %s", body, failure, code)
		}
	}
}

// TestPostQuantumDamage: each changed byte outside the encapsulation, a choice
// of those within, truncations and an extension are refused; only a changed key
// id may say CmkNotFound.
func TestPostQuantumDamage(t *testing.T) {
	w := newWorld(t)
	blob := encryptPQ(w, w.newKyber(), "secret")
	check := func(what string, i int, changed []byte) {
		t.Helper()
		_, failure := try(w, api.PostQuantumCryptoDecrypt, api.PostQuantumCryptoDecryptRequest{CiphertextBlob: changed})
		if failure == nil || failure.Code != api.InvalidCiphertext && (failure.Code != api.CmkNotFound || i < 4 || i >= 20) {
			t.Errorf("%s %d: got %v", what, i, failure)
		}
	}
	for i := range blob {
		if i > 24 && i < 24+1568 && i%29 != 0 {
			continue // 1568 bytes that one check covers
		}
		changed := bytes.Clone(blob)
		changed[i] ^= 0x01
		check("byte", i, changed)
		refused(w, api.InvalidCiphertext, api.PostQuantumCryptoDecrypt, api.PostQuantumCryptoDecryptRequest{CiphertextBlob: blob[:i]})
	}
	check("extension", 0, append(bytes.Clone(blob), 0))
	check("base64 of a blob", 0, []byte(blob.String()))
	other := encryptPQ(w, w.newKyber(), "secret")
	check("another key's message", 0, append(bytes.Clone(blob[:24]), other[24:]...))
}

// TestWrongActionForBlob: a blob of the other family names the action that
// opens it, once the caller was found to be allowed to use its key.
func TestWrongActionForBlob(t *testing.T) {
	w := newWorld(t)
	symmetric := must(w, api.Encrypt, api.EncryptRequest{KeyId: w.newKey(), Plaintext: []byte("x")}).CiphertextBlob
	kyber := encryptPQ(w, w.newKyber(), "x")
	names := func(failure *api.Error, action string) {
		t.Helper()
		if failure == nil || failure.Code != api.InvalidCiphertext ||
			!strings.Contains(failure.Message, " by "+action) || !strings.Contains(failure.MessageZH, action) {
			t.Errorf("got %v, want InvalidCiphertext that names %s", failure, action)
		}
	}
	toDecrypt := func() *api.Error {
		return errorOf(try(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: kyber}))
	}
	names(toDecrypt(), "PostQuantumCryptoDecrypt")
	names(errorOf(try(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: kyber})), "PostQuantumCryptoDecrypt")
	toPQ := func() *api.Error {
		return errorOf(try(w, api.PostQuantumCryptoDecrypt, api.PostQuantumCryptoDecryptRequest{CiphertextBlob: symmetric}))
	}
	names(toPQ(), "Decrypt")

	// A key that never makes blobs: the header is forged.
	forged := bytes.Clone(kyber)
	signer := uuid.MustParse(w.newDilithium())
	copy(forged[4:], signer[:])
	if failure := errorOf(try(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: forged})); failure == nil ||
		failure.Code != api.InvalidCiphertext || strings.Contains(failure.Message, "usage") {
		t.Errorf("forged header: %v", failure)
	}

	nobody := *w.caller
	nobody.Principal = store.Principal{Uin: 1, Kind: "unknown"}
	w.caller = &nobody
	for _, failure := range []*api.Error{toDecrypt(), toPQ()} {
		if failure == nil || failure.Code != api.UnauthorizedOperation {
			t.Errorf("without permission: %v", failure)
		}
	}
}

func TestPostQuantumRecipient(t *testing.T) {
	w := newWorld(t)
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	r := api.PostQuantumCryptoDecryptRequest{
		CiphertextBlob:      encryptPQ(w, w.newKyber(), "secret"),
		EncryptionPublicKey: string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})),
		EncryptionAlgorithm: "RSAES_OAEP_SHA_256",
	}
	got := must(w, api.PostQuantumCryptoDecrypt, r).PlainText
	if plaintext, err := rsa.DecryptOAEP(sha256.New(), nil, private, got, nil); err != nil || string(plaintext) != "secret" {
		t.Errorf("the recipient reads %q, %v", plaintext, err)
	}
	r.EncryptionAlgorithm = ""
	refused(w, api.EncryptionError, api.PostQuantumCryptoDecrypt, r)
	r.EncryptionPublicKey = "no key"
	refused(w, api.EncryptionError, api.PostQuantumCryptoDecrypt, r)
}

func TestPostQuantumSignatures(t *testing.T) {
	w := newWorld(t)
	id := w.newDilithium()
	for _, size := range []int{1, 4096} {
		message := strings.Repeat("m", size)
		signature := signPQ(w, id, message)
		if len(signature) != 4627 || !verifyPQ(w, id, message, signature) {
			t.Errorf("%d bytes: a signature of %d bytes is not valid", size, len(signature))
		}
		changed := bytes.Clone(signature)
		changed[100] ^= 1
		for _, wrong := range []api.Base64{changed, signature[1:], []byte("x"), {}, append(bytes.Clone(signature), 0)} {
			if verifyPQ(w, id, message, wrong) {
				t.Errorf("%d bytes: a wrong signature of %d bytes is valid", size, len(wrong))
			}
		}
		if verifyPQ(w, id, "x"+message[1:], signature) || verifyPQ(w, w.newDilithium(), message, signature) {
			t.Errorf("%d bytes: valid for another message or key", size)
		}
	}
}

func TestPostQuantumSignRefusals(t *testing.T) {
	w := newWorld(t)
	id := w.newDilithium()
	both := func(code api.Code, id string, message []byte) {
		t.Helper()
		refused(w, code, api.PostQuantumCryptoSign, api.PostQuantumCryptoSignRequest{KeyId: id, Message: message})
		refused(w, code, api.PostQuantumCryptoVerify, api.PostQuantumCryptoVerifyRequest{KeyId: id, Message: message, SignatureValue: []byte("s")})
	}
	both(api.InvalidParameter, id, []byte{})
	both(api.InvalidParameter, id, make([]byte, 4097))
	both(api.InvalidKeyId, "x", []byte("m"))
	both(api.CmkNotFound, uuid.NewString(), []byte("m"))
	both(api.InvalidKeyUsage, w.newKey(), []byte("m"))
	both(api.InvalidKeyUsage, w.newKyber(), []byte("m"))
	refused(w, api.InvalidKeyUsage, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
	for body, code := range map[string]api.Code{
		`{"KeyId":"` + id + `"}`:                                            api.MissingParameter,
		`{"KeyId":"` + id + `","Message":"bQ=="}`:                           api.MissingParameter,
		`{"KeyId":"` + id + `","Message":"bQ==","SignatureValue":"!"}`:      api.InvalidParameter,
		`{"KeyId":"` + id + `","Message":"!","SignatureValue":"bQ=="}`:      api.InvalidParameter,
		`{"KeyId":"` + id + `","Message":"bQ==","Signature":"bQ=="}`:        api.UnknownParameter,
		`{"KeyId":"` + id + `","Message":"bQ==","SignatureValue":["bQ=="]}`: api.InvalidParameter,
	} {
		if _, failure := w.raw("PostQuantumCryptoVerify", body); failure == nil || failure.Code != code {
			t.Errorf("%s: %v, want %s", body, failure, code)
		}
	}
}

// TestPostQuantumStates runs the published table of states.
func TestPostQuantumStates(t *testing.T) {
	w := newWorld(t)
	for name, test := range map[string]struct {
		codes [5]api.Code // in the order of states
		call  func(kyber string, blob api.Base64, dilithium string, signature api.Base64) *api.Error
	}{
		"Encrypt": {[5]api.Code{ok, dis, kpd, sns, arc}, func(id string, _ api.Base64, _ string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.PostQuantumCryptoEncrypt, api.PostQuantumCryptoEncryptRequest{KeyId: id, PlainText: []byte("x")}))
		}},
		"Decrypt": {[5]api.Code{ok, dis, kpd, sns, ok}, func(_ string, blob api.Base64, _ string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.PostQuantumCryptoDecrypt, api.PostQuantumCryptoDecryptRequest{CiphertextBlob: blob}))
		}},
		"Sign": {[5]api.Code{ok, sns, sns, sns, sns}, func(_ string, _ api.Base64, id string, _ api.Base64) *api.Error {
			return errorOf(try(w, api.PostQuantumCryptoSign, api.PostQuantumCryptoSignRequest{KeyId: id, Message: []byte("m")}))
		}},
		"Verify": {[5]api.Code{ok, sns, sns, sns, sns}, func(_ string, _ api.Base64, id string, signature api.Base64) *api.Error {
			return errorOf(try(w, api.PostQuantumCryptoVerify, api.PostQuantumCryptoVerifyRequest{KeyId: id, Message: []byte("m"), SignatureValue: signature}))
		}},
	} {
		for i, state := range states {
			kyber, dilithium := w.newKyber(), w.newDilithium()
			blob, signature := encryptPQ(w, kyber, "x"), signPQ(w, dilithium, "m")
			w.setState(kyber, state)
			w.setState(dilithium, state)
			var got api.Code
			if failure := test.call(kyber, blob, dilithium, signature); failure != nil {
				got = failure.Code
			}
			if got != test.codes[i] {
				t.Errorf("%s in state %s: got %q, want %q", name, state, got, test.codes[i])
			}
		}
	}
}

// TestPostQuantumVersions: what an old version made is still good; new work is
// that of the newest.
func TestPostQuantumVersions(t *testing.T) {
	w := newWorld(t)
	kyber, dilithium := w.newKyber(), w.newDilithium()
	var blobs, signatures []api.Base64
	for range 3 {
		blobs = append(blobs, encryptPQ(w, kyber, "x"))
		signatures = append(signatures, signPQ(w, dilithium, "m"))
		w.addVersion(kyber)
		w.addVersion(dilithium)
	}
	for i := range blobs {
		if decryptPQ(w, blobs[i]) != "x" || !verifyPQ(w, dilithium, "m", signatures[i]) {
			t.Errorf("version %d is no longer good", i+1)
		}
	}
	if verifyPQ(w, dilithium, "n", signatures[0]) {
		t.Error("a wrong signature is valid")
	}
	future := bytes.Clone(blobs[0])
	future[23] = 9
	refused(w, api.InvalidCiphertext, api.PostQuantumCryptoDecrypt, api.PostQuantumCryptoDecryptRequest{CiphertextBlob: future})

	var versions []uint32
	err := audit.Entries(filepath.Join(w.dir, node.AuditDir), 0, func(r audit.Record) error {
		if r.Entry.Action == "PostQuantumCryptoDecrypt" || r.Entry.Action == "PostQuantumCryptoVerify" {
			versions = append(versions, r.Entry.KeyVersion)
		}
		return nil
	})
	if want := "[1 1 2 2 3 3 0 0]"; err != nil || fmt.Sprint(versions) != want {
		t.Errorf("the log has the key versions %v, want %s; %v", versions, want, err)
	}
}
