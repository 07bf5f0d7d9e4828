package store

import (
	"fmt"
	"slices"
	"unique"

	"github.com/google/uuid"
)

// KeyState says what may be done with a key. The numbers are those of the
// API's list filter and of the database.
type KeyState uint8

// The states of a key.
const (
	Enabled       KeyState = 1
	Disabled      KeyState = 2
	PendingDelete KeyState = 3
	PendingImport KeyState = 4
	Archived      KeyState = 5
)

// String returns the name that the API uses.
func (s KeyState) String() string {
	names := [...]string{
		Enabled: "Enabled", Disabled: "Disabled", PendingDelete: "PendingDelete",
		PendingImport: "PendingImport", Archived: "Archived",
	}
	if !s.Valid() {
		return fmt.Sprintf("KeyState(%d)", uint8(s))
	}
	return names[s]
}

// Valid reports whether s is one of the five states.
func (s KeyState) Valid() bool { return s >= Enabled && s <= Archived }

// Where the material of a key comes from, in the words of the API.
const (
	OriginKMS      = "TENCENT_KMS"
	OriginExternal = "EXTERNAL"
)

// OwnerUser is the Owner of a key that a user made; others are cloud products.
const OwnerUser = "user"

// Key is a key without its material. Times are Unix seconds, 0 = not set.
type Key struct {
	// What every use of a key looks at stands first: with many keys in use the
	// memory that it touches is what it costs.
	ID              uuid.UUID
	Account         uint64 // uin, below 2^63
	Creator         uint64 // uin, below 2^63
	Region          string
	Algorithm       uint8
	State           KeyState
	RotationPending bool // the material of the next version is to be imported
	RotationEnabled bool
	Version         uint32 // the current key version
	DeletionDate    int64  // when State is PendingDelete
	ValidTo         int64  // end of imported material; 0 = none

	Alias        string // unique in account and region
	Description  string
	Usage        string
	Origin       string
	Owner        string
	Created      int64
	CreatedNano  int64 // Created in Unix nanoseconds: the order of lists
	RotateDays   int64
	LastRotated  int64
	NextRotation int64
}

const keyColumns = `id, account, region, alias, description, key_usage, algorithm, state, origin, owner,
	creator, created, created_nano, deletion_date, valid_to, version,
	rotation_enabled, rotate_days, last_rotated, next_rotation, rotation_pending`

func scanKey(row scanner) (k Key, err error) {
	err = row.Scan(&k.ID, &k.Account, &k.Region, &k.Alias, &k.Description, &k.Usage, &k.Algorithm,
		&k.State, &k.Origin, &k.Owner, &k.Creator, &k.Created, &k.CreatedNano, &k.DeletionDate, &k.ValidTo,
		&k.Version, &k.RotationEnabled, &k.RotateDays, &k.LastRotated, &k.NextRotation, &k.RotationPending)
	// All keys share a few of these texts, and many keys may be held in memory.
	for _, text := range []*string{&k.Region, &k.Usage, &k.Origin, &k.Owner} {
		*text = unique.Make(*text).Value()
	}
	return k, err
}

// InsertKey adds a key with its versions and tags. The versions belong to k,
// whatever their Key field says. The account must exist.
func (tx *Tx) InsertKey(k Key, versions []KeyVersion, tags []Tag) error {
	err := tx.insert("keys", keyColumns, k.ID, k.Account, k.Region, k.Alias, k.Description, k.Usage, k.Algorithm,
		k.State, k.Origin, k.Owner, k.Creator, k.Created, k.CreatedNano, k.DeletionDate, k.ValidTo,
		k.Version, k.RotationEnabled, k.RotateDays, k.LastRotated, k.NextRotation, k.RotationPending)
	if err != nil {
		return wrap(err, "insert key %s", k.ID)
	}
	for _, v := range versions {
		v.Key = k.ID
		if err := tx.InsertKeyVersion(v); err != nil {
			return err
		}
	}
	return wrap(tx.insertTags(k.ID, tags), "insert tags of key %s", k.ID)
}

// Key returns the key of an id.
func (tx *Tx) Key(id uuid.UUID) (Key, error) {
	k, err := one(tx, scanKey, "SELECT "+keyColumns+" FROM keys WHERE id = $1", id)
	return k, wrap(err, "key %s", id)
}

// KeyByAlias returns the key of an alias.
func (tx *Tx) KeyByAlias(account uint64, region, alias string) (Key, error) {
	k, err := one(tx, scanKey, "SELECT "+keyColumns+
		" FROM keys WHERE account = $1 AND region = $2 AND alias = $3", account, region, alias)
	return k, wrap(err, "alias %s", alias)
}

// KeysByAlias returns the keys of an alias in all regions, by region.
func (tx *Tx) KeysByAlias(account uint64, alias string) ([]Key, error) {
	list, err := all(tx, scanKey, "SELECT "+keyColumns+" FROM keys WHERE account = $1 AND alias = $2 ORDER BY region", account, alias)
	return list, wrap(err, "alias %s", alias)
}

// KeysByID returns many keys at once. Ids without a key are absent.
func (tx *Tx) KeysByID(ids []uuid.UUID) (map[uuid.UUID]Key, error) {
	keys := make(map[uuid.UUID]Key, len(ids))
	for chunk := range slices.Chunk(ids, chunkSize) {
		list, err := all(tx, scanKey, "SELECT "+keyColumns+" FROM keys WHERE id IN ("+
			placeholders(1, len(chunk))+")", anySlice(chunk)...)
		if err != nil {
			return nil, wrap(err, "read %d keys", len(ids))
		}
		for _, k := range list {
			keys[k.ID] = k
		}
	}
	return keys, nil
}

// UpdateKey writes what may change in a key: all but ID, Account, Region,
// Usage, Algorithm, Origin, Owner, Creator, Created and CreatedNano.
func (tx *Tx) UpdateKey(k Key) error {
	err := tx.change(`UPDATE keys SET alias = $2, description = $3, state = $4, deletion_date = $5, valid_to = $6,
		version = $7, rotation_enabled = $8, rotate_days = $9, last_rotated = $10, next_rotation = $11,
		rotation_pending = $12 WHERE id = $1`, k.ID, k.Alias, k.Description, k.State, k.DeletionDate, k.ValidTo,
		k.Version, k.RotationEnabled, k.RotateDays, k.LastRotated, k.NextRotation, k.RotationPending)
	return wrap(err, "update key %s", k.ID)
}

// DeleteKey removes a key, its versions, tags, bindings and import parameters. After the commit nothing
// in the database leads to the material; call [DB.Scrub] to clear the files too.
func (tx *Tx) DeleteKey(id uuid.UUID) error {
	err := tx.DeleteKeyVersions(id)
	for _, table := range []string{"bindings", "import_parameters"} {
		if err == nil {
			_, err = tx.exec("DELETE FROM "+table+" WHERE key_id = $1", id)
		}
	}
	if err == nil {
		err = tx.SetTags(id, nil)
	}
	if err == nil {
		err = tx.change("DELETE FROM keys WHERE id = $1", id)
	}
	return wrap(err, "delete key %s", id)
}

// CountKeys returns the number of keys of an account in a region, in any state.
func (tx *Tx) CountKeys(account uint64, region string) (int, error) {
	n, err := tx.value("SELECT count(*) FROM keys WHERE account = $1 AND region = $2", account, region)
	return int(n), wrap(err, "count keys of account %d", account)
}

// DueKeys returns the keys in PendingDelete whose DeletionDate has come at
// now, the longest due first.
func (tx *Tx) DueKeys(now int64) ([]Key, error) {
	list, err := all(tx, scanKey, "SELECT "+keyColumns+
		" FROM keys WHERE state = 3 AND deletion_date <= $1 ORDER BY deletion_date, id", now)
	return list, wrap(err, "keys due for deletion")
}

// NextDeletion returns the earliest DeletionDate of a key in PendingDelete, 0
// if there is none.
func (tx *Tx) NextDeletion() (int64, error) {
	t, err := tx.value("SELECT coalesce(min(deletion_date), 0) FROM keys WHERE state = 3")
	return t, wrap(err, "next deletion")
}

// KeysToRotate returns the Enabled keys with RotationEnabled whose
// NextRotation has come at now, the longest due first.
func (tx *Tx) KeysToRotate(now int64) ([]Key, error) {
	list, err := all(tx, scanKey, "SELECT "+keyColumns+` FROM keys
		WHERE rotation_enabled AND state = 1 AND next_rotation <= $1 ORDER BY next_rotation, id`, now)
	return list, wrap(err, "keys due for rotation")
}

// KeysToExpire returns the keys, in whatever state, whose ValidTo has come at
// now, the longest due first.
func (tx *Tx) KeysToExpire(now int64) ([]Key, error) {
	list, err := all(tx, scanKey, "SELECT "+keyColumns+` FROM keys
		WHERE valid_to > 0 AND valid_to <= $1 ORDER BY valid_to, id`, now)
	return list, wrap(err, "keys due for expiry")
}

func anySlice[T any](list []T) []any {
	values := make([]any, len(list))
	for i, v := range list {
		values[i] = v
	}
	return values
}
