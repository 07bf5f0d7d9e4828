package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"runtime"
	"slices"
	"strconv"
	"time"
)

// Field is what a search can ask for.
type Field byte

// The fields. Their values are texts, numbers in decimal.
const (
	ByKey       Field = 'k' // id of a key; of a resource's name the last part counts
	ByAction    Field = 'n'
	ByCode      Field = 'c' // "OK" is a success; "AuthFailure" is also every AuthFailure.…
	ByPrincipal Field = 'p' // uin
	ByAccount   Field = 'a' // uin
	BySecretID  Field = 's'
	BySource    Field = 'i' // address
	ByRequest   Field = 'r' // request id
	ByPhase     Field = 'h'
)

// Success is the value of ByCode for an entry without a code.
const Success = "OK"

// Query says which entries a search is for.
type Query struct {
	// Since and Until bound the time: Since <= time < Until. Zero is no bound.
	Since, Until time.Time
	// Where has the values that an entry may have, by field; it must fit every
	// field.
	Where map[Field][]string
	// Before bounds the number: only entries before it. 0 is no bound.
	Before uint64
	// Limit is how many entries to find; required.
	Limit int
	// Archive is the directory of what retention took out of the log; empty if
	// that is not to be searched too.
	Archive string
	// Segments bounds the work: the search pauses when so many were read.
	// 0 is no bound.
	Segments int
}

// Page is a part of what a search finds, newest first.
type Page struct {
	Records []Record
	// Next continues the search as Query.Before; 0 when everything was
	// searched.
	Next uint64
}

// Search finds entries, newest first. It leaves out segments whose summary tells
// that they hold none, and reads the others, whether a server runs or not. It
// does not check the chain; that is for Verify.
func Search(ctx context.Context, dir string, q Query) (Page, error) {
	page := Page{}
	list, err := pieces(dir, q.Archive)
	if err != nil {
		return page, fmt.Errorf("search audit log: %w", err)
	}
	s := newSearch(q)
	if s.Before == 0 {
		s.Before = math.MaxUint64
	}
	for i, p := range slices.Backward(list) {
		if err := ctx.Err(); err != nil {
			return page, err
		}
		if firstSeq(p.name) >= s.Before {
			continue
		}
		if q.Segments > 0 && s.read == q.Segments {
			page.Next = s.Before
			return page, nil
		}
		full, err := s.segment(ctx, p, i == len(list)-1, &page)
		if err != nil {
			return page, fmt.Errorf("search audit log %s: %w", dir, err)
		}
		if full {
			page.Next = page.Records[len(page.Records)-1].Seq
			return page, nil
		}
		s.Before = firstSeq(p.name)
	}
	return page, nil
}

// Search is the function of that name for this log. Searches take turns, so that
// together they hold one segment in memory.
func (l *Log) Search(ctx context.Context, q Query) (Page, error) {
	if err := l.takeTurn(ctx); err != nil {
		return Page{}, err
	}
	defer l.endTurn()
	return Search(ctx, l.segment.dir, q)
}

func (l *Log) takeTurn(ctx context.Context) error {
	select {
	case l.searching <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *Log) endTurn() { <-l.searching }

// search is a Query on its way through the segments.
type search struct {
	Query
	where  map[Field][][]byte // as the values stand in entries
	needle []byte             // stands in every line that is looked for
	read   int                // segments

	// The segment, and where its whole lines begin and the last one ends. The
	// memory is used again.
	text  []byte
	lines []int
}

func newSearch(q Query) search {
	s := search{Query: q, where: map[Field][][]byte{}}
	for field, values := range q.Where {
		s.where[field] = nil // no value fits none
		for _, v := range values {
			value := quoted(v)
			if field == ByKey {
				value = lastSegment(value)
			}
			s.where[field] = append(s.where[field], value)
		}
		// The text of a code that is the whole of it or its beginning stands
		// in the line too; only success leaves none.
		if len(values) == 1 && values[0] != Success && len(s.where[field][0]) > len(s.needle) {
			s.needle = s.where[field][0]
		}
	}
	return s
}

// quoted is a text as it stands within the quotation marks of an entry.
func quoted(text string) []byte {
	b := appendQuoted(nil, text, maxText)
	return b[1 : len(b)-1]
}

// segment searches one segment and tells whether the page is full.
func (s *search) segment(ctx context.Context, p piece, open bool, page *Page) (full bool, err error) {
	if !open {
		summary, err := readSummary(p)
		if err != nil || summary != nil && !s.mayBeIn(summary) {
			return false, err
		}
	}
	s.read++
	err = s.load(p.path())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // retention took it
	}
	if err != nil {
		return false, err
	}
	for n := len(s.lines) - 1; n > 0; n-- {
		if n%linesAtOnce == 0 {
			runtime.Gosched()
			if err := ctx.Err(); err != nil {
				return false, err
			}
		}
		text := s.text[s.lines[n-1]:s.lines[n]]
		if !bytes.Contains(text, s.needle) {
			continue
		}
		record, found, err := s.match(text)
		if err != nil {
			return false, &CorruptError{File: p.name, Line: n, Reason: err.Error()}
		}
		if !found {
			continue
		}
		page.Records = append(page.Records, record)
		if len(page.Records) == s.Limit {
			return true, nil
		}
	}
	return false, nil
}

// load reads a file into s.text and finds its lines.
func (s *search) load(path string) error {
	f, err := openSegmentFile(path)
	if err != nil {
		return err
	}
	defer f.Close()
	text := bytes.NewBuffer(s.text[:0])
	_, err = text.ReadFrom(f)
	s.text = text.Bytes()
	if err != nil {
		return err
	}
	s.lines = append(s.lines[:0], 0)
	for at := 0; ; {
		i := bytes.IndexByte(s.text[at:], '\n')
		if i < 0 { // what follows is a line that is being written
			return nil
		}
		at += i + 1
		s.lines = append(s.lines, at)
	}
}

// mayBeIn tells whether a segment can hold what is looked for.
func (s *search) mayBeIn(seg *summary) bool {
	if !s.Since.IsZero() && seg.To.Before(s.Since) || !s.Until.IsZero() && !seg.From.Before(s.Until) {
		return false
	}
	for field, values := range s.where {
		if !slices.ContainsFunc(values, func(v []byte) bool { return seg.filter.mayHave(field, v) }) {
			return false
		}
	}
	return true
}

// match decides about a line.
func (s *search) match(text []byte) (r Record, ok bool, err error) {
	var l scanned
	if !l.scan(text) {
		return r, false, errNoLine
	}
	if !s.fits(&l) {
		return r, false, nil
	}
	at, isTime := l.at()
	seq, err := strconv.ParseUint(string(l.seq), 10, 64)
	if err != nil || !isTime || r.Hash.UnmarshalText(l.hash) != nil {
		return r, false, errNoLine
	}
	if seq >= s.Before || !s.Since.IsZero() && at.Before(s.Since) || !s.Until.IsZero() && !at.Before(s.Until) {
		return r, false, nil
	}
	found := line{link: link{seq, r.Hash}, entry: bytes.Clone(l.entry)}
	r, err = found.record("", 0)
	if err != nil {
		return r, false, errNoLine
	}
	return r, true, nil
}

// fits tells whether the entry has one of the values in every field.
func (s *search) fits(l *scanned) bool {
	var fitting [256]bool
	count := 0
	l.values(func(field Field, value []byte) {
		if !fitting[field] && slices.ContainsFunc(s.where[field], func(v []byte) bool { return bytes.Equal(v, value) }) {
			fitting[field] = true
			count++
		}
	})
	return count == len(s.where)
}
