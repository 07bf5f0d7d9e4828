package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pressly/goose/v3"
)

// dialect holds everything in which the database engines differ. All other SQL
// in this package is common to them: $1 parameters, ON CONFLICT, RETURNING.
type dialect struct {
	// goose names the engine to the migration library.
	goose goose.Dialect
	// open connects to location, the part of the URI behind the scheme.
	open func(ctx context.Context, location string) (connections, error)
	// position is the function (text, part) that is positive when text
	// contains part, by exact characters.
	position string
	// violation tells which rule a failed statement would have broken, in the
	// words of ConflictError.What; "" if err is another error.
	violation func(err error) string
	// full tells whether err says that the disk is full.
	full func(err error) bool
	// scrub does the work of DB.Scrub.
	scrub func(ctx context.Context, writer *sql.DB) error
}

// connections are an open database.
type connections struct {
	writer *sql.DB   // runs one transaction at a time
	reader *sql.DB   // cannot write
	lock   io.Closer // keeps other processes out until it is closed, after these two
	// inPlace does the work of DB.InPlace.
	inPlace func() error
}

// findDialect splits uri into the dialect that its scheme names and the rest.
func findDialect(uri string) (*dialect, string, error) {
	scheme, location, _ := strings.Cut(uri, ":")
	switch scheme {
	case "sqlite":
		return sqlite(), location, nil
	case "postgres", "postgresql":
		return nil, "", errors.New("open database: PostgreSQL is not in this version; use sqlite:PATH")
	}
	// The URI itself may hold a password, so the message does not repeat it.
	return nil, "", errors.New("open database: the URI names no known engine; use sqlite:PATH")
}

// explain turns a broken rule into a ConflictError and leaves other errors.
func (d *dialect) explain(err error) error {
	if what := d.violation(err); what != "" {
		return &ConflictError{What: what}
	}
	return err
}

// contains is the SQL condition "column contains the parameter".
func (d *dialect) contains(column, parameter string) string {
	return fmt.Sprintf("%s(%s, %s) > 0", d.position, column, parameter)
}
