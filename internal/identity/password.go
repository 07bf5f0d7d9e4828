package identity

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"miyao/internal/secret"
)

// PasswordCost is what Argon2id spends on a new password, and on one that is no
// password of anybody. The zero value is the second recommended option of RFC
// 9106, section 4 (for memory-constrained environments), and what every server
// has: there is no setting for it. Tests that are about something else spend
// less.
type PasswordCost struct {
	Memory, Time uint32 // KiB and passes
	Threads      uint8
}

func (c PasswordCost) orDefault() PasswordCost {
	if c == (PasswordCost{}) {
		return PasswordCost{Memory: 64 << 10, Time: 3, Threads: 4}
	}
	return c
}

// Lengths in bytes.
const (
	argonSalt = 16
	argonKey  = 32
)

// Length of a password: at least so many characters, at most so many bytes.
const (
	minPassword = 12
	maxPassword = 256
	minDistinct = 5 // different characters
)

// Why a password is not taken.
var (
	ErrPasswordShort  = fmt.Errorf("a password has at least %d characters", minPassword)
	ErrPasswordLong   = fmt.Errorf("a password has at most %d bytes", maxPassword)
	ErrPasswordSimple = fmt.Errorf("a password has at least %d different characters", minDistinct)
)

// checkPassword says whether a password may be set. Length is what counts;
// rules about kinds of characters make passwords worse (NIST SP 800-63B-4,
// section 3.1.1.2).
func checkPassword(password secret.Bytes) error {
	text := password.Expose()
	switch {
	case len(text) > maxPassword:
		return ErrPasswordLong
	case utf8.RuneCount(text) < minPassword:
		return ErrPasswordShort
	}
	distinct := map[rune]bool{}
	for _, r := range bytes.Runes(text) {
		distinct[r] = true
	}
	if len(distinct) < minDistinct {
		return ErrPasswordSimple
	}
	return nil
}

// Bounds of the work on passwords: each takes 64 MiB while it lasts, and those
// that wait take a place in the queue.
const (
	maxHashing = 2
	maxWaiting = 32
	busyWait   = 2 * time.Second
)

// hasher computes Argon2id, a few at a time.
type hasher struct {
	cost    PasswordCost
	slots   chan struct{}
	waiting atomic.Int64
}

func newHasher(cost PasswordCost) *hasher {
	return &hasher{cost: cost.orDefault(), slots: make(chan struct{}, maxHashing)}
}

// do runs fn in a slot. The error is a TooManyError when too many wait already.
func (h *hasher) do(ctx context.Context, fn func()) error {
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > maxHashing+maxWaiting {
		return &TooManyError{After: busyWait}
	}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-h.slots }()
	fn()
	return nil
}

// hash returns the verifier of a password.
func (h *hasher) hash(ctx context.Context, password secret.Bytes) (string, error) {
	v := verifier{PasswordCost: h.cost, salt: random(argonSalt)}
	err := h.do(ctx, func() { v.key = v.derive(password, argonKey) })
	return v.String(), err
}

// matches tells whether a password is the one of a verifier. It costs the same
// for one that is not.
func (h *hasher) matches(ctx context.Context, v verifier, password secret.Bytes) (ok bool, err error) {
	if password.Len() > maxPassword { // none that was ever set
		password = secret.Bytes{}
	}
	err = h.do(ctx, func() {
		ok = subtle.ConstantTimeCompare(v.derive(password, len(v.key)), v.key) == 1
	})
	return ok, err
}

// verifier is what is kept of a password: parameters, salt and result of
// Argon2id. Its text is the PHC string format:
//
//	$argon2id$v=19$m=65536,t=3,p=4$<salt>$<key>
type verifier struct {
	PasswordCost
	salt, key []byte
}

func (v verifier) derive(password secret.Bytes, length int) []byte {
	return argon2.IDKey(password.Expose(), v.salt, v.Time, v.Memory, v.Threads, uint32(length))
}

const verifierFormat = "$argon2id$v=19$m=%d,t=%d,p=%d$"

// String returns the text that parseVerifier reads.
func (v verifier) String() string {
	b := base64.RawStdEncoding
	return fmt.Sprintf(verifierFormat, v.Memory, v.Time, v.Threads) + b.EncodeToString(v.salt) + "$" + b.EncodeToString(v.key)
}

var errVerifier = errors.New("the stored verifier of a password is damaged")

// parseVerifier accepts what String writes and nothing else.
func parseVerifier(text string) (v verifier, err error) {
	var rest string
	if _, err := fmt.Sscanf(text, verifierFormat+"%s", &v.Memory, &v.Time, &v.Threads, &rest); err != nil {
		return v, errVerifier
	}
	salt, key, _ := bytes.Cut([]byte(rest), []byte("$"))
	v.salt, err = base64.RawStdEncoding.AppendDecode(nil, salt)
	if err == nil {
		v.key, err = base64.RawStdEncoding.AppendDecode(nil, key)
	}
	if err != nil || len(v.salt) == 0 || len(v.key) == 0 || v.Time == 0 || v.Threads == 0 || v.String() != text {
		return v, errVerifier
	}
	return v, nil
}

// newDecoy is the verifier of no password. Checking one against it costs what
// it costs with a real one, and fails.
func (h *hasher) newDecoy() verifier {
	return verifier{PasswordCost: h.cost, salt: random(argonSalt), key: random(argonKey)}
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails: crypto/rand ends the process instead
	return b
}
