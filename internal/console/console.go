// Package console is the server's side of the console, the single-page app at
// /console/: it serves the app's files, signs principals in and out, and carries
// calls of the API for who is signed in. It decides nothing itself: a call goes
// through the service's own door, as one with a signature does.
//
// A session is a random id in a cookie that scripts cannot read and other sites
// cannot send. What changes something must also come from a page of the same
// origin, as JSON.
package console

import (
	"cmp"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	app "miyao/console"
	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/kms"
)

// Prefix is the path that the console has on the main listener.
const Prefix = "/console"

// Config is what a Console stands on. Service, Directory, SignIns, Audit and
// Regions are required.
type Config struct {
	Service   *kms.Service
	Directory *identity.Directory
	SignIns   *identity.SignIns
	Audit     *audit.Log
	// Regions are those on offer; the first is the default.
	Regions []kms.Region
	// URL is where browsers reach the server, scheme, host and port, if that is
	// not what they send as Host; may be empty.
	URL string
	// OIDC is a further way to sign in, which needs URL; nil: there is none.
	OIDC    *OIDC
	Version string
	// Slots are the ways to open the root key, which root is shown.
	Slots []Slot
	// Files are those of the app; nil means those in the program.
	Files  fs.FS
	Logger *slog.Logger
	Now    func() time.Time
}

// Slot is one way to open the root key.
type Slot struct {
	Provider string // such as "file"
	Created  time.Time
}

// Console is an http.Handler for everything below Prefix.
type Console struct {
	Config
	started  time.Time
	sessions *sessions
	failures quota
	oidc     *relyingParty // nil: none
	handler  http.Handler
}

// New makes a console.
func New(c Config) (*Console, error) {
	if c.Files == nil {
		c.Files = app.Files()
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	console := &Console{Config: c, started: c.Now(), sessions: newSessions(c.Now)}
	if c.OIDC != nil {
		var err error
		if console.oidc, err = newRelyingParty(c.OIDC, c.URL); err != nil {
			return nil, err
		}
	}
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(denyCrossOrigin))
	if c.URL != "" {
		if err := protection.AddTrustedOrigin(c.URL); err != nil {
			return nil, fmt.Errorf("the URL of the console: %w", err)
		}
	}
	console.handler = protection.Handler(console.routes())
	return console, nil
}

func (c *Console) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+Prefix+"/", newStatic(c.Files))
	handle := func(pattern string, h handler) { mux.Handle(pattern, c.handle(h)) }
	handle("GET /console/session", showSession)
	handle("POST /console/session", signIn)
	handle("DELETE /console/session", signOut)
	handle("POST /console/setup", setUp)
	handle("POST /console/password", asUser(changePassword))
	handle("POST /console/totp", asUser(newTOTP))
	handle("POST /console/totp/confirm", asUser(confirmTOTP))
	handle("DELETE /console/totp", asUser(removeTOTP))
	handle("POST /console/permissions", signedIn(showPermissions))
	handle("POST /console/policy", signedIn(checkPolicy))
	handle("POST /console/api/{Action}", signedIn(callAPI))
	if c.oidc != nil {
		mux.Handle("GET "+oidcPath, c.visit(startOIDC))
		mux.Handle("GET "+callbackPath, c.visit(finishOIDC))
	}
	return mux
}

// contentSecurityPolicy lets the page load what lies beside it and nothing
// else, and run no script that stands in the page. Only attributes may hold
// styles: charts set them.
const contentSecurityPolicy = "default-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// ServeHTTP implements http.Handler.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.handler.ServeHTTP(w, r)
}

// sourceIP is the address of the peer; headers of proxies are not believed.
func sourceIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// language is that of messages.
func language(r *http.Request) string {
	return cmp.Or(r.Header.Get("X-Miyao-Language"), "en-US")
}
