package identity

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"miyao/internal/secret"
	"miyao/internal/store"
)

// One-time passwords by RFC 6238, with the parameters that every authenticator
// knows: SHA-1, six digits, 30 seconds, and a seed of 160 bits (RFC 4226,
// section 4, R6).
const (
	totpPeriod = 30 // seconds
	totpSeed   = 20 // bytes
	totpSkew   = 1  // steps before and after the present one
	totpIssuer = "miyao"
)

// ErrCode says that a one-time password is wrong, or was used before.
var ErrCode = errors.New("the one-time password is wrong or was used already")

// SeedWrapper protects seeds at rest; the keyring is one.
type SeedWrapper interface {
	// WrapSeed encrypts the seed of a principal's one-time passwords.
	WrapSeed(principal uint64, seed secret.Bytes) ([]byte, error)
	// UnwrapSeed reverses WrapSeed.
	UnwrapSeed(principal uint64, wrapped []byte) (secret.Bytes, error)
}

// Seed is the seed of one-time passwords before it is in use.
type Seed struct {
	secret secret.Bytes
	key    *otp.Key
}

// URL is what an authenticator reads as a QR code; it holds the seed.
func (s *Seed) URL() string { return s.key.URL() }

// Text is the seed in base32, for typing.
func (s *Seed) Text() string { return s.key.Secret() }

// NewSeed makes a seed for a principal.
func NewSeed(name string) (*Seed, error) {
	seed := secret.Random(totpSeed)
	key, err := totp.Generate(totp.GenerateOpts{Issuer: totpIssuer, AccountName: name, Secret: seed.Expose()})
	if err != nil {
		return nil, fmt.Errorf("make a seed of one-time passwords: %w", err)
	}
	return &Seed{seed, key}, nil
}

// Confirm puts a seed into use, if the code shows that an authenticator has it.
// That code cannot be used again, and sessions that began before are over.
// Otherwise the error is ErrCode.
func (s *SignIns) Confirm(ctx context.Context, principal uint64, seed *Seed, code string) error {
	step, ok := s.step(seed.secret, code, 0)
	if !ok {
		return ErrCode
	}
	defer s.Changed(principal)
	return s.db.Update(ctx, func(tx *store.Tx) error {
		row, err := tx.SignIn(principal)
		if err != nil {
			return err
		}
		return s.setSeed(tx, row, seed.secret, step)
	})
}

// RemoveSeed lets a principal sign in without one-time passwords again. Sessions
// that began before are over.
func (s *SignIns) RemoveSeed(ctx context.Context, principal uint64) error {
	defer s.Changed(principal)
	return s.db.Update(ctx, func(tx *store.Tx) error {
		row, err := tx.SignIn(principal)
		if err != nil {
			return err
		}
		row.TOTP = nil
		return tx.SetSignIn(row)
	})
}

// checkCode checks a one-time password, where the principal has them, and
// remembers it as used.
func (s *SignIns) checkCode(ctx context.Context, row store.SignIn, code string) error {
	if row.TOTP == nil {
		return nil
	}
	if code == "" {
		return ErrCodeRequired
	}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		row, err := tx.SignIn(row.Principal) // as it is now: somebody may use the same code
		if err != nil {
			return err
		}
		seed, last, err := s.seed(row)
		if err != nil {
			return err
		}
		defer seed.Wipe()
		step, ok := s.step(seed, code, last)
		if !ok {
			return ErrSignIn
		}
		return s.setSeed(tx, row, seed, step)
	})
}

// step returns the step of time to which a code belongs, if it is later than
// the last used one.
func (s *SignIns) step(seed secret.Bytes, code string, last uint64) (uint64, bool) {
	text := otpText(seed)
	now := uint64(s.now().Unix()) / totpPeriod
	for step := max(now-totpSkew, last+1); step <= now+totpSkew; step++ {
		ok, err := hotp.ValidateCustom(code, step, text, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok {
			return step, true
		}
	}
	return 0, false
}

// setSeed stores a seed together with the last used step, wrapped as one:
//
//	step (8, big endian) || seed
func (s *SignIns) setSeed(tx *store.Tx, row store.SignIn, seed secret.Bytes, step uint64) error {
	content := secret.New(append(binary.BigEndian.AppendUint64(nil, step), seed.Expose()...))
	defer content.Wipe()
	var err error
	if row.TOTP, err = s.wrapper.WrapSeed(row.Principal, content); err != nil {
		return err
	}
	return tx.SetSignIn(row)
}

func (s *SignIns) seed(row store.SignIn) (seed secret.Bytes, last uint64, err error) {
	content, err := s.wrapper.UnwrapSeed(row.Principal, row.TOTP)
	if err != nil {
		return seed, 0, err
	}
	defer content.Wipe()
	if content.Len() <= 8 {
		return seed, 0, errors.New("the stored seed of one-time passwords is damaged")
	}
	return secret.New(append([]byte(nil), content.Expose()[8:]...)), binary.BigEndian.Uint64(content.Expose()), nil
}
