package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/operator"
)

// place says where a server keeps its data, in the flags and variables of the
// server.
type place struct{ dataDir, store, seal string }

func (p *place) bind(cmd *cobra.Command) {
	bindDataDir(cmd, &p.dataDir)
	bindStorage(cmd, &p.store, &p.seal)
}

func (p *place) settle(cmd *cobra.Command) error {
	for _, name := range []string{"data-dir", "store", "seal"} {
		if err := fromEnvironment(cmd.Flags(), name); err != nil {
			return err
		}
	}
	return nil
}

// control sends one request of an operator's command to the running server, or
// answers it in this process if none runs. answer is what the JSON is read into.
func control(cmd *cobra.Command, at *place, method, path, body string, answer any) error {
	if err := at.settle(cmd); err != nil {
		return err
	}
	ctx := cmd.Context()
	transport, done, err := controlTransport(ctx, at)
	if err != nil {
		return local(err)
	}
	defer done()
	req, err := http.NewRequestWithContext(ctx, method, "http://control"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return fail(exitNetwork, "the control socket: %w", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return fail(exitNetwork, "the control socket: %w", err)
	case resp.StatusCode != http.StatusOK:
		return fail(exitCall, "%s", bytes.TrimSpace(text)).withHint("%s", controlHint(path, resp.StatusCode))
	}
	return json.Unmarshal(text, answer)
}

// controlHint says for a refused request what helps.
func controlHint(path string, status int) string {
	switch {
	case strings.HasPrefix(path, "/credentials/"):
		return "miyao credential list shows those that exist"
	case strings.HasPrefix(path, "/credentials?"), strings.HasPrefix(path, "/accounts/quota?account=") && status == http.StatusNotFound:
		return "miyao account list shows the accounts that exist"
	}
	return ""
}

func controlTransport(ctx context.Context, at *place) (http.RoundTripper, func(), error) {
	lock, err := node.TakeExistingLock(at.dataDir)
	if errors.As(err, new(*node.InUseError)) {
		return &http.Transport{
			DisableKeepAlives: true,
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return operator.Dial(ctx, at.dataDir)
			},
		}, func() {}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	n, err := node.Open(ctx, lock, node.Config{Store: at.store, Seal: at.seal, Regions: []kms.Region{{Name: defaultRegion}}})
	if err != nil {
		return nil, nil, err
	}
	return inProcess{operator.Handler(n.Operator())}, func() { _ = n.Close() }, nil
}

// inProcess answers requests with a handler of this process.
type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := &answerWriter{header: http.Header{}, status: http.StatusOK}
	t.handler.ServeHTTP(answer, r)
	return &http.Response{
		StatusCode: answer.status, Header: answer.header, Body: io.NopCloser(&answer.body), Request: r,
	}, nil
}

type answerWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answerWriter) Header() http.Header         { return a.header }
func (a *answerWriter) WriteHeader(status int)      { a.status = status }
func (a *answerWriter) Write(p []byte) (int, error) { return a.body.Write(p) }
