package server_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"miyao/internal/localca"
	"miyao/internal/server"
)

// certificates makes an authority and a server certificate.
func certificates(t *testing.T) localca.Files {
	t.Helper()
	files := localca.In(t.TempDir())
	if err := files.Ensure([]string{"127.0.0.1"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	return files
}

// serveTLS also serves the API with TLS, and makes that the host of requests.
func (m *miyao) serveTLS(t *testing.T) localca.Files {
	t.Helper()
	files := certificates(t)
	certificate, err := server.OpenCertificate(files.Cert, files.Key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, done := t.Context(), make(chan error, 1)
	go func() { done <- m.server.Serve(ctx, tls.NewListener(plain, certificate.Config()), time.Minute) }()
	t.Cleanup(func() { // the test's context has ended
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	m.host = plain.Addr().String()
	return files
}

// TestTLS serves the API under a local authority's certificate, HTTP/1.1 with
// TLS 1.2 and later.
func TestTLS(t *testing.T) {
	m := start(t)
	files := m.serveTLS(t)
	authority, err := os.ReadFile(files.CA)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		t.Fatal("no certificate in ca.pem")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	req := m.build(t, m.request("GetRegions", "{}"))
	req.URL.Scheme = "https"
	resp, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if a := readAnswer(t, resp); a.code != "" || resp.ProtoMajor != 1 {
		t.Errorf("%s by %s", a.code, resp.Proto)
	}
	old := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	if conn, err := tls.Dial("tcp", m.host, old); err == nil {
		conn.Close()
		t.Error("TLS 1.1 is taken")
	}
}

// TestCertificateFollowsFiles reads changed files again, at most once a
// second, and keeps what it has while they are unusable.
func TestCertificateFollowsFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files, other := certificates(t), certificates(t)
		var logged bytes.Buffer
		certificate, err := server.OpenCertificate(files.Cert, files.Key, slog.New(slog.NewTextHandler(&logged, nil)))
		if err != nil {
			t.Fatal(err)
		}
		config := certificate.Config()
		serves := func(want []byte) {
			t.Helper()
			got, err := config.GetCertificate(&tls.ClientHelloInfo{})
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Certificate[0]) != string(want) {
				t.Error("another certificate is served")
			}
		}
		first, second := chain(t, files), chain(t, other)
		replace := func(from, to string) {
			t.Helper()
			text, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(to, text, 0o600); err != nil {
				t.Fatal(err)
			}
			same := time.Unix(1e9, 0) // a change can have the time of the one before
			if err := os.Chtimes(to, same, same); err != nil {
				t.Fatal(err)
			}
		}
		serves(first)
		replace(other.Key, files.Key) // half of a renewal
		serves(first)
		time.Sleep(time.Second) // of the bubble
		serves(first)
		replace(other.Cert, files.Cert)
		serves(first) // looked at less than a second ago
		time.Sleep(time.Second)
		serves(second)
		if err := os.Remove(files.Cert); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		serves(second)
		time.Sleep(time.Second)
		serves(second)
		read := strings.Count(logged.String(), "level=INFO msg=\"the TLS certificate was read again\"")
		kept := strings.Count(logged.String(), "level=WARN msg=\"the TLS certificate cannot be read; the one before it stays in use\"")
		if read != 1 || kept != 2 {
			t.Errorf("the log should tell of a certificate that was read, and of two faults once each:\n%s", &logged)
		}
	})
}

func chain(t *testing.T, files localca.Files) []byte {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	return pair.Certificate[0]
}

// TestNoCertificate refuses to start without usable files.
func TestNoCertificate(t *testing.T) {
	files, other := certificates(t), certificates(t)
	nothing := filepath.Join(t.TempDir(), "nothing.pem")
	for name, pair := range map[string][2]string{
		"no certificate": {nothing, files.Key}, "no key": {files.Cert, nothing},
		"other key": {files.Cert, other.Key}, "swapped": {files.Key, files.Cert},
	} {
		if _, err := server.OpenCertificate(pair[0], pair[1], slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
