package sink_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"miyao/internal/audit"
	"miyao/internal/audit/sink"
	"miyao/internal/logtest"
)

// world is a log that is being written, and what its sinks say.
type world struct {
	*audit.Log
	dir  string // of the log; the positions are beside it
	text logtest.Text
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{dir: filepath.Join(t.TempDir(), "audit")}
	w.open(t)
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) open(t *testing.T) {
	t.Helper()
	seed := sha256.Sum256([]byte("log"))
	var err error
	w.Log, err = audit.Open(w.dir, audit.Options{Signer: ed25519.NewKeyFromSeed(seed[:]), SegmentBytes: 20_000,
		CheckpointInterval: 24 * time.Hour, Logger: slog.New(slog.NewTextHandler(&w.text, nil))})
	if err != nil {
		t.Fatal(err)
	}
}

// options look often and try again at once.
func (w *world) options() sink.Options {
	return sink.Options{Log: w.Log, Dir: filepath.Join(filepath.Dir(w.dir), "sinks"), Logger: slog.New(slog.NewTextHandler(&w.text, nil)),
		Poll: time.Millisecond, RetryMin: time.Millisecond, RetryMax: time.Millisecond, Drain: time.Nanosecond}
}

// run runs a sink until the test ends or stop is called.
func (w *world) run(t *testing.T, uri string) (s *sink.Sink, stop func()) {
	t.Helper()
	sinks, err := sink.Open([]string{uri}, w.options())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		sinks[0].Run(ctx)
		close(done)
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		<-done
	})
	t.Cleanup(stop)
	return sinks[0], stop
}

// add appends n entries.
func (w *world) add(t *testing.T, n int) {
	t.Helper()
	for range n {
		head, _ := w.Head()
		e := audit.Entry{Phase: audit.PhaseCall, Action: "Encrypt", RequestID: fmt.Sprint("r", head+1), Account: 1, Principal: 2,
			SourceIP: "192.0.2.1", Resources: []string{"qcs::kms:r:uin/1:key/creatorUin/1/k"}}
		if head%3 == 2 {
			e.Code = "ResourceUnavailable.CmkDisabled"
		}
		if err := w.Append(&e); err != nil {
			t.Fatal(err)
		}
	}
}

// received collects what a place got: entries by number.
type received struct {
	lines chan string // the lines of the log
	next  uint64
}

func newReceived() *received { return &received{lines: make(chan string, 10_000), next: 1} }

// upTo waits until every entry up to a number is there. They must come in order;
// some may come again.
func (r *received) upTo(t *testing.T, last uint64) {
	t.Helper()
	deadline := time.After(time.Minute)
	for r.next <= last {
		select {
		case text := <-r.lines:
			var line struct {
				Seq   uint64
				Hash  string
				Entry struct{ RequestID string }
			}
			if err := json.Unmarshal([]byte(text), &line); err != nil || len(line.Hash) != 64 ||
				line.Entry.RequestID != fmt.Sprint("r", line.Seq) || strings.Contains(text, `"prev"`) {
				t.Fatalf("not a line of the log: %s (%v)", text, err)
			}
			if line.Seq > r.next {
				t.Fatalf("entry %d where %d belongs", line.Seq, r.next)
			}
			r.next = max(r.next, line.Seq+1)
		case <-deadline:
			t.Fatalf("waited in vain for entry %d of %d", r.next, last)
		}
	}
}

// readFrames reads RFC 6587 frames until the connection ends; header is called
// with what is before the line.
func readFrames(conn io.Reader, each func(header, line string) bool) {
	r := bufio.NewReader(conn)
	for {
		var size int
		if _, err := fmt.Fscanf(r, "%d ", &size); err != nil {
			return
		}
		frame := make([]byte, size)
		if _, err := io.ReadFull(r, frame); err != nil {
			return
		}
		i := bytes.IndexByte(frame, '{')
		if !each(string(frame[:i]), string(frame[i:])) {
			return
		}
	}
}
