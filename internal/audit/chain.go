package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
)

const entryDomain = "miyao audit entry v1\n"

// What is hashed for an entry is laid out in one buffer, the entry last.
const (
	prevOffset  = len(entryDomain)
	seqOffset   = prevOffset + len(Hash{})
	entryOffset = seqOffset + 8
)

// The most a line has around its entry: a number of 20 digits, two hashes and
// the members' names.
const maxLineBytes = MaxEntryBytes + 256

// link is the end of a chain: the last entry's number and hash.
type link struct {
	seq  uint64
	hash Hash
}

// hashNext returns the link that follows k. The buffer holds entryOffset bytes
// of room, which hashNext fills, and then the entry.
func (k link) hashNext(buffer []byte) link {
	copy(buffer, entryDomain)
	copy(buffer[prevOffset:], k.hash[:])
	binary.BigEndian.PutUint64(buffer[seqOffset:], k.seq+1)
	return link{k.seq + 1, sha256.Sum256(buffer)}
}

// appendLine appends the line of entry k; prev stands in it if it is the first
// of a segment and is nil otherwise.
func (k link) appendLine(dst []byte, prev *Hash, entry []byte) []byte {
	dst = append(dst, `{"seq":`...)
	dst = strconv.AppendUint(dst, k.seq, 10)
	if prev != nil {
		dst = append(dst, `,"prev":"`...)
		dst = hex.AppendEncode(dst, prev[:])
		dst = append(dst, '"')
	}
	dst = append(dst, `,"hash":"`...)
	dst = hex.AppendEncode(dst, k.hash[:])
	dst = append(dst, `","entry":`...)
	dst = append(dst, entry...)
	return append(dst, "}\n"...)
}

// line is a parsed line of a segment.
type line struct {
	link
	prev  *Hash // nil in all but a segment's first
	entry []byte
}

// parseLine reads a line in exactly the spelling of appendLine, newline
// included. The entry shares memory with the text.
func parseLine(text []byte) (l line, ok bool) {
	var digits []byte
	rest, _ := bytes.CutPrefix(text, []byte(`{"seq":`))
	if digits, rest, ok = bytes.Cut(rest, []byte(`,`)); !ok {
		return line{}, false
	}
	var err error
	if l.seq, err = strconv.ParseUint(string(digits), 10, 64); err != nil {
		return line{}, false
	}
	if after, found := bytes.CutPrefix(rest, []byte(`"prev":"`)); found {
		l.prev = new(Hash)
		if rest, ok = cutHash(after, l.prev); !ok {
			return line{}, false
		}
		rest, _ = bytes.CutPrefix(rest, []byte(`",`))
	}
	rest, _ = bytes.CutPrefix(rest, []byte(`"hash":"`))
	if rest, ok = cutHash(rest, &l.hash); !ok {
		return line{}, false
	}
	rest, _ = bytes.CutPrefix(rest, []byte(`","entry":`))
	l.entry, _ = bytes.CutSuffix(rest, []byte("}\n"))
	// What the steps above let pass differs from its own second spelling.
	return l, bytes.Equal(l.appendLine(nil, l.prev, l.entry), text)
}

// cutHash reads a hash from the start of the text.
func cutHash(text []byte, h *Hash) (rest []byte, ok bool) {
	n := hex.EncodedLen(len(h))
	if len(text) < n || h.UnmarshalText(text[:n]) != nil {
		return nil, false
	}
	return text[n:], true
}

// follow checks that the text is the line of the entry after k, and says what
// is wrong if it is not. A first line must say where it continues from.
func (k link) follow(text []byte, first bool) (line, string) {
	l, ok := parseLine(text)
	switch {
	case !ok:
		return l, "not a line of an audit log"
	case l.seq != k.seq+1:
		return l, fmt.Sprintf("found entry %d where entry %d belongs", l.seq, k.seq+1)
	case first && l.prev == nil:
		return l, "the segment's first line does not say which hash it continues from"
	case !first && l.prev != nil:
		return l, "a first line of a segment in its midst"
	case first && *l.prev != k.hash:
		return l, fmt.Sprintf("continues from hash %s, but entry %d has %s", *l.prev, k.seq, k.hash)
	}
	buffer := append(make([]byte, entryOffset, entryOffset+len(l.entry)), l.entry...)
	if k.hashNext(buffer) != l.link {
		return l, "the hash does not fit the entry"
	}
	return l, ""
}
