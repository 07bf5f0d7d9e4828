package main

import (
	_ "embed"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"miyao/api"
)

//go:embed intro.md
var intro string

// page writes the reference as Markdown.
type page struct {
	strings.Builder
	*comments
	shared map[reflect.Type]bool // structs inside requests and responses; true for requests
}

func render(c *comments) []byte {
	p := &page{comments: c, shared: map[reflect.Type]bool{}}
	p.WriteString(strings.ReplaceAll(intro, "{{version}}", api.ProductKMS.Version))
	for _, product := range api.Products() {
		p.product(product)
	}
	p.structures()
	p.printf("\n## Error codes\n\nA code with a dot is a finer form of the code before the dot.\n")
	for _, list := range p.codes {
		p.printf("\n%s\n\n| Code | Meaning |\n|---|---|\n", list.about)
		for _, code := range list.codes {
			p.printf("| `%s` | %s |\n", code, p.prose(p.of[code]))
		}
	}
	return []byte(p.String())
}

// product lists the actions of a product, then describes them by topic.
func (p *page) product(product api.Product) {
	actions := map[string]*api.Info{}
	var index strings.Builder
	for _, a := range api.Actions() {
		if a.Product == product {
			actions[a.Name] = a
			fmt.Fprintf(&index, "| %s | %s | %s |\n", link(a.Name), a.Kind, p.prose(p.of[a.Name]))
		}
	}
	p.printf("\n## The %d actions of %s\n\n", len(actions), product)
	p.printf("| Action | Kind | What it does |\n|---|---|---|\n%s", &index)
	for _, t := range p.topics {
		if _, own := actions[t.actions[0]]; !own {
			continue
		}
		p.printf("\n## %s\n", t.title)
		for _, name := range t.actions {
			p.action(actions[name])
		}
	}
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(p, format, args...) }

func (p *page) action(a *api.Info) {
	p.printf("\n### %s\n\n%s\n", a.Name, p.prose(p.of[a.Name]))
	if a.Request.NumField() > 0 {
		p.printf("\nRequest\n\n")
		p.table(a.Request, true)
	} else {
		p.printf("\nThe request has no parameters: `{}`.\n")
	}
	p.printf("\nResponse\n\n")
	p.table(a.Response, false)
}

func (p *page) structures() {
	byName := func(a, b reflect.Type) int { return strings.Compare(a.Name(), b.Name()) }
	for met := 0; met < len(p.shared); { // those in shared ones are shared too
		met = len(p.shared)
		for t, request := range maps.Clone(p.shared) {
			for _, f := range reflect.VisibleFields(t) {
				p.typeName(f.Type, request)
			}
		}
	}
	types := slices.Collect(maps.Keys(p.shared))
	slices.SortFunc(types, byName)
	p.printf("\n## Shared structures\n")
	for _, t := range types {
		p.printf("\n### %s\n\n%s\n\n", t.Name(), p.prose(p.of[t.Name()]))
		p.table(t, p.shared[t])
	}
}

// table lists the fields of a struct. A request says what it requires, a
// response what it always has.
func (p *page) table(t reflect.Type, request bool) {
	if request {
		p.printf("| Field | Type | Required | Description |\n|---|---|---|---|\n")
	} else {
		p.printf("| Field | Type | Present | Description |\n|---|---|---|---|\n")
	}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue
		}
		doc, presence := p.field(t, f), "always"
		required, code, _ := strings.Cut(f.Tag.Get("kms"), "code=")
		switch {
		case strings.HasPrefix(required, "required"):
			presence = "yes"
		case request:
			presence = "no"
		case strings.Contains(f.Tag.Get("json"), "omitzero"):
			presence = "if set"
		}
		if code != "" && !strings.Contains(doc, code) {
			doc += " Bad base64 -> " + code + "."
		}
		p.printf("| %s | %s | %s | %s |\n", f.Name, p.typeName(f.Type, request), presence, p.prose(doc))
	}
}

// typeName names a type as JSON has it, and notes the structs it meets.
func (p *page) typeName(t reflect.Type, request bool) string {
	switch {
	case t == reflect.TypeFor[api.Base64]():
		return "base64 string"
	case t.Kind() == reflect.Pointer:
		return p.typeName(t.Elem(), request)
	case t.Kind() == reflect.Slice:
		return "list of " + p.typeName(t.Elem(), request)
	case t.Kind() == reflect.Struct:
		_, met := p.shared[t]
		p.shared[t] = p.shared[t] || request
		for i := 0; i < t.NumField() && !met; i++ {
			p.typeName(t.Field(i).Type, request)
		}
		return link(t.Name())
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() == reflect.String:
		return "string"
	}
	return "integer"
}

var (
	markup     = regexp.MustCompile("[|<*]")
	dottedName = regexp.MustCompile(`\b[A-Z]\w+\.[A-Z]\w+\b`)
)

// prose makes text fit for a table cell and sets error codes as code.
func (p *page) prose(text string) string {
	text = markup.ReplaceAllString(text, `\$0`)
	text = strings.ReplaceAll(text, " -> ", " → ")
	return dottedName.ReplaceAllStringFunc(text, func(name string) string {
		if slices.ContainsFunc(p.codes, func(l codeList) bool { return slices.Contains(l.codes, name) }) {
			return "`" + name + "`"
		}
		return name
	})
}

func link(name string) string { return "[" + name + "](#" + strings.ToLower(name) + ")" }
