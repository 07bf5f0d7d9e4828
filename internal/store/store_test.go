package store_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/store"
	"miyao/internal/store/storetest"
)

// TestSQLite gives each test a copy of one new database: to migrate one takes
// longer than most tests.
func TestSQLite(t *testing.T) {
	db, path := open(t)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	empty, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Run(t, func(t *testing.T) *store.DB {
		path := filepath.Join(t.TempDir(), "miyao.db")
		if err := os.WriteFile(path, empty, 0o600); err != nil {
			t.Fatal(err)
		}
		return reopen(t, path)
	})
}

// open opens a new database and returns the path of its file.
func open(t *testing.T) (*store.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "miyao.db")
	return reopen(t, path), path
}

func reopen(t *testing.T, path string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func set(t *testing.T, db *store.DB, value string) {
	t.Helper()
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.SetSetting("name", []byte(value)) })
	if err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, db *store.DB) (value string) {
	t.Helper()
	err := db.View(t.Context(), func(tx *store.Tx) error {
		v, err := tx.Setting("name")
		value = string(v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestKeyState(t *testing.T) {
	want := []string{"KeyState(0)", "Enabled", "Disabled", "PendingDelete", "PendingImport", "Archived", "KeyState(6)"}
	for n, name := range want {
		s := store.KeyState(n)
		if s.String() != name || s.Valid() != (n >= 1 && n <= 5) {
			t.Errorf("state %d is %q, valid %v", n, s, s.Valid())
		}
	}
}

func TestOpenURIs(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	odd := filepath.Join(dir, "a b?c#d%41é&_pragma=x.db")
	for uri, path := range map[string]string{
		"sqlite:" + filepath.Join(dir, "one.db"):   filepath.Join(dir, "one.db"),
		"sqlite://" + filepath.Join(dir, "two.db"): filepath.Join(dir, "two.db"),
		"sqlite:three.db":                          filepath.Join(dir, "three.db"),
		"sqlite:" + odd:                            odd,
	} {
		db, err := store.Open(t.Context(), uri)
		if err != nil {
			t.Errorf("%s: %v", uri, err)
			continue
		}
		set(t, db, "x")
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: no database in %s (%v)", uri, path, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	for uri, want := range map[string]string{
		"":                                 "use sqlite:PATH",
		"/var/lib/miyao.db":                "use sqlite:PATH",
		"postgres://me:hunter2@db/miyao":   "PostgreSQL is not in this version",
		"postgresql://me:hunter2@db/miyao": "PostgreSQL is not in this version",
		"mysql://me:hunter2@db/miyao":      "use sqlite:PATH",
		"sqlite:":                          "needs a path",
		"sqlite://host/miyao.db":           "no host",
		"sqlite:" + dir:                    "is a directory",
		"sqlite:" + dir + "/none/miyao.db": "no such file or directory",
		"sqlite:" + text:                   "not a database",
	} {
		_, err := store.Open(t.Context(), uri)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: got %v, want an error that says %q", uri, err, want)
		}
	}
}

// TestOneProcess keeps a second process out, by whatever name it comes.
func TestOneProcess(t *testing.T) {
	db, path := open(t)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		if _, err := store.Open(t.Context(), "sqlite:"+name); err == nil || !strings.Contains(err.Error(), "another miyao is using the database") {
			t.Errorf("%s: %v", name, err)
		}
	}
	set(t, db, "kept")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := get(t, reopen(t, link)); got != "kept" {
		t.Errorf("got %q", got)
	}
}

// TestRootKeepsNobodyOut: what root opens by a command stays its owner's.
func TestRootKeepsNobodyOut(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can open another user's database")
	}
	path := filepath.Join(t.TempDir(), "miyao.db")
	const nobody = 65534
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chown(path, nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	reopen(t, path)
	for _, suffix := range []string{"-lock", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil || info.Sys().(*syscall.Stat_t).Uid != nobody {
			t.Errorf("%s: %v, of another owner than the database", suffix, err)
		}
	}
}

func TestInPlace(t *testing.T) {
	db, path := open(t)
	if err := db.InPlace(); err != nil {
		t.Error(err)
	}
	if err := os.Rename(path, path+".moved"); err != nil {
		t.Fatal(err)
	}
	if err := db.InPlace(); err == nil {
		t.Error("a removed database is in place")
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := db.InPlace(); err == nil {
		t.Error("another database is in place")
	}
}

func TestFilesArePrivate(t *testing.T) {
	suffixes := []string{"", "-wal", "-shm", "-lock"}
	db, path := open(t)
	set(t, db, "x")
	check := func(path string) {
		t.Helper()
		for _, suffix := range suffixes {
			if info, err := os.Stat(path + suffix); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: got %v (%v), want mode 0600", path+suffix, info, err)
			}
		}
	}
	check(path)
	copied := filepath.Join(t.TempDir(), "copied.db") // as a backup that was put back by hand
	for _, suffix := range suffixes {
		data, err := os.ReadFile(path + suffix)
		if err == nil {
			err = os.WriteFile(copied+suffix, data, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	second := reopen(t, copied)
	check(copied)
	if got := get(t, second); got != "x" {
		t.Errorf("got %q, want x", got)
	}
}

func TestReopen(t *testing.T) {
	db, path := open(t)
	set(t, db, "kept")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Close left the write-ahead log: %v", err)
	}
	if got := get(t, reopen(t, path)); got != "kept" {
		t.Errorf("got %q, want kept", got)
	}
}

// TestCrash copies the files of an open database, as a machine that stops
// leaves them, and opens the copy.
func TestCrash(t *testing.T) {
	db, path := open(t)
	set(t, db, "committed")
	if wal, err := os.Stat(path + "-wal"); err != nil || wal.Size() == 0 {
		t.Fatalf("nothing in the write-ahead log (%v)", err)
	}
	copied := filepath.Join(t.TempDir(), "miyao.db")
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.SetSetting("name", []byte("running")); err != nil {
			return err
		}
		for _, suffix := range []string{"", "-wal"} {
			data, err := os.ReadFile(path + suffix)
			if err != nil {
				return err
			}
			if err := os.WriteFile(copied+suffix, data, 0o600); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, reopen(t, copied)); got != "committed" {
		t.Errorf("got %q, want committed", got)
	}
}

// TestSettingsOfConnections looks at what the guarantees rest on.
func TestSettingsOfConnections(t *testing.T) {
	db, _ := open(t)
	for pool, conn := range map[string]*sql.DB{"writer": store.Writer(db), "reader": store.Reader(db)} {
		for pragma, want := range map[string]string{
			"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1",
			"temp_store": "2", "trusted_schema": "0", "busy_timeout": "10000",
		} {
			var got string
			if err := conn.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %s is %s (%v), want %s", pool, pragma, got, err, want)
			}
		}
	}
}

// TestScrubLeavesNothing makes, changes and deletes key versions of many sizes
// in an order that makes SQLite split, merge and reuse its pages, and searches
// the files for every piece of what is gone.
func TestScrubLeavesNothing(t *testing.T) {
	db, path := open(t)
	c := churn{gone: make(map[[16]byte]bool)}
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		return tx.InsertAccount(store.Account{Uin: account})
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			for range 25 {
				if err := c.step(tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := countPieces(t, path, c.gone); n == 0 {
		t.Fatal("nothing to scrub: the test tests nothing")
	}
	if err := db.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := countPieces(t, path, c.gone); n != 0 {
		t.Errorf("%d of %d pieces of deleted material are in the files", n, len(c.gone))
	}
	kept := make(map[[16]byte]bool)
	for _, v := range c.live {
		kept[[16]byte(v.Wrapped)] = true
	}
	if n := countPieces(t, path, kept); n != len(kept) {
		t.Errorf("the search finds %d of %d live pieces", n, len(kept))
	}
}

// churn is a changing set of keys with one version each.
type churn struct {
	steps int
	live  []store.KeyVersion
	gone  map[[16]byte]bool // 16-byte pieces of material that was replaced or deleted
}

func (c *churn) step(tx *store.Tx) error {
	n := c.steps
	c.steps++
	sizes := []int{61, 61, 61, 400, 61, 1500, 61, 9000}
	wrapped := make([]byte, sizes[n%len(sizes)])
	_, _ = rand.Read(wrapped)
	at := 0
	if len(c.live) > 0 {
		at = int(wrapped[0]) % len(c.live)
	}
	switch {
	case n%10 < 5 || len(c.live) < 10:
		v := store.KeyVersion{Key: uuid.New(), Version: 1, Wrapped: wrapped}
		c.live = append(c.live, v)
		k := store.Key{ID: v.Key, Account: account, Alias: v.Key.String(), State: store.Enabled}
		return tx.InsertKey(k, []store.KeyVersion{v}, nil)
	case n%10 < 7:
		c.forget(c.live[at].Wrapped)
		c.live[at].Wrapped = wrapped
		return tx.UpdateKeyVersion(c.live[at])
	default:
		v := c.live[at]
		c.forget(v.Wrapped)
		c.live[at] = c.live[len(c.live)-1]
		c.live = c.live[:len(c.live)-1]
		return tx.DeleteKey(v.Key)
	}
}

func (c *churn) forget(wrapped []byte) {
	for ; len(wrapped) >= 16; wrapped = wrapped[16:] {
		c.gone[[16]byte(wrapped)] = true
	}
}

// countPieces counts the pieces that the database's files hold at any offset.
func countPieces(t *testing.T, path string, pieces map[[16]byte]bool) int {
	t.Helper()
	names, err := filepath.Glob(path + "*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	found := make(map[[16]byte]bool)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for ; len(data) >= 16; data = data[1:] {
			if piece := [16]byte(data); pieces[piece] {
				found[piece] = true
			}
		}
	}
	return len(found)
}
