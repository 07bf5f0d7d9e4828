package audit

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// scanned is a line of a segment taken apart far enough to be searched. It
// shares memory with the line; texts are as they stand in the file, quoted but
// without the quotation marks. It is made for speed: neither hash nor JSON is
// checked, which is for Verify.
type scanned struct {
	seq, hash, entry []byte

	time, phase, requestID, action     []byte
	account, principal, secretID       []byte
	sourceIP, resources, version, code []byte
	sourceVersion                      []byte // member of detail
	previous                           []byte // hash before, on a segment's first line
}

// scan takes a whole line apart, newline included, and tells whether it is one
// of a log.
func (s *scanned) scan(text []byte) bool {
	*s = scanned{}
	rest, ok := bytes.CutPrefix(text, []byte(`{"seq":`))
	if !ok {
		return false
	}
	s.seq, rest = cutDigits(rest)
	if after, first := bytes.CutPrefix(rest, []byte(`,"prev":"`)); first {
		if s.previous, rest, ok = cutText(after); !ok {
			return false
		}
	}
	if rest, ok = bytes.CutPrefix(rest, []byte(`,"hash":"`)); !ok {
		return false
	}
	if s.hash, rest, ok = cutText(rest); !ok {
		return false
	}
	if rest, ok = bytes.CutPrefix(rest, []byte(`,"entry":`)); !ok {
		return false
	}
	if s.entry, ok = bytes.CutSuffix(rest, []byte("}\n")); !ok {
		return false
	}
	return len(s.seq) > 0 && s.members(s.entry)
}

// members reads the entry's object in the one spelling of Entry.appendJSON.
func (s *scanned) members(rest []byte) bool {
	for first := true; ; first = false {
		if len(rest) == 1 && rest[0] == '}' && !first {
			return true
		}
		if len(rest) < 2 || first && rest[0] != '{' || !first && rest[0] != ',' || rest[1] != '"' {
			return false
		}
		name, after, ok := cutText(rest[2:])
		if !ok || len(after) < 2 || after[0] != ':' {
			return false
		}
		var value []byte
		if value, rest, ok = cutValue(after[1:]); !ok {
			return false
		}
		s.member(name, value)
	}
}

func (s *scanned) member(name, value []byte) {
	switch string(name) {
	case "time":
		s.time = value
	case "phase":
		s.phase = value
	case "requestId":
		s.requestID = value
	case "action":
		s.action = value
	case "account":
		s.account = value
	case "principal":
		s.principal = value
	case "secretId":
		s.secretID = value
	case "sourceIp":
		s.sourceIP = value
	case "resources":
		s.resources = value
	case "keyVersion":
		s.version = value
	case "code":
		s.code = value
	case "detail":
		if _, after, ok := bytes.Cut(value, []byte(`"`+SourceVersionDetail+`":"`)); ok {
			s.sourceVersion, _, _ = cutText(after)
		}
	}
}

// cutValue reads a value: the inside of a string, a list or an object of
// strings, or a number.
func cutValue(text []byte) (value, rest []byte, ok bool) {
	switch text[0] {
	case '"':
		return cutText(text[1:])
	case '[', '{':
		end := byte(']')
		if text[0] == '{' {
			end = '}'
		}
		inside := text[1:]
		for i := 0; i < len(inside); {
			switch inside[i] {
			case end:
				return inside[:i], inside[i+1:], true
			case '"':
				quoted, _, ok := cutText(inside[i+1:])
				if !ok {
					return nil, nil, false
				}
				i += len(quoted) + 2
			default:
				i++
			}
		}
		return nil, nil, false
	}
	value, rest = cutDigits(text)
	return value, rest, len(value) > 0
}

// cutText reads up to the quotation mark that ends a string.
func cutText(text []byte) (inside, rest []byte, ok bool) {
	from := 0
	for {
		i := bytes.IndexByte(text[from:], '"')
		if i < 0 {
			return nil, nil, false
		}
		end := from + i
		escapes := 0
		for end-escapes > 0 && text[end-escapes-1] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return text[:end], text[end+1:], true
		}
		from = end + 1
	}
}

func cutDigits(text []byte) (digits, rest []byte) {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return text[:n], text[n:]
}

// eachResource yields the resources' names.
func (s *scanned) eachResource(yield func(name []byte) bool) {
	for rest := s.resources; len(rest) > 0; rest = bytes.TrimPrefix(rest, []byte(",")) {
		var name []byte
		var ok bool
		if name, rest, ok = cutText(rest[1:]); !ok || !yield(name) {
			return
		}
	}
}

// lastSegment is what a resource's name ends with: the id of a key.
func lastSegment(name []byte) []byte { return name[bytes.LastIndexByte(name, '/')+1:] }

// at is the entry's time.
func (s *scanned) at() (t time.Time, ok bool) {
	return t, t.UnmarshalText(s.time) == nil
}

// scanAt scans a whole line and returns the entry's time.
func (s *scanned) scanAt(text []byte) (time.Time, error) {
	if s.scan(text) {
		if at, ok := s.at(); ok {
			return at, nil
		}
	}
	return time.Time{}, errNoLine
}

var success = []byte(Success)

// values calls each with everything that a search can ask of the entry for.
func (l *scanned) values(each func(Field, []byte)) {
	one := func(field Field, value []byte) {
		if len(value) > 0 {
			each(field, value)
		}
	}
	one(ByAction, l.action)
	one(ByPrincipal, l.principal)
	one(ByAccount, l.account)
	one(BySecretID, l.secretID)
	one(BySource, l.sourceIP)
	one(ByRequest, l.requestID)
	one(ByPhase, l.phase)
	for name := range l.eachResource {
		each(ByKey, lastSegment(name))
	}
	if len(l.code) == 0 {
		each(ByCode, success)
		return
	}
	each(ByCode, l.code)
	if coarse, _, finer := bytes.Cut(l.code, []byte(".")); finer {
		each(ByCode, coarse)
	}
}

// linesAtOnce is how many lines are read before requests get their turn: some
// tens of microseconds.
const linesAtOnce = 128

func newLines(r io.Reader) *bufio.Scanner {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLineBytes)
	lines.Split(splitLines)
	return lines
}

// eachLine calls each with the whole lines of a segment, which may be open. It
// lets others run every now and then.
func eachLine(ctx context.Context, dir, name string, each func(text []byte) error) error {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer f.Close()
	lines := newLines(f)
	for n := 1; lines.Scan(); n++ {
		text := lines.Bytes()
		if text[len(text)-1] != '\n' {
			return nil
		}
		if err := each(text); err != nil {
			return &CorruptError{File: name, Line: n, Reason: err.Error()}
		}
		if n%linesAtOnce == 0 {
			runtime.Gosched()
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}
