package tc3

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"hash"
	"log/slog"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// SigningKey is a v3 key for one day and service. It is as secret as the
// SecretKey that it comes from, and prints as "[secret]".
//
// It keeps signers, because setting a key costs more than the text of a request.
type SigningKey struct{ signers sync.Pool }

// Format implements fmt.Formatter for every verb.
func (*SigningKey) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[secret]")) }

// LogValue implements slog.LogValuer.
func (*SigningKey) LogValue() slog.Value { return slog.StringValue("[secret]") }

// MarshalText keeps the key out of JSON.
func (*SigningKey) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// DeriveKey computes the signing key: three HMACs over date, service and
// "tc3_request". A server keeps the result for the day.
func DeriveKey(secretKey []byte, date, service string) *SigningKey {
	start := append([]byte("TC3"), secretKey...)
	defer clear(start)
	key := hmacSHA256(hmacSHA256(hmacSHA256(start, date), service), "tc3_request")
	return &SigningKey{signers: sync.Pool{New: func() any { return &signer{mac: hmac.New(sha256.New, key)} }}}
}

func hmacSHA256(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// Message is what a v3 signature covers.
type Message struct {
	Method string
	// RawQuery is the query of a GET exactly as sent, never parsed and written
	// anew: clients differ in order and encoding. Clients do not sign the query
	// of a POST; leave it empty and ignore or refuse one.
	RawQuery string
	// Header holds the other signed headers under their canonical names.
	Header http.Header
	// Hosts are the texts that the client may have signed as its host, likely
	// ones first: the Host header, the same without its port, further names.
	Hosts []string
	Body  []byte
	// Unsigned says that the client asked for UNSIGNED-PAYLOAD: nothing then
	// vouches for Body.
	Unsigned bool
	// Timestamp is X-TC-Timestamp in Unix seconds.
	Timestamp int64
}

// Verify returns nil if key made the signature over m, or an error that is
// ErrSignature. Every host is tried with the header values as sent, which is
// what the published clients sign, and in lower case, which is what the
// documentation asks for. The credential's date must be the UTC day of the
// timestamp. Comparison takes constant time.
func (a *Authorization) Verify(key *SigningKey, m *Message) error {
	var day [16]byte
	if string(time.Unix(m.Timestamp, 0).UTC().AppendFormat(day[:0], time.DateOnly)) != a.Date {
		return errDate
	}
	s := key.signer(a, m)
	defer key.release(s)
	if err := s.prepare(); err != nil {
		return err
	}
	// Clients that sign more than the published ones follow the documentation,
	// most likely; the order only saves time.
	lower := a.SignedHeaders != "content-type;host"
	upper := slices.ContainsFunc(s.values, hasUpper)
	for _, host := range m.Hosts {
		if s.matches(host, lower) {
			return nil
		}
		if (upper || hasUpper(host)) && s.matches(host, !lower) {
			return nil
		}
	}
	return ErrSignature
}

var errDate = fmt.Errorf("%w: the date in Credential is not the UTC day of X-TC-Timestamp", ErrSignature)

// signer computes signatures for one message after the other, with an HMAC
// that has the key in it and with buffers that last.
type signer struct {
	mac     hash.Hash
	auth    *Authorization
	message *Message
	values  []string // of the signed headers, in their order; host's is empty
	payload [sha256.Size]byte
	buffer  []byte
	result  []byte
}

func (k *SigningKey) signer(a *Authorization, m *Message) *signer {
	s := k.signers.Get().(*signer)
	s.auth, s.message = a, m
	return s
}

// release lets go of the message.
func (k *SigningKey) release(s *signer) {
	clear(s.values)
	s.auth, s.message = nil, nil
	k.signers.Put(s)
}

// prepare refuses a message in which a signed header is not there once.
func (s *signer) prepare() error {
	s.values = s.values[:0]
	for name := range strings.SplitSeq(s.auth.SignedHeaders, ";") {
		value := ""
		if name != "host" {
			values := s.message.Header[canonical(name)]
			if len(values) != 1 {
				return fmt.Errorf("%w: the signed header %s is there %d times", ErrSignature, name, len(values))
			}
			value = textproto.TrimString(values[0])
		}
		s.values = append(s.values, value)
	}
	if s.message.Unsigned {
		s.payload = sha256.Sum256([]byte(UnsignedPayload))
	} else {
		s.payload = sha256.Sum256(s.message.Body)
	}
	return nil
}

// canonical is the canonical name of a header. Of the one that every request
// signs it is known.
func canonical(name string) string {
	if name == "content-type" {
		return "Content-Type"
	}
	return textproto.CanonicalMIMEHeaderKey(name)
}

func (s *signer) matches(host string, lower bool) bool {
	sum := s.sum(host, lower)
	return subtle.ConstantTimeCompare(sum[:], s.auth.Signature[:]) == 1
}

func (s *signer) sum(host string, lower bool) [sha256.Size]byte {
	s.appendCanonical(host, lower)
	hashed := sha256.Sum256(s.buffer)
	b := append(s.buffer[:0], Algorithm+"\n"...)
	b = strconv.AppendInt(b, s.message.Timestamp, 10)
	b = append(b, '\n')
	b = append(b, s.auth.Date...)
	b = append(b, '/')
	b = append(b, s.auth.Service...)
	b = append(b, "/tc3_request\n"...)
	b = hex.AppendEncode(b, hashed[:])
	s.buffer = b
	s.mac.Reset()
	s.mac.Write(b)
	s.result = s.mac.Sum(s.result[:0])
	return [sha256.Size]byte(s.result)
}

// appendCanonical fills the buffer with the canonical request. Headers stand
// in the order in which SignedHeaders lists them.
func (s *signer) appendCanonical(host string, lower bool) {
	b := append(s.buffer[:0], s.message.Method...)
	b = append(b, "\n/\n"...)
	b = append(b, s.message.RawQuery...)
	b = append(b, '\n')
	i := 0
	for name := range strings.SplitSeq(s.auth.SignedHeaders, ";") {
		value := s.values[i]
		if name == "host" {
			value = host
		}
		i++
		b = append(b, name...)
		b = append(b, ':')
		b = append(b, value...)
		if lower {
			toLower(b[len(b)-len(value):])
		}
		b = append(b, '\n')
	}
	b = append(b, '\n')
	b = append(b, s.auth.SignedHeaders...)
	b = append(b, '\n')
	s.buffer = hex.AppendEncode(b, s.payload[:])
}

func toLower(b []byte) {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
}

func hasUpper(s string) bool {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return true
		}
	}
	return false
}
