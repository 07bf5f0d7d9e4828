package policy_test

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"miyao/internal/policy"
)

// The parts of generated documents and requests are few, so that they meet.
var (
	someActions   = []string{"*", "kms:*", "kms:Encrypt", "name/kms:decrypt", "KMS:*crypt", "kms:CreateKey", "cam:*"}
	someResources = []string{"*", "qcs::kms:::key/*", "qcs::kms:ap-a::key/*", "qcs::kms::uin/1:key/creatorUin/2/*",
		"qcs::kms:::key/creatorUin/${uin}/k1", "qcs::kms::uin/*:*"}
	someConditions = []string{`{}`, `{"ip_equal":{"qcs:ip":["10.0.0.0/8","::1"]}}`, `{"ip_not_equal_if_exist":{"qcs:ip":"10.0.0.0/8"}}`,
		`{"for_any_value:string_equal":{"qcs:resource_tag":["a&b"]}}`, `{"for_all_value:string_like":{"qcs:request_tag":["a&*"]}}`,
		`{"string_not_equal":{"qcs:resource_tag":["a&b"]}}`, `{"null_equal":{"x:y":true}}`, `{"numeric_less_than":{"x:y":5},"string_not_like_if_exist":{"x:z":"q*"}}`,
		`{"date_less_than":{"qcs:current_time":"2026-01-01 00:00:00"}}`}
	someNames = []string{"", "qcs::kms:ap-a:uin/1:key/*", "qcs::kms:ap-a:uin/1:key/creatorUin/2/k1", "qcs::kms:ap-b:uin/1:key/creatorUin/3/k2",
		"qcs::kms:ap-a:uin/9:key/creatorUin/2/k1", "k1"}
	someTags = [][]string{nil, {"a&b"}, {"a&b", "a&c"}, {"c&d"}}
)

func drawStatement(t *rapid.T, effect string) json.RawMessage {
	if effect == "" {
		effect = rapid.SampledFrom([]string{"allow", "deny"}).Draw(t, "effect")
	}
	s := map[string]any{
		"effect":    effect,
		"action":    rapid.SliceOfN(rapid.SampledFrom(someActions), 1, 3).Draw(t, "actions"),
		"resource":  rapid.SliceOfN(rapid.SampledFrom(someResources), 1, 3).Draw(t, "resources"),
		"condition": json.RawMessage(rapid.SampledFrom(someConditions).Draw(t, "condition")),
	}
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func drawPolicy(t *rapid.T, effect string) []json.RawMessage {
	var statements []json.RawMessage
	for range rapid.IntRange(1, 4).Draw(t, "statements") {
		statements = append(statements, drawStatement(t, effect))
	}
	return statements
}

func drawPolicies(t *rapid.T) [][]json.RawMessage {
	var policies [][]json.RawMessage
	for range rapid.IntRange(0, 3).Draw(t, "policies") {
		policies = append(policies, drawPolicy(t, ""))
	}
	return policies
}

func drawRequest(t *rapid.T) *policy.Request {
	r := &policy.Request{
		Service:      rapid.SampledFrom([]string{"kms", "KMS", "cam"}).Draw(t, "service"),
		Action:       rapid.SampledFrom([]string{"Encrypt", "decrypt", "CreateKey"}).Draw(t, "action"),
		Resource:     rapid.SampledFrom(someNames).Draw(t, "resource"),
		Account:      1,
		Principal:    rapid.SampledFrom([]uint64{2, 3}).Draw(t, "principal"),
		ResourceTags: rapid.SampledFrom(someTags).Draw(t, "resource tags"),
		RequestTags:  rapid.SampledFrom(someTags).Draw(t, "request tags"),
		Time:         rapid.SampledFrom([]time.Time{{}, time.Unix(1, 0), time.Unix(1<<33, 0)}).Draw(t, "time"),
		SourceIP:     rapid.SampledFrom([]netip.Addr{{}, netip.MustParseAddr("10.1.1.1"), netip.MustParseAddr("192.0.2.1")}).Draw(t, "ip"),
	}
	if rapid.Bool().Draw(t, "values") {
		r.Values = map[string][]string{"x:y": {"4", "6"}, "x:z": {"qq"}}
	}
	return r
}

func compile(t testing.TB, policies [][]json.RawMessage) []*policy.Policy {
	t.Helper()
	var compiled []*policy.Policy
	for _, statements := range policies {
		raw, err := json.Marshal(map[string]any{"version": "2.0", "statement": statements})
		if err != nil {
			t.Fatal(err)
		}
		compiled = append(compiled, parse(t, string(raw)))
	}
	return compiled
}

// TestAddingPolicies: a deny never lets more through, an allow never less.
func TestAddingPolicies(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		policies, r := drawPolicies(rt), drawRequest(rt)
		effect := rapid.SampledFrom([]string{"allow", "deny"}).Draw(rt, "added")
		at := rapid.IntRange(0, len(policies)).Draw(rt, "at")
		before := policy.Evaluate(compile(t, policies), r).Outcome
		after := policy.Evaluate(compile(t, slices.Insert(policies, at, drawPolicy(rt, effect))), r).Outcome
		switch {
		case effect == "deny" && after != before && after != policy.Denied:
			rt.Errorf("a deny made %s of %s", after, before)
		case effect == "allow" && after != before && (before != policy.Unmatched || after != policy.Allowed):
			rt.Errorf("an allow made %s of %s", after, before)
		}
	})
}

// TestOrderDecidesNothing also shuffles statements between policies.
func TestOrderDecidesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		policies, r := drawPolicies(rt), drawRequest(rt)
		var statements []json.RawMessage
		for _, p := range policies {
			statements = append(statements, p...)
		}
		if len(statements) == 0 {
			return
		}
		statements = rapid.Permutation(statements).Draw(rt, "order")
		cut := rapid.IntRange(1, len(statements)).Draw(rt, "cut")
		shuffled := [][]json.RawMessage{statements[:cut]}
		if cut < len(statements) {
			shuffled = append(shuffled, statements[cut:])
		}
		a, b := policy.Evaluate(compile(t, policies), r), policy.Evaluate(compile(t, shuffled), r)
		if a.Outcome != b.Outcome {
			rt.Errorf("%s, in another order %s", a.Outcome, b.Outcome)
		}
	})
}

// TestLimitsOnlyTakeAway: allowed means allowed by every list, denied means
// denied by some list, and the same request is decided the same again.
func TestLimitsOnlyTakeAway(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := drawRequest(rt)
		lists := make([][]*policy.Policy, rapid.IntRange(1, 3).Draw(rt, "lists"))
		lowest := policy.Allowed
		for i := range lists {
			lists[i] = compile(t, drawPolicies(rt))
			lowest = min(lowest, policy.Evaluate(lists[i], r).Outcome)
		}
		got := policy.Evaluate(lists[0], r, lists[1:]...)
		if got.Outcome != lowest || got != policy.Evaluate(lists[0], r, lists[1:]...) {
			rt.Errorf("%+v, want %s", got, lowest)
		}
		alone := policy.Evaluate(lists[got.Limit], r)
		alone.Limit = got.Limit
		if alone != got {
			rt.Errorf("%+v is not what list %d gives: %+v", got, got.Limit, alone)
		}
	})
}

// TestCanonicalFormMeansTheSame for whatever is drawn.
func TestCanonicalFormMeansTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, r := compile(t, [][]json.RawMessage{drawPolicy(rt, "")}), drawRequest(rt)
		again := []*policy.Policy{parse(t, p[0].String())}
		if a, b := policy.Evaluate(p, r), policy.Evaluate(again, r); a != b {
			rt.Errorf("%s: %+v, then %+v", p[0], a, b)
		}
	})
}

// naive is the wildcard matcher by its definition.
func naive(pattern, text string) bool {
	if pattern == "" {
		return text == ""
	}
	if pattern[0] != '*' {
		return text != "" && text[0] == pattern[0] && naive(pattern[1:], text[1:])
	}
	return naive(pattern[1:], text) || text != "" && naive(pattern, text[1:])
}

func allows(t testing.TB, statement map[string]any, r *policy.Request) bool {
	t.Helper()
	s := map[string]any{"effect": "allow", "action": "*", "resource": "*"}
	for name, value := range statement {
		s[name] = value
	}
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return policy.Evaluate(compile(t, [][]json.RawMessage{{raw}}), r).Outcome == policy.Allowed
}

func TestWildcards(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		pattern := rapid.StringMatching(`[ab/*]{1,9}`).Draw(rt, "pattern")
		text := rapid.StringMatching(`[ab/*]{0,9}`).Draw(rt, "text")
		want := naive(pattern, text)
		r := &policy.Request{Resource: "qcs::kms:ap-a:uin/1:" + text, Account: 1, Values: map[string][]string{"x:y": {text}}}
		if got := allows(t, map[string]any{"resource": "qcs::kms:::" + pattern}, r); got != want {
			rt.Errorf("resource %q, pattern %q: %v", text, pattern, got)
		}
		like := map[string]any{"string_like": map[string]any{"x:y": pattern}}
		if got := allows(t, map[string]any{"condition": like}, r); got != want {
			rt.Errorf("value %q, pattern %q: %v", text, pattern, got)
		}
		unlike := map[string]any{"string_not_like": map[string]any{"x:y": pattern}}
		if got := allows(t, map[string]any{"condition": unlike}, r); got == want {
			rt.Errorf("value %q, not pattern %q: %v", text, pattern, got)
		}
	})
}

func TestActionWildcardsIgnoreCase(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		pattern := rapid.StringMatching(`[abAB*]{1,7}`).Draw(rt, "pattern")
		text := rapid.StringMatching(`[abAB]{1,7}`).Draw(rt, "text")
		want := naive(strings.ToLower(pattern), strings.ToLower(text))
		if got := allows(t, map[string]any{"action": "kms:" + pattern}, &policy.Request{Service: "kms", Action: text}); got != want {
			rt.Errorf("action %q, pattern %q: %v", text, pattern, got)
		}
		if got := allows(t, map[string]any{"action": pattern + ":x"}, &policy.Request{Service: text, Action: "X"}); got != want {
			rt.Errorf("service %q, pattern %q: %v", text, pattern, got)
		}
	})
}

// TestCoveringAllKeys: who is allowed key/* is allowed each key, which is what
// lets key/* stand for an action without a resource.
func TestCoveringAllKeys(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		pattern := map[string]any{"resource": "qcs::kms:::" + rapid.StringMatching(`(key|\*)?[k/*]{1,4}`).Draw(rt, "pattern")}
		key := rapid.StringMatching(`[k/*]{0,6}`).Draw(rt, "key")
		on := func(name string) bool {
			return allows(t, pattern, &policy.Request{Resource: "qcs::kms:ap-a:uin/1:key/" + name, Account: 1})
		}
		if on("*") && !on(key) {
			rt.Errorf("%v covers key/* and not key/%s", pattern, key)
		}
	})
}

// TestStatementText: the statements of a policy are what its text is made of.
func TestStatementText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		statements := drawPolicy(t, "")
		raw, err := json.Marshal(map[string]any{"version": "2.0", "statement": statements})
		if err != nil {
			t.Fatal(err)
		}
		p, err := policy.Parse(string(raw))
		if err != nil {
			t.Skip("not a policy")
		}
		var texts []string
		for i := range statements {
			texts = append(texts, p.Statement(i))
		}
		if want := `{"version":"2.0","statement":[` + strings.Join(texts, ",") + "]}"; want != p.String() {
			t.Errorf("%s is not made of %q", p, texts)
		}
	})
}

// TestEvery: who may do something on every key may do it on each one, whatever its
// tags, and so learns nothing from being told that one does not exist.
func TestEvery(t *testing.T) {
	patterns := []string{"*", "qcs::kms:::*", "qcs::kms:::key/*", "qcs::kms:::key/creatorUin/2/*", "qcs::kms:::*k1", "qcs::kms:::k*", "qcs::kms:::key",
		"qcs::kms:::key/creatorUin/${uin}/k1", "qcs::kms:ap-b::key/*", "qcs::kms::uin/9:*"}
	rapid.Check(t, func(rt *rapid.T) {
		var statements []json.RawMessage
		for range rapid.IntRange(1, 4).Draw(rt, "statements") {
			raw, err := json.Marshal(map[string]any{
				"effect":    rapid.SampledFrom([]string{"allow", "allow", "deny"}).Draw(rt, "effect"),
				"action":    rapid.SampledFrom([]string{"*", "kms:Encrypt", "kms:Decrypt"}).Draw(rt, "action"),
				"resource":  rapid.SampledFrom(patterns).Draw(rt, "resource"),
				"condition": json.RawMessage(rapid.SampledFrom(someConditions).Draw(rt, "condition")),
			})
			if err != nil {
				rt.Fatal(err)
			}
			statements = append(statements, raw)
		}
		policies := compile(t, [][]json.RawMessage{statements})
		r := drawRequest(rt)
		r.Service, r.Action, r.Resource, r.ResourceTags, r.Every = "kms", "Encrypt", "qcs::kms:ap-a:uin/1:key/*", nil, true
		if policy.Evaluate(policies, r).Outcome != policy.Allowed {
			return
		}
		r.Every = false
		r.Resource = "qcs::kms:ap-a:uin/1:key/" + rapid.SampledFrom([]string{"creatorUin/2/k1", "creatorUin/3/k1", "creatorUin/2/k2", "x", ""}).Draw(rt, "key")
		r.ResourceTags = rapid.SampledFrom(someTags).Draw(rt, "tags")
		if got := policy.Evaluate(policies, r); got.Outcome != policy.Allowed {
			rt.Errorf("allowed on every key, but on %s with %v %s", r.Resource, r.ResourceTags, got.Outcome)
		}
	})
}
