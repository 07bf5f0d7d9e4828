// Package secret holds bytes that must not be seen: key material, root keys,
// credential secrets. A value prints, formats, marshals and logs as
// "[secret]"; only Expose gives the bytes out, so that a search for Expose
// finds every place that can leak them.
package secret

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"log/slog"
)

const redacted = "[secret]"

// Bytes is a secret byte string. The zero value is empty. Copies of a Bytes
// share their memory, so Wipe ends all of them.
//
// The bytes are behind a function because package fmt cannot call the methods of
// a field that is not exported: it would print the bytes that stand in it.
type Bytes struct{ expose func() []byte }

// New takes ownership of b.
func New(b []byte) Bytes { return Bytes{func() []byte { return b }} }

// Random returns n bytes from crypto/rand.
func Random(n int) Bytes {
	b := make([]byte, n)
	rand.Read(b) // never fails: crypto/rand ends the process instead
	return New(b)
}

// Expose returns the bytes themselves, not a copy. Use them at once and do not
// keep them.
func (s Bytes) Expose() []byte {
	if s.expose == nil {
		return nil
	}
	return s.expose()
}

// Len is the number of bytes.
func (s Bytes) Len() int { return len(s.Expose()) }

// Clone returns a copy in memory of its own.
func (s Bytes) Clone() Bytes { return New(bytes.Clone(s.Expose())) }

// Wipe overwrites the bytes with zeros.
func (s Bytes) Wipe() { clear(s.Expose()) }

// Equal compares in constant time for equal lengths.
func (s Bytes) Equal(other Bytes) bool {
	return subtle.ConstantTimeCompare(s.Expose(), other.Expose()) == 1
}

// Format implements fmt.Formatter for every verb.
func (Bytes) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// String implements fmt.Stringer.
func (Bytes) String() string { return redacted }

// GoString implements fmt.GoStringer.
func (Bytes) GoString() string { return redacted }

// MarshalText keeps the bytes out of JSON, YAML and XML.
func (Bytes) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue implements slog.LogValuer.
func (Bytes) LogValue() slog.Value { return slog.StringValue(redacted) }
