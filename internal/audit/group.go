package audit

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// request is one caller's entry on its way into the file: entryOffset bytes of
// room, then the encoded entry.
type request struct {
	buffer []byte
	next   *request
}

func (r *request) entry() []byte { return r.buffer[entryOffset:] }

// group lets callers that come at the same time share one run of a step.
//
// The first caller of a batch leads it: it waits for the batch before, yields
// so that others can join, closes the batch and runs the step for all. Runs
// never overlap, so what only the step touches needs no lock. A run starts
// after every caller of its batch has joined.
type group struct {
	run    func(first *request) error
	failed atomic.Bool // the last run did

	mu   sync.Mutex // guards open and its members
	open *batch
}

// batch is the callers of one run.
type batch struct {
	first, last *request
	led         bool
	before      *batch // nil once that has run
	done        sync.WaitGroup
	err         error // set before done
}

func newGroup(run func(first *request) error) *group {
	return &group{run: run, open: newBatch(nil)}
}

func newBatch(before *batch) *batch {
	b := &batch{before: before, err: ErrUnavailable} // kept if run panics
	b.done.Add(1)
	return b
}

// do takes part in one run, which sees r, and returns its error.
func (g *group) do(r *request) error {
	g.mu.Lock()
	b := g.open
	leads := !b.led
	b.led = true
	b.add(r)
	g.mu.Unlock()
	if leads {
		g.lead(b)
	} else {
		runtime.Gosched() // the leader comes first: most often nothing is left to wait for
		b.done.Wait()
	}
	return b.err
}

// lead runs the step for the batch.
func (g *group) lead(b *batch) {
	defer b.done.Done()
	if b.before != nil {
		b.before.done.Wait()
		b.before = nil
	}
	runtime.Gosched()
	g.mu.Lock()
	g.open = newBatch(b)
	g.mu.Unlock()
	b.err = g.run(b.first)
	g.failed.Store(b.err != nil)
}

// add appends r, which may be nil, to the batch.
func (b *batch) add(r *request) {
	if r == nil {
		return
	}
	if b.last == nil {
		b.first = r
	} else {
		b.last.next = r
	}
	b.last = r
}
