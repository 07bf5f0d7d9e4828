package interop_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

// encrypt returns the ciphertext blob of a plaintext.
func (s *player) encrypt(keyID string, plaintext []byte, context string) string {
	s.Helper()
	request := params{"KeyId": keyID, "Plaintext": encoded(plaintext)}
	if context != "" {
		request["EncryptionContext"] = context
	}
	a := s.ok("Encrypt", request)
	equal(s, "KeyId", a.text("KeyId"), keyID)
	a.bytes("CiphertextBlob") // one base64 text, for clients that decode and encode it again
	return a.text("CiphertextBlob")
}

// wantPlaintext decrypts and compares.
func (s *player) wantPlaintext(request params, plaintext []byte) {
	s.Helper()
	if got := s.ok("Decrypt", request).bytes("Plaintext"); !bytes.Equal(got, plaintext) {
		s.Errorf("Decrypt answers %x, want %x", got, plaintext)
	}
}

// symmetric covers Encrypt, Decrypt and GenerateRandom.
func (s *player) symmetric() {
	keyID := s.createKey("symmetric")
	largest := randomBytes(4096)
	s.wantPlaintext(params{"CiphertextBlob": s.encrypt(keyID, largest, "")}, largest)
	s.refused("InvalidParameterValue.InvalidPlaintext", "Encrypt",
		params{"KeyId": keyID, "Plaintext": encoded(randomBytes(4097))})
	s.refused("InvalidParameterValue.InvalidPlaintext", "Encrypt", params{"KeyId": keyID, "Plaintext": "no base64"})

	// The members of a context may come in another order, the context itself may not differ.
	blob := s.encrypt(keyID, []byte("secret"), `{"name":"值 + & =","id":"1"}`)
	reordered := params{"CiphertextBlob": blob, "EncryptionContext": `{ "id": "1", "name": "值 + & =" }`}
	s.wantPlaintext(reordered, []byte("secret"))
	const damaged = "InvalidParameterValue.InvalidCiphertext"
	s.refused(damaged, "Decrypt", params{"CiphertextBlob": blob})
	s.refused(damaged, "Decrypt", params{"CiphertextBlob": blob, "EncryptionContext": `{"id":"1"}`})
	s.refused(damaged, "Decrypt", params{"CiphertextBlob": swapLast(blob)})
	s.in(otherRegion).refused("ResourceUnavailable.CmkNotFound", "Decrypt", reordered)

	s.ok("DisableKey", params{"KeyId": keyID})
	s.refused("ResourceUnavailable.CmkDisabled", "Decrypt", reordered)
	s.refused("ResourceUnavailable.CmkDisabled", "Encrypt", params{"KeyId": keyID, "Plaintext": encoded([]byte("x"))})

	random := s.ok("GenerateRandom", params{"NumberOfBytes": 1024})
	equal(s, "number of random bytes", len(random.bytes("Plaintext")), 1024)
	s.refused("InvalidParameter", "GenerateRandom", params{"NumberOfBytes": 1025})
}

// swapLast changes the last whole group of a base64 text to other valid base64.
func swapLast(blob string) string {
	at := len(blob) - 8
	replacement := "A"
	if blob[at] == 'A' {
		replacement = "B"
	}
	return blob[:at] + replacement + blob[at+1:]
}

// publicKeys has Decrypt answer under a public key of the caller.
func (s *player) publicKeys() {
	plaintext := []byte("for one reader only")
	blob := s.encrypt(s.createKey("public"), plaintext, "")
	for _, r := range s.stage.readers {
		request := params{"CiphertextBlob": blob, "EncryptionPublicKey": r.publicKey}
		if r.algorithm != "" {
			request["EncryptionAlgorithm"] = r.algorithm
		}
		opened, err := r.open(s.ok("Decrypt", request).bytes("Plaintext"))
		if err != nil || !bytes.Equal(opened, plaintext) {
			s.Errorf("Decrypt under a public key with algorithm %q: %q, %v", r.algorithm, opened, err)
		}
	}
	rsaKey := s.stage.readers[0].publicKey
	s.refused("FailedOperation.EncryptionError", "Decrypt",
		params{"CiphertextBlob": blob, "EncryptionPublicKey": rsaKey}) // without an algorithm it means SM2
}

// reader is a caller with a key pair of its own.
type reader struct {
	algorithm string
	publicKey string
	open      func(ciphertext []byte) ([]byte, error)
}

// newReaders has one reader for each published EncryptionAlgorithm, and the default.
func newReaders(t *testing.T) []reader {
	t.Helper()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	sm2Key, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaPEM, sm2PEM := publicPEM(t, &rsaKey.PublicKey), publicPEM(t, &sm2Key.PublicKey)
	// The service leaves out the byte that marks the point as uncompressed.
	openRaw := func(c []byte) ([]byte, error) { return sm2.Decrypt(sm2Key, slices.Concat([]byte{4}, c)) }
	return []reader{
		{"RSAES_PKCS1_V1_5", rsaPEM, func(c []byte) ([]byte, error) {
			//lint:ignore SA1019 the API offers this algorithm
			return rsa.DecryptPKCS1v15(nil, rsaKey, c)
		}},
		{"RSAES_OAEP_SHA_1", rsaPEM, func(c []byte) ([]byte, error) {
			return rsa.DecryptOAEP(sha1.New(), nil, rsaKey, c, nil)
		}},
		{"RSAES_OAEP_SHA_256", rsaPEM, func(c []byte) ([]byte, error) {
			return rsa.DecryptOAEP(sha256.New(), nil, rsaKey, c, nil)
		}},
		{"SM2_C1C3C2_ASN1", sm2PEM, func(c []byte) ([]byte, error) { return sm2.Decrypt(sm2Key, c) }},
		{"SM2", sm2PEM, openRaw},
		{"", sm2PEM, openRaw},
	}
}

func publicPEM(t *testing.T, key any) string {
	t.Helper()
	marshal := x509.MarshalPKIXPublicKey
	if _, isRSA := key.(*rsa.PublicKey); !isRSA {
		marshal = smx509.MarshalPKIXPublicKey
	}
	der, err := marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// dataKeys covers GenerateDataKey.
func (s *player) dataKeys() {
	keyID := s.createKey("data")
	for _, c := range []struct {
		request params
		length  int
	}{
		{params{"KeySpec": "AES_128"}, 16},
		{params{"KeySpec": "AES_256"}, 32},
		{params{"KeySpec": "AES_128", "NumberOfBytes": 1024}, 1024},
	} {
		c.request["KeyId"] = keyID
		c.request["EncryptionContext"] = `{"use":"data"}`
		dataKey := s.ok("GenerateDataKey", c.request)
		equal(s, "KeyId", dataKey.text("KeyId"), keyID)
		equal(s, "length of the data key", len(dataKey.bytes("Plaintext")), c.length)
		s.wantPlaintext(params{
			"CiphertextBlob": dataKey.text("CiphertextBlob"), "EncryptionContext": `{"use":"data"}`,
		}, dataKey.bytes("Plaintext"))
	}
	s.refused("MissingParameter", "GenerateDataKey", params{"KeyId": keyID})

	r := s.stage.readers[4]
	dataKey := s.ok("GenerateDataKey", params{"KeyId": keyID, "KeySpec": "AES_256", "EncryptionPublicKey": r.publicKey})
	plaintext, err := r.open(dataKey.bytes("Plaintext"))
	if err != nil || len(plaintext) != 32 {
		s.Fatalf("GenerateDataKey under an SM2 key: %d bytes, %v", len(plaintext), err)
	}
	s.wantPlaintext(params{"CiphertextBlob": dataKey.text("CiphertextBlob")}, plaintext)
}

// reEncryption moves a ciphertext to another key.
func (s *player) reEncryption() {
	from, to := s.createKey("from"), s.createKey("to")
	blob := s.encrypt(from, []byte("moving"), `{"at":"old"}`)

	stay := s.ok("ReEncrypt", params{
		"CiphertextBlob":          blob,
		"SourceEncryptionContext": `{"at":"old"}`, "DestinationEncryptionContext": `{"at":"old"}`,
	})
	equal(s, "ReEncrypted", stay.boolean("ReEncrypted"), false)
	equal(s, "CiphertextBlob", stay.text("CiphertextBlob"), blob)

	moved := s.ok("ReEncrypt", params{
		"CiphertextBlob": blob, "DestinationKeyId": to,
		"SourceEncryptionContext": `{"at":"old"}`, "DestinationEncryptionContext": `{"at":"new"}`,
	})
	equal(s, "ReEncrypted", moved.boolean("ReEncrypted"), true)
	equal(s, "SourceKeyId", moved.text("SourceKeyId"), from)
	equal(s, "KeyId", moved.text("KeyId"), to)
	s.wantPlaintext(params{
		"CiphertextBlob": moved.text("CiphertextBlob"), "EncryptionContext": `{"at":"new"}`,
	}, []byte("moving"))
	s.refused("InvalidParameterValue.InvalidCiphertext", "ReEncrypt",
		params{"CiphertextBlob": blob, "DestinationKeyId": to})
}

// smRegion makes and uses a key where keys are of the SM kind.
func (s *player) smRegion() {
	sm := s.in(smRegion)
	algorithms := texts(sm.ok("ListAlgorithms", params{}).objects("SymmetricAlgorithms"), "Algorithm")
	if !slices.ContainsFunc(algorithms, func(a string) bool { return strings.HasPrefix(a, "SM4") }) {
		s.Errorf("the symmetric algorithms of %s are %v, want SM4", smRegion, algorithms)
	}
	keyID := sm.createKey("life") // the same alias as in the other region
	equal(s, "Type", sm.describe(keyID).integer("Type"), 4)
	plaintext := randomBytes(4096)
	sm.wantPlaintext(params{"CiphertextBlob": sm.encrypt(keyID, plaintext, "")}, plaintext)
}
