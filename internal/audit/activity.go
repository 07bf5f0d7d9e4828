package audit

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"errors"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Calls counts calls by how they ended.
type Calls struct {
	Good uint64 `json:"good,omitzero"`
	Bad  uint64 `json:"bad,omitzero"`
}

// Activity is what an account called. A change counts once.
type Activity struct {
	// Times has the calls by Unix seconds of the beginning of their interval, then
	// by action.
	Times map[int64]map[string]*Calls `json:"times"`
	// Principals and Keys have the calls that named a key by the caller's uin and
	// by the key's id, and Codes the refused calls by their code.
	Principals map[string]*Calls `json:"principals,omitempty"`
	Keys       map[string]*Calls `json:"keys,omitempty"`
	Codes      map[string]*Calls `json:"codes,omitempty"`
}

// The intervals of Activity.Times: those of a segment that spans more than two
// days are hours, so that a summary stays small.
const (
	shortInterval = 300
	longInterval  = 3600
	longSpan      = 48 * time.Hour
)

// maxNames is how many callers, keys and codes a summary names, those with the
// most calls.
const maxNames = 200

// isNoAction tells by its code of a call whose action does not exist. A caller chose
// the name, and could choose many: they are counted without it.
func isNoAction(code []byte) bool {
	return string(code) == "InvalidAction" || string(code) == "NoSuchVersion"
}

// keyNames begins the names of keys, hosted data keys and white-box keys. Entries
// name other things too: users, roles as a caller calls them, access keys.
const keyNames = "qcs::kms:"

func newActivity() *Activity {
	return &Activity{Times: map[int64]map[string]*Calls{}, Principals: map[string]*Calls{}, Keys: map[string]*Calls{}, Codes: map[string]*Calls{}}
}

// activities counts the activity of accounts. The calls that named a key are
// counted by its number: maps of 100,000 keys cost more than all else here.
type activities struct {
	accounts map[string]*Activity
	keys     *texts
	named    []keyCalls // by number of the key
}

// keyCalls are the calls that named a key, by the account that did so first.
// Those of others, which name what is not theirs, are in their Activity.Keys.
type keyCalls struct {
	by *Activity
	Calls
}

func newActivities(keys *texts) *activities {
	return &activities{accounts: map[string]*Activity{}, keys: keys}
}

// add counts the line for its account.
func (c *activities) add(l *scanned, at time.Time) {
	if len(l.account) == 0 || string(l.phase) == string(PhaseIntent) {
		return
	}
	a := c.accounts[string(l.account)]
	if a == nil {
		a = newActivity()
		c.accounts[string(l.account)] = a
	}
	one, action := Calls{Good: 1}, l.action
	if len(l.code) > 0 {
		one = Calls{Bad: 1}
		of(a.Codes, l.code).add(one)
	}
	if isNoAction(l.code) {
		action = nil
	}
	of(a.interval(at.Unix(), shortInterval), action).add(one)
	var before []byte
	for name := range l.eachResource {
		if !bytes.HasPrefix(name, []byte(keyNames)) {
			continue
		}
		id := lastSegment(name)
		if before == nil && len(l.principal) > 0 {
			of(a.Principals, l.principal).add(one)
		}
		if !bytes.Equal(id, before) {
			c.ofKey(a, id).add(one)
		}
		before = id
	}
}

// ofKey are the calls of an account that named a key.
func (c *activities) ofKey(a *Activity, id []byte) *Calls {
	n := c.keys.number(id)
	c.named = upTo(c.named, n)
	k := &c.named[n]
	if k.by == nil {
		k.by = a
	}
	if k.by != a {
		return of(a.Keys, id)
	}
	return &k.Calls
}

// sums are the activities by account, each with n keys or more if it has so
// many, those with the most calls.
func (c *activities) sums(n int) map[string]*Activity {
	most := map[*Activity]*busiest{}
	for number := range c.named {
		k := &c.named[number]
		if k.by == nil {
			continue
		}
		top := most[k.by]
		if top == nil {
			top = &busiest{}
			most[k.by] = top
		}
		top.offer(busy{c.keys.plain[number], &k.Calls}, n)
	}
	for a, top := range most {
		for _, key := range *top {
			of(a.Keys, key.name).add(*key.calls)
		}
	}
	return c.accounts
}

// interval are the calls by action of the interval in which a time lies.
func (a *Activity) interval(seconds, length int64) map[string]*Calls {
	seconds -= seconds % length
	byAction := a.Times[seconds]
	if byAction == nil {
		byAction = map[string]*Calls{}
		a.Times[seconds] = byAction
	}
	return byAction
}

// of are the calls under a name, which it adds if it is new.
func of[T string | []byte](named map[string]*Calls, name T) *Calls {
	c := named[string(name)]
	if c == nil {
		c = &Calls{}
		named[string(name)] = c
	}
	return c
}

func (c *Calls) add(other Calls) {
	c.Good += other.Good
	c.Bad += other.Bad
}

// Total is the number of all calls.
func (c *Calls) Total() uint64 { return c.Good + c.Bad }

// add takes in an activity whose intervals may be shorter than the length.
func (a *Activity) add(part *Activity, length int64) {
	for at, byAction := range part.Times {
		addAll(a.interval(at, length), byAction)
	}
	addAll(a.Principals, part.Principals)
	addAll(a.Keys, part.Keys)
	addAll(a.Codes, part.Codes)
}

func addAll(to, from map[string]*Calls) {
	for name, calls := range from {
		of(to, name).add(*calls)
	}
}

// shortened is the activity as a summary of a span holds it.
func (a *Activity) shortened(span time.Duration) *Activity {
	length := int64(shortInterval)
	if span > longSpan {
		length = longInterval
	}
	short := newActivity()
	for at, byAction := range a.Times {
		addAll(short.interval(at, length), byAction)
	}
	short.Principals, short.Keys, short.Codes = most(a.Principals), most(a.Keys), most(a.Codes)
	return short
}

func most(named map[string]*Calls) map[string]*Calls {
	if len(named) <= maxNames {
		return named
	}
	kept := map[string]*Calls{}
	for _, name := range Most(named, maxNames) {
		kept[name] = named[name]
	}
	return kept
}

// Most are the names with the most calls, n at most, the first one first.
func Most(named map[string]*Calls, n int) []string {
	var top busiest
	for name, calls := range named {
		top.offer(busy{name, calls}, n)
	}
	slices.SortFunc(top, busy.compare)
	names := make([]string, len(top))
	for i := range names {
		names[i] = top[i].name
	}
	return names
}

// busy is a name with its calls.
type busy struct {
	name  string
	calls *Calls
}

// compare puts the one with more calls first.
func (b busy) compare(other busy) int {
	return cmp.Or(cmp.Compare(other.calls.Total(), b.calls.Total()), strings.Compare(b.name, other.name))
}

// busiest is a heap with the last of them on top: there may be very many names,
// of which few are wanted.
type busiest []busy

// offer takes one in if it is among the n busiest so far.
func (b *busiest) offer(one busy, n int) {
	if len(*b) < n {
		heap.Push(b, one)
	} else if n > 0 && (*b)[0].compare(one) > 0 {
		(*b)[0] = one
		heap.Fix(b, 0)
	}
}

func (b busiest) Len() int           { return len(b) }
func (b busiest) Less(i, j int) bool { return b[i].compare(b[j]) > 0 }
func (b busiest) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b *busiest) Push(one any)      { *b = append(*b, one.(busy)) }
func (b *busiest) Pop() any {
	last := (*b)[len(*b)-1]
	*b = (*b)[:len(*b)-1]
	return last
}

// ActivityQuery says what to count: the calls of an account with Since <= time <
// Until.
type ActivityQuery struct {
	Account      uint64
	Since, Until time.Time
	// Segments bounds the work: so many segments are read that have no summary or
	// lie across Since or Until, and 64 times as many summaries. 0 is no bound.
	Segments int
}

// summariesForSegment is how many summaries may be read for each segment.
const summariesForSegment = 64

// CountActivity counts, newest first. from is how far back it counted; later than
// Since if the work was bounded. Times are in intervals of five minutes, or of an
// hour where the log is quiet. A summary names 200 callers, keys and codes at
// most, so that the counts of those with few calls can be too low.
func CountActivity(ctx context.Context, dir string, q ActivityQuery) (total *Activity, from time.Time, err error) {
	c := activityCount{ActivityQuery: q, account: strconv.FormatUint(q.Account, 10), total: newActivity(), segments: math.MaxInt, summaries: math.MaxInt}
	if q.Segments > 0 {
		c.segments, c.summaries = q.Segments, q.Segments*summariesForSegment
	}
	names, err := segments(dir)
	if err != nil {
		return nil, from, err
	}
	from = q.Until
	for i, name := range slices.Backward(names) {
		if err := ctx.Err(); err != nil {
			return nil, from, err
		}
		began, err := c.segment(ctx, dir, name, i == len(names)-1)
		if err != nil {
			return nil, from, err
		}
		if began.IsZero() { // the work is done
			return c.total, from, nil
		}
		if began.Before(from) {
			from = began
		}
		if !from.After(q.Since) {
			break
		}
	}
	return c.total, q.Since, nil
}

// CountActivity is the function of that name for this log. It takes turns with
// searches.
func (l *Log) CountActivity(ctx context.Context, q ActivityQuery) (*Activity, time.Time, error) {
	if err := l.takeTurn(ctx); err != nil {
		return nil, time.Time{}, err
	}
	defer l.endTurn()
	return CountActivity(ctx, l.segment.dir, q)
}

type activityCount struct {
	ActivityQuery
	account             string
	total               *Activity
	segments, summaries int // that may still be read
}

// segment adds a segment and returns when it began; zero if it may not be read.
func (c *activityCount) segment(ctx context.Context, dir, name string, open bool) (began time.Time, err error) {
	if !open {
		if c.summaries--; c.summaries < 0 {
			return began, nil
		}
		head, err := readActivity(dir, name)
		if err != nil {
			return began, err
		}
		if head != nil {
			inside := !head.From.Before(c.Since) && head.To.Before(c.Until)
			if part := head.Accounts[c.account]; inside && part != nil {
				c.total.add(part, shortInterval)
			}
			if inside || !head.From.Before(c.Until) || head.To.Before(c.Since) {
				return head.From, nil
			}
		}
	}
	if c.segments--; c.segments < 0 {
		return began, nil
	}
	return c.read(ctx, dir, name)
}

// read counts in a segment line by line.
func (c *activityCount) read(ctx context.Context, dir, name string) (began time.Time, err error) {
	found := newActivities(newTexts())
	quoted := []byte(`"account":` + c.account)
	began = c.Until
	err = eachLine(ctx, dir, name, func(text []byte) error {
		var l scanned
		at, err := l.scanAt(text)
		if err != nil {
			return err
		}
		if at.Before(began) {
			began = at
		}
		if bytes.Contains(text, quoted) && string(l.account) == c.account && !at.Before(c.Since) && at.Before(c.Until) {
			found.add(&l, at)
		}
		return nil
	})
	if part := found.sums(math.MaxInt)[c.account]; part != nil {
		c.total.add(part, shortInterval)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // retention took it
	}
	return began, err
}

// readActivity reads the first line of a segment's summary; nil if there is none
// that has activity.
func readActivity(dir, segment string) (*summary, error) {
	r, err := openSummary(piece{name: segment, dir: dir})
	if r == nil {
		return nil, err
	}
	defer r.file.Close()
	if r.Version != summaryVersion {
		return nil, nil
	}
	return &r.summary, nil
}
