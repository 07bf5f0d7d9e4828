package storetest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"testing"

	"miyao/internal/store"
)

var transactionTests = map[string]func(*testing.T, *store.DB){
	"an error rolls back":        testRollback,
	"a panic rolls back":         testPanic,
	"a view cannot write":        testViewCannotWrite,
	"a view sees one moment":     testSnapshot,
	"the end of the context":     testContext,
	"a conflict leaves no trace": testConflictRollsBack,
	"many at once":               testParallel,
	"no use after the end":       testUseAfterEnd,
	"scrub keeps every row":      testScrub,
}

var errStop = errors.New("stop")

// wantUnset fails the test if the setting "name" was written.
func wantUnset(t *testing.T, db *store.DB) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.Setting("name")
		wantNotFound(t, err)
		return nil
	})
}

func testRollback(t *testing.T, db *store.DB) {
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.SetSetting("name", []byte("x")); err != nil {
			return err
		}
		return errStop
	})
	if err != errStop { // itself, not wrapped
		t.Errorf("got %v, want the error of the function", err)
	}
	wantUnset(t, db)
}

func testPanic(t *testing.T, db *store.DB) {
	for range 6 { // more than there are connections: none may be lost
		for _, run := range []func(context.Context, func(*store.Tx) error) error{db.Update, db.View} {
			func() {
				defer func() {
					if recover() != "boom" {
						t.Error("the panic did not come through")
					}
				}()
				_ = run(t.Context(), func(tx *store.Tx) error {
					_ = tx.SetSetting("name", []byte("x"))
					panic("boom")
				})
			}()
		}
	}
	wantUnset(t, db)
	update(t, db, func(tx *store.Tx) error { return tx.SetSetting("name", nil) })
}

func testViewCannotWrite(t *testing.T, db *store.DB) {
	err := db.View(t.Context(), func(tx *store.Tx) error { return tx.SetSetting("name", []byte("x")) })
	if err == nil {
		t.Error("a view wrote")
	}
	wantUnset(t, db)
}

func testSnapshot(t *testing.T, db *store.DB) {
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.Setting("name")
		wantNotFound(t, err)
		update(t, db, func(tx *store.Tx) error { return tx.SetSetting("name", []byte("x")) })
		_, err = tx.Setting("name")
		wantNotFound(t, err)
		return nil
	})
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.Setting("name")
		return err
	})
}

func testContext(t *testing.T, db *store.DB) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	never := func(*store.Tx) error {
		t.Error("the function ran")
		return nil
	}
	for name, run := range map[string]func(context.Context, func(*store.Tx) error) error{"Update": db.Update, "View": db.View} {
		if err := run(ended, never); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
	}
	// It ends inside, before the commit.
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Update(ctx, func(tx *store.Tx) error {
		err := tx.SetSetting("name", []byte("x"))
		cancel()
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended before commit: got %v, want context.Canceled", err)
	}
	// It ends inside, before a statement.
	ctx, cancel = context.WithCancel(t.Context())
	err = db.Update(ctx, func(tx *store.Tx) error {
		cancel()
		return tx.SetSetting("name", []byte("x"))
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended before a statement: got %v, want context.Canceled", err)
	}
	// It ends while waiting for the other writer.
	ctx, cancel = context.WithCancel(t.Context())
	update(t, db, func(*store.Tx) error {
		done := make(chan error)
		go func() { done <- db.Update(ctx, never) }()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("ended while waiting: got %v, want context.Canceled", err)
		}
		return nil
	})
	wantUnset(t, db)
}

func testConflictRollsBack(t *testing.T, db *store.DB) {
	prepare(t, db)
	first, second := newKey(1), newKey(2)
	insertKeys(t, db, first)
	twice := []store.Tag{{Key: "a"}, {Key: "a"}}
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error {
		return tx.InsertKey(second, []store.KeyVersion{version(1)}, twice)
	}), "tag")
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.Key(second.ID)
		wantNotFound(t, err)
		return nil
	})
}

// testParallel counts in one setting from many goroutines, while others see
// that two settings that change together are always equal.
func testParallel(t *testing.T, db *store.DB) {
	const workers, rounds = 6, 15
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range rounds {
				if err := db.Update(t.Context(), count); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for range rounds {
				err := db.View(t.Context(), func(tx *store.Tx) error {
					a, err := counter(tx, "a")
					if err != nil {
						return err
					}
					b, err := counter(tx, "b")
					if a != b {
						return fmt.Errorf("saw %d and %d", a, b)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	view(t, db, func(tx *store.Tx) error {
		if n, err := counter(tx, "a"); err != nil || n != workers*rounds {
			t.Errorf("counted %d (%v), want %d", n, err, workers*rounds)
		}
		return nil
	})
}

// count adds one to both counters.
func count(tx *store.Tx) error {
	for _, name := range []string{"a", "b"} {
		n, err := counter(tx, name)
		if err != nil {
			return err
		}
		if err := tx.SetSetting(name, binary.BigEndian.AppendUint64(nil, n+1)); err != nil {
			return err
		}
	}
	return nil
}

func counter(tx *store.Tx, name string) (uint64, error) {
	v, err := tx.Setting(name)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint64(v), nil
}

func testUseAfterEnd(t *testing.T, db *store.DB) {
	var kept *store.Tx
	update(t, db, func(tx *store.Tx) error {
		kept = tx
		return nil
	})
	if err := kept.SetSetting("name", []byte("x")); err == nil {
		t.Error("a transaction wrote after its end")
	}
	wantUnset(t, db)
}

func testScrub(t *testing.T, db *store.DB) {
	prepare(t, db)
	keep, gone := newKey(1), newKey(2)
	insertKeys(t, db, keep, gone)
	update(t, db, func(tx *store.Tx) error { return tx.DeleteKey(gone.ID) })
	if err := db.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Key(keep.ID); err != nil || got != keep {
			t.Errorf("got %+v (%v), want %+v", got, err, keep)
		}
		return nil
	})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Scrub(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
