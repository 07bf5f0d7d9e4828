package server_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/envfile"
	"miyao/internal/kms"
	"miyao/internal/logtest"
	"miyao/internal/node"
	"miyao/internal/node/nodetest"
	"miyao/internal/server"
)

// gateway is the name of --extra-hosts in these tests.
const gateway = "Gateway.example.com"

// miyao is a real server on a real data directory, with a clock of its own.
type miyao struct {
	node      *node.Node
	server    *server.Server
	client    *http.Client
	host      string // address of the listener
	secretID  string
	secretKey string
	clock     atomic.Int64
	log       logtest.Text
	stop      func() error // ends Serve and waits for it; once
	close     func() error // closes the node; once
}

func start(t testing.TB) *miyao {
	t.Helper()
	return startIn(t, nodetest.Dir(t, t.TempDir()))
}

func startIn(t testing.TB, dataDir string) *miyao { return startOn(t, dataDir, "") }

// startOn has the database elsewhere.
func startOn(t testing.TB, dataDir, store string) *miyao {
	t.Helper()
	m := &miyao{}
	m.clock.Store(1893456000) // the first second of 2030
	logger := slog.New(slog.NewJSONHandler(&m.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	now := func() time.Time { return time.Unix(m.clock.Load(), 0) }
	m.node = nodetest.Open(t, dataDir, node.Config{
		Regions: []kms.Region{{Name: "ap-guangzhou"}, {Name: "ap-beijing", SM: true}}, Logger: logger, Now: now, Store: store,
	})
	m.close = sync.OnceValue(m.node.Close)
	t.Cleanup(func() {
		if err := m.close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	m.secretID, m.secretKey = firstCredential(t, m.node)
	m.server = server.New(server.Config{
		Service: m.node.Service, Directory: m.node.Directory, ExtraHosts: []string{gateway}, Logger: logger, Now: now,
	})
	m.serve(t)
	return m
}

// serve listens until the test ends or stop is called.
func (m *miyao) serve(t testing.TB) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.host = l.Addr().String()
	transport := &http.Transport{DisableCompression: true}
	m.client = &http.Client{Transport: transport}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- m.server.Serve(ctx, l, time.Minute) }()
	m.stop = sync.OnceValue(func() error {
		cancel()
		transport.CloseIdleConnections()
		return <-done
	})
	t.Cleanup(func() {
		if err := m.stop(); err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

func firstCredential(t testing.TB, n *node.Node) (id, key string) {
	t.Helper()
	values, err := envfile.Read(filepath.Join(n.DataDir, node.CredentialsFile))
	id, key = values[envfile.SecretID], values[envfile.SecretKey]
	if err != nil || id == "" || key == "" {
		t.Fatalf("%s lacks the credential: %v", node.CredentialsFile, err)
	}
	return id, key
}

// request is a TC3 request before it is signed. Its signature is computed
// here, not by package tc3, and as the published clients do it: over
// content-type and host only.
type request struct {
	method, contentType, query string
	headers                    map[string]string // Action, Version and the like without X-TC-
	body                       string
	sentBody                   string // instead of body, after signing
	chunked                    bool   // no Content-Length

	secretID, secretKey     string
	date, service, terminal string
	host, signedHost        string // empty means the listener's address
	signedHeaders           string
	signedTime              string // instead of X-TC-Timestamp
	authorization           *string
}

// request returns a proper request of the first credential.
func (m *miyao) request(action, body string) *request {
	return &request{
		method: http.MethodPost, contentType: "application/json", body: body,
		headers: map[string]string{
			"Action": action, "Version": "2019-01-18", "Region": "ap-guangzhou",
			"Timestamp": strconv.FormatInt(m.clock.Load(), 10),
		},
		secretID: m.secretID, secretKey: m.secretKey,
		service: "kms", terminal: "tc3_request", signedHeaders: "content-type;host",
	}
}

func (m *miyao) build(t testing.TB, r *request) *http.Request {
	t.Helper()
	target := "http://" + m.host + "/"
	if r.query != "" {
		target += "?" + r.query
	}
	sent := r.body
	if r.sentBody != "" {
		sent = r.sentBody
	}
	var body io.Reader = strings.NewReader(sent)
	if r.chunked {
		body = struct{ io.Reader }{body}
	}
	req, err := http.NewRequest(r.method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	if r.host != "" {
		req.Host = r.host
	}
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	for name, value := range r.headers {
		if value != "" {
			req.Header.Set("X-TC-"+name, value)
		}
	}
	authorization := r.sign(req)
	if r.authorization != nil {
		authorization = *r.authorization
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	return req
}

// sign computes the Authorization header by the published description.
func (r *request) sign(req *http.Request) string {
	host := r.signedHost
	if host == "" {
		host = req.Host
	}
	timestamp := r.headers["Timestamp"]
	if r.signedTime != "" {
		timestamp = r.signedTime
	}
	date := r.date
	if date == "" {
		seconds, _ := strconv.ParseInt(timestamp, 10, 64)
		date = time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	}
	payload, query := r.body, ""
	if r.method == http.MethodGet {
		payload, query = "", r.query
	}
	if r.headers["Content-SHA256"] == "UNSIGNED-PAYLOAD" {
		payload = "UNSIGNED-PAYLOAD"
	}
	var headers strings.Builder
	for name := range strings.SplitSeq(r.signedHeaders, ";") {
		value := req.Header.Get(name)
		if name == "host" {
			value = host
		}
		fmt.Fprintf(&headers, "%s:%s\n", name, value)
	}
	canonical := strings.Join([]string{r.method, "/", query, headers.String(), r.signedHeaders, hexSHA256(payload)}, "\n")
	scope := date + "/" + r.service + "/" + r.terminal
	toSign := strings.Join([]string{"TC3-HMAC-SHA256", timestamp, scope, hexSHA256(canonical)}, "\n")
	key := []byte("TC3" + r.secretKey)
	for _, part := range []string{date, r.service, "tc3_request"} {
		key = keyed(sha256.New, key, part)
	}
	return fmt.Sprintf("TC3-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%x",
		r.secretID, scope, r.signedHeaders, keyed(sha256.New, key, toSign))
}

func hexSHA256(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func keyed(newHash func() hash.Hash, key []byte, text string) []byte {
	mac := hmac.New(newHash, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// v1 returns the parameters of a v1 request, unsigned.
func (m *miyao) v1(action string, own map[string]string) map[string]string {
	params := map[string]string{
		"Action": action, "Version": "2019-01-18", "Region": "ap-guangzhou", "Nonce": "11886",
		"Timestamp": strconv.FormatInt(m.clock.Load(), 10), "SecretId": m.secretID,
	}
	maps.Copy(params, own)
	return params
}

// signV1 adds Signature by the published description.
func (m *miyao) signV1(method, host string, params map[string]string) {
	pairs := make([]string, 0, len(params))
	for _, name := range slices.Sorted(maps.Keys(params)) {
		pairs = append(pairs, name+"="+params[name])
	}
	newHash := sha1.New
	if params["SignatureMethod"] == "HmacSHA256" {
		newHash = sha256.New
	}
	params["Signature"] = base64.StdEncoding.EncodeToString(
		keyed(newHash, []byte(m.secretKey), method+host+"/?"+strings.Join(pairs, "&")))
}

// sendV1 sends parameters as they are.
func (m *miyao) sendV1(t *testing.T, method string, params map[string]string) answer {
	t.Helper()
	form := url.Values{}
	for name, value := range params {
		form.Set(name, value)
	}
	target, body := "http://"+m.host+"/", ""
	if method == http.MethodGet {
		target += "?" + form.Encode()
	} else {
		body = form.Encode()
	}
	req, err := http.NewRequest(method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return m.send(t, req)
}

// answer is what came back.
type answer struct {
	header http.Header
	code   api.Code // empty for a success
	text   string   // the error's message
	id     string
	fields map[string]any
}

// noAnswer stands for an answer that could not be read.
const noAnswer api.Code = "no answer"

// send checks what holds for every answer of the API, whatever it says.
func (m *miyao) send(t *testing.T, req *http.Request) answer {
	t.Helper()
	resp, err := m.client.Do(req)
	if err != nil {
		t.Error(err)
		return answer{code: noAnswer}
	}
	return readAnswer(t, resp)
}

func readAnswer(t *testing.T, resp *http.Response) answer {
	t.Helper()
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
		return answer{code: noAnswer}
	}
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %s, want 200", resp.Status)
	}
	if got := resp.Header["Content-Type"]; !slices.Equal(got, []string{"application/json"}) {
		t.Errorf("Content-Type %q, want exactly application/json", got)
	}
	var envelope map[string]map[string]any
	if err := json.Unmarshal(body, &envelope); err != nil || len(envelope) != 1 || envelope["Response"] == nil {
		t.Errorf("not an envelope (%v): %.300q", err, body)
		return answer{code: noAnswer}
	}
	a := answer{header: resp.Header, fields: envelope["Response"]}
	a.id, _ = a.fields["RequestId"].(string)
	if parsed, err := uuid.Parse(a.id); err != nil || parsed.String() != a.id {
		t.Errorf("RequestId %q is not a UUID", a.id)
	}
	if failure, ok := a.fields["Error"].(map[string]any); ok {
		code, _ := failure["Code"].(string)
		a.code = api.Code(code)
		a.text, _ = failure["Message"].(string)
		if a.code == "" || a.text == "" || len(failure) != 2 || len(a.fields) != 2 {
			t.Errorf("malformed failure: %.300q", body)
		}
	}
	return a
}

// do signs and sends.
func (m *miyao) do(t *testing.T, r *request) answer {
	t.Helper()
	return m.send(t, m.build(t, r))
}

// want sends a request and compares the code of its answer; "" is a success.
func (m *miyao) want(t *testing.T, code api.Code, r *request) answer {
	t.Helper()
	a := m.do(t, r)
	if a.code != code {
		t.Errorf("code %q (%s), want %q", a.code, a.text, code)
	}
	return a
}
