// Package localca is a certificate authority in a data directory, for servers
// that have no certificate of their own: it makes the server's certificate,
// and clients trust the authority's. The files are PEM:
//
//	tls/ca.pem  tls/ca.key          the authority, valid ten years
//	tls/server.pem  tls/server.key  the server, made anew when it needs other
//	                                names or comes near its end
package localca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"miyao/internal/wholefile"
)

const (
	authorityYears = 10
	serverDays     = 397 // what browsers accept at the most
	renewDays      = 30
)

// Files are the paths of a data directory's certificates.
type Files struct{ CA, caKey, Cert, Key string }

// In returns the paths for a data directory.
func In(dataDir string) Files {
	dir := filepath.Join(dataDir, "tls")
	return Files{
		CA: filepath.Join(dir, "ca.pem"), caKey: filepath.Join(dir, "ca.key"),
		Cert: filepath.Join(dir, "server.pem"), Key: filepath.Join(dir, "server.key"),
	}
}

// Ensure makes what is missing, so that Cert serves all names: host names and
// IP addresses.
func (f Files) Ensure(names []string, now time.Time) error {
	if err := os.MkdirAll(filepath.Dir(f.CA), 0o700); err != nil {
		return err
	}
	ca, caKey, err := f.authority(now)
	if err != nil {
		return fmt.Errorf("local certificate authority: %w", err)
	}
	server, _, err := readPair(f.Cert, f.Key)
	if err == nil && serves(server, ca, names, now) {
		return nil
	}
	if err := f.makeServer(ca, caKey, names, now); err != nil {
		return fmt.Errorf("local server certificate: %w", err)
	}
	return nil
}

// authority makes one only where there is none: clients trust the one that is
// there, and only with its own key it goes on.
func (f Files) authority(now time.Time) (*x509.Certificate, crypto.Signer, error) {
	if _, err := os.Stat(f.CA); errors.Is(err, fs.ErrNotExist) {
		return f.makeAuthority(now)
	}
	ca, key, err := readPair(f.CA, f.caKey)
	if err != nil {
		err = fmt.Errorf("%w; put it back from a backup, or remove %s for a new authority, which clients then have to trust", err, f.CA)
	}
	return ca, key, err
}

func serves(server, ca *x509.Certificate, names []string, now time.Time) bool {
	if server.CheckSignatureFrom(ca) != nil || server.NotAfter.Before(now.AddDate(0, 0, renewDays)) {
		return false
	}
	return !slices.ContainsFunc(names, func(name string) bool { return server.VerifyHostname(name) != nil })
}

func (f Files) makeAuthority(now time.Time) (*x509.Certificate, crypto.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial(),
		Subject:               pkix.Name{CommonName: "miyao local CA"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.AddDate(authorityYears, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLenZero:        true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	return writePair(f.CA, f.caKey, template, template, key, key)
}

func (f Files) makeServer(ca *x509.Certificate, caKey crypto.Signer, names []string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: "miyao"},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(0, 0, serverDays),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	_, _, err = writePair(f.Cert, f.Key, template, ca, key, caKey)
	return err
}

func serial() *big.Int {
	b := make([]byte, 16)
	rand.Read(b)
	b[0] &= 0x7f // a serial number is positive
	return new(big.Int).SetBytes(b)
}

// writePair signs template and writes the key first, so that a certificate on
// disk always has its key.
func writePair(certFile, keyFile string, template, parent *x509.Certificate, key *ecdsa.PrivateKey, signer crypto.Signer) (*x509.Certificate, crypto.Signer, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, nil, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	defer clear(pkcs8)
	if err := writePEM(keyFile, "PRIVATE KEY", pkcs8); err != nil {
		return nil, nil, err
	}
	if err := writePEM(certFile, "CERTIFICATE", der); err != nil {
		return nil, nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return cert, key, err
}

func writePEM(path, kind string, der []byte) error {
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	defer clear(text)
	return wholefile.Replace(path, wholefile.Bytes(text))
}

func readPair(certFile, keyFile string) (*x509.Certificate, crypto.Signer, error) {
	certDER, err := readPEM(certFile)
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := readPEM(keyFile)
	if err != nil {
		return nil, nil, err
	}
	cert, err := x509.ParseCertificate(certDER)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", certFile, err)
	}
	key, err := x509.ParsePKCS8PrivateKey(keyDER)
	if err != nil {
		return nil, nil, fmt.Errorf("%s does not hold a private key", keyFile)
	}
	signer, ok := key.(*ecdsa.PrivateKey)
	if !ok || !signer.PublicKey.Equal(cert.PublicKey) {
		return nil, nil, fmt.Errorf("%s does not hold the key of %s", keyFile, certFile)
	}
	return cert, signer, nil
}

func readPEM(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is not PEM", path)
	}
	return block.Bytes, nil
}
