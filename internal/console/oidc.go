package console

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"miyao/api"
	"miyao/internal/secret"
)

// OIDC lets principals sign in with an OpenID Connect provider.
type OIDC struct {
	Issuer     string
	ClientID   string
	SecretFile string // holds the client's secret; empty for a public client
	// Name is how trust policies of roles call the provider.
	Name string
	// Scopes are asked for beside openid.
	Scopes []string
	// Claim is what tells users apart, and Users says which principal each value
	// of it is, by name.
	Claim string
	Users map[string]string
	// RoleClaim has what Roles gives roles for, to who is not in Users; the first
	// of Roles that fits counts. Who has none is refused.
	RoleClaim string
	Roles     []OIDCRole
}

const (
	oidcPath     = Prefix + "/oidc"
	callbackPath = oidcPath + "/callback"
	oidcCookie   = "miyao-oidc"
	oidcLife     = 10 * time.Minute
	oidcTimeout  = 10 * time.Second // for each request to the provider
	emailClaim   = "email"
)

// codeOIDCFailed is for what is not the user's fault.
const codeOIDCFailed api.Code = "ProviderFailed"

// relyingParty is this server as the provider's client.
type relyingParty struct {
	OIDC
	secret   secret.Bytes
	redirect string
	client   *http.Client
	found    atomic.Pointer[oidc.Provider]
}

func newRelyingParty(c *OIDC, url string) (*relyingParty, error) {
	if url == "" {
		return nil, errors.New("signing in with OpenID Connect needs the URL of the console: the provider sends browsers back to it")
	}
	p := &relyingParty{OIDC: *c, redirect: url + callbackPath, client: &http.Client{Timeout: oidcTimeout}}
	if c.SecretFile == "" {
		return p, nil
	}
	text, err := os.ReadFile(c.SecretFile)
	if err != nil {
		return nil, fmt.Errorf("read the secret of the OpenID Connect client: %w", err)
	}
	if p.secret = secret.New(bytes.TrimSpace(text)); p.secret.Len() == 0 {
		return nil, fmt.Errorf("%s, the secret of the OpenID Connect client, is empty", c.SecretFile)
	}
	return p, nil
}

// view is what the page shows of the provider.
func (p *relyingParty) view() *provider {
	if p == nil {
		return nil
	}
	name := p.Issuer
	if u, err := url.Parse(name); err == nil && u.Host != "" {
		name = u.Host
	}
	return &provider{name}
}

// provider finds the provider when it is first needed: the server starts
// without it, and tries again after a failure.
func (p *relyingParty) provider(ctx context.Context) (*oidc.Provider, error) {
	if found := p.found.Load(); found != nil {
		return found, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.Issuer)
	if err == nil {
		p.found.Store(found)
	}
	return found, err
}

func (p *relyingParty) oauth(provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: string(p.secret.Expose()), Endpoint: provider.Endpoint(),
		RedirectURL: p.redirect, Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
	}
}

// flow is what a browser keeps, in a cookie, while it is at the provider: state
// ties the answer to the browser, nonce the token to the flow, and the verifier
// the code to both (RFC 7636).
type flow struct{ state, nonce, verifier string }

func newFlow() flow { return flow{rand.Text(), rand.Text(), oauth2.GenerateVerifier()} }

func (f flow) String() string { return f.state + "." + f.nonce + "." + f.verifier }

func parseFlow(text string) (f flow, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return f, false
	}
	return flow{parts[0], parts[1], parts[2]}, true
}

// setFlowCookie keeps a flow, or with nil takes it away. Browsers send it when
// the provider sends them back, which SameSite=Strict would not allow.
func (x *exchange) setFlowCookie(f *flow) {
	cookie := &http.Cookie{Name: oidcCookie, Path: oidcPath, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: x.secure(), MaxAge: -1}
	if f != nil {
		cookie.Value, cookie.MaxAge = f.String(), int(oidcLife.Seconds())
	}
	http.SetCookie(x.w, cookie)
}

// visit makes an http.Handler of a place that browsers are sent to. What goes
// wrong is shown by the page, which finds its code in the query.
func (c *Console) visit(fn func(*exchange) (location string, err error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := c.newExchange(w, r)
		location, err := fn(x)
		if err != nil {
			refused := x.refuseLoudly(err)
			location = Prefix + "/?" + url.Values{"oidc": {string(refused.cause.Code)}}.Encode()
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, location, http.StatusFound)
	})
}

// startOIDC sends the browser to the provider.
func startOIDC(x *exchange) (string, error) {
	provider, err := x.oidc.provider(x.ctx())
	if err != nil {
		return "", x.oidcFailure("cannot be reached", err)
	}
	f := newFlow()
	x.setFlowCookie(&f)
	return x.oidc.oauth(provider).AuthCodeURL(f.state, oidc.Nonce(f.nonce), oauth2.S256ChallengeOption(f.verifier)), nil
}

// finishOIDC signs in whom the provider sends back.
func finishOIDC(x *exchange) (string, error) {
	var f flow
	var ok bool
	if cookie, err := x.r.Cookie(oidcCookie); err == nil {
		f, ok = parseFlow(cookie.Value)
	}
	x.setFlowCookie(nil)
	query := x.r.URL.Query()
	if !ok || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(f.state)) != 1 {
		return "", x.recordFailure(actionSignIn, 0, 0, refuse(http.StatusUnauthorized, codeSignInFailed,
			"The answer of the provider does not belong to this browser, or came too late; sign in again.", "登录响应与当前浏览器不符或已超时，请重新登录。"))
	}
	if code := query.Get("error"); code != "" {
		return "", x.oidcFailure("refused", errors.New(code))
	}
	who, err := x.oidc.redeem(x.ctx(), f, query.Get("code"), x.Now)
	if err != nil {
		return "", x.oidcFailure("gave no identity that counts", err)
	}
	if err := x.findSession(); err != nil { // the one before, which ends here
		return "", err
	}
	x.caller = nil
	x.detail = map[string]string{"issuer": x.oidc.Issuer, "subject": who.subject}
	return Prefix + "/", x.enterVouched(who)
}

// oidcFailure records what the provider did; what the page shows is less.
func (x *exchange) oidcFailure(what string, err error) error {
	x.detail = with(x.detail, "issuer", x.oidc.Issuer)
	x.detail["provider"] = what + ": " + err.Error()
	return x.recordFailure(actionSignIn, 0, 0, refuse(http.StatusBadGateway, codeOIDCFailed,
		"The OpenID Connect provider %s; the audit log says more under %s.", "OpenID Connect 身份提供方登录失败（%s），详情见审计日志 %s。", what, x.id))
}

// redeem exchanges a code for tokens, verifies them and returns for whom they
// vouch.
func (p *relyingParty) redeem(ctx context.Context, f flow, code string, now func() time.Time) (who vouched, err error) {
	ctx = oidc.ClientContext(ctx, p.client)
	provider, err := p.provider(ctx)
	if err != nil {
		return who, err
	}
	token, err := p.oauth(provider).Exchange(ctx, code, oauth2.VerifierOption(f.verifier))
	if err != nil {
		return who, exchangeError(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, Now: now}).Verify(ctx, raw)
	if err != nil {
		return who, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.nonce)) != 1 {
		return who, errors.New("the ID token has another nonce")
	}
	who.subject = id.Subject
	if err := id.Claims(&who.claims); err != nil {
		return who, err
	}
	return who, p.addUserInfo(ctx, provider, token, &who)
}

// addUserInfo adds the claims that some providers tell only when asked again, if
// one is wanted that is not there.
func (p *relyingParty) addUserInfo(ctx context.Context, provider *oidc.Provider, token *oauth2.Token, who *vouched) error {
	missing := func(name string) bool { return who.claims[name] == nil }
	if !slices.ContainsFunc(p.wanted(), missing) || provider.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return err
	}
	if info.Subject != who.subject {
		return errors.New("the user info is of another subject")
	}
	return info.Claims(&who.claims)
}

// exchangeError leaves out the provider's answer, which could hold a token.
func exchangeError(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return fmt.Errorf("the code is refused: %s (%s)", refused.ErrorCode, refused.Response.Status)
	}
	return err
}
