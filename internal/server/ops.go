package server

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/pprof"
	"time"
)

// ServeOps answers operators on l until ctx ends: /healthz, /readyz (200 while
// ready says nil), /metrics in Prometheus' form, and Go's profiles under
// /debug/pprof/. It asks for no credential; keep it on loopback.
func (s *Server) ServeOps(ctx context.Context, l net.Listener, ready func(context.Context) error) error {
	mux := http.NewServeMux()
	text := func(w http.ResponseWriter, status int, line string) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, line+"\n")
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := ready(r.Context()); err != nil {
			text(w, http.StatusServiceUnavailable, err.Error())
			return
		}
		text(w, http.StatusOK, "ready")
	})
	mux.Handle("GET /metrics", s.metrics.handler())
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	// No write timeout: a profile takes as long as it was asked for.
	return s.serve(ctx, &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout}, l, time.Second)
}
