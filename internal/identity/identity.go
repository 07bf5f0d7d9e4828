// Package identity knows who may call: accounts, principals and their
// credentials. It checks signatures itself, so that a credential's secret
// never leaves it. All credentials are held in memory, wrapped secrets
// included, and follow every change at once: this process is the only writer.
package identity

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"miyao/internal/cache"
	"miyao/internal/policy"
	"miyao/internal/secret"
	"miyao/internal/store"
	"miyao/tc3"
)

// ErrUnknownCredential is the answer for a SecretId that does not exist.
var ErrUnknownCredential = errors.New("no such credential")

// Wrapper protects secrets at rest; the keyring is one.
type Wrapper interface {
	// WrapSecret encrypts a credential's secret, bound to its SecretId.
	WrapSecret(secretID string, s secret.Bytes) ([]byte, error)
	// UnwrapSecret reverses WrapSecret.
	UnwrapSecret(secretID string, wrapped []byte) (secret.Bytes, error)
	// WrapSession encrypts the content of a temporary credential's token.
	WrapSession(secretID string, content secret.Bytes) ([]byte, error)
	// UnwrapSession reverses WrapSession.
	UnwrapSession(secretID string, wrapped []byte) (secret.Bytes, error)
}

// Caller is who a verified request comes from.
type Caller struct {
	SecretID  string // empty: signed in to the console
	Account   store.Account
	Principal store.Principal
	// Session is the name of a temporary credential's session; empty for others.
	Session string

	directory *Directory
	who       grantee
	limit     *policy.Policy // of a session; nil: none

	// Of a temporary credential: the SecretId that it goes back to, the roles by
	// which it does, and its end in Unix seconds.
	parent  string
	via     []uint64
	expires int64
}

// Root tells whether the caller may do everything in its account: the root
// principal, unless a session's policy limits it.
func (c *Caller) Root() bool { return c.Principal.Kind == store.PrincipalRoot && c.limit == nil }

// Operator tells whether the caller has an operator's credential: it administers
// accounts, and may do nothing in any.
func (c *Caller) Operator() bool { return c.Account.Uin == store.OperatorUin }

// Grants returns the policies that hold for the caller.
func (c *Caller) Grants(ctx context.Context) (*Grants, error) {
	base := everything
	if c.Principal.Kind != store.PrincipalRoot {
		var err error
		if base, err = c.directory.grants.Get(ctx, c.who); err != nil {
			return nil, err
		}
	}
	return base.within(c.limit), nil
}

// Directory finds credentials. It is safe for concurrent use.
type Directory struct {
	db          *store.DB
	wrapper     Wrapper
	now         func() time.Time
	changes     sync.Mutex // orders a change of the store and its effect in memory
	credentials sync.Map   // SecretId -> *Credential
	grants      *cache.Cache[grantee, Grants]
	sessions    *cache.Cache[sessionKey, Credential]
	decoy       *Credential
}

// Credential verifies the signatures of one SecretId.
type Credential struct {
	Caller  Caller
	row     store.Credential
	enabled bool
	secret  func() (secret.Bytes, error) // unwraps once
	derived atomic.Pointer[derivedKey]
	used    *use // nil: not noted, as of a temporary credential
}

// derivedKey is the TC3 signing key of the day and service last used.
type derivedKey struct {
	date, service string
	key           *tc3.SigningKey
}

// Open reads all credentials.
func Open(ctx context.Context, db *store.DB, wrapper Wrapper, now func() time.Time) (*Directory, error) {
	d := &Directory{db: db, wrapper: wrapper, now: now}
	d.grants = cache.New(cache.Options[grantee, Grants]{Max: maxGrants, MaxAge: maxGrantAge, Now: now, Load: d.loadGrants})
	d.sessions = cache.New(cache.Options[sessionKey, Credential]{Max: maxSessions, MaxAge: maxSessionAge, Now: now, Load: d.loadSession})
	random := secret.New([]byte(newText(secretKeyLength)))
	d.decoy = &Credential{secret: func() (secret.Bytes, error) { return random, nil }}
	err := db.View(ctx, func(tx *store.Tx) error {
		return d.loadAll(tx)
	})
	if err != nil {
		return nil, fmt.Errorf("read the credentials: %w", err)
	}
	return d, nil
}

// loadAll takes every credential into memory, with few reads: a start with thousands of users must not take long.
func (d *Directory) loadAll(tx *store.Tx) error {
	rows, err := tx.AllCredentials()
	if err != nil {
		return err
	}
	accounts, err := tx.Accounts()
	if err != nil {
		return err
	}
	operator, err := tx.Account(store.OperatorUin)
	if err == nil {
		accounts = append(accounts, operator)
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	owners := map[uint64]store.Account{}
	principals := map[uint64]store.Principal{}
	for _, account := range accounts {
		members, err := tx.Principals(account.Uin)
		if err != nil {
			return err
		}
		for _, p := range members {
			owners[p.Uin], principals[p.Uin] = account, p
		}
	}
	for _, row := range rows {
		d.put(row, principals[row.Principal], owners[row.Principal])
	}
	return nil
}

// load takes one credential into memory.
func (d *Directory) load(tx *store.Tx, row store.Credential) error {
	principal, err := tx.Principal(row.Principal)
	if err != nil {
		return err
	}
	account, err := tx.Account(principal.Account)
	if err != nil {
		return err
	}
	d.put(row, principal, account)
	return nil
}

func (d *Directory) put(row store.Credential, principal store.Principal, account store.Account) {
	used := &use{}
	if old, ok := d.credentials.Load(row.SecretID); ok {
		used = old.(*Credential).used
	}
	d.credentials.Store(row.SecretID, &Credential{
		Caller: Caller{SecretID: row.SecretID, Account: account, Principal: principal,
			directory: d, who: grantee{store.AttachedToUser, principal.Uin}},
		row:     row,
		enabled: row.Enabled,
		used:    used,
		secret: sync.OnceValues(func() (secret.Bytes, error) {
			return d.wrapper.UnwrapSecret(row.SecretID, row.Wrapped)
		}),
	})
}

// Credential returns the credential of a SecretId. For an unknown or disabled
// one ok is false and the credential is a decoy: checking a signature with it
// costs what it costs with a real one, and fails.
func (d *Directory) Credential(secretID string) (c *Credential, ok bool) {
	found, ok := d.credentials.Load(secretID)
	if !ok {
		return d.decoy, false
	}
	c = found.(*Credential)
	if !c.enabled {
		return d.decoy, false
	}
	return c, true
}

// VerifyV3 checks a TC3-HMAC-SHA256 signature. An error that is
// tc3.ErrSignature means that it does not match, any other that the secret
// could not be unwrapped.
func (c *Credential) VerifyV3(a *tc3.Authorization, m *tc3.Message) error {
	d := c.derived.Load()
	if d == nil || d.date != a.Date || d.service != a.Service {
		s, err := c.secret()
		if err != nil {
			return err
		}
		d = &derivedKey{
			date: strings.Clone(a.Date), service: strings.Clone(a.Service), // not the whole header
			key: tc3.DeriveKey(s.Expose(), a.Date, a.Service),
		}
		c.derived.Store(d)
	}
	return c.note(a.Verify(d.key, m))
}

// VerifyV1 checks a v1 signature; its errors are those of VerifyV3.
func (c *Credential) VerifyV1(method string, hosts []string, params []tc3.Param) error {
	s, err := c.secret()
	if err != nil {
		return err
	}
	return c.note(tc3.VerifyV1(s.Expose(), method, hosts, params))
}

// Lengths of made credentials, those of the cloud's own.
const (
	secretIDPrefix  = "AKID"
	secretIDLength  = 32
	secretKeyLength = 32
)

// newText returns n random letters and digits: 5.95 bits each.
func newText(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	text := make([]byte, 0, n)
	for one := make([]byte, 1); len(text) < n; {
		rand.Read(one)
		if int(one[0]) < 4*len(alphabet) { // refuse the rest: no bias
			text = append(text, alphabet[int(one[0])%len(alphabet)])
		}
	}
	return string(text)
}
