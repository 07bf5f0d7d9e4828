package audit

import (
	"bufio"
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// maxUnresolved is how many calls a Report names.
const maxUnresolved = 20

// Report is what Verify found.
type Report struct {
	Log      Hash      `json:"log"` // the log's id
	Entries  uint64    `json:"entries"`
	Segments int       `json:"segments"`
	First    uint64    `json:"first"` // numbers of the first and last entry; 0 in an empty log
	Last     uint64    `json:"last"`
	FirstAt  time.Time `json:"firstTime,omitzero"`
	LastAt   time.Time `json:"lastTime,omitzero"`
	Hash     Hash      `json:"hash"` // of the last entry

	// Checkpoints counts the verified ones. Entries after LastCheckpoint.Seq
	// are chained but not signed.
	Checkpoints    int        `json:"checkpoints"`
	LastCheckpoint Checkpoint `json:"lastCheckpoint"`

	// Unresolved counts the intents without a result: changes that were
	// being made when the server died, or are being made now. The request
	// ids of the first 20 are in UnresolvedIDs.
	Unresolved    int      `json:"unresolved"`
	UnresolvedIDs []string `json:"unresolvedIds,omitempty"`

	// TornBytes is the size of a last line without its end: one that is
	// being written, or that the next Open will cut off.
	TornBytes int64 `json:"tornBytes,omitempty"`
}

// Verify reads a whole log and checks every hash, every signature and that
// nothing is missing between them; see the package comment for what that can
// not show. The first bad place is a *CorruptError; the report then says how far
// all was well.
//
// A nil trusted key means the one in checkpoint.pub, which proves little to
// who does not trust the disk. The log may be in use: Verify reads what was
// written when it began and perhaps more. (While the disk is full and the server
// cuts half lines off again, Verify may take one for damage; it will not the next
// time.)
func Verify(dir string, trusted ed25519.PublicKey) (Report, error) {
	v := verifier{open: make(map[string]uint64)}
	err := v.run(dir, trusted)
	v.summarize()
	if err != nil {
		return v.report, fmt.Errorf("verify %s: %w", dir, err)
	}
	return v.report, nil
}

type verifier struct {
	report      Report
	checkpoints *checkpointReader
	next        *Checkpoint       // the first that the walk has not reached; nil after the last
	open        map[string]uint64 // request ids of intents without a result, by entry
}

func (v *verifier) run(dir string, trusted ed25519.PublicKey) error {
	key, err := chooseKey(dir, trusted)
	if err != nil {
		return err
	}
	// Before the segments: what is signed by now will be found in them.
	if v.checkpoints, err = readCheckpoints(dir, key); err != nil {
		return err
	}
	defer v.checkpoints.file.Close()
	if err := v.begin(); err != nil {
		return err
	}
	names, err := segments(dir)
	if err != nil {
		return err
	}
	w := walk{dir: dir, known: true, link: link{0, v.report.Log}}
	for i, name := range names {
		if err := w.file(name, name, i == len(names)-1, v.entry); err != nil {
			return err
		}
		v.report.Segments++
		v.report.TornBytes = w.torn
	}
	if v.next != nil {
		return v.next.cutOff(lastName(names), w.seq)
	}
	return nil
}

// chooseKey returns the key to check signatures with.
func chooseKey(dir string, trusted ed25519.PublicKey) (ed25519.PublicKey, error) {
	key, err := readPublicKey(dir)
	switch {
	case trusted == nil:
		return key, err
	case errors.Is(err, fs.ErrNotExist):
		return trusted, nil
	case err == nil && !trusted.Equal(key):
		return nil, &CorruptError{File: publicKeyFile, Reason: "not the trusted key"}
	}
	return trusted, err
}

// begin takes the log's id from the first checkpoint.
func (v *verifier) begin() error {
	if err := v.advance(); err != nil {
		return err
	}
	if v.next == nil {
		return &CorruptError{File: checkpointsFile, Reason: "no checkpoint"}
	}
	first := v.next
	if first.Seq != 0 || first.Hash != first.Log {
		return &CorruptError{File: checkpointsFile, Line: 1, Reason: "the first checkpoint does not sign the log's id"}
	}
	v.report.Log, v.report.Hash = first.Log, first.Log
	return v.reach()
}

// entry takes account of one line.
func (v *verifier) entry(file string, number int, l line) error {
	if v.next != nil {
		if err := v.next.contradicts(file, number, l); err != nil {
			return err
		}
	}
	r, err := l.record(file, number)
	if err != nil {
		return err
	}
	if v.report.Entries == 0 {
		v.report.First, v.report.FirstAt = r.Seq, r.Entry.Time
	}
	v.report.Entries++
	v.report.Last, v.report.LastAt, v.report.Hash = r.Seq, r.Entry.Time, r.Hash
	switch r.Entry.Phase {
	case PhaseIntent:
		v.open[r.Entry.RequestID] = r.Seq
	case PhaseResult:
		delete(v.open, r.Entry.RequestID)
	}
	if v.next != nil && v.next.Seq == l.seq {
		return v.reach()
	}
	return nil
}

// reach counts the next checkpoint as verified and reads the one after it.
func (v *verifier) reach() error {
	v.report.Checkpoints++
	v.report.LastCheckpoint = *v.next
	return v.advance()
}

// advance reads a checkpoint, which must continue the ones before it.
func (v *verifier) advance() error {
	c, err := v.checkpoints.read()
	if err != nil || c == nil {
		v.next = nil
		return err
	}
	last := &v.report.LastCheckpoint
	reason := ""
	switch {
	case c.Number != last.Number+1:
		reason = fmt.Sprintf("found checkpoint %d where %d belongs", c.Number, last.Number+1)
	case last.Number > 0 && c.Log != last.Log:
		reason = "a checkpoint of another log"
	case last.Number > 0 && c.Seq <= last.Seq:
		reason = "signs no later entry than the checkpoint before"
	}
	if reason != "" {
		return &CorruptError{checkpointsFile, v.checkpoints.lines, c.Seq, reason}
	}
	v.next = c
	return nil
}

// summarize lists the open intents.
func (v *verifier) summarize() {
	v.report.Unresolved = len(v.open)
	ids := slices.SortedFunc(maps.Keys(v.open), func(a, b string) int { return cmp.Compare(v.open[a], v.open[b]) })
	v.report.UnresolvedIDs = ids[:min(len(ids), maxUnresolved)]
}

// checkpointReader reads checkpoints.jsonl as it was when it was opened.
type checkpointReader struct {
	file    *os.File
	key     ed25519.PublicKey
	scanner *bufio.Scanner
	lines   int
}

func readCheckpoints(dir string, key ed25519.PublicKey) (*checkpointReader, error) {
	f, err := os.Open(filepath.Join(dir, checkpointsFile))
	if errors.Is(err, fs.ErrNotExist) {
		if names, _ := segments(dir); len(names) > 0 {
			return nil, &CorruptError{File: checkpointsFile, Reason: "the file is missing"}
		}
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	scanner := bufio.NewScanner(io.LimitReader(f, info.Size()))
	scanner.Split(splitLines)
	return &checkpointReader{file: f, key: key, scanner: scanner}, nil
}

// read returns the next checkpoint, its signature verified, or nil after the
// last.
func (r *checkpointReader) read() (*Checkpoint, error) {
	if !r.scanner.Scan() {
		if errors.Is(r.scanner.Err(), bufio.ErrTooLong) {
			return nil, &CorruptError{File: checkpointsFile, Line: r.lines + 1, Reason: "not a checkpoint: too long"}
		}
		return nil, r.scanner.Err()
	}
	r.lines++
	text := r.scanner.Bytes()
	if text[len(text)-1] != '\n' {
		if !tornCheckpoint(text) {
			return nil, &CorruptError{File: checkpointsFile, Line: r.lines, Reason: "the newline after the checkpoint was changed"}
		}
		return nil, nil
	}
	c, reason := parseCheckpoint(text, r.key)
	if reason != "" {
		return nil, &CorruptError{File: checkpointsFile, Line: r.lines, Reason: reason}
	}
	return &c, nil
}

// lastName names the last segment, or the first there would be.
func lastName(names []string) string {
	if len(names) == 0 {
		return segmentName(1)
	}
	return names[len(names)-1]
}
