package identity

import (
	"fmt"
	"net/netip"
	"sync"
	"time"
)

// TooManyError refuses an attempt because too many failed before it, or because
// too many are under way.
type TooManyError struct {
	After time.Duration // when to try again
}

func (e *TooManyError) Error() string {
	return fmt.Sprintf("too many attempts; try again in %v", e.After)
}

// Limits of failed attempts to sign in. The one for a name bounds guessing from
// many places (at most 2,890 a day), the one for a source address guessing of
// many names.
const (
	nameBurst   = 10
	nameEvery   = 30 * time.Second
	sourceBurst = 30
	sourceEvery = 10 * time.Second
)

// limit lets a key fail some times in a row, and then once in each interval.
type limit struct {
	burst int
	every time.Duration

	mu sync.Mutex // guards all below
	// rested holds when a key has its whole burst again. A key that has it is
	// as one that is not there.
	rested  map[string]time.Time
	pruneAt int
}

func newLimit(burst int, every time.Duration) *limit {
	return &limit{burst: burst, every: every, rested: map[string]time.Time{}, pruneAt: 1024}
}

// take counts an attempt of a key. If it returns more than zero, the attempt is
// refused, not counted, and possible after that time.
func (l *limit) take(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	rested := l.rested[key]
	if rested.Before(now) {
		rested = now
	}
	rested = rested.Add(l.every)
	if wait := rested.Sub(now) - time.Duration(l.burst)*l.every; wait > 0 {
		return wait
	}
	l.prune(now)
	l.rested[key] = rested
	return 0
}

// giveBack takes an attempt back that did not fail.
func (l *limit) giveBack(key string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rested, ok := l.rested[key]
	if !ok {
		return
	}
	if rested = rested.Add(-l.every); rested.After(now) {
		l.rested[key] = rested
	} else {
		delete(l.rested, key)
	}
}

// prune drops keys that have rested. Each attempt costs a hash, so those that
// have not are few.
func (l *limit) prune(now time.Time) {
	if len(l.rested) < l.pruneAt {
		return
	}
	for key, rested := range l.rested {
		if !rested.After(now) {
			delete(l.rested, key)
		}
	}
	l.pruneAt = max(1024, 2*len(l.rested))
}

// network is the key of a source address: itself, or of IPv6 the network of 64
// bits that one subscriber has.
func network(source string) string {
	addr, err := netip.ParseAddr(source)
	if err != nil {
		return source
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	return netip.PrefixFrom(addr, 64).Masked().String()
}
