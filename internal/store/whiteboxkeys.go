package store

import "github.com/google/uuid"

// WhiteBoxKey is a white-box key without its tables. Its states are Enabled and
// Disabled.
type WhiteBoxKey struct {
	ID          uuid.UUID
	Account     uint64 // uin, below 2^63
	Region      string
	Alias       string // unique among the white-box keys of account and region
	Description string
	Algorithm   string // AES_256 or SM4
	State       KeyState
	Creator     uint64 // uin, below 2^63
	Created     int64  // Unix seconds
	CreatedNano int64  // Created in Unix nanoseconds: the order of lists
	Wrapped     []byte // the key itself, wrapped by the root key
}

// WhiteBoxTables are the tables of a white-box key, wrapped by the root key,
// since the key can be had from them.
type WhiteBoxTables struct{ Encrypt, Decrypt []byte }

// Fingerprint is a device that a white-box key is bound to.
type Fingerprint struct{ Identity, Description string }

const whiteBoxColumns = `id, account, region, alias, description, algorithm, state, creator, created, created_nano, wrapped`

func scanWhiteBoxKey(row scanner) (k WhiteBoxKey, err error) {
	return k, row.Scan(&k.ID, &k.Account, &k.Region, &k.Alias, &k.Description, &k.Algorithm, &k.State, &k.Creator,
		&k.Created, &k.CreatedNano, &k.Wrapped)
}

// InsertWhiteBoxKey adds a white-box key with its tables and tags. The account
// must exist.
func (tx *Tx) InsertWhiteBoxKey(k WhiteBoxKey, tables WhiteBoxTables, tags []Tag) error {
	err := tx.insert("whitebox_keys", whiteBoxColumns, k.ID, k.Account, k.Region, k.Alias, k.Description, k.Algorithm,
		k.State, k.Creator, k.Created, k.CreatedNano, k.Wrapped)
	if err == nil {
		err = tx.insert("whitebox_tables", "key_id, encrypt, decrypt", k.ID, tables.Encrypt, tables.Decrypt)
	}
	if err == nil {
		err = tx.insertTags(k.ID, tags)
	}
	return wrap(err, "insert white-box key %s", k.ID)
}

// WhiteBoxKey returns the white-box key of an id.
func (tx *Tx) WhiteBoxKey(id uuid.UUID) (WhiteBoxKey, error) {
	k, err := one(tx, scanWhiteBoxKey, "SELECT "+whiteBoxColumns+" FROM whitebox_keys WHERE id = $1", id)
	return k, wrap(err, "white-box key %s", id)
}

// WhiteBoxTables returns the tables of a white-box key.
func (tx *Tx) WhiteBoxTables(id uuid.UUID) (WhiteBoxTables, error) {
	scan := func(row scanner) (t WhiteBoxTables, err error) { return t, row.Scan(&t.Encrypt, &t.Decrypt) }
	t, err := one(tx, scan, "SELECT encrypt, decrypt FROM whitebox_tables WHERE key_id = $1", id)
	return t, wrap(err, "tables of white-box key %s", id)
}

// SetWhiteBoxState changes the state of a white-box key.
func (tx *Tx) SetWhiteBoxState(id uuid.UUID, state KeyState) error {
	err := tx.change("UPDATE whitebox_keys SET state = $2 WHERE id = $1", id, state)
	return wrap(err, "update white-box key %s", id)
}

// DeleteWhiteBoxKey removes a white-box key with all that belongs to it. See
// [DB.Scrub].
func (tx *Tx) DeleteWhiteBoxKey(id uuid.UUID) error {
	_, err := tx.exec("DELETE FROM whitebox_tables WHERE key_id = $1", id)
	if err == nil {
		err = tx.SetFingerprints(id, nil)
	}
	if err == nil {
		err = tx.SetTags(id, nil)
	}
	if err == nil {
		err = tx.change("DELETE FROM whitebox_keys WHERE id = $1", id)
	}
	return wrap(err, "delete white-box key %s", id)
}

// WhiteBoxFilter says which white-box keys [Tx.WhiteBoxKeys] returns. Account
// and Region always apply; every other condition only when it is set.
type WhiteBoxFilter struct {
	Account uint64
	Region  string
	State   KeyState
	Tags    []TagFilter
	Offset  int
	Limit   int // 0 = only count
}

// WhiteBoxKeys returns the white-box keys that pass f, newest first, from
// f.Offset and f.Limit at most, and the number of all that pass.
func (tx *Tx) WhiteBoxKeys(f WhiteBoxFilter) ([]WhiteBoxKey, int, error) {
	q := &query{}
	q.and("account = " + q.arg(f.Account))
	q.and("region = " + q.arg(f.Region))
	if f.State != 0 {
		q.and("state = " + q.arg(f.State))
	}
	q.tagged(f.Tags)
	return list(tx, scanWhiteBoxKey, "whitebox_keys", whiteBoxColumns, q, window{false, f.Offset, f.Limit})
}

// Fingerprints returns the devices that a white-box key is bound to, in the
// order in which they were set.
func (tx *Tx) Fingerprints(id uuid.UUID) ([]Fingerprint, error) {
	scan := func(row scanner) (f Fingerprint, err error) { return f, row.Scan(&f.Identity, &f.Description) }
	rows, err := all(tx, scan,
		"SELECT identity, description FROM whitebox_fingerprints WHERE key_id = $1 ORDER BY position", id)
	return rows, wrap(err, "fingerprints of white-box key %s", id)
}

// SetFingerprints replaces the devices that a white-box key is bound to.
func (tx *Tx) SetFingerprints(id uuid.UUID, fingerprints []Fingerprint) error {
	_, err := tx.exec("DELETE FROM whitebox_fingerprints WHERE key_id = $1", id)
	for i, f := range fingerprints {
		if err == nil {
			err = tx.insert("whitebox_fingerprints", "key_id, position, identity, description", id, i, f.Identity, f.Description)
		}
	}
	return wrap(err, "set fingerprints of white-box key %s", id)
}
