package identity

import (
	"fmt"
	"regexp"
	"strconv"

	"miyao/internal/store"
)

// RoleName is a resource name of a role, of any account. A role has two:
//
//	qcs::cam::uin/<account>:roleName/<name>
//	qcs::cam::uin/<account>:role/<id>
type RoleName struct {
	Account string // the uin, as written
	kind    string // roleName or role
	value   string // the name or the id
}

var roleNameForm = regexp.MustCompile(`^qcs::cam::uin/([0-9]{1,19}):(roleName|role)/([\w+=,.@-]{1,128})$`)

// ParseRoleName takes a resource name of a role apart. ok is false for any other
// text.
func ParseRoleName(text string) (n RoleName, ok bool) {
	parts := roleNameForm.FindStringSubmatch(text)
	if parts == nil {
		return n, false
	}
	return RoleName{parts[1], parts[2], parts[3]}, true
}

// ByID tells which of the two it is.
func (n RoleName) ByID() bool { return n.kind == "role" }

// Role reads the role. One that does not exist is store.ErrNotFound; a number
// that is too large is that of nothing.
func (n RoleName) Role(tx *store.Tx) (role store.Role, err error) {
	account, _ := strconv.ParseUint(n.Account, 10, 63)
	if n.ByID() {
		id, _ := strconv.ParseUint(n.value, 10, 63)
		role, err = tx.Role(id)
	} else {
		role, err = tx.RoleByName(account, n.value)
	}
	if err == nil && role.Account != account {
		err = store.ErrNotFound
	}
	return role, err
}

// EveryOther stands for all names of the other kind that the role could have.
func (n RoleName) EveryOther() string {
	other := "role"
	if n.ByID() {
		other = "roleName"
	}
	return "qcs::cam::uin/" + n.Account + ":" + other + "/*"
}

// RoleNames are the two resource names of a role, first that by its name.
func RoleNames(account uint64, name string, id uint64) [2]string {
	return [2]string{fmt.Sprintf("qcs::cam::uin/%d:roleName/%s", account, name), fmt.Sprintf("qcs::cam::uin/%d:role/%d", account, id)}
}
