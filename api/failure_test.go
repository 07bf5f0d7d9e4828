package api_test

import (
	"strings"
	"testing"

	"miyao/api"
)

func TestShown(t *testing.T) {
	long := strings.Repeat("a", 128)
	wide := strings.Repeat("密", 128)
	for text, want := range map[string]string{
		"":                       "",
		"GetRegions":             "GetRegions",
		"with 'quotes' and ~":    "with 'quotes' and ~",
		"line\nbreak\r\ttab\x7f": "line?break??tab?",
		"\x1b[31mred":            "?[31mred",
		"密钥 é":                   "密钥 é",
		"right\u202eto left":     "right?to left",
		"half \xe5\xaf":          "half \ufffd\ufffd",
		long:                     long,
		long + "a":               long + "…",
		long[1:] + "密a":          long[1:] + "密…",
		wide:                     wide,
		wide + "钥":               wide + "…",
	} {
		if got := api.Shown(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
