package alg

import (
	"crypto/cipher"
	"hash"
)

var suites = map[string]*suite{"AES_256": &aes256, "SM4": &sm4GCM, "ML_KEM_1024_AES": &mlkemAES}

// NewGCM makes the AEAD that seals the messages of a spec.
func NewGCM(spec string, key []byte) (cipher.AEAD, error) {
	block, err := suites[spec].cipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Hash is the hash of the HKDF of a spec.
func Hash(spec string) func() hash.Hash { return suites[spec].hash }
