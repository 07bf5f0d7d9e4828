package policy_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"miyao/internal/policy"
)

// refusal is an entry of testdata/refusals.json. Message is a part of the
// English text, or several that are possible, with | between them.
type refusal struct {
	Name, Document string
	Trust          bool
	Place, Message string
}

func readRefusals(t testing.TB) []refusal {
	t.Helper()
	raw, err := os.ReadFile("testdata/refusals.json")
	if err != nil {
		t.Fatal(err)
	}
	var file []refusal
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file) < 200 {
		t.Fatalf("%d refusals", len(file))
	}
	return file
}

// read parses a document, as a trust policy or not, and returns its canonical
// form.
func read(document string, trust bool) (canonical string, err error) {
	if trust {
		p, err := policy.ParseTrust(document)
		if err != nil {
			return "", err
		}
		return p.String(), nil
	}
	p, err := policy.Parse(document)
	if err != nil {
		return "", err
	}
	return p.String(), nil
}

func TestRefusals(t *testing.T) {
	for _, r := range readRefusals(t) {
		canonical, err := read(r.Document, r.Trust)
		var refused *policy.Error
		if !errors.As(err, &refused) {
			t.Errorf("%s: parsed as %q, error %v", r.Name, canonical, err)
			continue
		}
		if refused.Place != r.Place || !containsAny(refused.Message, r.Message) {
			t.Errorf("%s: at %q %q, want at %q %q", r.Name, refused.Place, refused.Message, r.Place, r.Message)
		}
		checkError(t, refused)
	}
}

func containsAny(text, parts string) bool {
	for part := range strings.SplitSeq(parts, "|") {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// checkError holds an error to what every one promises: two languages, one
// line, and a bounded length whatever the document was.
func checkError(t testing.TB, err *policy.Error) {
	t.Helper()
	chinese := strings.ContainsFunc(err.MessageZH, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if err.Message == "" || !chinese {
		t.Errorf("%q lacks a language: %q", err.Message, err.MessageZH)
	}
	for _, text := range []string{err.Error(), err.MessageZH} {
		if len(text) > 2000 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			t.Errorf("not a short clean line: %q", text)
		}
	}
	if !strings.HasSuffix(err.Error(), err.Message) || !strings.HasPrefix(err.Error(), err.Place) {
		t.Errorf("%q has not the place %q and the message %q", err.Error(), err.Place, err.Message)
	}
}

func TestInvalidUTF8(t *testing.T) {
	document := "{\"version\":\"2.0\",\"statement\":[{\"effect\":\"allow\",\"action\":\"*\",\"resource\":\"qcs::kms:::\xff\"}]}"
	_, err := policy.Parse(document)
	var refused *policy.Error
	if !errors.As(err, &refused) || refused.Place != "statement[0].resource" {
		t.Errorf("error %v", err)
	}
}

func TestSizeCountsCharacters(t *testing.T) {
	const frame = `{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"qcs::kms:::"}]}`
	fill := func(n int) string {
		return strings.Replace(frame, ":::", ":::"+strings.Repeat("密", n-len(frame)), 1)
	}
	if _, err := policy.Parse(fill(policy.MaxCharacters)); err != nil {
		t.Errorf("the longest: %v", err)
	}
	if _, err := policy.Parse(fill(policy.MaxCharacters + 1)); err == nil {
		t.Error("one character more was parsed")
	}
}

func TestCanonicalForm(t *testing.T) {
	for document, want := range map[string]string{
		` { "statement" : [ { "resource" : ["*"] , "action":["kms:*"], "effect" : "allow", "condition": {} } ], "version":"2.0" } `: `{"version":"2.0","statement":[{"effect":"allow","action":"kms:*","resource":"*"}]}`,
		`{"version":"2.0","statement":[{"effect":"deny","action":["name\/kms:\u0045ncrypt","KMS:*"],"resource":["qcs::kms:::a\"b","*"],` +
			`"condition":{"string_equal":{"x:z":["1"],"x:y":["b","a"]},"numeric_equal":{"x:y":["1.50",2]},"bool_equal":{"x:y":"true"}}}]}`: `{"version":"2.0","statement":[{"effect":"deny","action":["name/kms:Encrypt","KMS:*"],"resource":["qcs::kms:::a\"b","*"],` +
			`"condition":{"bool_equal":{"x:y":true},"numeric_equal":{"x:y":[1.50,2]},"string_equal":{"x:y":["b","a"],"x:z":"1"}}}]}`,
	} {
		if got := parse(t, document).String(); got != want {
			t.Errorf("%s\nbecomes %s\nwant    %s", document, got, want)
		}
	}
}
