package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"miyao/internal/audit"
)

var trusted = signer("log").Public().(ed25519.PublicKey)

// retained is a log of 40 entries, written a minute apart, with a checkpoint at
// every tenth, of which retention took what is older than 15 minutes; its
// archive; and every checkpoint that it ever had.
type retained struct {
	dir, archive string
	saved        []audit.Checkpoint
	first        uint64 // entry that is kept
	last         uint64
}

var retainedFiles = func() func(t testing.TB) (log, archive files) {
	var once sync.Once
	var log, archive files
	return func(t testing.TB) (files, files) {
		once.Do(func() {
			dir, old := t.TempDir(), t.TempDir()
			makeRetained(t, dir, old)
			log, archive = load(t, dir), loadAll(t, old)
		})
		return log, archive
	}
}()

// makeRetained writes the log, its checkpoints beside the archive's files.
func makeRetained(t testing.TB, dir, archive string) {
	var minute atomic.Int64
	o := options()
	o.Now = func() time.Time { return began.Add(time.Duration(minute.Load()) * time.Minute) }
	l := open(t, dir, o)
	var saved []byte
	for i, id := range numbered(40) {
		minute.Add(1)
		e := call(id)
		e.Time = o.Now()
		if err := l.Append(e); err != nil {
			t.Fatal(err)
		}
		if i%10 == 9 {
			if err := l.Checkpoint(); err != nil {
				t.Fatal(err)
			}
			c, err := audit.LatestCheckpoint(dir)
			if err != nil {
				t.Fatal(err)
			}
			saved = append(saved, c.Line()...)
		}
	}
	if _, err := audit.Summarize(context.Background(), dir, false); err != nil {
		t.Fatal(err)
	}
	if n, err := l.Retain(context.Background(), audit.Retention{Age: 15 * time.Minute, Archive: archive}); err != nil || n < 4 {
		t.Fatalf("%d segments removed: %v", n, err)
	}
	closeLog(t, l)
	if err := os.WriteFile(filepath.Join(archive, "saved.txt"), saved, 0o600); err != nil {
		t.Fatal(err)
	}
}

func loadAll(t testing.TB, dir string) files {
	f := files{}
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if f[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func newRetained(t testing.TB) *retained {
	t.Helper()
	log, archive := retainedFiles(t)
	r := &retained{dir: log.copy(t), archive: archive.copy(t)}
	var err error
	if r.saved, err = audit.ParseCheckpoints(archive["saved.txt"]); err != nil || len(r.saved) != 4 {
		t.Fatalf("%d checkpoints: %v", len(r.saved), err)
	}
	report, err := audit.Verify(r.dir, trusted)
	if err != nil {
		t.Fatal(err)
	}
	r.first, r.last = report.First, report.Last
	return r
}

// TestRetention: what is left verifies from the anchor, and with the archive
// everything does.
func TestRetention(t *testing.T) {
	r := newRetained(t)
	report, err := audit.Prove(r.dir, audit.Evidence{Key: trusted})
	if err != nil {
		t.Fatal(err)
	}
	if report.First < 20 || report.First > 26 || report.Anchor == nil || report.Anchor.Seq != report.First-1 ||
		report.Entries != report.Last-report.First+1 || report.Archived != 0 || report.LastCheckpoint.Seq != report.Last || report.Anchor.Number != 3 {
		t.Errorf("report %+v", report)
	}
	all, err := audit.Prove(r.dir, audit.Evidence{Key: trusted, Archive: r.archive, Saved: r.saved})
	if err != nil {
		t.Fatal(err)
	}
	if all.First != 1 || all.Entries != all.Last || all.Archived < 4 || all.SavedProved != 4 || all.SavedBefore != 0 ||
		all.Hash != report.Hash || all.Log != report.Log || uint64(all.Checkpoints) != all.LastCheckpoint.Number {
		t.Errorf("report with the archive %+v", all)
	}
	// Each removal is on record, with the place where it ends.
	removed := 0
	err = audit.Entries(r.dir, 0, func(e audit.Record) error {
		if e.Entry.Action == "RetainAuditLog" {
			removed++
			if e.Entry.Phase != audit.PhaseSystem || e.Entry.Detail["archive"] == "" || len(e.Entry.Detail["hash"]) != 64 {
				t.Errorf("record %+v", e.Entry)
			}
		}
		return nil
	})
	if err != nil || removed != all.Archived {
		t.Errorf("%d removals on record, want %d: %v", removed, all.Archived, err)
	}
	for name := range loadAll(t, r.archive) {
		info, err := os.Stat(filepath.Join(r.archive, name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, ".txt") && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
}

// TestRetainedLogGoesOn: it can be opened, written to and retained again.
func TestRetainedLogGoesOn(t *testing.T) {
	r := newRetained(t)
	for round := range 3 {
		o := options()
		o.Now = func() time.Time { return began.Add(time.Hour * time.Duration(round+2)) }
		l := open(t, r.dir, o)
		for i := range 20 {
			e := call(fmt.Sprint("more", i))
			e.Time = o.Now()
			if err := l.Append(e); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := l.Retain(t.Context(), audit.Retention{Age: 30 * time.Minute, Archive: r.archive}); err != nil || n == 0 {
			t.Fatalf("round %d: %d segments removed: %v", round, n, err)
		}
		closeLog(t, l)
		if _, err := audit.Prove(r.dir, audit.Evidence{Key: trusted}); err != nil {
			t.Error(err)
		}
		if _, err := audit.Prove(r.dir, audit.Evidence{Key: trusted, Archive: r.archive, Saved: r.saved}); err != nil {
			t.Error(err)
		}
		_, err := audit.Prove(r.dir, audit.Evidence{Key: trusted, Saved: r.saved})
		if !errors.Is(err, audit.ErrNotCovered) {
			t.Errorf("old checkpoints without the archive: %v", err)
		}
	}
	if found := find(t, r.dir, audit.Query{Limit: 10, Archive: r.archive, Where: map[audit.Field][]string{audit.ByRequest: {"r3"}}}); len(found) != 1 {
		t.Errorf("a search in the archive finds %d", len(found))
	}
	if found := find(t, r.dir, audit.Query{Limit: 10, Where: map[audit.Field][]string{audit.ByRequest: {"r3"}}}); len(found) != 0 {
		t.Errorf("a search without the archive finds %d", len(found))
	}
}

// TestRetainedLogGoesOnLater: no checkpoint goes into a file that retention took out
// of use while the new one could not be opened.
func TestRetainedLogGoesOnLater(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	for _, id := range numbered(20) {
		if err := l.Append(call(id)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := l.Retain(t.Context(), audit.Retention{Bytes: 4000}); err != nil || n == 0 {
		t.Fatalf("%d segments removed: %v", n, err)
	}
	path := filepath.Join(dir, "checkpoints.jsonl")
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := l.Checkpoint(); !errors.Is(err, audit.ErrUnavailable) {
		t.Errorf("without the file: %v", err)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if err := l.Checkpoint(); err != nil {
		t.Error(err)
	}
	last, err := audit.LatestCheckpoint(dir)
	if head, _ := l.Head(); err != nil || last.Seq != head {
		t.Errorf("entry %d is signed, want %d: %v", last.Seq, head, err)
	}
	closeLog(t, l)
	if _, err := audit.Verify(dir, trusted); err != nil {
		t.Error(err)
	}
}

// TestRetentionBySize keeps the newest segments that fit, and the open one.
func TestRetentionBySize(t *testing.T) {
	for _, most := range []int64{1, 5000, 8000, 1 << 30} {
		dir := fixture(t).copy(t)
		l := open(t, dir, options())
		before := len(fixture(t).segments())
		removed, err := l.Retain(t.Context(), audit.Retention{Bytes: most})
		if err != nil {
			t.Fatal(err)
		}
		closeLog(t, l)
		var total int64
		names := load(t, dir).segments()
		for _, name := range names {
			total += int64(len(load(t, dir)[name]))
		}
		if total > most && len(names) > 1 || most == 1<<30 && removed > 0 || most < 1<<30 && removed == 0 || removed > before+removed {
			t.Errorf("at most %d: %d bytes in %d segments, %d removed", most, total, len(names), removed)
		}
		if _, err := audit.Verify(dir, trusted); err != nil {
			t.Error(err)
		}
	}
}

// TestRetentionKeepsEvidence: a segment that was changed is not removed.
func TestRetentionKeepsEvidence(t *testing.T) {
	dir := fixture(t).copy(t)
	replace(t, dir, firstSegment, "Encrypt", "Decrypt")
	l := open(t, dir, options())
	before := load(t, dir)
	n, err := l.Retain(t.Context(), audit.Retention{Bytes: 1})
	if corrupt, ok := corruptError(err); n != 0 || !ok || corrupt.Seq != 4 {
		t.Errorf("%d removed: %v", n, err)
	}
	if _, there := load(t, dir)["anchor.json"]; there || len(load(t, dir).segments()) != len(before.segments()) {
		t.Error("something was removed")
	}
	closeLog(t, l)
}

// TestRetentionAfterCrash goes on wherever the process died on the way.
func TestRetentionAfterCrash(t *testing.T) {
	log, archive := fixture(t), t.TempDir()
	dir := log.copy(t)
	l := open(t, dir, options())
	if n, err := l.Retain(t.Context(), audit.Retention{Bytes: 8000, Archive: archive}); err != nil || n < 2 {
		t.Fatalf("%d removed: %v", n, err)
	}
	closeLog(t, l)
	done := load(t, dir)
	for name, undo := range map[string]func(f files){
		"before the last removal": func(f files) {
			names := log.segments()
			last := names[len(names)-len(done.segments())] // at least
			for _, name := range names {
				if _, kept := done[name]; !kept {
					last = name
				}
			}
			f[last] = log[last]
		},
		"before the checkpoints were replaced": func(f files) {
			all := append(bytes.Clone(log["checkpoints.jsonl"]), done["checkpoints.jsonl"]...)
			lines := slices.Collect(bytes.Lines(all))
			slices.SortFunc(lines, func(a, b []byte) int { return number(a) - number(b) })
			f["checkpoints.jsonl"] = bytes.Join(slices.CompactFunc(lines, bytes.Equal), nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := files{}
			for name, text := range done {
				f[name] = text
			}
			undo(f)
			dir, archive := f.copy(t), loadAll(t, archive).copy(t)
			for round := range 2 {
				if _, err := audit.Verify(dir, trusted); err != nil {
					t.Errorf("round %d: %v", round, err)
				}
				if _, err := audit.Prove(dir, audit.Evidence{Key: trusted, Archive: archive}); err != nil {
					t.Errorf("round %d, with the archive: %v", round, err)
				}
				l := open(t, dir, options())
				if _, err := l.Retain(t.Context(), audit.Retention{Bytes: 5000, Archive: archive}); err != nil {
					t.Error(err)
				}
				closeLog(t, l)
			}
		})
	}
}

func number(line []byte) int {
	var c struct{ Number int }
	if err := json.Unmarshal(line, &c); err != nil {
		panic(err)
	}
	return c.Number
}

// TestArchiveOfAnotherLog is not overwritten.
func TestArchiveOfAnotherLog(t *testing.T) {
	archive := t.TempDir()
	writeTo(t, archive, firstSegment+".gz", []byte("another's"))
	dir := fixture(t).copy(t)
	l := open(t, dir, options())
	if n, err := l.Retain(t.Context(), audit.Retention{Bytes: 1, Archive: archive}); err == nil || n != 0 {
		t.Errorf("%d removed: %v", n, err)
	}
	closeLog(t, l)
	if text := loadAll(t, archive)[firstSegment+".gz"]; string(text) != "another's" {
		t.Errorf("it is %q now", text)
	}
	verify(t, dir, 30)
}

// TestTendRetains by the hour, by the log's own clock.
func TestTendRetains(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o := options()
		o.Now = time.Now
		l := open(t, dir, o)
		for _, id := range numbered(30) {
			e := call(id)
			e.Time = time.Time{}
			if err := l.Append(e); err != nil {
				t.Fatal(err)
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		go l.Tend(ctx, audit.Retention{Age: 24 * time.Hour})
		synctest.Wait()
		if n := len(load(t, dir).segments()); n < 5 {
			t.Errorf("%d segments are left at once", n)
		}
		time.Sleep(26 * time.Hour)
		synctest.Wait()
		if n := len(load(t, dir).segments()); n > 2 {
			t.Errorf("%d segments are left after a day", n)
		}
		stop()
		closeLog(t, l)
	})
	if _, err := audit.Verify(dir, trusted); err != nil {
		t.Error(err)
	}
}

// TestProveDuringRetention: a proof that retention overtakes is begun again.
func TestProveDuringRetention(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 100 {
			add(t, l, fmt.Sprint("r", i))
			if _, err := l.Retain(context.Background(), audit.Retention{Bytes: 6000}); err != nil {
				t.Error(err)
			}
		}
	}()
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		if _, err := audit.Verify(dir, trusted); err != nil {
			t.Error(err)
			running = false
		}
	}
	<-done
	closeLog(t, l)
}

// TestGoldenRetainedLog: a log that retention shortened in the first format of
// anchors and archives verifies for ever.
func TestGoldenRetainedLog(t *testing.T) {
	log, archive := filepath.Join("testdata", "v1-retained", "log"), filepath.Join("testdata", "v1-retained", "archive")
	text, err := os.ReadFile(filepath.Join(archive, "saved.txt"))
	if err != nil {
		t.Fatal(err)
	}
	saved, err := audit.ParseCheckpoints(text)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := audit.Prove(log, audit.Evidence{Key: trusted, Archive: archive, Saved: saved}); err != nil || r.First != 1 || r.SavedProved != 4 {
		t.Errorf("%+v %v", r, err)
	}
	if r, err := audit.Prove(log, audit.Evidence{Key: trusted, Saved: saved}); err != nil || r.Anchor == nil || r.First != r.Anchor.Seq+1 || r.SavedBefore != 2 {
		t.Errorf("%+v %v", r, err)
	}
}
