package policy

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// family says what kind of values an operator compares.
type family uint8

const (
	textFamily family = iota
	anyCaseFamily
	likeFamily
	numberFamily
	dateFamily
	boolFamily
	addressFamily
	binaryFamily
	nullFamily
)

// relation is a set of signs that a comparison may have.
type relation uint8

const (
	less relation = 1 << iota
	equal
	greater
)

// holds takes a negative number, 0 or a positive one, as from cmp.Compare.
func (r relation) holds(sign int) bool { return r&(1<<(sign+1)) != 0 }

// operator is what an operator's name means, without its prefix and suffix.
type operator struct {
	family   family
	relation relation // for numbers and dates
	negated  bool
}

// operators are those of CAM (documentation, page 598/58420), string_like of
// COS (page 436/46205), and its negation.
var operators = map[string]operator{
	"string_equal":                 {family: textFamily},
	"string_not_equal":             {family: textFamily, negated: true},
	"string_equal_ignore_case":     {family: anyCaseFamily},
	"string_not_equal_ignore_case": {family: anyCaseFamily, negated: true},
	"string_like":                  {family: likeFamily},
	"string_not_like":              {family: likeFamily, negated: true},
	"numeric_equal":                {family: numberFamily, relation: equal},
	"numeric_not_equal":            {family: numberFamily, relation: equal, negated: true},
	"numeric_less_than":            {family: numberFamily, relation: less},
	"numeric_less_than_equal":      {family: numberFamily, relation: less | equal},
	"numeric_greater_than":         {family: numberFamily, relation: greater},
	"numeric_greater_than_equal":   {family: numberFamily, relation: greater | equal},
	"date_equal":                   {family: dateFamily, relation: equal},
	"date_not_equal":               {family: dateFamily, relation: equal, negated: true},
	"date_less_than":               {family: dateFamily, relation: less},
	"date_less_than_equal":         {family: dateFamily, relation: less | equal},
	"date_greater_than":            {family: dateFamily, relation: greater},
	"date_greater_than_equal":      {family: dateFamily, relation: greater | equal},
	"bool_equal":                   {family: boolFamily},
	"ip_equal":                     {family: addressFamily},
	"ip_not_equal":                 {family: addressFamily, negated: true},
	"binary_equal":                 {family: binaryFamily},
	"null_equal":                   {family: nullFamily},
}

// value is one value that a request has for a condition key: text, or what a
// key of the cloud holds by its nature.
type value struct {
	text    string
	address netip.Addr
	at      time.Time
}

// test compares a value with those of the document: does it equal, match or
// exceed any of them?
type test interface {
	passes(v value, c caller) bool
}

// compile reads the values of a condition.
func (o operator) compile(texts []string, place string) (test, error) {
	switch o.family {
	case numberFamily:
		values, err := each(texts, place, parseNumber)
		return numbers{values, o.relation}, err
	case dateFamily:
		values, err := each(texts, place, parseDate)
		return dates{values, o.relation}, err
	case boolFamily:
		values, err := each(texts, place, parseBool)
		return bools(values), err
	case addressFamily:
		values, err := each(texts, place, parseAddresses)
		return addresses(values), err
	case binaryFamily:
		values, err := each(texts, place, parseBinary)
		return binaries(values), err
	}
	values, err := each(texts, place, parseText)
	switch o.family {
	case anyCaseFamily:
		return matcher{values, strings.EqualFold}, err
	case likeFamily:
		return matcher{values, func(pattern, text string) bool { return glob(pattern, text, false) }}, err
	}
	return matcher{values, func(a, b string) bool { return a == b }}, err
}

func each[T any](texts []string, place string, parse func(text, place string) (T, error)) ([]T, error) {
	values := make([]T, len(texts))
	for i, text := range texts {
		var err error
		if values[i], err = parse(text, item(place, i)); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// text may have variables.
type text struct {
	text   string
	varies bool
}

func parseText(s, place string) (text, error) {
	varies, err := hasVariables(s, place)
	return text{s, varies}, err
}

type matcher struct {
	values []text
	match  func(value, text string) bool
}

func (m matcher) passes(v value, c caller) bool {
	for _, t := range m.values {
		if t.varies {
			t.text = c.expand(t.text)
		}
		if m.match(t.text, v.text) {
			return true
		}
	}
	return false
}

type numbers struct {
	values   []float64
	relation relation
}

// parseNumber takes a number as JSON writes it. From 2^53 on a float64
// would make different whole numbers equal.
func parseNumber(s, place string) (float64, error) {
	n, err := strconv.ParseFloat(s, 64)
	raw := jsontext.Value(s)
	if err != nil || math.Abs(n) >= 1<<53 || raw.Kind() != '0' || !raw.IsValid() || strings.TrimSpace(s) != s {
		return 0, refuse(place, "%s is not a number below 2^53.", "%s 不是数值，或绝对值不小于 2^53。", quote(s))
	}
	return n, nil
}

func (t numbers) passes(v value, _ caller) bool {
	n, err := parseNumber(v.text, "")
	if err != nil {
		return false
	}
	for _, limit := range t.values {
		if t.relation.holds(cmp.Compare(n, limit)) {
			return true
		}
	}
	return false
}

type dates struct {
	values   []time.Time
	relation relation
}

// parseDate takes the forms that the documentation shows: ISO 8601 as in
// RFC 3339, and a date and time of UTC with a space between them.
func parseDate(s, place string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		at, err = time.Parse(time.DateTime, s)
	}
	if err != nil {
		return at, refuse(place, "%s is not a time; write 2006-01-02T15:04:05Z.", "%s 不是合法的时间，请使用 2006-01-02T15:04:05Z 的形式。", quote(s))
	}
	return at, nil
}

func (t dates) passes(v value, _ caller) bool {
	at := v.at
	if at.IsZero() {
		var err error
		if at, err = parseDate(v.text, ""); err != nil {
			return false
		}
	}
	for _, limit := range t.values {
		if t.relation.holds(at.Compare(limit)) {
			return true
		}
	}
	return false
}

type bools []bool

func parseBool(s, place string) (bool, error) {
	if s != "true" && s != "false" {
		return false, refuse(place, "%s is neither true nor false.", "%s 既不是 true 也不是 false。", quote(s))
	}
	return s == "true", nil
}

func (t bools) passes(v value, _ caller) bool {
	for _, want := range t {
		if v.text == strconv.FormatBool(want) {
			return true
		}
	}
	return false
}

type addresses []netip.Prefix

// parseAddresses takes an address or a block in CIDR form. The bits of a block
// behind its length do not count.
func parseAddresses(s, place string) (netip.Prefix, error) {
	block, err := netip.ParsePrefix(s)
	if address, notOne := netip.ParseAddr(s); notOne == nil && address.Zone() == "" {
		block, err = netip.PrefixFrom(address, address.BitLen()), nil
	}
	if err != nil {
		return block, refuse(place, "%s is not an IP address or a CIDR block.", "%s 不是合法的 IP 地址或 CIDR 网段。", quote(s))
	}
	if block.Addr().Is4In6() && block.Bits() >= 96 {
		block = netip.PrefixFrom(block.Addr().Unmap(), block.Bits()-96)
	}
	return block.Masked(), nil
}

func (t addresses) passes(v value, _ caller) bool {
	address := v.address
	if !address.IsValid() {
		address, _ = netip.ParseAddr(v.text)
	}
	address = address.Unmap().WithZone("")
	for _, block := range t {
		if block.Contains(address) {
			return true
		}
	}
	return false
}

type binaries [][]byte

func parseBinary(s, place string) ([]byte, error) {
	decoded, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || strings.ContainsAny(s, "\r\n") {
		return nil, refuse(place, "%s is not standard base64.", "%s 不是标准 Base64 编码。", quote(s))
	}
	return decoded, nil
}

func (t binaries) passes(v value, _ caller) bool {
	decoded, err := parseBinary(v.text, "")
	if err != nil {
		return false
	}
	for _, want := range t {
		if bytes.Equal(want, decoded) {
			return true
		}
	}
	return false
}
