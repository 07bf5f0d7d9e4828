// Package store keeps miyao's rows in an SQL database: accounts, principals,
// credentials, root key slots, settings, and keys with their versions and tags.
//
// It guarantees that an Update is on stable storage when it returns nil and
// left no trace when it returns an error; that a View sees one moment; and,
// after [DB.Scrub], that no copy of a deleted or replaced row remains in the
// database files.
//
// The store knows rows, not their meaning. Key material, credential secrets
// and the root key come here wrapped or sealed and leave as they came.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect *dialect
	connections
}

// Open opens the database that uri names, makes it when it is absent, and
// brings its schema up to date. The folder must exist.
//
//	sqlite:/var/lib/miyao/miyao.db    a file; it, -wal, -shm and -lock get mode 0600
//
// A database that a newer miyao wrote is refused, and so is one that another
// process has open: what is in memory there would be wrong after a change here.
func Open(ctx context.Context, uri string) (*DB, error) {
	d, location, err := findDialect(uri)
	if err != nil {
		return nil, err
	}
	c, err := d.open(ctx, location)
	db := &DB{dialect: d, connections: c}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", db.cause(ctx, err))
	}
	if err := migrate(ctx, d, c.writer); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open database: %w", db.cause(ctx, err))
	}
	return db, nil
}

// Close waits for running transactions and closes the database.
func (db *DB) Close() error {
	// Readers first: the last connection to close removes SQLite's -wal file,
	// and only one that may write can.
	readErr := db.reader.Close()
	return errors.Join(db.writer.Close(), readErr, db.lock.Close())
}

// InPlace returns an error if the database was removed or replaced since it was
// opened: what is written then is gone when it is closed.
func (db *DB) InPlace() error { return db.inPlace() }

// View runs f in a transaction that sees one moment of the database and can
// write nothing. Any number of Views run beside each other and beside an
// Update. The Tx must not be used after f returns.
func (db *DB) View(ctx context.Context, f func(*Tx) error) error {
	return db.run(ctx, db.reader, true, f)
}

// Update runs f in a transaction, one at a time. It commits when f returns
// nil; when f returns an error or panics, or ctx ends before the commit,
// nothing is changed. The Tx must not be used after f returns. An error of f
// comes back as it is. Do nothing slow in f: other writers wait.
func (db *DB) Update(ctx context.Context, f func(*Tx) error) error {
	return db.run(ctx, db.writer, false, f)
}

func (db *DB) run(ctx context.Context, pool *sql.DB, readOnly bool, f func(*Tx) error) error {
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{ReadOnly: readOnly})
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := f(&Tx{ctx: ctx, tx: tx, dialect: db.dialect}); err != nil {
		return db.cause(ctx, err)
	}
	if readOnly {
		return nil
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", db.cause(ctx, err))
	}
	return nil
}

// cause names the end of ctx as the cause where database/sql says only that
// the transaction is over, and a full disk in the words of all engines.
func (db *DB) cause(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	case db.dialect.full(err):
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// Scrub removes what deleted and replaced rows left in the database files,
// which for SQLite means to write the file anew and to empty the write-ahead
// log. Its time grows with the database (half a second for 100,000 keys) and
// Updates wait for it; call it after deleting keys, once for many.
// Copies that the file system or the drive keeps are out of its reach.
func (db *DB) Scrub(ctx context.Context) error {
	if err := db.dialect.scrub(ctx, db.writer); err != nil {
		return fmt.Errorf("scrub database: %w", err)
	}
	return nil
}
