package store

import "github.com/google/uuid"

// ImportParameters are what the material of a key can be imported with. A key
// has one set at most: new ones replace the old.
type ImportParameters struct {
	Key       uuid.UUID
	Token     []byte // SHA-256 of the import token
	Algorithm string // how the material is to be wrapped, as the API names it
	Wrapped   []byte // the private wrapping key, wrapped by the root key
	Expires   int64  // Unix seconds
}

const importColumns = "key_id, token, algorithm, wrapped, expires"

// SetImportParameters stores p in the place of earlier parameters of the key.
func (tx *Tx) SetImportParameters(p ImportParameters) error {
	err := tx.DeleteImportParameters(p.Key)
	if err == nil {
		err = tx.insert("import_parameters", importColumns, p.Key, p.Token, p.Algorithm, p.Wrapped, p.Expires)
	}
	return wrap(err, "set import parameters of key %s", p.Key)
}

// ImportParameters returns the parameters of a key, expired or not.
func (tx *Tx) ImportParameters(key uuid.UUID) (ImportParameters, error) {
	scan := func(row scanner) (p ImportParameters, err error) {
		return p, row.Scan(&p.Key, &p.Token, &p.Algorithm, &p.Wrapped, &p.Expires)
	}
	p, err := one(tx, scan, "SELECT "+importColumns+" FROM import_parameters WHERE key_id = $1", key)
	return p, wrap(err, "import parameters of key %s", key)
}

// DeleteImportParameters removes the parameters of a key, if there are any.
func (tx *Tx) DeleteImportParameters(key uuid.UUID) error {
	_, err := tx.exec("DELETE FROM import_parameters WHERE key_id = $1", key)
	return wrap(err, "delete import parameters of key %s", key)
}

// DeleteExpiredImportParameters removes the parameters that have expired at now
// and returns how many.
func (tx *Tx) DeleteExpiredImportParameters(now int64) (int64, error) {
	n, err := tx.exec("DELETE FROM import_parameters WHERE expires <= $1", now)
	return n, wrap(err, "delete expired import parameters")
}
