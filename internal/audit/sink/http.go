package sink

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"miyao/internal/audit"
)

// poster sends documents by HTTP. Any answer of 200 to 299 takes them.
type poster struct {
	url        string
	headerFile string
	client     *http.Client
}

func newPoster(p *place, u url.URL) (*poster, error) {
	var config *tls.Config
	if u.Scheme == "https" {
		var err error
		if config, err = p.tlsConfig(); err != nil {
			return nil, err
		}
	}
	post := &poster{url: u.String(), headerFile: p.params["header-file"], client: &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: config, ForceAttemptHTTP2: true,
			DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext, TLSHandshakeTimeout: 10 * time.Second,
			IdleConnTimeout: time.Minute, MaxIdleConns: 1,
		},
		// A redirect would take the headers, and with them a secret, elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	_, err := post.headers()
	return post, err
}

// headers reads lines "Name: value". The file is read for each request, so that
// a secret in it can be changed at any time.
func (p *poster) headers() (http.Header, error) {
	headers := http.Header{}
	if p.headerFile == "" {
		return headers, nil
	}
	text, err := os.ReadFile(p.headerFile)
	if err != nil {
		return nil, fmt.Errorf("read header-file: %w", err)
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" || strings.ContainsAny(name, " \t") {
			return nil, fmt.Errorf("header-file %s: line %d is not \"Name: value\"", p.headerFile, number)
		}
		headers.Add(name, strings.TrimSpace(value))
	}
	return headers, nil
}

// maxAnswer is how much of an answer is read.
const maxAnswer = 64 << 10

func (p *poster) post(ctx context.Context, contentType string, body []byte) (answer []byte, err error) {
	headers, err := p.headers()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = headers
	req.Header.Set("Content-Type", contentType)
	resp, err := p.client.Do(req)
	if err != nil {
		if inner := new(url.Error); errors.As(err, &inner) {
			err = inner.Err // the rest is the address, whose query may be private
		}
		return nil, err
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return nil, fmt.Errorf("the receiver answers HTTP %d", resp.StatusCode)
	}
	return answer, err
}

func (p *poster) again() bool { return false }

func (p *poster) close() error {
	p.client.CloseIdleConnections()
	return nil
}

// webhookReceiver posts the lines as they are, one JSON object a line.
type webhookReceiver struct{ *poster }

func openWebhook(p *place) (receiver, error) {
	post, err := newPoster(p, p.url)
	return webhookReceiver{post}, err
}

func (r webhookReceiver) send(ctx context.Context, lines []audit.Line) (int, error) {
	var b bytes.Buffer
	for _, l := range lines {
		b.Write(l.Text)
		b.WriteByte('\n')
	}
	_, err := r.post(ctx, "application/x-ndjson", b.Bytes())
	return 0, err
}
