package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"miyao/internal/wholefile"
)

// Retention says how much of a log is kept. Only closed segments are removed,
// whole and oldest first.
type Retention struct {
	// Age is how long an entry is kept at least; 0 is for ever.
	Age time.Duration
	// Bytes is how much all segments may have together; 0 is no bound. It is
	// the stronger of the two.
	Bytes int64
	// Archive is a directory that gets a compressed copy of what is removed;
	// empty is none.
	Archive string
}

// Retain removes the segments that are not to be kept any longer, and returns
// how many. Before one is removed, its chain is verified, it is archived, an
// entry RetainAuditLog says so, and an anchor signs where the log begins from
// then on. One that is not as it was written is kept, with all after it: it is
// evidence.
func (l *Log) Retain(ctx context.Context, r Retention) (removed int, err error) {
	for ctx.Err() == nil {
		name, err := l.oldestDue(r)
		if err != nil || name == "" {
			return removed, err
		}
		if err := l.remove(name, r.Archive); err != nil {
			return removed, fmt.Errorf("retention of %s: %w", name, err)
		}
		removed++
	}
	return removed, ctx.Err()
}

// oldestDue returns the oldest segment if it is not to be kept, else nothing.
func (l *Log) oldestDue(r Retention) (name string, err error) {
	names, err := segments(l.segment.dir)
	if err != nil || len(names) < 2 {
		return "", err
	}
	// A second one that is empty is not in use yet.
	if info, err := os.Stat(filepath.Join(l.segment.dir, names[1])); err != nil || info.Size() == 0 {
		return "", err
	}
	if r.Bytes > 0 {
		var total int64
		for _, name := range names {
			info, err := os.Stat(filepath.Join(l.segment.dir, name))
			if err != nil {
				return "", err
			}
			total += info.Size()
		}
		if total > r.Bytes {
			return names[0], nil
		}
	}
	if r.Age > 0 {
		last, err := lastTime(filepath.Join(l.segment.dir, names[0]))
		if err != nil {
			return "", fmt.Errorf("%s: %w", names[0], err)
		}
		if l.options.Now().Sub(last) > r.Age {
			return names[0], nil
		}
	}
	return "", nil
}

// lastTime is the time of a segment's last entry.
func lastTime(path string) (time.Time, error) {
	text, err := lastLine(path)
	if err != nil {
		return time.Time{}, err
	}
	var l scanned
	return l.scanAt(text)
}

// remove takes the oldest segment out of the log.
func (l *Log) remove(name, archive string) error {
	dir := l.segment.dir
	w, err := l.verifyOldest(name)
	if err != nil {
		return err
	}
	if err := l.Checkpoint(); err != nil { // what is removed is signed
		return err
	}
	l.checkpointing.Lock()
	defer l.checkpointing.Unlock()
	before, after, number, err := l.checkpoints.split(w.seq)
	if err != nil {
		return err
	}
	if archive != "" {
		if err := archiveSegment(dir, name, archive, before, w.link); err != nil {
			return fmt.Errorf("archive: %w", err)
		}
	}
	if number == 0 { // none went now: those that went before still count
		number = l.anchored().Number
	}
	anchor, err := l.checkpoints.sign(anchorDomain, number, w.link, l.options.Now())
	if err != nil {
		return err
	}
	if err := l.recordRemoval(name, archive, w); err != nil {
		return err
	}
	if err := wholefile.Replace(filepath.Join(dir, anchorFile), wholefile.Bytes(anchor.Line())); err != nil {
		return err
	}
	if err := l.checkpoints.replace(after); err != nil {
		return err
	}
	_ = os.Remove(filepath.Join(dir, summaryName(name))) // without its segment it is of no use or harm
	return errors.Join(os.Remove(filepath.Join(dir, name)), wholefile.SyncDir(dir))
}

// anchored is the log's anchor, or the zero one.
func (l *Log) anchored() Checkpoint {
	anchor, err := readAnchor(l.segment.dir, l.publicKey())
	if err != nil || anchor == nil {
		return Checkpoint{}
	}
	return *anchor
}

// verifyOldest walks the oldest segment from where the log begins.
func (l *Log) verifyOldest(name string) (w walk, err error) {
	id := l.Signed().Log
	anchor, err := readAnchor(l.segment.dir, l.publicKey())
	switch first := firstSeq(name); {
	case err != nil:
		return w, err
	case first == 1:
		w = walk{known: true, link: link{0, id}}
	case anchor != nil && anchor.Seq == first-1:
		w = walk{known: true, link: link{anchor.Seq, anchor.Hash}}
	case anchor != nil && anchor.Seq >= first: // a crash left it behind
	default:
		return w, &CorruptError{File: name, Seq: first, Reason: "the segments before it are missing, and not by retention"}
	}
	err = w.file(filepath.Join(l.segment.dir, name), name, false, everyNow)
	if err == nil && anchor != nil && anchor.Seq == w.seq && anchor.Hash != w.hash {
		err = &CorruptError{File: name, Seq: w.seq, Reason: "not the hash that the anchor signed"}
	}
	return w, err
}

func (l *Log) recordRemoval(name, archive string, w walk) error {
	e := Entry{
		Phase: PhaseSystem, Action: "RetainAuditLog", Message: "removed the oldest segment, which is not kept any longer",
		Detail: map[string]string{"segment": name, "last": strconv.FormatUint(w.seq, 10), "hash": w.hash.String()},
	}
	if archive != "" {
		e.Message = "moved the oldest segment to the archive"
		e.Detail["archive"] = archive
	}
	return l.AppendSync(&e)
}

// everyNow lets others run now and then, as each of walk.file.
func everyNow(_ string, number int, _ line) error {
	if number%linesAtOnce == 0 {
		runtime.Gosched()
	}
	return nil
}

// polite lets others run after each read.
type polite struct{ io.Reader }

func (p polite) Read(b []byte) (int, error) {
	runtime.Gosched()
	return p.Reader.Read(b[:min(len(b), 64<<10)])
}
