package identity_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"miyao/internal/identity"
	"miyao/internal/store"
)

// withClock opens the directory anew with a clock that the test sets.
func (w world) withClock(t *testing.T) (*identity.Directory, *atomic.Int64) {
	t.Helper()
	clock := new(atomic.Int64)
	clock.Store(1000)
	d, err := identity.Open(t.Context(), w.db, w.ring, func() time.Time { return time.Unix(clock.Load(), 0) })
	if err != nil {
		t.Fatal(err)
	}
	return d, clock
}

// keep runs KeepLastUsed. tick waits until what was noted is written, and stop
// ends it.
func keep(t *testing.T, d *identity.Directory) (tick, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ticks, done := make(chan time.Time), make(chan struct{})
	go func() {
		defer close(done)
		d.KeepLastUsed(ctx, ticks, slog.New(slog.DiscardHandler))
	}()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return func() { // the second tick is taken when the first one is done
		ticks <- time.Time{}
		ticks <- time.Time{}
	}, stop
}

func (w world) row(t *testing.T, secretID string) (row store.Credential) {
	t.Helper()
	err := w.db.View(t.Context(), func(tx *store.Tx) (err error) {
		row, err = tx.Credential(secretID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func TestLastUsed(t *testing.T) {
	w := open(t)
	id, key := w.create(t)
	other, _ := w.create(t)
	d, clock := w.withClock(t)
	tick, stop := keep(t, d)
	use := func(id, key string) {
		t.Helper()
		c, _ := d.Credential(id)
		_ = check(t, c, key)
	}
	want := func(noted, written int64) {
		t.Helper()
		row := w.row(t, id)
		if got := d.LastUsed(row); got != noted || row.LastUsed != written {
			t.Errorf("last used %d, written %d; want %d and %d", got, row.LastUsed, noted, written)
		}
	}
	want(0, 0)
	use(id, key+"x") // a wrong signature is no use
	use(other, key)
	tick()
	want(0, 0)
	use(id, key)
	want(1000, 0)
	tick()
	want(1000, 1000)
	clock.Store(1010)
	use(id, key)
	clock.Store(1005) // a clock that goes back
	use(id, key)
	want(1010, 1000)
	// A change of the credential keeps what was noted.
	if err := d.SetEnabled(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	want(1010, 1000)
	stop() // the end writes the rest
	want(1010, 1010)
	if got := w.row(t, other).LastUsed; got != 0 {
		t.Errorf("the other credential was used at %d", got)
	}
	if got := w.reopen(t).LastUsed(w.row(t, id)); got != 1010 {
		t.Errorf("after a start: %d", got)
	}
}

// TestLastUsedOfDeleted: a credential that is deleted before its use is written
// keeps nothing up.
func TestLastUsedOfDeleted(t *testing.T) {
	w := open(t)
	id, key := w.create(t)
	gone, goneKey := w.create(t)
	d, _ := w.withClock(t)
	tick, _ := keep(t, d)
	for id, key := range map[string]string{id: key, gone: goneKey} {
		c, _ := d.Credential(id)
		if err := check(t, c, key); err != nil {
			t.Fatal(err)
		}
	}
	// Behind the directory's back, as between its look and its write.
	if err := w.db.Update(t.Context(), func(tx *store.Tx) error { return tx.DeleteCredential(gone) }); err != nil {
		t.Fatal(err)
	}
	tick()
	if got := w.row(t, id).LastUsed; got != 1000 {
		t.Errorf("the other use was written as %d", got)
	}
}

// TestUseIsWrittenOnce: a tick writes what is new and nothing else.
func TestUseIsWrittenOnce(t *testing.T) {
	w := open(t)
	id, key := w.create(t)
	d, _ := w.withClock(t)
	tick, _ := keep(t, d)
	c, _ := d.Credential(id)
	if err := check(t, c, key); err != nil {
		t.Fatal(err)
	}
	tick()
	if err := w.db.Update(t.Context(), func(tx *store.Tx) error { return tx.SetLastUsed(id, 7) }); err != nil {
		t.Fatal(err)
	}
	tick()
	if got := w.row(t, id).LastUsed; got != 7 {
		t.Errorf("a use was written again: %d", got)
	}
}

// TestApplyFound takes in what the change found, also beside an error.
func TestApplyFound(t *testing.T) {
	w := open(t)
	id, _ := w.create(t)
	failure := errors.New("failure")
	err := w.ApplyFound(t.Context(), func() ([]string, error) {
		err := w.db.Update(t.Context(), func(tx *store.Tx) error { return tx.DeleteCredential(id) })
		return []string{id}, errors.Join(err, failure)
	})
	if _, ok := w.Credential(id); ok || !errors.Is(err, failure) {
		t.Errorf("usable %v, %v", ok, err)
	}
}
