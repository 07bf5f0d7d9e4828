package audit

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"miyao/internal/wholefile"
)

// A summary is what a search needs to know of a closed segment without reading
// it. It is derived: it can be removed at any time, one that does not fit its
// segment counts as missing, and Log.Tend makes it again. It lies beside its
// segment as <first entry's number>.idx, in lines:
//
//	{"version":3,"bytes":N,"entries":N,"last":N,"hash":"<64 hex>","from":"<RFC 3339>","to":"<RFC 3339>",
//	"accounts":{"<uin>":{...}}}
//	<base64 of the filter>
//	{"key":"<id>",...}                    a line for each key that was used
//
// bytes is the segment's size, last and hash are those of its last entry, from
// and to the earliest and latest time of an entry, accounts has the [Activity] of
// each account. The filter is a Bloom filter of 2^n bytes with every value that a
// search can ask for. With h the FNV-1a hash (64 bits) of the field's letter and the
// value, a value has the four bits h, h+s, h+2s, h+3s (mod 2^64, where s is h with
// its halves exchanged and the lowest bit set): bit b&7 of byte (b>>3) mod 2^n. A
// line of a key is a [Usage]; version 1 has others and version 2 no accounts, so that
// searches use them, and what needs the rest does not.
type summary struct {
	Version int       `json:"version"`
	Bytes   int64     `json:"bytes"`
	Entries uint64    `json:"entries"`
	Last    uint64    `json:"last"`
	Hash    Hash      `json:"hash"`
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`

	Accounts map[string]*Activity `json:"accounts,omitempty"`

	filter filter
}

const (
	summaryVersion = 3
	usageVersion   = 2 // the first whose lines of keys are like today's
	summarySuffix  = ".idx"
)

func summaryName(segment string) string {
	return strings.TrimSuffix(segment, segmentSuffix) + summarySuffix
}

// summarizer makes the summary of a segment from its lines.
type summarizer struct {
	summary
	uses       *uses
	activities *activities
	last       [256][]byte // by field: what was added last, since values often repeat
	hash       [64]byte    // in hex, of the last line
	line       scanned
}

// summarize reads a closed segment.
func summarize(ctx context.Context, dir, name string) (*summarizer, error) {
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	s := &summarizer{summary: summary{Version: summaryVersion, Bytes: info.Size(), filter: newFilter(info.Size())}, uses: newUses()}
	s.activities = newActivities(s.uses.keys)
	err = eachLine(ctx, dir, name, s.add)
	if err == nil && s.Entries == 0 {
		err = &CorruptError{File: name, Reason: "an empty segment before others"}
	}
	if err != nil {
		return nil, err
	}
	s.Accounts = map[string]*Activity{}
	for account, a := range s.activities.sums(maxNames) {
		s.Accounts[account] = a.shortened(s.To.Sub(s.From))
	}
	return s, s.Hash.UnmarshalText(s.hash[:])
}

var errNoLine = errors.New("not a line of an audit log")

// add takes account of one line.
func (s *summarizer) add(text []byte) error {
	l := &s.line
	if !l.scan(text) {
		return errNoLine
	}
	at, ok := l.at()
	seq, err := strconv.ParseUint(string(l.seq), 10, 64)
	if !ok || err != nil || len(l.hash) != len(s.hash) {
		return errNoLine
	}
	if s.Entries == 0 || at.Before(s.From) {
		s.From = at
	}
	if s.Entries == 0 || at.After(s.To) {
		s.To = at
	}
	s.Entries++
	s.Last = seq
	copy(s.hash[:], l.hash)
	l.values(func(field Field, value []byte) {
		if !bytes.Equal(s.last[field], value) {
			s.last[field] = append(s.last[field][:0], value...)
			s.filter.add(field, value)
		}
	})
	s.uses.add(l, at)
	s.activities.add(l, at)
	return nil
}

// write puts the summary beside its segment.
func (s *summarizer) write(path string) error {
	head, err := json.Marshal(&s.summary, json.Deterministic(true))
	if err != nil {
		return err
	}
	return wholefile.Replace(path, func(file io.Writer) error {
		w := bufio.NewWriterSize(file, 64<<10)
		w.Write(append(head, '\n')) // w keeps the first error for Flush
		w.WriteString(base64.StdEncoding.EncodeToString(s.filter) + "\n")
		var lines usageWriter
		for usage := range s.uses.each {
			w.Write(append(lines.write(usage), '\n'))
		}
		return w.Flush()
	})
}

// summaryReader reads a summary from its file.
type summaryReader struct {
	summary
	file *os.File
	*bufio.Reader
}

// openSummary reads the first line of a segment's summary. It is nil if there is
// none, or a broken one, or one that another user made and this one cannot read, or
// another segment's (which for an archived segment is not looked at).
func openSummary(p piece) (*summaryReader, error) {
	f, err := os.Open(filepath.Join(p.dir, summaryName(p.name)))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) { // as one that root made by "miyao audit index"
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r := &summaryReader{file: f, Reader: bufio.NewReaderSize(f, 16<<10)}
	head, err := r.ReadBytes('\n')
	if err != nil || json.Unmarshal(head, &r.summary) != nil ||
		r.Version < 1 || r.Version > summaryVersion || !p.gzip && !r.fits(p.path()) {
		return nil, f.Close()
	}
	return r, nil
}

// readFilter reads the second line, and tells whether it is one.
func (r *summaryReader) readFilter() bool {
	text, err := r.ReadBytes('\n')
	if err == nil {
		r.filter, err = base64.StdEncoding.DecodeString(string(text[:len(text)-1]))
	}
	n := len(r.filter)
	return err == nil && n > 0 && n&(n-1) == 0
}

// readSummary reads the summary of a segment, without its keys; nil as with
// openSummary.
func readSummary(p piece) (*summary, error) {
	r, err := openSummary(p)
	if r == nil {
		return nil, err
	}
	defer r.file.Close()
	if !r.readFilter() {
		return nil, nil
	}
	return &r.summary, nil
}

// summaryUsage reads what the summary has about a key; nil if there is no whole
// summary.
func summaryUsage(dir, segment, key string) (*Usage, error) {
	r, err := openSummary(piece{name: segment, dir: dir})
	if r == nil {
		return nil, err
	}
	defer r.file.Close()
	u := newUsage(key)
	if r.Version < usageVersion || !r.readFilter() {
		return nil, nil
	}
	if !r.filter.mayHave(ByKey, []byte(key)) {
		return u, nil
	}
	for {
		text, err := r.ReadBytes('\n')
		if err == io.EOF && len(text) == 0 {
			return u, nil
		}
		if err != nil {
			return nil, nil // cut off
		}
		if !bytes.Contains(text, []byte(key)) {
			continue
		}
		var found Usage
		if json.Unmarshal(text, &found) != nil {
			return nil, nil
		}
		if found.Key == key {
			return &found, nil
		}
	}
}

// fits tells whether the segment ends with the entry that the summary names.
func (s *summary) fits(path string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Size() != s.Bytes {
		return false
	}
	text, err := lastLine(path)
	var l scanned
	return err == nil && l.scan(text) && string(l.hash) == s.Hash.String()
}

// lastLine reads the last line of a closed segment.
func lastLine(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	for size := int64(4 << 10); ; size = maxLineBytes {
		tail := make([]byte, min(size, info.Size()))
		if _, err := f.ReadAt(tail, info.Size()-int64(len(tail))); err != nil {
			return nil, err
		}
		if len(tail) == 0 {
			return nil, errNoLine
		}
		line := tail[bytes.LastIndexByte(tail[:len(tail)-1], '\n')+1:]
		if len(line) < len(tail) || int64(len(tail)) == info.Size() || size == maxLineBytes {
			return line, nil
		}
	}
}

// Summarize makes the summaries of closed segments that have none that fits, or
// of all if anew, and returns how many. It is what Log.Tend does; without a
// server it can be called on its own.
func Summarize(ctx context.Context, dir string, anew bool) (made int, err error) {
	made, _, err = summarizeFrom(ctx, dir, 0, anew)
	return made, err
}

// summarizeFrom is Summarize for the segments that begin with an entry or later.
// It goes on after a segment that has failed. next is the first entry of the
// segments that may still lack a summary: of one that could not be read or written,
// else of the one that is not closed yet.
func summarizeFrom(ctx context.Context, dir string, first uint64, anew bool) (made int, next uint64, err error) {
	names, err := segments(dir)
	if err != nil || len(names) == 0 {
		return 0, first, err
	}
	var failures []error
	closed := names[:len(names)-1]
	next = firstSeq(names[len(closed)])
	for _, name := range closed {
		if err := ctx.Err(); err != nil {
			return made, first, err
		}
		if firstSeq(name) < first {
			continue
		}
		done, err := makeSummary(ctx, dir, name, anew)
		if err != nil {
			failures = append(failures, fmt.Errorf("summarize %s: %w", name, err))
			if _, damaged := errors.AsType[*CorruptError](err); !damaged { // which stays as it is
				next = min(next, firstSeq(name))
			}
		} else if done {
			made++
		}
	}
	return made, next, errors.Join(failures...)
}

// makeSummary makes the summary of one closed segment, unless one is there.
func makeSummary(ctx context.Context, dir, name string, anew bool) (made bool, err error) {
	r, err := openSummary(piece{name: name, dir: dir})
	if err != nil {
		return false, err
	}
	if r != nil {
		r.file.Close()
		if !anew && r.Version == summaryVersion {
			return false, nil
		}
	}
	s, err := summarize(ctx, dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // retention took it
	}
	if err != nil {
		return false, err
	}
	return true, s.write(filepath.Join(dir, summaryName(name)))
}
