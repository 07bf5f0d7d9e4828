package alg

import (
	"bytes"
	"crypto/cipher"
	"fmt"
	"runtime"

	"miyao/internal/secret"
)

// CBC encrypts messages for who decrypts with white-box tables: AES_256 or SM4
// in CBC mode (NIST SP 800-38A) with the padding of PKCS #7. It does not
// authenticate; nothing else here uses it.
type CBC struct {
	suite    *suite
	material secret.Bytes // wiped when the CBC is unreachable
}

// OpenCBC makes a CBC of raw key material, which it copies.
func OpenCBC(spec string, material secret.Bytes) (*CBC, error) {
	s, ok := map[string]*suite{"AES_256": &aes256, "SM4": &sm4GCM}[spec]
	if !ok || material.Len() != s.keyBytes {
		return nil, fmt.Errorf("there is no CBC for %s with a key of %d bytes", spec, material.Len())
	}
	c := &CBC{s, material.Clone()}
	runtime.AddCleanup(c, secret.Bytes.Wipe, c.material)
	return c, nil
}

// BlockBytes is the length of a block and of an initialisation vector.
const BlockBytes = 16

// Encrypt returns the ciphertext of a message of any length: the next multiple
// of the block that is longer. iv has BlockBytes.
func (c *CBC) Encrypt(iv, plaintext []byte) ([]byte, error) {
	block, err := c.suite.cipher(c.material.Expose())
	runtime.KeepAlive(c) // the material must not be wiped before it was read
	if err != nil {
		return nil, fmt.Errorf("set a key: %w", err)
	}
	n := BlockBytes - len(plaintext)%BlockBytes
	padded := append(bytes.Clone(plaintext), bytes.Repeat([]byte{byte(n)}, n)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(padded, padded)
	return padded, nil
}
