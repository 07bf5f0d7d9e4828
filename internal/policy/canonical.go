package policy

import (
	"github.com/go-json-experiment/json/jsontext"
)

// String returns the document in its canonical form, which parses to a policy
// that decides the same: no white space, members and conditions in one order,
// a list of one as its entry. It is never longer than what was parsed.
func (p *Policy) String() string {
	b := append([]byte(nil), `{"version":"2.0","statement":[`...)
	for i := range p.statements {
		if i > 0 {
			b = append(b, ',')
		}
		b = p.statements[i].append(b)
	}
	return string(append(b, "]}"...))
}

// Statement returns statement i in its canonical form.
func (p *Policy) Statement(i int) string { return string(p.statements[i].append(nil)) }

// String returns the document in its canonical form, as that of a Policy.
func (t *Trust) String() string { return t.policy.String() }

func (s *statement) append(b []byte) []byte {
	effect := "allow"
	if s.deny {
		effect = "deny"
	}
	b = append(b, `{"effect":"`+effect+`"`...)
	if s.principals != nil {
		b = appendPrincipals(append(b, `,"principal":`...), s.principals)
	}
	b = appendList(append(b, `,"action":`...), s.actions, func(b []byte, a action) []byte { return appendText(b, a.text) })
	if s.principals == nil {
		b = appendList(append(b, `,"resource":`...), s.resources, func(b []byte, r resource) []byte { return appendText(b, r.text) })
	}
	if s.conditions != nil {
		b = appendConditions(append(b, `,"condition":`...), s.conditions)
	}
	return append(b, '}')
}

func appendPrincipals(b []byte, principals []Principal) []byte {
	next := byte('{')
	for _, kind := range []PrincipalKind{QCS, Service, Federated} {
		var names []string
		for _, p := range principals {
			if p.Kind == kind {
				names = append(names, p.Name)
			}
		}
		if names != nil {
			b = append(appendText(append(b, next), string(kind)), ':')
			b = appendList(b, names, appendText)
			next = ','
		}
	}
	return append(b, '}')
}

// appendConditions takes conditions in the order of operators and keys.
func appendConditions(b []byte, conditions []condition) []byte {
	for i, c := range conditions {
		switch {
		case i == 0:
			b = append(appendText(append(b, '{'), c.name), ":{"...)
		case c.name != conditions[i-1].name:
			b = append(appendText(append(b, "},"...), c.name), ":{"...)
		default:
			b = append(b, ',')
		}
		b = append(appendText(b, c.key), ':')
		b = appendList(b, c.values, c.operator.family.append)
	}
	return append(b, "}}"...)
}

// append writes a value of a condition.
func (f family) append(b []byte, value string) []byte {
	if f == numberFamily || f == boolFamily || f == nullFamily {
		return append(b, value...)
	}
	return appendText(b, value)
}

func appendList[T any](b []byte, list []T, one func([]byte, T) []byte) []byte {
	if len(list) == 1 {
		return one(b, list[0])
	}
	next := byte('[')
	for _, entry := range list {
		b = one(append(b, next), entry)
		next = ','
	}
	return append(b, ']')
}

func appendText(b []byte, text string) []byte {
	// Text that was read from JSON is valid UTF-8, which is all that can be
	// wrong here.
	b, _ = jsontext.AppendQuote(b, text)
	return b
}
