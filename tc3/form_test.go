package tc3_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"miyao/tc3"
)

func TestParseForm(t *testing.T) {
	for raw, want := range map[string][]tc3.Param{
		"":                       nil,
		"B=2&A=1":                {{Name: "B", Value: "2"}, {Name: "A", Value: "1"}},
		"A=":                     {{Name: "A"}},
		"A=b==":                  {{Name: "A", Value: "b=="}},
		"A=a+b%20c%2B":           {{Name: "A", Value: "a b c+"}},
		"A=%e6%88%91%E6%88%91":   {{Name: "A", Value: "我我"}},
		"A=我;?/:":                {{Name: "A", Value: "我;?/:"}},
		"K%65ys%2E0=x":           {{Name: "Keys.0", Value: "x"}},
		"a_b-c=%00%0A":           {{Name: "a_b-c", Value: "\x00\n"}},
		"A=1&a=2":                {{Name: "A", Value: "1"}, {Name: "a", Value: "2"}},
		longForm(1024):           nil, // only that it parses
		longName(128) + "=1":     nil,
		"A=" + longName(100_000): nil,
	} {
		got, err := tc3.ParseForm(raw)
		if err != nil || want != nil && !slices.Equal(got, want) {
			t.Errorf("%.40q: got %.80v, %v", raw, got, err)
		}
	}
}

func TestParseFormRefuses(t *testing.T) {
	for name, raw := range map[string]string{
		"no equals sign": "A", "an empty part": "A=1&&B=2", "an ampersand at the end": "A=1&", "at the start": "&A=1",
		"an empty name": "=1", "a bad name": "A[0]=1", "an escaped bad name": "A%26=1", "a raw space": "A=a b",
		"a raw control character": "A=a\x7f", "a tab": "A=\t", "half an escape": "A=%4", "a bare percent sign": "A=%",
		"no digits": "A=%zz", "a sign": "A=%+1", "an underscore": "A=%1_", "not UTF-8": "A=%ff", "raw not UTF-8": "A=\xff",
		"a surrogate": "A=%ed%a0%80", "twice": "A=1&B=2&A=1", "twice by an escape": "A=1&%41=1", "a plus in the name": "A+=1",
		"1025 parameters": longForm(1025), "a long name": longName(129) + "=1",
	} {
		if got, err := tc3.ParseForm(raw); err == nil || got != nil {
			t.Errorf("%s: got %.80v, %v", name, got, err)
		}
	}
}

func longForm(n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = "A" + strconv.Itoa(i) + "=1"
	}
	return strings.Join(parts, "&")
}

func longName(n int) string { return strings.Repeat("A", n) }

// forms returns the recorded queries and form bodies.
func forms(t testing.TB) []string {
	list := []string{}
	for _, r := range requests(t) {
		if raw := r.Query + r.Body; !strings.HasPrefix(raw, "{") {
			list = append(list, raw)
		}
	}
	if len(list) == 0 {
		t.Fatal("no form was recorded")
	}
	return list
}

// FuzzParseForm holds the property that what parses can be written and parsed
// again to the same parameters.
func FuzzParseForm(f *testing.F) {
	for _, raw := range append(forms(f), "A=%e6%88%91+b==&B=") {
		if params, err := tc3.ParseForm(raw); err != nil || len(params) == 0 {
			f.Fatalf("seed %q: %v, %v", raw, params, err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		params, err := tc3.ParseForm(raw)
		if err != nil {
			return
		}
		again, err := tc3.ParseForm(string(tc3.AppendForm(nil, params)))
		if err != nil || !slices.Equal(again, params) {
			t.Errorf("%q: %v is read again as %v, %v", raw, params, again, err)
		}
	})
}

func TestFormJSON(t *testing.T) {
	for _, c := range [][2]string{
		{"", `{}`},
		{"KeyId=k&Alias=a%22%5C", `{"Alias":"a\"\\","KeyId":"k"}`},
		{"KeyIds.1=b&KeyIds.0=a", `{"KeyIds":["a","b"]}`},
		{"Tags.0.TagKey=k&Tags.0.TagValue=v&Tags.1.TagKey=l", `{"Tags":[{"TagKey":"k","TagValue":"v"},{"TagKey":"l"}]}`},
		{"MemberAccount.MemberUin=1", `{"MemberAccount":{"MemberUin":"1"}}`},
		{"T.0.V.0=a&T.0.V.1=b&T.0.K=k", `{"T":[{"K":"k","V":["a","b"]}]}`},
		{"A=&B=1&C.D=&E.F.G=", `{"B":"1"}`},
		{"A=&Z=", `{}`},
		{"L.0=&L.1=b&M.0.A=", `{"L":["","b"],"M":[{}]}`},
		{"A=%00%e6%88%91%3C", `{"A":"\u0000我<"}`},
		{"A.0=0&A.1=1&A.2=2&A.3=3&A.4=4&A.5=5&A.6=6&A.7=7&A.8=8&A.9=9&A.10=10", `{"A":["0","1","2","3","4","5","6","7","8","9","10"]}`},
		{"Ab=1&A.0=2", `{"A":["2"],"Ab":"1"}`},
	} {
		params, err := tc3.ParseForm(c[0])
		if err != nil {
			t.Fatal(err)
		}
		if got, err := tc3.FormJSON(params); err != nil || string(got) != c[1] {
			t.Errorf("%s: got %s, %v; want %s", c[0], got, err, c[1])
		}
	}
}

func TestFormJSONRefuses(t *testing.T) {
	for _, raw := range []string{
		"A.1=a", "A.0=a&A.2=c", "A.00=a", "A.01=a&A.0=b", "A.-1=a", "A.1000=a", // gaps and bad indexes
		"A=1&A.0=2", "A.0=1&A.B=2", "A.0=1&A.0.B=2", "A.B=1&A.B.C=2", "A=&A.B=", // mixed forms
		"A.0.B.0.C=1", "A.B.C.D.E=1", // too deep
		"0=a", ".A=1", "A.=1", "A..B=1", ".=1", "a_b=1", "A-B=1", "A.1B=1", // names
	} {
		params, err := tc3.ParseForm(raw)
		if err != nil {
			t.Fatal(raw, err)
		}
		if got, err := tc3.FormJSON(params); err == nil || got != nil {
			t.Errorf("%s: got %s, %v", raw, got, err)
		}
	}
	for _, params := range [][]tc3.Param{
		{{Name: "A", Value: "1"}, {Name: "A", Value: "1"}}, {{Name: "A", Value: "\xff"}}, {{Name: "", Value: "1"}},
		{{Name: "A.0", Value: "1"}, {Name: "A.0", Value: ""}}, {{Name: longName(200), Value: "1"}}, {{Name: "A\"", Value: "1"}},
	} {
		if got, err := tc3.FormJSON(params); err == nil || got != nil {
			t.Errorf("%v: got %s, %v", params, got, err)
		}
	}
	for n, want := range map[int]bool{1000: true, 1001: false} {
		params, err := tc3.ParseForm(longForm(n))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tc3.FormJSON(params); (err == nil) != want {
			t.Errorf("%d parameters: %v", n, err)
		}
	}
}

// FuzzFormJSON holds the property that a document taken apart again gives the
// parameters it was made of, but for the empty ones.
func FuzzFormJSON(f *testing.F) {
	for _, raw := range append(forms(f), "A.0.B.0=x&A.0.B.1=y&A.1.C=&D.E=1", "L.0=&L.1=1") {
		params, err := tc3.ParseForm(raw)
		if err != nil {
			f.Fatal(err)
		}
		if doc, err := tc3.FormJSON(params); err != nil || len(doc) < 10 {
			f.Fatalf("seed %q: %s, %v", raw, doc, err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		params, err := tc3.ParseForm(raw)
		if err != nil {
			return
		}
		doc, err := tc3.FormJSON(params)
		if err != nil {
			return
		}
		var value map[string]any
		if err := json.Unmarshal(doc, &value); err != nil {
			t.Fatalf("%q gives %s: %v", raw, doc, err)
		}
		sorted := func(params []tc3.Param) []tc3.Param {
			params = slices.DeleteFunc(slices.Clone(params), func(p tc3.Param) bool { return p.Value == "" })
			slices.SortFunc(params, func(a, b tc3.Param) int { return strings.Compare(a.Name, b.Name) })
			return params
		}
		if got, want := sorted(flatten(nil, "", value)), sorted(params); !slices.Equal(got, want) {
			t.Errorf("%q gives %s: %v, want %v", raw, doc, got, want)
		}
	})
}

func flatten(to []tc3.Param, name string, value any) []tc3.Param {
	switch v := value.(type) {
	case map[string]any:
		for member, value := range v {
			to = flatten(to, strings.TrimPrefix(name+"."+member, "."), value)
		}
	case []any:
		for i, value := range v {
			to = flatten(to, name+"."+strconv.Itoa(i), value)
		}
	case string:
		to = append(to, tc3.Param{Name: name, Value: v})
	}
	return to
}
