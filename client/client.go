// Package client calls a miyao server, or any server of the same API. Requests
// are signed with TC3-HMAC-SHA256 over everything that matters, the action and
// region included.
//
//	c, err := client.New(client.Config{Credential: credential})
//	answer, err := client.Call(ctx, c, api.DescribeKey, &api.DescribeKeyRequest{KeyId: id})
//
// A refusal by the server is an *[api.Error] with its code and request id. A
// call is repeated only if that cannot execute it twice: see [Config.Retries].
package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/go-json-experiment/json"

	"miyao/api"
	"miyao/tc3"
)

// Config says which server to call and as whom.
type Config struct {
	// Endpoint is http://host:port or https://host:port. Without a scheme,
	// a loopback host means http and any other https. Empty means
	// DefaultEndpoint.
	Endpoint string
	// CAFile is a PEM file with the certificates that may vouch for the server
	// in place of the system's. It cannot be combined with HTTP.
	CAFile     string
	Credential tc3.Credential
	// Region is the region of the keys; empty leaves it to the server.
	Region string
	// Language of error messages: zh-CN, en-US, or empty for the server's choice.
	Language string
	// UserAgent names the program, in the server's audit log too. Empty means
	// "miyao-go".
	UserAgent string
	// Retries is how often a call is repeated after a failure: 0 means 3 times,
	// a negative number never. Repeated are calls that the server refused with
	// RequestLimitExceeded, calls whose connection could not be made, and, for
	// actions that change nothing, calls whose connection broke before an
	// answer. In between the client waits 0.1 to 2 seconds, longer each time.
	Retries int
	// HTTP sends the requests; nil means a client of its own with a time limit
	// of one minute for each try.
	HTTP *http.Client
}

// DefaultEndpoint is where `miyao server` listens unless told otherwise.
const DefaultEndpoint = "http://127.0.0.1:8573"

const (
	defaultTries  = 3
	perTry        = time.Minute
	dialTime      = 30 * time.Second
	handshakeTime = 10 * time.Second
	idleTime      = 90 * time.Second // less than the server keeps a connection
	maxIdle       = 64               // connections kept for the next calls; there is one host
	maxAnswer     = 16 << 20
	firstWait     = 100 * time.Millisecond
	longestWait   = 2 * time.Second
	shownOfAnswer = 200 // bytes of an answer that is no JSON
)

// Client calls one server with one credential. It may be used concurrently.
type Client struct {
	config  Config
	base    string // scheme://host:port
	http    *http.Client
	retries int
}

// New checks config and reads its CAFile. It does not connect.
func New(config Config) (*Client, error) {
	if config.Credential.SecretID == "" || config.Credential.SecretKey == "" {
		return nil, errors.New("the credential lacks its SecretId or SecretKey")
	}
	base, err := parseEndpoint(config.Endpoint)
	if err != nil {
		return nil, err
	}
	if config.UserAgent == "" {
		config.UserAgent = "miyao-go"
	}
	c := &Client{config: config, base: base, retries: max(config.Retries, 0)}
	if config.Retries == 0 {
		c.retries = defaultTries
	}
	if c.http, err = newHTTP(config); err != nil {
		return nil, err
	}
	// A redirect would carry a signature made for another host.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c, nil
}

func newHTTP(config Config) (*http.Client, error) {
	if config.HTTP != nil {
		if config.CAFile != "" {
			return nil, errors.New("a client with its own HTTP takes no CAFile")
		}
		own := *config.HTTP
		return &own, nil
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
		DialContext: (&net.Dialer{Timeout: dialTime}).DialContext, TLSHandshakeTimeout: handshakeTime,
		MaxIdleConnsPerHost: maxIdle, IdleConnTimeout: idleTime,
	}
	if config.CAFile != "" {
		pem, err := os.ReadFile(config.CAFile)
		if err != nil {
			return nil, fmt.Errorf("read the CA file: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("the CA file %s holds no certificate in PEM form", config.CAFile)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: transport, Timeout: perTry}, nil
}

// Endpoint returns the server's address with its scheme.
func (c *Client) Endpoint() string { return c.base }

// Call performs an action. If the server refuses it, the error is an
// *[api.Error]. Any other error means that there was no answer to read; a change
// may have taken place all the same.
func Call[Req, Resp any](ctx context.Context, c *Client, a api.Action[Req, Resp], req *Req) (*Resp, error) {
	body, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("call %s: write the request: %w", a.Name, withoutValues(err))
	}
	answer, err := c.call(ctx, a.Info, body)
	if err != nil {
		return nil, err
	}
	resp := new(Resp)
	if err := json.Unmarshal(answer, resp); err != nil {
		return nil, fmt.Errorf("call %s: the answer is not of the expected form: %w", a.Name, withoutValues(err))
	}
	return resp, nil
}

// CallRaw performs any action by name with a JSON object as request. One that
// package api does not know is sent as an action of KMS. It returns the Response
// object as JSON. The errors are those of [Call].
func (c *Client) CallRaw(ctx context.Context, action string, body []byte) ([]byte, error) {
	info := &api.Info{Product: api.ProductKMS, Name: action, Kind: api.Change}
	for _, known := range api.Actions() {
		if known.Name == action {
			info = known
		}
	}
	return c.call(ctx, info, body)
}

// call repeats the request as Config.Retries says.
func (c *Client) call(ctx context.Context, action *api.Info, body []byte) ([]byte, error) {
	for try := 0; ; try++ {
		answer, err := c.send(ctx, action, body)
		if err == nil {
			return answer, nil
		}
		if _, refused := errors.AsType[*api.Error](err); !refused {
			err = fmt.Errorf("call %s at %s: %w", action.Name, c.base, err)
		}
		if try >= c.retries || ctx.Err() != nil || !mayRepeat(err, action.Kind == api.Change) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%w, while waiting to try again after: %w", context.Cause(ctx), err)
		case <-time.After(wait(try)):
		}
	}
}

// wait doubles with every try, less up to half of it at random so that many
// clients do not come back at once.
func wait(try int) time.Duration {
	full := min(firstWait<<min(try, 10), longestWait)
	return full - rand.N(full/2)
}

// send performs one signed request.
func (c *Client) send(ctx context.Context, action *api.Info, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", c.config.UserAgent)
	req.Header.Set("X-TC-RequestClient", c.config.UserAgent)
	req.Header.Set("X-TC-Action", action.Name)
	req.Header.Set("X-TC-Version", action.Product.Version)
	if c.config.Region != "" {
		req.Header.Set("X-TC-Region", c.config.Region)
	}
	if c.config.Language != "" {
		req.Header.Set("X-TC-Language", c.config.Language)
	}
	if err := tc3.Sign(req, body, c.config.Credential, action.Product.Service, time.Now()); err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, unanswered(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if len(answer) > maxAnswer {
		return nil, fmt.Errorf("the answer has more than %d bytes", maxAnswer)
	}
	return open(resp.StatusCode, answer)
}
