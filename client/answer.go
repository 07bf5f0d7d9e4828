package client

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"miyao/api"
)

// open takes the answer out of its envelope.
func open(status int, answer []byte) ([]byte, error) {
	var envelope struct{ Response jsontext.Value }
	var failure struct {
		Error *struct {
			Code    api.Code
			Message string
		}
		RequestId string
	}
	err := json.Unmarshal(answer, &envelope)
	if err == nil {
		err = json.Unmarshal(envelope.Response, &failure)
	}
	switch {
	case err != nil || envelope.Response.Kind() != '{':
		return nil, foreign(status, answer)
	case failure.Error != nil:
		return nil, &api.Error{Code: failure.Error.Code, Message: failure.Error.Message, RequestID: failure.RequestId}
	}
	return envelope.Response, nil
}

// foreign describes an answer that does not come from the API: most likely a
// proxy's page, of which the beginning tells the most. What begins as JSON is
// not shown, as it may be half an answer with a plaintext in it.
func foreign(status int, answer []byte) error {
	text := strings.TrimSpace(string(answer[:min(len(answer), shownOfAnswer)]))
	if text == "" {
		return fmt.Errorf("the answer is empty, with HTTP status %d", status)
	}
	if text[0] == '{' || text[0] == '[' || text[0] == '"' {
		return fmt.Errorf("the answer has HTTP status %d and is not the JSON of the KMS API (%d bytes)", status, len(answer))
	}
	text = strings.Join(strings.Fields(text), " ")
	return fmt.Errorf("the answer has HTTP status %d and is not JSON; it begins with: %s", status, api.Shown(text))
}

// withoutValues reduces an error of the JSON library, which may quote data, to
// the place where it happened.
func withoutValues(err error) error {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok && semantic.JSONPointer != "" {
		return fmt.Errorf("bad value at %s", semantic.JSONPointer)
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Errorf("bad JSON at byte %d", syntactic.ByteOffset)
	}
	return errors.New("bad value")
}

// mayRepeat tells whether a failed call can be sent again without executing it
// twice.
func mayRepeat(err error, changes bool) bool {
	if refusal, ok := errors.AsType[*api.Error](err); ok {
		return refusal.Code == api.RequestLimitExceeded
	}
	failure, ok := errors.AsType[*unansweredError](err)
	if !ok || failure.lasting() {
		return false
	}
	dial, ok := errors.AsType[*net.OpError](err)
	return !changes || ok && dial.Op == "dial"
}

// unansweredError is a failure before any answer. The server may have had the
// request all the same.
type unansweredError struct{ err error }

func unanswered(err error) error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // the endpoint is named already
	}
	return &unansweredError{err}
}

func (e *unansweredError) Unwrap() error { return e.err }

func (e *unansweredError) Error() string {
	text := e.err.Error()
	switch {
	case errors.Is(e.err, syscall.ECONNREFUSED):
		return text + " (is `miyao server` running there?)"
	case e.untrusted():
		return text + " (the server's certificate is not trusted: name its CA certificate by MIYAO_CA_FILE)"
	case strings.Contains(text, "server gave HTTP response to HTTPS client"):
		return text + " (write the endpoint with http://)"
	}
	return text
}

func (e *unansweredError) untrusted() bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](e.err)
	return ok
}

// lasting failures come again: a timeout is one because the server is at work
// on the request.
func (e *unansweredError) lasting() bool {
	timeout, ok := errors.AsType[net.Error](e.err)
	if ok && timeout.Timeout() {
		return true
	}
	_, isHTTP := errors.AsType[tls.RecordHeaderError](e.err)
	return e.untrusted() || isHTTP || strings.Contains(e.err.Error(), "server gave HTTP response")
}
