package identity

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"miyao/internal/secret"
	"miyao/internal/store"
)

// Why an attempt to sign in fails; see also TooManyError.
var (
	// ErrSignIn says that name, password or one-time password is wrong. Which
	// of them is not told.
	ErrSignIn = errors.New("the name, the password or the one-time password is wrong")
	// ErrCodeRequired says that the password is right and a one-time password
	// is asked for.
	ErrCodeRequired = errors.New("a one-time password is required")
)

// ErrUnknownPrincipal is the answer for a principal that does not exist.
var ErrUnknownPrincipal = errors.New("no such principal")

// SignIns checks how principals sign in to the console: passwords, kept as
// Argon2id verifiers, and one-time passwords. Attempts that fail are limited by
// name and by source address, and one with an unknown name is not told from one
// with a wrong password, by answer, cost or limit. It is safe for concurrent
// use.
type SignIns struct {
	db      *store.DB
	wrapper SeedWrapper
	now     func() time.Time
	hasher  *hasher
	decoy   verifier
	names   *limit
	sources *limit
	changes changeCounts
}

// NewSignIns makes a SignIns.
func NewSignIns(db *store.DB, wrapper SeedWrapper, now func() time.Time, cost PasswordCost) *SignIns {
	hasher := newHasher(cost)
	return &SignIns{db: db, wrapper: wrapper, now: now, hasher: hasher, decoy: hasher.newDecoy(),
		names: newLimit(nameBurst, nameEvery), sources: newLimit(sourceBurst, sourceEvery)}
}

// Attempt is what somebody signs in with.
type Attempt struct {
	Account  uint64 // uin; zero is the first account
	Name     string // empty is root
	Password secret.Bytes
	Code     string // the one-time password; may be empty
	Source   string // address of the peer
}

// rootName is a name of the root principal, whatever its row says.
const rootName = "root"

// Stamp stands for how a principal signs in at a time: a session that began with
// another stamp than the present one is over. It holds for this process only.
type Stamp [sha256.Size]byte

// stampOf makes a stamp of a row and of the changes that were made before it was
// read. The password alone would not do: one-time passwords that are switched on
// and off again leave it as it was.
func stampOf(changes uint64, row store.SignIn) Stamp {
	return sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, changes), row.Password...))
}

// changeCounts counts the changes of how principals sign in.
type changeCounts struct {
	mu sync.Mutex // guards of
	of map[uint64]uint64
}

func (c *changeCounts) get(principal uint64) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.of[principal]
}

func (c *changeCounts) add(principal uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[uint64]uint64{}
	}
	c.of[principal]++
}

// Changed ends the sessions of a principal whose way to sign in was changed in
// the store by somebody else than these methods. It comes after the change and
// before that is answered.
func (s *SignIns) Changed(principal uint64) { s.changes.add(principal) }

// SignIn checks an attempt and returns the principal that it is for, with an
// error too, if it got as far as that, for the record only; and the stamp of the
// password that was checked, which another may have replaced meanwhile.
func (s *SignIns) SignIn(ctx context.Context, a Attempt) (p store.Principal, stamp Stamp, err error) {
	if a.Name == "" {
		a.Name = rootName
	}
	if a.Account == 0 { // so that one principal has one limit, however it is named
		if a.Account, err = s.first(ctx); err != nil {
			return p, stamp, err
		}
	}
	err = s.attempt(nameKey(a.Account, a.Name), a.Source, func() error {
		if p, err = s.find(ctx, a.Account, a.Name); err != nil {
			return err
		}
		changes := s.changes.get(p.Uin)
		row, err := s.signIn(ctx, p.Uin)
		if err != nil {
			return err
		}
		stamp = stampOf(changes, row)
		if err := s.check(ctx, row, a.Password); err != nil {
			return err
		}
		return s.checkCode(ctx, row, a.Code)
	})
	return p, stamp, err
}

// maxNameKey bounds the names that are remembered for a while; those of
// principals are shorter.
const maxNameKey = 128

// nameKey is under what the attempts of a name are counted. It is made from what
// was said and not from what was found, so that limits tell nothing.
func nameKey(account uint64, name string) string {
	return strconv.FormatUint(account, 10) + " " + name[:min(len(name), maxNameKey)]
}

// CheckPassword checks the password of a principal that is signed in, before
// it changes how it signs in. The error is ErrSignIn or a TooManyError.
func (s *SignIns) CheckPassword(ctx context.Context, principal uint64, password secret.Bytes, source string) error {
	return s.attempt("uin "+strconv.FormatUint(principal, 10), source, func() error {
		row, err := s.signIn(ctx, principal)
		if err != nil {
			return err
		}
		return s.check(ctx, row, password)
	})
}

// attempt runs a check unless too many failed before. Only failures count, but
// they are counted first: many at once are not more than many in a row.
func (s *SignIns) attempt(name, source string, check func() error) error {
	source = network(source)
	now := s.now()
	if wait := s.sources.take(source, now); wait > 0 {
		return &TooManyError{After: wait}
	}
	if wait := s.names.take(name, now); wait > 0 {
		s.sources.giveBack(source, now)
		return &TooManyError{After: wait}
	}
	err := check()
	if !errors.Is(err, ErrSignIn) {
		now = s.now()
		s.sources.giveBack(source, now)
		s.names.giveBack(name, now)
	}
	return err
}

// check compares a password; without a verifier it takes its time and fails.
func (s *SignIns) check(ctx context.Context, row store.SignIn, password secret.Bytes) error {
	v := s.decoy
	if row.Password != "" {
		var err error
		if v, err = parseVerifier(row.Password); err != nil {
			return err
		}
	}
	ok, err := s.hasher.matches(ctx, v, password)
	if err == nil && !ok {
		return ErrSignIn
	}
	return err
}

// find looks a principal up by name. One that does not exist has the uin 0.
func (s *SignIns) find(ctx context.Context, account uint64, name string) (p store.Principal, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) error {
		if name == rootName {
			p, err = tx.Principal(account)
		} else {
			p, err = tx.PrincipalByName(account, name)
		}
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return store.Principal{}, nil
	}
	return p, err
}

// PrincipalNamed returns the principal of a name in the first account. The error
// is ErrUnknownPrincipal if there is none.
func (s *SignIns) PrincipalNamed(ctx context.Context, name string) (store.Principal, error) {
	first, err := s.first(ctx)
	if err != nil {
		return store.Principal{}, err
	}
	p, err := s.find(ctx, first, name)
	if err == nil && p.Uin == 0 {
		err = fmt.Errorf("%w: %q", ErrUnknownPrincipal, name)
	}
	return p, err
}

func (s *SignIns) first(ctx context.Context) (uin uint64, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) error {
		uin, err = firstAccount(tx)
		return err
	})
	return uin, err
}

func firstAccount(tx *store.Tx) (uint64, error) {
	accounts, err := tx.Accounts()
	if err != nil {
		return 0, err
	}
	if len(accounts) == 0 {
		return 0, fmt.Errorf("root account: %w", store.ErrNotFound)
	}
	return accounts[0].Uin, nil
}

// signIn reads a row; a principal without one has no password.
func (s *SignIns) signIn(ctx context.Context, principal uint64) (row store.SignIn, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) error {
		row, err = tx.SignIn(principal)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return store.SignIn{Principal: principal}, nil
	}
	return row, err
}

// SetPassword sets the password of a principal, the first one or another. The
// error is one of the ErrPassword… for one that is not taken.
func (s *SignIns) SetPassword(ctx context.Context, principal uint64, password secret.Bytes) error {
	text, err := s.NewVerifier(ctx, password)
	if err != nil {
		return err
	}
	defer s.Changed(principal)
	return s.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Principal(principal); err != nil {
			return principalError(principal, err)
		}
		row, err := tx.SignIn(principal)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		row.Principal, row.Password = principal, text
		return tx.SetSignIn(row)
	})
}

// NewVerifier checks a password that is to be set and returns what is stored of
// it. The errors are those named ErrPassword….
func (s *SignIns) NewVerifier(ctx context.Context, password secret.Bytes) (string, error) {
	if err := checkPassword(password); err != nil {
		return "", err
	}
	return s.hasher.hash(ctx, password)
}

// Stamp returns the present stamp of a principal.
func (s *SignIns) Stamp(ctx context.Context, principal uint64) (Stamp, error) {
	changes := s.changes.get(principal)
	row, err := s.signIn(ctx, principal)
	return stampOf(changes, row), err
}

// HasSeed tells whether a principal signs in with one-time passwords too.
func (s *SignIns) HasSeed(ctx context.Context, principal uint64) (bool, error) {
	row, err := s.signIn(ctx, principal)
	return row.TOTP != nil, err
}

// CallerOf returns a principal as the caller of a console session. It reads the
// store each time, so a principal that was deleted is ErrUnknownPrincipal at
// once.
func (d *Directory) CallerOf(ctx context.Context, principal uint64) (*Caller, error) {
	c := &Caller{directory: d, who: grantee{store.AttachedToUser, principal}}
	err := d.db.View(ctx, func(tx *store.Tx) (err error) {
		if c.Principal, err = tx.Principal(principal); err != nil {
			return err
		}
		c.Account, err = tx.Account(c.Principal.Account)
		return err
	})
	if err != nil {
		return nil, principalError(principal, err)
	}
	return c, nil
}

func principalError(principal uint64, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: %d", ErrUnknownPrincipal, principal)
	}
	return err
}

// otpText is a seed in the form that package otp takes.
func otpText(seed secret.Bytes) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(seed.Expose())
}
