package cache_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"miyao/internal/cache"
)

type clock struct{ nano atomic.Int64 }

func (c *clock) now() time.Time { return time.Unix(0, c.nano.Load()) }

func (c *clock) advance(d time.Duration) { c.nano.Add(int64(d)) }

func counting(max int, now func() time.Time) (*cache.Cache[int, int], *atomic.Int64) {
	loads := new(atomic.Int64)
	return cache.New(cache.Options[int, int]{
		Max: max, MaxAge: time.Minute, Now: now,
		Load: func(_ context.Context, k int, value *int) error {
			if k < 0 {
				return errors.New("no such value")
			}
			*value = int(loads.Add(1))
			return nil
		},
	}), loads
}

func TestGetHoldsUntilForgottenOrOld(t *testing.T) {
	var at clock
	c, loads := counting(100, at.now)
	get := func(k int) int {
		v, err := c.Get(t.Context(), k)
		if err != nil {
			t.Fatal(err)
		}
		return *v
	}
	first := get(1)
	if get(1) != first || loads.Load() != 1 {
		t.Error("a second Get loaded again")
	}
	c.Forget(1)
	if get(1) == first {
		t.Error("a forgotten value was served")
	}
	second := get(1)
	at.advance(time.Minute)
	if get(1) == second {
		t.Error("a value older than MaxAge was served")
	}
}

func TestErrorsAreNotKept(t *testing.T) {
	c, _ := counting(100, time.Now)
	if v, err := c.Get(t.Context(), -1); err == nil || v != nil {
		t.Fatal("want the load's error")
	}
	if c.Len() != 0 {
		t.Error("a failed load left an entry")
	}
}

func TestBoundedInNumber(t *testing.T) {
	c, _ := counting(1000, time.Now)
	for k := range 20_000 {
		if _, err := c.Get(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.Len(); n > 1000+64 {
		t.Errorf("holds %d values, want at most 1064", n)
	}
}

// TestForgetOvertakesLoad: a value read before a change and put after it must
// not stay.
func TestForgetOvertakesLoad(t *testing.T) {
	value := 1
	reading, changed := make(chan struct{}), make(chan struct{})
	c := cache.New(cache.Options[int, int]{Max: 10, MaxAge: time.Hour, Now: time.Now,
		Load: func(_ context.Context, _ int, v *int) error {
			*v = value
			if *v == 1 {
				close(reading)
				<-changed
			}
			return nil
		}})
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = c.Get(context.Background(), 7)
	}()
	<-reading
	value = 2
	c.Forget(7)
	close(changed)
	<-done
	if v, _ := c.Get(t.Context(), 7); *v != 2 {
		t.Errorf("got %d, the value of before the change", *v)
	}
}

func TestConcurrentForget(t *testing.T) {
	var truth atomic.Int64
	c := cache.New(cache.Options[int, int64]{Max: 10, MaxAge: time.Hour, Now: time.Now,
		Load: func(_ context.Context, _ int, v *int64) error {
			*v = truth.Load()
			return nil
		}})
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				least := truth.Load() // every change up to here was forgotten, but for the last
				if v, _ := c.Get(context.Background(), 1); *v < least-1 {
					t.Errorf("got %d after change %d", *v, least)
					return
				}
			}
		})
	}
	for range 2000 {
		truth.Add(1)
		c.Forget(1)
		if v, _ := c.Get(t.Context(), 1); *v != truth.Load() {
			t.Errorf("got %d after Forget of %d", *v, truth.Load())
		}
	}
	close(stop)
	readers.Wait()
}
