package policy_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"miyao/internal/policy"
)

// This file decides a second time, from the text of documents, slowly and with
// nothing of the package: wildcards by regular expressions, numbers as fractions,
// addresses as texts of bits.

type naiveStatement struct {
	Effect    string
	Action    []string
	Resource  []string
	Condition map[string]map[string][]string
}

func naiveDecide(documents [][]json.RawMessage, r *policy.Request) policy.Outcome {
	outcome := policy.Unmatched
	for _, statements := range documents {
		for _, raw := range statements {
			var s naiveStatement
			if err := json.Unmarshal(raw, &s); err != nil {
				panic(err)
			}
			switch {
			case !naiveApplies(&s, r):
			case s.Effect == "deny":
				return policy.Denied
			default:
				outcome = policy.Allowed
			}
		}
	}
	return outcome
}

func naiveApplies(s *naiveStatement, r *policy.Request) bool {
	asked := r.Service + ":" + r.Action
	if !slices.ContainsFunc(s.Action, func(a string) bool {
		a = strings.TrimPrefix(a, "name/")
		return a == "*" || naiveMatch("(?i)", a, asked)
	}) {
		return false
	}
	if !slices.ContainsFunc(s.Resource, func(pattern string) bool { return naiveResource(pattern, r) }) {
		return false
	}
	for operator, keys := range s.Condition {
		for key, values := range keys {
			if !naiveHolds(operator, values, naiveValues(key, r), r) {
				return false
			}
		}
	}
	return true
}

func naiveMatch(flags, pattern, text string) bool {
	quoted := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*")
	return regexp.MustCompile("(?s)" + flags + "^" + quoted + "$").MatchString(text)
}

func naiveExpand(text string, r *policy.Request) string {
	return strings.NewReplacer("${uin}", fmt.Sprint(r.Principal), "${owner_uin}", fmt.Sprint(r.Account), "${app_id}", fmt.Sprint(r.AppID)).Replace(text)
}

func naiveResource(pattern string, r *policy.Request) bool {
	if pattern == "*" {
		return true
	}
	want, got := strings.SplitN(pattern, ":", 6), strings.SplitN(r.Resource, ":", 6)
	if len(got) != 6 || got[0] != "qcs" || got[1] != "" {
		return false
	}
	own := got[4] == fmt.Sprint("uin/", r.Account)
	account := naiveMatch("", want[4], got[4]) || own && want[4] == "" || own && strings.HasPrefix(want[4], "uid/") && naiveMatch("", want[4], fmt.Sprint("uid/", r.AppID))
	return (want[2] == "" || naiveMatch("", want[2], got[2])) && (want[3] == "" || naiveMatch("", want[3], got[3])) && account &&
		naiveMatch("", naiveExpand(want[5], r), got[5])
}

func naiveValues(key string, r *policy.Request) []string {
	switch key {
	case "qcs:ip":
		if r.SourceIP.IsValid() {
			return []string{r.SourceIP.String()}
		}
		return nil
	case "qcs:current_time":
		if !r.Time.IsZero() {
			return []string{r.Time.UTC().Format("2006-01-02T15:04:05Z")}
		}
		return nil
	case "qcs:resource_tag":
		return r.ResourceTags
	case "qcs:request_tag":
		return r.RequestTags
	}
	return r.Values[key]
}

func naiveHolds(operator string, documented, given []string, r *policy.Request) bool {
	if operator == "null_equal" {
		return slices.Contains(documented, strconv.FormatBool(len(given) == 0))
	}
	operator, optional := strings.CutSuffix(operator, "_if_exist")
	operator, some := strings.CutPrefix(operator, "for_any_value:")
	operator, all := strings.CutPrefix(operator, "for_all_value:")
	positive := strings.Replace(operator, "_not_", "_", 1)
	passes := func(v string) bool {
		found := slices.ContainsFunc(documented, func(d string) bool { return naiveCompare(positive, naiveExpand(d, r), v) })
		return found == (positive == operator)
	}
	switch {
	case len(given) == 0:
		return optional
	case all || positive != operator && !some:
		return !slices.ContainsFunc(given, func(v string) bool { return !passes(v) })
	}
	return slices.ContainsFunc(given, passes)
}

func naiveCompare(operator, documented, given string) bool {
	kind, relation, _ := strings.Cut(operator, "_")
	var sign int
	switch kind {
	case "string":
		switch relation {
		case "like":
			return naiveMatch("", documented, given)
		case "equal_ignore_case":
			return naiveMatch("(?i)", documented, given) // no value has a *
		}
		return documented == given
	case "bool", "binary":
		return documented == given
	case "ip":
		return strings.HasPrefix(naiveBits(given), naiveBits(documented))
	case "numeric":
		a, _ := new(big.Rat).SetString(given)
		b, _ := new(big.Rat).SetString(documented)
		sign = a.Cmp(b)
	case "date":
		sign = naiveTime(given).Compare(naiveTime(documented))
	}
	return sign < 0 && strings.HasPrefix(relation, "less_than") || sign > 0 && strings.HasPrefix(relation, "greater_than") ||
		sign == 0 && strings.HasSuffix(relation, "equal")
}

func naiveTime(text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04:05", strings.TrimSuffix(strings.Replace(text, "T", " ", 1), "Z"))
	if err != nil {
		panic(err)
	}
	return at
}

// naiveBits writes an address or block: 4 or 6 for the version, then the bits. An IPv4
// address that is written as IPv6 is one of IPv4.
func naiveBits(text string) string {
	text, length, block := strings.Cut(text, "/")
	ip := net.ParseIP(text)
	var bits strings.Builder
	for _, b := range ip.To16() {
		fmt.Fprintf(&bits, "%08b", b)
	}
	n := 128
	if block {
		n, _ = strconv.Atoi(length)
		if !strings.Contains(text, ":") {
			n += 96
		}
	}
	if ip.To4() != nil && n >= 96 {
		return "4" + bits.String()[96:n]
	}
	return "6" + bits.String()[:n]
}

// naiveOperators are the conditions that are drawn: values that fit an operator and
// keys that it fits.
var naiveOperators = []struct{ names, keys, values []string }{
	{[]string{"string_equal", "string_not_equal", "string_equal_ignore_case", "string_not_equal_ignore_case"},
		[]string{"qcs:resource_tag", "qcs:request_tag", "x:tag"}, []string{"a&b", "A&b", "a&c", "u&${uin}", "u&${owner_uin}"}},
	{[]string{"string_like", "string_not_like"}, []string{"qcs:resource_tag", "qcs:request_tag", "x:tag"}, []string{"a&*", "*&b", "*", "u&${uin}", "*&*c"}},
	{[]string{"numeric_equal", "numeric_not_equal", "numeric_less_than", "numeric_less_than_equal", "numeric_greater_than", "numeric_greater_than_equal"},
		[]string{"x:number"}, []string{"1", "1.0", "-2", "1e1", "0.5"}},
	{[]string{"date_equal", "date_not_equal", "date_less_than", "date_less_than_equal", "date_greater_than", "date_greater_than_equal"},
		[]string{"qcs:current_time", "x:date"}, []string{"2026-01-01 00:00:00", "2026-01-01T00:00:00Z", "1970-01-01T00:00:01Z", "2242-03-16 12:56:32"}},
	{[]string{"bool_equal"}, []string{"x:bool"}, []string{"true", "false"}},
	{[]string{"ip_equal", "ip_not_equal"}, []string{"qcs:ip", "x:ip"},
		[]string{"10.0.0.0/8", "10.1.1.1", "0.0.0.0/0", "::/0", "::ffff:10.0.0.0/104", "::ffff:0:0/96", "2001:db8::/33", "10.1.1.255/30", "::ffff:10.1.1.1", "::/64"}},
	{[]string{"binary_equal"}, []string{"x:bytes"}, []string{"AA==", "AQ=="}},
}

var naiveGiven = map[string][][]string{
	"x:tag": {nil, {"a&b"}, {"A&B", "a&c"}}, "x:number": {nil, {"1"}, {"0.50", "10"}, {"-2", "1e0"}}, "x:date": {nil, {"2026-01-01T00:00:00Z"}, {"1970-01-01 00:00:02"}},
	"x:bool": {nil, {"true"}, {"true", "false"}}, "x:ip": {nil, {"10.1.1.1"}, {"2001:db8::1", "192.0.2.1"}}, "x:bytes": {nil, {"AA=="}},
}

func drawNaiveStatement(t *rapid.T) json.RawMessage {
	sample := func(from []string, label string) string { return rapid.SampledFrom(from).Draw(t, label) }
	s := naiveStatement{Effect: sample([]string{"allow", "deny"}, "effect"), Condition: map[string]map[string][]string{}}
	s.Action = rapid.SliceOfN(rapid.SampledFrom(someActions), 1, 2).Draw(t, "actions")
	s.Resource = rapid.SliceOfN(rapid.SampledFrom(append([]string{"qcs:::::*", "qcs::k*:ap-*:uid/8:key/*", "qcs::kms:ap-b:uin/9:*k1"}, someResources...)), 1, 2).Draw(t, "resources")
	for range rapid.IntRange(0, 2).Draw(t, "conditions") {
		o := rapid.SampledFrom(naiveOperators).Draw(t, "operator")
		name := sample([]string{"", "for_any_value:", "for_all_value:"}, "prefix") + sample(o.names, "name") + sample([]string{"", "_if_exist"}, "suffix")
		values := rapid.SliceOfN(rapid.SampledFrom(o.values), 1, 3).Draw(t, "values")
		if rapid.IntRange(0, 9).Draw(t, "null") == 0 {
			name, values = "null_equal", rapid.SliceOfN(rapid.SampledFrom([]string{"true", "false"}), 1, 2).Draw(t, "nulls")
		}
		if s.Condition[name] == nil {
			s.Condition[name] = map[string][]string{}
		}
		s.Condition[name][sample(o.keys, "key")] = values
	}
	raw, err := json.Marshal(map[string]any{"effect": s.Effect, "action": s.Action, "resource": s.Resource, "condition": s.Condition})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestNaively: documents mean what a slow reading of them says.
func TestNaively(t *testing.T) {
	counts := map[policy.Outcome]int{}
	rapid.Check(t, func(rt *rapid.T) {
		var documents [][]json.RawMessage
		for range rapid.IntRange(1, 2).Draw(rt, "policies") {
			documents = append(documents, rapid.SliceOfN(rapid.Custom(drawNaiveStatement), 1, 3).Draw(rt, "statements"))
		}
		compiled := compile(t, documents)
		for range 20 {
			r := drawRequest(rt)
			r.AppID = 8
			r.SourceIP = rapid.SampledFrom([]netip.Addr{{}, netip.MustParseAddr("10.1.1.1"), netip.MustParseAddr("::ffff:10.1.1.1"),
				netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("0.0.0.0"), netip.MustParseAddr("::")}).Draw(rt, "address")
			r.Time = rapid.SampledFrom([]time.Time{{}, time.Unix(1, 999), time.Unix(1<<33, 0), time.Date(2026, 1, 1, 8, 0, 0, 5, time.FixedZone("", 8*3600))}).Draw(rt, "now")
			r.Values = map[string][]string{}
			for _, key := range slices.Sorted(maps.Keys(naiveGiven)) {
				r.Values[key] = rapid.SampledFrom(naiveGiven[key]).Draw(rt, key)
			}
			got, want := policy.Evaluate(compiled, r).Outcome, naiveDecide(documents, r)
			if got != want {
				rt.Fatalf("%s\n%+v: %v, want %v", documents, *r, got, want)
			}
			counts[got]++
		}
	})
	if counts[policy.Allowed] == 0 || counts[policy.Denied] == 0 || counts[policy.Unmatched] == 0 {
		t.Errorf("never decided: %v", counts)
	}
}
