package interop_test

import (
	"bytes"

	"filippo.io/mldsa"
	mldsax509 "filippo.io/mldsa/x509"
)

// postQuantum covers the four post-quantum actions.
func (s *player) postQuantum() {
	kemID := s.createKeyFor("ASYMMETRIC_DECRYPT_KYBER_AES", "kyber")
	dsaID := s.createKeyFor("ASYMMETRIC_SIGN_VERIFY_DILITHIUM", "dilithium")
	s.postQuantumEncryption(kemID, dsaID)
	s.postQuantumSignatures(dsaID, kemID)
}

func (s *player) postQuantumEncryption(keyID, signer string) {
	plaintext := randomBytes(4096)
	a := s.ok("PostQuantumCryptoEncrypt", params{"KeyId": keyID, "PlainText": encoded(plaintext)})
	equal(s, "KeyId", a.text("KeyId"), keyID)
	blob := a.text("CiphertextBlob")
	opened := s.ok("PostQuantumCryptoDecrypt", params{"CiphertextBlob": blob})
	equal(s, "KeyId", opened.text("KeyId"), keyID)
	if !bytes.Equal(opened.bytes("PlainText"), plaintext) {
		s.Errorf("PostQuantumCryptoDecrypt answers %x, want %x", opened.bytes("PlainText"), plaintext)
	}
	s.refused("InvalidParameterValue.InvalidCiphertext", "PostQuantumCryptoDecrypt", params{"CiphertextBlob": swapLast(blob)})
	s.refused("InvalidParameterValue.InvalidPlaintext", "PostQuantumCryptoEncrypt",
		params{"KeyId": keyID, "PlainText": encoded(randomBytes(4097))})
	s.refused("InvalidParameterValue.InvalidKeyUsage", "PostQuantumCryptoEncrypt",
		params{"KeyId": signer, "PlainText": encoded(plaintext)})

	short := s.ok("PostQuantumCryptoEncrypt", params{"KeyId": keyID, "PlainText": encoded([]byte("for one"))}).text("CiphertextBlob")
	r := s.stage.readers[2]
	sealed := s.ok("PostQuantumCryptoDecrypt",
		params{"CiphertextBlob": short, "EncryptionPublicKey": r.publicKey, "EncryptionAlgorithm": r.algorithm})
	if got, err := r.open(sealed.bytes("PlainText")); err != nil || string(got) != "for one" {
		s.Errorf("PostQuantumCryptoDecrypt under a public key: %q, %v", got, err)
	}
	s.refused("FailedOperation.EncryptionError", "PostQuantumCryptoDecrypt",
		params{"CiphertextBlob": short, "EncryptionPublicKey": r.publicKey})

	s.ok("DisableKey", params{"KeyId": keyID})
	s.refused("ResourceUnavailable.CmkDisabled", "PostQuantumCryptoDecrypt", params{"CiphertextBlob": blob})
}

func (s *player) postQuantumSignatures(keyID, encrypter string) {
	parsed, err := mldsax509.ParsePKIXPublicKey(s.publicDER(keyID))
	public, ok := parsed.(*mldsa.PublicKey)
	if !ok {
		s.Fatalf("the public key is %T, %v; want one of ML-DSA", parsed, err)
	}
	message := randomBytes(4096)
	signed := params{"KeyId": keyID, "Message": encoded(message)}
	signature := s.ok("PostQuantumCryptoSign", signed).bytes("Signature")
	if err := mldsa.Verify(public, message, signature, nil); err != nil {
		s.Errorf("the signature is wrong: %v", err)
	}
	signed["SignatureValue"] = encoded(signature)
	equal(s, "SignatureValid", s.ok("PostQuantumCryptoVerify", signed).boolean("SignatureValid"), true)
	signed["Message"] = encoded(message[1:])
	equal(s, "SignatureValid", s.ok("PostQuantumCryptoVerify", signed).boolean("SignatureValid"), false)

	s.refused("InvalidParameter", "PostQuantumCryptoSign", params{"KeyId": keyID, "Message": encoded(randomBytes(4097))})
	signed["KeyId"] = encrypter
	s.refused("InvalidParameterValue.InvalidKeyUsage", "PostQuantumCryptoVerify", signed)
}
