package wholefile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miyao/internal/wholefile"
)

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
	}
	return string(content)
}

// alone fails the test if something else is left in the folder.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder has %v, %v", entries, err)
	}
}

func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, content := range []string{"old", "new"} {
		if err := wholefile.Replace(path, wholefile.Bytes([]byte(content))); err != nil || read(t, path) != content {
			t.Errorf("%s: %v", content, err)
		}
	}
	broken := errors.New("broken")
	err := wholefile.Replace(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return broken
	})
	if !errors.Is(err, broken) || read(t, path) != "new" {
		t.Errorf("a write that fails: %v", err)
	}
	alone(t, path)
	full := &fs.PathError{Op: "write", Path: filepath.Join(filepath.Dir(path), ".miyao-123"), Err: broken}
	err = wholefile.Replace(path, func(io.Writer) error { return full })
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), path+":") {
		t.Errorf("a full disk: %v", err)
	}
	below := filepath.Join(path, "below")
	if err := wholefile.Replace(below, wholefile.Bytes(nil)); err == nil || !strings.Contains(err.Error(), below+":") {
		t.Errorf("a file below a file: %v", err)
	}
}

// TestSweep removes what a crash left and nothing else.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"kept", ".miyao", ".miyao-123", ".miyao-456"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := wholefile.Sweep(dir); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 || left[0].Name() != ".miyao" || left[1].Name() != "kept" {
		t.Errorf("left are %v, %v", left, err)
	}
}

func TestCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := wholefile.Create(path, []byte("first")); err != nil || read(t, path) != "first" {
		t.Errorf("first: %v", err)
	}
	if err := wholefile.Create(path, []byte("second")); !errors.Is(err, fs.ErrExist) || read(t, path) != "first" {
		t.Errorf("second: %v", err)
	}
	alone(t, path)
}
