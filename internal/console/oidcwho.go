package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"miyao/internal/identity"
)

// OIDCRole says whose users of the provider take a role: those of whose claim
// Value is one.
type OIDCRole struct {
	Value   string
	Account string // name or uin; empty: the first
	Role    string // its name
}

// vouched is somebody for whom the provider vouches.
type vouched struct {
	subject string
	claims  map[string]any
}

// wanted are the claims that tell who somebody is here.
func (c *OIDC) wanted() (names []string) {
	if len(c.Users) > 0 {
		names = append(names, c.Claim)
	}
	if len(c.Roles) > 0 {
		names = append(names, c.RoleClaim)
	}
	return names
}

// user is the name of the principal that somebody is; empty: none. An address
// counts only if the provider has verified it: else whoever types it in there
// would be its owner here.
func (c *OIDC) user(claims map[string]any) (string, error) {
	if len(c.Users) == 0 {
		return "", nil
	}
	value, _ := claims[c.Claim].(string)
	if value == "" {
		return "", fmt.Errorf("there is no claim %q that is a text", c.Claim)
	}
	if verified, _ := claims["email_verified"].(bool); c.Claim == emailClaim && !verified {
		return "", errors.New("the claim email_verified is not true")
	}
	return c.Users[value], nil
}

// role is the first role that somebody may take. The claim is a text or a list of
// texts.
func (c *OIDC) role(claims map[string]any) (OIDCRole, bool) {
	var values []string
	switch claim := claims[c.RoleClaim].(type) {
	case string:
		values = []string{claim}
	case []any:
		for _, v := range claim {
			if text, ok := v.(string); ok {
				values = append(values, text)
			}
		}
	}
	i := slices.IndexFunc(c.Roles, func(r OIDCRole) bool { return slices.Contains(values, r.Value) })
	if i < 0 {
		return OIDCRole{}, false
	}
	return c.Roles[i], true
}

// enterVouched begins a session of the principal or role that somebody is. Who is
// a principal takes no role.
func (x *exchange) enterVouched(who vouched) error {
	name, err := x.oidc.user(who.claims)
	if name != "" {
		p, err := x.SignIns.PrincipalNamed(x.ctx(), name)
		if errors.Is(err, identity.ErrUnknownPrincipal) {
			return x.notVouched("The user of miyao to whom this identity belongs does not exist; see --oidc-users.", "该身份对应的用户不存在，请参见 --oidc-users。")
		}
		if err == nil {
			_, err = x.enterNow(p.Uin)
		}
		return err
	}
	if role, ok := x.oidc.role(who.claims); ok {
		return x.enterRole(role, who.subject)
	}
	if err != nil && len(x.oidc.Roles) == 0 {
		return x.oidcFailure("gave no identity that counts", err)
	}
	return x.notVouched("No user or role of miyao belongs to this identity; see --oidc-users and --oidc-roles.",
		"该身份未对应任何用户或角色，请参见 --oidc-users 和 --oidc-roles。")
}

// enterRole begins a session of a role, as long as the role allows, under the name
// that the provider has for its user.
func (x *exchange) enterRole(role OIDCRole, subject string) error {
	caller, life, err := x.Directory.FederatedRole(x.ctx(), role.Account, role.Role, identity.Federated{
		Provider: x.oidc.Name, Issuer: x.oidc.Issuer, Audience: x.oidc.ClientID, Subject: subject, Source: x.source})
	for _, refused := range []error{identity.ErrUnknownAccount, identity.ErrNoPrincipal, identity.ErrNotTrusted} {
		if errors.Is(err, refused) {
			return x.notVouched("The role of this identity cannot be taken: %v.", "无法使用该身份对应的角色：%v。", err)
		}
	}
	if err != nil {
		return err
	}
	_, err = x.enter(caller, identity.Stamp{}, life)
	return err
}

func (x *exchange) notVouched(en, zh string, args ...any) error {
	return x.recordFailure(actionSignIn, 0, 0, refuse(http.StatusUnauthorized, codeSignInFailed, en, zh, args...))
}
