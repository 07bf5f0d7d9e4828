package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"miyao/internal/audit"
	"miyao/internal/audit/sink"
	"miyao/internal/node"
	"miyao/internal/server"
)

// auditWork is what a server does with its audit log beside writing it.
type auditWork struct {
	retention audit.Retention
	sinks     []*sink.Sink
}

// run works until ctx ends.
func (w auditWork) run(ctx context.Context, log *audit.Log) {
	var running sync.WaitGroup
	running.Go(func() { log.Tend(ctx, w.retention) })
	for _, s := range w.sinks {
		running.Go(func() { s.Run(ctx) })
	}
	running.Wait()
}

// states are the sinks' for the metrics.
func (w auditWork) states() []server.AuditSink {
	states := make([]server.AuditSink, len(w.sinks))
	for i, s := range w.sinks {
		now := s.Stats()
		states[i] = server.AuditSink{
			Name: now.Name, Sent: now.Sent, Dropped: now.Dropped, Failures: now.Failures, Queue: now.Queue,
			Lag: now.Lag, Failing: now.LastError != "", FailedAt: now.LastAt,
		}
	}
	return states
}

// sinks opens the audit sinks; their positions are kept beside the log.
func (c *serverConfig) sinks(n *node.Node, log *slog.Logger) ([]*sink.Sink, error) {
	sinks, err := sink.Open(c.auditSinks, sink.Options{
		Log: n.Audit, Dir: filepath.Join(n.DataDir, node.AuditDir, "sinks"), Logger: log,
	})
	if err != nil {
		return nil, localf("--audit-sinks: %w", err)
	}
	return sinks, nil
}

// retention reads --audit-retain: an age, a size or both.
func (c *serverConfig) retention() (r audit.Retention, err error) {
	if c.auditArchive != "" {
		if len(c.auditRetain) == 0 {
			return r, usagef("--audit-archive gets what --audit-retain removes; give both")
		}
		if r.Archive, err = filepath.Abs(c.auditArchive); err != nil {
			return r, err
		}
	}
	for _, text := range c.auditRetain {
		if age, err := parseAge(text); err == nil && age > 0 && r.Age == 0 {
			r.Age = age
			continue
		}
		size, err := parseSize(text)
		if err != nil || r.Bytes != 0 {
			return r, usagef("--audit-retain %s: it must be an age such as 90d, a size such as 20GB, or both: 90d,20GB", strings.Join(c.auditRetain, ","))
		}
		r.Bytes = size
	}
	return r, nil
}

// sizeUnits are those of a size, the longer names first.
var sizeUnits = []struct {
	name  string
	bytes int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
}

// parseSize reads a number with a unit.
func parseSize(text string) (int64, error) {
	for _, unit := range sizeUnits {
		if number, ok := strings.CutSuffix(text, unit.name); ok {
			n, err := strconv.ParseInt(number, 10, 32)
			if err == nil && (n <= 0 || n > math.MaxInt64/unit.bytes) {
				err = errors.New("it is out of range")
			}
			return n * unit.bytes, err
		}
	}
	return 0, fmt.Errorf("%q has none of the units KB, MB, GB, TB, KiB, MiB, GiB, TiB", text)
}
