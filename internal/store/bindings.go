package store

import "github.com/google/uuid"

// Binding records that a resource of a cloud product depends on a key.
type Binding struct {
	Key      uuid.UUID
	Product  string
	Resource string
	Created  int64 // Unix seconds
}

const bindingColumns = "key_id, product, resource, created"

// InsertBinding adds a binding; one that exists already stays as it is.
func (tx *Tx) InsertBinding(b Binding) error {
	_, err := tx.exec("INSERT INTO bindings ("+bindingColumns+") VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		b.Key, b.Product, b.Resource, b.Created)
	return wrap(err, "bind key %s", b.Key)
}

// DeleteBinding removes a binding; ErrNotFound if there is none.
func (tx *Tx) DeleteBinding(b Binding) error {
	err := tx.change("DELETE FROM bindings WHERE key_id = $1 AND product = $2 AND resource = $3",
		b.Key, b.Product, b.Resource)
	return wrap(err, "unbind key %s", b.Key)
}

// Bindings returns the bindings of a key, oldest first.
func (tx *Tx) Bindings(key uuid.UUID) ([]Binding, error) {
	scan := func(row scanner) (b Binding, err error) {
		return b, row.Scan(&b.Key, &b.Product, &b.Resource, &b.Created)
	}
	rows, err := all(tx, scan, "SELECT "+bindingColumns+
		" FROM bindings WHERE key_id = $1 ORDER BY created, product, resource", key)
	return rows, wrap(err, "bindings of key %s", key)
}
