package store

// Credential is a SecretId with its wrapped SecretKey.
type Credential struct {
	SecretID  string
	Principal uint64 // Uin of its principal
	Wrapped   []byte
	Enabled   bool
	Created   int64 // Unix seconds
	Note      string
	LastUsed  int64 // Unix seconds, written now and then; 0 = never
}

const credentialColumns = "secret_id, principal, wrapped, enabled, created, note, last_used"

func scanCredential(row scanner) (c Credential, err error) {
	return c, row.Scan(&c.SecretID, &c.Principal, &c.Wrapped, &c.Enabled, &c.Created, &c.Note, &c.LastUsed)
}

// InsertCredential adds a credential to an existing principal.
func (tx *Tx) InsertCredential(c Credential) error {
	err := tx.insert("credentials", credentialColumns,
		c.SecretID, c.Principal, c.Wrapped, c.Enabled, c.Created, c.Note, c.LastUsed)
	return wrap(err, "insert credential %s", c.SecretID)
}

// Credential returns the credential of a secret id.
func (tx *Tx) Credential(secretID string) (Credential, error) {
	c, err := one(tx, scanCredential,
		"SELECT "+credentialColumns+" FROM credentials WHERE secret_id = $1", secretID)
	return c, wrap(err, "credential %s", secretID)
}

// Credentials returns the credentials of a principal, oldest first.
func (tx *Tx) Credentials(principal uint64) ([]Credential, error) {
	list, err := all(tx, scanCredential, "SELECT "+credentialColumns+
		" FROM credentials WHERE principal = $1 ORDER BY created, secret_id", principal)
	return list, wrap(err, "credentials of principal %d", principal)
}

// AllCredentials returns every credential, by secret id.
func (tx *Tx) AllCredentials() ([]Credential, error) {
	list, err := all(tx, scanCredential, "SELECT "+credentialColumns+" FROM credentials ORDER BY secret_id")
	return list, wrap(err, "credentials")
}

// UpdateCredential replaces Wrapped, Enabled and Note of c.SecretID.
func (tx *Tx) UpdateCredential(c Credential) error {
	err := tx.change("UPDATE credentials SET wrapped = $2, enabled = $3, note = $4 WHERE secret_id = $1",
		c.SecretID, c.Wrapped, c.Enabled, c.Note)
	return wrap(err, "update credential %s", c.SecretID)
}

// SetLastUsed notes when a credential was last used; one that is gone meanwhile
// is no error.
func (tx *Tx) SetLastUsed(secretID string, at int64) error {
	_, err := tx.exec("UPDATE credentials SET last_used = $2 WHERE secret_id = $1", secretID, at)
	return wrap(err, "note the use of credential %s", secretID)
}

// DeleteCredential removes a credential; see [DB.Scrub].
func (tx *Tx) DeleteCredential(secretID string) error {
	err := tx.change("DELETE FROM credentials WHERE secret_id = $1", secretID)
	return wrap(err, "delete credential %s", secretID)
}
