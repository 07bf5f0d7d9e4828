package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"miyao/internal/secret"
	"miyao/internal/store"
)

// A link lets who has it set root's password, once. Only its hash is stored, as
// a setting, so that it outlives the process that made it:
//
//	SHA-256 of the token (32) || end, Unix seconds (8, big endian)
const (
	linkSetting = "console-link"
	linkLife    = 24 * time.Hour
)

// ErrLink says that a link is unknown, was used, replaced by another or is too
// old.
var ErrLink = errors.New("the link is not valid: it was used, replaced by a newer one, or is older than 24 hours")

// Link is a one-time link.
type Link struct {
	Token   string
	Expires time.Time
}

// NewLink makes a link, in the place of the one before.
func (s *SignIns) NewLink(ctx context.Context) (Link, error) {
	l := Link{Token: rand.Text() + rand.Text(), Expires: s.now().Add(linkLife).Truncate(time.Second)}
	hash := sha256.Sum256([]byte(l.Token))
	value := binary.BigEndian.AppendUint64(hash[:], uint64(l.Expires.Unix()))
	err := s.db.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting(linkSetting, value) })
	return l, err
}

// Setup says how root can sign in: NeedsPassword is true while no password was
// set, and Link is then the end of a link that is still valid, or zero.
type Setup struct {
	NeedsPassword bool
	Link          time.Time
}

// Setup tells whether root has a password.
func (s *SignIns) Setup(ctx context.Context) (setup Setup, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) error {
		root, err := firstAccount(tx)
		if err != nil {
			return err
		}
		row, err := tx.SignIn(root)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if setup.NeedsPassword = row.Password == ""; !setup.NeedsPassword {
			return nil
		}
		_, end, err := s.link(tx)
		if end.After(s.now()) {
			setup.Link = end
		}
		return err
	})
	return setup, err
}

// link reads the stored link; without one the end is the zero time.
func (s *SignIns) link(tx *store.Tx) (hash []byte, end time.Time, err error) {
	value, err := tx.Setting(linkSetting)
	if errors.Is(err, store.ErrNotFound) || err == nil && len(value) == 0 {
		return nil, time.Time{}, nil
	}
	if err == nil && len(value) != sha256.Size+8 {
		err = fmt.Errorf("setting %s is damaged", linkSetting)
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	return value[:sha256.Size], time.Unix(int64(binary.BigEndian.Uint64(value[sha256.Size:])), 0), nil
}

// Redeem sets root's password by a link, which is used up, and returns root.
// One-time passwords are off afterwards: a link is also the way back in for who
// lost them. The errors are ErrLink, an ErrPassword… or a TooManyError.
func (s *SignIns) Redeem(ctx context.Context, token string, password secret.Bytes) (root store.Principal, err error) {
	if err := s.CheckLink(ctx, token); err != nil { // before the password costs anything
		return root, err
	}
	text, err := s.NewVerifier(ctx, password)
	if err != nil {
		return root, err
	}
	defer func() { s.Changed(root.Uin) }()
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		if err := s.checkLink(tx, token); err != nil {
			return err
		}
		uin, err := firstAccount(tx)
		if err != nil {
			return err
		}
		if root, err = tx.Principal(uin); err != nil {
			return err
		}
		if err := tx.SetSetting(linkSetting, nil); err != nil {
			return err
		}
		return tx.SetSignIn(store.SignIn{Principal: uin, Password: text})
	})
	return root, err
}

// CheckLink says whether a link is valid; if not, the error is ErrLink. Tokens
// cannot be guessed, so attempts are not limited.
func (s *SignIns) CheckLink(ctx context.Context, token string) error {
	return s.db.View(ctx, func(tx *store.Tx) error { return s.checkLink(tx, token) })
}

func (s *SignIns) checkLink(tx *store.Tx, token string) error {
	want, end, err := s.link(tx)
	if err != nil {
		return err
	}
	got := sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(got[:], want) != 1 || !end.After(s.now()) {
		return ErrLink
	}
	return nil
}
