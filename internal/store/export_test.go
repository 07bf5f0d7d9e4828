package store

import "database/sql"

// Writer and Reader give tests the connections below a DB.
func Writer(db *DB) *sql.DB { return db.writer }

func Reader(db *DB) *sql.DB { return db.reader }
