package store

import (
	"github.com/google/uuid"
)

// DataKey is a hosted data key. Its states are Enabled, Disabled and
// PendingDelete. Times are Unix seconds, 0 = not set.
type DataKey struct {
	ID           uuid.UUID
	Account      uint64 // uin, below 2^63
	Region       string
	Key          uuid.UUID // the key it is encrypted under; may no longer exist
	Name         string    // unique in account and region
	Description  string
	State        KeyState
	Origin       string
	Owner        string
	Creator      uint64 // uin, below 2^63
	Created      int64
	CreatedNano  int64 // Created in Unix nanoseconds: the order of lists
	DeletionDate int64 // when State is PendingDelete
	Length       int64 // of the plaintext, in bytes
	Blob         []byte
	Context      string // the encryption context of Blob
}

const dataKeyColumns = `id, account, region, key_id, name, description, state, origin, owner, creator,
	created, created_nano, deletion_date, length, blob, context`

func scanDataKey(row scanner) (k DataKey, err error) {
	return k, row.Scan(&k.ID, &k.Account, &k.Region, &k.Key, &k.Name, &k.Description, &k.State, &k.Origin, &k.Owner,
		&k.Creator, &k.Created, &k.CreatedNano, &k.DeletionDate, &k.Length, &k.Blob, &k.Context)
}

// InsertDataKey adds a data key with its tags. The account must exist.
func (tx *Tx) InsertDataKey(k DataKey, tags []Tag) error {
	err := tx.insert("data_keys", dataKeyColumns, k.ID, k.Account, k.Region, k.Key, k.Name, k.Description, k.State,
		k.Origin, k.Owner, k.Creator, k.Created, k.CreatedNano, k.DeletionDate, k.Length, k.Blob, k.Context)
	if err == nil {
		err = tx.insertTags(k.ID, tags)
	}
	return wrap(err, "insert data key %s", k.ID)
}

// DataKey returns the data key of an id.
func (tx *Tx) DataKey(id uuid.UUID) (DataKey, error) {
	k, err := one(tx, scanDataKey, "SELECT "+dataKeyColumns+" FROM data_keys WHERE id = $1", id)
	return k, wrap(err, "data key %s", id)
}

// UpdateDataKey writes what may change in a data key: Name, Description, State
// and DeletionDate.
func (tx *Tx) UpdateDataKey(k DataKey) error {
	err := tx.change("UPDATE data_keys SET name = $2, description = $3, state = $4, deletion_date = $5 WHERE id = $1",
		k.ID, k.Name, k.Description, k.State, k.DeletionDate)
	return wrap(err, "update data key %s", k.ID)
}

// DeleteDataKey removes a data key and its tags. See [DB.Scrub].
func (tx *Tx) DeleteDataKey(id uuid.UUID) error {
	err := tx.SetTags(id, nil)
	if err == nil {
		err = tx.change("DELETE FROM data_keys WHERE id = $1", id)
	}
	return wrap(err, "delete data key %s", id)
}

// CountDataKeys returns the number of data keys of an account in a region that
// are not in PendingDelete, which is what a quota counts.
func (tx *Tx) CountDataKeys(account uint64, region string) (int, error) {
	n, err := tx.value("SELECT count(*) FROM data_keys WHERE account = $1 AND region = $2 AND state <> 3", account, region)
	return int(n), wrap(err, "count data keys of account %d", account)
}

// DueDataKeys returns the data keys in PendingDelete whose DeletionDate has
// come at now, the longest due first.
func (tx *Tx) DueDataKeys(now int64) ([]DataKey, error) {
	rows, err := all(tx, scanDataKey, "SELECT "+dataKeyColumns+
		" FROM data_keys WHERE state = 3 AND deletion_date <= $1 ORDER BY deletion_date, id", now)
	return rows, wrap(err, "data keys due for deletion")
}

// DataKeyFilter says which data keys [Tx.DataKeys] returns. Account and Region
// always apply; every other condition only when it is set; all must hold.
type DataKeyFilter struct {
	Account uint64
	Region  string
	Key     uuid.NullUUID // the key they are encrypted under
	States  []KeyState    // any of these
	Origin  string
	Owner   OwnerFilter
	Length  int64
	Search  string // part of the id or of the name, case-sensitive
	Tags    []TagFilter
	Now     int64 // Unix seconds: without those whose DeletionDate has come

	OldestFirst bool // by CreatedNano, then ID; else the reverse
	Offset      int
	Limit       int // 0 = only count
}

// DataKeys returns the data keys that pass f, from f.Offset and f.Limit at
// most, and the number of all that pass.
func (tx *Tx) DataKeys(f DataKeyFilter) ([]DataKey, int, error) {
	q := &query{}
	q.and("account = " + q.arg(f.Account))
	q.and("region = " + q.arg(f.Region))
	if f.Key.Valid {
		q.and("key_id = " + q.arg(f.Key.UUID))
	}
	if len(f.States) > 0 {
		q.and("state IN " + args(q, f.States))
	}
	q.notDue("data_keys", f.Now)
	if f.Origin != "" {
		q.and("origin = " + q.arg(f.Origin))
	}
	q.owned(f.Owner)
	if f.Length != 0 {
		q.and("length = " + q.arg(f.Length))
	}
	q.search(tx.dialect, f.Search, "id", "name")
	q.tagged(f.Tags)
	return list(tx, scanDataKey, "data_keys", dataKeyColumns, q, window{f.OldestFirst, f.Offset, f.Limit})
}
