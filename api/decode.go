package api

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// Decode reads a request body into req. It is strict: one JSON object, UTF-8,
// no duplicate, unknown or wrongly cased members, nothing behind it. A null
// member is a missing one, and an integer may stand as decimal text. The error
// is an *Error: UnknownParameter, MissingParameter, InvalidParameter, or the
// code that the field names for bad base64. It never quotes a value.
func (a Action[Req, Resp]) Decode(body []byte, req *Req) error {
	dec := decoderOf(body)
	defer dec.release()
	if err := dec.object(a.request, reflect.ValueOf(req).Elem(), ""); err != nil {
		return err
	}
	if dec.InputOffset() < int64(len(body)) && len(bytes.TrimLeft(body[dec.InputOffset():], " \t\r\n")) > 0 {
		return Errorf(InvalidParameter, "The request body goes on behind its JSON object, at byte %d.",
			"请求正文在 JSON 对象之后还有多余内容（第 %d 字节）。", dec.InputOffset())
	}
	return nil
}

// plan is how to read one struct type, made once at start.
type plan struct {
	fields   []fieldPlan // in the order of the struct
	index    map[string]int
	required uint64 // a bit for each field that must be present
}

type fieldPlan struct {
	name string
	read reader
	code Code // for bad base64
}

// reader reads the next value into dst, which is addressable.
type reader func(d *decoder, dst reflect.Value, f *fieldPlan, path string) error

func planOf(t reflect.Type) *plan {
	p := &plan{index: map[string]int{}}
	for i := range t.NumField() {
		field := t.Field(i)
		f := fieldPlan{name: field.Name, read: readerFor(field.Type), code: InvalidParameter}
		for option := range strings.SplitSeq(field.Tag.Get("kms"), ",") {
			if option == "required" {
				p.required |= 1 << i
			} else if code, ok := strings.CutPrefix(option, "code="); ok {
				f.code = Code(code)
			}
		}
		p.index[f.name] = i
		p.fields = append(p.fields, f)
	}
	return p
}

func readerFor(t reflect.Type) reader {
	switch {
	case t == reflect.TypeFor[Base64]():
		return (*decoder).base64
	case t.Kind() == reflect.String:
		return (*decoder).text
	case t.Kind() == reflect.Uint64:
		return (*decoder).uint64
	case t.Kind() == reflect.Int64:
		return (*decoder).int64
	case t.Kind() == reflect.Bool:
		return (*decoder).truth
	case t.Kind() == reflect.Pointer:
		element := readerFor(t.Elem())
		return func(d *decoder, dst reflect.Value, f *fieldPlan, path string) error {
			dst.Set(reflect.New(t.Elem()))
			return element(d, dst.Elem(), f, path)
		}
	case t.Kind() == reflect.Slice:
		return listReader(readerFor(t.Elem()))
	case t.Kind() == reflect.Struct:
		nested := planOf(t)
		return func(d *decoder, dst reflect.Value, _ *fieldPlan, path string) error {
			return d.object(nested, dst, path)
		}
	}
	panic("api: no reader for " + t.String())
}

// maxListItems bounds what one request can make the server hold; the longest
// list that any action allows has 200 entries.
const maxListItems = 1000

func listReader(element reader) reader {
	return func(d *decoder, dst reflect.Value, f *fieldPlan, path string) error {
		if err := d.open('[', path, "a list", "列表"); err != nil {
			return err
		}
		dst.Set(reflect.MakeSlice(dst.Type(), 0, 4))
		zero := reflect.Zero(dst.Type().Elem())
		for i := 0; d.PeekKind() != ']'; i++ {
			if i == maxListItems {
				return Errorf(InvalidParameter, "%s has more than %d entries.", "%s 的元素超过 %d 个。", path, maxListItems)
			}
			dst.Set(reflect.Append(dst, zero))
			if err := element(d, dst.Index(i), f, path+"."+strconv.Itoa(i)); err != nil {
				return err
			}
		}
		return d.close()
	}
}

// decoder reads one body. Decoders are used again, since making one costs as
// much as reading a small body.
type decoder struct {
	*jsontext.Decoder
	body bytes.Buffer
}

var decoders = sync.Pool{New: func() any { return &decoder{Decoder: new(jsontext.Decoder)} }}

func decoderOf(body []byte) *decoder {
	d := decoders.Get().(*decoder)
	d.body = *bytes.NewBuffer(body)
	d.Reset(&d.body) // reads a bytes.Buffer in place
	return d
}

// release lets go of the body, which may hold plaintext.
func (d *decoder) release() {
	d.body = bytes.Buffer{}
	d.Reset(&d.body)
	decoders.Put(d)
}

// object reads a JSON object into the struct v.
func (d *decoder) object(p *plan, v reflect.Value, path string) error {
	if err := d.open('{', path, "a JSON object", "JSON 对象"); err != nil {
		return err
	}
	var seen uint64
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return d.syntax(err)
		}
		i, ok := p.index[name.String()]
		if !ok {
			return p.unknown(join(path, name.String()))
		}
		f := &p.fields[i]
		if d.PeekKind() == 'n' {
			if _, err := d.ReadToken(); err != nil {
				return d.syntax(err)
			}
			continue
		}
		if err := f.read(d, v.Field(i), f, join(path, f.name)); err != nil {
			return err
		}
		seen |= 1 << i
	}
	if err := d.close(); err != nil {
		return err
	}
	return p.missing(seen, path)
}

func (p *plan) missing(seen uint64, path string) error {
	absent := p.required &^ seen
	for i := range p.fields {
		if absent&(1<<i) != 0 {
			name := join(path, p.fields[i].name)
			return Errorf(MissingParameter, "The parameter %s is required.", "缺少必填参数 %s。", name)
		}
	}
	return nil
}

func (p *plan) unknown(path string) error {
	last := path[strings.LastIndexByte(path, '.')+1:]
	for i := range p.fields {
		if strings.EqualFold(p.fields[i].name, last) {
			return Errorf(UnknownParameter, "The parameter %s is not defined; did you mean %s?",
				"参数 %s 未定义，是否应为 %s？", Shown(path), p.fields[i].name)
		}
	}
	return Errorf(UnknownParameter, "The parameter %s is not defined for this action.",
		"该接口没有定义参数 %s。", Shown(path))
}

func (d *decoder) open(kind jsontext.Kind, path, en, zh string) error {
	if path == "" {
		path = "The request body"
	}
	if d.PeekKind() != kind {
		return d.wrongType(path, en, zh)
	}
	_, err := d.ReadToken()
	return d.syntax(err)
}

func (d *decoder) close() error {
	_, err := d.ReadToken()
	return d.syntax(err)
}

func (d *decoder) text(dst reflect.Value, _ *fieldPlan, path string) error {
	if d.PeekKind() != '"' {
		return d.wrongType(path, "a string", "字符串")
	}
	token, err := d.ReadToken()
	if err != nil {
		return d.syntax(err)
	}
	dst.SetString(token.String())
	return nil
}

func (d *decoder) base64(dst reflect.Value, f *fieldPlan, path string) error {
	if d.PeekKind() != '"' {
		return d.wrongType(path, "a base64 string", "Base64 字符串")
	}
	raw, err := d.ReadValue()
	if err != nil {
		return d.syntax(err)
	}
	text := raw[1 : len(raw)-1]
	if bytes.IndexByte(text, '\\') >= 0 { // "\/" is a legal way to write a slash
		if text, err = jsontext.AppendUnquote(nil, raw); err != nil {
			return d.syntax(err)
		}
	}
	decoded, err := decodeBase64(text)
	if err != nil {
		return Errorf(f.code, "%s is not standard base64: %s.", "%s 不是标准 Base64 编码（%s）。", path, err)
	}
	dst.SetBytes(decoded)
	return nil
}

func (d *decoder) uint64(dst reflect.Value, _ *fieldPlan, path string) error {
	text, err := d.number(path)
	if err != nil {
		return err
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return Errorf(InvalidParameter, "%s must be a whole number of 0 or more.", "%s 必须是非负整数。", path)
	}
	dst.SetUint(n)
	return nil
}

func (d *decoder) int64(dst reflect.Value, _ *fieldPlan, path string) error {
	text, err := d.number(path)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return Errorf(InvalidParameter, "%s must be a whole number.", "%s 必须是整数。", path)
	}
	dst.SetInt(n)
	return nil
}

// truth reads true or false, or their names as text.
func (d *decoder) truth(dst reflect.Value, _ *fieldPlan, path string) error {
	kind := d.PeekKind()
	if kind != 't' && kind != 'f' && kind != '"' {
		return d.wrongType(path, "true or false", "true 或 false")
	}
	token, err := d.ReadToken()
	if err != nil {
		return d.syntax(err)
	}
	text := token.String()
	if text != "true" && text != "false" {
		return Errorf(InvalidParameter, "%s must be true or false.", "%s 必须是 true 或 false。", path)
	}
	dst.SetBool(text == "true")
	return nil
}

// number reads a JSON number, or decimal text as published samples show it.
func (d *decoder) number(path string) (string, error) {
	if kind := d.PeekKind(); kind != '0' && kind != '"' {
		return "", d.wrongType(path, "a whole number", "整数")
	}
	token, err := d.ReadToken()
	if err != nil {
		return "", d.syntax(err)
	}
	return token.String(), nil
}

// wrongType reports a value of another JSON type, or the syntax error that
// made its type unknowable.
func (d *decoder) wrongType(path, en, zh string) error {
	if d.PeekKind() == 0 {
		if _, err := d.ReadToken(); err != nil {
			return d.syntax(err)
		}
	}
	return &Error{Code: InvalidParameter,
		Message:   fmt.Sprintf("%s must be %s.", path, en),
		MessageZH: fmt.Sprintf("%s 必须是%s。", path, zh)}
}

// syntax turns an error of the JSON reader into one for the caller. The
// reader's own text may quote the body, which may hold plaintext.
func (d *decoder) syntax(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jsontext.ErrDuplicateName):
		return Errorf(InvalidParameter, "The request body names a parameter twice, at byte %d.",
			"请求正文重复给出了同一参数（第 %d 字节）。", d.InputOffset())
	}
	return Errorf(InvalidParameter, "The request body is not valid JSON in UTF-8, at byte %d.",
		"请求正文不是合法的 UTF-8 JSON（第 %d 字节）。", d.InputOffset())
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
