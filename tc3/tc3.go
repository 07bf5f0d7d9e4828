// Package tc3 signs and verifies requests of the Tencent Cloud API: signature
// v3 (TC3-HMAC-SHA256) and the two of v1 (HmacSHA1, HmacSHA256). It reads
// what clients send strictly, and knows neither credentials nor clocks: that a
// request is fresh and that its SecretId exists is for the caller to check.
//
// For v3 the server calls [ParseAuthorization], [ParseTimestamp], [DeriveKey]
// and [Authorization.Verify]; for v1 [ParseForm] and [VerifyV1]. Clients call
// [Sign] or [SignV1]. [FormJSON] turns dotted parameters into a JSON body.
//
// Know what a signature covers. The published clients sign with v3 only the
// body (or query), content-type, host and time: not the action, version and
// region, which stand in headers of their own. So on a plain connection a
// request can be turned into another one with the same body. [Sign] signs
// these headers too. A v1 text joins parameters without marking their ends, so
// that "A=1&B=2" may be one parameter or two. Both are properties of the
// protocol; TLS is the remedy.
package tc3

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
)

// Algorithm is the scheme of the Authorization header and the first line of
// what v3 signs.
const Algorithm = "TC3-HMAC-SHA256"

// UnsignedPayload is what the header X-TC-Content-SHA256 says, and what is
// hashed in place of the body, when a client leaves the body out of a v3
// signature.
const UnsignedPayload = "UNSIGNED-PAYLOAD"

// ErrSignature says that a signature does not match its request. Errors that
// say why wrap it; they hold nothing secret.
var ErrSignature = errors.New("the signature does not match the request")

// Credential is what a client signs with. It prints without its secrets.
type Credential struct {
	SecretID  string
	SecretKey string `json:"-"`
	Token     string `json:"-"` // of a temporary credential, else empty
}

// Format implements fmt.Formatter for every verb.
func (c Credential) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// String names the credential.
func (c Credential) String() string { return "credential " + strconv.Quote(c.SecretID) }

// LogValue implements slog.LogValuer.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.SecretID) }

// lastSecond is the end of the year 9999, the last that a date can name.
const lastSecond = 253402300799

// ParseTimestamp reads X-TC-Timestamp or Timestamp: Unix seconds as the
// shortest decimal text, up to the year 9999.
func ParseTimestamp(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > lastSecond || strconv.FormatInt(n, 10) != text {
		return 0, errors.New("the timestamp is not a decimal number of Unix seconds")
	}
	return n, nil
}
