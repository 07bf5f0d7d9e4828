package policy_test

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"miyao/internal/policy"
)

// seeds are the documents of all vectors, good and bad. They are asserted by
// those who read them.
func seeds(t testing.TB) []string {
	t.Helper()
	documents := []string{trustDocument}
	file := readVectors(t)
	for _, v := range file.Cases {
		for _, document := range v.Policies {
			documents = append(documents, string(document))
		}
	}
	for _, r := range readRefusals(t) {
		documents = append(documents, r.Document)
	}
	for _, preset := range policy.Presets() {
		documents = append(documents, preset.Document)
	}
	return documents
}

// FuzzParse: what parses has a canonical form, which is not longer, is its own
// canonical form, and decides all requests of the vectors the same. What does
// not parse gives a clean error.
func FuzzParse(f *testing.F) {
	for _, document := range seeds(f) {
		f.Add(document)
	}
	requests := requests(f)
	f.Fuzz(func(t *testing.T, document string) {
		first, err := policy.Parse(document)
		if err != nil {
			checkRefusal(t, err)
			return
		}
		canonical := first.String()
		if utf8.RuneCountInString(canonical) > utf8.RuneCountInString(document) {
			t.Errorf("%s is longer than %s", canonical, document)
		}
		second := parse(t, canonical)
		if second.String() != canonical || second.NeedsResourceTags() != first.NeedsResourceTags() {
			t.Errorf("%s becomes %s", canonical, second)
		}
		for _, r := range requests {
			if a, b := policy.Evaluate([]*policy.Policy{first}, r), policy.Evaluate([]*policy.Policy{second}, r); a != b {
				t.Errorf("%s: %+v, then %+v", canonical, a, b)
			}
		}
	})
}

// FuzzParseTrust is FuzzParse for trust policies.
func FuzzParseTrust(f *testing.F) {
	for _, document := range seeds(f) {
		f.Add(document)
	}
	principals := []policy.Principal{
		{Kind: policy.QCS, Name: "qcs::cam::uin/1:uin/13"}, {Kind: policy.QCS, Name: "qcs::cam::uin/2:uin/20"},
		{Kind: policy.Service, Name: "cvm.qcloud.com"}, {Kind: policy.Federated, Name: "qcs::cam::uin/1:oidc-provider/github"},
	}
	r := &policy.Request{Service: "sts", Action: "AssumeRole", Values: map[string][]string{"sts:external_id": {"ext-1"}}}
	f.Fuzz(func(t *testing.T, document string) {
		first, err := policy.ParseTrust(document)
		if err != nil {
			checkRefusal(t, err)
			return
		}
		second := parseTrust(t, first.String())
		if second.String() != first.String() {
			t.Errorf("%s becomes %s", first, second)
		}
		for _, p := range principals {
			if a, b := first.Allows(p, r), second.Allows(p, r); a != b {
				t.Errorf("%s: %+v, then %+v", first, a, b)
			}
		}
	})
}

func checkRefusal(t *testing.T, err error) {
	t.Helper()
	var refused *policy.Error
	if !errors.As(err, &refused) {
		t.Fatalf("error %v", err)
	}
	checkError(t, refused)
}

// requests are the different ones of the vectors.
func requests(t testing.TB) []*policy.Request {
	t.Helper()
	file := readVectors(t)
	seen := map[string]bool{}
	var all []*policy.Request
	for i := range file.Cases {
		r := file.request(t, &file.Cases[i])
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if !seen[string(text)] {
			seen[string(text)] = true
			all = append(all, r)
		}
	}
	if len(all) < 30 {
		t.Fatalf("%d requests", len(all))
	}
	return all
}
