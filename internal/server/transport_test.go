package server_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"miyao/api"
)

// TestAbsoluteForm takes the requests of clients with a forward proxy setting.
func TestAbsoluteForm(t *testing.T) {
	m := start(t)
	for _, target := range []string{"http://kms.example.com/", "http://kms.example.com", "https://kms.example.com:443/"} {
		r := m.request("GetRegions", "{}")
		r.host = strings.TrimSuffix(target[strings.Index(target, "//")+2:], "/")
		req := m.build(t, r)
		var raw bytes.Buffer
		fmt.Fprintf(&raw, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", target, r.host, len(r.body))
		if err := req.Header.Write(&raw); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&raw, "\r\n%s", r.body)
		if a := m.exchange(t, raw.Bytes()); a.code != "" {
			t.Errorf("%s: %q %s", target, a.code, a.text)
		}
	}
}

// exchange sends bytes on a connection of its own and reads one answer.
func (m *miyao) exchange(t *testing.T, raw []byte) answer {
	t.Helper()
	conn, err := net.Dial("tcp", m.host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(raw); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	return readAnswer(t, resp)
}

// TestBrokenBody ends the body before its declared length.
func TestBrokenBody(t *testing.T) {
	m := start(t)
	conn, err := net.Dial("tcp", m.host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if a := readAnswer(t, resp); a.code != api.InvalidParameter {
		t.Errorf("code %q", a.code)
	}
}

// TestOtherPaths are for people and load balancers.
func TestOtherPaths(t *testing.T) {
	m := start(t)
	for path, want := range map[string]int{
		"/healthz": http.StatusOK, "/nothing": http.StatusNotFound, "/healthz/": http.StatusNotFound,
		"//": http.StatusNotFound, "/metrics": http.StatusNotFound, "/debug/pprof/": http.StatusNotFound,
	} {
		resp, err := m.client.Get("http://" + m.host + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d (%v)", path, resp.StatusCode, want, err)
		}
		if path == "/healthz" && string(text) != "ok\n" {
			t.Errorf("/healthz says %q", text)
		}
	}
}

// TestDrain ends the server while a request is in flight: it is answered, and
// nothing new is taken.
func TestDrain(t *testing.T) {
	m := start(t)
	r := m.request("GetRegions", "{}")
	req := m.build(t, r)
	conn, err := net.Dial("tcp", m.host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var head bytes.Buffer
	fmt.Fprintf(&head, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n", m.host, len(r.body))
	if err := req.Header.Write(&head); err != nil {
		t.Fatal(err)
	}
	head.WriteString("\r\n")
	if _, err := conn.Write(head.Bytes()); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	// The server says "100 Continue" once its handler reads the body.
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, " 100 ") {
		t.Fatalf("%q, %v", line, err)
	}
	if line, err := in.ReadString('\n'); err != nil || line != "\r\n" {
		t.Fatalf("%q, %v", line, err)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- m.stop() }()
	for { // until the listener is closed
		other, err := net.Dial("tcp", m.host)
		if err != nil {
			break
		}
		other.Close()
	}
	select {
	case err := <-stopped:
		t.Fatalf("the server ended with a request in flight: %v", err)
	default:
	}
	if _, err := io.WriteString(conn, r.body); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a := readAnswer(t, resp); a.code != "" {
		t.Errorf("%s: %s", a.code, a.text)
	}
	if !resp.Close {
		t.Error("the answer does not say that the connection ends")
	}
	if err := <-stopped; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// TestDrainEnds does not wait for ever for who does not go on, and takes that for
// no failure of the server.
func TestDrainEnds(t *testing.T) {
	m := start(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- m.server.Serve(ctx, l, time.Millisecond) }()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	in := bufio.NewReader(conn)
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, " 100 ") {
		t.Fatalf("%q, %v", line, err)
	}
	cancel()
	if err := <-stopped; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if !strings.Contains(m.log.String(), "cut off") {
		t.Error("the log does not tell")
	}
}

// TestDisableAmongOthers disables a credential while it and another are in
// use: from the answer on it is refused, and the other never is.
func TestDisableAmongOthers(t *testing.T) {
	m := start(t)
	operator := m.node.Operator()
	made, key, err := operator.CreateCredential(t.Context(), "", "to disable")
	if err != nil {
		t.Fatal(err)
	}
	secret := string(key.Expose())
	const workers = 4
	var disabled atomic.Bool
	var running, begun sync.WaitGroup
	begun.Add(2 * workers)
	work := func(mine bool) {
		for after, n := 0, 0; after < 3 && !t.Failed(); n++ {
			was := disabled.Load()
			r := m.request("GenerateRandom", `{"NumberOfBytes":16}`)
			if mine {
				r.secretID, r.secretKey = made.SecretID, secret
			}
			switch a := m.do(t, r); {
			case a.code != "" && (!mine || a.code != api.SecretIdNotFound):
				t.Errorf("code %q: %s", a.code, a.text)
			case mine && was && a.code == "":
				t.Error("the credential was answered after it was disabled")
			}
			if n == 0 {
				begun.Done()
			}
			if was {
				after++
			}
		}
	}
	for range workers {
		running.Go(func() { work(true) })
		running.Go(func() { work(false) })
	}
	begun.Wait()
	if _, err := operator.SetCredentialEnabled(t.Context(), made.SecretID, false); err != nil {
		t.Error(err)
	}
	disabled.Store(true)
	running.Wait()
}

// TestOps answers operators on a listener of their own.
func TestOps(t *testing.T) {
	m := start(t)
	m.want(t, api.InvalidAction, m.request("invented-by-a-caller", "{}"))
	m.want(t, "", m.request("GetRegions", "{}"))
	ops := m.ops(t)
	for path, want := range map[string]string{
		"/healthz": "ok\n", "/readyz": "ready\n",
		"/metrics":            `miyao_requests_total{action="GetRegions",code="OK"} 1`,
		"/metrics?":           `miyao_requests_total{action="unknown",code="InvalidAction"} 1`,
		"/debug/pprof/symbol": "num_symbols",
	} {
		resp, err := m.client.Get("http://" + ops + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(text), want) {
			t.Errorf("%s: %s (%v) without %q", path, resp.Status, err, want)
		}
		if strings.Contains(string(text), "invented-by-a-caller") {
			t.Errorf("%s: a caller invented a label", path)
		}
	}
}

func (m *miyao) ops(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, done := t.Context(), make(chan error, 1)
	go func() { done <- m.server.ServeOps(ctx, l, m.node.Ready) }()
	t.Cleanup(func() { // the test's context has ended
		m.client.CloseIdleConnections()
		if err := <-done; err != nil {
			t.Errorf("ServeOps: %v", err)
		}
	})
	return l.Addr().String()
}
