// Package nodetest opens real nodes for tests, on data directories of their own.
//
// A first start makes and migrates a database, which takes ten times as long as
// a later start. So it happens once in a test binary, and each test gets a copy
// of what came of it: the same root key and the same first credential.
package nodetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/node"
)

// Cheap is what passwords cost in tests that are not about them.
var Cheap = identity.PasswordCost{Memory: 64, Time: 1, Threads: 1}

// begun is before the clocks of all tests.
var begun = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// started holds the files of a data directory after its first start.
var started = sync.OnceValues(func() (files map[string][]byte, err error) {
	dir, err := os.MkdirTemp("", "nodetest")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := firstStart(dir); err != nil {
		return nil, err
	}
	files = map[string][]byte{}
	err = filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err == nil {
			files[name], err = os.ReadFile(path)
		}
		return err
	})
	return files, err
})

func firstStart(dir string) error {
	lock, err := node.TakeLock(dir)
	if err != nil {
		return err
	}
	n, err := node.Open(context.Background(), lock, node.Config{
		Regions: []kms.Region{{Name: "ap-guangzhou"}}, PasswordCost: Cheap, Now: func() time.Time { return begun },
	})
	if err != nil {
		return err
	}
	return n.Close()
}

// Dir returns a data directory below parent, for example t.TempDir(), that was
// started before and is not in use.
func Dir(t testing.TB, parent string) string {
	t.Helper()
	files, err := started()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(parent, "data")
	for name, content := range files {
		path := filepath.Join(dir, name)
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		if err == nil {
			err = os.WriteFile(path, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Open opens a data directory, with cheap passwords. Closing it is for the
// caller.
func Open(t testing.TB, dir string, c node.Config) *node.Node {
	t.Helper()
	lock, err := node.TakeLock(dir)
	if err != nil {
		t.Fatal(err)
	}
	c.PasswordCost = Cheap
	n, err := node.Open(t.Context(), lock, c)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Root is the first account's root principal, by its first credential.
func Root(t testing.TB, n *node.Node) *identity.Caller {
	t.Helper()
	rows, err := n.Directory.List(t.Context())
	if err != nil || len(rows) == 0 {
		t.Fatal("there is no credential", err)
	}
	return Caller(t, n, rows[0].SecretID)
}

// Caller is who signs with a SecretId.
func Caller(t testing.TB, n *node.Node, secretID string) *identity.Caller {
	t.Helper()
	c, ok := n.Directory.Credential(secretID)
	if !ok {
		t.Fatalf("%s is not usable", secretID)
	}
	return &c.Caller
}
