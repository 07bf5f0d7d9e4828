package console_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"miyao/internal/console"
	"miyao/internal/store"
)

// issuer is a provider that gives whatever ID token it is told to, as one would that
// is broken, or whose network somebody else holds.
type issuer struct {
	*httptest.Server
	key   atomic.Pointer[rsa.PrivateKey] // the one it publishes
	token atomic.Value                   // the ID token it gives, a string
}

const clientSecret = "the secret of the client"

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	p := &issuer{}
	p.key.Store(newRSAKey(t))
	mux := http.NewServeMux()
	answer := func(path string, body func() any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(body())
		})
	}
	answer("/.well-known/openid-configuration", func() any {
		return object{"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}}
	})
	answer("/keys", func() any {
		public := p.key.Load().PublicKey
		return object{"keys": []object{{"kty": "RSA", "use": "sig", "kid": keyID(&public),
			"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes())}}}
	})
	answer("/token", func() any { return object{"access_token": "a", "token_type": "Bearer", "id_token": p.token.Load()} })
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func newRSAKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func keyID(public *rsa.PublicKey) string {
	return fmt.Sprintf("%x", sha256.Sum256(public.N.Bytes()))[:8]
}

// jwt writes a token whose signature is what sign makes of its digest and text.
func jwt(header, claims object, sign func(text string) []byte) string {
	part := func(o object) string {
		text, _ := json.Marshal(o)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	text := part(header) + "." + part(claims)
	return text + "." + base64.RawURLEncoding.EncodeToString(sign(text))
}

func signedBy(key *rsa.PrivateKey, claims object) string {
	return jwt(object{"alg": "RS256", "kid": keyID(&key.PublicKey)}, claims, func(text string) []byte {
		digest := sha256.Sum256([]byte(text))
		signature, _ := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
		return signature
	})
}

func macedBy(secret []byte, kid string, claims object) string {
	return jwt(object{"alg": "HS256", "kid": kid}, claims, func(text string) []byte {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	})
}

// publicForms are the texts of a public key that a careless verifier takes for the
// secret of a MAC.
func publicForms(t *testing.T, key *rsa.PrivateKey) map[string][]byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"DER": der, "PEM": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "modulus": key.N.Bytes()}
}

// startWithIssuer has the user ann, and a role for who is in the group staff.
func startWithIssuer(t *testing.T, p *issuer) *site {
	t.Helper()
	secretFile := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secretFile, []byte(clientSecret), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startWith(t, console.Config{URL: "http://kms.example.com", OIDC: &console.OIDC{Issuer: p.URL, ClientID: "miyao", SecretFile: secretFile, Name: "oidc",
		Claim: "sub", Users: map[string]string{"ann": "ann"}, RoleClaim: "groups", Roles: []console.OIDCRole{{Value: "staff", Role: "reader"}}}}, httptest.NewServer)
	s.addUser(t)
	trust := fmt.Sprintf(`{"version":"2.0","statement":[{"effect":"allow","action":"sts:*","principal":{"federated":"qcs::cam::uin/%d:oidc-provider/oidc"}}]}`, s.root)
	err := s.node.Store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.InsertRole(store.Role{ID: 1<<62 + 1, Account: s.root, Name: "reader", Trust: trust, MaxSession: 7200})
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// comeBack begins to sign in, makes the provider give a token with the claims of a good
// one, changed, and returns where the browser ends.
func (b *browser) comeBack(t *testing.T, p *issuer, token func(claims object) string) string {
	t.Helper()
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	at, err := url.Parse(b.want(t, http.StatusFound, "", "GET", "/oidc", nil).header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	asked := at.Query()
	now := b.site.clock.Load()
	p.token.Store(token(object{"iss": p.URL, "aud": "miyao", "sub": "ann", "nonce": asked.Get("nonce"), "iat": now, "exp": now + 60}))
	return b.want(t, http.StatusFound, "", "GET", "/oidc/callback?code=c&state="+asked.Get("state"), nil).header.Get("Location")
}

const entered, failed = "/console/", "/console/?oidc=ProviderFailed"

// TestIDTokens: only a token that the provider signed for this client, now and for
// this flow, lets somebody in.
func TestIDTokens(t *testing.T) {
	p := newIssuer(t)
	s := startWithIssuer(t, p)
	key := p.key.Load()
	with := func(name string, value any) func(object) string {
		return func(claims object) string {
			claims[name] = value
			if value == nil {
				delete(claims, name)
			}
			return signedBy(key, claims)
		}
	}
	now := s.clock.Load()
	tests := map[string]struct {
		token func(object) string
		end   string
	}{
		"good":              {with("sub", "ann"), entered},
		"a list of clients": {with("aud", []string{"other", "miyao"}), entered},
		"another nonce":     {with("nonce", "n"), failed},
		"no nonce":          {with("nonce", nil), failed},
		"another client":    {with("aud", "miyao2"), failed},
		"no client":         {with("aud", nil), failed},
		"another issuer":    {with("iss", "http://127.0.0.1:1"), failed},
		"expired":           {with("exp", now-1), failed},
		"never expires":     {with("exp", nil), failed},
		"not yet":           {with("nbf", now+3600), failed},
		"a subject of 1":    {with("sub", 1), failed},
		"not a token":       {func(object) string { return "x" }, failed},
		"no token":          {func(object) string { return "" }, failed},
		"signed by another": {func(claims object) string { return signedBy(newRSAKey(t), claims) }, failed},
		"none": {func(claims object) string {
			return jwt(object{"alg": "none"}, claims, func(string) []byte { return nil })
		}, failed},
		"MAC by the client":  {func(claims object) string { return macedBy([]byte(clientSecret), "", claims) }, failed},
		"a signature of two": {func(claims object) string { return signedBy(key, claims) + "." + signedBy(key, claims) }, failed},
		"changed afterwards": {func(claims object) string {
			parts := strings.Split(signedBy(key, claims), ".")
			claims["sub"] = "root"
			parts[1] = strings.Split(signedBy(key, claims), ".")[1]
			return strings.Join(parts, ".")
		}, failed},
	}
	for form, public := range publicForms(t, key) {
		tests["MAC by the public key, "+form] = struct {
			token func(object) string
			end   string
		}{func(claims object) string { return macedBy(public, keyID(&key.PublicKey), claims) }, failed}
	}
	for name, test := range tests {
		b := s.browser(t)
		if end := b.comeBack(t, p, test.token); end != test.end || b.isSignedIn(t) != (test.end == entered) {
			t.Errorf("%s: ends at %s", name, end)
		}
	}
	for _, e := range s.entries(t) {
		if text := fmt.Sprint(e.Detail); strings.Contains(text, clientSecret) || strings.Contains(text, "eyJ") {
			t.Errorf("the audit log holds %s", text)
		}
	}
}

// TestIDTokenKeys: a provider may change its key, and then the old one is good for
// nothing.
func TestIDTokenKeys(t *testing.T) {
	p := newIssuer(t)
	s := startWithIssuer(t, p)
	old := p.key.Load()
	by := func(key *rsa.PrivateKey) func(object) string {
		return func(claims object) string { return signedBy(key, claims) }
	}
	if end := s.browser(t).comeBack(t, p, by(old)); end != entered {
		t.Errorf("the first key: %s", end)
	}
	p.key.Store(newRSAKey(t))
	if end := s.browser(t).comeBack(t, p, by(p.key.Load())); end != entered {
		t.Errorf("the new key: %s", end)
	}
	if end := s.browser(t).comeBack(t, p, by(old)); end != failed {
		t.Errorf("the old key: %s", end)
	}
}

// TestGroupsClaim: a role goes to who has a text or a list with the group in it, and
// to nobody by a claim of another form.
func TestGroupsClaim(t *testing.T) {
	p := newIssuer(t)
	s := startWithIssuer(t, p)
	const none = "/console/?oidc=SignInFailed"
	for _, test := range []struct {
		groups any
		end    string
	}{
		{"staff", entered}, {[]any{"other", "staff"}, entered}, {[]any{1, nil, "staff", object{}}, entered},
		{nil, none}, {"", none}, {"staff,other", none}, {[]any{}, none}, {[]any{[]any{"staff"}}, none}, {object{"staff": true}, none},
		{1, none}, {true, none}, {"STAFF", none}, {" staff", none},
	} {
		b := s.browser(t)
		end := b.comeBack(t, p, func(claims object) string {
			claims["sub"], claims["groups"] = "eve", test.groups
			return signedBy(p.key.Load(), claims)
		})
		if end != test.end || b.isSignedIn(t) != (end == entered) {
			t.Errorf("%v: ends at %s", test.groups, end)
		}
	}
}
