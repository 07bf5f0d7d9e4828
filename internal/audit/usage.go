package audit

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Tally counts and remembers the last time.
type Tally struct {
	Count uint64    `json:"count"`
	Last  time.Time `json:"last,omitzero"`
}

// Tallies has a Tally for each name.
type Tallies map[string]Tally

// Use is one use of a key, the last one of its kind.
type Use struct {
	Action    string `json:"action,omitempty"`
	Principal string `json:"principal,omitempty"` // uin
	Source    string `json:"source,omitempty"`    // address
}

// Usage is what the log has about the use of a key.
type Usage struct {
	Key string `json:"key"`
	// Since is the time of the log's first entry: what was before is not counted.
	// Zero for a log without entries.
	Since time.Time `json:"since,omitzero"`
	// Used counts the calls that used its material; Last is the last of them.
	Used Tally `json:"used,omitzero"`
	Last Use   `json:"lastUse,omitzero"`
	// Refused counts the calls that would have used it and were refused because of
	// its state, such as Disabled or PendingDelete: somebody still needs it.
	// LastRefused is the last of them.
	Refused     Tally `json:"refused,omitzero"`
	LastRefused Use   `json:"lastRefusal,omitzero"`
	// Versions splits Used by key version; a ReEncrypt can use two.
	Versions Tallies `json:"versions,omitempty"`
	// Principals splits Used by the caller's uin, and RefusedPrincipals Refused.
	Principals        Tallies `json:"principals,omitempty"`
	RefusedPrincipals Tallies `json:"refusedPrincipals,omitempty"`
}

// KeyUsage returns how a key was used, as far as the log goes back: by the
// summaries of closed segments, and by reading those that have none yet and the
// open one. The key is given by its id.
func KeyUsage(ctx context.Context, dir, key string) (Usage, error) {
	total := newUsage(key)
	names, err := segments(dir)
	if err == nil {
		total.Since, err = firstTime(dir, names)
	}
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

// KeyUsage is the function of that name for this log. It takes turns with
// searches.
func (l *Log) KeyUsage(ctx context.Context, key string) (Usage, error) {
	if err := l.takeTurn(ctx); err != nil {
		return *newUsage(key), err
	}
	defer l.endTurn()
	return KeyUsage(ctx, l.segment.dir, key)
}

// firstTime reads the time of the first entry; zero if there is none.
func firstTime(dir string, segments []string) (at time.Time, err error) {
	if len(segments) == 0 {
		return at, nil
	}
	f, err := os.Open(filepath.Join(dir, segments[0]))
	if errors.Is(err, fs.ErrNotExist) {
		return at, nil // retention took it
	}
	if err != nil {
		return at, err
	}
	defer f.Close()
	lines := newLines(f)
	if !lines.Scan() || !bytes.HasSuffix(lines.Bytes(), []byte("\n")) {
		return at, lines.Err()
	}
	var l scanned
	if at, err = l.scanAt(lines.Bytes()); err != nil {
		return at, &CorruptError{File: segments[0], Line: 1, Reason: err.Error()}
	}
	return at, nil
}

// useIn adds what a segment without a summary has about a key.
func useIn(ctx context.Context, dir, name string, total *Usage) error {
	found := newUses()
	err := eachLine(ctx, dir, name, func(text []byte) error {
		if !bytes.Contains(text, []byte(total.Key)) {
			return nil
		}
		var l scanned
		at, err := l.scanAt(text)
		if err != nil {
			return err
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
	return &Usage{Key: key, Versions: Tallies{}, Principals: Tallies{}, RefusedPrincipals: Tallies{}}
}

func (t *Tally) add(other Tally) {
	t.Count += other.Count
	if other.Last.After(t.Last) {
		t.Last = other.Last
	}
}

// add takes in the usage of a later part of the log.
func (u *Usage) add(other *Usage) {
	if other.Used.Count > 0 && !other.Used.Last.Before(u.Used.Last) {
		u.Last = other.Last
	}
	if other.Refused.Count > 0 && !other.Refused.Last.Before(u.Refused.Last) {
		u.LastRefused = other.LastRefused
	}
	u.Used.add(other.Used)
	u.Refused.add(other.Refused)
	u.Versions.addAll(other.Versions)
	u.Principals.addAll(other.Principals)
	u.RefusedPrincipals.addAll(other.RefusedPrincipals)
}

func (t Tallies) addAll(other Tallies) {
	for name, tally := range other {
		t.add(name, tally)
	}
}

func (t Tallies) add(name string, more Tally) {
	sum := t[name]
	sum.add(more)
	t[name] = sum
}
