package audit_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"miyao/internal/audit"
)

const firstSegment = "00000000000000000001.jsonl"

// appendTo adds bytes to a file of the log.
func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
		f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenCutsATornLine(t *testing.T) {
	whole := `{"seq":6,"hash":"` + strings.Repeat("ab", 32) + `","entry":{"time":"2026-01-02T03:04:05Z"}}`
	for _, torn := range []string{"{", whole[:40], whole, "\x00\x00\x00"} {
		dir := t.TempDir()
		o := options()
		o.SegmentBytes = 1 << 20
		l := open(t, dir, o)
		add(t, l, numbered(5)...)
		closeLog(t, l)
		path := filepath.Join(dir, firstSegment)
		appendTo(t, path, torn)
		if r := verify(t, dir, 5); r.TornBytes != int64(len(torn)) {
			t.Errorf("verify tells of %d torn bytes, want %d", r.TornBytes, len(torn))
		}
		l = open(t, dir, o)
		add(t, l, "r7")
		closeLog(t, l)
		verify(t, dir, 7)
		cut := recordOf(t, dir, 6)
		if cut.Phase != audit.PhaseSystem || cut.Detail["bytes"] != fmt.Sprint(len(torn)) || cut.Detail["segment"] != firstSegment {
			t.Errorf("the cut is recorded as %+v", cut)
		}
	}
}

// recordOf reads one entry.
func recordOf(t *testing.T, dir string, seq uint64) (e audit.Entry) {
	t.Helper()
	err := audit.Entries(dir, seq-1, func(r audit.Record) error {
		if r.Seq == seq {
			e = r.Entry
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestOpenCutsTheTornFirstLineOfASegment(t *testing.T) {
	for _, torn := range []string{"", `{"seq":1`} {
		dir := t.TempDir()
		closeLog(t, open(t, dir, options()))
		appendTo(t, filepath.Join(dir, firstSegment), torn)
		l := open(t, dir, options())
		add(t, l, numbered(6)...)
		before, _ := l.Head()
		closeLog(t, l)
		appendTo(t, filepath.Join(dir, fmt.Sprintf("%020d.jsonl", before+1)), torn)
		verify(t, dir, before)
		l = open(t, dir, options())
		add(t, l, "last")
		after, _ := l.Head()
		closeLog(t, l)
		verify(t, dir, after)
	}
}

func TestOpenCutsATornCheckpoint(t *testing.T) {
	for _, at := range []int{1, 100, -1} {
		dir := t.TempDir()
		l := open(t, dir, options())
		add(t, l, numbered(5)...)
		closeLog(t, l)
		path := filepath.Join(dir, "checkpoints.jsonl")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		last := bytes.LastIndexByte(text[:len(text)-1], '\n') + 1
		end := len(text) - 1
		if at > 0 {
			end = last + at
		}
		if err := os.Truncate(path, int64(end)); err != nil {
			t.Fatal(err)
		}
		l = open(t, dir, options())
		add(t, l, "r6")
		closeLog(t, l)
		if r := verify(t, dir, 6); r.Checkpoints != 2 || r.LastCheckpoint.Seq != 6 {
			t.Errorf("%d checkpoints, the last at %d", r.Checkpoints, r.LastCheckpoint.Seq)
		}
	}
}

func TestOpenAfterADeathWhileCreating(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"only a half key file":    {".miyao-123": "-----BEG"},
		"only an empty file":      {"checkpoints.jsonl": ""},
		"a half checkpoint":       {"checkpoints.jsonl": `{"log":"00`},
		"an unfinished rewriting": {firstSegment + ".rewrite": "x"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range files {
				appendTo(t, filepath.Join(dir, file), text)
			}
			l := open(t, dir, options())
			add(t, l, "r1")
			closeLog(t, l)
			verify(t, dir, 1)
		})
	}
}

func TestOpenRefusesABadTail(t *testing.T) {
	cases := map[string]func(t *testing.T, dir string){
		"a changed entry":      func(t *testing.T, dir string) { replace(t, dir, lastSegment(t, dir), "Encrypt", "Decrypt") },
		"a foreign line":       func(t *testing.T, dir string) { appendTo(t, filepath.Join(dir, lastSegment(t, dir)), "{}\n") },
		"a changed newline":    func(t *testing.T, dir string) { flip(t, dir, lastSegment(t, dir), -1) },
		"a cut of the segment": func(t *testing.T, dir string) { dropLine(t, dir, lastSegment(t, dir), -1) },
		"no last segment":      func(t *testing.T, dir string) { remove(t, dir, lastSegment(t, dir)) },
		"no checkpoints":       func(t *testing.T, dir string) { remove(t, dir, "checkpoints.jsonl") },
		"a changed checkpoint": func(t *testing.T, dir string) { flip(t, dir, "checkpoints.jsonl", -50) },
		"a renamed segment": func(t *testing.T, dir string) {
			from := filepath.Join(dir, lastSegment(t, dir))
			if err := os.Rename(from, filepath.Join(dir, fmt.Sprintf("%020d.jsonl", 999))); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, damage := range cases {
		t.Run(name, func(t *testing.T) {
			dir := fixture(t).copy(t)
			damage(t, dir)
			_, err := audit.Open(dir, options())
			var corrupt *audit.CorruptError
			if !errors.As(err, &corrupt) {
				t.Fatalf("Open: %v, want a CorruptError", err)
			}
			if corrupt.File == "" || corrupt.Reason == "" {
				t.Errorf("the error names no place: %v", err)
			}
			t.Log(err)
		})
	}
}

// appendForever is a child that appends until it is killed, from many
// goroutines, and prints each request id when Append has returned.
func appendForever(dir string) error {
	o := options()
	o.SegmentBytes, o.CheckpointEntries = 64<<10, 200
	l, err := audit.Open(dir, o)
	if err != nil {
		return err
	}
	run := os.Getenv("AUDIT_TEST_RUN")
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := 0; err == nil; i++ {
				id := fmt.Sprintf("%s-%d-%d", run, g, i)
				write := l.Append
				if i%50 == 7 {
					write = l.AppendSync
				}
				if err := write(call(id)); err != nil {
					panic(err)
				}
				fmt.Println(id)
			}
		})
	}
	wg.Wait()
	return nil
}

// A killed server has lost no entry that it answered.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	answered := map[string]bool{}
	for run := range 6 {
		c := child(t, "append", dir)
		c.Env = append(c.Env, fmt.Sprintf("AUDIT_TEST_RUN=%d", run))
		c.Stderr = os.Stderr
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		killAt := 1 + rand.IntN(2000)
		lines := bufio.NewReader(out)
		for i := 1; ; i++ {
			id, err := lines.ReadString('\n')
			if err != nil {
				break // a half line was not printed to the end: it does not count
			}
			answered[strings.TrimSpace(id)] = true
			if i == killAt {
				_ = c.Process.Kill()
			}
		}
		_ = c.Wait()
		if _, err := audit.Verify(dir, nil); err != nil {
			t.Fatal(err)
		}
	}
	closeLog(t, open(t, dir, options()))
	if _, err := audit.Verify(dir, nil); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids(t, dir, 0) {
		delete(answered, id)
	}
	if len(answered) > 0 {
		t.Fatalf("%d answered entries are lost", len(answered))
	}
}
