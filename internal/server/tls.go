package server

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificateCheck is how often the files of a certificate are looked at, at
// the most; a renewed one is served within this time.
const certificateCheck = time.Second

// Certificate serves a TLS certificate from two PEM files and reads them again
// when they change. A change that cannot be read is logged and keeps the
// certificate before it.
type Certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu      sync.Mutex // guards all below
	current *tls.Certificate
	read    [sha256.Size]byte // the hash of both files as current was read from them
	checked time.Time
	problem string // why the files could not be read when they were last looked at
}

// OpenCertificate reads the two files.
func OpenCertificate(certFile, keyFile string, log *slog.Logger) (*Certificate, error) {
	c := &Certificate{certFile: certFile, keyFile: keyFile, log: log}
	return c, c.reload()
}

// Config is the configuration for a listener: TLS 1.2 and later, HTTP/1.1.
func (c *Certificate) Config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if now := time.Now(); now.Sub(c.checked) >= certificateCheck {
				c.checked = now
				c.follow()
			}
			return c.current, nil
		},
	}
}

// follow reads changed files, and says once what is wrong with them.
func (c *Certificate) follow() {
	before, problem := c.current, ""
	if err := c.reload(); err != nil {
		problem = err.Error()
	}
	if c.current != before {
		c.log.Info("the TLS certificate was read again", "file", c.certFile, "until", c.current.Leaf.NotAfter)
	}
	if problem != "" && problem != c.problem {
		c.log.Warn("the TLS certificate cannot be read; the one before it stays in use", "error", problem)
	}
	c.problem = problem
}

// reload compares what is in the files and not their times: a file can be looked
// at while it is half written, and have the same time afterwards.
func (c *Certificate) reload() error {
	cert, err := os.ReadFile(c.certFile)
	if err != nil {
		return fmt.Errorf("read the TLS certificate: %w", err)
	}
	key, err := os.ReadFile(c.keyFile)
	if err != nil {
		return fmt.Errorf("read the TLS certificate: %w", err)
	}
	defer clear(key)
	hash := sha256.New()
	hash.Write(cert)
	hash.Write(key)
	read := [sha256.Size]byte(hash.Sum(nil))
	if c.current != nil && read == c.read {
		return nil
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("read the TLS certificate: %w", err)
	}
	c.current, c.read = &pair, read
	return nil
}
