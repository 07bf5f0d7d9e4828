package secret_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"miyao/internal/secret"
)

// holder has a secret in a field whose methods package fmt may not call.
type holder struct {
	name   string
	hidden secret.Bytes
	Shown  secret.Bytes
}

// TestNothingPrintsASecret, by itself, in a field or behind a pointer, in any form.
func TestNothingPrintsASecret(t *testing.T) {
	s := secret.New([]byte("TELLTALE"))
	h := holder{"name", s, s}
	for _, value := range []any{s, &s, h, &h, []secret.Bytes{s}, map[string]holder{"a": h}, [2]any{h, &h}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%T"} {
			check(t, fmt.Sprintf(verb, value))
		}
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		check(t, string(text))
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "a", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "a", value)
		check(t, log.String())
	}
	if got := fmt.Sprint(s); got != "[secret]" {
		t.Errorf("printed as %s", got)
	}
}

// check looks for the secret's first bytes as text and as numbers.
func check(t *testing.T, text string) {
	t.Helper()
	plain := strings.ToLower(strings.NewReplacer(" ", "", ",", "", "0x", "").Replace(text))
	for _, trace := range []string{"telltale", "84697676", "54454c4c", "124105114114", "vevmtfrbteu"} {
		if strings.Contains(plain, trace) {
			t.Errorf("printed: %s", text)
		}
	}
}

// TestWipeEndsCopies: copies share their memory, clones do not.
func TestWipeEndsCopies(t *testing.T) {
	s := secret.New([]byte("secret"))
	shared, clone := s, s.Clone()
	if !clone.Equal(s) || s.Equal(secret.Random(s.Len())) || s.Equal(secret.Bytes{}) {
		t.Error("Equal is wrong")
	}
	s.Wipe()
	if !bytes.Equal(shared.Expose(), make([]byte, 6)) || string(clone.Expose()) != "secret" {
		t.Errorf("after Wipe: %q, clone %q", shared.Expose(), clone.Expose())
	}
	var none secret.Bytes
	none.Wipe()
	if none.Len() != 0 || len(none.Expose()) != 0 || none.Clone().Len() != 0 || !none.Equal(secret.New(nil)) {
		t.Error("the zero value is not empty")
	}
}
