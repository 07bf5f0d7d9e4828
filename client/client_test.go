package client_test

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"miyao/api"
	"miyao/client"
	"miyao/tc3"
)

var credential = tc3.Credential{SecretID: "AKIDexample", SecretKey: "the-secret-key", Token: "Token/1+2="}

// verified answers only requests whose signature is right.
func verified(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := verify(r); err != nil {
			fmt.Fprintf(w, `{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":%q},"RequestId":"r"}}`, err)
			return
		}
		answer(w, r)
	}
}

func verify(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	a, err := tc3.ParseAuthorization(r.Header.Get("Authorization"))
	if err != nil {
		return err
	}
	timestamp, err := tc3.ParseTimestamp(r.Header.Get("X-TC-Timestamp"))
	if err != nil {
		return err
	}
	if a.SecretID != credential.SecretID || time.Since(time.Unix(timestamp, 0)).Abs() > 5*time.Minute {
		return fmt.Errorf("unexpected scope: %v at %d", a, timestamp)
	}
	key := tc3.DeriveKey([]byte(credential.SecretKey), a.Date, a.Service)
	return a.Verify(key, &tc3.Message{Method: r.Method, Header: r.Header, Hosts: []string{r.Host}, Body: body, Timestamp: timestamp})
}

func connect(t *testing.T, config client.Config) *client.Client {
	t.Helper()
	if config.Credential.SecretID == "" {
		config.Credential = credential
	}
	c, err := client.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serve returns a client of a server that verifies signatures.
func serve(t *testing.T, answer http.HandlerFunc) *client.Client {
	t.Helper()
	server := httptest.NewServer(verified(answer))
	t.Cleanup(server.Close)
	return connect(t, client.Config{Endpoint: server.URL, Region: "ap-guangzhou", Language: "zh-CN", UserAgent: "test/1"})
}

func TestCall(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var req api.EncryptRequest
		if err := api.Encrypt.Decode(body, &req); err != nil {
			t.Error(err)
		}
		if req.KeyId != "k" || string(req.Plaintext) != "\x00\xff我" || req.EncryptionContext != `{"a":"b"}` {
			t.Errorf("the server got %+v", req)
		}
		for name, want := range map[string]string{"X-TC-Action": "Encrypt", "X-TC-Version": "2019-01-18", "X-TC-Region": "ap-guangzhou",
			"X-TC-Language": "zh-CN", "X-TC-Token": credential.Token, "X-TC-RequestClient": "test/1", "User-Agent": "test/1",
			"Content-Type": "application/json"} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		fmt.Fprint(w, `{"Response":{"KeyId":"k","CiphertextBlob":"AQID","New":[{}],"RequestId":"r-1"}}`)
	})
	answer, err := client.Call(t.Context(), c, api.Encrypt,
		&api.EncryptRequest{KeyId: "k", Plaintext: api.Base64("\x00\xff我"), EncryptionContext: `{"a":"b"}`})
	if err != nil {
		t.Fatal(err)
	}
	if answer.KeyId != "k" || answer.RequestId != "r-1" {
		t.Errorf("got %+v", answer)
	}
}

// TestOwnTransport: a program that has put another transport in place of the
// default one, as tracing libraries do, can still make a client.
func TestOwnTransport(t *testing.T) {
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	http.DefaultTransport = roundTripper(func(r *http.Request) (*http.Response, error) {
		return nil, errors.New("not for this client")
	})
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"Response":{"RequestId":"r"}}`) })
	if _, err := client.Call(t.Context(), c, api.GetRegions, &api.GetRegionsRequest{}); err != nil {
		t.Error(err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestCallRaw(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, `{"Response":{"Action":%q,"Body":%s,"RequestId":"r"}}`, r.Header.Get("X-TC-Action"), body)
	})
	answer, err := c.CallRaw(t.Context(), "NoSuchAction", []byte(`{"A":1}`))
	if want := `{"Action":"NoSuchAction","Body":{"A":1},"RequestId":"r"}`; err != nil || string(answer) != want {
		t.Errorf("got %s, %v", answer, err)
	}
}

// TestProduct: a request has the version of its action's product and is signed
// for its service.
func TestProduct(t *testing.T) {
	var got string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		authorization, err := tc3.ParseAuthorization(r.Header.Get("Authorization"))
		if err != nil {
			t.Error(err)
		}
		got = r.Header.Get("X-TC-Version") + " " + authorization.Service
		fmt.Fprint(w, `{"Response":{"RequestId":"r"}}`)
	})
	for action, want := range map[string]string{
		"Encrypt": "2019-01-18 kms", "ModifyResourceTags": "2018-08-13 tag", "NoSuchAction": "2019-01-18 kms",
	} {
		if _, err := c.CallRaw(t.Context(), action, []byte("{}")); err != nil || got != want {
			t.Errorf("%s: sent as %s, want %s (%v)", action, got, want, err)
		}
	}
	if _, err := client.Call(t.Context(), c, api.ModifyResourceTags, &api.ModifyResourceTagsRequest{}); err != nil || got != "2018-08-13 tag" {
		t.Errorf("sent as %s (%v)", got, err)
	}
}

func TestRefusal(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden) // the envelope counts, not the status
		fmt.Fprint(w, `{"Response":{"Error":{"Code":"ResourceUnavailable.CmkNotFound","Message":"密钥不存在"},"RequestId":"r-2"}}`)
	})
	_, err := client.Call(t.Context(), c, api.DescribeKey, &api.DescribeKeyRequest{KeyId: "k"})
	refusal, ok := errors.AsType[*api.Error](err)
	if !ok || refusal.Code != api.CmkNotFound || refusal.Message != "密钥不存在" || refusal.RequestID != "r-2" {
		t.Errorf("got %#v", err)
	}
}

func TestWrongKeyIsRefused(t *testing.T) {
	server := httptest.NewServer(verified(func(http.ResponseWriter, *http.Request) { t.Error("answered") }))
	defer server.Close()
	c := connect(t, client.Config{Endpoint: server.URL, Credential: tc3.Credential{SecretID: "AKIDexample", SecretKey: "another"}})
	_, err := client.Call(t.Context(), c, api.GetRegions, &api.GetRegionsRequest{})
	if refusal, ok := errors.AsType[*api.Error](err); !ok || refusal.Code != api.SignatureFailure {
		t.Errorf("got %v", err)
	}
}

func TestForeignAnswers(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		status       int
		want, hidden string
	}{
		{"a proxy's page", "<html>\r\n\x1b[31mBad Gateway \xff</html>" + strings.Repeat("x", 1000), 502, "502", "\x1b"},
		{"text", "no backend", 503, "it begins with: no backend", ""},
		{"nothing", "", 200, "empty", ""},
		{"a redirect", "", 302, "302", ""},
		{"half an answer", `{"Response":{"Plaintext":"c2VjcmV0`, 200, "not the JSON of the KMS API", "c2Vj"},
		{"JSON of another", `{"error":"secret"}`, 200, "not the JSON of the KMS API", "secret"},
		{"null", `{"Response":null}`, 200, "not the JSON of the KMS API", ""},
		{"a list", `[]`, 200, "not the JSON of the KMS API", ""},
		{"a wrong type", `{"Response":{"Plaintext":{"x":"secret"}}}`, 200, "/Plaintext", "secret"},
		{"bad base64", `{"Response":{"Plaintext":"secret!!"}}`, 200, "/Plaintext", "secret"},
	} {
		t.Run(c.name, func(t *testing.T) {
			calls := 0
			conn := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				calls++
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.answer)
			})
			_, err := client.Call(t.Context(), conn, api.Decrypt, &api.DecryptRequest{})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "call Decrypt") ||
				c.hidden != "" && strings.Contains(err.Error(), c.hidden) || len(err.Error()) > 400 {
				t.Errorf("got %v", err)
			}
			if calls != 1 {
				t.Errorf("%d calls", calls)
			}
		})
	}
}

func TestLongAnswer(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 17 {
			fmt.Fprint(w, strings.Repeat(" ", 1<<20))
		}
	})
	if _, err := c.CallRaw(t.Context(), "GetRegions", []byte("{}")); err == nil || !strings.Contains(err.Error(), "more than 16777216 bytes") {
		t.Errorf("got %v", err)
	}
}

// script is a transport that plays one step for each try and notes the time.
type script struct {
	steps []any // an error, or an answer
	times []time.Time
	auths map[string]bool
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.auths == nil {
		s.auths = map[string]bool{}
	}
	s.auths[r.Header.Get("Authorization")] = true
	s.times = append(s.times, time.Now())
	step := s.steps[min(len(s.times), len(s.steps))-1]
	if err, ok := step.(error); ok {
		return nil, err
	}
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(step.(string))), Request: r}, nil
}

const (
	answered = `{"Response":{"RequestId":"r"}}`
	limited  = `{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"slow down"},"RequestId":"r"}}`
	limited2 = `{"Response":{"Error":{"Code":"RequestLimitExceeded.RotateRateLimited","Message":"tomorrow"},"RequestId":"r"}}`
)

func TestRetries(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: &os.SyscallError{Syscall: "connect", Err: syscall.ECONNREFUSED}}
	broken := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	timeout := &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}
	for _, c := range []struct {
		name, action string
		steps        []any
		retries      int
		tries        int
		ok           bool
	}{
		{"limited once", "CreateKey", []any{limited, answered}, 0, 2, true},
		{"limited for ever", "CreateKey", []any{limited}, 0, 4, false},
		{"no retries", "CreateKey", []any{limited}, -1, 1, false},
		{"ten retries", "Encrypt", []any{limited}, 10, 11, false},
		{"another limit", "RotateKey", []any{limited2}, 0, 1, false},
		{"no connection, change", "CreateKey", []any{refused, refused, answered}, 0, 3, true},
		{"no connection, use", "Encrypt", []any{refused, answered}, 0, 2, true},
		{"broken, change", "CreateKey", []any{broken, answered}, 0, 1, false},
		{"broken, unknown action", "Frobnicate", []any{broken, answered}, 0, 1, false},
		{"broken, use", "Decrypt", []any{broken, io.EOF, answered}, 0, 3, true},
		{"broken, read", "DescribeKey", []any{io.ErrUnexpectedEOF, answered}, 0, 2, true},
		{"timeout", "DescribeKey", []any{timeout, answered}, 0, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				play := &script{steps: c.steps}
				conn := connect(t, client.Config{HTTP: &http.Client{Transport: play}, Retries: c.retries})
				_, err := conn.CallRaw(t.Context(), c.action, []byte("{}"))
				if (err == nil) != c.ok || len(play.times) != c.tries {
					t.Errorf("%d tries, %v", len(play.times), err)
				}
				for i := 1; i < len(play.times); i++ {
					full := min(100*time.Millisecond<<(i-1), 2*time.Second)
					if waited := play.times[i].Sub(play.times[i-1]); waited <= full/2-1 || waited > full {
						t.Errorf("waited %v before try %d, of %v", waited, i+1, full)
					}
				}
				if len(play.times) > 8 && len(play.auths) < 5 {
					t.Error("tries seconds apart carry the same signature")
				}
			})
		})
	}
}

// TestCancelWhileWaiting ends the context between two tries.
func TestCancelWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		play := &script{steps: []any{limited}}
		_, err := connect(t, client.Config{HTTP: &http.Client{Transport: play}}).CallRaw(ctx, "Encrypt", []byte("{}"))
		refusal, _ := errors.AsType[*api.Error](err)
		if !errors.Is(err, context.DeadlineExceeded) || refusal == nil {
			t.Errorf("got %v", err)
		}
	})
}

func TestCancelWhileCalling(t *testing.T) {
	var calls atomic.Int32
	ctx, cancel := context.WithCancel(t.Context())
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		cancel()
		<-r.Context().Done()
	})
	_, err := c.CallRaw(ctx, "Encrypt", []byte("{}"))
	if !errors.Is(err, context.Canceled) || calls.Load() != 1 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(verified(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answered) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the clients that it refuses
	server.StartTLS()
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	request := []byte("{}")
	if _, err := connect(t, client.Config{Endpoint: server.URL, CAFile: ca}).CallRaw(t.Context(), "GetRegions", request); err != nil {
		t.Error(err)
	}
	_, err := connect(t, client.Config{Endpoint: server.URL}).CallRaw(t.Context(), "GetRegions", request)
	if err == nil || !strings.Contains(err.Error(), "MIYAO_CA_FILE") {
		t.Errorf("without the CA: %v", err)
	}
	plain := strings.Replace(server.URL, "https", "http", 1)
	if _, err := connect(t, client.Config{Endpoint: plain}).CallRaw(t.Context(), "GetRegions", request); err == nil {
		t.Error("http to a TLS server gave an answer")
	}
}

func TestHints(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	request := []byte("{}")
	secure := strings.Replace(server.URL, "http", "https", 1)
	_, err := connect(t, client.Config{Endpoint: secure}).CallRaw(t.Context(), "GetRegions", request)
	if err == nil || !strings.Contains(err.Error(), "write the endpoint with http://") {
		t.Errorf("https to a plain server: %v", err)
	}
	server.Close()
	_, err = connect(t, client.Config{Endpoint: server.URL, Retries: -1}).CallRaw(t.Context(), "GetRegions", request)
	if err == nil || !strings.Contains(err.Error(), "miyao server") || !strings.Contains(err.Error(), server.URL) {
		t.Errorf("no server: %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.pem")
	if err := os.WriteFile(empty, []byte("no PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, config := range map[string]client.Config{
		"no credential": {},
		"no secret key": {Credential: tc3.Credential{SecretID: "a"}},
		"no CA file":    {Credential: credential, CAFile: filepath.Join(dir, "none")},
		"an empty CA":   {Credential: credential, CAFile: empty},
		"CA and HTTP":   {Credential: credential, CAFile: empty, HTTP: http.DefaultClient},
		"bad endpoint":  {Credential: credential, Endpoint: "ftp://x"},
	} {
		if _, err := client.New(config); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
