package api_test

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"miyao/api"
)

// TestAppendAnswer compares every response, empty and with all kinds of
// content, with what the JSON library makes of it.
func TestAppendAnswer(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, action := range api.Actions() {
		for round := range 6 {
			response := reflect.New(action.Response)
			if round > 0 {
				fill(response.Elem(), random)
			}
			want, err := json.Marshal(struct{ Response any }{response.Interface()})
			if err != nil {
				t.Fatal(err)
			}
			got := api.AppendAnswer([]byte("before "), response.Interface().(api.Answer))
			if string(got) != "before "+string(want) {
				t.Errorf("%s: wrote\n%s, want\n%s", action.Name, got, want)
			}
		}
	}
}

// fill gives a value content: texts that need escaping, numbers of every size,
// lists of none to three.
func fill(v reflect.Value, random *rand.Rand) {
	switch {
	case v.Type() == reflect.TypeFor[api.Base64]():
		v.SetBytes(make([]byte, random.IntN(100)))
	case v.Kind() == reflect.String:
		v.SetString([]string{"", "plain", "\"\\\x00\x1f/<>&", "密钥 🔑 \u2028"}[random.IntN(4)])
	case v.Kind() == reflect.Bool:
		v.SetBool(random.IntN(2) == 0)
	case v.Kind() == reflect.Uint64:
		v.SetUint(random.Uint64() >> random.IntN(64))
	case v.Kind() == reflect.Int64:
		v.SetInt(int64(random.Uint64()) >> random.IntN(64))
	case v.Kind() == reflect.Pointer:
		if random.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), random)
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), random.IntN(4), 3))
		for i := range v.Len() {
			fill(v.Index(i), random)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), random)
		}
	default:
		panic("fill: " + v.Type().String())
	}
}

func TestAppendFailure(t *testing.T) {
	got := api.AppendFailure(nil, api.InvalidKeyId, "say \"what\"\n\xff", "id")
	want := `{"Response":{"Error":{"Code":"InvalidParameterValue.InvalidKeyId","Message":"say \"what\"\n` + "\ufffd" + `"},"RequestId":"id"}}`
	if string(got) != want {
		t.Errorf("wrote %s, want %s", got, want)
	}
}

// TestBase64IsStrict takes exactly what encoding/base64 takes strictly, without
// line breaks, whatever a text's length and wherever it is damaged, and writes
// the same text.
func TestBase64IsStrict(t *testing.T) {
	strict := base64.StdEncoding.Strict()
	for n := range 200 {
		plain := make([]byte, n)
		for i := range plain {
			plain[i] = byte(rand.Uint32())
		}
		text := strict.EncodeToString(plain)
		if got := api.Base64(plain).String(); got != text {
			t.Fatalf("%x is %s, want %s", plain, got, text)
		}
		for i := range len(text) {
			for _, c := range "=\n\r-_ A/\x00\u0080" {
				damaged := text[:i] + string(c) + text[i+1:]
				want, err := strict.DecodeString(damaged)
				taken := err == nil && !strings.ContainsAny(damaged, "\r\n")
				got, err := api.ParseBase64(damaged)
				if (err == nil) != taken || taken && !bytes.Equal(got, want) {
					t.Fatalf("%q: %v, want it taken: %v", damaged, err, taken)
				}
			}
		}
	}
}

func BenchmarkAppendAnswer(b *testing.B) {
	var answer api.Answer = &api.EncryptResponse{CiphertextBlob: make([]byte, 4200), KeyId: "23e80852-1e38-11e9-b129-5cb9019b4b01"}
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out = api.AppendAnswer(out[:0], answer)
	}
}
