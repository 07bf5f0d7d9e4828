package keyring

import (
	"strconv"

	"miyao/internal/secret"
)

// WrapSeed protects the seed of a principal's one-time passwords.
func (k *Keyring) WrapSeed(principal uint64, seed secret.Bytes) ([]byte, error) {
	return k.Wrap(ForSeed, strconv.FormatUint(principal, 10), seed)
}

// UnwrapSeed reverses WrapSeed.
func (k *Keyring) UnwrapSeed(principal uint64, wrapped []byte) (secret.Bytes, error) {
	return k.Unwrap(ForSeed, strconv.FormatUint(principal, 10), wrapped)
}
