package kms_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"miyao/api"
)

// TestBadInput generates, from testdata/constraints.json, requests of all
// actions in which exactly one thing is wrong, and wants the code and a message
// that says where in both languages; and requests that are just good enough.
func TestBadInput(t *testing.T) {
	w := newWorld(t)
	s, all := newStock(w), readConstraints(t)
	tried := 0
	for _, action := range published(t) {
		t.Run(action.Name, func(t *testing.T) {
			w.t, all.t = t, t
			g := &generator{stock: s, all: all, action: action, base: s.request(action)}
			g.fields(spot{set: func(v any) object { return v.(object) }}, g.base, all.Actions[action.Name])
			g.wholes()
			g.run()
			g.bodies()
			tried += len(g.cases)
		})
	}
	w.t, all.t = t, t
	if tried < 40*69 {
		t.Errorf("only %d requests were tried", tried)
	}
}

// inputCase is a request and what has to come of it.
type inputCase struct {
	what  string
	body  func() object // made when it is tried
	code  api.Code      // empty: it is good
	names []string      // one of these is in the message
}

type generator struct {
	*stock
	all    *constraints
	action *api.Info
	base   object // a good request
	cases  []inputCase
}

// spot is a place in a request. set returns a request with a value there, and
// for absent without one.
type spot struct {
	path  string
	set   func(value any) object
	entry bool // of a list
}

type nothingThere struct{}

var absent any = nothingThere{}

func with(o object, name string, value any) object {
	o = maps.Clone(o)
	if value == absent {
		delete(o, name)
	} else {
		o[name] = value
	}
	return o
}

// refuse adds a case that is refused.
func (g *generator) refuse(at spot, what string, value any, code api.Code, names ...string) {
	if len(names) == 0 {
		names = []string{at.path}
	}
	g.cases = append(g.cases, inputCase{at.path + " " + what, func() object { return at.set(value) }, code, names})
}

// accept adds a case that is good. Whoever changes something gets a resource of
// its own for it.
func (g *generator) accept(at spot, what string, value any) {
	g.cases = append(g.cases, inputCase{at.path + " " + what, func() object {
		change := at.set(value)
		body := g.stock.request(g.action)
		for name := range body {
			if _, ok := change[name]; !ok {
				delete(body, name)
			}
		}
		for name, value := range change {
			if own, ok := g.base[name]; !ok || !same(own, value) {
				body[name] = value
			}
		}
		return body
	}, "", nil})
}

func same(a, b any) bool { return fmt.Sprintf("%#v", a) == fmt.Sprintf("%#v", b) }

// fields adds the cases of a structure's fields.
func (g *generator) fields(at spot, good object, fields map[string]jsontext.Value) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		c := g.all.read(fields[name])
		path := strings.TrimPrefix(at.path+"."+name, ".")
		g.field(spot{path: path, set: func(value any) object {
			o := maps.Clone(good)
			for other, v := range c.With {
				o[other] = g.stand(v)
			}
			return at.set(with(o, name, value))
		}}, good[name], c)
	}
	extra := strings.TrimPrefix(at.path+".Nonsense", ".")
	for _, value := range []any{1, nil, object{}} {
		g.refuse(at, "with an unknown field", with(good, "Nonsense", value), api.UnknownParameter, extra)
	}
}

// field adds the cases of one field; good is what the good request has there.
func (g *generator) field(at spot, good any, c constraint) {
	g.presence(at, c)
	for _, value := range wrongTypes[c.Type] {
		g.refuse(at, "of another type", value, api.InvalidParameter)
	}
	switch c.Type {
	case "text":
		g.text(at, c)
	case "base64":
		g.base64(at, c)
	case "uint", "int":
		g.number(at, c)
	case "list":
		g.list(at, good, c)
	case "struct":
		sample, ok := good.(object)
		if !ok {
			sample = g.stand(c.Sample).(object)
		}
		g.fields(spot{path: at.path, set: func(v any) object { return at.set(v) }}, sample, c.Fields)
	}
	for _, bad := range c.Bad {
		names := []string{at.path}
		if text, ok := bad.Value.(string); ok {
			if stands := fmt.Sprint(g.stand(text)); len(stands) > 20 {
				names = append(names, stands)
			}
		}
		if bad.Names != "" {
			names = []string{fmt.Sprint(g.stand(bad.Names))}
		}
		g.refuse(at, fmt.Sprintf("%.40v", bad.Value), g.stand(bad.Value), bad.Code, names...)
	}
	for _, value := range c.Good {
		g.accept(at, fmt.Sprint(value), g.stand(value))
	}
}

var (
	raw        = func(text string) jsontext.Value { return jsontext.Value(text) }
	anyType    = []any{true, false, raw(`[[]]`), object{"a": 1}}
	wrongTypes = map[string][]any{
		"text":   append([]any{7, []any{}, object{}}, anyType...),
		"base64": append([]any{7, []any{}, object{}}, anyType...),
		"list":   append([]any{7, "x", object{}, []any{nil}}, anyType...),
		"struct": {7, "x", true, []any{}, []any{object{}}},
		"truth":  {7, 0, "x", "", "True", "1", []any{}, object{}},
		"uint":   append([]any{"x", "", "0x1", " 1", "1.0", "-1", -1, raw("1.5"), raw("1e2"), raw("18446744073709551616"), []any{}, object{}}, anyType...),
		"int":    append([]any{"x", "", "0x1", " 1", "1.0", raw("1.5"), raw("1e2"), raw("9223372036854775808"), []any{}, object{}}, anyType...),
	}
)

// presence adds what is missing, null and empty.
func (g *generator) presence(at spot, c constraint) {
	if at.entry {
		g.refuse(at, "null", nil, api.InvalidParameter)
	} else {
		missing := c.Missing
		if c.Required && missing == "" {
			missing = api.MissingParameter
		}
		for what, value := range map[string]any{"missing": absent, "null": nil} {
			if missing != "" {
				g.refuse(at, what, value, missing)
			} else if c.With == nil {
				g.accept(at, what, value)
			}
		}
	}
	empty, ok := map[string]any{"text": "", "base64": "", "list": []any{}}[c.Type]
	switch {
	case !ok:
	case c.Empty == "ok" || c.Empty == "" && !c.Required:
		if c.With == nil {
			g.accept(at, "empty", empty)
		}
	default:
		g.refuse(at, "empty", empty, c.Empty)
	}
}

// someText is a text of n letters and digits that no other is like.
func someText(n int) string {
	unique := strings.ReplaceAll(uuid.NewString(), "-", "")
	return strings.Repeat(unique, n/len(unique)+1)[:n]
}

func (g *generator) text(at spot, c constraint) {
	if c.Max > 0 {
		g.refuse(at, "too long by one", someText(c.Max+1), c.Code)
		g.refuse(at, "much too long", someText(c.Max*20), c.Code)
		wide := strings.Repeat("密", c.Max)
		if c.Unit == "bytes" {
			g.refuse(at, "too long in bytes", strings.Repeat("é", c.Max/2+1), c.Code)
			wide = someText(c.Max)
		}
		if c.Longest == nil {
			g.accept(at, "of the greatest length", wide)
		}
	}
	if len(c.Values) > 0 {
		for _, value := range []string{"NONSENSE", strings.ToLower(c.Values[0]), c.Values[0] + " ", c.Values[0] + "\x00"} {
			g.refuse(at, strconv.Quote(value), value, c.Code)
		}
		for _, value := range c.Values {
			g.accept(at, value, value)
		}
	}
	if c.ID != "" {
		g.id(at, c)
	}
}

// kindOfID is a kind of resource that has such ids.
var kindOfID = map[string]string{"key": "ENCRYPT_DECRYPT", "data key": dataKeys, "white-box key": whiteBox}

func (g *generator) id(at spot, c constraint) {
	own := g.one(kindOfID[c.ID])
	for _, bad := range []string{strings.ToUpper(own), own[:35], own + "0", strings.ReplaceAll(own, "-", ""), "{" + own + "}",
		"urn:uuid:" + own, " " + own, own + "\n", "key-1", "alias/key-1", "*", strings.Repeat("0", 4096)} {
		g.refuse(at, strconv.Quote(bad)[:min(50, len(bad)+2)], bad, c.Malformed)
	}
	unknown := uuid.NewString()
	g.refuse(at, "unknown", unknown, c.Unknown, at.path, unknown)
	for _, id := range g.foreign(kindOfID[c.ID]) {
		g.refuse(at, "of another region or account", id, c.Unknown, at.path, id)
	}
	if len(c.Usages) == 0 {
		return
	}
	code := c.UsageCode
	if code == "" {
		code = api.InvalidKeyUsage
	}
	for _, usage := range g.usages() {
		if !slices.Contains(c.Usages, usage) {
			id := g.one(usage)
			g.refuse(at, "of the usage "+usage, id, code, at.path, id)
		}
	}
}

// usages are those that ListAlgorithms offers.
func (s *stock) usages() []string {
	return keep(s, "usages", func() (found []string) {
		offered := must(s.world, api.ListAlgorithms, api.ListAlgorithmsRequest{})
		for _, rows := range [][]api.AlgorithmInfo{offered.SymmetricAlgorithms, offered.AsymmetricAlgorithms, offered.AsymmetricSignVerifyAlgorithms} {
			for _, row := range rows {
				if !slices.Contains(found, row.KeyUsage) {
					found = append(found, row.KeyUsage)
				}
			}
		}
		return found
	})
}

func (g *generator) base64(at spot, c constraint) {
	code := c.Base64
	if code == "" {
		code = api.InvalidParameter
	}
	for _, bad := range []string{"*", "YQ", "YQ=", "YR==", "-_-_", "YQ==\n", "Y Q==", "YQ==YQ==", "密"} {
		g.refuse(at, strconv.Quote(bad), bad, code)
	}
	if c.Max == 0 {
		return
	}
	g.refuse(at, "too long by one", api.Base64(bytes.Repeat([]byte{7}, c.Max+1)).String(), c.Code)
	if c.Longest == nil {
		g.accept(at, "of the greatest length", api.Base64(bytes.Repeat([]byte{7}, c.Max)).String())
	}
}

func (g *generator) number(at spot, c constraint) {
	if c.Low != nil {
		if *c.Low > 0 || c.Type == "int" {
			g.refuse(at, "too small by one", *c.Low-1, c.Code)
		}
		g.accept(at, "the smallest", *c.Low)
	}
	if c.High != nil {
		g.refuse(at, "too great by one", *c.High+1, c.Code)
		g.refuse(at, "much too great", raw("9223372036854775807"), c.Code)
		g.accept(at, "the greatest", *c.High)
		g.accept(at, "as decimal text", fmt.Sprint(*c.High))
	}
}

// entryOf is the entry with a number that a constraint describes.
func entryOf(template any, i int) any {
	switch v := template.(type) {
	case string:
		if strings.Contains(v, "%") {
			return fmt.Sprintf(v, i)
		}
	case object:
		filled := object{}
		for name, member := range v {
			filled[name] = entryOf(member, i)
		}
		return filled
	}
	return template
}

func entriesOf(template any, n int) []any {
	entries := make([]any, n)
	for i := range entries {
		entries[i] = entryOf(template, i)
	}
	return entries
}

func (g *generator) list(at spot, good any, c constraint) {
	entries := g.all.read(c.Entries)
	own, _ := good.([]any)
	if c.Max > 0 {
		g.refuse(at, "too long by one", entriesOf(c.Entry, c.Max+1), c.Code)
		if entries.ID == "" {
			g.accept(at, "of the greatest length", entriesOf(c.Entry, c.Max))
		}
	}
	g.refuse(at, "of more entries than any list has", entriesOf(c.Entry, 1001), api.InvalidParameter)
	if c.Repeated != "" {
		one := entryOf(c.Entry, 0)
		if len(own) > 0 {
			one = own[0]
		}
		g.refuse(at, "with an entry twice", []any{one, one}, c.Repeated)
	}
	last := spot{path: fmt.Sprintf("%s.%d", at.path, len(own)), entry: true, set: func(v any) object {
		return at.set(append(slices.Clip(own), v))
	}}
	g.field(last, entryOf(c.Entry, 0), entries)
}

// wholes adds the cases of the request as a whole.
func (g *generator) wholes() {
	whole := spot{path: "the whole", set: func(v any) object { return v.(object) }}
	text := object{}
	for name, value := range g.base {
		if number, ok := value.(int); ok {
			value = strconv.Itoa(number)
		}
		text[name] = value
	}
	g.accept(whole, "with numbers as text", text)
	g.accept(whole, "as it was", g.base)
}

// run tries all cases: first those that are refused, after which the good
// request must still be good.
func (g *generator) run() {
	slices.SortStableFunc(g.cases, func(a, b inputCase) int { return strings.Compare(string(b.code), string(a.code)) })
	for _, c := range g.cases {
		body, err := json.Marshal(c.body())
		if err != nil {
			g.t.Fatal(err)
		}
		_, failure := g.raw(g.action.Name, string(body))
		if problem := c.problem(failure); problem != "" {
			g.t.Errorf("%s: %s", c.what, problem)
		}
	}
}

// bodies tries what is no request at all, and at last the good one, which must
// still be good after all that was refused.
func (g *generator) bodies() {
	body, err := json.Marshal(g.base)
	if err != nil {
		g.t.Fatal(err)
	}
	good := string(body)
	for _, bad := range []string{"", "null", "[]", `"x"`, good[:len(good)-1], good + "{}", good + "x", "[" + good + "]",
		"\xef\xbb\xbf" + good, good[:len(good)-1] + "\xff}"} {
		_, failure := g.raw(g.action.Name, bad)
		if problem := (&inputCase{code: api.InvalidParameter, names: []string{""}}).problem(failure); problem != "" {
			g.t.Errorf("the body %.60q: %s", bad, problem)
		}
	}
	if _, failure := g.raw(g.action.Name, good); failure != nil {
		g.t.Errorf("after all refusals the good request gives %v", failure)
	}
}

// problem says what is wrong about an answer.
func (c *inputCase) problem(failure *api.Error) string {
	if failure == nil && c.code == "" {
		return ""
	}
	if failure == nil || failure.Code != c.code {
		return fmt.Sprintf("got %v, want %q", failure, c.code)
	}
	named := func(message string) bool {
		return slices.ContainsFunc(c.names, func(name string) bool { return strings.Contains(message, name) })
	}
	chinese := func(message string) bool {
		return strings.ContainsFunc(message, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	printable := func(message string) bool {
		return utf8.ValidString(message) && len(message) < 600 && !strings.ContainsFunc(message, func(r rune) bool { return !unicode.IsPrint(r) })
	}
	switch en, zh := failure.Message, failure.MessageZH; {
	case !named(en) || !named(zh):
		return fmt.Sprintf("a message does not say %.60q: %s %s", c.names, en, zh)
	case chinese(en) || !chinese(zh):
		return fmt.Sprintf("a message is in the wrong language: %s %s", en, zh)
	case !printable(en) || !printable(zh):
		return fmt.Sprintf("a message is too long or not printable: %q %q", en, zh)
	}
	return ""
}
