package audit_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"miyao/internal/audit"
)

func TestEntriesComeBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	l := open(t, dir, options())
	full := *call("full")
	full.Code, full.Message = "FailedOperation.EncryptError", "加密失败: \"\\\n\x00\u2028 <&>"
	full.Detail = map[string]string{"b": "2", "a": "1"}
	empty := audit.Entry{Time: full.Time}
	for _, e := range []*audit.Entry{&full, &empty} {
		if err := l.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	closeLog(t, l)
	var found []audit.Entry
	err := audit.Entries(dir, 0, func(r audit.Record) error {
		if !json.Valid(r.Raw) {
			t.Errorf("not JSON: %s", r.Raw)
		}
		found = append(found, r.Entry)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []audit.Entry{full, empty}; !reflect.DeepEqual(found, want) {
		t.Errorf("found %+v\nwant  %+v", found, want)
	}
}

func TestHostileText(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	bad := "a\xff\xc3\"},{\n"
	long := strings.Repeat("密", 5000)
	err := l.Append(&audit.Entry{
		RequestID: bad, UserAgent: long, Message: long, Action: strings.Repeat("\x80", 3000),
		Resources: []string{bad, long},
		Detail:    map[string]string{"x\xff": bad, "x\xfe": "same name once cleaned", long: long, long + "2": "same name once cut"},
	})
	if err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	verify(t, dir, 1)
	_ = audit.Entries(dir, 0, func(r audit.Record) error {
		e := r.Entry
		if e.RequestID != "a\ufffd\ufffd\"},{\n" || e.Resources[0] != e.RequestID {
			t.Errorf("invalid UTF-8 became %q", e.RequestID)
		}
		if len(e.UserAgent) > 256 || len(e.Message) > 1024 || !strings.HasSuffix(e.UserAgent, "密…") || !strings.HasSuffix(e.Resources[1], "密…") {
			t.Errorf("texts were not cut at a character: %q", e.UserAgent)
		}
		if len(e.Detail) != 2 {
			t.Errorf("%d details, want 2", len(e.Detail))
		}
		return nil
	})
}

func TestTooLargeEntryIsRefusedAndTheNextGoesOn(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	huge := &audit.Entry{Resources: slices.Repeat([]string{strings.Repeat("x", 1000)}, 1100)}
	if err := l.Append(huge); !errors.Is(err, audit.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
	large := &audit.Entry{Resources: slices.Repeat([]string{strings.Repeat("x", 1000)}, 1000)}
	if err := l.Append(large); err != nil {
		t.Error(err)
	}
	add(t, l, "r1")
	closeLog(t, l)
	verify(t, dir, 2)
}

func TestFilesArePrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	l := open(t, dir, options())
	add(t, l, numbered(20)...)
	closeLog(t, l)
	count := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		count++
		return err
	})
	if err != nil || count < 5 {
		t.Fatalf("%d files: %v", count, err)
	}
}

func TestSegmentsAndReopening(t *testing.T) {
	dir := t.TempDir()
	var all []string
	for round := range 5 {
		l := open(t, dir, options())
		for i := range 7 {
			all = append(all, fmt.Sprintf("r%d-%d", round, i))
			add(t, l, all[len(all)-1])
		}
		if seq, _ := l.Head(); seq != uint64(len(all)) {
			t.Fatalf("head is %d, want %d", seq, len(all))
		}
		closeLog(t, l)
	}
	r := verify(t, dir, uint64(len(all)))
	if r.Segments < 8 || r.Checkpoints != 6 || r.First != 1 || r.LastCheckpoint.Seq != r.Last {
		t.Errorf("report %+v", r)
	}
	for after := range len(all) + 2 {
		want := all[min(after, len(all)):]
		if found := ids(t, dir, uint64(after)); !slices.Equal(found, want) {
			t.Errorf("after %d: %v, want %v", after, found, want)
		}
	}
}

func TestEntriesEndsWhenTold(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	add(t, l, numbered(10)...)
	closeLog(t, l)
	boom := errors.New("boom")
	for _, end := range []error{fs.SkipAll, boom} {
		calls := 0
		err := audit.Entries(dir, 0, func(audit.Record) error { calls++; return end })
		if calls != 1 || end == boom && !errors.Is(err, boom) || end == fs.SkipAll && err != nil {
			t.Errorf("%d calls, %v", calls, err)
		}
	}
}

func TestConcurrentAppends(t *testing.T) {
	for _, all := range []bool{false, true} {
		t.Run(fmt.Sprintf("SyncAll=%v", all), func(t *testing.T) {
			dir := t.TempDir()
			o := options()
			o.SyncAll, o.SegmentBytes, o.CheckpointEntries = all, 20_000, 50
			l := open(t, dir, o)
			var wg sync.WaitGroup
			for g := range 16 {
				wg.Go(func() {
					for i := range 20 {
						write := l.Append
						if i%5 == 0 {
							write = l.AppendSync
						}
						if err := write(call(fmt.Sprintf("%d-%d", g, i))); err != nil {
							t.Error(err)
						}
					}
				})
			}
			for range 5 { // a reader beside the writers
				if _, err := audit.Verify(dir, nil); err != nil {
					t.Error(err)
				}
			}
			wg.Wait()
			closeLog(t, l)
			verify(t, dir, 320)
			found := ids(t, dir, 0)
			for g := range 16 { // each caller's entries stand in its order
				last := -1
				for i := range 20 {
					at := slices.Index(found, fmt.Sprintf("%d-%d", g, i))
					if at <= last {
						t.Fatalf("entry %d-%d stands at %d, the one before at %d", g, i, at, last)
					}
					last = at
				}
			}
		})
	}
}

func TestAppendAfterClose(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	add(t, l, "r1")
	closeLog(t, l)
	for name, err := range map[string]error{
		"Append": l.Append(call("r2")), "AppendSync": l.AppendSync(call("r3")), "Checkpoint": l.Checkpoint(), "Close": l.Close(),
	} {
		if !errors.Is(err, audit.ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", name, err)
		}
	}
	verify(t, dir, 1)
}

func TestCloseWhileAppending(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	var mu sync.Mutex
	answered := 0
	var wg, started sync.WaitGroup
	for g := range 8 {
		started.Add(1)
		wg.Go(func() {
			for i := 0; ; i++ {
				err := l.Append(call(fmt.Sprintf("%d-%d", g, i)))
				if i == 0 {
					started.Done()
				}
				if err != nil {
					if !errors.Is(err, audit.ErrClosed) {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				answered++
				mu.Unlock()
			}
		})
	}
	started.Wait()
	closeLog(t, l)
	wg.Wait()
	r := verify(t, dir, uint64(answered))
	if r.LastCheckpoint.Seq != r.Last {
		t.Errorf("the last checkpoint is at %d of %d", r.LastCheckpoint.Seq, r.Last)
	}
}

func TestCheckpointsByTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		o := options()
		o.CheckpointInterval = time.Minute
		l := open(t, dir, o)
		add(t, l, "r1", "r2")
		for _, want := range []int{2, 2, 2} { // nothing new, nothing written
			time.Sleep(time.Minute)
			synctest.Wait()
			if r := verify(t, dir, 2); r.Checkpoints != want || r.LastCheckpoint.Seq != 2 {
				t.Errorf("%d checkpoints, the last at %d", r.Checkpoints, r.LastCheckpoint.Seq)
			}
		}
		closeLog(t, l)
	})
}

func TestCheckpointsByNumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		o := options()
		o.CheckpointEntries = 5
		l := open(t, dir, o)
		for i := range 20 {
			add(t, l, fmt.Sprint(i))
			synctest.Wait()
		}
		if r := verify(t, dir, 20); r.Checkpoints != 5 || r.LastCheckpoint.Seq != 20 {
			t.Errorf("%d checkpoints, the last at %d", r.Checkpoints, r.LastCheckpoint.Seq)
		}
		closeLog(t, l)
	})
}

func TestUnresolvedIntents(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	for i := range 30 {
		for _, phase := range []audit.Phase{audit.PhaseIntent, audit.PhaseResult} {
			if phase == audit.PhaseResult && i%2 == 0 && i < 28 {
				continue
			}
			e := call(fmt.Sprintf("c%02d", i))
			e.Phase = phase
			if err := l.Append(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	closeLog(t, l)
	r := verify(t, dir, 46)
	want := []string{"c00", "c02", "c04", "c06", "c08", "c10", "c12", "c14", "c16", "c18", "c20", "c22", "c24", "c26"}
	if r.Unresolved != len(want) || !slices.Equal(r.UnresolvedIDs, want) {
		t.Errorf("%d unresolved: %v", r.Unresolved, r.UnresolvedIDs)
	}
}

func TestOpenRefusesKeys(t *testing.T) {
	dir := t.TempDir()
	closeLog(t, open(t, dir, options()))
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, none, foreign := options(), options(), options()
	other.Signer, none.Signer, foreign.Signer = signer("other"), nil, curve
	for name, o := range map[string]audit.Options{"another key": other, "no key": none, "an ECDSA key": foreign} {
		if _, err := audit.Open(dir, o); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestVerifyOfNothing(t *testing.T) {
	if _, err := audit.Verify(filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no directory: %v", err)
	}
	dir := t.TempDir()
	closeLog(t, open(t, dir, options()))
	if r := verify(t, dir, 0); r.Checkpoints != 1 || r.Hash != r.Log {
		t.Errorf("report of an empty log: %+v", r)
	}
}

func TestVerifyWithoutKeyFile(t *testing.T) {
	dir := t.TempDir()
	closeLog(t, open(t, dir, options()))
	if err := os.Remove(filepath.Join(dir, "checkpoint.pub")); err != nil {
		t.Fatal(err)
	}
	verify(t, dir, 0)
	if _, err := audit.Verify(dir, nil); err == nil {
		t.Error("verified without any key")
	}
	if _, err := audit.Verify(dir, signer("other").Public().(ed25519.PublicKey)); err == nil {
		t.Error("verified with another key")
	}
}

// TestReadyMissesFile: a log whose file was removed is not ready, although it can
// be written.
func TestReadyMissesFile(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	add(t, l, "r1")
	if err := l.Ready(); err != nil {
		t.Error(err)
	}
	path := filepath.Join(dir, firstSegment)
	if err := os.Rename(path, path+".moved"); err != nil {
		t.Fatal(err)
	}
	if err := l.Ready(); err == nil || !strings.Contains(err.Error(), "was removed or replaced") {
		t.Errorf("without its file: %v", err)
	}
	closeLog(t, l)
}
