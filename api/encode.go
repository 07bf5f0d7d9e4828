package api

import (
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// AppendAnswer appends the JSON of a success as it goes over the wire:
// {"Response":{...}}. It writes what encoding/json/v2 writes, but that invalid
// UTF-8 becomes U+FFFD instead of an error, so that it never fails.
func AppendAnswer(dst []byte, answer Answer) []byte {
	v := reflect.ValueOf(answer)
	dst = append(dst, `{"Response":`...)
	return append(writerOf(v.Type())(dst, v), '}')
}

// AppendFailure appends the JSON of a failure:
// {"Response":{"Error":{"Code":"...","Message":"..."},"RequestId":"..."}}.
func AppendFailure(dst []byte, code Code, message, requestID string) []byte {
	dst = appendText(append(dst, `{"Response":{"Error":{"Code":`...), string(code))
	dst = appendText(append(dst, `,"Message":`...), message)
	dst = appendText(append(dst, `},"RequestId":`...), requestID)
	return append(dst, "}}"...)
}

// writer appends the JSON of a value.
type writer func(dst []byte, v reflect.Value) []byte

var writers sync.Map // reflect.Type -> writer

// writerOf makes the writer of a type when it is first asked for.
func writerOf(t reflect.Type) writer {
	if w, known := writers.Load(t); known {
		return w.(writer)
	}
	w := newWriter(t)
	writers.Store(t, w)
	return w
}

func newWriter(t reflect.Type) writer {
	switch {
	case t == reflect.TypeFor[Base64]():
		return func(dst []byte, v reflect.Value) []byte {
			return append(appendBase64(append(dst, '"'), v.Bytes()), '"')
		}
	case t.Kind() == reflect.String:
		return func(dst []byte, v reflect.Value) []byte { return appendText(dst, v.String()) }
	case t.Kind() == reflect.Bool:
		return func(dst []byte, v reflect.Value) []byte { return strconv.AppendBool(dst, v.Bool()) }
	case t.Kind() == reflect.Uint64:
		return func(dst []byte, v reflect.Value) []byte { return strconv.AppendUint(dst, v.Uint(), 10) }
	case t.Kind() == reflect.Int64:
		return func(dst []byte, v reflect.Value) []byte { return strconv.AppendInt(dst, v.Int(), 10) }
	case t.Kind() == reflect.Pointer:
		return pointerWriter(newWriter(t.Elem()))
	case t.Kind() == reflect.Slice:
		return listWriter(newWriter(t.Elem()))
	case t.Kind() == reflect.Struct:
		return structWriter(t)
	}
	panic("api: no writer for " + t.String())
}

func pointerWriter(element writer) writer {
	return func(dst []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(dst, "null"...)
		}
		return element(dst, v.Elem())
	}
}

func listWriter(element writer) writer {
	return func(dst []byte, v reflect.Value) []byte {
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = element(dst, v.Index(i))
		}
		return append(dst, ']')
	}
}

// member is how to write one field of a struct.
type member struct {
	index    []int
	name     string // quoted, with the colon
	omitZero bool
	write    writer
}

func structWriter(t reflect.Type) writer {
	var members []member
	for _, field := range reflect.VisibleFields(t) {
		if field.Anonymous {
			continue // its fields come by themselves
		}
		_, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		members = append(members, member{field.Index, `"` + field.Name + `":`, options == "omitzero", newWriter(field.Type)})
	}
	return func(dst []byte, v reflect.Value) []byte {
		dst = append(dst, '{')
		first := true
		for i := range members {
			m := &members[i]
			field := v.FieldByIndex(m.index)
			if m.omitZero && field.IsZero() {
				continue
			}
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = m.write(append(dst, m.name...), field)
		}
		return append(dst, '}')
	}
}

func appendText(dst []byte, text string) []byte {
	dst, _ = jsontext.AppendQuote(dst, text) // the error only tells of replaced UTF-8
	return dst
}
