package audit

import (
	"bufio"
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// maxUnresolved is how many calls a Report names.
const maxUnresolved = 20

// Report is what Verify found.
type Report struct {
	Log      Hash      `json:"log"` // the log's id
	Entries  uint64    `json:"entries"`
	Segments int       `json:"segments"`
	Archived int       `json:"archived,omitempty"` // of the segments, those in the archive
	First    uint64    `json:"first"`              // numbers of the first and last entry; 0 if there is none
	Last     uint64    `json:"last"`
	FirstAt  time.Time `json:"firstTime,omitzero"`
	LastAt   time.Time `json:"lastTime,omitzero"`
	Hash     Hash      `json:"hash"` // of the last entry

	// Checkpoints counts the verified ones. Entries after LastCheckpoint.Seq
	// are chained but not signed.
	Checkpoints    int        `json:"checkpoints"`
	LastCheckpoint Checkpoint `json:"lastCheckpoint"`

	// Anchor signs up to which entry the log's owner removed entries; nil if
	// none were.
	Anchor *Checkpoint `json:"anchor,omitempty"`

	// SavedProved counts the saved checkpoints that the log extends, SavedBefore
	// those of entries that were removed since.
	SavedProved int `json:"savedProved,omitempty"`
	SavedBefore int `json:"savedBefore,omitempty"`

	// Unresolved counts the intents without a result: changes that were
	// being made when the server died, or are being made now. The request
	// ids of the first 20 are in UnresolvedIDs.
	Unresolved    int      `json:"unresolved"`
	UnresolvedIDs []string `json:"unresolvedIds,omitempty"`

	// TornBytes is the size of a last line without its end: one that is
	// being written, or that the next Open will cut off.
	TornBytes int64 `json:"tornBytes,omitempty"`
}

// Verify is Prove with no more than a trusted key, which may be nil.
func Verify(dir string, trusted ed25519.PublicKey) (Report, error) {
	return Prove(dir, Evidence{Key: trusted})
}

// Evidence is what a log is held against.
type Evidence struct {
	// Key is the public key that the owner of the log trusts. Nil means the one
	// in checkpoint.pub, which proves little to who does not trust the disk.
	Key ed25519.PublicKey
	// Archive is the directory of what retention took out of the log; empty if
	// that is not to be checked too.
	Archive string
	// Saved are checkpoints that were kept elsewhere. The log must extend each
	// of them that is not of a time that retention removed.
	Saved []Checkpoint
}

// ErrNotCovered is returned when no saved checkpoint is of the part of the log
// that is still there, so that none proves anything.
var ErrNotCovered = errors.New("the saved checkpoints are all of entries that retention removed; give the archive, or newer checkpoints")

// Prove reads a whole log and checks every hash, every signature, that nothing
// is missing between them, and the evidence; see the package comment for what
// that can not show. The first bad place is a *CorruptError; the report then says
// how far all was well.
//
// The log may be in use: Prove reads what was written when it began and perhaps
// more. (While the disk is full and the server cuts half lines off again, it may
// take one for damage; it will not the next time.)
func Prove(dir string, e Evidence) (Report, error) { return prove(nil, dir, e) }

// prove ends with context.Canceled when stop is closed.
func prove(stop <-chan struct{}, dir string, e Evidence) (Report, error) {
	for try := 1; ; try++ {
		v := verifier{Evidence: e, dir: dir, stop: stop, open: make(map[string]uint64)}
		err := v.run()
		if errors.Is(err, fs.ErrNotExist) && v.begun && try < 5 {
			continue // retention took a segment meanwhile
		}
		v.summarize()
		if err != nil {
			return v.report, fmt.Errorf("verify %s: %w", dir, err)
		}
		return v.report, nil
	}
}

type verifier struct {
	Evidence
	dir         string
	stop        <-chan struct{} // nil: never
	begun       bool            // the segments are known
	start       walk            // before the first of them
	report      Report
	checkpoints *checkpointReader
	next        *Checkpoint       // the first that the walk has not reached; nil after the last
	anchor      *Checkpoint       // nil if nothing was removed
	open        map[string]uint64 // request ids of intents without a result, by entry
}

func (v *verifier) run() error {
	key, err := chooseKey(v.dir, v.Key)
	if err != nil {
		return err
	}
	// Checkpoints before segments: what is signed by now will be found in them.
	// The anchor after both: it explains what is missing in them.
	if v.checkpoints, err = openCheckpointFiles(v.dir, v.Archive, key); err != nil {
		return err
	}
	defer v.checkpoints.close()
	list, err := pieces(v.dir, v.Archive)
	if err != nil {
		return err
	}
	if v.anchor, err = readAnchor(v.dir, key); err != nil {
		return err
	}
	v.begun = true
	w, err := v.begin(list)
	if err != nil {
		return err
	}
	v.start = w
	if err := v.checkSaved(key); err != nil {
		return err
	}
	for i, p := range list {
		select {
		case <-v.stop:
			return context.Canceled
		default:
		}
		if err := w.file(p.path(), p.name, i == len(list)-1, v.entry); err != nil {
			return err
		}
		v.report.Segments++
		if p.gzip {
			v.report.Archived++
		}
		v.report.TornBytes = w.torn
	}
	return v.end(list, w)
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

// begin finds where the walk begins: with the log's id, or where the anchor says
// that the log begins now.
func (v *verifier) begin(list []piece) (w walk, err error) {
	if err := v.advance(); err != nil {
		return w, err
	}
	if v.next == nil {
		return w, &CorruptError{File: checkpointsFile, Reason: "no checkpoint"}
	}
	v.report.Log, v.report.Anchor = v.next.Log, v.anchor
	if v.next.Number == 1 && (v.next.Seq != 0 || v.next.Hash != v.next.Log) {
		return w, &CorruptError{File: v.checkpoints.name(), Line: 1, Reason: "the first checkpoint does not sign the log's id"}
	}
	removed := uint64(0) // checkpoints that may be missing
	if v.anchor != nil {
		if removed = v.anchor.Number; v.anchor.Log != v.next.Log {
			return w, &CorruptError{File: anchorFile, Line: 1, Reason: "not of the log that the checkpoints are of"}
		}
	}
	if v.next.Number > removed+1 {
		return w, &CorruptError{File: v.checkpoints.name(), Line: 1, Seq: v.next.Seq,
			Reason: fmt.Sprintf("found checkpoint %d where %d belongs", v.next.Number, removed+1)}
	}
	first := uint64(1)
	if len(list) > 0 {
		first = firstSeq(list[0].name)
	}
	switch before := first - 1; {
	case before == 0 || v.anchor == nil || before > v.anchor.Seq:
		// What follows the anchor must be there; without one, all.
		w = walk{known: true, link: link{0, v.report.Log}}
		if v.anchor != nil && before > 0 {
			w.link = link{v.anchor.Seq, v.anchor.Hash}
		}
	case before == v.anchor.Seq:
		w = walk{known: true, link: link{before, v.anchor.Hash}}
	default:
		w.seq = before // the chain leads to the anchor, which says whether it is the right one
	}
	v.report.Hash = w.hash
	return w, v.pass(w)
}

// pass goes on to the first checkpoint after the walk's beginning. Those of
// entries that are not there any more have nothing to be held against.
func (v *verifier) pass(w walk) error {
	for v.next != nil && v.next.Seq <= w.seq {
		if v.next.Seq < w.seq || !w.known {
			v.report.LastCheckpoint = *v.next
			if err := v.advance(); err != nil {
				return err
			}
			continue
		}
		if v.next.Hash != w.hash {
			return &CorruptError{File: v.checkpoints.name(), Line: v.checkpoints.lines, Seq: v.next.Seq, Reason: "not the hash that the anchor signed"}
		}
		if err := v.reach(); err != nil {
			return err
		}
	}
	return nil
}

// checkSaved checks the saved checkpoints by themselves.
func (v *verifier) checkSaved(key ed25519.PublicKey) error {
	for _, c := range v.Saved {
		reason := ""
		if !ed25519.Verify(key, c.signed(checkpointDomain), c.Signature) {
			reason = "the signature is not by the trusted key"
		} else if c.Log != v.report.Log {
			reason = "this is not the log that it is of, but another one in its place"
		}
		if reason != "" {
			return &CorruptError{File: savedName, Seq: c.Seq, Reason: fmt.Sprintf("checkpoint %d: %s", c.Number, reason)}
		}
	}
	slices.SortFunc(v.Saved, func(a, b Checkpoint) int { return cmp.Compare(a.Seq, b.Seq) })
	return nil
}

// savedName stands for the saved checkpoints in errors.
const savedName = "saved checkpoint"

// end checks that nothing that was signed is missing at the end.
func (v *verifier) end(list []piece, w walk) error {
	last := segmentName(1)
	if len(list) > 0 {
		last = list[len(list)-1].name
	}
	if v.next != nil {
		return v.next.cutOff(last, w.seq)
	}
	if v.anchor != nil && v.anchor.Seq > w.seq {
		return v.anchor.cutOff(last, w.seq)
	}
	for _, c := range v.Saved {
		switch {
		case c.Seq > w.seq:
			return c.cutOff(last, w.seq)
		case c.Seq < v.start.seq || c.Seq == v.start.seq && !v.start.known:
			v.report.SavedBefore++
		case c.Seq == v.start.seq && c.Hash != v.start.hash:
			return &CorruptError{File: savedName, Seq: c.Seq, Reason: fmt.Sprintf("checkpoint %d signed another hash of this entry", c.Number)}
		default:
			v.report.SavedProved++
		}
	}
	if v.report.SavedProved == 0 && v.report.SavedBefore > 0 {
		return ErrNotCovered
	}
	return nil
}

// entry takes account of one line.
func (v *verifier) entry(file string, number int, l line) error {
	for _, c := range []*Checkpoint{v.next, v.anchor} {
		if c != nil {
			if err := c.contradicts(file, number, l); err != nil {
				return err
			}
		}
	}
	for i := range v.Saved {
		if err := v.Saved[i].contradicts(file, number, l); err != nil {
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

// advance reads a checkpoint, which must continue the ones before it. With an
// archive, one that a crash left in two places may come again.
func (v *verifier) advance() error {
	last := v.next
	if last == nil {
		last = &Checkpoint{}
	}
	c, err := v.checkpoints.read()
	for v.Archive != "" && err == nil && c != nil && c.Number <= last.Number && c.Log == last.Log {
		c, err = v.checkpoints.read()
	}
	if err != nil || c == nil {
		v.next = nil
		return err
	}
	reason := ""
	switch {
	case last.Number > 0 && c.Number != last.Number+1:
		reason = fmt.Sprintf("found checkpoint %d where %d belongs", c.Number, last.Number+1)
	case last.Number > 0 && c.Log != last.Log:
		reason = "a checkpoint of another log"
	case last.Number > 0 && c.Seq <= last.Seq:
		reason = "signs no later entry than the checkpoint before"
	}
	if reason != "" {
		return &CorruptError{v.checkpoints.name(), v.checkpoints.lines, c.Seq, reason}
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

// checkpointReader reads files of checkpoints one after the other, as they were
// when it was opened.
type checkpointReader struct {
	files []checkpointSource
	key   ed25519.PublicKey
	lines int // of the file that is read
}

// checkpointSource is one file, or a part of it.
type checkpointSource struct {
	file    io.ReadCloser
	name    string
	scanner *bufio.Scanner
}

// openCheckpointFiles opens the checkpoints of the archive and of the log.
func openCheckpointFiles(dir, archive string, key ed25519.PublicKey) (*checkpointReader, error) {
	// That of the log first: what is taken out of it then is in the archive.
	own, err := readCheckpoints(dir, key)
	if err != nil || archive == "" {
		return own, err
	}
	entries, err := os.ReadDir(archive)
	if err != nil {
		return nil, errors.Join(err, own.close())
	}
	all := &checkpointReader{key: key}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), checkpointsSuffix) {
			f, err := openSegmentFile(filepath.Join(archive, e.Name()))
			if err != nil {
				return nil, errors.Join(err, all.close(), own.close())
			}
			all.add(f, e.Name(), f)
		}
	}
	all.files = append(all.files, own.files...)
	return all, nil
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
	r := &checkpointReader{key: key}
	r.add(f, checkpointsFile, io.LimitReader(f, info.Size()))
	return r, nil
}

func (r *checkpointReader) add(f io.ReadCloser, name string, text io.Reader) {
	scanner := bufio.NewScanner(text)
	scanner.Split(splitLines)
	r.files = append(r.files, checkpointSource{f, name, scanner})
}

func (r *checkpointReader) close() error {
	var failures []error
	for _, s := range r.files {
		failures = append(failures, s.file.Close())
	}
	r.files = nil
	return errors.Join(failures...)
}

// name is that of the file that is read.
func (r *checkpointReader) name() string {
	if len(r.files) == 0 {
		return checkpointsFile
	}
	return r.files[0].name
}

// read returns the next checkpoint, its signature verified, or nil after the
// last.
func (r *checkpointReader) read() (*Checkpoint, error) {
	for len(r.files) > 0 {
		s := r.files[0]
		if s.scanner.Scan() {
			r.lines++
			return r.parse(s.scanner.Bytes(), len(r.files) == 1)
		}
		if errors.Is(s.scanner.Err(), bufio.ErrTooLong) {
			return nil, &CorruptError{File: s.name, Line: r.lines + 1, Reason: "not a checkpoint: too long"}
		}
		if s.scanner.Err() != nil {
			return nil, s.scanner.Err()
		}
		if len(r.files) == 1 {
			return nil, nil
		}
		s.file.Close()
		r.files, r.lines = r.files[1:], 0
	}
	return nil, nil
}

// parse reads a line; the last one of the last file may be torn.
func (r *checkpointReader) parse(text []byte, last bool) (*Checkpoint, error) {
	if text[len(text)-1] != '\n' {
		if !last || !tornCheckpoint(text) {
			return nil, &CorruptError{File: r.name(), Line: r.lines, Reason: "the newline after the checkpoint was changed"}
		}
		return nil, nil
	}
	c, reason := parseCheckpoint(text, r.key, checkpointDomain)
	if reason != "" {
		return nil, &CorruptError{File: r.name(), Line: r.lines, Reason: reason}
	}
	return &c, nil
}
