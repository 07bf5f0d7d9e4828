package console_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"miyao/internal/audit"
	"miyao/internal/console"
	"miyao/internal/kms"
	"miyao/internal/logtest"
	"miyao/internal/node"
	"miyao/internal/node/nodetest"
	"miyao/internal/secret"
	"miyao/internal/server"
	"miyao/internal/store"
)

const (
	password = "correct horse battery"
	ann      = 100000000002 // uin of a user
)

// site is a real server on a real data directory, with a clock of its own.
type site struct {
	node  *node.Node
	http  *httptest.Server
	root  uint64
	clock atomic.Int64
	log   logtest.Text
	close func() // the server and its node; once
}

// app is what a build of the app could be.
var app = fstest.MapFS{
	"index.html":           {Data: []byte("<!doctype html><title>the console</title>")},
	"assets/index-1a2b.js": {Data: []byte(strings.Repeat("console.log(1);", 1000))},
	"favicon.svg":          {Data: []byte("<svg/>")},
	".gitkeep":             {Data: []byte("hidden")},
}

func start(t *testing.T) *site { return startWith(t, console.Config{}, httptest.NewServer) }

// startWith completes a configuration.
func startWith(t *testing.T, c console.Config, listen func(http.Handler) *httptest.Server) *site {
	t.Helper()
	s := &site{}
	s.clock.Store(1893456000) // the first second of 2030
	now := func() time.Time { return time.Unix(s.clock.Load(), 0) }
	logger := slog.New(slog.NewJSONHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	regions := []kms.Region{{Name: "ap-guangzhou"}, {Name: "ap-beijing", SM: true}}
	s.node = nodetest.Open(t, nodetest.Dir(t, t.TempDir()), node.Config{Regions: regions, Logger: logger, Now: now})
	root, err := s.node.Directory.Account(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	s.root = root.Uin
	c.Service, c.Directory, c.SignIns, c.Audit = s.node.Service, s.node.Directory, s.node.SignIns, s.node.Audit
	c.Regions, c.Version, c.Logger, c.Now = regions, "v1.2.3", logger, now
	c.Slots = []console.Slot{{Provider: "file", Created: time.Unix(1, 0)}}
	if c.Files == nil {
		c.Files = app
	}
	page, err := console.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s.http = listen(server.New(server.Config{
		Service: s.node.Service, Directory: s.node.Directory, Console: page, Logger: logger, Now: now,
	}))
	s.close = sync.OnceFunc(func() {
		s.http.Close()
		if err := s.node.Close(); err != nil && !errors.Is(err, audit.ErrClosed) { // by a test
			t.Error(err)
		}
	})
	t.Cleanup(s.close)
	return s
}

// addUser makes the user ann with a password.
func (s *site) addUser(t *testing.T) {
	t.Helper()
	err := s.node.Store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.InsertPrincipal(store.Principal{Uin: ann, Account: s.root, Kind: store.PrincipalUser, Name: "ann"})
	})
	if err != nil {
		t.Fatal(err)
	}
	s.setPassword(t, ann, password+" of ann")
}

func (s *site) setPassword(t *testing.T, principal uint64, password string) {
	t.Helper()
	if err := s.node.SignIns.SetPassword(t.Context(), principal, secret.New([]byte(password))); err != nil {
		t.Fatal(err)
	}
}

// browser keeps cookies as a browser does.
type browser struct {
	site   *site
	client *http.Client
}

func (s *site) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := *s.http.Client() // shares the transport, which knows the certificate
	client.Jar = jar
	return &browser{s, &client}
}

// signedIn returns a browser in which somebody has signed in.
func (s *site) signedIn(t *testing.T, name, password string) *browser {
	t.Helper()
	b := s.browser(t)
	b.want(t, 200, "", "POST", "/session", object{"Name": name, "Password": password})
	return b
}

type object map[string]any

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
	object object
}

// code is that of a refusal.
func (r reply) code() string {
	failure, _ := r.object["Error"].(map[string]any)
	code, _ := failure["Code"].(string)
	return code
}

// request makes a request as the app does; body nil is none.
func (b *browser) request(t *testing.T, method, path string, body any) *http.Request {
	t.Helper()
	var content io.Reader
	if text, ok := body.(string); ok {
		content = strings.NewReader(text)
	} else if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, b.site.http.URL+"/console"+path, content)
	if err != nil {
		t.Fatal(err)
	}
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", b.site.http.URL)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return r
}

func (b *browser) send(t *testing.T, r *http.Request) reply {
	t.Helper()
	resp, err := b.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := reply{status: resp.StatusCode, header: resp.Header, body: body}
	if resp.Header.Get("Content-Type") == "application/json" {
		if err := json.Unmarshal(body, &got.object); err != nil {
			t.Errorf("%s %s: %v: %.300q", r.Method, r.URL.Path, err, body)
		}
		if resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s may be cached", r.Method, r.URL.Path)
		}
	}
	return got
}

// want sends and compares status and code; the code "" is a success.
func (b *browser) want(t *testing.T, status int, code, method, path string, body any) reply {
	t.Helper()
	return b.wantOf(t, status, code, b.request(t, method, path, body))
}

func (b *browser) wantOf(t *testing.T, status int, code string, r *http.Request) reply {
	t.Helper()
	got := b.send(t, r)
	if got.status != status || got.code() != code {
		t.Errorf("%s %s: %d %q, want %d %q: %.300q", r.Method, r.URL.Path, got.status, got.code(), status, code, got.body)
	}
	return got
}

// isSignedIn asks the server.
func (b *browser) isSignedIn(t *testing.T) bool {
	t.Helper()
	in, _ := b.want(t, 200, "", "GET", "/session", nil).object["SignedIn"].(bool)
	return in
}

// call calls the API and returns the inner object of its envelope.
func (b *browser) call(t *testing.T, code, action string, body any) object {
	t.Helper()
	r := b.request(t, "POST", "/api/"+action, body)
	got := b.wantOf(t, 200, "", r)
	inner, _ := got.object["Response"].(map[string]any)
	if inner == nil || inner["RequestId"] == "" {
		t.Fatalf("%s: not an envelope: %.300q", action, got.body)
	}
	if found := (reply{object: inner}).code(); found != code {
		t.Errorf("%s: %q, want %q: %.300q", action, found, code, got.body)
	}
	return inner
}

// entries returns the console's own entries of the audit log.
func (s *site) entries(t *testing.T) (list []audit.Entry) {
	t.Helper()
	err := audit.Entries(filepath.Join(s.node.DataDir, node.AuditDir), 0, func(r audit.Record) error {
		list = append(list, r.Entry)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// written returns the log and every file of the data directory but the first
// credential's.
func (s *site) written(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"log": s.log.String()}
	err := filepath.WalkDir(s.node.DataDir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == node.CredentialsFile {
			return err
		}
		content, err := os.ReadFile(path)
		all[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
