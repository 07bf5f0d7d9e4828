package audit

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// uses collects the uses of many keys. A use is a record without pointers, and
// they are added up only in the end: a map for each of 100,000 keys would cost
// several times what all else in a summary does.
type uses struct {
	numbers map[string]uint32 // of keys, principals and versions
	texts   []string          // by number
	records []use
}

// use is one call's use of a key.
type use struct {
	key, principal uint32 // numbers of texts
	version        uint32 // likewise; 0 for none
	at             int64  // in nanoseconds since 1970
	refused        bool   // by the key's state
	more           bool   // only a further version of the call before
}

func newUses() *uses { return &uses{numbers: map[string]uint32{}, texts: []string{""}} }

// number is that of a text.
func (u *uses) number(text []byte) uint32 {
	n, known := u.numbers[string(text)]
	if !known {
		n = uint32(len(u.texts))
		u.texts = append(u.texts, string(text))
		u.numbers[u.texts[n]] = n
	}
	return n
}

// stateRefused begins the codes of calls that a key's state refused.
const stateRefused = "ResourceUnavailable."

// add counts the line for the keys that it names.
func (u *uses) add(l *scanned, at time.Time) {
	used := len(l.version) > 0 && len(l.code) == 0
	if !used && !bytes.HasPrefix(l.code, []byte(stateRefused)) || string(l.phase) == string(PhaseIntent) {
		return
	}
	versions := [...][]byte{l.sourceVersion, l.version}
	left := versions[1:]
	if len(l.sourceVersion) > 0 {
		left = versions[:]
	}
	record := use{principal: u.number(l.principal), at: at.UnixNano(), refused: !used}
	var before []byte
	for name := range l.eachResource {
		id := lastSegment(name)
		record.key, record.version, record.more = u.number(id), 0, bytes.Equal(id, before)
		if used && len(left) > 0 {
			record.version, left = u.number(left[0]), left[1:]
		}
		u.records = append(u.records, record)
		before = id
	}
	// The rest of the versions are of the last key: ReEncrypt within one key.
	for _, version := range left {
		if used && before != nil {
			record.version, record.more = u.number(version), true
			u.records = append(u.records, record)
		}
	}
}

// each yields the usage of every key, in the order of their first use. It is
// valid until the next one.
func (u *uses) each(yield func(*Usage) bool) {
	slices.SortFunc(u.records, func(a, b use) int { return cmp.Compare(a.key, b.key) })
	sum := newUsage("")
	for rest := u.records; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].key == rest[0].key {
			n++
		}
		clear(sum.Versions)
		clear(sum.Principals)
		*sum = Usage{Key: u.texts[rest[0].key], Versions: sum.Versions, Principals: sum.Principals}
		u.sum(rest[:n], sum)
		if !yield(sum) {
			return
		}
		rest = rest[n:]
	}
}

// sum adds up the uses of one key.
func (u *uses) sum(run []use, sum *Usage) {
	for _, r := range run {
		once := Tally{1, time.Unix(0, r.at).UTC()}
		if r.version != 0 {
			sum.Versions.add(u.texts[r.version], once)
		}
		if r.more {
			continue
		}
		sum.Principals.add(u.texts[r.principal], once)
		if r.refused {
			sum.Refused.add(once)
		} else {
			sum.Used.add(once)
		}
	}
}

// appendJSON appends u as encoding/json writes it.
func (u *Usage) appendJSON(dst []byte) []byte {
	dst = appendQuoted(append(dst, `{"key":`...), u.Key, maxText)
	dst = appendTally(dst, `,"used":`, &u.Used)
	dst = appendTally(dst, `,"refused":`, &u.Refused)
	dst = appendTallies(dst, `,"versions":`, u.Versions)
	dst = appendTallies(dst, `,"principals":`, u.Principals)
	return append(dst, '}')
}

// appendTally appends a member unless nothing was counted.
func appendTally(dst []byte, name string, t *Tally) []byte {
	if t.Count == 0 {
		return dst
	}
	dst = strconv.AppendUint(append(append(dst, name...), `{"count":`...), t.Count, 10)
	dst = t.Last.AppendFormat(append(dst, `,"last":"`...), time.RFC3339Nano)
	return append(dst, `"}`...)
}

// appendTallies appends a member unless it is empty.
func appendTallies(dst []byte, name string, t Tallies) []byte {
	if len(t) == 0 {
		return dst
	}
	dst = append(append(dst, name...), '{')
	for i, of := range slices.Sorted(maps.Keys(t)) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendTally(appendQuoted(dst, of, maxText), `:`, t[of])
	}
	return append(dst, '}')
}
