package operator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/operator"
)

// control is an open data directory with its control socket served.
type control struct {
	node   *node.Node
	client *http.Client
}

// start serves the control socket of a directory whose path is longer than a
// Unix socket's may be.
func start(t *testing.T) *control {
	t.Helper()
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 40), "data")
	c := &control{}
	lock, err := node.TakeLock(dir)
	if err != nil {
		t.Fatal(err)
	}
	var clock atomic.Int64 // a second later at every look
	clock.Store(1893456000)
	c.node, err = node.Open(t.Context(), lock, node.Config{Regions: []kms.Region{{Name: "ap-guangzhou"}},
		Now: func() time.Time { return time.Unix(clock.Add(1), 0) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.node.Close(); err != nil {
			t.Error(err)
		}
	})
	l, err := operator.Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := &http.Server{Handler: operator.Handler(c.node.Operator())}
	done := make(chan error, 1)
	go func() { done <- h.Serve(l) }()
	t.Cleanup(func() {
		_ = h.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	c.client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return operator.Dial(ctx, dir) }}}
	return c
}

// send returns status and body.
func (c *control) send(t *testing.T, method, path, body string) (int, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://control"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, text
}

func (c *control) create(t *testing.T, note string) operator.NewCredential {
	t.Helper()
	status, text := c.send(t, http.MethodPost, "/credentials", note)
	var made operator.NewCredential
	if err := json.Unmarshal(text, &made); status != http.StatusOK || err != nil {
		t.Fatalf("status %d, %v: %s", status, err, text)
	}
	return made
}

func (c *control) list(t *testing.T) []operator.Credential {
	t.Helper()
	status, text := c.send(t, http.MethodGet, "/credentials", "")
	var list []operator.Credential
	if err := json.Unmarshal(text, &list); status != http.StatusOK || err != nil {
		t.Fatalf("status %d, %v: %s", status, err, text)
	}
	if strings.Contains(string(text), "SecretKey") {
		t.Error("the list shows secrets")
	}
	return list
}

// TestSocket manages credentials as the commands do.
func TestSocket(t *testing.T) {
	c := start(t)
	if len(c.node.DataDir) <= 108 {
		t.Fatalf("the path has only %d bytes", len(c.node.DataDir))
	}
	info, err := os.Stat(filepath.Join(c.node.DataDir, operator.SocketName))
	if err != nil || info.Mode() != os.ModeSocket|0o600 {
		t.Fatalf("the socket: %v, %v", info, err)
	}
	made := c.create(t, "billing 服务")
	if !strings.HasPrefix(made.SecretID, "AKID") || len(made.SecretKey) != 32 || !made.Enabled || made.Note != "billing 服务" {
		t.Errorf("made %+v", made.Credential)
	}
	list := c.list(t)
	if len(list) != 2 || list[1] != made.Credential || list[0].Uin != made.Uin {
		t.Errorf("list %+v", list)
	}
	enabled := func(want bool) {
		t.Helper()
		if _, ok := c.node.Directory.Credential(made.SecretID); ok != want {
			t.Errorf("in use: %v, want %v", ok, want)
		}
	}
	step := func(method, suffix string, want int) {
		t.Helper()
		if status, text := c.send(t, method, "/credentials/"+made.SecretID+suffix, ""); status != want {
			t.Errorf("%s %s: status %d, want %d: %s", method, suffix, status, want, text)
		}
	}
	enabled(true)
	step(http.MethodPost, "/disable", http.StatusOK)
	enabled(false)
	step(http.MethodPost, "/disable", http.StatusOK)
	if c.list(t)[1].Enabled {
		t.Error("the list shows it as enabled")
	}
	step(http.MethodPost, "/enable", http.StatusOK)
	enabled(true)
	step(http.MethodDelete, "", http.StatusOK)
	enabled(false)
	step(http.MethodDelete, "", http.StatusNotFound)
	step(http.MethodPost, "/enable", http.StatusNotFound)
	enabled(false)
	if len(c.list(t)) != 1 {
		t.Error("the list still shows it")
	}
	step(http.MethodGet, "", http.StatusMethodNotAllowed)
}

// TestOldestFirst lists credentials in the order in which they were made.
func TestOldestFirst(t *testing.T) {
	c := start(t)
	want := []string{c.list(t)[0].SecretID}
	for range 6 { // ids are random: chance sorts seven once in 5040 times
		want = append(want, c.create(t, "").SecretID)
	}
	var got []string
	for _, credential := range c.list(t) {
		got = append(got, credential.SecretID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the order is %v, want %v", got, want)
	}
}

// TestNotes refuses a note that could not be shown again.
func TestNotes(t *testing.T) {
	c := start(t)
	for name, note := range map[string]string{
		"invalid UTF-8": "a\xff", "cut character": strings.Repeat("x", 1023) + "é", "too long": strings.Repeat("x", 1025),
	} {
		if status, text := c.send(t, http.MethodPost, "/credentials", note); status != http.StatusBadRequest {
			t.Errorf("%s: status %d: %s", name, status, text)
		}
	}
	if list := c.list(t); len(list) != 1 {
		t.Errorf("refused credentials were made: %+v", list)
	}
	longest := strings.Repeat("é", 512)
	if made := c.create(t, longest); made.Note != longest {
		t.Errorf("note %q", made.Note)
	}
}

// TestAudited finds intent and result of every change in the audit log.
func TestAudited(t *testing.T) {
	c := start(t)
	made := c.create(t, "")
	c.send(t, http.MethodPost, "/credentials/"+made.SecretID+"/disable", "")
	c.send(t, http.MethodPost, "/credentials/"+made.SecretID+"/enable", "")
	c.send(t, http.MethodDelete, "/credentials/"+made.SecretID, "")
	c.send(t, http.MethodDelete, "/credentials/AKIDnone", "")
	var got []string
	err := audit.Entries(filepath.Join(c.node.DataDir, node.AuditDir), 0, func(r audit.Record) error {
		if r.Entry.UserAgent == "operator" {
			got = append(got, strings.Join(append([]string{string(r.Entry.Phase), r.Entry.Action, r.Entry.Code}, r.Entry.Resources...), " "))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	name := "credential/" + made.SecretID
	want := []string{
		"intent CreateCredential ", "result CreateCredential  " + name,
		"intent DisableCredential  " + name, "result DisableCredential  " + name,
		"intent EnableCredential  " + name, "result EnableCredential  " + name,
		"intent DeleteCredential  " + name, "result DeleteCredential  " + name,
		"intent DeleteCredential  credential/AKIDnone", "result DeleteCredential FailedOperation credential/AKIDnone",
	}
	if !slices.Equal(got, want) {
		t.Errorf("audit log:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestConsoleLink makes links of which the newest counts.
func TestConsoleLink(t *testing.T) {
	c := start(t)
	var tokens []string
	for range 2 {
		status, text := c.send(t, http.MethodPost, "/console/link", "")
		var link operator.ConsoleLink
		if err := json.Unmarshal(text, &link); status != http.StatusOK || err != nil {
			t.Fatalf("status %d, %v: %s", status, err, text)
		}
		token, ok := strings.CutPrefix(link.URL, "http://127.0.0.1:8573/console/setup#token=")
		if !ok || link.Expires.Unix() <= 1893456000+24*3600-100 {
			t.Errorf("%+v", link)
		}
		tokens = append(tokens, token)
	}
	if err := c.node.SignIns.CheckLink(t.Context(), tokens[0]); !errors.Is(err, identity.ErrLink) {
		t.Errorf("the older one: %v", err)
	}
	if err := c.node.SignIns.CheckLink(t.Context(), tokens[1]); err != nil {
		t.Errorf("the newer one: %v", err)
	}
}

// TestNoAuditNoChange: what cannot be recorded is not done.
func TestNoAuditNoChange(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	lock, err := node.TakeLock(dir)
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), lock, node.Config{Regions: []kms.Region{{Name: "ap-guangzhou"}}})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close() // its audit log is closed already
	s := n.Operator()
	list, err := s.ListCredentials(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := n.Audit.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.CreateCredential(t.Context(), "", ""); err == nil {
		t.Error("a credential was made")
	}
	if _, err := s.SetCredentialEnabled(t.Context(), list[0].SecretID, false); err == nil {
		t.Error("a credential was disabled")
	}
	if _, err := s.CreateConsoleLink(t.Context()); err == nil {
		t.Error("a link was made")
	}
	if _, err := s.DeleteCredential(t.Context(), list[0].SecretID); err == nil {
		t.Error("a credential was deleted")
	}
	if after, err := s.ListCredentials(t.Context()); err != nil || !slices.Equal(after, list) {
		t.Errorf("the credentials are %+v, %v", after, err)
	}
	if _, ok := n.Directory.Credential(list[0].SecretID); !ok {
		t.Error("the credential is out of use")
	}
}

// TestLeftSocket replaces the socket of a process that died, and dials none
// where nobody listens.
func TestLeftSocket(t *testing.T) {
	dir := t.TempDir()
	dial := func() error {
		conn, err := operator.Dial(t.Context(), dir)
		if err == nil {
			conn.Close()
		}
		return err
	}
	if err := dial(); !errors.Is(err, operator.ErrNoServer) {
		t.Errorf("without a socket: %v", err)
	}
	for range 2 {
		l, err := operator.Listen(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := dial(); err != nil {
			t.Errorf("with a listener: %v", err)
		}
		l.Close() // leaves the socket
		if err := dial(); !errors.Is(err, operator.ErrNoServer) {
			t.Errorf("with a left socket: %v", err)
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, operator.SocketName)); err != nil {
		t.Errorf("the listener took its socket away: %v", err)
	}
}
