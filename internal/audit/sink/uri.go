package sink

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// place is a sink's URI taken apart.
type place struct {
	url    url.URL // without our parameters
	params map[string]string
	kind   kind
}

// kind is what is behind a scheme.
type kind struct {
	params []string
	check  func(p *place) error
	open   func(p *place) (receiver, error)
}

var tlsParams = []string{"ca-file", "cert-file", "key-file"}

// kinds are the schemes.
var kinds = map[string]kind{
	"file":       {[]string{"max-mb", "keep"}, checkFile, openFile},
	"syslog+tcp": {[]string{"facility"}, checkHostPort, openSyslog},
	"syslog+tls": {append([]string{"facility"}, tlsParams...), checkHostPort, openSyslog},
	"https":      {append([]string{"header-file"}, tlsParams...), checkHost, openWebhook},
	"otlp+http":  {[]string{"header-file"}, checkHost, openOTLP},
	"otlp+https": {append([]string{"header-file"}, tlsParams...), checkHost, openOTLP},
}

// Schemes are those that a URI can have.
func Schemes() []string { return slices.Sorted(maps.Keys(kinds)) }

// parse reads a URI:
//
//	file:/absolute/path?max-mb=100&keep=10
//	syslog+tcp://host:port?facility=13
//	syslog+tls://host:port?facility=13&ca-file=…&cert-file=…&key-file=…
//	https://host/path?header-file=…&ca-file=…&cert-file=…&key-file=…
//	otlp+http://host:port/v1/logs?header-file=…
//	otlp+https://host:port/v1/logs?header-file=…&ca-file=…&cert-file=…&key-file=…
//
// Other parameters of https stay in the address. A URI holds no secret: those
// are in files.
func parse(uri string) (*place, error) {
	u, err := url.Parse(uri)
	if err != nil {
		return nil, errors.New("an audit sink is not a URI") // the error would quote it
	}
	k, ok := kinds[u.Scheme]
	if !ok {
		return nil, fmt.Errorf("the audit sink has the scheme %q; there are %s", u.Scheme, strings.Join(Schemes(), ", "))
	}
	p := &place{url: *u, params: map[string]string{}, kind: k}
	if u.User != nil {
		return nil, fmt.Errorf("the audit sink %s has a user or password in its URI, which anybody on this machine can read; put it into a header-file", p.name())
	}
	query := u.Query()
	for _, name := range k.params {
		if query.Has(name) {
			p.params[name] = query.Get(name)
			query.Del(name)
		}
	}
	if u.Scheme != "https" && len(query) > 0 {
		return nil, fmt.Errorf("the audit sink %s has the unknown parameter %q; it may have %s",
			p.name(), slices.Sorted(maps.Keys(query))[0], strings.Join(k.params, ", "))
	}
	p.url.RawQuery = query.Encode()
	if u.Fragment != "" {
		return nil, fmt.Errorf("the audit sink %s has a part after #, which means nothing", p.name())
	}
	if err := k.check(p); err != nil {
		return nil, fmt.Errorf("the audit sink %s: %w", p.name(), err)
	}
	return p, nil
}

func (p *place) open() (receiver, error) { return p.kind.open(p) }

// name is the URI without parameters. It also tells sinks apart.
func (p *place) name() string {
	u := url.URL{Scheme: p.url.Scheme, Host: p.url.Host, Path: p.url.Path}
	if u.Scheme == "file" {
		return "file:" + u.Path
	}
	return u.String()
}

func checkFile(p *place) error {
	if p.url.Host != "" || !filepath.IsAbs(p.url.Path) {
		return errors.New("it must be file: and an absolute path")
	}
	_, err := p.number("max-mb", 100, 1, 1<<20)
	if err == nil {
		_, err = p.number("keep", 10, 0, 10_000)
	}
	return err
}

func checkHostPort(p *place) error {
	if p.url.Hostname() == "" || p.url.Port() == "" || p.url.Path != "" && p.url.Path != "/" {
		return errors.New("it must be " + p.url.Scheme + "://host:port")
	}
	_, err := p.number("facility", auditFacility, 0, 23)
	return err
}

func checkHost(p *place) error {
	if p.url.Hostname() == "" {
		return errors.New("it names no host")
	}
	return nil
}

// number is a parameter between least and most.
func (p *place) number(name string, fallback, least, most int) (int, error) {
	text, ok := p.params[name]
	if !ok {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%s must be a number from %d to %d", name, least, most)
	}
	return n, nil
}

// tlsConfig reads the files of the TLS parameters.
func (p *place) tlsConfig() (*tls.Config, error) {
	c := &tls.Config{ServerName: p.url.Hostname(), MinVersion: tls.VersionTLS12}
	if file := p.params["ca-file"]; file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read ca-file: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("ca-file %s holds no certificate in PEM", file)
		}
	}
	cert, key := p.params["cert-file"], p.params["key-file"]
	if (cert == "") != (key == "") {
		return nil, errors.New("cert-file and key-file go together")
	}
	if cert != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return nil, fmt.Errorf("read cert-file and key-file: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}
