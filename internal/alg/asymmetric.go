package alg

import (
	"hash"
	"slices"
)

// spki is the DER SubjectPublicKeyInfo of an opened key.
type spki []byte

// PublicKey implements PublicKeyer.
func (s spki) PublicKey() []byte { return slices.Clone(s) }

// digested returns what is signed of a message: its hash by h, or the message
// itself when it is that hash already.
func digested(h hash.Hash, message []byte, digest bool) ([]byte, error) {
	if digest {
		if len(message) != h.Size() {
			return nil, ErrDigestLength
		}
		return message, nil
	}
	h.Write(message) // never fails, by the contract of hash.Hash
	return h.Sum(nil), nil
}
