// Package cache keeps values of the store in memory. It is bounded in number
// and in age, has no lock that all readers share, and is exact: after Forget
// or Clear has returned, no Get that starts later sees a forgotten value, also
// when a load of it was under way.
package cache

import (
	"context"
	"hash/maphash"
	"sync"
	"sync/atomic"
	"time"
)

// Options says how a cache behaves.
type Options[K comparable, V any] struct {
	// Max is the greatest number of values, rounded up to a multiple of the
	// number of shards.
	Max int
	// MaxAge is how long a value is served after its load.
	MaxAge time.Duration
	// Now is the clock.
	Now func() time.Time
	// Load fetches a value into the zero one that it gets. An error is returned
	// to the caller and not kept.
	Load func(context.Context, K, *V) error
}

const shards = 64

// Cache is safe for concurrent use.
type Cache[K comparable, V any] struct {
	o      Options[K, V]
	seed   maphash.Seed
	shards [shards]shard[K, V]
}

type shard[K comparable, V any] struct {
	mu        sync.RWMutex // guards all below
	entries   map[K]*entry[K, V]
	ring      []*entry[K, V] // the entries in the order of the clock hand
	hand      int
	forgotten uint64 // counts Forget calls, so that a load can tell it was overtaken
}

// entry holds a value in itself: of many values each is one piece of memory.
type entry[K comparable, V any] struct {
	key    K
	loaded int64       // Unix nanoseconds
	place  int32       // in the ring
	used   atomic.Bool // since the clock hand last passed
	value  V
}

// New makes an empty cache.
func New[K comparable, V any](o Options[K, V]) *Cache[K, V] {
	c := &Cache[K, V]{o: o, seed: maphash.MakeSeed()}
	for i := range c.shards {
		c.shards[i].entries = map[K]*entry[K, V]{}
	}
	return c
}

// Get returns the value of key, loading it if it is not held or too old. It is
// shared by all who get it: do not change it.
func (c *Cache[K, V]) Get(ctx context.Context, key K) (*V, error) {
	s := c.shard(key)
	s.mu.RLock()
	e, forgotten := s.entries[key], s.forgotten
	s.mu.RUnlock()
	if e != nil && c.now()-e.loaded < int64(c.o.MaxAge) {
		if !e.used.Load() { // a store on every hit would bounce the cache line
			e.used.Store(true)
		}
		return &e.value, nil
	}
	e = &entry[K, V]{key: key, loaded: c.now()}
	if err := c.o.Load(ctx, key, &e.value); err != nil {
		return nil, err
	}
	s.put(e, forgotten, c.o.Max/shards+1)
	return &e.value, nil
}

func (c *Cache[K, V]) now() int64 { return c.o.Now().UnixNano() }

// Forget drops the values of keys.
func (c *Cache[K, V]) Forget(keys ...K) {
	for _, key := range keys {
		s := c.shard(key)
		s.mu.Lock()
		s.forgotten++
		if e, ok := s.entries[key]; ok {
			delete(s.entries, key)
			s.drop(e)
		}
		s.mu.Unlock()
	}
}

// Clear drops all values.
func (c *Cache[K, V]) Clear() {
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		s.forgotten++
		clear(s.entries)
		clear(s.ring)
		s.ring = s.ring[:0]
		s.mu.Unlock()
	}
}

// Len is the number of values held.
func (c *Cache[K, V]) Len() int {
	n := 0
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.RLock()
		n += len(s.entries)
		s.mu.RUnlock()
	}
	return n
}

func (c *Cache[K, V]) shard(key K) *shard[K, V] {
	return &c.shards[maphash.Comparable(c.seed, key)%shards]
}

// put keeps e unless a Forget came after the load began.
func (s *shard[K, V]) put(e *entry[K, V], forgotten uint64, limit int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.forgotten != forgotten {
		return
	}
	if old, ok := s.entries[e.key]; ok {
		s.drop(old)
	}
	for len(s.ring) >= limit {
		s.evict()
	}
	e.place = int32(len(s.ring))
	s.entries[e.key] = e
	s.ring = append(s.ring, e)
}

// evict removes one entry that was not used since the hand last passed it.
func (s *shard[K, V]) evict() {
	for {
		s.hand %= len(s.ring)
		e := s.ring[s.hand]
		if !e.used.Swap(false) {
			delete(s.entries, e.key)
			s.drop(e)
			return
		}
		s.hand++
	}
}

// drop takes e out of the ring; the last entry takes its place.
func (s *shard[K, V]) drop(e *entry[K, V]) {
	end := len(s.ring) - 1
	last := s.ring[end]
	s.ring[e.place], last.place = last, e.place
	s.ring[end] = nil
	s.ring = s.ring[:end]
}
