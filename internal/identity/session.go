package identity

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"miyao/internal/policy"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// ErrToken refuses the Token of a temporary credential: it is damaged, expired,
// of another credential, or what it was made by is gone. Which one is not told.
var ErrToken = errors.New("the token is not valid")

// PrincipalRole is the kind of principal that a role's temporary credential is.
// Such principals are not rows.
const PrincipalRole = "role"

// FirstRoleID is the id of the first role that is made. Ids of roles are larger
// than any uin, so that the two cannot be taken for each other.
const FirstRoleID = 1<<62 + 1

// Bounds of the temporary credentials kept in memory. The token holds all there
// is to know, so one that is dropped is read again at its next use.
const (
	maxSessions   = 16 << 10
	maxSessionAge = 10 * time.Minute
)

// session is the content of a token, encrypted under the root key.
type session struct {
	SecretID  string
	SecretKey string
	Parent    string   // SecretId of the lasting credential that it goes back to
	Via       []uint64 `json:",omitzero"` // roles by which it goes back to that
	Account   uint64
	Principal uint64 `json:",omitzero"` // of a federation token
	Role      uint64 `json:",omitzero"` // of an assumed role
	Name      string // the session's
	Policy    string `json:",omitzero"` // takes away from what the principal or role may
	Expires   int64  // Unix seconds
}

// SessionRequest asks for a temporary credential.
type SessionRequest struct {
	By      *Caller
	Role    *store.Role // nil: for By's own principal
	Name    string
	Policy  string // a policy document that limits the session; empty: no limit
	Expires time.Time
}

// Temporary is a temporary credential.
type Temporary struct {
	SecretID string
	Secret   secret.Bytes
	Token    string
	Expires  time.Time
}

// NewSession makes a temporary credential. Nothing is stored: the token holds
// it, encrypted. One that another asks for ends with that at the latest, and when
// a role ends by which it came. A policy that does not parse is a *policy.Error.
func (d *Directory) NewSession(r SessionRequest) (Temporary, error) {
	if r.Policy != "" {
		if _, err := policy.Parse(r.Policy); err != nil {
			return Temporary{}, err
		}
	}
	s := session{
		SecretID: secretIDPrefix + newText(sessionIDLength), SecretKey: newText(secretKeyLength), Parent: r.By.lasting(),
		Account: r.By.Account.Uin, Name: r.Name, Policy: r.Policy, Expires: r.Expires.Unix(),
	}
	if r.By.Session != "" {
		s.Expires = min(s.Expires, r.By.expires)
		s.Via = r.By.via
	}
	if by := r.By.Principal; by.Kind == PrincipalRole && !slices.Contains(s.Via, by.Uin) {
		s.Via = append(slices.Clone(s.Via), by.Uin)
	}
	if r.Role != nil {
		s.Account, s.Role = r.Role.Account, r.Role.ID // who takes a role of another account is at home there
	} else {
		s.Principal = r.By.Principal.Uin
	}
	text, err := json.Marshal(s)
	if err != nil {
		return Temporary{}, fmt.Errorf("encode a session: %w", err)
	}
	content := secret.New(text)
	defer content.Wipe()
	wrapped, err := d.wrapper.WrapSession(s.SecretID, content)
	if err != nil {
		return Temporary{}, err
	}
	return Temporary{SecretID: s.SecretID, Secret: secret.New([]byte(s.SecretKey)), Token: tokenEncoding.EncodeToString(wrapped),
		Expires: time.Unix(s.Expires, 0)}, nil
}

// lasting is the SecretId of the credential that a caller's right goes back to.
func (c *Caller) lasting() string {
	if c.Session != "" {
		return c.parent
	}
	return c.SecretID
}

// Applicant is the uin of the principal with whose lasting credential a caller's right
// began. A role that came by signing in to the console has none, and then it is that
// of the account.
func (c *Caller) Applicant() uint64 {
	if applied, live := c.directory.Credential(c.lasting()); live {
		return applied.Caller.Principal.Uin
	}
	return c.Account.Uin
}

// sessionKey is what a temporary credential is kept under.
type sessionKey struct{ secretID, token string }

// sessionIDLength tells the SecretId of a temporary credential from others,
// which cannot be looked up.
const sessionIDLength = 60

// Session returns the temporary credential of a SecretId and its token. The
// error is ErrToken, or ErrUnknownCredential if the SecretId is neither that of
// a temporary credential nor known, and then the credential is a decoy.
func (d *Directory) Session(ctx context.Context, secretID, token string) (*Credential, error) {
	if len(secretID) != len(secretIDPrefix)+sessionIDLength {
		if _, known := d.Credential(secretID); !known {
			return d.decoy, ErrUnknownCredential
		}
		return d.decoy, ErrToken // only a temporary credential has one
	}
	c, err := d.sessions.Get(ctx, sessionKey{secretID, token})
	if err != nil {
		return d.decoy, err
	}
	_, live := d.Credential(c.Caller.parent)
	if !live || c.Caller.expires <= d.now().Unix() {
		return d.decoy, ErrToken
	}
	return c, nil
}

var tokenEncoding = base64.RawURLEncoding.Strict()

// maxToken bounds what is decrypted for somebody unknown: a session with the
// largest policy is smaller.
const maxToken = 64 << 10

func (d *Directory) loadSession(ctx context.Context, key sessionKey, c *Credential) error {
	if len(key.token) > maxToken {
		return ErrToken
	}
	wrapped, err := tokenEncoding.DecodeString(key.token)
	if err != nil {
		return ErrToken
	}
	content, err := d.wrapper.UnwrapSession(key.secretID, wrapped)
	if err != nil {
		return ErrToken
	}
	defer content.Wipe()
	var s session
	if err := json.Unmarshal(content.Expose(), &s); err != nil {
		return fmt.Errorf("decode a session: %w", err)
	}
	c.enabled = true
	secretKey := secret.New([]byte(s.SecretKey))
	c.secret = func() (secret.Bytes, error) { return secretKey, nil }
	c.Caller, err = d.sessionCaller(ctx, &s)
	return err
}

// sessionCaller says who a session is. Its account, its principal or role, and
// the roles by which it came must still be there.
func (d *Directory) sessionCaller(ctx context.Context, s *session) (Caller, error) {
	c := Caller{SecretID: s.SecretID, Session: s.Name, directory: d, who: grantee{store.AttachedToUser, s.Principal},
		parent: s.Parent, via: s.Via, expires: s.Expires}
	err := d.db.View(ctx, func(tx *store.Tx) (err error) {
		if c.Account, err = tx.Account(s.Account); err != nil {
			return err
		}
		for _, role := range s.Via {
			if _, err := tx.Role(role); err != nil {
				return err
			}
		}
		if s.Role == 0 {
			c.Principal, err = tx.Principal(s.Principal)
			return err
		}
		role, err := tx.Role(s.Role)
		c.who = grantee{store.AttachedToRole, s.Role}
		c.Principal = rolePrincipal(role)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return c, ErrToken
	}
	if err == nil && s.Policy != "" {
		c.limit, err = policy.Parse(s.Policy)
	}
	return c, err
}

// rolePrincipal is a role as a principal.
func rolePrincipal(r store.Role) store.Principal {
	return store.Principal{Uin: r.ID, Account: r.Account, Kind: PrincipalRole, Name: r.Name, Created: r.Created}
}
