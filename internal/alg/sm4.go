package alg

import (
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"miyao/internal/secret"
)

const sm4KeyBytes = 16

// sm4GCM is HKDF (RFC 5869) with SM3 (GB/T 32905) into SM4 (GB/T 32907) in
// Galois/Counter Mode (RFC 8998).
var sm4GCM = suite{
	info:     []byte("miyao message key v1 SM4"),
	keyBytes: sm4KeyBytes,
	hash:     sm3.New,
	cipher:   sm4.NewCipher,
	spares:   new(spares),
}

func generateSM4() (secret.Bytes, error) { return secret.Random(sm4KeyBytes), nil }

func openSM4(material secret.Bytes) (any, error) { return sm4GCM.open(material) }
