package store

// Slot holds the root key as one provider sealed it.
type Slot struct {
	ID      int64  // never given twice; set by InsertSlot
	URI     string // names the provider and its key; unique
	Sealed  []byte
	Created int64 // Unix seconds
}

const slotColumns = "id, uri, sealed, created"

func scanSlot(row scanner) (s Slot, err error) {
	return s, row.Scan(&s.ID, &s.URI, &s.Sealed, &s.Created)
}

// InsertSlot adds s under a new id, which it returns; s.ID is not read.
func (tx *Tx) InsertSlot(s Slot) (int64, error) {
	id, err := tx.NextNumber("slot", 1)
	if err == nil {
		err = tx.insert("slots", slotColumns, id, s.URI, s.Sealed, s.Created)
	}
	return id, wrap(err, "insert slot %s", s.URI)
}

// Slots returns every slot, oldest first.
func (tx *Tx) Slots() ([]Slot, error) {
	list, err := all(tx, scanSlot, "SELECT "+slotColumns+" FROM slots ORDER BY id")
	return list, wrap(err, "slots")
}

// UpdateSlot replaces URI and Sealed of slot s.ID.
func (tx *Tx) UpdateSlot(s Slot) error {
	err := tx.change("UPDATE slots SET uri = $2, sealed = $3 WHERE id = $1", s.ID, s.URI, s.Sealed)
	return wrap(err, "update slot %d", s.ID)
}

// DeleteSlot removes a slot. It does not know whether another one is left.
func (tx *Tx) DeleteSlot(id int64) error {
	return wrap(tx.change("DELETE FROM slots WHERE id = $1", id), "delete slot %d", id)
}
