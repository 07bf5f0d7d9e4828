package kms_test

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"miyao/api"
)

// constraint is what testdata/constraints.json says about a field of a request:
// what it takes, and the code that refuses anything else. In values, a text that
// begins with @ stands for what stock.stand makes of it.
type constraint struct {
	Is       string // the kind of field that this one is, but for what is said here
	Type     string // text, base64, uint, int, list or struct
	Required bool
	Missing  api.Code // where it is not that of the reader; for some requests only
	Empty    api.Code // "ok" where the empty one is good; an optional one is then a missing one
	Base64   api.Code // of what is not base64

	Max       int    // longest text, decoded bytes or list
	Unit      string // of the text's length: bytes or characters
	Longest   *bool  // false: being of the greatest length is not enough to be good
	Low, High *int64 // bounds of a number
	Values    []string
	Code      api.Code // of what Max, Low, High and Values do not allow

	ID                 string // whose id the text is: key, data key or white-box key
	Malformed, Unknown api.Code
	Usages             []string // those that the key may have
	UsageCode          api.Code // for others, where it is not InvalidKeyUsage

	Bad []struct {
		Value any
		Code  api.Code
		Names string // what the message says instead of the field
	}
	Good []any
	With object // what a request needs for the field to matter

	Entry    any // one of a list, with a number in place of %d
	Entries  jsontext.Value
	Repeated api.Code // an entry given twice

	Sample object // of a structure
	Fields map[string]jsontext.Value

	Note string // a decision where the sources are silent
}

// object is a JSON object under construction.
type object = map[string]any

// constraints are those of all actions.
type constraints struct {
	t       testing.TB
	Kinds   map[string]jsontext.Value
	Actions map[string]map[string]jsontext.Value
}

func readConstraints(t testing.TB) *constraints {
	t.Helper()
	data, err := os.ReadFile("testdata/constraints.json")
	if err != nil {
		t.Fatal(err)
	}
	all := &constraints{t: t}
	if err := json.Unmarshal(data, all, json.MatchCaseInsensitiveNames(true), json.RejectUnknownMembers(true)); err != nil {
		t.Fatal(err)
	}
	return all
}

// read reads a field: the name of a kind, or a constraint of its own.
func (all *constraints) read(raw jsontext.Value) (c constraint) {
	all.t.Helper()
	var head struct {
		Is string `json:"is"`
	}
	if raw.Kind() == '"' {
		if err := json.Unmarshal(raw, &head.Is); err != nil {
			all.t.Fatal(err)
		}
	} else if err := json.Unmarshal(raw, &head); err != nil {
		all.t.Fatalf("%s: %v", raw, err)
	}
	if head.Is != "" {
		kind, ok := all.Kinds[head.Is]
		if !ok {
			all.t.Fatalf("there is no kind %q", head.Is)
		}
		c = all.read(kind)
	}
	if raw.Kind() == '{' {
		if err := json.Unmarshal(raw, &c, json.MatchCaseInsensitiveNames(true), json.RejectUnknownMembers(true)); err != nil {
			all.t.Fatalf("%s: %v", raw, err)
		}
	}
	return c
}

// published are the actions of the published list.
func published(t testing.TB) []*api.Info {
	t.Helper()
	data, err := os.ReadFile("../../api/testdata/actions.txt")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]*api.Info{}
	for _, action := range api.Actions() {
		byName[action.Name] = action
	}
	var found []*api.Info
	for _, name := range strings.Fields(string(data)) {
		if byName[name] == nil {
			t.Fatalf("%s is not declared", name)
		}
		found = append(found, byName[name])
	}
	if len(found) != 69 {
		t.Fatalf("%d actions are published, want 69", len(found))
	}
	return found
}

// TestConstraints: the file covers exactly the fields that package api declares,
// and says of each what the declaration says.
func TestConstraints(t *testing.T) {
	all := readConstraints(t)
	actions := published(t)
	if len(all.Actions) != len(actions) {
		t.Errorf("the file has %d actions, want %d", len(all.Actions), len(actions))
	}
	for _, action := range actions {
		fields, ok := all.Actions[action.Name]
		if !ok {
			t.Errorf("%s has no constraints", action.Name)
		}
		all.compare(action.Name, action.Request, fields)
	}
}

// TestConstraintCodes: the codes are published ones.
func TestConstraintCodes(t *testing.T) {
	data, err := os.ReadFile("testdata/constraints.json")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`"(?:code|missing|empty|base64|malformed|unknown|usageCode|repeated)": "([^"]+)"`)
	found := codes.FindAllStringSubmatch(string(data), -1)
	if len(found) < 100 {
		t.Fatalf("only %d codes were found", len(found))
	}
	for _, match := range found {
		if code := match[1]; code != "ok" && !strings.Contains(string(page), "\n| `"+code+"` |") {
			t.Errorf("there is no code %s", code)
		}
	}
}

func (all *constraints) compare(path string, request reflect.Type, fields map[string]jsontext.Value) {
	all.t.Helper()
	left := maps.Clone(fields)
	for i := range request.NumField() {
		f := request.Field(i)
		raw, ok := fields[f.Name]
		if !ok {
			all.t.Errorf("%s.%s has no constraint", path, f.Name)
			continue
		}
		delete(left, f.Name)
		options := strings.Split(f.Tag.Get("kms"), ",")
		c := all.read(raw)
		if required := slices.Contains(options, "required"); required != c.Required {
			all.t.Errorf("%s.%s: required is %v, declared is %v", path, f.Name, c.Required, required)
		}
		if c.Base64 != "" && !slices.Contains(options, "code="+string(c.Base64)) {
			all.t.Errorf("%s.%s is not declared with code %s", path, f.Name, c.Base64)
		}
		all.compareType(path+"."+f.Name, f.Type, c)
	}
	for name := range left {
		all.t.Errorf("%s.%s is not declared", path, name)
	}
}

func (all *constraints) compareType(path string, declared reflect.Type, c constraint) {
	all.t.Helper()
	if declared.Kind() == reflect.Pointer {
		declared = declared.Elem()
	}
	want := map[reflect.Kind]string{
		reflect.String: "text", reflect.Uint64: "uint", reflect.Int64: "int", reflect.Slice: "list", reflect.Struct: "struct",
	}[declared.Kind()]
	if declared == reflect.TypeFor[api.Base64]() {
		want = "base64"
	}
	if c.Type != want {
		all.t.Errorf("%s is a %q, declared as %s", path, c.Type, declared)
		return
	}
	switch {
	case want == "list":
		entries := all.read(c.Entries)
		all.compareType(path, declared.Elem(), entries)
	case want == "struct":
		all.compare(path, declared, c.Fields)
	case c.Required && c.Empty == "" && (want == "text" || want == "base64"):
		all.t.Errorf("%s does not say what an empty one is", path)
	}
	bounded := c.Max != 0 || c.Low != nil || c.High != nil || len(c.Values) > 0
	if bounded != (c.Code != "") {
		all.t.Errorf("%s: bounds and their code go together", path)
	}
}
