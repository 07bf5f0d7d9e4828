package identity

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"time"

	"miyao/internal/policy"
	"miyao/internal/store"
)

// ErrNotTrusted says that a role's trust policy does not let an identity
// provider's users take it.
var ErrNotTrusted = errors.New("the trust policy of the role does not allow it")

// Federated is somebody for whom an OpenID Connect provider vouches.
type Federated struct {
	Provider string // its name in trust policies
	Issuer   string // the claims iss, aud and sub
	Audience string
	Subject  string
	Source   string // address of the peer
}

// webIdentity is the action by which a federated principal takes a role.
const webIdentity = "AssumeRoleWithWebIdentity"

// FederatedRole returns a role, named in an account (its name or uin; empty: the
// first), as somebody calls who takes it, and how long. The role has to trust the
// provider: its trust policy allows sts:AssumeRoleWithWebIdentity to
// qcs::cam::uin/<account>:oidc-provider/<name>. The error is ErrUnknownAccount,
// ErrNoPrincipal or ErrNotTrusted.
func (d *Directory) FederatedRole(ctx context.Context, account, role string, f Federated) (c *Caller, life time.Duration, err error) {
	var row store.Role
	err = d.db.View(ctx, func(tx *store.Tx) error {
		owner, err := findAccount(tx, account)
		if err == nil {
			row, err = tx.RoleByName(owner.Uin, role)
		}
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("%w: there is no role %s", ErrNoPrincipal, role)
	}
	if err != nil {
		return nil, 0, err
	}
	if err := d.trusts(row, f); err != nil {
		return nil, 0, err
	}
	c, err = d.RoleSession(ctx, row.ID, sessionName(f.Subject))
	return c, time.Duration(row.MaxSession) * time.Second, err
}

func (d *Directory) trusts(role store.Role, f Federated) error {
	trust, err := policy.ParseTrust(role.Trust)
	if err != nil {
		return fmt.Errorf("trust policy of role %d: %w", role.ID, err)
	}
	r := policy.Request{Service: "sts", Action: webIdentity, Account: role.Account, Principal: role.ID, Time: d.now(),
		Values: map[string][]string{"oidc:iss": {f.Issuer}, "oidc:aud": {f.Audience}, "oidc:sub": {f.Subject}}}
	r.SourceIP, _ = netip.ParseAddr(f.Source)
	p := policy.Principal{Kind: policy.Federated, Name: fmt.Sprintf("qcs::cam::uin/%d:oidc-provider/%s", role.Account, f.Provider)}
	if trust.Allows(p, &r).Outcome != policy.Allowed {
		return fmt.Errorf("%w: role %s, sts:%s by %s", ErrNotTrusted, role.Name, webIdentity, p.Name)
	}
	return nil
}

// RoleSession returns a role as the caller of a console session of this name. It
// reads the store each time, so a role that was deleted is ErrUnknownPrincipal at
// once.
func (d *Directory) RoleSession(ctx context.Context, role uint64, name string) (*Caller, error) {
	c := &Caller{directory: d, who: grantee{store.AttachedToRole, role}, Session: name}
	err := d.db.View(ctx, func(tx *store.Tx) error {
		row, err := tx.Role(role)
		if err != nil {
			return err
		}
		c.Principal = rolePrincipal(row)
		c.Account, err = tx.Account(row.Account)
		return err
	})
	if err != nil {
		return nil, principalError(role, err)
	}
	return c, nil
}

var notInSessionName = regexp.MustCompile(`[^\w+=,.@-]`)

// sessionName makes the name of a session out of a provider's subject, which may
// be any text: what a name cannot have becomes a hyphen.
func sessionName(subject string) string {
	name := notInSessionName.ReplaceAllString(subject, "-")
	if len(name) < 2 {
		name += "--"
	}
	return name[:min(len(name), 128)]
}
