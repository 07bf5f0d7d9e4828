package seal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miyao/internal/seal"
	"miyao/internal/seal/sealtest"
	"miyao/internal/secret"
)

func newFile(t *testing.T) (*seal.File, string) {
	t.Helper()
	dir := t.TempDir()
	f := seal.NewFile("", dir)
	if err := f.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f, filepath.Join(dir, seal.DefaultFile)
}

func TestFile(t *testing.T) {
	f, _ := newFile(t)
	other, _ := newFile(t)
	sealtest.Run(t, f, other)
}

func TestFileIsPrivateAndKept(t *testing.T) {
	f, path := newFile(t)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v (%v), want 0600", info.Mode(), err)
	}
	before, _ := os.ReadFile(path)
	if err := f.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, _ := os.ReadFile(path)
	if string(before) != string(after) {
		t.Error("Create replaced an existing key")
	}
}

func TestFileMissingIsNotMadeAnew(t *testing.T) {
	f, path := newFile(t)
	sealed, err := f.Seal(t.Context(), secret.Random(32))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Unseal(t.Context(), sealed); !errors.Is(err, seal.ErrKeyMissing) {
		t.Errorf("got %v, want ErrKeyMissing", err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("Unseal made a new key")
	}
}

func TestFileRefusals(t *testing.T) {
	tests := []struct {
		name, content, want string
		mode                os.FileMode
	}{
		{"readable by others", "", "chmod 600", 0o644},
		{"empty", "\n", "damaged", 0o600},
		{"no prefix", "AAAA\n", "damaged", 0o600},
		{"short key", "miyao-root-key-v1 AAAA\n", "damaged", 0o600},
		{"two lines", "miyao-root-key-v1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nx\n", "damaged", 0o600},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, path := newFile(t)
			if test.content != "" {
				if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(path, test.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := f.Seal(t.Context(), secret.Random(32)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error that says %q", err, test.want)
			}
			if err := f.Create(t.Context()); err == nil {
				t.Error("Create accepted the file")
			}
		})
	}
}

func TestOpen(t *testing.T) {
	for _, uri := range []string{"", "file", "hsm:", "://"} {
		if _, err := seal.Open(t.Context(), uri, seal.Env{DataDir: t.TempDir()}); err == nil {
			t.Errorf("%q was accepted", uri)
		}
	}
	for _, uri := range []string{"file:", "file:sub.key", "file:/abs/path"} {
		if _, err := seal.Open(t.Context(), uri, seal.Env{DataDir: t.TempDir()}); err != nil {
			t.Errorf("%q: %v", uri, err)
		}
	}
}
