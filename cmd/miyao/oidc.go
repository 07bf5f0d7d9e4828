package main

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"miyao/internal/console"
)

// oidcConfig holds the flags of signing in with OpenID Connect.
type oidcConfig struct {
	issuer     string
	clientID   string
	secretFile string
	scopes     []string
	claim      string
	users      map[string]string
	name       string
	roleClaim  string
	roles      []string
}

func bindOIDC(cmd *cobra.Command, c *oidcConfig) {
	f := cmd.Flags()
	f.StringVar(&c.issuer, "oidc-issuer", "", "`URL` of an OpenID Connect provider with which users may sign in to\nthe console; it sends them back to --console-url/console/oidc/callback")
	f.StringVar(&c.clientID, "oidc-client-id", "", "`id` of miyao at the provider")
	f.StringVar(&c.secretFile, "oidc-client-secret-file", "", "`file` with its secret; none for a public client")
	f.StringSliceVar(&c.scopes, "oidc-scopes", []string{"email", "profile"}, "`scopes` to ask for beside openid, such as groups")
	f.StringVar(&c.claim, "oidc-claim", "email", "`name` of the claim that tells users apart")
	f.StringToStringVar(&c.users, "oidc-users", nil, "which `claim=user` is who, ann@example.com=ann,bob@example.com=bob")
	f.Lookup("oidc-users").DefValue = "" // not "[]"
	f.StringVar(&c.roleClaim, "oidc-role-claim", "groups", "`name` of the claim that gives roles to all others")
	f.StringSliceVar(&c.roles, "oidc-roles", nil, "which `value=role` it gives, admins=kms-admin,audit=auditor; of another\naccount value=account/role; the first that fits counts, and who has\nnone is refused")
	f.StringVar(&c.name, "oidc-name", "oidc", "`name` of the provider in trust policies of roles:\nqcs::cam::uin/<account>:oidc-provider/<name>")
}

func (c *oidcConfig) check(consoleURL string) error {
	if c.issuer == "" {
		if c.clientID != "" || c.secretFile != "" || len(c.users) > 0 || len(c.roles) > 0 {
			return usagef("--oidc-issuer is missing")
		}
		return nil
	}
	u, err := url.Parse(c.issuer)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return usagef("--oidc-issuer %q is not a URL", c.issuer)
	}
	if consoleURL == "" || c.clientID == "" || len(c.users)+len(c.roles) == 0 {
		return usagef("--oidc-issuer needs --console-url, --oidc-client-id, and --oidc-users or --oidc-roles")
	}
	if c.claim == "" || c.roleClaim == "" {
		return usagef("--oidc-claim and --oidc-role-claim must not be empty")
	}
	if !oidcName.MatchString(c.name) {
		return usagef("--oidc-name %q: it must be letters, digits, ., - and _", c.name)
	}
	for _, text := range c.roles {
		if _, ok := parseOIDCRole(text); !ok {
			return usagef("--oidc-roles %q: it must be value=role or value=account/role", text)
		}
	}
	return nil
}

var oidcName = regexp.MustCompile(`^[\w.-]{1,128}$`)

func parseOIDCRole(text string) (r console.OIDCRole, ok bool) {
	at := strings.LastIndexByte(text, '=') // a value may be a name with = in it
	if at < 1 {
		return r, false
	}
	account, role, within := strings.Cut(text[at+1:], "/")
	if !within {
		account, role = "", account
	}
	return console.OIDCRole{Value: text[:at], Account: account, Role: role}, role != "" && (account != "") == within
}

// provider is nil where there is none.
func (c *oidcConfig) provider() *console.OIDC {
	if c.issuer == "" {
		return nil
	}
	p := &console.OIDC{Issuer: c.issuer, ClientID: c.clientID, SecretFile: c.secretFile, Name: c.name, Scopes: c.scopes,
		Claim: c.claim, Users: c.users, RoleClaim: c.roleClaim}
	for _, text := range c.roles {
		if role, ok := parseOIDCRole(text); ok { // all are: check has looked
			p.Roles = append(p.Roles, role)
		}
	}
	return p
}
