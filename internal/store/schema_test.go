package store_test

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"miyao/internal/store"
)

var update = flag.Bool("update", false, "write testdata/schema for a new migration")

// testdata/schema has a file for every schema version: SQL that makes an empty
// database of that version. A released one is never changed. These tests fail
// when the schema changes without a new migration, and when an older database
// does not become exactly what a new one is.

func TestSchema(t *testing.T) {
	db, _ := open(t)
	got, version := dump(t, store.Reader(db))
	name := filepath.Join("testdata", "schema", fmt.Sprintf("%05d.sql", version))
	if _, err := os.Stat(name); *update && os.IsNotExist(err) {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; after adding a migration run: go test ./internal/store -run TestSchema -update", err)
	}
	if got != string(want) {
		t.Errorf("the schema is not that of %s; a change needs a new migration. It is now:\n%s", name, got)
	}
}

func TestUpgradeFromEverySchema(t *testing.T) {
	names, err := filepath.Glob("testdata/schema/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	migrations, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 || len(names) != len(migrations) {
		t.Fatalf("%d schemas for %d migrations", len(names), len(migrations))
	}
	fresh, _ := open(t)
	want, _ := dump(t, store.Reader(fresh))
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "miyao.db")
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			raw(t, path, string(text)+"INSERT INTO settings (name, value) VALUES ('name', x'6f6c64');")
			db := reopen(t, path)
			if got, _ := dump(t, store.Reader(db)); got != want {
				t.Errorf("the upgraded schema is not the new one:\n%s", got)
			}
			if got := get(t, db); got != "old" {
				t.Errorf("the setting is %q, want old", got)
			}
		})
	}
}

// TestPoliciesGetVersions: policies of before there were versions have one.
func TestPoliciesGetVersions(t *testing.T) {
	text, err := os.ReadFile("testdata/schema/00003.sql")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "miyao.db")
	raw(t, path, string(text)+`INSERT INTO accounts VALUES (1, 2, 'a', 3);
		INSERT INTO policies VALUES (1000, 1, 'p', '', 'document', 5, 6);`)
	db := reopen(t, path)
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		versions, err := tx.PolicyVersions(1000)
		if want := (store.PolicyVersion{Policy: 1000, Version: 1, Document: "document", Created: 6}); err != nil || len(versions) != 1 || versions[0] != want {
			t.Errorf("versions %+v (%v)", versions, err)
		}
		if next, err := tx.AddPolicyVersion(1000, "next", 7); err != nil || next != 2 {
			t.Errorf("the next one is %d (%v)", next, err)
		}
		p, err := tx.Policy(1000)
		if p.Version != 1 || p.Document != "document" {
			t.Errorf("policy %+v", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	db, path := open(t)
	set(t, db, "kept")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw(t, path, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)")
	_, err := store.Open(t.Context(), "sqlite:"+path)
	if err == nil || !strings.Contains(err.Error(), "newer miyao") {
		t.Errorf("got %v, want an error that names a newer miyao", err)
	}
	raw(t, path, "DELETE FROM goose_db_version WHERE version_id = 99999")
	if got := get(t, reopen(t, path)); got != "kept" {
		t.Errorf("got %q, want kept", got)
	}
}

// raw runs SQL on a database that nobody has open.
func raw(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
}

// dump returns SQL that makes the schema, and its version.
func dump(t *testing.T, db *sql.DB) (text string, version int) {
	t.Helper()
	statements := column(t, db, `SELECT sql FROM sqlite_master
		WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index', name`)
	for _, v := range column(t, db, "SELECT version_id FROM goose_db_version ORDER BY id") {
		statements = append(statements, "INSERT INTO goose_db_version (version_id, is_applied) VALUES ("+v+", 1)")
	}
	if err := db.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return strings.Join(statements, ";\n") + ";\n", version
}

func column(t *testing.T, db *sql.DB, query string) (values []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return slices.Clip(values)
}
