// Package ciphertext is the format of ciphertext blobs: the header, and the
// associated data that bind header and encryption context. It knows no keys and
// no ciphers.
//
// Format version 1:
//
//	 0         1           2         3          4        20            24
//	+---------+-----------+---------+----------+--------+-------------+----------------+
//	| version | algorithm | context | reserved | key id | key version | sealed message |
//	| 01      |           | kind    | 00       | 16     | 4           | 1 or more      |
//	+---------+-----------+---------+----------+--------+-------------+----------------+
//
// Numbers are big endian. The algorithm is a number of package alg, not 0; the
// key version counts from 1. The context kind is 0 for none, 1 for a JSON
// object, 2 for other text. The sealed message is the algorithm's own matter.
// A blob is MaxSize bytes long at most and travels as one text in standard
// base64 with padding. The header has a length divisible by three, so that all
// blobs of one key version begin with the same text.
//
// The associated data of the sealed message are the header as it stands in the
// blob, then the canonical bytes of the context (see Context).
//
// Parsing is strict: what parses encodes again to the same bytes. Released
// versions are never changed; testdata holds golden files that must decode for
// ever.
package ciphertext

import (
	"encoding/binary"
	"errors"
	"fmt"
)

const (
	// FormatVersion is the version of the format that Append writes, and the
	// one that Parse knows.
	FormatVersion = 1

	// HeaderSize is the length of an encoded header in bytes.
	HeaderSize = 24
	// MaxSize bounds a whole blob in bytes. It leaves room around the 4096
	// bytes of the longest plaintext for the overhead of any algorithm.
	MaxSize = 8192
)

// ErrMalformed is wrapped by every error of Parse.
var ErrMalformed = errors.New("malformed ciphertext blob")

// Header says which key version of which key opens a blob.
type Header struct {
	Algorithm  uint8 // number in package alg; never 0
	Context    ContextKind
	KeyID      [16]byte
	KeyVersion uint32 // counts from 1
}

// Append appends the encoded header to dst and returns the extended slice. It
// panics if Parse would refuse the result, because a blob with it would be lost.
func (h Header) Append(dst []byte) []byte {
	if err := h.check(); err != nil {
		panic(err)
	}
	dst = append(dst, FormatVersion, h.Algorithm, byte(h.Context), 0)
	dst = append(dst, h.KeyID[:]...)
	return binary.BigEndian.AppendUint32(dst, h.KeyVersion)
}

// Parse splits a blob into header and sealed message, which is a part of blob
// and not a copy.
func Parse(blob []byte) (h Header, sealed []byte, err error) {
	if len(blob) > MaxSize {
		return Header{}, nil, fmt.Errorf("%w: longer than %d bytes", ErrMalformed, MaxSize)
	}
	if len(blob) <= HeaderSize {
		return Header{}, nil, fmt.Errorf("%w: shorter than a header and a message", ErrMalformed)
	}
	if blob[0] != FormatVersion {
		return Header{}, nil, fmt.Errorf("%w: unknown format version %d", ErrMalformed, blob[0])
	}
	if blob[3] != 0 {
		return Header{}, nil, fmt.Errorf("%w: the reserved byte is not 0", ErrMalformed)
	}
	h = Header{
		Algorithm:  blob[1],
		Context:    ContextKind(blob[2]),
		KeyID:      [16]byte(blob[4:20]),
		KeyVersion: binary.BigEndian.Uint32(blob[20:HeaderSize]),
	}
	if err := h.check(); err != nil {
		return Header{}, nil, err
	}
	return h, blob[HeaderSize:], nil
}

func (h Header) check() error {
	switch {
	case h.Algorithm == 0:
		return fmt.Errorf("%w: algorithm 0", ErrMalformed)
	case h.Context > TextContext:
		return fmt.Errorf("%w: unknown context kind %d", ErrMalformed, h.Context)
	case h.KeyVersion == 0:
		return fmt.Errorf("%w: key version 0", ErrMalformed)
	}
	return nil
}

// AppendAssociated appends the associated data of the message with header h
// under context c to dst and returns the extended slice. To make a blob, set
// h.Context to c.Kind first; to open one, take h as it was parsed and c from
// the caller: if the kinds differ, the data differ from those of the making.
func AppendAssociated(dst []byte, h Header, c Context) []byte {
	return append(h.Append(dst), c.Canonical...)
}
