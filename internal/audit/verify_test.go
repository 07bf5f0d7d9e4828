package audit_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"miyao/internal/audit"
)

// files is a log's directory, by name.
type files map[string][]byte

// fixture is a closed log of 30 entries in several segments, with checkpoints
// at 0, 10, 20 and 30.
var fixture = func() func(t testing.TB) files {
	var once sync.Once
	var made files
	return func(t testing.TB) files {
		once.Do(func() {
			dir := t.TempDir()
			l := open(t, dir, options())
			for i, id := range numbered(30) {
				add(t, l, id)
				if i%10 == 9 {
					if err := l.Checkpoint(); err != nil {
						t.Fatal(err)
					}
				}
			}
			closeLog(t, l)
			made = load(t, dir)
		})
		return made
	}
}()

func load(t testing.TB, dir string) files {
	t.Helper()
	f := files{}
	list, err := os.ReadDir(dir)
	for _, e := range list {
		if filepath.Ext(e.Name()) != ".idx" { // derived, and perhaps being made
			f[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name()))
		}
	}
	if err != nil || len(f) < 3 {
		t.Fatalf("%d files: %v", len(f), err)
	}
	return f
}

func (f files) copy(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	f.write(t, dir)
	return dir
}

func (f files) write(t interface{ Fatal(...any) }, dir string) {
	for name, text := range f {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// names are the segments' names, in order.
func (f files) segments() []string {
	var names []string
	for name := range f {
		if len(name) == len(firstSegment) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func lastSegment(t testing.TB, dir string) string {
	names := load(t, dir).segments()
	return names[len(names)-1]
}

// edit changes the lines of one file.
func edit(t *testing.T, dir, name string, change func(lines [][]byte) [][]byte) {
	t.Helper()
	path := filepath.Join(dir, name)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := change(slices.Collect(bytes.Lines(text)))
	if err := os.WriteFile(path, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
}

func corruptError(err error) (*audit.CorruptError, bool) {
	return errors.AsType[*audit.CorruptError](err)
}

func dropLine(t *testing.T, dir, name string, i int) {
	t.Helper()
	edit(t, dir, name, func(lines [][]byte) [][]byte {
		i := (i + len(lines)) % len(lines)
		return slices.Delete(lines, i, i+1)
	})
}

func replace(t *testing.T, dir, name, from, to string) {
	t.Helper()
	edit(t, dir, name, func(lines [][]byte) [][]byte {
		last := len(lines) - 1
		changed := bytes.Replace(lines[last], []byte(from), []byte(to), 1)
		if bytes.Equal(changed, lines[last]) {
			t.Fatalf("no %q in the line", from)
		}
		lines[last] = changed
		return lines
	})
}

// flip changes one byte; a negative offset counts from the end.
func flip(t *testing.T, dir, name string, offset int) {
	t.Helper()
	path := filepath.Join(dir, name)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[(offset+len(text))%len(text)] ^= 1
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// rechain computes the chain anew as the package comment draws it, with the
// entry of each line put through change.
func (f files) rechain(t *testing.T, change func(seq uint64, entry []byte) []byte) {
	t.Helper()
	parts := regexp.MustCompile(`^\{"seq":(\d+)(?:,"prev":"([0-9a-f]{64})")?,"hash":"([0-9a-f]{64})","entry":(\{.*\})\}\n$`)
	var prev []byte
	seq := uint64(0)
	for _, name := range f.segments() {
		var out []byte
		for i, line := range slices.Collect(bytes.Lines(f[name])) {
			p := parts.FindSubmatch(line)
			if p == nil || (i == 0) != (len(p[2]) > 0) {
				t.Fatalf("not in the documented format: %s", line)
			}
			if prev == nil {
				prev, _ = hex.DecodeString(string(p[2]))
			}
			seq++
			entry := change(seq, p[4])
			text := append([]byte("miyao audit entry v1\n"), prev...)
			text = append(binary.BigEndian.AppendUint64(text, seq), entry...)
			hash := sha256.Sum256(text)
			opens := ""
			if i == 0 {
				opens = fmt.Sprintf(`,"prev":"%x"`, prev)
			}
			out = fmt.Appendf(out, `{"seq":%d%s,"hash":"%x","entry":%s}`+"\n", seq, opens, hash, entry)
			prev = hash[:]
		}
		f[name] = out
	}
}

func TestFormatIsAsDocumented(t *testing.T) {
	dir := fixture(t).copy(t)
	f := load(t, dir)
	f.rechain(t, func(_ uint64, entry []byte) []byte { return entry })
	for name, text := range fixture(t) {
		if !bytes.Equal(f[name], text) {
			t.Errorf("%s differs from its description", name)
		}
	}
	last := slices.Collect(bytes.Lines(f["checkpoints.jsonl"]))[3]
	p := regexp.MustCompile(`^\{"log":"[0-9a-f]{64}","number":4,"seq":30,"hash":"[0-9a-f]{64}","time":"[^"]+Z","signature":"[^"]{88}"\}\n$`)
	if !p.Match(last) {
		t.Errorf("checkpoint %s", last)
	}
}

// tampering is every way to change a log that Verify must see.
var tampering = map[string]struct {
	damage func(t *testing.T, dir string)
	file   string // where it is found, "" if that is not one place
	line   int
	seq    uint64
}{
	"edited entry":               {func(t *testing.T, dir string) { replace(t, dir, firstSegment, "Encrypt", "Decrypt") }, firstSegment, 4, 4},
	"edited hash":                {func(t *testing.T, dir string) { flip(t, dir, firstSegment, 100) }, firstSegment, 1, 1},
	"edited log id":              {func(t *testing.T, dir string) { flip(t, dir, firstSegment, 20) }, firstSegment, 1, 1},
	"removed line":               {func(t *testing.T, dir string) { dropLine(t, dir, firstSegment, 1) }, firstSegment, 2, 2},
	"removed first line":         {func(t *testing.T, dir string) { dropLine(t, dir, firstSegment, 0) }, firstSegment, 1, 1},
	"removed last line of one":   {func(t *testing.T, dir string) { dropLine(t, dir, firstSegment, -1) }, "", 0, 4},
	"removed last line of all":   {func(t *testing.T, dir string) { dropLine(t, dir, lastSegment(t, dir), -1) }, "", 0, 30},
	"removed segment":            {func(t *testing.T, dir string) { remove(t, dir, load(t, dir).segments()[2]) }, "", 0, 9},
	"removed first segment":      {func(t *testing.T, dir string) { remove(t, dir, firstSegment) }, "", 0, 1},
	"removed last segment":       {func(t *testing.T, dir string) { remove(t, dir, lastSegment(t, dir)) }, "", 0, 29},
	"removed all segments":       {removeSegments, firstSegment, 0, 1},
	"removed checkpoints":        {func(t *testing.T, dir string) { remove(t, dir, "checkpoints.jsonl") }, "checkpoints.jsonl", 0, 0},
	"removed first checkpoint":   {func(t *testing.T, dir string) { dropLine(t, dir, "checkpoints.jsonl", 0) }, "checkpoints.jsonl", 1, 10},
	"removed middle checkpoint":  {func(t *testing.T, dir string) { dropLine(t, dir, "checkpoints.jsonl", 2) }, "checkpoints.jsonl", 3, 30},
	"emptied checkpoints":        {func(t *testing.T, dir string) { truncate(t, dir, "checkpoints.jsonl", 0) }, "checkpoints.jsonl", 0, 0},
	"emptied segment":            {func(t *testing.T, dir string) { truncate(t, dir, firstSegment, 0) }, firstSegment, 0, 1},
	"torn line before others":    {func(t *testing.T, dir string) { truncate(t, dir, firstSegment, 1000) }, firstSegment, 2, 2},
	"torn line below checkpoint": {func(t *testing.T, dir string) { truncate(t, dir, lastSegment(t, dir), 1000) }, "", 0, 30},
	"swapped lines": {func(t *testing.T, dir string) {
		edit(t, dir, firstSegment, func(l [][]byte) [][]byte { l[1], l[2] = l[2], l[1]; return l })
	}, firstSegment, 2, 2},
	"duplicated line": {func(t *testing.T, dir string) {
		edit(t, dir, firstSegment, func(l [][]byte) [][]byte { return slices.Insert(l, 2, l[1]) })
	}, firstSegment, 3, 3},
	"inserted line": {func(t *testing.T, dir string) {
		edit(t, dir, firstSegment, func(l [][]byte) [][]byte {
			return slices.Insert(l, 1, bytes.Replace(l[1], []byte("r2"), []byte("rX"), 1))
		})
	}, firstSegment, 2, 2},
	"inserted empty line": {func(t *testing.T, dir string) {
		edit(t, dir, firstSegment, func(l [][]byte) [][]byte { return slices.Insert(l, 1, []byte("\n")) })
	}, firstSegment, 2, 2},
	"inserted white space": {func(t *testing.T, dir string) { replace(t, dir, firstSegment, `,"hash"`, `, "hash"`) }, firstSegment, 4, 4},
	"inserted member":      {func(t *testing.T, dir string) { replace(t, dir, firstSegment, `,"hash"`, `,"x":1,"hash"`) }, firstSegment, 4, 4},
	"upper-case hex":       {upperHash, firstSegment, 4, 4},
	"huge line": {func(t *testing.T, dir string) {
		appendTo(t, filepath.Join(dir, lastSegment(t, dir)), string(make([]byte, 2<<20)))
	}, "", 0, 31},
	"inserted segment": {func(t *testing.T, dir string) {
		text := load(t, dir)[firstSegment]
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%020d.jsonl", 2)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}, "", 0, 5},
	"swapped segments": {func(t *testing.T, dir string) {
		f := load(t, dir)
		s := f.segments()
		f[s[1]], f[s[2]] = f[s[2]], f[s[1]]
		f.write(t, dir)
	}, "", 1, 5},
	"chain computed anew": {func(t *testing.T, dir string) {
		f := load(t, dir)
		f.rechain(t, func(seq uint64, entry []byte) []byte {
			if seq == 13 {
				return bytes.Replace(entry, []byte("Encrypt"), []byte("Decrypt"), 1)
			}
			return entry
		})
		f.write(t, dir)
	}, "", 0, 20},
	"chain and checkpoints by another key": {foreignLog("other"), "", 0, 0},
	"chain and checkpoints of another log": {foreignCheckpoints("log"), "", 0, 1},
	"checkpoints by another key":           {foreignCheckpoints("other"), "checkpoints.jsonl", 1, 0},
	"edited checkpoint": {func(t *testing.T, dir string) {
		edit(t, dir, "checkpoints.jsonl", func(l [][]byte) [][]byte {
			l[2] = bytes.Replace(l[2], []byte(`"seq":20`), []byte(`"seq":21`), 1)
			return l
		})
	}, "checkpoints.jsonl", 3, 0},
	"other key file": {func(t *testing.T, dir string) { flip(t, dir, "checkpoint.pub", 60) }, "checkpoint.pub", 0, 0},
}

func TestVerifyFindsTampering(t *testing.T) {
	for name, c := range tampering {
		t.Run(name, func(t *testing.T) {
			dir := fixture(t).copy(t)
			verify(t, dir, 30)
			c.damage(t, dir)
			_, err := audit.Verify(dir, signer("log").Public().(ed25519.PublicKey))
			if err == nil {
				t.Fatal("not found")
			}
			t.Log(err)
			var corrupt *audit.CorruptError
			if !errors.As(err, &corrupt) {
				t.Fatalf("%v is no CorruptError", err)
			}
			if c.file != "" && (corrupt.File != c.file || corrupt.Line != c.line) || corrupt.Seq != c.seq {
				t.Errorf("found at %s:%d, entry %d; want %s:%d, entry %d",
					corrupt.File, corrupt.Line, corrupt.Seq, c.file, c.line, c.seq)
			}
		})
	}
}

func removeSegments(t *testing.T, dir string) {
	for _, name := range load(t, dir).segments() {
		remove(t, dir, name)
	}
}

func truncate(t *testing.T, dir, name string, size int64) {
	if err := os.Truncate(filepath.Join(dir, name), size); err != nil {
		t.Fatal(err)
	}
}

func upperHash(t *testing.T, dir string) {
	edit(t, dir, firstSegment, func(l [][]byte) [][]byte {
		hash := regexp.MustCompile(`"hash":"[0-9a-f]{64}"`)
		l[3] = hash.ReplaceAllFunc(l[3], func(m []byte) []byte {
			return append([]byte(`"hash":`), bytes.ToUpper(m[len(`"hash":`):])...)
		})
		return l
	})
}

// foreignLog puts a whole other log, sound in itself, in the place of this one.
func foreignLog(key string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		for name := range load(t, dir) {
			remove(t, dir, name)
		}
		o := options()
		o.Signer = signer(key)
		l := open(t, dir, o)
		add(t, l, numbered(30)...)
		closeLog(t, l)
		if _, err := audit.Verify(dir, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// foreignCheckpoints puts another log's checkpoints in the place of this one's.
func foreignCheckpoints(key string) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		other := fixture(t).copy(t)
		foreignLog(key)(t, other)
		text := load(t, other)["checkpoints.jsonl"]
		if err := os.WriteFile(filepath.Join(dir, "checkpoints.jsonl"), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// No byte of a closed log can be changed to any other unseen.
func TestVerifyFindsAnyChangedByte(t *testing.T) {
	f := fixture(t)
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range f {
			if !yield(name) {
				return
			}
		}
	})
	dir := f.copy(t)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "file")
		changeByte(t, f, dir, name, rapid.IntRange(0, len(f[name])-1).Draw(t, "offset"), rapid.Byte().Draw(t, "byte"))
	})
	for _, name := range names { // what separates the lines is where a reader is likeliest to be lax
		for i, b := range f[name] {
			if b == '\n' {
				for _, to := range []byte("\r \t\x00}x") {
					changeByte(t, f, dir, name, i, to)
				}
			}
		}
	}
}

// changeByte writes the log with one byte changed and wants Verify to see it.
func changeByte(t rapid.TB, f files, dir, name string, offset int, to byte) {
	if f[name][offset] == to {
		return
	}
	changed := bytes.Clone(f[name])
	changed[offset] = to
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Verify(dir, nil); err == nil {
		t.Fatalf("%s: byte %d changed from %q to %q unseen", name, offset, f[name][offset], to)
	}
	if err := os.WriteFile(path, f[name], 0o600); err != nil {
		t.Fatal(err)
	}
}

// Below the last checkpoint, no end of the log can be cut off unseen.
func TestVerifyFindsAnyCut(t *testing.T) {
	f := fixture(t)
	names := f.segments()
	rapid.Check(t, func(rt *rapid.T) {
		i := rapid.IntRange(0, len(names)-1).Draw(rt, "segment")
		size := rapid.IntRange(0, len(f[names[i]])-1).Draw(rt, "size")
		dir := f.copy(t)
		truncate(t, dir, names[i], int64(size))
		for _, name := range names[i+1:] {
			remove(t, dir, name)
		}
		if _, err := audit.Verify(dir, nil); err == nil {
			rt.Fatalf("%s cut at %d unseen", names[i], size)
		}
	})
}

// A log of the first released format verifies for ever. It was written with
// small segments and ends with an intent whose server died.
func TestGoldenLog(t *testing.T) {
	r, err := audit.Verify(filepath.Join("testdata", "v1"), signer("log").Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	if r.Entries != 8 || r.Segments < 2 || r.Checkpoints != 3 || !slices.Equal(r.UnresolvedIDs, []string{"change"}) {
		t.Errorf("report %+v", r)
	}
	want := append(numbered(7), "change")
	if found := ids(t, filepath.Join("testdata", "v1"), 0); !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
}
