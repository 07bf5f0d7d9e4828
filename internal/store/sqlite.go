package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"golang.org/x/sys/unix"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteReaders is the size of the reader pool.
const sqliteReaders = 4

// sqlite is the dialect of SQLite, in modernc.org's translation.
func sqlite() *dialect {
	return &dialect{
		goose:     goose.DialectSQLite3,
		open:      openSQLite,
		position:  "instr",
		violation: sqliteViolation,
		full:      sqliteFull,
		scrub:     scrubSQLite,
	}
}

func openSQLite(ctx context.Context, location string) (c connections, err error) {
	path, err := sqlitePath(location)
	if err != nil {
		return c, err
	}
	if err := guardFiles(path); err != nil {
		return c, err
	}
	if c.lock, err = lockSQLite(path); err != nil {
		return c, err
	}
	if err := c.connectSQLite(ctx, path); err != nil {
		return c, errors.Join(err, c.lock.Close())
	}
	return c, nil
}

// connectSQLite opens the two pools of connections.
func (c *connections) connectSQLite(ctx context.Context, path string) error {
	opened, err := os.Stat(path)
	if err != nil {
		return err
	}
	c.inPlace = func() error {
		if now, err := os.Stat(path); err != nil || !os.SameFile(opened, now) {
			return fmt.Errorf("%s was removed or replaced while it is open", path)
		}
		return nil
	}
	c.writer, err = sql.Open("sqlite", sqliteName(path, url.Values{
		"_txlock":       {"immediate"},
		"_journal_mode": {"WAL"},
	}))
	if err != nil {
		return err
	}
	c.writer.SetMaxOpenConns(1)
	if err := c.writer.PingContext(ctx); err != nil {
		_ = c.writer.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	c.reader, err = sql.Open("sqlite", sqliteName(path, url.Values{"_query_only": {"on"}}))
	if err != nil {
		_ = c.writer.Close()
		return err
	}
	c.reader.SetMaxOpenConns(sqliteReaders)
	c.reader.SetMaxIdleConns(sqliteReaders)
	return nil
}

// lockSuffix makes the name of the lock's file.
const lockSuffix = "-lock"

// lockSQLite locks the database for this process; the kernel unlocks it when the
// process ends. The lock is on a file of its own: on some systems one on the
// database would stand in the way of SQLite's, which let other programs in, such
// as one that makes a backup.
func lockSQLite(path string) (*os.File, error) {
	path, err := filepath.EvalSymlinks(path) // the same lock by each of its names
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path+lockSuffix, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	giveOwner(f, path)
	switch err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); {
	case errors.Is(err, unix.EWOULDBLOCK):
		return nil, errors.Join(fmt.Errorf("another miyao is using the database %s; each needs one of its own", path), f.Close())
	case err != nil:
		return nil, errors.Join(fmt.Errorf("lock %s: %w", f.Name(), err), f.Close())
	}
	return f, nil
}

// giveOwner gives the file the owner that the database has, as SQLite does with its
// own: one that root made by a command would keep the server out. Not every file
// system has owners.
func giveOwner(f *os.File, database string) {
	var owner unix.Stat_t
	if os.Geteuid() == 0 && unix.Stat(database, &owner) == nil {
		_ = f.Chown(int(owner.Uid), int(owner.Gid))
	}
}

// sqlitePath takes /path, relative/path and the URL form ///path.
func sqlitePath(location string) (string, error) {
	if rest, ok := strings.CutPrefix(location, "//"); ok {
		if !strings.HasPrefix(rest, "/") {
			return "", errors.New("an sqlite URI has no host; write sqlite:/path/miyao.db")
		}
		location = rest
	}
	if location == "" {
		return "", errors.New("an sqlite URI needs a path, as in sqlite:/path/miyao.db")
	}
	return filepath.Abs(location)
}

// guardFiles makes the database file if it is absent, and sees that only its
// owner can read it. SQLite gives -wal and -shm the mode of the database; those
// that a crash or a restored backup left are set right here.
func guardFiles(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	for _, suffix := range []string{"", "-wal", "-shm", lockSuffix} {
		err := os.Chmod(path+suffix, 0o600)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// sqliteName is the data source name of the driver: the path with the settings
// that every connection shares, and those in more.
func sqliteName(path string, more url.Values) string {
	q := url.Values{
		"_busy_timeout": {"10000"},
		"_foreign_keys": {"on"},
		"_synchronous":  {"FULL"},
		"_dqs":          {"0"}, // "x" is a name, never a string
		"_defensive":    {"1"},
		"_pragma": {
			"secure_delete(on)",
			"temp_store(memory)", // no wrapped material in the system's temporary folder
			"trusted_schema(off)",
		},
	}
	for k, v := range more {
		q[k] = v
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}
	return u.String()
}

// sqliteViolation reads the rule from the message, the only place where SQLite
// names it: "… UNIQUE constraint failed: keys.account, keys.region, keys.alias (2067)".
func sqliteViolation(err error) string {
	var e *driver.Error
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return whatReference
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		_, columns, _ := strings.Cut(e.Error(), "constraint failed: UNIQUE constraint failed: ")
		columns, _, _ = strings.Cut(columns, " (")
		return sqliteUnique[columns]
	}
	return ""
}

// sqliteFull: SQLite has three ways to say it, two of them for its shared index of
// the write-ahead log: it could not grow, or a page of it, which is in memory, has
// no room on the disk.
func sqliteFull(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && slices.Contains([]int{sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_IN_PAGE}, e.Code())
}

// sqliteUnique has the words of ConflictError.What by the columns of the rule.
var sqliteUnique = map[string]string{
	"accounts.uin":                "account",
	"credentials.secret_id":       "secret id",
	"tags.resource_id, tags.name": "tag",
	"data_keys.id":                "data key",
	"data_keys.account, data_keys.region, data_keys.name":              "data key name",
	"user_groups.account, user_groups.name":                            "group name",
	"roles.account, roles.name":                                        "role name",
	"policies.account, policies.name":                                  "policy name",
	"group_members.group_id, group_members.principal":                  "membership",
	"attachments.kind, attachments.target, attachments.policy":         "attachment",
	"whitebox_keys.id":                                                 "white-box key",
	"whitebox_keys.account, whitebox_keys.region, whitebox_keys.alias": "white-box alias",
	"key_versions.key_id, key_versions.version":                        "key version",
	"keys.account, keys.region, keys.alias":                            "alias",
	"keys.id":                                                          "key",
	"principals.account, principals.name":                              "principal name",
	"principals.uin":                                                   "principal",
	"slots.uri":                                                        "slot",
}

// scrubSQLite writes the whole file anew. secure_delete alone is not enough:
// when SQLite rebalances its pages it moves rows and leaves stale copies of
// some in the unused part of a page, where a later delete does not find them.
func scrubSQLite(ctx context.Context, writer *sql.DB) error {
	conn, err := writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "VACUUM"); err != nil {
		return err
	}
	var busy, frames, moved int
	row := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := row.Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("a long read keeps the write-ahead log in use; try again")
	}
	return nil
}
