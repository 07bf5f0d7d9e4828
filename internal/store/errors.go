package store

import "errors"

// ErrNotFound says that no row has the name that was asked for. The error
// around it names the row.
var ErrNotFound = errors.New("not found")

// ErrConflict is what every [ConflictError] is.
var ErrConflict = errors.New("conflict")

// ErrFull says that there is no room for a change on the disk of the database.
// Nothing was changed; reading goes on.
var ErrFull = errors.New("the disk of the database is full")

// ConflictError says that a change would break a rule between rows.
type ConflictError struct {
	// What is taken already: "key", "alias", "key version", "tag", "account",
	// "principal", "principal name", "secret id", "slot", "data key", "data key
	// name", "white-box key", "white-box alias", "group name", "role name",
	// "policy name", "membership", "attachment". Or "reference": the
	// row names an account, principal or key that does not exist, or is itself
	// still named by other rows.
	What string
}

// Error implements error.
func (e *ConflictError) Error() string {
	if e.What == whatReference {
		return "a row that is referred to is missing or still in use"
	}
	return e.What + " exists already"
}

// Is makes errors.Is(err, ErrConflict) true.
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

const whatReference = "reference"
