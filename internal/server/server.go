// Package server carries the API over HTTP: it reads and bounds requests,
// verifies signatures, hands the rest to the service and writes the envelope.
// It cannot reach a key or a row, so there is no way round the service's
// authorisation.
//
// Whatever goes wrong with a request, the answer is HTTP 200 with a published
// code: clients turn any other status into a network fault and lose the code.
package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/net/netutil"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/tc3"
)

// Limits of a request (published: common parameters, request size) and of the
// listener.
const (
	maxGETBytes    = 32 << 10
	maxV1Bytes     = 1 << 20
	maxTC3Bytes    = 10 << 20
	maxHeaderBytes = 64 << 10 // room for a GET of 32 KB and its headers

	headerTimeout  = 30 * time.Second
	readTimeout    = 30 * time.Second // the same: net/http then sets one deadline for both
	writeTimeout   = 60 * time.Second
	idleTimeout    = 120 * time.Second
	maxConnections = 4096
)

// Config is what a Server stands on. Service and Directory are required.
type Config struct {
	Service   *kms.Service
	Directory *identity.Directory
	// ExtraHosts are further host names that clients may have signed, for those
	// that reach the server through a gateway under another name.
	ExtraHosts []string
	// Console answers what is below /console; nil: nothing does.
	Console http.Handler
	// AuditSinks returns the audit sinks' state, for the metrics.
	AuditSinks func() []AuditSink
	Logger     *slog.Logger
	Now        func() time.Time
}

// Server is an http.Handler for the main listener.
type Server struct {
	service    *kms.Service
	directory  *identity.Directory
	extraHosts []string
	console    http.Handler
	log        *slog.Logger
	now        func() time.Time
	metrics    *metrics
	buffers    sync.Pool // of *buffer
}

// New makes a server.
func New(c Config) *Server {
	s := &Server{service: c.Service, directory: c.Directory, extraHosts: c.ExtraHosts, console: c.Console, log: c.Logger, now: c.Now,
		metrics: newMetrics(&c), buffers: sync.Pool{New: func() any { return new(buffer) }}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// Serve answers requests on l until ctx ends; then it takes no new ones and
// waits for those in flight, at most for grace: what then is not done, most
// likely because its client does not go on, is cut off.
func (s *Server) Serve(ctx context.Context, l net.Listener, grace time.Duration) error {
	return s.serve(ctx, &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		// Absolute-form requests and "OPTIONS *" are for this handler alone.
		DisableGeneralOptionsHandler: true,
	}, refusing{netutil.LimitListener(l, maxConnections), s}, grace)
}

// serve runs an http.Server until ctx ends and drains it.
func (s *Server) serve(ctx context.Context, h *http.Server, l net.Listener, grace time.Duration) error {
	stopped := make(chan error, 1)
	go func() { stopped <- h.Serve(l) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := h.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		s.log.Warn("requests that were not done in time were cut off", "address", l.Addr(), "time", grace)
		err = h.Close()
	}
	<-stopped
	return err
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == "/" || path == "":
		s.serveAPI(w, r)
	case path == "/healthz":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "ok\n")
	case s.console != nil && (path == "/console" || strings.HasPrefix(path, "/console/")):
		s.console.ServeHTTP(w, r)
	default:
		http.Error(w, "There is nothing here. The API is at /, the console at /console/, the state of the server at /healthz.", http.StatusNotFound)
	}
}

// serveAPI answers one API request.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	body := s.buffers.Get().(*buffer)
	defer s.release(body)
	in := incoming{http: r, body: body, Request: kms.Request{
		ID: uuid.NewString(), SourceIP: hostOf(r.RemoteAddr), UserAgent: api.Shown(r.UserAgent()),
	}}
	answer, err := s.answer(&in)
	s.metrics.observe(in.Action, err, time.Since(began))
	s.respond(w, &in, answer, err)
}

// answer verifies a request and lets the service carry it out.
func (s *Server) answer(in *incoming) (api.Answer, *api.Error) {
	if err := s.accept(in); err != nil {
		in.discardBody()
		return nil, s.service.Refuse(in.http.Context(), &in.Request, err)
	}
	return s.service.Do(in.http.Context(), &in.Request)
}

// incoming is a request on its way through verification. What that needs
// stands in it, so that it is allocated at once.
type incoming struct {
	kms.Request
	http *http.Request
	body *buffer

	authorization tc3.Authorization
	message       tc3.Message
	hosts         [3]string // room for the usual number
	length        [1]string // the answer's Content-Length
}

// buffer holds a request body or an answer; it is wiped before it is used
// again, because it may have held plaintext.
type buffer struct{ b []byte }

// maxKeptBuffer is the largest buffer kept for the next request: it holds every
// ordinary request of 4 KB plaintext.
const maxKeptBuffer = 64 << 10

func (s *Server) release(b *buffer) {
	clear(b.b)
	if cap(b.b) <= maxKeptBuffer {
		b.b = b.b[:0]
		s.buffers.Put(b)
	}
}

// readBody reads at most limit bytes.
func (in *incoming) readBody(limit int64) *api.Error {
	declared := in.http.ContentLength
	if declared > limit {
		return tooLarge(limit)
	}
	// Room for all, and one byte to meet the end; but a large body that is declared
	// and not sent takes no memory.
	if room := min(declared+1, maxKeptBuffer); declared > 0 && int64(cap(in.body.b)) < room {
		in.body.b = make([]byte, 0, room)
	}
	if err := in.body.readFrom(in.http.Body, limit+1); err != nil {
		return api.Errorf(api.InvalidParameter, "The request body could not be read to its end.", "无法完整读取请求正文。")
	}
	if int64(len(in.body.b)) > limit {
		return tooLarge(limit)
	}
	return nil
}

// discardBody reads on after a refusal: a client that is still sending would
// take a connection that ends for a network fault, and lose the answer. One that
// waits for a word of ours before it sends gets the answer instead.
func (in *incoming) discardBody() {
	if in.http.Header.Get("Expect") == "" {
		_, _ = io.CopyN(io.Discard, in.http.Body, maxDiscarded)
	}
}

// readFrom appends what r has, up to most bytes in all.
func (b *buffer) readFrom(r io.Reader, most int64) error {
	for int64(len(b.b)) < most {
		if len(b.b) == cap(b.b) {
			grown := append(b.b, make([]byte, max(512, len(b.b)))...)
			n := len(b.b)
			clear(b.b)
			b.b = grown[:n]
		}
		n, err := r.Read(b.b[len(b.b):cap(b.b)])
		b.b = b.b[:len(b.b)+n]
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func tooLarge(limit int64) *api.Error {
	return api.Errorf(api.RequestSizeLimitExceeded, "The request is larger than %s bytes.", "请求大小超过 %s 字节。",
		strconv.FormatInt(limit, 10))
}

// hostOf is the address of a peer without its port; headers of proxies are not
// believed.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}
