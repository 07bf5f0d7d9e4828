package localca_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miyao/internal/localca"
)

var now = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

func ensure(t *testing.T, files localca.Files, at time.Time, names ...string) {
	t.Helper()
	if err := files.Ensure(names, at); err != nil {
		t.Fatal(err)
	}
}

func certificate(t *testing.T, path string) *x509.Certificate {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" || len(rest) != 0 {
		t.Fatalf("%s is not one certificate", path)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// verify is what a client does that trusts the authority.
func verify(t *testing.T, files localca.Files, name string, at time.Time) error {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(certificate(t, files.CA))
	_, err := certificate(t, files.Cert).Verify(x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

// TestNames makes a certificate that clients accept under every name, and
// under no other.
func TestNames(t *testing.T) {
	files := localca.In(t.TempDir())
	names := []string{"localhost", "127.0.0.1", "::1", "kms.example.com", "Gateway.Example.com", "10.1.2.3"}
	ensure(t, files, now, names...)
	for _, name := range names {
		if err := verify(t, files, name, now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"example.com", "x.kms.example.com", "127.0.0.2", "::2"} {
		if verify(t, files, name, now) == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if _, err := tls.LoadX509KeyPair(files.Cert, files.Key); err != nil {
		t.Error(err)
	}
	cert, ca := certificate(t, files.Cert), certificate(t, files.CA)
	if cert.IsCA || !ca.IsCA || !ca.MaxPathLenZero || cert.KeyUsage&x509.KeyUsageCertSign != 0 {
		t.Error("the server's certificate can sign others")
	}
	if cert.NotAfter.Sub(now) > 398*24*time.Hour {
		t.Errorf("valid until %s: browsers refuse that", cert.NotAfter)
	}
}

// TestModes keeps the files to their owner.
func TestModes(t *testing.T) {
	dir := t.TempDir()
	ensure(t, localca.In(dir), now, "localhost")
	found := 0
	err := filepath.WalkDir(filepath.Join(dir, "tls"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s has mode %04o", path, mode)
		}
		found++
		return nil
	})
	if err != nil || found != 5 {
		t.Errorf("%d files, %v", found, err)
	}
}

// TestRenewal makes a certificate anew when it has to be, and not otherwise;
// the authority stays.
func TestRenewal(t *testing.T) {
	files := localca.In(t.TempDir())
	ensure(t, files, now, "localhost", "127.0.0.1")
	ca := certificate(t, files.CA)
	step := func(what string, renewed bool, at time.Time, names ...string) {
		t.Helper()
		before := certificate(t, files.Cert)
		ensure(t, files, at, names...)
		if after := certificate(t, files.Cert); after.Equal(before) == renewed {
			t.Errorf("%s: renewed %v, want %v", what, !renewed, renewed)
		}
		if !certificate(t, files.CA).Equal(ca) {
			t.Errorf("%s: the authority was made anew", what)
		}
		for _, name := range names {
			if err := verify(t, files, name, at); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := tls.LoadX509KeyPair(files.Cert, files.Key); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	day := func(n int) time.Time { return now.AddDate(0, 0, n) }
	step("the same", false, now, "localhost", "127.0.0.1")
	step("fewer names", false, day(1), "localhost")
	step("names in another case", false, day(1), "LocalHost")
	step("a new name", true, day(1), "localhost", "kms.example.com")
	step("a new address", true, day(1), "localhost", "10.0.0.1")
	step("31 days before the end", false, day(1+397-31), "localhost")
	step("29 days before the end", true, day(1+397-29), "localhost")
	step("after the end", true, day(1+397-29+500), "localhost")
	for what, path := range map[string]string{"no certificate": files.Cert, "no key": files.Key} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		ensure(t, files, day(900), "localhost")
		if err := verify(t, files, "localhost", day(900)); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestHalfWritten repairs the server's files after a crash between them, and
// after the authority was exchanged.
func TestHalfWritten(t *testing.T) {
	files, other := localca.In(t.TempDir()), localca.In(t.TempDir())
	ensure(t, files, now, "localhost")
	ensure(t, other, now, "localhost")
	copyFile(t, other.Key, files.Key) // the key comes first
	ensure(t, files, now, "localhost")
	if _, err := tls.LoadX509KeyPair(files.Cert, files.Key); err != nil {
		t.Errorf("certificate and key do not belong together: %v", err)
	}
	copyFile(t, other.Cert, files.Cert)
	copyFile(t, other.Key, files.Key)
	ensure(t, files, now, "localhost")
	if err := verify(t, files, "localhost", now); err != nil {
		t.Errorf("the certificate of another authority stays: %v", err)
	}
	if err := os.WriteFile(files.Cert, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ensure(t, files, now, "localhost")
	if err := verify(t, files, "localhost", now); err != nil {
		t.Error(err)
	}
}

// TestAuthorityStays never replaces an authority that clients trust because
// its key is gone or damaged.
func TestAuthorityStays(t *testing.T) {
	files := localca.In(t.TempDir())
	ensure(t, files, now, "localhost")
	key := filepath.Join(filepath.Dir(files.CA), "ca.key")
	ca := certificate(t, files.CA)
	for what, break_ := range map[string]func() error{
		"key gone":    func() error { return os.Remove(key) },
		"key damaged": func() error { return os.WriteFile(key, []byte("x"), 0o600) },
		"another key": func() error {
			other := t.TempDir()
			ensure(t, localca.In(other), now, "localhost")
			copyFile(t, filepath.Join(other, "tls", "ca.key"), key)
			return nil
		},
	} {
		own, err := os.ReadFile(key)
		if err != nil {
			t.Fatal(err)
		}
		if err := break_(); err != nil {
			t.Fatal(err)
		}
		if err := files.Ensure([]string{"localhost", "new.example.com"}, now); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: error %v", what, err)
		}
		if !certificate(t, files.CA).Equal(ca) {
			t.Errorf("%s: the authority was made anew", what)
		}
		if err := verify(t, files, "localhost", now); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if err := os.WriteFile(key, own, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ensure(t, files, now, "localhost", "new.example.com")
}

// TestNoCertificateOfAuthority makes the authority anew when only its key was
// written before a crash: nobody can trust it yet.
func TestNoCertificateOfAuthority(t *testing.T) {
	files := localca.In(t.TempDir())
	ensure(t, files, now, "localhost")
	if err := os.Remove(files.CA); err != nil {
		t.Fatal(err)
	}
	ensure(t, files, now, "localhost")
	if err := verify(t, files, "localhost", now); err != nil {
		t.Error(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
