package envfile_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"miyao/internal/envfile"
)

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "some.env")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	got, err := envfile.Read(file(t, "# a comment\n\nA=1\r\nexport B='two words'\n\tC = \"x=y==\" \nD=\nE='half\nF=#1"))
	want := map[string]string{"A": "1", "B": "two words", "C": "x=y==", "D": "", "E": "'half", "F": "#1"}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := envfile.Read(file(t, "")); err != nil || len(got) != 0 {
		t.Errorf("an empty file: %v, %v", got, err)
	}
}

func TestReadRefuses(t *testing.T) {
	for content, want := range map[string]string{
		"A=1\nthe-secret":                  "line 2",
		"=the-secret":                      "line 1",
		"the-secret x=1":                   "line 1",
		"\"the-secret\"=1":                 "line 1",
		"A=the-secret\nA=other":            "line 2: A is set a second time",
		"export A=1\nA=the-secret":         "line 2",
		strings.Repeat("the-secret", 7000): "too long",
	} {
		got, err := envfile.Read(file(t, content))
		if err == nil || got != nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "the-secret") {
			t.Errorf("%.40q: %v, %v", content, got, err)
		}
	}
	if _, err := envfile.Read(filepath.Join(t.TempDir(), "absent")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an absent file: %v", err)
	}
}

func TestSet(t *testing.T) {
	for _, c := range []struct{ before, value, after string }{
		{"", "1", "A=1\n"},
		{"", "", ""},
		{"B=2\n", "1", "B=2\nA=1\n"},
		{"B=2", "1", "B=2\nA=1\n"},
		{"A=0\nB=2\n", "1", "B=2\nA=1\n"},
		{"export A='0'\n# A=3\nAB=2\n", "1", "# A=3\nAB=2\nA=1\n"},
		{"A=0\nno form\n", "", "no form\n"},
	} {
		if got := envfile.Set([]byte(c.before), "A", c.value); string(got) != c.after {
			t.Errorf("%q set to %q: %q, want %q", c.before, c.value, got, c.after)
		}
	}
	path := file(t, string(envfile.Set([]byte("X=1\n"), "A", "a=b")))
	if got, err := envfile.Read(path); err != nil || got["A"] != "a=b" || got["X"] != "1" {
		t.Errorf("read back: %v, %v", got, err)
	}
}

// TestLine writes what both Read and a shell take for the value.
func TestLine(t *testing.T) {
	for _, value := range []string{"", "AKIDabc", "http://127.0.0.1:8573", "/a b/ca.pem", "/it's/ca.pem", "/$HOME/`id`/\"x\"/\\", "~/#1;&|*?[a](b)", " x "} {
		path := file(t, envfile.Line("A", value))
		got, err := envfile.Read(path)
		if err != nil || got["A"] != value {
			t.Errorf("%q is read as %q, %v", value, got["A"], err)
		}
		shown, err := exec.Command("sh", "-c", `set -a; . "$1"; printf %s "$A"`, "sh", path).CombinedOutput()
		if err != nil || string(shown) != value {
			t.Errorf("%q is %q in a shell, %v", value, shown, err)
		}
	}
}
