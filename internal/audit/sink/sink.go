// Package sink sends the entries of an audit log to other places: files, syslog,
// webhooks, OpenTelemetry collectors.
//
// A sink follows the log's own files from a position that it keeps on disk. So
// its queue is the log: a place that is down, or slow, holds up nobody, what was
// not sent survives a restart, and nothing is lost until retention removes a
// segment that was not sent, which is counted. Each entry arrives at least once,
// and in order; after a fault some arrive again. Each has its number and hash, so
// that the receiver can tell.
package sink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"miyao/internal/audit"
)

// Options are what all sinks share. Log and Dir are required.
type Options struct {
	Log *audit.Log
	// Dir holds the positions, a small file for each sink.
	Dir    string
	Logger *slog.Logger
	Now    func() time.Time

	// Poll is how often the log is looked at for new entries, default a
	// quarter of a second.
	Poll time.Duration
	// RetryMin and RetryMax bound the pause after a failure, which doubles:
	// default a second and a minute.
	RetryMin, RetryMax time.Duration
	// Timeout bounds one attempt, default 30 seconds.
	Timeout time.Duration
	// Drain is how long Run sends what is left when it is to end, default 2
	// seconds.
	Drain time.Duration
}

func (o *Options) setDefaults() {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	for option, fallback := range map[*time.Duration]time.Duration{
		&o.Poll: time.Second / 4, &o.RetryMin: time.Second, &o.RetryMax: time.Minute, &o.Timeout: 30 * time.Second, &o.Drain: 2 * time.Second,
	} {
		if *option <= 0 {
			*option = fallback
		}
	}
}

// The most that is sent at once. The size may be passed by one entry.
const (
	batchEntries = 500
	batchBytes   = 1 << 20
)

// saveEvery bounds how much is sent again after a crash.
const saveEvery = time.Second

// receiver is the place at the other end.
type receiver interface {
	// send returns when the lines have arrived, as far as can be known. After
	// an error all of them are sent again. refused counts those that arrived
	// and were not taken, which are not sent again.
	send(ctx context.Context, lines []audit.Line) (refused int, err error)
	// again tells that lines that were sent have to be sent again: send is
	// called soon, perhaps without further lines.
	again() bool
	close() error
}

// Sink sends a log to one place. Run does it; Stats can be called meanwhile.
type Sink struct {
	options  Options
	name     string
	receiver receiver
	position *position
	tail     *audit.Tail

	mu    sync.Mutex // guards stats
	stats Stats
}

// Stats is how a sink is doing.
type Stats struct {
	// Name is the sink's URI without its parameters.
	Name string
	// Sent counts entries that arrived, since the start.
	Sent uint64
	// Dropped counts entries that did not arrive and will not: retention
	// removed them first, or the place did not take them.
	Dropped uint64
	// Queue is how many entries wait, and Lag how old the oldest of them is.
	Queue uint64
	Lag   time.Duration
	// Failures counts attempts that failed. LastError is of the last one and
	// empty after a success.
	Failures  uint64
	LastError string
	LastAt    time.Time // of the last failure

	oldest time.Time // of the entries that wait
	sentTo uint64
}

// Open makes a sink for each URI; see parse. It connects to nothing yet.
func Open(uris []string, o Options) ([]*Sink, error) {
	o.setDefaults()
	var sinks []*Sink
	names := map[string]bool{}
	for _, uri := range uris {
		s, err := open(uri, o)
		if err == nil && names[s.name] {
			err = fmt.Errorf("the audit sink %s is there twice", s.name)
		}
		if err != nil {
			return nil, errors.Join(err, closeAll(sinks))
		}
		names[s.name] = true
		sinks = append(sinks, s)
	}
	return sinks, nil
}

func closeAll(sinks []*Sink) error {
	var failures []error
	for _, s := range sinks {
		failures = append(failures, s.receiver.close())
	}
	return errors.Join(failures...)
}

func open(uri string, o Options) (*Sink, error) {
	p, err := parse(uri)
	if err != nil {
		return nil, err
	}
	s := &Sink{options: o, name: p.name()}
	if s.position, err = openPosition(o.Dir, s.name, o.Log); err != nil {
		return nil, fmt.Errorf("audit sink %s: %w", s.name, err)
	}
	if s.receiver, err = p.open(); err != nil {
		return nil, fmt.Errorf("audit sink %s: %w", s.name, err)
	}
	s.tail = o.Log.Tail(s.position.at)
	s.stats = Stats{Name: s.name, sentTo: s.position.at.Seq}
	return s, nil
}

// Stats returns how the sink is doing.
func (s *Sink) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	stats := s.stats
	head, _ := s.options.Log.Head()
	stats.Queue = head - min(head, stats.sentTo)
	if !stats.oldest.IsZero() {
		stats.Lag = max(0, s.options.Now().Sub(stats.oldest))
	}
	return stats
}

// Run sends until ctx ends; then it sends what is left, if that goes quickly, and
// keeps the position.
func (s *Sink) Run(ctx context.Context) {
	defer func() {
		if err := errors.Join(s.position.save(), s.receiver.close()); err != nil {
			s.options.Logger.Error("audit sink: entries may be sent again", "sink", s.name, "error", err)
		}
	}()
	pause := s.options.RetryMin
	var waiting []audit.Line
	for ctx.Err() == nil {
		var err error
		if len(waiting) == 0 {
			waiting, err = s.next()
		}
		if err == nil && (len(waiting) > 0 || s.receiver.again()) {
			err = s.send(ctx, waiting)
		}
		switch {
		case ctx.Err() != nil: // what failed was not the place's fault
		case err != nil:
			s.failed(err, pause)
			wait(ctx, pause)
			pause = min(2*pause, s.options.RetryMax)
		case len(waiting) > 0:
			waiting, pause = nil, s.options.RetryMin
		default:
			wait(ctx, s.options.Poll)
		}
		s.keep()
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.Drain)
	defer cancel()
	for err := error(nil); err == nil && drain.Err() == nil; waiting = nil {
		if len(waiting) == 0 {
			if waiting, err = s.next(); err != nil || len(waiting) == 0 {
				return
			}
		}
		err = s.send(drain, waiting)
	}
}

// next reads the log on.
func (s *Sink) next() ([]audit.Line, error) {
	lines, lost, err := s.tail.Next(batchEntries, batchBytes)
	s.mu.Lock()
	defer s.mu.Unlock()
	if lost > 0 {
		s.stats.Dropped += lost
		s.options.Logger.Error("audit sink: entries were removed by retention before they could be sent", "sink", s.name, "entries", lost)
	}
	s.stats.oldest = time.Time{}
	if len(lines) > 0 {
		s.stats.oldest = lines[0].Time()
		s.stats.sentTo = lines[0].Seq - 1
	}
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return lines, nil
}

// send makes one attempt.
func (s *Sink) send(ctx context.Context, lines []audit.Line) error {
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	refused, err := s.receiver.send(ctx, lines)
	if err != nil {
		return err
	}
	if len(lines) > 0 {
		s.position.at = lines[len(lines)-1].Position
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stats.LastError != "" {
		s.options.Logger.Info("audit sink: it works again", "sink", s.name)
	}
	s.stats.LastError, s.stats.oldest, s.stats.sentTo = "", time.Time{}, s.position.at.Seq
	s.stats.Sent += uint64(len(lines) - refused)
	s.stats.Dropped += uint64(refused)
	if refused > 0 {
		s.options.Logger.Error("audit sink: the place did not take entries", "sink", s.name, "entries", refused)
	}
	return nil
}

// failed notes a failure; the log tells of the first of a row, and when the
// reason changes.
func (s *Sink) failed(err error, pause time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text := err.Error(); s.stats.LastError != text {
		s.options.Logger.Warn("audit sink: cannot send, will be tried again", "sink", s.name, "error", err, "in", pause)
		s.stats.LastError = text
	}
	s.stats.Failures++
	s.stats.LastAt = s.options.Now()
}

// keep puts the position on disk, not too often.
func (s *Sink) keep() {
	now := s.options.Now()
	if !s.position.changed() || now.Sub(s.position.tried) < saveEvery && !now.Before(s.position.tried) {
		return
	}
	s.position.tried = now
	if err := s.position.save(); err != nil {
		s.options.Logger.Error("audit sink: its position cannot be kept; entries may be sent again", "sink", s.name, "error", err)
	}
}

// wait waits unless ctx ends.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
