package interop_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const oidcSecret = "a-client-secret-of-the-provider"

// TestOIDC signs in to the console with an OpenID Connect provider, as a browser
// does.
func TestOIDC(t *testing.T) {
	address := freeAddress(t)
	console := "http://" + address
	issuer := startProvider(t, console+"/console/oidc/callback")
	secretFile := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secretFile, []byte(oidcSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServer(t, "--listen", address, "--console-url", console, "--oidc-issuer", issuer, "--oidc-client-id", "miyao",
		"--oidc-client-secret-file", secretFile, "--oidc-users", "owner@example.com=root,mallory@example.com=root,ghost@example.com=nobody")

	t.Run("success", func(t *testing.T) {
		b := newBrowser(t, console)
		if state := b.session(t); state["SignedIn"] != false || fmt.Sprint(state["OIDC"]) != "map[Name:"+strings.TrimPrefix(issuer, "http://")+"]" {
			t.Errorf("before: %v", state)
		}
		if end := b.signIn(t, "owner"); end != "/console/" {
			t.Errorf("ends at %s", end)
		}
		if state := b.session(t); state["SignedIn"] != true || !strings.Contains(fmt.Sprint(state["Principal"]), "Kind:root") {
			t.Errorf("after: %v", state)
		}
		for _, cookie := range b.client.Jar.Cookies(b.url("/console/oidc/callback")) {
			if cookie.Name == "miyao-oidc" {
				t.Error("the cookie of the flow is left")
			}
		}
	})
	for login, code := range map[string]string{
		"mallory": "ProviderFailed", // somebody else's address, not verified
		"ghost":   "SignInFailed",   // mapped to a user who does not exist
		"other":   "SignInFailed",   // not mapped
	} {
		t.Run(login, func(t *testing.T) {
			b := newBrowser(t, console)
			if end := b.signIn(t, login); end != "/console/?oidc="+code {
				t.Errorf("ends at %s", end)
			}
			b.wantSignedOut(t)
		})
	}
	t.Run("refused at the provider", func(t *testing.T) {
		b := newBrowser(t, console)
		resp := b.get(t, console+"/console/oidc")
		if end := b.follow(t, b.get(t, resp.Request.URL.String()+"/abort")); end != "/console/?oidc=ProviderFailed" {
			t.Errorf("ends at %s", end)
		}
		b.wantSignedOut(t)
	})
	t.Run("answers that do not belong", func(t *testing.T) { foreignAnswers(t, console) })
	for _, text := range []string{oidcSecret, "verifier"} {
		if out, err := exec.Command("grep", "-r", text, s.dir).Output(); err == nil {
			t.Errorf("%s is in the data directory: %s", text, out)
		}
	}
}

// TestOIDCProviderAway: the server starts without its provider, and says at
// signing in that it cannot be reached.
func TestOIDCProviderAway(t *testing.T) {
	address := freeAddress(t)
	startServer(t, "--listen", address, "--console-url", "http://"+address, "--oidc-issuer", "http://"+freeAddress(t),
		"--oidc-client-id", "miyao", "--oidc-users", "a=root")
	b := newBrowser(t, "http://"+address)
	if end := b.signIn(t, "owner"); end != "/console/?oidc=ProviderFailed" {
		t.Errorf("ends at %s", end)
	}
	b.wantSignedOut(t)
}

// foreignAnswers gives a browser answers of the provider that belong to another
// flow, and an answer twice.
func foreignAnswers(t *testing.T, console string) {
	owner, victim := newBrowser(t, console), newBrowser(t, console)
	answer := owner.answerOf(t, "owner")
	want := func(name string, b *browser, target, end string) {
		t.Helper()
		if got := b.follow(t, b.get(t, target)); got != end {
			t.Errorf("%s: ends at %s, want %s", name, got, end)
		}
	}
	const refused = "/console/?oidc=SignInFailed"
	want("no flow", victim, answer, refused)
	victim.get(t, console+"/console/oidc")
	want("the flow of another", victim, answer, refused)
	victim.get(t, console+"/console/oidc")
	u, err := url.Parse(answer)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	for _, cookie := range victim.client.Jar.Cookies(victim.url("/console/oidc/callback")) {
		if cookie.Name == "miyao-oidc" {
			query.Set("state", strings.Split(cookie.Value, ".")[0])
		}
	}
	u.RawQuery = query.Encode()
	want("the code of another", victim, u.String(), "/console/?oidc=ProviderFailed")
	victim.wantSignedOut(t)
	fresh := owner.answerOf(t, "owner")
	want("its own", owner, fresh, "/console/")
	want("twice", owner, fresh, refused)
}

// browser goes where it is sent, but stops at the console's pages.
type browser struct {
	console string
	client  *http.Client
}

func newBrowser(t *testing.T, console string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{console, &http.Client{Jar: jar}}
}

func (b *browser) url(path string) *url.URL {
	u, _ := url.Parse(b.console + path)
	return u
}

// get stops before it fetches a page of the console, and before the answer of
// the provider is delivered.
func (b *browser) get(t *testing.T, target string) *http.Response {
	t.Helper()
	b.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if path := r.URL.Path; path == "/console/" || path == "/console/oidc/callback" {
			return http.ErrUseLastResponse
		}
		return nil
	}
	resp, err := b.client.Get(target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

// follow delivers the provider's answer, if that is where a response leads, and
// returns path and query at which the browser ends.
func (b *browser) follow(t *testing.T, resp *http.Response) string {
	t.Helper()
	location, err := resp.Location()
	if err != nil {
		t.Fatalf("%s leads nowhere: %s", resp.Request.URL, resp.Status)
	}
	if location.Path == "/console/oidc/callback" {
		return b.follow(t, b.get(t, location.String()))
	}
	return location.RequestURI()
}

var formAction = regexp.MustCompile(`<form[^>]* action="([^"]+)"`)

// submit fills the form of a page of the provider.
func (b *browser) submit(t *testing.T, page *http.Response, fields url.Values) *http.Response {
	t.Helper()
	text, err := io.ReadAll(page.Body)
	if err != nil {
		t.Fatal(err)
	}
	action := formAction.FindSubmatch(text)
	if action == nil {
		t.Fatalf("%s has no form: %s: %.500s", page.Request.URL, page.Status, text)
	}
	target, err := page.Request.URL.Parse(string(action[1]))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := b.client.PostForm(target.String(), fields)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

// answerOf signs in at the provider and returns the address to which it sends
// the browser.
func (b *browser) answerOf(t *testing.T, login string) string {
	t.Helper()
	resp := b.get(t, b.console+"/console/oidc")
	if resp.StatusCode == http.StatusOK && !strings.HasPrefix(resp.Request.URL.Path, "/console") {
		consent := b.submit(t, resp, url.Values{"prompt": {"login"}, "login": {login}, "password": {"any"}})
		resp = b.submit(t, consent, url.Values{"prompt": {"consent"}})
	}
	location, err := resp.Location()
	if err != nil {
		t.Fatalf("%s leads nowhere: %s", resp.Request.URL, resp.Status)
	}
	return location.String()
}

// signIn returns where the browser ends.
func (b *browser) signIn(t *testing.T, login string) string {
	t.Helper()
	answer := b.url("").ResolveReference(b.parse(t, b.answerOf(t, login)))
	if answer.Path != "/console/oidc/callback" {
		return answer.RequestURI()
	}
	return b.follow(t, b.get(t, answer.String()))
}

func (b *browser) parse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (b *browser) session(t *testing.T) (state map[string]any) {
	t.Helper()
	resp := b.get(t, b.console+"/console/session")
	if err := json.NewDecoder(resp.Body).Decode(&state); err != nil {
		t.Fatal(err)
	}
	return state
}

func (b *browser) wantSignedOut(t *testing.T) {
	t.Helper()
	if state := b.session(t); state["SignedIn"] != false {
		t.Errorf("is signed in: %v", state)
	}
}

// startProvider runs the provider until the test ends and returns its issuer.
func startProvider(t *testing.T, redirect string) string {
	t.Helper()
	cmd := exec.Command("node", "provider.js")
	cmd.Dir = "oidc"
	cmd.Env = environment(t, map[string]string{"CLIENT_SECRET": oidcSecret, "REDIRECT_URI": redirect})
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the provider did not start: %v", err)
	}
	return strings.TrimSpace(line)
}

// freeAddress is a loopback address that nobody listens on: provider and server
// have to know each other's before they start.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
