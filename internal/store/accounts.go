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

	Remark, Email, Phone, CountryCode string
}

const (
	accountColumns   = "uin, app_id, name, created"
	principalColumns = "uin, account, kind, name, created, remark, email, phone, country_code"
)

func scanAccount(row scanner) (a Account, err error) {
	return a, row.Scan(&a.Uin, &a.AppID, &a.Name, &a.Created)
}

func scanPrincipal(row scanner) (p Principal, err error) {
	return p, row.Scan(&p.Uin, &p.Account, &p.Kind, &p.Name, &p.Created, &p.Remark, &p.Email, &p.Phone, &p.CountryCode)
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

// OperatorUin is the uin of the account, and of the one principal in it, to which
// the credentials of operators belong. Nothing else is in that account.
const OperatorUin = 1

// Accounts returns every account but the operator's, oldest first.
func (tx *Tx) Accounts() ([]Account, error) {
	list, err := all(tx, scanAccount, "SELECT "+accountColumns+" FROM accounts WHERE uin <> $1 ORDER BY created, uin", OperatorUin)
	return list, wrap(err, "accounts")
}

// InsertPrincipal adds a principal to an existing account.
func (tx *Tx) InsertPrincipal(p Principal) error {
	err := tx.insert("principals", principalColumns, p.Uin, p.Account, p.Kind, p.Name, p.Created,
		p.Remark, p.Email, p.Phone, p.CountryCode)
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

// PrincipalByName returns the principal of a name.
func (tx *Tx) PrincipalByName(account uint64, name string) (Principal, error) {
	p, err := one(tx, scanPrincipal,
		"SELECT "+principalColumns+" FROM principals WHERE account = $1 AND name = $2", account, name)
	return p, wrap(err, "principal %s", name)
}

// UpdatePrincipal writes what may change in a principal: all but Uin, Account,
// Kind and Created.
func (tx *Tx) UpdatePrincipal(p Principal) error {
	err := tx.change(`UPDATE principals SET name = $2, remark = $3, email = $4, phone = $5, country_code = $6
		WHERE uin = $1`, p.Uin, p.Name, p.Remark, p.Email, p.Phone, p.CountryCode)
	return wrap(err, "update principal %d", p.Uin)
}

// DeletePrincipal removes a principal, its credentials, its way to sign in,
// its memberships and its attachments.
func (tx *Tx) DeletePrincipal(uin uint64) error {
	var err error
	for _, table := range []string{"credentials", "group_members", "sign_ins"} {
		if err == nil {
			_, err = tx.exec("DELETE FROM "+table+" WHERE principal = $1", uin)
		}
	}
	if err == nil {
		err = tx.detachAll(AttachedToUser, uin)
	}
	if err == nil {
		err = tx.change("DELETE FROM principals WHERE uin = $1", uin)
	}
	return wrap(err, "delete principal %d", uin)
}

// SignIn is how a principal signs in to the console.
type SignIn struct {
	Principal uint64
	Password  string // the Argon2id verifier; empty: not by password
	TOTP      []byte // the wrapped seed of one-time passwords; nil: none is asked for
}

// SetSignIn stores how a principal signs in, in the place of what was stored.
func (tx *Tx) SetSignIn(s SignIn) error {
	_, err := tx.exec(`INSERT INTO sign_ins (principal, password, totp) VALUES ($1, $2, $3)
		ON CONFLICT (principal) DO UPDATE SET password = excluded.password, totp = excluded.totp`,
		s.Principal, s.Password, s.TOTP)
	return wrap(err, "set sign-in of principal %d", s.Principal)
}

// SignIn returns how a principal signs in; ErrNotFound: it does not.
func (tx *Tx) SignIn(principal uint64) (SignIn, error) {
	scan := func(row scanner) (s SignIn, err error) { return s, row.Scan(&s.Principal, &s.Password, &s.TOTP) }
	s, err := one(tx, scan, "SELECT principal, password, totp FROM sign_ins WHERE principal = $1", principal)
	return s, wrap(err, "sign-in of principal %d", principal)
}

// DeleteSignIn keeps a principal from signing in.
func (tx *Tx) DeleteSignIn(principal uint64) error {
	_, err := tx.exec("DELETE FROM sign_ins WHERE principal = $1", principal)
	return wrap(err, "delete sign-in of principal %d", principal)
}

// SignIns returns the principals of an account that have a row for signing in.
func (tx *Tx) SignIns(account uint64) (map[uint64]bool, error) {
	scan := func(row scanner) (uin uint64, err error) { return uin, row.Scan(&uin) }
	uins, err := all(tx, scan, `SELECT principal FROM sign_ins
		WHERE principal IN (SELECT uin FROM principals WHERE account = $1)`, account)
	who := map[uint64]bool{}
	for _, uin := range uins {
		who[uin] = true
	}
	return who, wrap(err, "sign-ins of account %d", account)
}
