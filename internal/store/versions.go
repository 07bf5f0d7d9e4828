package store

import "github.com/google/uuid"

// KeyVersion is one generation of material under a key.
type KeyVersion struct {
	Key       uuid.UUID
	Version   uint32
	Algorithm uint8
	Wrapped   []byte // empty: imported material that was erased
	Created   int64  // Unix seconds
	Digest    []byte // of imported material, wrapped; nil for other material
}

const versionColumns = "key_id, version, algorithm, wrapped, created, digest"

func scanVersion(row scanner) (v KeyVersion, err error) {
	return v, row.Scan(&v.Key, &v.Version, &v.Algorithm, &v.Wrapped, &v.Created, &v.Digest)
}

// InsertKeyVersion adds a version to an existing key. Key.Version, which is
// the current one, is the caller's to set.
func (tx *Tx) InsertKeyVersion(v KeyVersion) error {
	err := tx.insert("key_versions", versionColumns, v.Key, v.Version, v.Algorithm, v.Wrapped, v.Created, v.Digest)
	return wrap(err, "insert version %d of key %s", v.Version, v.Key)
}

// KeyVersion returns one version of a key.
func (tx *Tx) KeyVersion(id uuid.UUID, version uint32) (KeyVersion, error) {
	v, err := one(tx, scanVersion,
		"SELECT "+versionColumns+" FROM key_versions WHERE key_id = $1 AND version = $2", id, version)
	return v, wrap(err, "version %d of key %s", version, id)
}

// KeyVersions returns the versions of a key, oldest first. A key without
// material, or an unknown one, gives none.
func (tx *Tx) KeyVersions(id uuid.UUID) ([]KeyVersion, error) {
	list, err := all(tx, scanVersion,
		"SELECT "+versionColumns+" FROM key_versions WHERE key_id = $1 ORDER BY version", id)
	return list, wrap(err, "versions of key %s", id)
}

// KeyVersionsAfter walks all versions of all keys: at most limit of them that
// come after (id, version) in the order of id and version. Start with the zero
// id and go on from the last one returned.
func (tx *Tx) KeyVersionsAfter(id uuid.UUID, version uint32, limit int) ([]KeyVersion, error) {
	list, err := all(tx, scanVersion, "SELECT "+versionColumns+` FROM key_versions
		WHERE (key_id, version) > ($1, $2) ORDER BY key_id, version LIMIT $3`, id, version, limit)
	return list, wrap(err, "key versions after %s", id)
}

// UpdateKeyVersion replaces Wrapped and Digest of version v.Version of key v.Key.
func (tx *Tx) UpdateKeyVersion(v KeyVersion) error {
	err := tx.change("UPDATE key_versions SET wrapped = $3, digest = $4 WHERE key_id = $1 AND version = $2",
		v.Key, v.Version, v.Wrapped, v.Digest)
	return wrap(err, "update version %d of key %s", v.Version, v.Key)
}

// EraseKeyVersions erases the material of a key and leaves its versions with
// their digests. See [DB.Scrub].
func (tx *Tx) EraseKeyVersions(id uuid.UUID) error {
	_, err := tx.exec("UPDATE key_versions SET wrapped = $2 WHERE key_id = $1", id, []byte{})
	return wrap(err, "erase versions of key %s", id)
}

// DeleteKeyVersions removes the material of a key and leaves the key. See
// [DB.Scrub].
func (tx *Tx) DeleteKeyVersions(id uuid.UUID) error {
	_, err := tx.exec("DELETE FROM key_versions WHERE key_id = $1", id)
	return wrap(err, "delete versions of key %s", id)
}
