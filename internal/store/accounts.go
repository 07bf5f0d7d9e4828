package store

// Account owns keys and principals.
type Account struct {
	Uin     uint64 // below 2^63
	AppID   uint64
	Name    string
	Created int64 // Unix seconds
}

// Kinds of principals.
const (
	PrincipalRoot = "root" // the account itself
	PrincipalUser = "user" // a sub-account
)

// Principal is who signs requests.
type Principal struct {
	Uin     uint64 // below 2^63
	Account uint64 // Uin of its account
	Kind    string // PrincipalRoot or PrincipalUser
	Name    string // unique in the account
	Created int64  // Unix seconds
}

const (
	accountColumns   = "uin, app_id, name, created"
	principalColumns = "uin, account, kind, name, created"
)

func scanAccount(row scanner) (a Account, err error) {
	return a, row.Scan(&a.Uin, &a.AppID, &a.Name, &a.Created)
}

func scanPrincipal(row scanner) (p Principal, err error) {
	return p, row.Scan(&p.Uin, &p.Account, &p.Kind, &p.Name, &p.Created)
}

// InsertAccount adds an account.
func (tx *Tx) InsertAccount(a Account) error {
	err := tx.insert("accounts", accountColumns, a.Uin, a.AppID, a.Name, a.Created)
	return wrap(err, "insert account %d", a.Uin)
}

// Account returns the account of a uin.
func (tx *Tx) Account(uin uint64) (Account, error) {
	a, err := one(tx, scanAccount, "SELECT "+accountColumns+" FROM accounts WHERE uin = $1", uin)
	return a, wrap(err, "account %d", uin)
}

// Accounts returns every account, by uin.
func (tx *Tx) Accounts() ([]Account, error) {
	list, err := all(tx, scanAccount, "SELECT "+accountColumns+" FROM accounts ORDER BY uin")
	return list, wrap(err, "accounts")
}

// InsertPrincipal adds a principal to an existing account.
func (tx *Tx) InsertPrincipal(p Principal) error {
	err := tx.insert("principals", principalColumns, p.Uin, p.Account, p.Kind, p.Name, p.Created)
	return wrap(err, "insert principal %d", p.Uin)
}

// Principal returns the principal of a uin.
func (tx *Tx) Principal(uin uint64) (Principal, error) {
	p, err := one(tx, scanPrincipal, "SELECT "+principalColumns+" FROM principals WHERE uin = $1", uin)
	return p, wrap(err, "principal %d", uin)
}

// Principals returns the principals of an account, by uin.
func (tx *Tx) Principals(account uint64) ([]Principal, error) {
	list, err := all(tx, scanPrincipal,
		"SELECT "+principalColumns+" FROM principals WHERE account = $1 ORDER BY uin", account)
	return list, wrap(err, "principals of account %d", account)
}

// DeletePrincipal removes a principal and its credentials.
func (tx *Tx) DeletePrincipal(uin uint64) error {
	_, err := tx.exec("DELETE FROM credentials WHERE principal = $1", uin)
	if err == nil {
		err = tx.change("DELETE FROM principals WHERE uin = $1", uin)
	}
	return wrap(err, "delete principal %d", uin)
}
