package alg

import "errors"

// ErrOpen says that a sealed message did not open: it is damaged, belongs to
// another key, or was sealed with other associated data. Which one of these is
// not told.
var ErrOpen = errors.New("the sealed message does not open")

// Encrypter encrypts and authenticates messages.
type Encrypter interface {
	// Encrypt appends the sealed plaintext to dst and returns the extended
	// slice. The sealed message opens only with the same associated data. With
	// enough spare capacity dst is not moved. dst must not overlap plaintext
	// or aad; nothing is kept. Two calls never give the same result. The error
	// is never about the plaintext.
	Encrypt(dst, plaintext, aad []byte) ([]byte, error)
}

// Decrypter opens what the Encrypter of the same key sealed.
type Decrypter interface {
	// Decrypt appends the plaintext to dst and returns the extended slice. With
	// enough spare capacity dst is not moved. dst must not overlap sealed or
	// aad; nothing is kept. The error is ErrOpen whenever sealed, aad or the
	// key is not the right one, and then no plaintext is left behind dst.
	Decrypt(dst, sealed, aad []byte) ([]byte, error)
}
