package tc3

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Bounds of an Authorization header. The longest text of a published client
// has about 300 bytes; SecretIds of temporary credentials have about 70.
const (
	maxAuthorization = 4096
	maxSecretID      = 128
	maxService       = 128
	maxSignedHeaders = 32
)

// Authorization is the content of a v3 Authorization header:
//
//	TC3-HMAC-SHA256 Credential=<SecretID>/<Date>/<Service>/tc3_request, SignedHeaders=<a;b>, Signature=<hex>
type Authorization struct {
	SecretID string
	// Date is the UTC day of the signature, YYYY-MM-DD.
	Date string
	// Service is the text that the client put into its key derivation. Some
	// clients take it from the host name, so it need not name a service.
	Service string
	// SignedHeaders is the list as sent, "content-type;host" at least: lower
	// case, without repetition, in any order.
	SignedHeaders string
	Signature     [32]byte
}

// ParseAuthorization reads the header's value. It is strict: what parses is,
// byte for byte, what String writes. The error says what is wrong and quotes
// nothing. The strings share memory with header.
func ParseAuthorization(header string) (Authorization, error) {
	var a Authorization
	if len(header) > maxAuthorization {
		return a, fmt.Errorf("the Authorization header has more than %d bytes", maxAuthorization)
	}
	rest, ok := strings.CutPrefix(header, Algorithm+" ")
	if !ok {
		return a, errors.New("the Authorization header does not begin with " + Algorithm)
	}
	credential, rest, ok1 := cutField(rest, "Credential=")
	names, rest, ok2 := cutField(rest, "SignedHeaders=")
	signature, ok3 := strings.CutPrefix(rest, "Signature=")
	if !ok1 || !ok2 || !ok3 {
		return a, errors.New(`the Authorization header does not have the form "` + Algorithm +
			` Credential=..., SignedHeaders=..., Signature=..."`)
	}
	if err := a.setCredential(credential); err != nil {
		return Authorization{}, err
	}
	if err := checkSignedHeaders(names); err != nil {
		return Authorization{}, err
	}
	a.SignedHeaders = names
	if !decodeHex(&a.Signature, signature) {
		return Authorization{}, errors.New("the Signature is not 64 lower-case hexadecimal digits")
	}
	return a, nil
}

// cutField takes "<name><value>, " from the front of s.
func cutField(s, name string) (value, rest string, ok bool) {
	s, ok = strings.CutPrefix(s, name)
	if !ok {
		return "", "", false
	}
	return strings.Cut(s, ", ")
}

func (a *Authorization) setCredential(text string) error {
	id, rest, _ := strings.Cut(text, "/")
	date, rest, _ := strings.Cut(rest, "/")
	service, end, _ := strings.Cut(rest, "/")
	if end != "tc3_request" {
		return errors.New("the Credential does not have the form <SecretId>/<date>/<service>/tc3_request")
	}
	if !isWord(id, maxSecretID) {
		return fmt.Errorf("the SecretId is not 1 to %d printable characters", maxSecretID)
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil || len(date) != len(time.DateOnly) {
		return errors.New("the date of the Credential is not a day written YYYY-MM-DD")
	}
	if !isWord(service, maxService) {
		return fmt.Errorf("the service of the Credential is not 1 to %d printable characters", maxService)
	}
	a.SecretID, a.Date, a.Service = id, date, service
	return nil
}

// isWord allows visible ASCII without the comma, which ends a field.
func isWord(s string, longest int) bool {
	if s == "" || len(s) > longest {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' || s[i] == ',' {
			return false
		}
	}
	return true
}

func checkSignedHeaders(list string) error {
	var seen [maxSignedHeaders]string
	n := 0
	for name := range strings.SplitSeq(list, ";") {
		if n == maxSignedHeaders {
			return fmt.Errorf("SignedHeaders names more than %d headers", maxSignedHeaders)
		}
		if !isHeaderName(name) {
			return errors.New("SignedHeaders is not a list of lower-case header names, parted by semicolons")
		}
		if slices.Contains(seen[:n], name) {
			return errors.New("SignedHeaders names a header twice")
		}
		seen[n] = name
		n++
	}
	if !slices.Contains(seen[:n], "content-type") || !slices.Contains(seen[:n], "host") {
		return errors.New("SignedHeaders does not name content-type and host")
	}
	return nil
}

func isHeaderName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return s != ""
}

// decodeHex takes lower-case digits only, so that a signature has one text.
func decodeHex(dst *[32]byte, text string) bool {
	if len(text) != 2*len(dst) {
		return false
	}
	var bad byte
	for i := range dst {
		high, low := digits[text[2*i]], digits[text[2*i+1]]
		bad |= high | low
		dst[i] = high<<4 | low
	}
	return bad < 16
}

// digits has the value of each lower-case hexadecimal digit, and 255 elsewhere.
// The digits of a signature are random: branches on them would cost more.
var digits = func() (table [256]byte) {
	for c := range table {
		table[c] = 255
	}
	for value, c := range []byte("0123456789abcdef") {
		table[c] = byte(value)
	}
	return table
}()

// String writes the header's value.
func (a Authorization) String() string {
	return Algorithm + " Credential=" + a.SecretID + "/" + a.Date + "/" + a.Service +
		"/tc3_request, SignedHeaders=" + a.SignedHeaders +
		", Signature=" + hex.EncodeToString(a.Signature[:])
}
