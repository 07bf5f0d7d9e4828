package interop_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/pem"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

const (
	decryptRSA = "ASYMMETRIC_DECRYPT_RSA_2048"
	decryptSM2 = "ASYMMETRIC_DECRYPT_SM2"
	signRSA    = "ASYMMETRIC_SIGN_VERIFY_RSA_2048"
)

// createKeyFor makes a key of a usage and returns its id.
func (s *player) createKeyFor(usage, name string) string {
	s.Helper()
	return s.ok("CreateKey", params{"Alias": s.alias(name), "KeyUsage": usage}).text("KeyId")
}

// rsaKey returns the RSA key of a usage that all players on the server share.
func (s *player) rsaKey(usage string) string {
	s.Helper()
	if s.stage.keys[usage] == "" {
		s.stage.keys[usage] = s.createKeyFor(usage, "shared-"+randomHex(4))
	}
	return s.stage.keys[usage]
}

// publicDER returns the public half of a key, which the answer has in two forms.
func (s *player) publicDER(keyID string) []byte {
	s.Helper()
	a := s.ok("GetPublicKey", params{"KeyId": keyID})
	equal(s, "KeyId", a.text("KeyId"), keyID)
	der := a.bytes("PublicKey")
	block, rest := pem.Decode([]byte(a.text("PublicKeyPem")))
	if block == nil || block.Type != "PUBLIC KEY" || len(rest) > 0 || !bytes.Equal(block.Bytes, der) {
		s.Fatalf("PublicKeyPem is %q, want the public key %x", a.text("PublicKeyPem"), der)
	}
	return der
}

// publicKey parses the public half of a key.
func publicKey[K any](s *player, keyID string) K {
	s.Helper()
	parsed, err := smx509.ParsePKIXPublicKey(s.publicDER(keyID))
	key, ok := parsed.(K)
	if !ok {
		s.Fatalf("the public key of %s is %T, %v; want %T", keyID, parsed, err, key)
	}
	return key
}

// asymmetricDecryption encrypts to public keys of the server.
func (s *player) asymmetricDecryption() {
	rsaID, sm2ID := s.rsaKey(decryptRSA), s.createKeyFor(decryptSM2, "sm2")
	s.refused("InvalidParameterValue.InvalidKeyUsage", "GetPublicKey", params{"KeyId": s.createKey("no-public-half")})
	s.decryptRSA(rsaID)
	s.decryptSM2(sm2ID)

	ciphertext := encoded(randomBytes(256))
	s.refused("InvalidParameterValue.InvalidKeyUsage", "AsymmetricRsaDecrypt",
		params{"KeyId": sm2ID, "Ciphertext": ciphertext, "Algorithm": "RSAES_OAEP_SHA_256"})
	s.refused("InvalidParameterValue.InvalidKeyUsage", "AsymmetricSm2Decrypt",
		params{"KeyId": rsaID, "Ciphertext": ciphertext})

	s.ok("DisableKey", params{"KeyId": sm2ID})
	s.refused("ResourceUnavailable.CmkStateNotSupport", "AsymmetricSm2Decrypt",
		params{"KeyId": sm2ID, "Ciphertext": ciphertext})
	s.refused("ResourceUnavailable.CmkStateNotSupport", "GetPublicKey", params{"KeyId": sm2ID})
}

// rsaAlgorithms are the published ways to encrypt with RSA.
var rsaAlgorithms = []string{"RSAES_PKCS1_V1_5", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"}

func encryptRSA(s *player, algorithm string, public *rsa.PublicKey, plaintext []byte) (ciphertext []byte) {
	s.Helper()
	var err error
	switch algorithm {
	case "RSAES_PKCS1_V1_5":
		//lint:ignore SA1019 the API offers this algorithm
		ciphertext, err = rsa.EncryptPKCS1v15(rand.Reader, public, plaintext)
	case "RSAES_OAEP_SHA_1":
		ciphertext, err = rsa.EncryptOAEP(sha1.New(), rand.Reader, public, plaintext, nil)
	case "RSAES_OAEP_SHA_256":
		ciphertext, err = rsa.EncryptOAEP(sha256.New(), rand.Reader, public, plaintext, nil)
	}
	if err != nil {
		s.Fatal(err)
	}
	return ciphertext
}

func (s *player) decryptRSA(keyID string) {
	public := publicKey[*rsa.PublicKey](s, keyID)
	plaintext := randomBytes(190) // the most that OAEP with SHA-256 takes
	for _, algorithm := range rsaAlgorithms {
		ciphertext := encryptRSA(s, algorithm, public, plaintext)
		request := params{"KeyId": keyID, "Ciphertext": encoded(ciphertext), "Algorithm": algorithm}
		a := s.ok("AsymmetricRsaDecrypt", request)
		equal(s, "KeyId", a.text("KeyId"), keyID)
		if !bytes.Equal(a.bytes("Plaintext"), plaintext) {
			s.Errorf("AsymmetricRsaDecrypt with %s answers %x, want %x", algorithm, a.bytes("Plaintext"), plaintext)
		}
		// More than the modulus: a changed ciphertext could, once in a blue moon, have PKCS #1 padding.
		request["Ciphertext"] = encoded(bytes.Repeat([]byte{0xff}, 256))
		s.refused("FailedOperation.DecryptError", "AsymmetricRsaDecrypt", request)
	}
	s.refused("InvalidParameter", "AsymmetricRsaDecrypt",
		params{"KeyId": keyID, "Ciphertext": encoded(randomBytes(256)), "Algorithm": "ROT13"})
}

func (s *player) decryptSM2(keyID string) {
	plaintext := randomBytes(64)
	ciphertext, err := sm2.EncryptASN1(rand.Reader, publicKey[*ecdsa.PublicKey](s, keyID), plaintext)
	if err != nil {
		s.Fatal(err)
	}
	request := params{"KeyId": keyID, "Ciphertext": encoded(ciphertext)}
	a := s.ok("AsymmetricSm2Decrypt", request)
	equal(s, "KeyId", a.text("KeyId"), keyID)
	if !bytes.Equal(a.bytes("Plaintext"), plaintext) {
		s.Errorf("AsymmetricSm2Decrypt answers %x, want %x", a.bytes("Plaintext"), plaintext)
	}
	ciphertext[len(ciphertext)-1] ^= 1
	request["Ciphertext"] = encoded(ciphertext)
	s.refused("FailedOperation.DecryptError", "AsymmetricSm2Decrypt", request)
	request["Ciphertext"] = encoded(randomBytes(257))
	s.refused("InvalidParameter", "AsymmetricSm2Decrypt", request)
}

// scheme is a way to sign, as a client checks it without the server.
type scheme struct {
	keyID, algorithm string
	// digest makes of a message what is signed with MessageType DIGEST.
	digest func(message []byte) []byte
	verify func(digest, signature []byte) bool
}

// schemes makes a key of each usage that signs.
func (s *player) schemes() []scheme {
	s.Helper()
	rsaID := s.rsaKey(signRSA)
	rsaKey := publicKey[*rsa.PublicKey](s, rsaID)
	p256ID := s.createKeyFor("ASYMMETRIC_SIGN_VERIFY_ECC", "p256")
	p256Key := publicKey[*ecdsa.PublicKey](s, p256ID)
	p384ID := s.createKeyFor("ASYMMETRIC_SIGN_VERIFY_ECDSA384", "p384")
	p384Key := publicKey[*ecdsa.PublicKey](s, p384ID)
	sm2ID := s.createKeyFor("ASYMMETRIC_SIGN_VERIFY_SM2", "sm2-sign")
	sm2Key := publicKey[*ecdsa.PublicKey](s, sm2ID)

	bySHA256 := func(m []byte) []byte { d := sha256.Sum256(m); return d[:] }
	bySHA384 := func(m []byte) []byte { d := sha512.Sum384(m); return d[:] }
	withZ := func(m []byte) []byte {
		d, err := sm2.CalculateSM2Hash(sm2Key, m, nil)
		if err != nil {
			s.Fatal(err)
		}
		return d
	}
	return []scheme{
		{p256ID, "ECC_P256_R1", bySHA256, func(d, sig []byte) bool { return ecdsa.VerifyASN1(p256Key, d, sig) }},
		{p384ID, "ECC_P384_R1", bySHA384, func(d, sig []byte) bool { return ecdsa.VerifyASN1(p384Key, d, sig) }},
		{sm2ID, "SM2DSA", withZ, func(d, sig []byte) bool { return sm2.VerifyASN1(sm2Key, d, sig) }},
		{rsaID, "RSA_PKCS1_SHA_256", bySHA256, func(d, sig []byte) bool {
			return rsa.VerifyPKCS1v15(rsaKey, crypto.SHA256, d, sig) == nil
		}},
		{rsaID, "RSA_PSS_SHA_256", bySHA256, func(d, sig []byte) bool {
			return rsa.VerifyPSS(rsaKey, crypto.SHA256, d, sig, &rsa.PSSOptions{SaltLength: sha256.Size}) == nil
		}},
	}
}

// signatures has the server sign what others verify, and verify it too.
func (s *player) signatures() {
	schemes := s.schemes()
	for _, c := range schemes {
		s.sign(c)
	}
	p256, sm2ID := schemes[0], schemes[2].keyID
	message, signature := encoded([]byte("message")), encoded([]byte("no signature"))
	s.refused("InvalidParameter", "SignByAsymmetricKey",
		params{"KeyId": sm2ID, "Message": message, "Algorithm": p256.algorithm})
	s.refused("InvalidParameterValue", "VerifyByAsymmetricKey",
		params{"KeyId": sm2ID, "Message": message, "Algorithm": p256.algorithm, "SignatureValue": signature})
	s.refused("InvalidParameter", "SignByAsymmetricKey", params{
		"KeyId": p256.keyID, "Message": encoded(randomBytes(31)), "MessageType": "DIGEST", "Algorithm": p256.algorithm,
	})
	s.ok("DisableKey", params{"KeyId": p256.keyID})
	s.refused("ResourceUnavailable.CmkStateNotSupport", "SignByAsymmetricKey",
		params{"KeyId": p256.keyID, "Message": message, "Algorithm": p256.algorithm})
	s.refused("ResourceUnavailable.CmkStateNotSupport", "VerifyByAsymmetricKey",
		params{"KeyId": p256.keyID, "Message": message, "Algorithm": p256.algorithm, "SignatureValue": signature})
}

func (s *player) sign(c scheme) {
	message := randomBytes(4096)
	digest := c.digest(message)
	forms := map[string][]byte{"RAW": message, "DIGEST": digest}
	var signature []byte
	for messageType, signed := range forms {
		signature = s.ok("SignByAsymmetricKey", params{
			"KeyId": c.keyID, "Algorithm": c.algorithm, "Message": encoded(signed), "MessageType": messageType,
		}).bytes("Signature")
		if !c.verify(digest, signature) {
			s.Errorf("the signature %x with %s over a message as %s is wrong", signature, c.algorithm, messageType)
		}
	}
	for messageType, signed := range forms {
		request := params{
			"KeyId": c.keyID, "Algorithm": c.algorithm, "Message": encoded(signed), "MessageType": messageType,
			"SignatureValue": encoded(signature),
		}
		equal(s, "SignatureValid", s.ok("VerifyByAsymmetricKey", request).boolean("SignatureValid"), true)
		other := bytes.Clone(signed)
		other[0] ^= 1
		request["Message"] = encoded(other)
		equal(s, "SignatureValid", s.ok("VerifyByAsymmetricKey", request).boolean("SignatureValid"), false)
	}
}
