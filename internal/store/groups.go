package store

// Group is a set of users that share policies.
type Group struct {
	ID      uint64
	Account uint64
	Name    string // unique in the account
	Remark  string
	Created int64 // Unix seconds
}

const groupColumns = "id, account, name, remark, created"

func scanGroup(row scanner) (g Group, err error) {
	return g, row.Scan(&g.ID, &g.Account, &g.Name, &g.Remark, &g.Created)
}

// InsertGroup adds a group to an existing account.
func (tx *Tx) InsertGroup(g Group) error {
	return wrap(tx.insert("user_groups", groupColumns, g.ID, g.Account, g.Name, g.Remark, g.Created), "insert group %d", g.ID)
}

// Group returns the group of an id.
func (tx *Tx) Group(id uint64) (Group, error) {
	g, err := one(tx, scanGroup, "SELECT "+groupColumns+" FROM user_groups WHERE id = $1", id)
	return g, wrap(err, "group %d", id)
}

// Groups returns the groups of an account, by id.
func (tx *Tx) Groups(account uint64) ([]Group, error) {
	rows, err := all(tx, scanGroup, "SELECT "+groupColumns+" FROM user_groups WHERE account = $1 ORDER BY id", account)
	return rows, wrap(err, "groups of account %d", account)
}

// UpdateGroup replaces Name and Remark of group g.ID.
func (tx *Tx) UpdateGroup(g Group) error {
	err := tx.change("UPDATE user_groups SET name = $2, remark = $3 WHERE id = $1", g.ID, g.Name, g.Remark)
	return wrap(err, "update group %d", g.ID)
}

// DeleteGroup removes a group, its memberships and its attachments.
func (tx *Tx) DeleteGroup(id uint64) error {
	_, err := tx.exec("DELETE FROM group_members WHERE group_id = $1", id)
	if err == nil {
		err = tx.detachAll(AttachedToGroup, id)
	}
	if err == nil {
		err = tx.change("DELETE FROM user_groups WHERE id = $1", id)
	}
	return wrap(err, "delete group %d", id)
}

// AddMember puts a principal into a group; who is in it already stays.
func (tx *Tx) AddMember(group, principal uint64, at int64) error {
	_, err := tx.exec("INSERT INTO group_members (group_id, principal, created) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
		group, principal, at)
	return wrap(err, "add %d to group %d", principal, group)
}

// RemoveMember takes a principal out of a group; ErrNotFound if it is not in it.
func (tx *Tx) RemoveMember(group, principal uint64) error {
	err := tx.change("DELETE FROM group_members WHERE group_id = $1 AND principal = $2", group, principal)
	return wrap(err, "remove %d from group %d", principal, group)
}

// Members returns the principals in a group, by uin.
func (tx *Tx) Members(group uint64) ([]Principal, error) {
	rows, err := all(tx, scanPrincipal, "SELECT "+principalColumns+` FROM principals
		WHERE uin IN (SELECT principal FROM group_members WHERE group_id = $1) ORDER BY uin`, group)
	return rows, wrap(err, "members of group %d", group)
}

// GroupsOf returns the groups that a principal is in, by id.
func (tx *Tx) GroupsOf(principal uint64) ([]Group, error) {
	rows, err := all(tx, scanGroup, "SELECT "+groupColumns+` FROM user_groups
		WHERE id IN (SELECT group_id FROM group_members WHERE principal = $1) ORDER BY id`, principal)
	return rows, wrap(err, "groups of principal %d", principal)
}
