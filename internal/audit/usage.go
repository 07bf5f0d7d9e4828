package audit

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// Tally counts and remembers the last time.
type Tally struct {
	Count uint64    `json:"count"`
	Last  time.Time `json:"last,omitzero"`
}

// Tallies has a Tally for each name.
type Tallies map[string]*Tally

// Usage is what the log has about the use of a key.
type Usage struct {
	Key string `json:"key"`
	// Used counts the calls that used its material.
	Used Tally `json:"used,omitzero"`
	// Refused counts the calls that were refused because of its state, such as
	// Disabled or PendingDelete: somebody still needs it.
	Refused Tally `json:"refused,omitzero"`
	// Versions splits Used by key version; a ReEncrypt can use two.
	Versions Tallies `json:"versions,omitempty"`
	// Principals splits both by the caller's uin.
	Principals Tallies `json:"principals,omitempty"`
}

// LastPrincipal is the uin of who used, or tried to use, the key last; empty if
// nobody did.
func (u *Usage) LastPrincipal() string {
	names := slices.Sorted(maps.Keys(u.Principals))
	if len(names) == 0 {
		return ""
	}
	return slices.MaxFunc(names, func(a, b string) int {
		return cmp.Or(u.Principals[a].Last.Compare(u.Principals[b].Last), strings.Compare(b, a))
	})
}

// KeyUsage returns how a key was used, as far as the log goes back: by the
// summaries of closed segments, and by reading those that have none yet and the
// open one. The key is given by its id.
func KeyUsage(ctx context.Context, dir, key string) (Usage, error) {
	total := newUsage(key)
	names, err := segments(dir)
	if err != nil {
		return *total, err
	}
	for i, name := range names {
		if err := ctx.Err(); err != nil {
			return *total, err
		}
		if i < len(names)-1 {
			u, err := summaryUsage(dir, name, key)
			if err != nil {
				return *total, err
			}
			if u != nil {
				total.add(u)
				continue
			}
		}
		if err := useIn(ctx, dir, name, total); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return *total, err
		}
	}
	return *total, nil
}

// KeyUsage is the function of that name for this log.
func (l *Log) KeyUsage(ctx context.Context, key string) (Usage, error) {
	return KeyUsage(ctx, l.segment.dir, key)
}

// useIn adds what a segment without a summary has about a key.
func useIn(ctx context.Context, dir, name string, total *Usage) error {
	found := newUses()
	err := eachLine(ctx, dir, name, func(text []byte) error {
		if !bytes.Contains(text, []byte(total.Key)) {
			return nil
		}
		var l scanned
		at, ok := time.Time{}, l.scan(text)
		if ok {
			at, ok = l.at()
		}
		if !ok {
			return errNoLine
		}
		found.add(&l, at)
		return nil
	})
	for part := range found.each {
		if part.Key == total.Key {
			total.add(part)
		}
	}
	return err
}

func newUsage(key string) *Usage {
	return &Usage{Key: key, Versions: Tallies{}, Principals: Tallies{}}
}

func (t *Tally) add(other Tally) {
	t.Count += other.Count
	if other.Last.After(t.Last) {
		t.Last = other.Last
	}
}

func (u *Usage) add(other *Usage) {
	u.Used.add(other.Used)
	u.Refused.add(other.Refused)
	for name, tally := range other.Versions {
		u.Versions.add(name, *tally)
	}
	for name, tally := range other.Principals {
		u.Principals.add(name, *tally)
	}
}

func (t Tallies) add(name string, more Tally) {
	sum := t[name]
	if sum == nil {
		sum = &Tally{}
		t[name] = sum
	}
	sum.add(more)
}
