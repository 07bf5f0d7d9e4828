package tc3

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of a form.
const (
	maxParams    = 1024 // FormJSON takes 1000; the rest is for common parameters
	maxParamName = 128
)

// Param is a decoded parameter of a query or form.
type Param struct{ Name, Value string }

// ParseForm decodes a query or an application/x-www-form-urlencoded body and
// keeps its order. It is strict: every part is name=value, %XX is complete, +
// is a space, no byte stands raw that must not, values are UTF-8, names are
// letters, digits, ".", "_" and "-", and no name comes twice. So a text has
// one meaning, and [AppendForm] of the result parses to the same. Errors do
// not quote values.
func ParseForm(raw string) ([]Param, error) {
	if raw == "" {
		return nil, nil
	}
	count := strings.Count(raw, "&") + 1
	if count > maxParams {
		return nil, fmt.Errorf("there are more than %d parameters", maxParams)
	}
	params := make([]Param, 0, count)
	seen := make(map[string]struct{}, count)
	for part := range strings.SplitSeq(raw, "&") {
		p, err := parseParam(part)
		if err != nil {
			return nil, fmt.Errorf("parameter %d: %w", len(params)+1, err)
		}
		if _, twice := seen[p.Name]; twice {
			return nil, fmt.Errorf("the parameter %s is given twice", p.Name)
		}
		seen[p.Name] = struct{}{}
		params = append(params, p)
	}
	return params, nil
}

func parseParam(part string) (Param, error) {
	name, value, ok := strings.Cut(part, "=")
	if !ok {
		return Param{}, errors.New("it has no equals sign")
	}
	name, err := unescape(name)
	if err != nil {
		return Param{}, fmt.Errorf("its name: %w", err)
	}
	if !isParamName(name) {
		return Param{}, fmt.Errorf("its name is not 1 to %d letters, digits, dots, underscores and hyphens", maxParamName)
	}
	value, err = unescape(value)
	if err != nil {
		return Param{}, fmt.Errorf("the value of %s: %w", name, err)
	}
	if !utf8.ValidString(value) {
		return Param{}, fmt.Errorf("the value of %s is not UTF-8", name)
	}
	return Param{name, value}, nil
}

func isParamName(s string) bool {
	for i := range len(s) {
		if !isUnreserved(s[i]) || s[i] == '~' {
			return false
		}
	}
	return s != "" && len(s) <= maxParamName
}

// isUnreserved is RFC 3986, section 2.3.
func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

func unescape(s string) (string, error) {
	plain := true
	for i := range len(s) {
		switch c := s[i]; {
		case c <= ' ' || c == 0x7f:
			return "", errors.New("a space or control character stands unescaped")
		case c == '%' || c == '+':
			plain = false
		}
	}
	if plain {
		return s, nil
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '+':
			out = append(out, ' ')
		case '%':
			b, err := strconv.ParseUint(s[i+1:min(i+3, len(s))], 16, 8)
			if err != nil || i+2 >= len(s) {
				return "", errors.New("a percent sign lacks its two hexadecimal digits")
			}
			out = append(out, byte(b))
			i += 2
		default:
			out = append(out, s[i])
		}
	}
	return string(out), nil
}

// AppendForm appends the parameters in their order as a query or form. Only
// the unreserved characters of RFC 3986 stand as they are.
func AppendForm(dst []byte, params []Param) []byte {
	for i, p := range params {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = appendEscaped(dst, p.Name)
		dst = append(dst, '=')
		dst = appendEscaped(dst, p.Value)
	}
	return dst
}

func appendEscaped(dst []byte, s string) []byte {
	const upper = "0123456789ABCDEF"
	for i := range len(s) {
		if c := s[i]; isUnreserved(c) {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', upper[c>>4], upper[c&15])
		}
	}
	return dst
}
