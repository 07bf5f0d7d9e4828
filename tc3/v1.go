package tc3

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"
)

// The v1 signature methods. A request without SignatureMethod uses HmacSHA1.
const (
	HmacSHA1   = "HmacSHA1"
	HmacSHA256 = "HmacSHA256"
)

func v1Hash(method string) (func() hash.Hash, error) {
	switch method {
	case "", HmacSHA1:
		return sha1.New, nil
	case HmacSHA256:
		return sha256.New, nil
	}
	return nil, errors.New("SignatureMethod is neither " + HmacSHA1 + " nor " + HmacSHA256)
}

// SignV1 returns params with SecretId, Token if there is one, SignatureMethod
// unless it is empty, and Signature. httpMethod is GET or POST; host is the
// endpoint as the client names it, with its port if any. params hold the other
// common parameters (Action, Version, Region, Timestamp, Nonce) and those of
// the action; they stay untouched.
func SignV1(httpMethod, host string, params []Param, c Credential, signatureMethod string) ([]Param, error) {
	signed := append(slices.Clone(params), Param{"SecretId", c.SecretID})
	if c.Token != "" {
		signed = append(signed, Param{"Token", c.Token})
	}
	if signatureMethod != "" {
		signed = append(signed, Param{"SignatureMethod", signatureMethod})
	}
	newHash, err := v1Hash(signatureMethod)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(newHash, []byte(c.SecretKey))
	writeV1(mac, httpMethod, host, sortedParams(signed), true)
	return append(signed, Param{"Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil))}), nil
}

// VerifyV1 returns nil if secretKey made the Signature in params over all the
// others. Wrong form and a signature that does not match are both errors;
// the second is ErrSignature. Every host is tried with all parameters and,
// as old clients sign, without the empty ones. Comparison takes constant time.
func VerifyV1(secretKey []byte, httpMethod string, hosts []string, params []Param) error {
	newHash, err := v1Hash(find(params, "SignatureMethod"))
	if err != nil {
		return err
	}
	mac := hmac.New(newHash, secretKey)
	text := find(params, "Signature")
	signature, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(signature) != mac.Size() || base64.StdEncoding.EncodeToString(signature) != text {
		return fmt.Errorf("%w: the Signature is not the base64 text of %d bytes", ErrSignature, mac.Size())
	}
	sorted := sortedParams(params)
	empty := slices.ContainsFunc(sorted, func(p Param) bool { return p.Value == "" })
	for _, host := range hosts {
		for _, withEmpty := range [...]bool{true, false} {
			if !withEmpty && !empty {
				continue
			}
			mac.Reset()
			writeV1(mac, httpMethod, host, sorted, withEmpty)
			if hmac.Equal(mac.Sum(nil), signature) {
				return nil
			}
		}
	}
	return ErrSignature
}

// sortedParams copies the parameters but Signature, sorted by name.
func sortedParams(params []Param) []Param {
	sorted := slices.DeleteFunc(slices.Clone(params), func(p Param) bool { return p.Name == "Signature" })
	slices.SortFunc(sorted, func(a, b Param) int { return strings.Compare(a.Name, b.Name) })
	return sorted
}

func writeV1(mac hash.Hash, method, host string, sorted []Param, withEmpty bool) {
	b := append(make([]byte, 0, 1024), method...)
	b = append(b, host...)
	b = append(b, "/"...)
	separator := byte('?')
	for _, p := range sorted {
		if p.Value == "" && !withEmpty {
			continue
		}
		b = append(b, separator)
		b = append(b, p.Name...)
		b = append(b, '=')
		b = append(b, p.Value...)
		separator = '&'
	}
	mac.Write(b)
}

func find(params []Param, name string) string {
	for _, p := range params {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Common holds the parameters that every v1 request may carry. An empty one is
// a missing one.
type Common struct {
	Action, Version, Region, Timestamp, Nonce, SecretID, SignatureMethod, Signature string

	Token, Language, RequestClient string
}

// SplitCommon parts the common parameters of a v1 request from those of its
// action, which keep their order.
func SplitCommon(params []Param) (Common, []Param) {
	var c Common
	var own []Param
	for _, p := range params {
		if field := c.field(p.Name); field != nil {
			*field = p.Value
		} else {
			own = append(own, p)
		}
	}
	return c, own
}

func (c *Common) field(name string) *string {
	switch name {
	case "Action":
		return &c.Action
	case "Version":
		return &c.Version
	case "Region":
		return &c.Region
	case "Timestamp":
		return &c.Timestamp
	case "Nonce":
		return &c.Nonce
	case "SecretId":
		return &c.SecretID
	case "SignatureMethod":
		return &c.SignatureMethod
	case "Signature":
		return &c.Signature
	case "Token":
		return &c.Token
	case "Language":
		return &c.Language
	case "RequestClient":
		return &c.RequestClient
	}
	return nil
}
