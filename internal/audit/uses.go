package audit

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
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
	key, principal, action, source uint32 // numbers of texts

	version uint32 // likewise; 0 for none
	refused bool   // by the key's state
	more    bool   // only a further version of the call before
	at      int64  // in nanoseconds since 1970
}

func newUses() *uses { return &uses{numbers: map[string]uint32{}, texts: []string{""}} }

// number is that of a text as it stands in an entry.
func (u *uses) number(text []byte) uint32 {
	n, known := u.numbers[string(text)]
	if !known {
		n = uint32(len(u.texts))
		plain := unquoted(text)
		u.texts = append(u.texts, plain)
		if len(plain) < len(text) {
			u.numbers[string(text)] = n
		} else {
			u.numbers[plain] = n
		}
	}
	return n
}

// unquoted is the text that stands quoted in an entry, without the quotation
// marks.
func unquoted(text []byte) string {
	if bytes.IndexByte(text, '\\') < 0 {
		return string(text)
	}
	plain, err := jsontext.AppendUnquote(nil, slices.Concat([]byte{'"'}, text, []byte{'"'}))
	if err != nil {
		return string(text)
	}
	return string(plain)
}

// makesVersion tells whether the key version in an action's entry is one that it
// made, not one that it used.
func makesVersion(action []byte) bool {
	return string(action) == "RotateKey" || string(action) == "ImportKeyMaterial"
}

// stateRefused begins the codes of calls that a key's state refused.
const stateRefused = "ResourceUnavailable."

// add counts the line for the keys that it names.
func (u *uses) add(l *scanned, at time.Time) {
	used := len(l.version) > 0 && len(l.code) == 0 && !makesVersion(l.action)
	if !used && !bytes.HasPrefix(l.code, []byte(stateRefused)) || string(l.phase) == string(PhaseIntent) {
		return
	}
	record := use{principal: u.number(l.principal), action: u.number(l.action), source: u.number(l.sourceIP),
		at: at.UnixNano(), refused: !used}
	var before []byte
	place := 0
	for name := range l.eachResource {
		id := lastSegment(name)
		record.key, record.more, record.version = u.number(id), bytes.Equal(id, before), 0
		if used {
			record.version = u.versionAt(l, place, record.more)
		}
		u.records = append(u.records, record)
		before, place = id, place+1
	}
	if used && place == 1 && len(l.sourceVersion) > 0 { // ReEncrypt within one key
		record.version, record.more = u.number(l.version), true
		u.records = append(u.records, record)
	}
}

// versionAt is the version that a call used of the resource at a place. One that
// used two versions names the key of the first one first; one that used one
// version used it for all that it names, such as a data key and its key.
func (u *uses) versionAt(l *scanned, place int, again bool) uint32 {
	switch {
	case len(l.sourceVersion) > 0 && place == 0:
		return u.number(l.sourceVersion)
	case len(l.sourceVersion) > 0 && place == 1, len(l.sourceVersion) == 0 && !again:
		return u.number(l.version)
	}
	return 0
}

// each yields the usage of every key, in the order of their first use. It is
// valid until the next one.
func (u *uses) each(yield func(*Usage) bool) {
	slices.SortStableFunc(u.records, func(a, b use) int { return cmp.Compare(a.key, b.key) })
	sum := newUsage("")
	for i := range u.records {
		r := &u.records[i]
		if i == 0 || r.key != u.records[i-1].key {
			if i > 0 && !yield(sum) {
				return
			}
			clear(sum.Versions)
			clear(sum.Principals)
			clear(sum.RefusedPrincipals)
			*sum = Usage{Key: u.texts[r.key], Versions: sum.Versions, Principals: sum.Principals, RefusedPrincipals: sum.RefusedPrincipals}
		}
		u.sum(r, sum)
	}
	if len(u.records) > 0 {
		yield(sum)
	}
}

// sum adds a use of a key.
func (u *uses) sum(r *use, to *Usage) {
	once := Tally{1, time.Unix(0, r.at).UTC()}
	if r.version != 0 {
		to.Versions.add(u.texts[r.version], once)
	}
	if r.more {
		return
	}
	tally, last, principals := &to.Used, &to.Last, to.Principals
	if r.refused {
		tally, last, principals = &to.Refused, &to.LastRefused, to.RefusedPrincipals
	}
	if !once.Last.Before(tally.Last) {
		*last = Use{u.texts[r.action], u.texts[r.principal], u.texts[r.source]}
	}
	tally.add(once)
	principals.add(u.texts[r.principal], once)
}

// appendJSON appends u as encoding/json writes it.
func (u *Usage) appendJSON(dst []byte) []byte {
	dst = appendQuoted(append(dst, `{"key":`...), u.Key, maxText)
	dst = appendTally(dst, `,"used":`, &u.Used)
	dst = appendUse(dst, `,"lastUse":`, &u.Last)
	dst = appendTally(dst, `,"refused":`, &u.Refused)
	dst = appendUse(dst, `,"lastRefusal":`, &u.LastRefused)
	dst = appendTallies(dst, `,"versions":`, u.Versions)
	dst = appendTallies(dst, `,"principals":`, u.Principals)
	dst = appendTallies(dst, `,"refusedPrincipals":`, u.RefusedPrincipals)
	return append(dst, '}')
}

// appendUse appends a member unless there was none. Every call has an action.
func appendUse(dst []byte, name string, u *Use) []byte {
	if u.Action == "" {
		return dst
	}
	dst = appendQuoted(append(append(dst, name...), `{"action":`...), u.Action, maxText)
	dst = appendText(dst, `,"principal":`, u.Principal, maxText)
	return append(appendText(dst, `,"source":`, u.Source, maxText), '}')
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
	if len(t) == 1 { // most keys are used in one version by one principal
		for of, tally := range t {
			dst = appendTally(appendQuoted(dst, of, maxText), `:`, tally)
		}
		return append(dst, '}')
	}
	for i, of := range slices.Sorted(maps.Keys(t)) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendTally(appendQuoted(dst, of, maxText), `:`, t[of])
	}
	return append(dst, '}')
}
