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

// restFactor is how many times as long as a check took none begins after it: who
// asks for one again and again has a tenth of a core at most, in however many
// accounts.
const restFactor = 9

// checks guards the result of the last check.
type checks struct {
	sync.Mutex
	last Check
	done chan struct{} // of the one that runs, or ran last
	rest time.Duration // how long after it none begins
}

// resting tells whether it is too early for another check.
func (c *checks) resting(now time.Time) bool {
	since := now.Sub(c.last.Ended)
	return 0 <= since && since < c.rest // a clock that was set back is no rest
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
// key beside it, unless that is being done or was done just now. The channel is
// closed when it is over; Close ends it.
func (l *Log) StartCheck() <-chan struct{} {
	l.checks.Lock()
	defer l.checks.Unlock()
	begun := l.options.Now()
	if l.checks.last.Running || l.checks.resting(begun) {
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
			l.checks.rest = restFactor * l.checks.last.Ended.Sub(begun)
		}
	})
	return done
}
