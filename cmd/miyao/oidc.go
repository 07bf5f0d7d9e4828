package main

import (
	"net/url"

	"github.com/spf13/cobra"

	"miyao/internal/console"
)

// oidcConfig holds the flags of signing in with OpenID Connect.
type oidcConfig struct {
	issuer     string
	clientID   string
	secretFile string
	claim      string
	users      map[string]string
}

func bindOIDC(cmd *cobra.Command, c *oidcConfig) {
	f := cmd.Flags()
	f.StringVar(&c.issuer, "oidc-issuer", "", "`URL` of an OpenID Connect provider with which users may sign in to\nthe console; it sends them back to --console-url/console/oidc/callback")
	f.StringVar(&c.clientID, "oidc-client-id", "", "`id` of miyao at the provider")
	f.StringVar(&c.secretFile, "oidc-client-secret-file", "", "`file` with its secret; none for a public client")
	f.StringVar(&c.claim, "oidc-claim", "email", "`name` of the claim that tells users apart")
	f.StringToStringVar(&c.users, "oidc-users", nil, "which `claim=user` is who, ann@example.com=ann,bob@example.com=bob;\nall others are refused")
}

func (c *oidcConfig) check(consoleURL string) error {
	if c.issuer == "" {
		if c.clientID != "" || c.secretFile != "" || len(c.users) > 0 {
			return usagef("--oidc-issuer is missing")
		}
		return nil
	}
	u, err := url.Parse(c.issuer)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return usagef("--oidc-issuer %q is not a URL", c.issuer)
	}
	if consoleURL == "" || c.clientID == "" || c.claim == "" || len(c.users) == 0 {
		return usagef("--oidc-issuer needs --console-url, --oidc-client-id, --oidc-claim and --oidc-users")
	}
	return nil
}

// provider is nil where there is none.
func (c *oidcConfig) provider() *console.OIDC {
	if c.issuer == "" {
		return nil
	}
	return &console.OIDC{Issuer: c.issuer, ClientID: c.clientID, SecretFile: c.secretFile, Claim: c.claim, Users: c.users}
}
