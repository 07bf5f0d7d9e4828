package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/kms"
)

// ownHeaders are all that net/http sends between the status and the text of an
// answer of its own, to what it cannot read as a request. The answers of handlers
// have a date at least.
const ownHeaders = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"

// ownRefusal returns what to say instead of an answer of net/http's own, or nil
// if p is something else.
func ownRefusal(p []byte) *api.Error {
	rest, ok := bytes.CutPrefix(p, []byte("HTTP/1.1 "))
	if !ok || len(rest) == 0 || rest[0] < '4' { // of most answers there is no more to see
		return nil
	}
	status, _, ok := bytes.Cut(rest, []byte(ownHeaders))
	switch {
	case !ok:
		return nil
	case string(status) == "431 Request Header Fields Too Large":
		return api.Errorf(api.RequestSizeLimitExceeded,
			"The request's line and headers are larger than %s bytes; send large parameters in the body of a POST.",
			"请求行与请求头超过 %s 字节，较大的参数请用 POST 在请求正文中发送。", strconv.Itoa(maxHeaderBytes))
	}
	return api.Errorf(api.InvalidRequest, "The request is not proper HTTP/1.1 (%s).", "请求不符合 HTTP/1.1 协议（%s）。", api.Shown(string(status)))
}

// maxDiscarded bounds what is read of a request after it was refused, for the
// sake of a client that reads its answer only when it has sent everything.
const maxDiscarded = 64 << 20

// refusing makes connections that answer what fails before there is a request
// in the form of the API, for clients take any other form for a network fault.
type refusing struct {
	net.Listener
	server *Server
}

func (l refusing) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &refusingConn{conn, l.server}, nil
}

type refusingConn struct {
	net.Conn
	server *Server
}

// Write answers what is too large or not HTTP.
func (c *refusingConn) Write(p []byte) (int, error) {
	failure := ownRefusal(p)
	if failure == nil {
		return c.Conn.Write(p)
	}
	c.server.refuse(c.Conn, failure)
	return len(p), nil
}

// Read answers plain HTTP that comes where TLS is spoken.
//
// While a handler works, net/http reads one byte to learn whether the client
// goes away. Most handlers are done before others have had their turn, and then
// there is nothing left to read for: a system call less for each request.
func (c *refusingConn) Read(p []byte) (int, error) {
	if len(p) == 1 {
		runtime.Gosched()
	}
	n, err := c.Conn.Read(p)
	if err == nil {
		return n, nil
	}
	plain, ok := err.(tls.RecordHeaderError) // never wrapped, and every request ends with some error here
	if ok && plain.Conn != nil && slices.Contains([]string{"GET /", "POST "}, string(plain.RecordHeader[:])) {
		c.server.refuse(plain.Conn, api.Errorf(api.UnsupportedProtocol,
			"This endpoint speaks HTTPS, and the request came as plain HTTP; set the client's protocol to https.",
			"该接入地址使用 HTTPS，但请求以明文 HTTP 发送；请将客户端的协议设为 https。"))
	}
	return n, err
}

// refuse answers on a connection whose request has no handler. In which
// language it asked for an answer is not known.
func (s *Server) refuse(conn net.Conn, failure *api.Error) {
	r := kms.Request{ID: uuid.NewString(), SourceIP: hostOf(conn.RemoteAddr().String())}
	failure = s.service.Refuse(context.Background(), &r, failure)
	s.metrics.observe("", failure, 0)
	body := api.AppendFailure(nil, failure.Code, failure.Message, r.ID)
	_ = conn.SetWriteDeadline(time.Now().Add(headerTimeout))
	_, err := fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		len(body), body)
	if err != nil {
		s.log.Debug("an answer did not reach the client", "request", r.ID, "error", err)
		return
	}
	// Closing now would reset the connection and could lose the answer. The
	// deadline for the header still holds.
	_, _ = io.CopyN(io.Discard, conn, maxDiscarded)
}
