package kms

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"miyao/internal/audit"
)

// Who has no credential can have refusals recorded all the same, and must not
// fill the disk with them. So refusals of requests that were not authenticated
// have an entry each only up to a rate, by source and in all; the rest is
// counted, and the counts are recorded every minute and at the end. What an
// authenticated caller does is always recorded.
const (
	sourceBurst = 20 // entries that a source may have at once
	sourceRate  = 1  // and then so many a second
	allBurst    = 200
	allRate     = 20
	maxSources  = 10_000 // that are told apart
	maxTold     = 20     // sources with a summary of their own
)

// refusals decides which refusals have an entry.
type refusals struct {
	mu      sync.Mutex // guards the rest
	all     bucket
	sources map[string]*source
	looked  time.Time // when the sources were looked through for those to forget
}

// source is where requests come from: an IPv4 address, the 64 bits of an IPv6
// address that one customer has, or all that there was no room for.
type source struct {
	name string
	bucket
	suppressed  uint64
	first, last time.Time // that were suppressed
}

// bucket holds tokens; an entry takes one.
type bucket struct {
	tokens float64
	at     time.Time // when tokens was right; zero is a full bucket
}

// fill adds what has come since.
func (b *bucket) fill(now time.Time, rate, burst float64) {
	if b.at.IsZero() {
		b.tokens = burst
	} else if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.tokens = min(burst, b.tokens+passed*rate)
	}
	b.at = now
}

// admit tells whether a refusal has an entry of its own, and counts it if not.
func (r *refusals) admit(address string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.source(address, now)
	s.fill(now, sourceRate, sourceBurst)
	r.all.fill(now, allRate, allBurst)
	if s.tokens >= 1 && r.all.tokens >= 1 {
		s.tokens--
		r.all.tokens--
		return true
	}
	if s.suppressed == 0 {
		s.first = now
	}
	s.suppressed++
	s.last = now
	return false
}

func (r *refusals) source(address string, now time.Time) *source {
	name := sourceName(address)
	if s, ok := r.sources[name]; ok {
		return s
	}
	if len(r.sources) >= maxSources && now.Sub(r.looked) >= time.Second {
		r.forget(now)
	}
	if r.sources == nil {
		r.sources = map[string]*source{}
	}
	if len(r.sources) >= maxSources {
		name = ""
		if s, ok := r.sources[name]; ok {
			return s
		}
	}
	s := &source{name: name}
	r.sources[name] = s
	return s
}

// forget drops sources that are as if they had never been seen.
func (r *refusals) forget(now time.Time) {
	r.looked = now
	for name, s := range r.sources {
		if s.fill(now, sourceRate, sourceBurst); s.suppressed == 0 && s.tokens == sourceBurst {
			delete(r.sources, name)
		}
	}
}

func sourceName(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		prefix, _ := ip.Prefix(64) // in range
		return prefix.String()
	}
	return ip.String()
}

// take returns the sources with suppressed refusals, those with most first, and
// sets their counts to zero. All but the first few become one without a name.
func (r *refusals) take(now time.Time) []source {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []source
	for _, s := range r.sources {
		if s.suppressed > 0 {
			found = append(found, *s)
			s.suppressed = 0
		}
	}
	r.forget(now)
	slices.SortFunc(found, func(a, b source) int {
		return cmp.Or(cmp.Compare(b.suppressed, a.suppressed), cmp.Compare(a.name, b.name))
	})
	if len(found) <= maxTold {
		return found
	}
	rest := found[maxTold]
	rest.name = ""
	for _, s := range found[maxTold+1:] {
		rest.add(&s)
	}
	return append(found[:maxTold:maxTold], rest)
}

func (s *source) add(other *source) {
	s.suppressed += other.suppressed
	if other.first.Before(s.first) {
		s.first = other.first
	}
	if other.last.After(s.last) {
		s.last = other.last
	}
}

// giveBack counts again what could not be recorded.
func (r *refusals) giveBack(list []source, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range list {
		s := r.source(list[i].name, now)
		if s.suppressed == 0 {
			s.first, s.last = list[i].first, list[i].last
		}
		s.add(&list[i])
	}
}

// summarizeRefusals records how many refusals have no entry of their own.
func (s *Service) summarizeRefusals() {
	found := s.refusals.take(s.now())
	for i, from := range found {
		err := s.audit.Append(&audit.Entry{
			Time: s.now(), Phase: audit.PhaseSystem, Action: "SuppressRefusals", SourceIP: from.name,
			Message: fmt.Sprintf("%d requests that were not authenticated were refused without an entry of their own", from.suppressed),
			Detail: map[string]string{"suppressed": strconv.FormatUint(from.suppressed, 10),
				"from": from.first.UTC().Format(time.RFC3339), "to": from.last.UTC().Format(time.RFC3339)},
		})
		if err != nil {
			s.refusals.giveBack(found[i:], s.now())
			return
		}
	}
}
