package store

import "slices"

// KeyCount is how many keys have a state and a usage.
type KeyCount struct {
	State KeyState
	Usage string
	Count int64
}

func scanKeyCount(row scanner) (c KeyCount, err error) {
	return c, row.Scan(&c.State, &c.Usage, &c.Count)
}

// CountKeysBy counts the keys of users in an account and region.
func (tx *Tx) CountKeysBy(account uint64, region string) ([]KeyCount, error) {
	list, err := all(tx, scanKeyCount, `SELECT state, key_usage, count(*) FROM keys
		WHERE account = $1 AND region = $2 AND owner = $3 GROUP BY state, key_usage ORDER BY state, key_usage`, account, region, OwnerUser)
	return list, wrap(err, "count keys of account %d by state and usage", account)
}

// What a KeyDue can be.
const (
	DueDeletion = "Deletion"
	DueExpiry   = "Expiry" // of imported material
	DueRotation = "Rotation"
)

// KeyDue is what will happen to a key.
type KeyDue struct {
	ID, Alias string
	Event     string
	Time      int64 // Unix seconds
}

func scanKeyDue(row scanner) (d KeyDue, err error) {
	return d, row.Scan(&d.ID, &d.Alias, &d.Event, &d.Time)
}

// due selects what will happen to the keys of users in an account and region.
// Each part has an index.
const due = `
	SELECT id, alias, '` + DueDeletion + `' AS event, deletion_date AS at FROM keys
	WHERE state = 3 AND account = $1 AND region = $2 AND owner = $3
	UNION ALL SELECT id, alias, '` + DueExpiry + `', valid_to FROM keys
	WHERE valid_to > 0 AND state <> 3 AND account = $1 AND region = $2 AND owner = $3
	UNION ALL SELECT id, alias, '` + DueRotation + `', next_rotation FROM keys
	WHERE rotation_enabled AND state = 1 AND account = $1 AND region = $2 AND owner = $3`

// KeysDue returns what will happen to keys next, the earliest first, and how much
// of that there is.
func (tx *Tx) KeysDue(account uint64, region string, limit int) ([]KeyDue, int, error) {
	args := []any{account, region, OwnerUser}
	total, err := tx.value("SELECT count(*) FROM ("+due+") AS due", args...)
	if err != nil || total == 0 {
		return nil, 0, wrap(err, "count what is due")
	}
	list, err := all(tx, scanKeyDue, "SELECT id, alias, event, at FROM ("+due+") AS due ORDER BY at, id, event LIMIT $4", slices.Concat(args, []any{limit})...)
	return list, int(total), wrap(err, "what is due")
}
