package audit

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"miyao/internal/wholefile"
)

const (
	segmentSuffix = ".jsonl"
	rewriteSuffix = ".rewrite"
	segmentDigits = 20
)

// segment is the file that is written to.
//
// The writer (one at a time, see group) writes and changes files; a sync may
// run beside a write but not beside a change of file.
//
// Two things can go wrong with the file, and heal mends both before the next
// write. A failed write may leave a part of its bytes: they are cut off. After a
// failed fsync the kernel may have dropped the unwritten pages and call them
// clean, so that a second fsync would succeed and mean nothing: the file is
// never synced again, its lines are copied into a new file, checked against the
// chain there, and that is synced and put in its place.
type segment struct {
	dir  string
	name string
	size int64 // of the whole lines in it
	torn bool  // bytes after size may exist

	begun int64 // so many bytes are on their way to the disk

	mu      sync.Mutex // guards the use of file for sync, its change, and suspect
	file    *os.File
	suspect bool // an fsync of file failed
}

// writebackBytes is how much is written before the disk is set to work on it. A
// sync, for which all that is to be written waits, then finds little left to do:
// that of a full segment took 50 ms and more.
const writebackBytes = 1 << 20

var errSuspect = errors.New("an earlier fsync of this file failed")

func segmentName(first uint64) string {
	return fmt.Sprintf("%0*d%s", segmentDigits, first, segmentSuffix)
}

// openSegment opens a segment for writing after its first size bytes, cuts what
// follows them, and makes the file if there is none.
func openSegment(dir, name string, size int64) (*segment, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	s := &segment{dir: dir, name: name, size: size, file: f}
	if err := errors.Join(f.Truncate(size), f.Sync(), wholefile.SyncDir(dir)); err != nil {
		f.Close()
		return nil, err
	}
	return s, nil
}

// write appends whole lines with one write(2).
func (s *segment) write(lines []byte) error {
	if _, err := s.file.Write(lines); err != nil {
		s.torn = true
		return errors.Join(err, s.cut())
	}
	s.size += int64(len(lines))
	if more := s.size - s.begun; more >= writebackBytes {
		beginWriteback(s.file, s.begun, more)
		s.begun = s.size
	}
	return nil
}

// cut removes what a failed write left behind.
func (s *segment) cut() error {
	if err := s.file.Truncate(s.size); err != nil {
		return err
	}
	s.torn = false
	return nil
}

// sync returns when everything written before is on stable storage.
func (s *segment) sync() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.syncLocked()
}

func (s *segment) syncLocked() error {
	if s.suspect {
		return fmt.Errorf("sync %s: %w", s.name, errSuspect)
	}
	if err := s.file.Sync(); err != nil {
		s.suspect = true
		return err
	}
	return nil
}

// inPlace returns an error if the file was removed or replaced since it was
// opened.
func (s *segment) inPlace() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	opened, err := s.file.Stat()
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, s.name)
	if now, err := os.Stat(path); err != nil || !os.SameFile(opened, now) {
		return fmt.Errorf("%s was removed or replaced while it is open", path)
	}
	return nil
}

// heal makes the file fit for the next write; its lines end at the head.
func (s *segment) heal(head link) error {
	if s.torn {
		if err := s.cut(); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.suspect {
		return nil
	}
	return s.rewrite(head)
}

// rewrite puts a synced copy in the file's place.
func (s *segment) rewrite(head link) error {
	name := s.name + rewriteSuffix
	path := filepath.Join(s.dir, name)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if err := s.copyTo(f, name, head); err != nil {
		return errors.Join(err, f.Close(), os.Remove(path))
	}
	// From here the copy is as good as the original, whatever fails.
	if err := os.Rename(path, filepath.Join(s.dir, s.name)); err != nil {
		return errors.Join(err, f.Close())
	}
	s.file.Close()
	s.file = f
	if err := wholefile.SyncDir(s.dir); err != nil {
		return err // still suspect: the next heal makes another copy
	}
	s.suspect = false
	return nil
}

// copyTo copies the lines into f, checks them there and syncs f.
func (s *segment) copyTo(f *os.File, name string, head link) error {
	original, err := os.Open(filepath.Join(s.dir, s.name))
	if err != nil {
		return err
	}
	defer original.Close()
	if _, err := io.CopyN(f, original, s.size); err != nil {
		return err
	}
	if s.size > 0 {
		var w walk
		if err := w.file(filepath.Join(s.dir, name), s.name, true, nil); err != nil {
			return err
		}
		if w.link != head {
			return fmt.Errorf("%s lost lines: it ends at entry %d instead of %d", s.name, w.seq, head.seq)
		}
	}
	return f.Sync()
}

// rotate goes on to the segment that begins with entry first.
func (s *segment) rotate(first uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.syncLocked(); err != nil {
		return err
	}
	name := segmentName(first)
	if info, err := os.Stat(filepath.Join(s.dir, name)); err == nil && info.Size() > 0 {
		return fmt.Errorf("%s exists and is not empty", name) // another process's
	}
	next, err := openSegment(s.dir, name, 0)
	if err != nil {
		return err
	}
	s.file.Close()
	s.file, s.name, s.size, s.begun = next.file, next.name, 0, 0
	return nil
}

// close closes the file.
func (s *segment) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.Close()
}

// segments lists the names of a log's segments in order.
func segments(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if isSegmentName(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

func isSegmentName(name string) bool {
	digits, found := strings.CutSuffix(name, segmentSuffix)
	return found && len(digits) == segmentDigits && strings.Trim(digits, "0123456789") == ""
}

// removeUnfinished removes what a process that died did not finish.
func removeUnfinished(dir string) error {
	err := wholefile.Sweep(dir)
	copies, failed := filepath.Glob(filepath.Join(dir, "*"+rewriteSuffix))
	err = errors.Join(err, failed)
	for _, path := range copies {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}
