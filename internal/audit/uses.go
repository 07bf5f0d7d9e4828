package audit

import (
	"bytes"
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
	keys    *texts
	rows    []row  // by number of the key
	others  *texts // principals, actions, addresses and versions
	records []use
}

// row is the uses of one key: places in records, 0 if there is none.
type row struct{ first, last uint32 }

// use is one call's use of a key.
type use struct {
	next uint32 // place of the key's next one, or 0

	principal, action, source uint32 // numbers of texts
	version                   uint32 // likewise; 0 for none
	refused                   bool   // by the key's state
	more                      bool   // only a further version of the call before
	at                        int64  // in nanoseconds since 1970
}

func newUses() *uses {
	u := &uses{keys: newTexts(), others: newTexts(), records: make([]use, 1)} // place 0 is none
	u.others.number(nil)                                                      // as is text 0
	return u
}

// texts numbers texts in the order in which they come.
type texts struct {
	numbers map[string]uint32
	plain   []string // by number, without quotation
}

func newTexts() *texts { return &texts{numbers: map[string]uint32{}} }

// number is that of a text as it stands in an entry.
func (t *texts) number(text []byte) uint32 {
	n, known := t.numbers[string(text)]
	if !known {
		n = uint32(len(t.plain))
		plain := unquoted(text)
		t.plain = append(t.plain, plain)
		if len(plain) < len(text) {
			t.numbers[string(text)] = n
		} else {
			t.numbers[plain] = n
		}
	}
	return n
}

// put adds a use to the row of its key.
func (u *uses) put(key uint32, r use) {
	place := uint32(len(u.records))
	u.records = append(u.records, r)
	u.rows = upTo(u.rows, key)
	k := &u.rows[key]
	if k.first == 0 {
		k.first = place
	} else {
		u.records[k.last].next = place
	}
	k.last = place
}

// upTo makes a list that goes by number long enough for one.
func upTo[T any](list []T, number uint32) []T {
	if missing := int(number) + 1 - len(list); missing > 0 {
		return append(list, make([]T, missing)...)
	}
	return list
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

// stateRefused tells whether a key's state refused a call that would have used the
// key. Its code alone does not say so: who manages a key is refused by the same ones.
func stateRefused(l *scanned) bool {
	return bytes.HasPrefix(l.code, []byte("ResourceUnavailable.")) && usesKey[string(l.action)]
}

// usesKey are the actions that compute with a key or hand out what can.
var usesKey = map[string]bool{
	"AsymmetricRsaDecrypt": true, "AsymmetricSm2Decrypt": true, "Decrypt": true, "DescribeWhiteBoxDecryptKey": true,
	"Encrypt": true, "EncryptByWhiteBox": true, "GenerateDataKey": true, "GetDataKeyCiphertextBlob": true,
	"GetDataKeyPlaintext": true, "GetPublicKey": true, "ImportDataKey": true, "PostQuantumCryptoDecrypt": true,
	"PostQuantumCryptoEncrypt": true, "PostQuantumCryptoSign": true, "PostQuantumCryptoVerify": true,
	"ReEncrypt": true, "SignByAsymmetricKey": true, "VerifyByAsymmetricKey": true,
}

// add counts the line for the keys that it names.
func (u *uses) add(l *scanned, at time.Time) {
	used := len(l.version) > 0 && len(l.code) == 0 && !makesVersion(l.action)
	if !used && !stateRefused(l) || string(l.phase) == string(PhaseIntent) {
		return
	}
	record := use{principal: u.others.number(l.principal), action: u.others.number(l.action), source: u.others.number(l.sourceIP),
		at: at.UnixNano(), refused: !used}
	var before []byte
	var key uint32
	place := 0
	for name := range l.eachResource {
		id := lastSegment(name)
		key, record.more, record.version = u.keys.number(id), bytes.Equal(id, before), 0
		if used {
			record.version = u.versionAt(l, place, record.more)
		}
		u.put(key, record)
		before, place = id, place+1
	}
	if used && place == 1 && len(l.sourceVersion) > 0 { // ReEncrypt within one key
		record.version, record.more = u.others.number(l.version), true
		u.put(key, record)
	}
}

// versionAt is the version that a call used of the resource at a place. One that
// used two versions names the key of the first one first; one that used one
// version used it for all that it names, such as a data key and its key.
func (u *uses) versionAt(l *scanned, place int, again bool) uint32 {
	switch {
	case len(l.sourceVersion) > 0 && place == 0:
		return u.others.number(l.sourceVersion)
	case len(l.sourceVersion) > 0 && place == 1, len(l.sourceVersion) == 0 && !again:
		return u.others.number(l.version)
	}
	return 0
}

// each yields the usage of every key that was used. It is valid until the next
// one.
func (u *uses) each(yield func(*Usage) bool) {
	sum := newUsage("")
	for key, c := range u.rows {
		if c.first == 0 {
			continue
		}
		clear(sum.Versions)
		clear(sum.Principals)
		clear(sum.RefusedPrincipals)
		*sum = Usage{Key: u.keys.plain[key], Versions: sum.Versions, Principals: sum.Principals, RefusedPrincipals: sum.RefusedPrincipals}
		for place := c.first; place != 0; place = u.records[place].next {
			u.sum(&u.records[place], sum)
		}
		if !yield(sum) {
			return
		}
	}
}

// sum adds a use of a key.
func (u *uses) sum(r *use, to *Usage) {
	once := Tally{1, time.Unix(0, r.at).UTC()}
	if r.version != 0 {
		to.Versions.add(u.others.plain[r.version], once)
	}
	if r.more {
		return
	}
	tally, last, principals := &to.Used, &to.Last, to.Principals
	if r.refused {
		tally, last, principals = &to.Refused, &to.LastRefused, to.RefusedPrincipals
	}
	if !once.Last.Before(tally.Last) {
		*last = Use{u.others.plain[r.action], u.others.plain[r.principal], u.others.plain[r.source]}
	}
	tally.add(once)
	principals.add(u.others.plain[r.principal], once)
}

// usageWriter writes usages as encoding/json does, each into the memory of the
// one before.
type usageWriter struct {
	line []byte
	at   time.Time // written last
	text []byte    // of it: most keys have one time everywhere
}

func (w *usageWriter) write(u *Usage) []byte {
	w.line = appendQuoted(append(w.line[:0], `{"key":`...), u.Key, maxText)
	w.tally(`,"used":`, &u.Used)
	w.use(`,"lastUse":`, &u.Last)
	w.tally(`,"refused":`, &u.Refused)
	w.use(`,"lastRefusal":`, &u.LastRefused)
	w.tallies(`,"versions":`, u.Versions)
	w.tallies(`,"principals":`, u.Principals)
	w.tallies(`,"refusedPrincipals":`, u.RefusedPrincipals)
	w.line = append(w.line, '}')
	return w.line
}

// use writes a member unless there was none. Every call has an action.
func (w *usageWriter) use(name string, u *Use) {
	if u.Action == "" {
		return
	}
	w.line = appendQuoted(append(append(w.line, name...), `{"action":`...), u.Action, maxText)
	w.line = appendText(w.line, `,"principal":`, u.Principal, maxText)
	w.line = append(appendText(w.line, `,"source":`, u.Source, maxText), '}')
}

// tally writes a member unless nothing was counted.
func (w *usageWriter) tally(name string, t *Tally) {
	if t.Count == 0 {
		return
	}
	if !t.Last.Equal(w.at) || len(w.text) == 0 {
		w.at, w.text = t.Last, t.Last.AppendFormat(w.text[:0], time.RFC3339Nano)
	}
	w.line = strconv.AppendUint(append(append(w.line, name...), `{"count":`...), t.Count, 10)
	w.line = append(append(w.line, `,"last":"`...), w.text...)
	w.line = append(w.line, `"}`...)
}

// tallies writes a member unless it is empty.
func (w *usageWriter) tallies(name string, t Tallies) {
	if len(t) == 0 {
		return
	}
	w.line = append(append(w.line, name...), '{')
	before := len(w.line)
	each := func(of string) {
		if len(w.line) > before {
			w.line = append(w.line, ',')
		}
		w.line = appendQuoted(w.line, of, maxText)
		tally := t[of]
		w.tally(`:`, &tally)
	}
	if len(t) == 1 { // most keys are used in one version by one principal
		for of := range t {
			each(of)
		}
	} else {
		for _, of := range slices.Sorted(maps.Keys(t)) {
			each(of)
		}
	}
	w.line = append(w.line, '}')
}
