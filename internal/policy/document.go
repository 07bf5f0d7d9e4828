package policy

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// parse reads a document: strictly, one JSON object and nothing behind it.
func parse(document string, trust bool) (*Policy, error) {
	if n := utf8.RuneCountInString(document); n > MaxCharacters {
		return nil, refuse("", "the policy has %d characters; at most %d are allowed.", "策略内容有 %d 个字符，最多允许 %d 个。", n, MaxCharacters)
	}
	r := reader{jsontext.NewDecoder(strings.NewReader(document)), trust}
	p := &Policy{}
	if err := r.document(p); err != nil {
		return nil, err
	}
	if _, err := r.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, refuse("", "the policy goes on behind its JSON object.", "策略在 JSON 对象之后还有多余内容。")
	}
	for i := range p.statements {
		for j := range p.statements[i].conditions {
			if p.statements[i].conditions[j].source == fromResourceTags {
				p.needsResourceTags = true
			}
		}
	}
	return p, nil
}

// reader reads the parts of a document. No value is descended into but those
// that the grammar has, so that nesting is bounded by it.
type reader struct {
	*jsontext.Decoder
	trust bool
}

func (d *reader) document(p *Policy) error {
	members := map[string]func(place string) error{
		"version": func(place string) error {
			version, err := d.text(place)
			if err == nil && version != "2.0" {
				err = refuse(place, "%s is not supported; there is the version 2.0 only.", "不支持版本 %s，仅支持 2.0。", quote(version))
			}
			return err
		},
		"statement": func(place string) error {
			return d.list(place, func(place string) error {
				s, err := d.statement(place)
				p.statements = append(p.statements, s)
				return err
			})
		},
	}
	return d.object("", members, "version", "statement")
}

func (d *reader) statement(place string) (s statement, err error) {
	required := []string{"effect", "action", "resource"}
	members := map[string]func(place string) error{
		"effect":    func(place string) (err error) { s.deny, err = d.effect(place); return },
		"action":    func(place string) (err error) { s.actions, err = texts(d, place, parseAction); return },
		"resource":  func(place string) (err error) { s.resources, err = texts(d, place, parseResource); return },
		"condition": func(place string) (err error) { s.conditions, err = d.conditions(place); return },
	}
	if d.trust {
		required = []string{"effect", "action", "principal"}
		members["principal"] = func(place string) (err error) { s.principals, err = d.principals(place); return }
		members["resource"] = func(place string) error {
			return refuse(place, "the trust policy of a role has no resource.", "角色信任策略不能包含 resource。")
		}
		s.resources = []resource{{text: "*", all: true}}
	} else {
		members["principal"] = func(place string) error {
			return refuse(place, "a principal stands in the trust policy of a role only.", "principal 只能用于角色信任策略。")
		}
	}
	err = d.object(place, members, required...)
	return s, err
}

func (d *reader) effect(place string) (deny bool, err error) {
	effect, err := d.text(place)
	if err == nil && effect != "allow" && effect != "deny" {
		err = refuse(place, "%s is neither allow nor deny.", "%s 既不是 allow 也不是 deny。", quote(effect))
	}
	return effect == "deny", err
}

// conditions reads the member condition, in the order of operators and keys.
func (d *reader) conditions(place string) (conditions []condition, err error) {
	err = d.each(place, func(name, place string) error {
		c, err := parseOperator(name, place)
		if err != nil {
			return err
		}
		before := len(conditions)
		err = d.each(place, func(key, place string) error {
			values, err := d.values(place, c.operator.family)
			if err != nil {
				return err
			}
			complete, err := c.of(key, values, place)
			conditions = append(conditions, complete)
			return err
		})
		if err == nil && len(conditions) == before {
			err = refuse(place, "the operator has no condition key.", "该运算符没有条件键。")
		}
		return err
	})
	slices.SortFunc(conditions, func(a, b condition) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key))
	})
	return conditions, err
}

// values reads a value or a list of them. Numbers and truth values may stand
// as JSON or as text.
func (d *reader) values(place string, f family) (values []string, err error) {
	one := func(place string) error {
		kind := d.PeekKind()
		if f == numberFamily && kind == '0' || (f == boolFamily || f == nullFamily) && (kind == 't' || kind == 'f') {
			token, err := d.ReadToken()
			values = append(values, token.String())
			return d.syntax(place, err)
		}
		value, err := d.text(place)
		values = append(values, value)
		return err
	}
	err = d.oneOrList(place, one)
	return values, err
}

// texts reads a string or a list of strings, and parses each.
func texts[T any](d *reader, place string, parse func(text, place string) (T, error)) (parsed []T, err error) {
	one := func(place string) error {
		text, err := d.text(place)
		if err != nil {
			return err
		}
		value, err := parse(text, place)
		parsed = append(parsed, value)
		return err
	}
	err = d.oneOrList(place, one)
	return parsed, err
}

func (d *reader) text(place string) (string, error) {
	if d.PeekKind() != '"' {
		return "", d.wrongType(place, "a string", "字符串")
	}
	token, err := d.ReadToken()
	if err != nil {
		return "", d.syntax(place, err)
	}
	return token.String(), nil
}

// oneOrList reads an entry that stands alone, or a list of them.
func (d *reader) oneOrList(place string, read func(place string) error) error {
	if d.PeekKind() == '[' {
		return d.list(place, read)
	}
	return read(place)
}

// list reads a list that is not empty.
func (d *reader) list(place string, read func(place string) error) error {
	if d.PeekKind() != '[' {
		return d.wrongType(place, "a list", "列表")
	}
	if _, err := d.ReadToken(); err != nil {
		return d.syntax(place, err)
	}
	if d.PeekKind() == ']' {
		return refuse(place, "the list is empty.", "列表为空。")
	}
	for i := 0; d.PeekKind() != ']'; i++ {
		if err := read(item(place, i)); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return d.syntax(place, err)
}

// object reads an object with these members.
func (d *reader) object(place string, members map[string]func(place string) error, required ...string) error {
	seen := map[string]bool{}
	err := d.each(place, func(name, inner string) error {
		read, ok := members[name]
		if !ok {
			return unknown(place, name, members)
		}
		seen[name] = true
		return read(inner)
	})
	if err != nil {
		return err
	}
	for _, name := range required {
		if !seen[name] {
			return refuse(place, "the member %s is missing.", "缺少成员 %s。", name)
		}
	}
	return nil
}

func unknown(place, name string, members map[string]func(string) error) error {
	for known := range members {
		if strings.EqualFold(name, known) {
			return refuse(place, "the member %s must be written %s.", "成员 %s 应写作 %s。", quote(name), known)
		}
	}
	return refuse(place, "there is no member %s.", "不存在成员 %s。", quote(name))
}

// each reads an object and calls read for each member, with its name and
// place.
func (d *reader) each(place string, read func(name, place string) error) error {
	if d.PeekKind() != '{' {
		return d.wrongType(place, "an object", "对象")
	}
	if _, err := d.ReadToken(); err != nil {
		return d.syntax(place, err)
	}
	for d.PeekKind() != '}' {
		token, err := d.ReadToken()
		if err != nil {
			return d.syntax(place, err)
		}
		name := token.String()
		if err := read(name, member(place, name)); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return d.syntax(place, err)
}

// wrongType reports a value of another JSON type, or the syntax error that
// made its type unknowable.
func (d *reader) wrongType(place, en, zh string) error {
	if d.PeekKind() == 0 {
		if _, err := d.ReadToken(); err != nil {
			return d.syntax(place, err)
		}
	}
	return &Error{Place: place, Message: "must be " + en + ".", MessageZH: "必须是" + zh + "。"}
}

func (d *reader) syntax(place string, err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntax):
		return refuse(place, "the member %s stands twice.", "成员 %s 重复。", quote(syntax.JSONPointer.LastToken()))
	}
	return refuse(place, "not valid JSON in UTF-8, at byte %d.", "不是合法的 UTF-8 JSON（第 %d 字节）。", d.InputOffset())
}

func member(place, name string) string {
	if quoted := quote(name); quoted != `"`+name+`"` {
		name = quoted // too long, or not printable
	}
	if place == "" {
		return name
	}
	return place + "." + name
}

func item(place string, i int) string { return place + "[" + strconv.Itoa(i) + "]" }
