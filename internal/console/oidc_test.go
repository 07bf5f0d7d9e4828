package console_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miyao/internal/console"
)

// oidcAway is a provider that is not there.
func oidcAway() *console.OIDC {
	return &console.OIDC{Issuer: "http://127.0.0.1:1", ClientID: "miyao", Claim: "email", Users: map[string]string{"a": "root"}}
}

// TestOIDCAnswers refuses what does not belong to a flow of this browser, and
// records it in bounds. (What a real provider answers is tested with one.)
func TestOIDCAnswers(t *testing.T) {
	s := startWith(t, console.Config{URL: "http://kms.example.com", OIDC: oidcAway()}, httptest.NewServer)
	b := s.browser(t)
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if out := b.want(t, 200, "", "GET", "/session", nil).object; strings.TrimPrefix(out["OIDC"].(map[string]any)["Name"].(string), "127.0.0.1") != ":1" {
		t.Errorf("%v", out)
	}
	for what, test := range map[string]struct{ path, cookie, want string }{
		"the provider is away":    {"/oidc", "", "ProviderFailed"},
		"no cookie":               {"/oidc/callback?state=x&code=y", "", "SignInFailed"},
		"no state":                {"/oidc/callback?code=y", "s.n.v", "SignInFailed"},
		"another state":           {"/oidc/callback?state=x&code=y", "s.n.v", "SignInFailed"},
		"a malformed cookie":      {"/oidc/callback?state=s&code=y", "s.n", "SignInFailed"},
		"an error":                {"/oidc/callback?state=s&error=access_denied", "s.n.v", "ProviderFailed"},
		"a code that is not used": {"/oidc/callback?state=s&code=y", "s.n.v", "ProviderFailed"},
	} {
		r := b.request(t, "GET", test.path, nil)
		if test.cookie != "" {
			r.AddCookie(&http.Cookie{Name: "miyao-oidc", Value: test.cookie})
		}
		got := b.send(t, r)
		if got.status != http.StatusFound || got.header.Get("Location") != "/console/?oidc="+test.want || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d to %s", what, got.status, got.header.Get("Location"))
		}
		if strings.Contains(test.path, "callback") && !strings.Contains(got.header.Get("Set-Cookie"), "miyao-oidc=; Path=/console/oidc; Max-Age=0") {
			t.Errorf("%s: the flow goes on: %v", what, got.header)
		}
	}
	if b.isSignedIn(t) {
		t.Error("is signed in")
	}
	var failures int
	for _, e := range s.entries(t) {
		if e.Action == "ConsoleSignIn" && e.Code != "" && e.Principal == 0 {
			failures++
		}
	}
	if failures != 7 {
		t.Errorf("%d failures are recorded", failures)
	}
}

// TestOIDCConfig refuses what cannot work.
func TestOIDCConfig(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]console.Config{
		"no URL":      {OIDC: oidcAway()},
		"no file":     {URL: "https://kms.example.com", OIDC: &console.OIDC{SecretFile: filepath.Join(dir, "none")}},
		"empty file":  {URL: "https://kms.example.com", OIDC: &console.OIDC{SecretFile: empty}},
		"not an URL":  {URL: "kms.example.com"},
		"with a path": {URL: "https://kms.example.com/x"},
	} {
		if _, err := console.New(c); err == nil {
			t.Errorf("%s: taken", what)
		}
	}
}
