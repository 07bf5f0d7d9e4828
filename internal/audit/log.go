package audit

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Log is a log open for writing. Its methods may be called concurrently.
//
// One process at a time may have a log open: the caller holds a lock on the
// data directory.
type Log struct {
	options  Options
	requests sync.Pool // of *request, for their buffers

	writes  *group // one run: chain the entries, one write(2)
	syncs   *group // one run: one fsync
	segment *segment
	lines   []byte // the run's of writes

	mu   sync.Mutex // guards head
	head link       // of the last entry in the file; only a run of writes changes it

	checkpointing sync.Mutex // guards checkpoints
	checkpoints   *checkpointFile
	attempted     atomic.Uint64 // the entry that the last try of a checkpoint was for

	due        chan struct{} // CheckpointEntries are reached
	rotated    chan struct{} // a segment was closed
	stop       chan struct{}
	background sync.WaitGroup
	closed     atomic.Bool

	searching chan struct{} // held by the one search that reads segments
	checks    checks
}

// Append writes the entry and returns when it is in the log file: it survives
// the death of the process. With Options.SyncAll it is AppendSync. The entry is
// not kept or changed.
func (l *Log) Append(e *Entry) error {
	if l.options.SyncAll {
		return l.AppendSync(e)
	}
	return l.append(e)
}

// AppendSync writes the entry and returns when it is on stable storage: it
// survives the death of the machine.
func (l *Log) AppendSync(e *Entry) error {
	if err := l.append(e); err != nil {
		return err
	}
	return l.syncs.do(nil)
}

// Ready tells whether entries can be written, and will be found where they are. If
// the last one could not, it tries one of its own, so that a log with room again is
// found ready although nobody sends requests to a server that is not.
func (l *Log) Ready() error {
	if !l.writes.failed.Load() && !l.syncs.failed.Load() {
		return l.segment.inPlace()
	}
	return l.AppendSync(&Entry{Time: l.options.Now(), Phase: PhaseSystem, Action: "ResumeAuditLog",
		Message: "entries could not be written for a time"})
}

// Head returns the number and hash of the last entry in the log file.
func (l *Log) Head() (seq uint64, hash [32]byte) {
	head := l.current()
	return head.seq, head.hash
}

// Checkpoint syncs the log and signs its head, if there is something new. The
// log does so by itself too, see Options.
func (l *Log) Checkpoint() error {
	if l.closed.Load() {
		return ErrClosed
	}
	return l.checkpoint()
}

// Close writes a last checkpoint and closes the files. Entries that come
// later, and some that come at the same time, get ErrClosed.
func (l *Log) Close() error {
	if l.closed.Swap(true) {
		return ErrClosed
	}
	close(l.stop)
	l.background.Wait()
	_ = l.writes.do(nil) // returns ErrClosed when the last run that wrote is over
	return errors.Join(l.checkpoint(), l.segment.close(), l.closeCheckpoints())
}

// append encodes the entry here, in the caller's goroutine, and takes part in a
// write.
func (l *Log) append(e *Entry) error {
	r, _ := l.requests.Get().(*request)
	if r == nil {
		r = &request{buffer: make([]byte, entryOffset, 1024)}
	}
	r.next = nil
	r.buffer = e.appendJSON(r.buffer[:entryOffset], l.options.Now)
	if n := len(r.entry()); n > MaxEntryBytes {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, n, MaxEntryBytes)
	}
	err := l.writes.do(r)
	if cap(r.buffer) <= 64<<10 {
		l.requests.Put(r)
	}
	return err
}

// write is the run of writes.
func (l *Log) write(first *request) error {
	if l.closed.Load() {
		return ErrClosed
	}
	head := l.current()
	if err := l.prepare(head); err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	head, l.lines = chain(head, first, l.lines[:0], l.segment.size == 0)
	if err := l.segment.write(l.lines); err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if cap(l.lines) > 1<<20 {
		l.lines = nil
	}
	l.mu.Lock()
	l.head = head
	l.mu.Unlock()
	if head.seq-l.attempted.Load() >= l.options.CheckpointEntries {
		select {
		case l.due <- struct{}{}:
		default: // it is due already
		}
	}
	return nil
}

// prepare mends the segment after an error and goes on to the next if it is
// full.
func (l *Log) prepare(head link) error {
	if err := l.segment.heal(head); err != nil {
		return fmt.Errorf("recover %s: %w", l.segment.name, err)
	}
	if l.segment.size < l.options.SegmentBytes {
		return nil
	}
	if err := l.segment.rotate(head.seq + 1); err != nil {
		return fmt.Errorf("begin a segment: %w", err)
	}
	select {
	case l.rotated <- struct{}{}:
	default: // Tend has not looked since the last time
	}
	return nil
}

// chain appends the lines of the requests and returns the new head.
func chain(head link, first *request, lines []byte, opens bool) (link, []byte) {
	for r := first; r != nil; r = r.next {
		next := head.hashNext(r.buffer)
		var prev *Hash
		if opens {
			prev, opens = &Hash{}, false
			*prev = head.hash
		}
		lines = next.appendLine(lines, prev, r.entry())
		head = next
	}
	return head, lines
}

// sync is the run of syncs.
func (l *Log) sync(*request) error {
	err := l.segment.sync()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrClosed):
		return ErrClosed
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

func (l *Log) current() link {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

// checkpoint signs the head if it is not signed yet.
func (l *Log) checkpoint() error {
	l.checkpointing.Lock()
	defer l.checkpointing.Unlock()
	head := l.current()
	l.attempted.Store(head.seq)
	if head.seq == l.checkpoints.last.Seq {
		return nil
	}
	if err := l.syncs.do(nil); err != nil {
		return err
	}
	if err := l.checkpoints.add(head, l.options.Now()); err != nil {
		return fmt.Errorf("%w: write a checkpoint: %w", ErrUnavailable, err)
	}
	return nil
}

// keepCheckpoints writes checkpoints when they are due, until Close.
func (l *Log) keepCheckpoints() {
	defer l.background.Done()
	ticker := time.NewTicker(l.options.CheckpointInterval)
	defer ticker.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-ticker.C:
		case <-l.due:
		}
		if err := l.checkpoint(); err != nil {
			l.options.Logger.Error("audit checkpoint not written, will be tried again", "err", err)
		}
	}
}

func (l *Log) closeCheckpoints() error {
	l.checkpointing.Lock()
	defer l.checkpointing.Unlock()
	return l.checkpoints.close()
}
