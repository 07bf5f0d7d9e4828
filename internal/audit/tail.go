package audit

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// Position is a place in a log: right after an entry. The zero Position is
// before the oldest one.
type Position struct {
	Seq  uint64 `json:"seq"`
	Hash Hash   `json:"hash"`
}

// Line is an entry with its place. Text is the line as it stands in the log
// (without the hash before, which first lines of segments have): an object of
// seq, hash and entry, without newline.
type Line struct {
	Position
	Text []byte
}

// Entry decodes the line's entry.
func (l *Line) Entry() (Entry, error) {
	var s scanned
	if !s.scan(append(slices.Clip(l.Text), '\n')) {
		return Entry{}, errNoLine
	}
	r, err := (&line{entry: s.entry}).record("", 0)
	return r.Entry, err
}

// Time is the time of the line's entry.
func (l *Line) Time() time.Time {
	var s scanned
	if !s.scan(append(slices.Clip(l.Text), '\n')) {
		return time.Time{}
	}
	at, _ := s.at()
	return at
}

// Tail follows a log that is being written: it reads what was answered, in
// order, and goes on where it was. It is for one goroutine.
type Tail struct {
	log    *Log
	at     Position
	name   string // of the segment that is read; empty if that has to be found
	offset int64  // in it, after the entry at
}

// Tail returns a Tail that begins after a position of this log, or of one that
// this log was before it lost its end to a power cut or was restored.
func (l *Log) Tail(after Position) *Tail { return &Tail{log: l, at: after} }

// At is the position of the entry read last.
func (t *Tail) At() Position { return t.at }

// Rest is how many entries are not read yet.
func (t *Tail) Rest() uint64 {
	head, _ := t.log.Head()
	return head - min(head, t.at.Seq)
}

// Next returns the next lines, at most so many and about so many bytes, or none
// at the end. lost counts the entries before them that retention removed unread.
// If the log does not hold the entry that Tail was to begin after, entries may
// come again.
func (t *Tail) Next(most int, bytes int) (lines []Line, lost uint64, err error) {
	// Up to the head, what is in the file stays in it.
	seq, _ := t.log.Head()
	if t.at.Seq > seq {
		// A power cut took what was read before it, or the log was restored.
		// What is new in it begins in the last segment at the earliest.
		t.at, t.name = Position{Seq: t.log.newest() - 1}, ""
	}
	for relocated := false; t.at.Seq < seq; {
		if t.name == "" {
			more, err := t.find()
			if err != nil {
				return nil, lost, err
			}
			lost += more
		}
		lines, err = t.read(seq, most, bytes)
		if err == nil && len(lines) == 0 { // the segment ends here
			t.name, t.offset = segmentName(t.at.Seq+1), 0
			lines, err = t.read(seq, most, bytes)
		}
		if !errors.Is(err, fs.ErrNotExist) || relocated {
			return lines, lost, err
		}
		t.name, relocated = "", true // retention took it
	}
	return nil, lost, nil
}

// Oldest is the position before the oldest entry.
func (l *Log) Oldest() (Position, error) {
	names, err := segments(l.segment.dir)
	if err != nil || len(names) == 0 {
		return Position{}, err
	}
	return Position{Seq: firstSeq(names[0]) - 1}, nil
}

// newest is the first entry of the last segment.
func (l *Log) newest() uint64 {
	names, err := segments(l.segment.dir)
	if err != nil || len(names) == 0 {
		return 1
	}
	return firstSeq(names[len(names)-1])
}

// find finds the segment that holds the next entry, and the entry in it. lost
// counts the entries that are in no segment.
func (t *Tail) find() (lost uint64, err error) {
	names, err := segments(t.log.segment.dir)
	if err != nil {
		return 0, err
	}
	if len(names) == 0 {
		return 0, fs.ErrNotExist
	}
	i, found := slices.BinarySearchFunc(names, t.at.Seq+1, func(name string, seq uint64) int {
		return cmp.Compare(firstSeq(name), seq)
	})
	if !found {
		i = max(i-1, 0)
	}
	t.name, t.offset = names[i], 0
	before, wanted := firstSeq(names[i])-1, t.at
	switch {
	case wanted.Seq < before:
		t.at = Position{Seq: before}
		return before - wanted.Seq, nil
	case wanted.Seq > before:
		t.at = Position{Seq: before}
		return 0, t.skip(wanted)
	}
	return 0, nil
}

// skip goes on to a position in the segment. If another entry stands there, it
// stays at the segment's beginning.
func (t *Tail) skip(to Position) error {
	start := *t
	for t.at.Seq < to.Seq {
		lines, err := t.read(to.Seq, 1000, 1<<20)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			break
		}
	}
	if t.at != to {
		*t = start
	}
	return nil
}

// read reads lines of the segment from the offset on, none after an entry.
func (t *Tail) read(last uint64, most, size int) (lines []Line, err error) {
	f, err := os.Open(filepath.Join(t.log.segment.dir, t.name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := f.Seek(t.offset, io.SeekStart); err != nil {
		return nil, err
	}
	r := bufio.NewReaderSize(f, 64<<10)
	for t.at.Seq < last && len(lines) < most && size > 0 {
		text, err := r.ReadBytes('\n')
		if err == io.EOF { // of the segment
			return lines, nil
		}
		if err != nil {
			return lines, err
		}
		l, err := t.line(text)
		if err != nil {
			return lines, err
		}
		lines = append(lines, l)
		size -= len(text)
		t.at = l.Position
		t.offset += int64(len(text))
	}
	return lines, nil
}

// line takes the next line apart, which must be of the entry after at.
func (t *Tail) line(text []byte) (l Line, err error) {
	var s scanned
	ok := s.scan(text)
	if ok {
		l.Seq, err = strconv.ParseUint(string(s.seq), 10, 64)
		ok = err == nil && l.Seq == t.at.Seq+1 && l.Hash.UnmarshalText(s.hash) == nil
	}
	if !ok {
		return l, &CorruptError{File: t.name, Seq: t.at.Seq + 1, Reason: "not the line of this entry"}
	}
	l.Text = text[:len(text)-1]
	if s.previous != nil {
		l.Text = bytes.Replace(l.Text, append(append([]byte(`"prev":"`), s.previous...), `",`...), nil, 1)
	}
	return l, nil
}
