package store

// Role is what a principal can become for a time.
type Role struct {
	ID          uint64
	Account     uint64
	Name        string // unique in the account
	Description string
	Trust       string // the policy document that says who may assume it
	MaxSession  int64  // seconds
	Created     int64  // Unix seconds
	Updated     int64
}

const roleColumns = "id, account, name, description, trust, max_session, created, updated"

func scanRole(row scanner) (r Role, err error) {
	return r, row.Scan(&r.ID, &r.Account, &r.Name, &r.Description, &r.Trust, &r.MaxSession, &r.Created, &r.Updated)
}

// InsertRole adds a role to an existing account.
func (tx *Tx) InsertRole(r Role) error {
	err := tx.insert("roles", roleColumns, r.ID, r.Account, r.Name, r.Description, r.Trust, r.MaxSession, r.Created, r.Updated)
	return wrap(err, "insert role %d", r.ID)
}

// Role returns the role of an id.
func (tx *Tx) Role(id uint64) (Role, error) {
	r, err := one(tx, scanRole, "SELECT "+roleColumns+" FROM roles WHERE id = $1", id)
	return r, wrap(err, "role %d", id)
}

// RoleByName returns the role of a name.
func (tx *Tx) RoleByName(account uint64, name string) (Role, error) {
	r, err := one(tx, scanRole, "SELECT "+roleColumns+" FROM roles WHERE account = $1 AND name = $2", account, name)
	return r, wrap(err, "role %s", name)
}

// Roles returns the roles of an account, by id.
func (tx *Tx) Roles(account uint64) ([]Role, error) {
	rows, err := all(tx, scanRole, "SELECT "+roleColumns+" FROM roles WHERE account = $1 ORDER BY id", account)
	return rows, wrap(err, "roles of account %d", account)
}

// UpdateRole writes what may change in a role: Description, Trust, MaxSession
// and Updated.
func (tx *Tx) UpdateRole(r Role) error {
	err := tx.change("UPDATE roles SET description = $2, trust = $3, max_session = $4, updated = $5 WHERE id = $1",
		r.ID, r.Description, r.Trust, r.MaxSession, r.Updated)
	return wrap(err, "update role %d", r.ID)
}

// DeleteRole removes a role and its attachments.
func (tx *Tx) DeleteRole(id uint64) error {
	err := tx.detachAll(AttachedToRole, id)
	if err == nil {
		err = tx.change("DELETE FROM roles WHERE id = $1", id)
	}
	return wrap(err, "delete role %d", id)
}
