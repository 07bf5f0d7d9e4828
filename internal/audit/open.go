package audit

import (
	"crypto/ed25519"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"miyao/internal/wholefile"
)

// Open opens the log in dir for writing and makes it if there is none.
//
// A last line without its newline is what a killed process was writing and
// never answered: it is cut off, and a PhaseSystem entry and Options.Logger say
// so. Whatever else is wrong with the last segment, or with the last checkpoint,
// is refused with a *CorruptError. Older segments are not read; that is for
// Verify.
func Open(dir string, o Options) (*Log, error) {
	if err := o.setDefaults(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open audit log: %w", err)
	}
	l, cut, err := open(dir, o)
	if err != nil {
		return nil, fmt.Errorf("open audit log %s: %w", dir, err)
	}
	l.background.Add(1)
	go l.keepCheckpoints()
	if cut > 0 {
		l.recordCut(cut)
	}
	return l, nil
}

// open makes a Log that continues the chain in dir; cut is the number of bytes
// of a torn line.
func open(dir string, o Options) (l *Log, cut int64, err error) {
	if err := wholefile.SyncDir(filepath.Dir(filepath.Clean(dir))); err != nil {
		return nil, 0, err
	}
	if err := removeUnfinished(dir); err != nil {
		return nil, 0, err
	}
	if err := keepPublicKey(dir, o.Signer.Public().(ed25519.PublicKey)); err != nil {
		return nil, 0, err
	}
	c, err := openCheckpoints(dir, o.Signer)
	if err != nil {
		return nil, 0, err
	}
	l = &Log{options: o, checkpoints: c, due: make(chan struct{}, 1), rotated: make(chan struct{}, 1), stop: make(chan struct{}),
		searching: make(chan struct{}, 1)}
	l.writes, l.syncs = newGroup(l.write), newGroup(l.sync)
	if cut, err = l.openSegment(dir); err != nil {
		c.file.Close()
		return nil, 0, err
	}
	l.attempted.Store(c.last.Seq)
	return l, cut, nil
}

// openSegment finds the head and opens the segment that holds it.
func (l *Log) openSegment(dir string) (cut int64, err error) {
	names, err := segments(dir)
	if err != nil {
		return 0, err
	}
	if len(names) == 0 && l.checkpoints.last.Number == 0 {
		if err := l.checkpoints.begin(l.options.Now()); err != nil {
			return 0, err
		}
	}
	end, err := findEnd(dir, names, l.checkpoints.last)
	if err != nil {
		return 0, err
	}
	l.head = end.head
	l.segment, err = openSegment(dir, end.name, end.size)
	return end.torn, err
}

// end is where a log ends.
type end struct {
	head link
	name string // of the last segment
	size int64  // of its whole lines
	torn int64  // bytes after them
}

// findEnd walks the last segment, and the one before if there is no whole line
// in the last, and holds what it finds against the last checkpoint.
func findEnd(dir string, names []string, signed Checkpoint) (end, error) {
	if signed.Number == 0 {
		return end{}, &CorruptError{File: checkpointsFile, Reason: "no checkpoint, but there are segments"}
	}
	start := link{0, signed.Log}
	e := end{head: start, name: segmentName(1)}
	for i := len(names) - 1; i >= 0; i-- {
		w := walk{known: names[i] == segmentName(1), link: start} // entry 1 continues from the log's id
		last := i == len(names)-1
		if err := w.file(filepath.Join(dir, names[i]), names[i], last, signed.contradicts); err != nil {
			return end{}, err
		}
		if last {
			e.name, e.size, e.torn = names[i], w.size, w.torn
		}
		if w.lines > 0 {
			e.head = w.link
			break
		}
	}
	if e.size == 0 && e.name != segmentName(e.head.seq+1) {
		return end{}, &CorruptError{File: e.name, Seq: e.head.seq + 1, Reason: "the segment before ends elsewhere"}
	}
	if e.head.seq < signed.Seq {
		return end{}, signed.cutOff(e.name, e.head.seq)
	}
	return e, nil
}

// contradicts returns an error if the line of an entry shows another hash than
// was signed.
func (c *Checkpoint) contradicts(file string, number int, l line) error {
	signedHere := l.seq == c.Seq && l.hash != c.Hash
	signedBefore := l.prev != nil && l.seq == c.Seq+1 && *l.prev != c.Hash
	if !signedHere && !signedBefore {
		return nil
	}
	return &CorruptError{File: file, Line: number, Seq: c.Seq, Reason: "not the hash that checkpoint " +
		strconv.FormatUint(c.Number, 10) + " signed: this entry or one before it was changed"}
}

// cutOff says that the log ends before the checkpoint.
func (c *Checkpoint) cutOff(file string, seq uint64) error {
	return &CorruptError{File: file, Seq: seq + 1, Reason: fmt.Sprintf(
		"the log ends before this entry, but checkpoint %d signed entry %d: entries were cut off", c.Number, c.Seq)}
}

// publicKey is the key of the log's signatures.
func (l *Log) publicKey() ed25519.PublicKey { return l.options.Signer.Public().(ed25519.PublicKey) }

// recordCut tells of a torn line. On a full disk only the logger learns of it.
func (l *Log) recordCut(bytes int64) {
	l.options.Logger.Warn("audit log: cut off an unfinished last line, which was never answered",
		"segment", l.segment.name, "bytes", bytes)
	err := l.AppendSync(&Entry{
		Phase:   PhaseSystem,
		Action:  "RecoverAuditLog",
		Message: "cut off an unfinished last line, which was never answered",
		Detail:  map[string]string{"segment": l.segment.name, "bytes": strconv.FormatInt(bytes, 10)},
	})
	if err != nil {
		l.options.Logger.Error("audit log: the cut is not recorded", "err", err)
	}
}
