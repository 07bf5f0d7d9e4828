package identity

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"miyao/internal/secret"
	"miyao/internal/store"
)

// Why an account is not made, or an account or principal not found.
var (
	ErrAccountName    = errors.New("an account name is 1 to 64 letters, digits and +=,.@_- and not only digits")
	ErrAccountExists  = errors.New("there is an account of this name already")
	ErrUnknownAccount = errors.New("no such account")
	ErrNoPrincipal    = errors.New("no such principal")
)

// RootName is the name of every root principal, which no user can have.
const RootName = "root"

// OperatorName is the name of the principal of operators' credentials.
const OperatorName = "operator"

// Number of digits of a uin and of an app id.
const (
	uinDigits   = 12
	appIDDigits = 10
)

// NewAccount is an account with its root principal and first credential, ready
// to be inserted.
type NewAccount struct {
	Account    store.Account
	Root       store.Principal
	Credential store.Credential
	Secret     secret.Bytes // of the credential, never shown again
}

// MakeAccount makes an account of a name.
func MakeAccount(w Wrapper, name, note string, created int64) (a NewAccount, err error) {
	uin := newNumber(uinDigits)
	a.Account = store.Account{Uin: uin, AppID: newNumber(appIDDigits), Name: name, Created: created}
	a.Root = store.Principal{Uin: uin, Account: uin, Kind: store.PrincipalRoot, Name: RootName, Created: created}
	a.Credential, a.Secret, err = NewCredential(w, uin, note, created)
	return a, err
}

// Insert adds all rows of the account.
func (a *NewAccount) Insert(tx *store.Tx) error {
	if err := tx.InsertAccount(a.Account); err != nil {
		return err
	}
	if err := tx.InsertPrincipal(a.Root); err != nil {
		return err
	}
	return tx.InsertCredential(a.Credential)
}

// accountName keeps names and uins apart.
var accountName = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)

// CreateAccount makes an account of a name that no other has.
func (d *Directory) CreateAccount(ctx context.Context, name string) (a NewAccount, err error) {
	if _, number := strconv.ParseUint(name, 10, 64); !accountName.MatchString(name) || number == nil {
		return a, ErrAccountName
	}
	if a, err = MakeAccount(d.wrapper, name, "made with the account", d.now().Unix()); err != nil {
		return a, err
	}
	err = d.change(ctx, a.Credential.SecretID, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		for _, other := range accounts {
			if other.Name == name {
				return ErrAccountExists
			}
			a.Account.Created = max(a.Account.Created, other.Created+1) // the first account stays the first
		}
		return a.Insert(tx)
	})
	return a, err
}

// Accounts returns every account, oldest first.
func (d *Directory) Accounts(ctx context.Context) (accounts []store.Account, err error) {
	err = d.db.View(ctx, func(tx *store.Tx) error {
		accounts, err = tx.Accounts()
		return err
	})
	return accounts, err
}

// Root returns the root principal of the first account.
func (d *Directory) Root(ctx context.Context) (root store.Principal, err error) {
	err = d.db.View(ctx, func(tx *store.Tx) error {
		account, err := findAccount(tx, "")
		if err == nil {
			root, err = tx.Principal(account.Uin)
		}
		return err
	})
	return root, err
}

// Account returns the account of a name or uin; the empty name is the first
// account.
func (d *Directory) Account(ctx context.Context, name string) (a store.Account, err error) {
	err = d.db.View(ctx, func(tx *store.Tx) error {
		a, err = findAccount(tx, name)
		return err
	})
	return a, err
}

func findAccount(tx *store.Tx, name string) (store.Account, error) {
	accounts, err := tx.Accounts()
	if err != nil {
		return store.Account{}, err
	}
	for _, a := range accounts {
		if name == "" || name == a.Name || name == strconv.FormatUint(a.Uin, 10) {
			return a, nil
		}
	}
	return store.Account{}, fmt.Errorf("%w: %s", ErrUnknownAccount, name)
}

// RolePrefix begins the name of a role where a principal can be named.
const RolePrefix = "role/"

// CallerNamed returns a principal as it would call: a user by its uin or name, or
// a role by role/ and its name, in an account (its name or uin; empty: the
// first). A user whose name is the uin of another is found by its own uin only.
// The error is ErrUnknownAccount or ErrNoPrincipal.
func (d *Directory) CallerNamed(ctx context.Context, account, name string) (*Caller, error) {
	c := &Caller{directory: d}
	err := d.db.View(ctx, func(tx *store.Tx) (err error) {
		if c.Account, err = findAccount(tx, account); err != nil {
			return err
		}
		if role, is := strings.CutPrefix(name, RolePrefix); is {
			row, err := tx.RoleByName(c.Account.Uin, role)
			c.Principal, c.who = rolePrincipal(row), grantee{store.AttachedToRole, row.ID}
			return err
		}
		c.Principal, err = findPrincipal(tx, c.Account.Uin, name)
		c.who = grantee{store.AttachedToUser, c.Principal.Uin}
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("%w: account %s has no user, and no role, %s", ErrNoPrincipal, c.Account.Name, name)
	}
	return c, err
}

// findPrincipal finds a principal of an account by uin, else by name.
func findPrincipal(tx *store.Tx, account uint64, name string) (store.Principal, error) {
	if uin, err := strconv.ParseUint(name, 10, 63); err == nil {
		p, err := tx.Principal(uin)
		if err == nil && p.Account == account || err != nil && !errors.Is(err, store.ErrNotFound) {
			return p, err
		}
	}
	return tx.PrincipalByName(account, name)
}

// HasWayIn tells whether a principal can act without the operator's help: by an
// enabled credential other than one (empty: by any), or by a password for the
// console.
func HasWayIn(tx *store.Tx, principal uint64, without string) (bool, error) {
	rows, err := tx.Credentials(principal)
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		if row.Enabled && row.SecretID != without {
			return true, nil
		}
	}
	signIn, err := tx.SignIn(principal)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return signIn.Password != "", err
}

// NewUin returns a random uin that no principal has.
func NewUin(tx *store.Tx) (uint64, error) {
	for {
		uin := newNumber(uinDigits)
		if _, err := tx.Principal(uin); errors.Is(err, store.ErrNotFound) {
			return uin, nil
		} else if err != nil {
			return 0, err
		}
	}
}

// newNumber returns a random number of so many digits, as account numbers are.
func newNumber(digits int64) uint64 {
	least := new(big.Int).Exp(big.NewInt(10), big.NewInt(digits-1), nil)
	n, err := rand.Int(rand.Reader, new(big.Int).Mul(least, big.NewInt(9)))
	if err != nil {
		panic("crypto/rand: " + err.Error()) // documented never to happen
	}
	return n.Add(n, least).Uint64()
}
