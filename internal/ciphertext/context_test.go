package ciphertext_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"miyao/internal/ciphertext"
)

const (
	none   = ciphertext.NoContext
	object = ciphertext.ObjectContext
	other  = ciphertext.TextContext
)

func TestParseContext(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 170) + "1" + strings.Repeat("}", 170)
	for _, c := range []struct {
		text      string
		kind      ciphertext.ContextKind
		canonical string
	}{
		{"", none, ""},
		{"{}", none, ""},
		{" {\n\t} \r\n", none, ""},

		{`{"a":"1","b":"2"}`, object, `{"a":"1","b":"2"}`},
		{`{"b":"2","a":"1"}`, object, `{"a":"1","b":"2"}`},
		{"\n { \"b\" :\t\"2\" , \"a\":\"1\"\r\n}\t", object, `{"a":"1","b":"2"}`},
		{`{"\u0041":"\u0042\/\u4e2d"}`, object, `{"A":"B/中"}`},
		{`{"A":"B/中"}`, object, `{"A":"B/中"}`},
		{`{"a":"\ud83d\ude00\n\u000a"}`, object, `{"a":"😀\n\n"}`},
		{`{"a":"<&>\u2028"}`, object, "{\"a\":\"<&>\u2028\"}"},
		{`{"":""}`, object, `{"":""}`},
		{`{"a":{}}`, object, `{"a":{}}`},
		{`{"z":{"y":[{"b":1,"a":2}],"x":null},"c":[true,false]}`, object, `{"c":[true,false],"z":{"x":null,"y":[{"a":2,"b":1}]}}`},
		{`{"10":1,"9":2,"a":3,"A":4}`, object, `{"10":1,"9":2,"A":4,"a":3}`},
		{`{"\ue000":1,"\ud83d\ude00":2}`, object, "{\"😀\":2,\"\ue000\":1}"}, // UTF-16 order, RFC 8785
		{`{"a":1.0}`, object, `{"a":1.0}`},
		{`{"a":1}`, object, `{"a":1}`},
		{`{"a":1E2,"b":-0,"c":100}`, object, `{"a":1E2,"b":-0,"c":100}`},
		{`{"a":9007199254740993,"b":123456789012345678901234567890}`, object, `{"a":9007199254740993,"b":123456789012345678901234567890}`},
		{deep, object, deep},

		{"order-4711", other, ""},
		{" ", other, ""},
		{"null", other, ""},
		{"1", other, ""},
		{`"a"`, other, ""},
		{`["a"]`, other, ""},
		{`[{"b":1,"a":2}]`, other, ""},
		{`{`, other, ""},
		{`{"a":1`, other, ""},
		{`{"a":1}}`, other, ""},
		{`{"a":1} {"a":1}`, other, ""},
		{`{"a":1},`, other, ""},
		{`{"a":1,}`, other, ""},
		{`{a:1}`, other, ""},
		{`{'a':1}`, other, ""},
		{`{"a":01}`, other, ""},
		{`{"a":NaN}`, other, ""},
		{`{"a":1,"a":1}`, other, ""},
		{`{"a":1,"\u0061":2}`, other, ""},
		{`{"x":{"a":1,"a":2}}`, other, ""},
		{`{"a":"\ud800"}`, other, ""},
		{"{\"a\":\"\xff\"}", other, ""},
		{"{\"a\":\"line\nbreak\"}", other, ""},
		{"\ufeff{\"a\":1}", other, ""},
		{"\u00a0{\"a\":1}", other, ""},
		{"{\"a\":1}\x00", other, ""},
		{"\xff\xfe", other, ""},
	} {
		if c.kind == other {
			c.canonical = c.text // as it is
		}
		context, err := ciphertext.ParseContext(c.text)
		if err != nil || context.Kind != c.kind || string(context.Canonical) != c.canonical {
			t.Errorf("%q = %d %q, %v, want %d %q", c.text, context.Kind, context.Canonical, err, c.kind, c.canonical)
		}
	}
}

func TestContextLength(t *testing.T) {
	for _, c := range []struct {
		text string
		fits bool
	}{
		{strings.Repeat("a", 1024), true},
		{strings.Repeat("a", 1025), false},
		{strings.Repeat("密", 1024), true},
		{strings.Repeat("密", 1025), false},
		{strings.Repeat("😀", 1024), true},
		{strings.Repeat("😀", 1024) + "a", false},
		{strings.Repeat("\xff", 1024), true},
		{strings.Repeat("\xff", 1025), false},
		{`{"a":"` + strings.Repeat("钥", 1024-8) + `"}`, true},
		{`{"a":"` + strings.Repeat("钥", 1024-7) + `"}`, false},
		{`{}` + strings.Repeat(" ", 1023), false}, // as it came, not as it is bound
		{strings.Repeat("a", 1<<20), false},
	} {
		context, err := ciphertext.ParseContext(c.text)
		if c.fits && err != nil || !c.fits && (!errors.Is(err, ciphertext.ErrContextTooLong) || context.Canonical != nil) {
			t.Errorf("%d bytes, %d characters: %v, should fit: %v", len(c.text), utf8.RuneCountInString(c.text), err, c.fits)
		}
	}
}

func TestNoContextDoesNotAllocate(t *testing.T) {
	h := ciphertext.Header{Algorithm: 1, KeyID: keyID, KeyVersion: 3}
	buffer := make([]byte, 0, ciphertext.HeaderSize)
	if n := testing.AllocsPerRun(100, func() {
		context, err := ciphertext.ParseContext("")
		if err != nil {
			t.Fatal(err)
		}
		if data := ciphertext.AppendAssociated(buffer, h, context); len(data) != ciphertext.HeaderSize {
			t.Fatal(len(data))
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// The associated data of a parsed context tell header and context apart: they
// give both back.
func TestAssociatedIsInjective(t *testing.T) {
	seen := map[string]string{}
	for _, text := range []string{"", "text", `{"a":1}`, `{"a":1.0}`, `{"a":"1"}`, ` {"a":1,"a":1}`, `["a"]`, " ", "\x00"} {
		for _, h := range []ciphertext.Header{
			{Algorithm: 1, KeyID: keyID, KeyVersion: 1},
			{Algorithm: 2, KeyID: keyID, KeyVersion: 1},
			{Algorithm: 1, KeyVersion: 1},
			{Algorithm: 1, KeyID: keyID, KeyVersion: 2},
		} {
			context, err := ciphertext.ParseContext(text)
			if err != nil {
				t.Fatal(err)
			}
			h.Context = context.Kind
			data := ciphertext.AppendAssociated([]byte("dst"), h, context)
			if !bytes.HasPrefix(data, []byte("dst")) {
				t.Errorf("%q does not begin with what was there", data)
			}
			if before, ok := seen[string(data)]; ok {
				t.Errorf("%q and %q share associated data", before, text)
			}
			seen[string(data)] = text
		}
	}
}

func FuzzParseContext(f *testing.F) {
	for _, text := range []string{"", "{}", `{"b":[1,{"d":1,"c":2}],"\u0061":1.0}`, `{"a":1,"a":2}`, "[1]", "text", "{\"\xff\":1}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		context, err := ciphertext.ParseContext(text)
		if tooLong := utf8.RuneCountInString(text) > 1024; tooLong != (err != nil) {
			t.Fatalf("%d characters: %v", utf8.RuneCountInString(text), err)
		}
		if err != nil {
			return
		}
		again, err := ciphertext.ParseContext(string(context.Canonical))
		if err != nil || again.Kind != context.Kind || !bytes.Equal(again.Canonical, context.Canonical) {
			t.Errorf("%q is bound as %d %q, which is bound as %d %q, %v", text, context.Kind, context.Canonical, again.Kind, again.Canonical, err)
		}
		switch context.Kind {
		case none:
			if len(context.Canonical) != 0 || strings.Trim(text, " \t\r\n{}") != "" {
				t.Errorf("%q is none", text)
			}
		case other:
			if string(context.Canonical) != text {
				t.Errorf("%q is bound as %q", text, context.Canonical)
			}
		case object:
			if before, after := meaning(t, text), meaning(t, string(context.Canonical)); !reflect.DeepEqual(before, after) {
				t.Errorf("%q is bound as %q, which means something else", text, context.Canonical)
			}
		}
	})
}

// meaning decodes a JSON object with the standard library, numbers as text.
func meaning(t *testing.T, text string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var members map[string]any
	if err := decoder.Decode(&members); err != nil {
		t.Errorf("%q is bound as an object: %v", text, err)
	}
	return members
}

func BenchmarkParseContext(b *testing.B) {
	for name, text := range map[string]string{
		"none":   "",
		"object": `{"tenant":"4711","app":"billing","env":"prod"}`,
		"text":   "order-4711",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ciphertext.ParseContext(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
