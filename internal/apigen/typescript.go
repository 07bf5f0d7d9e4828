package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"miyao/api"
)

// module writes the types of the wire protocol for the console.
type module struct {
	strings.Builder
	*comments
	seen   map[reflect.Type]bool
	shared []reflect.Type // structs inside requests and responses, in the order of discovery
}

const moduleHead = `// Written by internal/apigen from package api. Do not edit.

/** Standard base64, padded. */
export type Base64 = string
`

func renderTypes(c *comments) []byte {
	m := &module{comments: c, seen: map[reflect.Type]bool{}}
	m.WriteString(moduleHead)
	for _, a := range api.Actions() {
		m.structure(a.Request)
		m.structure(a.Response)
	}
	for i := 0; i < len(m.shared); i++ { // grows while it is walked
		m.structure(m.shared[i])
	}
	m.WriteString("\n/** Every action with its types. */\nexport interface Actions {\n")
	for _, a := range api.Actions() {
		m.doc("  ", c.of[a.Name])
		fmt.Fprintf(m, "  %s: { request: %s; response: %s }\n", a.Name, a.Request.Name(), a.Response.Name())
	}
	m.WriteString("}\n\n/** The names of all actions. */\nexport const actionNames: readonly (keyof Actions)[] = [\n")
	for _, a := range api.Actions() {
		fmt.Fprintf(m, "  '%s',\n", a.Name)
	}
	m.WriteString("]\n")
	return []byte(m.String())
}

// structure writes an interface. A request may leave out what it does not
// require, a response what is not always there.
func (m *module) structure(t reflect.Type) {
	if m.seen[t] {
		return
	}
	m.seen[t] = true
	fmt.Fprintf(m, "\nexport interface %s {\n", t.Name())
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue
		}
		m.doc("  ", m.field(t, f))
		optional := ""
		if strings.Contains(f.Tag.Get("json"), "omitzero") {
			optional = "?"
		}
		fmt.Fprintf(m, "  %s%s: %s\n", f.Name, optional, m.typeName(f.Type))
	}
	m.WriteString("}\n")
}

func (m *module) doc(indent, text string) {
	if text != "" {
		fmt.Fprintf(m, "%s/** %s */\n", indent, strings.ReplaceAll(text, "*/", "*\\/"))
	}
}

func (m *module) typeName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[api.Base64]():
		return "Base64"
	case t.Kind() == reflect.Pointer:
		return m.typeName(t.Elem())
	case t.Kind() == reflect.Slice:
		return m.typeName(t.Elem()) + "[]"
	case t.Kind() == reflect.Struct:
		if !m.seen[t] && !slices.Contains(m.shared, t) {
			m.shared = append(m.shared, t)
		}
		return t.Name()
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() == reflect.String:
		return "string"
	}
	return "number"
}
