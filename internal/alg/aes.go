package alg

import (
	"crypto/aes"
	"crypto/sha256"

	"miyao/internal/secret"
)

const aesKeyBytes = 32

// aes256 is HKDF-SHA-256 (RFC 5869) into AES-256-GCM (NIST SP 800-38D).
var aes256 = suite{
	info:     []byte("miyao message key v1 AES_256"),
	keyBytes: aesKeyBytes,
	hash:     sha256.New,
	cipher:   aes.NewCipher,
	spares:   new(spares),
}

func generateAES256() (secret.Bytes, error) { return secret.Random(aesKeyBytes), nil }

func openAES256(material secret.Bytes) (any, error) { return aes256.open(material) }
