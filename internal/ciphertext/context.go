package ciphertext

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// ContextKind says how an encryption context is bound. Its numbers are part of
// the format.
type ContextKind uint8

const (
	// NoContext: none was given, or an empty one.
	NoContext ContextKind = 0
	// ObjectContext: a JSON object, bound by its meaning.
	ObjectContext ContextKind = 1
	// TextContext: anything else, bound byte for byte.
	TextContext ContextKind = 2
)

// MaxContextLength is the longest encryption context in characters (Unicode
// code points), as the API documents it.
const MaxContextLength = 1024

// ErrContextTooLong says that an encryption context has more than
// MaxContextLength characters. ParseContext gives no other error.
var ErrContextTooLong = errors.New("the encryption context is too long")

// Context is an encryption context in the form in which it is bound. No two
// kinds share canonical bytes.
type Context struct {
	Kind ContextKind
	// Canonical is empty for NoContext and for nothing else. The canonical form
	// of a JSON object has its members in the order of RFC 8785, at every
	// depth, no white space, and the shortest form of each string. Numbers stay
	// as they were written: 1 and 1.0 are two contexts.
	Canonical []byte
}

// ParseContext reads an encryption context. Empty text and an object without
// members are none. A JSON object with a name that comes twice in it, or with
// broken UTF-8, is no JSON object here but other text.
func ParseContext(text string) (Context, error) {
	if text == "" {
		return Context{}, nil
	}
	if len(text) > MaxContextLength && utf8.RuneCountInString(text) > MaxContextLength {
		return Context{}, ErrContextTooLong
	}
	object, ok := canonicalObject(text)
	if !ok {
		return Context{TextContext, []byte(text)}, nil
	}
	if len(object) == len("{}") {
		return Context{}, nil
	}
	return Context{ObjectContext, object}, nil
}

func canonicalObject(text string) ([]byte, bool) {
	if !strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") {
		return nil, false
	}
	value := jsontext.Value(text)
	// The defaults refuse duplicate names and invalid UTF-8 and shorten strings.
	// Numbers are not touched: as floating point, large ones would run together.
	if err := value.Format(jsontext.ReorderRawObjects(true)); err != nil {
		return nil, false
	}
	return value, true
}
