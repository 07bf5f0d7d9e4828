package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Tx is a running transaction, see [DB.View] and [DB.Update]. Its methods use
// the context given there. It is for one goroutine.
type Tx struct {
	ctx     context.Context // lives exactly as long as the Tx
	tx      *sql.Tx
	dialect *dialect
}

// chunkSize bounds the parameters of a query that names its rows one by one.
const chunkSize = 500

// exec runs a statement and returns the number of rows it touched.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	res, err := tx.tx.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, tx.dialect.explain(err)
	}
	return res.RowsAffected()
}

// change runs a statement that must touch a row; ErrNotFound if it does not.
func (tx *Tx) change(query string, args ...any) error {
	n, err := tx.exec(query, args...)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// insert adds one row with the given values, one for each of columns.
func (tx *Tx) insert(table, columns string, values ...any) error {
	_, err := tx.exec("INSERT INTO "+table+" ("+columns+") VALUES ("+placeholders(1, len(values))+")", values...)
	return err
}

// value reads the single number that query gives.
func (tx *Tx) value(query string, args ...any) (n int64, err error) {
	err = tx.tx.QueryRowContext(tx.ctx, query, args...).Scan(&n)
	return n, err
}

// NextNumber returns the next number of a sequence, which begins at first. A
// number is never given twice, not even after a delete.
func (tx *Tx) NextNumber(sequence string, first int64) (int64, error) {
	n, err := tx.value(`INSERT INTO sequences (name, last) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET last = sequences.last + 1 RETURNING last`, sequence, first)
	return n, wrap(err, "next number of %s", sequence)
}

// scanner is a row to be read: *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// one reads one row; ErrNotFound if there is none.
func one[T any](tx *Tx, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	v, err := scan(tx.tx.QueryRowContext(tx.ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, ErrNotFound
	}
	return v, err
}

// all reads every row.
func all[T any](tx *Tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.tx.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// wrap says what was done when err came up; nil stays nil.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

// placeholders returns "$first, …" for n parameters.
func placeholders(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(first + i))
	}
	return b.String()
}
