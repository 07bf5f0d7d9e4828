package audit

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Status is how far a log goes, how far it is signed, and how it was found when
// it was last checked.
type Status struct {
	Seq   uint64 // of the last entry
	Hash  Hash
	Since time.Time // of the first entry that is there; zero if there is none
	// Signed is the last checkpoint.
	Signed Checkpoint
	Check  Check
}

// Check is a walk over the whole log, see Log.StartCheck.
type Check struct {
	Running bool
	// Ended is when the last one ended; zero if none did. Checked is the last entry
	// up to which it found the chain whole, Err what was wrong after that, if
	// anything.
	Ended   time.Time
	Checked uint64
	Err     error
}

// checks guards the result of the last check.
type checks struct {
	sync.Mutex
	last Check
	done chan struct{} // of the one that runs
}

// Signed returns the last checkpoint, also after Close.
func (l *Log) Signed() Checkpoint {
	l.checkpointing.Lock()
	defer l.checkpointing.Unlock()
	return l.checkpoints.last
}

// Status tells how the log is.
func (l *Log) Status() (s Status, err error) {
	head := l.current()
	s.Seq, s.Hash, s.Signed = head.seq, head.hash, l.Signed()
	l.checks.Lock()
	s.Check = l.checks.last
	l.checks.Unlock()
	names, err := segments(l.segment.dir)
	if err == nil {
		s.Since, err = firstTime(l.segment.dir, names)
	}
	return s, err
}

// StartCheck begins to verify the log in the background, as Verify does with the
// key beside it, unless that is being done. The channel is closed when it is
// over; Close ends it.
func (l *Log) StartCheck() <-chan struct{} {
	l.checks.Lock()
	defer l.checks.Unlock()
	if l.checks.last.Running {
		return l.checks.done
	}
	done := make(chan struct{})
	if l.closed.Load() {
		close(done)
		return done
	}
	l.checks.last.Running, l.checks.done = true, done
	l.background.Go(func() {
		defer close(done)
		report, err := prove(l.stop, l.segment.dir, Evidence{})
		l.checks.Lock()
		defer l.checks.Unlock()
		l.checks.last.Running = false
		if !errors.Is(err, context.Canceled) {
			l.checks.last = Check{Ended: l.options.Now(), Checked: report.Last, Err: err}
		}
	})
	return done
}
