package audit_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"miyao/internal/audit"
)

// retainedTampering is every way to change a log that retention shortened, or
// its archive, that Prove must see. damage returns the entry that it must name.
var retainedTampering = map[string]func(t *testing.T, r *retained) (seq uint64){
	"removed anchor": func(t *testing.T, r *retained) uint64 {
		remove(t, r.dir, "anchor.json")
		return 30 // of the first checkpoint that is left
	},
	"edited anchor": func(t *testing.T, r *retained) uint64 {
		replace(t, r.dir, "anchor.json", `"number":3`, `"number":4`)
		return 0
	},
	"checkpoint as anchor": func(t *testing.T, r *retained) uint64 {
		writeTo(t, r.dir, "anchor.json", r.saved[2].Line())
		return 0
	},
	"anchor of another log": func(t *testing.T, r *retained) uint64 {
		other, archive := t.TempDir(), t.TempDir()
		makeRetained(t, other, archive)
		writeTo(t, r.dir, "anchor.json", load(t, other)["anchor.json"])
		return 0
	},
	"removed oldest segment": func(t *testing.T, r *retained) uint64 {
		remove(t, r.dir, load(t, r.dir).segments()[0])
		return r.first
	},
	"removed second segment": func(t *testing.T, r *retained) uint64 {
		return removeSegment(t, r.dir, load(t, r.dir).segments()[1])
	},
	"edited first entry": func(t *testing.T, r *retained) uint64 {
		edit(t, r.dir, load(t, r.dir).segments()[0], func(l [][]byte) [][]byte {
			l[0] = bytes.Replace(l[0], []byte("Encrypt"), []byte("Decrypt"), 1)
			return l
		})
		return r.first
	},
	"removed checkpoint": func(t *testing.T, r *retained) uint64 {
		dropLine(t, r.dir, "checkpoints.jsonl", 0)
		return 40 // of the one after it
	},
	"checkpoint twice": func(t *testing.T, r *retained) uint64 {
		edit(t, r.dir, "checkpoints.jsonl", func(l [][]byte) [][]byte { return slices.Insert(l, 1, l[0]) })
		return 30
	},
}

// archiveTampering is the same for the archive.
var archiveTampering = map[string]func(t *testing.T, r *retained) (seq uint64){
	"removed segment of the archive": func(t *testing.T, r *retained) uint64 {
		return removeSegment(t, r.archive, r.archived(t)[2])
	},
	"removed last segment of the archive": func(t *testing.T, r *retained) uint64 {
		names := r.archived(t)
		return removeSegment(t, r.archive, names[len(names)-1])
	},
	"edited entry": func(t *testing.T, r *retained) uint64 {
		name := r.archived(t)[1]
		r.recompress(t, name, func(text []byte) []byte { return bytes.Replace(text, []byte("Encrypt"), []byte("Decrypt"), 1) })
		return firstIn(name)
	},
	"removed lines": func(t *testing.T, r *retained) uint64 {
		names := r.archived(t)
		r.recompress(t, names[1], func(text []byte) []byte { return text[:bytes.IndexByte(text, '\n')+1] })
		return firstIn(names[1]) + 1
	},
	"cut off file": func(t *testing.T, r *retained) uint64 {
		truncate(t, r.archive, r.archived(t)[1], 100)
		return firstIn(r.archived(t)[1])
	},
	"changed byte": func(t *testing.T, r *retained) uint64 {
		flip(t, r.archive, r.archived(t)[1], 60)
		return 0
	},
	"not compressed": func(t *testing.T, r *retained) uint64 {
		writeTo(t, r.archive, r.archived(t)[1], []byte("{}"))
		return 0
	},
	"swapped segments": func(t *testing.T, r *retained) uint64 {
		f, names := loadAll(t, r.archive), r.archived(t)
		writeTo(t, r.archive, names[1], f[names[2]])
		writeTo(t, r.archive, names[2], f[names[1]])
		return firstIn(names[1])
	},
	"removed checkpoints": func(t *testing.T, r *retained) uint64 {
		for name := range loadAll(t, r.archive) {
			if strings.HasSuffix(name, ".checkpoints.gz") && firstIn(name) > 1 {
				remove(t, r.archive, name)
			}
		}
		return 30
	},
	"the archive of another log": func(t *testing.T, r *retained) uint64 {
		r.archive = t.TempDir()
		makeRetained(t, t.TempDir(), r.archive)
		return 0
	},
	"saved checkpoint by another key": func(t *testing.T, r *retained) uint64 {
		r.saved[1].Signature[0] ^= 1
		return r.saved[1].Seq
	},
	"another log of the same key": func(t *testing.T, r *retained) uint64 {
		r.dir, r.archive = t.TempDir(), t.TempDir()
		makeRetained(t, r.dir, r.archive)
		return r.saved[0].Seq
	},
	"cut back to an earlier time": func(t *testing.T, r *retained) uint64 {
		r.dir, r.archive = fixture(t).copy(t), t.TempDir()
		early := audit.Checkpoint{}
		l := open(t, r.dir, options())
		add(t, l, "later")
		closeLog(t, l)
		early, err := audit.LatestCheckpoint(r.dir)
		if err != nil {
			t.Fatal(err)
		}
		r.dir, r.saved = fixture(t).copy(t), []audit.Checkpoint{early}
		return 31
	},
}

func TestProveFindsTampering(t *testing.T) {
	check := func(damage func(t *testing.T, r *retained) uint64, withArchive bool) func(*testing.T) {
		return func(t *testing.T) {
			r := newRetained(t)
			seq := damage(t, r)
			e := audit.Evidence{Key: trusted}
			if withArchive {
				e.Archive, e.Saved = r.archive, r.saved
			}
			_, err := audit.Prove(r.dir, e)
			t.Log(err)
			if corrupt, ok := corruptError(err); !ok || corrupt.Seq != seq {
				t.Errorf("want a CorruptError for entry %d", seq)
			}
		}
	}
	for name, damage := range retainedTampering {
		t.Run(name, check(damage, false))
	}
	for name, damage := range archiveTampering {
		t.Run(name, check(damage, true))
	}
}

// archived names the compressed segments, in order.
func (r *retained) archived(t *testing.T) (names []string) {
	for name := range loadAll(t, r.archive) {
		if strings.HasSuffix(name, ".jsonl.gz") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (r *retained) recompress(t *testing.T, name string, change func([]byte) []byte) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(loadAll(t, r.archive)[name]))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(change(text)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	writeTo(t, r.archive, name, b.Bytes())
}

func firstIn(name string) (seq uint64) {
	_, _ = fmt.Sscanf(name, "%d", &seq)
	return seq
}

// removeSegment returns the first entry that is missing then.
func removeSegment(t *testing.T, dir, name string) uint64 {
	t.Helper()
	remove(t, dir, name)
	return firstIn(name)
}

func writeTo(t *testing.T, dir, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
		t.Fatal(err)
	}
}
