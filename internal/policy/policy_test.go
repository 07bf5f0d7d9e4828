package policy_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"miyao/internal/policy"
)

// vectors is testdata/decisions.json. A case says in Request how its request
// differs from the common one.
type vectors struct {
	Request json.RawMessage
	Cases   []vector
}

type vector struct {
	Name     string
	Policies []json.RawMessage
	Limits   [][]json.RawMessage
	Request  json.RawMessage
	Want     string
}

func readVectors(t testing.TB) vectors {
	t.Helper()
	raw, err := os.ReadFile("testdata/decisions.json")
	if err != nil {
		t.Fatal(err)
	}
	var file vectors
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 400 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	return file
}

// request returns the request of a case.
func (f *vectors) request(t testing.TB, v *vector) *policy.Request {
	t.Helper()
	r := &policy.Request{}
	for _, raw := range []json.RawMessage{f.Request, v.Request} {
		if raw == nil {
			continue
		}
		if err := json.Unmarshal(raw, r); err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
	}
	return r
}

func parseAll(t testing.TB, documents []json.RawMessage) []*policy.Policy {
	t.Helper()
	var policies []*policy.Policy
	for _, document := range documents {
		policies = append(policies, parse(t, string(document)))
	}
	return policies
}

// describe writes a decision as the vectors do.
func describe(d policy.Decision) string {
	text := d.Outcome.String()
	if d.Policy >= 0 {
		text += fmt.Sprintf(" by %d/%d", d.Policy, d.Statement)
	}
	if d.Limit > 0 {
		text += fmt.Sprintf(" in limit %d", d.Limit)
	}
	return text
}

func TestDecisions(t *testing.T) {
	file := readVectors(t)
	for i := range file.Cases {
		v := &file.Cases[i]
		var limits [][]*policy.Policy
		for _, documents := range v.Limits {
			limits = append(limits, parseAll(t, documents))
		}
		got := policy.Evaluate(parseAll(t, v.Policies), file.request(t, v), limits...)
		if describe(got) != v.Want {
			t.Errorf("%s: %s, want %s", v.Name, describe(got), v.Want)
		}
	}
}

func TestZeroDecisionIsNotAllowed(t *testing.T) {
	if (policy.Decision{}).Outcome == policy.Allowed {
		t.Error("the zero Decision lets requests through")
	}
}

func TestNeedsResourceTags(t *testing.T) {
	with := func(condition string) string {
		return `{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"},` +
			`{"effect":"deny","action":"*","resource":"*","condition":{` + condition + `}}]}`
	}
	for condition, want := range map[string]bool{
		``: false,
		`"string_equal":{"qcs:request_tag":"a&b"}`:                              false,
		`"string_equal":{"qcs:resource_tag":"a&b"}`:                             true,
		`"for_all_value:string_like_if_exist":{"qcs:resource_tag":"a*"}`:        true,
		`"null_equal":{"qcs:resource_tag":true}`:                                true,
		`"ip_equal":{"qcs:ip":"::1"},"string_equal":{"qcs:resource_tag":"a&b"}`: true,
	} {
		if got := parse(t, with(condition)).NeedsResourceTags(); got != want {
			t.Errorf("%s: %v", condition, got)
		}
	}
}

func TestTagIsWhatConditionsCompare(t *testing.T) {
	p := parse(t, `{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*",
		"condition":{"string_equal":{"qcs:resource_tag":"部门&研发部"}}}]}`)
	r := policy.Request{Service: "kms", Action: "Encrypt", ResourceTags: []string{policy.Tag("部门", "研发部")}}
	if d := policy.Evaluate([]*policy.Policy{p}, &r); d.Outcome != policy.Allowed {
		t.Error(d)
	}
}

func TestMay(t *testing.T) {
	policies := []*policy.Policy{parse(t, `{"version":"2.0","statement":[
		{"effect":"allow","action":["kms:Encrypt","kms:List*"],"resource":"qcs::kms::uin/1:key/creatorUin/1/k"},
		{"effect":"allow","action":"kms:Decrypt","resource":"*"},
		{"effect":"deny","action":"kms:Decrypt","resource":"*"},
		{"effect":"deny","action":"kms:Encrypt","resource":"*","condition":{"ip_equal":{"qcs:ip":"10.0.0.0/8"}}}]}`)}
	limit := []*policy.Policy{parse(t, `{"version":"2.0","statement":[{"effect":"allow","action":"kms:Encrypt","resource":"*"}]}`)}
	for action, want := range map[string]bool{"Encrypt": true, "ListKeys": true, "Decrypt": false, "DescribeKey": false} {
		if got := policy.May(policies, "kms", action); got != want {
			t.Errorf("%s: %v", action, got)
		}
	}
	if policy.May(policies, "cam", "Encrypt") || policy.May(policies, "kms", "ListKeys", limit) || !policy.May(policies, "kms", "Encrypt", limit) {
		t.Error("service or limit are not looked at")
	}
}
