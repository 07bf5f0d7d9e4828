package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

// Record is an entry as it stands in the log.
type Record struct {
	Seq   uint64
	Hash  Hash
	Entry Entry
	Raw   []byte // the entry's JSON; valid during the call only
}

// Entries calls each with every entry after the given number, in order (0: with
// all). It checks the chain as it goes, from the first segment it has to read,
// but no signature. It ends at the last whole line, also of a log that is being
// written; to go on later, give it the last number seen. An error of each ends
// it and is returned, but fs.SkipAll ends it well.
func Entries(dir string, after uint64, each func(Record) error) error {
	names, err := segments(dir)
	if err != nil {
		return fmt.Errorf("read audit log: %w", err)
	}
	for len(names) > 1 && firstSeq(names[1]) <= after+1 {
		names = names[1:]
	}
	var w walk
	for i, name := range names {
		err := w.file(filepath.Join(dir, name), name, i == len(names)-1, func(file string, number int, l line) error {
			if l.seq <= after {
				return nil
			}
			r, err := l.record(file, number)
			if err != nil {
				return err
			}
			return each(r)
		})
		if errors.Is(err, fs.SkipAll) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read audit log %s: %w", dir, err)
		}
	}
	return nil
}

// record decodes the entry of a line.
func (l *line) record(file string, number int) (Record, error) {
	r := Record{Seq: l.seq, Hash: l.hash, Raw: l.entry}
	if err := json.Unmarshal(l.entry, &r.Entry); err != nil {
		return r, &CorruptError{file, number, l.seq, "the entry is not an entry: " + err.Error()}
	}
	return r, nil
}

// firstSeq is the number in a segment's name.
func firstSeq(name string) uint64 {
	seq, _ := strconv.ParseUint(strings.TrimSuffix(name, segmentSuffix), 10, 64)
	return seq
}

// walk goes through segments line by line and checks the chain.
type walk struct {
	known bool // link is what the next segment must continue from; else believe its first line
	link       // of the last line
	lines int  // of the last segment: whole lines, their size, and the bytes after them
	size  int64
	torn  int64
}

// file walks one segment, which may stand under another path than its name
// says, also compressed. A last line without newline is an error unless the segment is the log's last.
func (w *walk) file(path, name string, last bool, each func(file string, number int, l line) error) error {
	f, err := openSegmentFile(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if w.known && firstSeq(name) != w.seq+1 {
		return &CorruptError{name, 0, w.seq + 1, "this entry should begin the segment: one is missing or was renamed"}
	}
	w.lines, w.size, w.torn = 0, 0, 0
	scanner := bufio.NewScanner(f)
	scanner.Buffer(make([]byte, 64<<10), maxLineBytes)
	scanner.Split(splitLines)
	for scanner.Scan() {
		text := scanner.Bytes()
		if text[len(text)-1] != '\n' {
			return w.end(name, text, last)
		}
		l, err := w.next(name, text)
		if err != nil {
			return err
		}
		if each == nil {
			continue
		}
		if err := each(name, w.lines, l); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return &CorruptError{name, w.lines + 1, w.seq + 1, "a line of more than " + strconv.Itoa(maxLineBytes) + " bytes"}
	}
	if scanner.Err() == nil && w.lines == 0 && !last {
		return &CorruptError{name, 0, w.seq + 1, "an empty segment before others"}
	}
	return scanner.Err()
}

// next checks that the text is the next line.
func (w *walk) next(name string, text []byte) (line, error) {
	if !w.known {
		w.believe(name, text)
	}
	l, reason := w.follow(text, w.lines == 0)
	if reason != "" {
		return l, &CorruptError{name, w.lines + 1, w.seq + 1, reason}
	}
	w.known = true
	w.link = l.link
	w.lines++
	w.size += int64(len(text))
	return l, nil
}

// believe takes the link to continue from from a segment's first line.
func (w *walk) believe(name string, text []byte) {
	w.link = link{seq: firstSeq(name) - 1}
	if l, ok := parseLine(text); ok && l.prev != nil {
		w.hash = *l.prev
	}
}

// end judges bytes without a newline at a segment's end. They are a line that
// is being written, or was when the process died, if they are a part of one.
func (w *walk) end(name string, text []byte, last bool) error {
	if !last {
		return &CorruptError{name, w.lines + 1, w.seq + 1, "the line does not end"}
	}
	whole := append(bytes.Clone(text[:len(text)-1]), '\n')
	before := *w
	if _, err := before.next(name, whole); err == nil {
		return &CorruptError{name, w.lines + 1, w.seq + 1, "the newline after the entry was changed"}
	}
	w.torn = int64(len(text))
	return nil
}

// splitLines is a bufio.SplitFunc that leaves the newline on its line.
func splitLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
