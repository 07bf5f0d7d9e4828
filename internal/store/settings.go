package store

// Setting returns the value of a named setting; ErrNotFound if it was never set.
func (tx *Tx) Setting(name string) ([]byte, error) {
	scan := func(row scanner) (v []byte, err error) { return v, row.Scan(&v) }
	v, err := one(tx, scan, "SELECT value FROM settings WHERE name = $1", name)
	return v, wrap(err, "setting %s", name)
}

// SetSetting sets a named setting, new or not.
func (tx *Tx) SetSetting(name string, value []byte) error {
	if value == nil {
		value = []byte{} // nil would be NULL
	}
	_, err := tx.exec(`INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return wrap(err, "set setting %s", name)
}
