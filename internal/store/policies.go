package store

// Policy is a policy that an account made.
type Policy struct {
	ID          uint64
	Account     uint64
	Name        string // unique in the account
	Description string
	Document    string // as it was given, of the version in effect
	Created     int64  // Unix seconds
	Updated     int64
	Version     uint64 // in effect
}

const policyColumns = "id, account, name, description, document, created, updated, version"

func scanPolicy(row scanner) (p Policy, err error) {
	return p, row.Scan(&p.ID, &p.Account, &p.Name, &p.Description, &p.Document, &p.Created, &p.Updated, &p.Version)
}

// InsertPolicy adds a policy with its first version to an existing account.
func (tx *Tx) InsertPolicy(p Policy) error {
	const first = 1
	err := tx.insert("policies", policyColumns, p.ID, p.Account, p.Name, p.Description, p.Document, p.Created, p.Updated, first)
	if err == nil {
		err = tx.insert("policy_versions", policyVersionColumns, p.ID, first, p.Document, p.Created)
	}
	return wrap(err, "insert policy %d", p.ID)
}

// Policy returns the policy of an id.
func (tx *Tx) Policy(id uint64) (Policy, error) {
	p, err := one(tx, scanPolicy, "SELECT "+policyColumns+" FROM policies WHERE id = $1", id)
	return p, wrap(err, "policy %d", id)
}

// PolicyByName returns the policy of a name.
func (tx *Tx) PolicyByName(account uint64, name string) (Policy, error) {
	p, err := one(tx, scanPolicy, "SELECT "+policyColumns+" FROM policies WHERE account = $1 AND name = $2", account, name)
	return p, wrap(err, "policy %s", name)
}

// Policies returns the policies of an account, by id.
func (tx *Tx) Policies(account uint64) ([]Policy, error) {
	rows, err := all(tx, scanPolicy, "SELECT "+policyColumns+" FROM policies WHERE account = $1 ORDER BY id", account)
	return rows, wrap(err, "policies of account %d", account)
}

// UpdatePolicy writes what may change in a policy: Name, Description, Updated, and
// Document, in the version in effect.
func (tx *Tx) UpdatePolicy(p Policy) error {
	err := tx.change("UPDATE policies SET name = $2, description = $3, document = $4, updated = $5 WHERE id = $1",
		p.ID, p.Name, p.Description, p.Document, p.Updated)
	if err == nil {
		err = tx.change(`UPDATE policy_versions SET document = $2
			WHERE policy = $1 AND version = (SELECT version FROM policies WHERE id = $1)`, p.ID, p.Document)
	}
	return wrap(err, "update policy %d", p.ID)
}

// DeletePolicy removes a policy, its versions and all its attachments.
func (tx *Tx) DeletePolicy(id uint64) error {
	_, err := tx.exec("DELETE FROM attachments WHERE policy = $1", id)
	if err == nil {
		_, err = tx.exec("DELETE FROM policy_versions WHERE policy = $1", id)
	}
	if err == nil {
		err = tx.change("DELETE FROM policies WHERE id = $1", id)
	}
	return wrap(err, "delete policy %d", id)
}

// What a policy can be attached to.
const (
	AttachedToUser  = "user"
	AttachedToGroup = "group"
	AttachedToRole  = "role"
)

// Attachment ties a policy, or a preset, to a user, group or role.
type Attachment struct {
	Account uint64
	Kind    string // AttachedToUser, AttachedToGroup or AttachedToRole
	Target  uint64 // Uin of the user, ID of the group or role
	Policy  uint64
	Created int64 // Unix seconds
}

const attachmentColumns = "account, kind, target, policy, created"

func scanAttachment(row scanner) (a Attachment, err error) {
	return a, row.Scan(&a.Account, &a.Kind, &a.Target, &a.Policy, &a.Created)
}

// Attach adds an attachment; one that exists already stays as it is. Whether
// target and policy exist is the caller's to check.
func (tx *Tx) Attach(a Attachment) error {
	_, err := tx.exec("INSERT INTO attachments ("+attachmentColumns+") VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
		a.Account, a.Kind, a.Target, a.Policy, a.Created)
	return wrap(err, "attach policy %d to %s %d", a.Policy, a.Kind, a.Target)
}

// Detach removes an attachment; ErrNotFound if there is none.
func (tx *Tx) Detach(a Attachment) error {
	err := tx.change("DELETE FROM attachments WHERE kind = $1 AND target = $2 AND policy = $3", a.Kind, a.Target, a.Policy)
	return wrap(err, "detach policy %d from %s %d", a.Policy, a.Kind, a.Target)
}

// Attachments returns what is attached to a user, group or role, oldest first.
func (tx *Tx) Attachments(kind string, target uint64) ([]Attachment, error) {
	rows, err := all(tx, scanAttachment, "SELECT "+attachmentColumns+
		" FROM attachments WHERE kind = $1 AND target = $2 ORDER BY created, policy", kind, target)
	return rows, wrap(err, "policies of %s %d", kind, target)
}

// AttachmentsOf returns where in an account a policy is attached.
func (tx *Tx) AttachmentsOf(account, policy uint64) ([]Attachment, error) {
	rows, err := all(tx, scanAttachment, "SELECT "+attachmentColumns+
		" FROM attachments WHERE account = $1 AND policy = $2 ORDER BY created, kind, target", account, policy)
	return rows, wrap(err, "attachments of policy %d", policy)
}

// CountAttachments returns to how many users, groups and roles of an account
// each policy is attached.
func (tx *Tx) CountAttachments(account uint64) (map[uint64]uint64, error) {
	type count struct{ policy, n uint64 }
	scan := func(row scanner) (c count, err error) { return c, row.Scan(&c.policy, &c.n) }
	rows, err := all(tx, scan, "SELECT policy, count(*) FROM attachments WHERE account = $1 GROUP BY policy", account)
	counts := map[uint64]uint64{}
	for _, row := range rows {
		counts[row.policy] = row.n
	}
	return counts, wrap(err, "count the attachments of account %d", account)
}

func (tx *Tx) detachAll(kind string, target uint64) error {
	_, err := tx.exec("DELETE FROM attachments WHERE kind = $1 AND target = $2", kind, target)
	return err
}
