package audit_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"miyao/internal/audit"
)

var began = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

const keyPrefix = "qcs::kms:ap-guangzhou:uin/100000000001:key/creatorUin/100000000001/"

// keyID is the id of the nth key of these tests.
func keyID(n int) string { return fmt.Sprintf("%08d-1e38-41e9-b129-5cb9019b4b01", n) }

// varied is a log of n entries, a second apart, that differ in everything a
// search can ask for, and the entries.
func varied(t testing.TB, n int) (dir string, entries []audit.Entry) {
	t.Helper()
	dir = t.TempDir()
	o := options()
	o.SegmentBytes = 20_000
	l := open(t, dir, o)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		e := *call(fmt.Sprintf("request-%05d", i))
		e.Time = began.Add(time.Duration(i) * time.Second)
		e.Action = []string{"Encrypt", "Decrypt", "RotateKey", `odd"\` + "\n密"}[random.IntN(4)]
		e.Principal = 100000000001 + uint64(random.IntN(3))
		e.SourceIP = fmt.Sprintf("192.0.2.%d", random.IntN(20))
		e.Code = []string{"", "", "", "AuthFailure", "AuthFailure.SignatureFailure", "ResourceUnavailable.CmkDisabled"}[random.IntN(6)]
		e.Resources = nil
		for range random.IntN(3) {
			e.Resources = append(e.Resources, keyPrefix+keyID(i/100*10+random.IntN(5)))
		}
		e.KeyVersion = uint32(random.IntN(3))
		if random.IntN(10) == 0 {
			e.Phase = audit.PhaseResult
		}
		if err := l.Append(&e); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	closeLog(t, l)
	return dir, entries
}

// fits decides by the entry itself.
func fits(e audit.Entry, q audit.Query) bool {
	have := map[audit.Field][]string{
		audit.ByAction: {e.Action}, audit.ByRequest: {e.RequestID}, audit.BySource: {e.SourceIP}, audit.BySecretID: {e.SecretID},
		audit.ByPrincipal: {fmt.Sprint(e.Principal)}, audit.ByAccount: {fmt.Sprint(e.Account)}, audit.ByPhase: {string(e.Phase)},
	}
	code, _, _ := strings.Cut(e.Code, ".")
	have[audit.ByCode] = []string{code, e.Code}
	if e.Code == "" {
		have[audit.ByCode] = []string{audit.Success}
	}
	for _, name := range e.Resources {
		have[audit.ByKey] = append(have[audit.ByKey], name, name[strings.LastIndex(name, "/")+1:])
	}
	for field, values := range q.Where {
		if !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(have[field], v) }) {
			return false
		}
	}
	return (q.Since.IsZero() || !e.Time.Before(q.Since)) && (q.Until.IsZero() || e.Time.Before(q.Until))
}

// find pages through a search.
func find(t *testing.T, dir string, q audit.Query) (found []audit.Entry) {
	t.Helper()
	for {
		page, err := audit.Search(t.Context(), dir, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Records {
			found = append(found, r.Entry)
		}
		if page.Next == 0 {
			return found
		}
		q.Before = page.Next
	}
}

// queries ask for every field, alone and together.
func queries(entries []audit.Entry) []audit.Query {
	where := func(pairs ...string) map[audit.Field][]string {
		m := map[audit.Field][]string{}
		for i := 0; i < len(pairs); i += 2 {
			field := audit.Field(pairs[i][0])
			m[field] = append(m[field], pairs[i+1])
		}
		return m
	}
	k, n, c, p := string(audit.ByKey), string(audit.ByAction), string(audit.ByCode), string(audit.ByPrincipal)
	list := []audit.Query{
		{},
		{Since: began.Add(99 * time.Second), Until: began.Add(301 * time.Second)},
		{Since: began.Add(100 * time.Hour)},
		{Until: began},
		{Where: where(k, keyID(12))},
		{Where: where(k, keyPrefix+keyID(12))},
		{Where: where(k, keyID(13), k, keyID(41))},
		{Where: where(k, "none")},
		{Where: map[audit.Field][]string{audit.ByKey: {}}},
		{Where: where(n, "Decrypt")},
		{Where: where(n, `odd"\`+"\n密")},
		{Where: where(n, "Decrypt", n, "Encrypt", k, keyID(3), c, audit.Success)},
		{Where: where(c, audit.Success)},
		{Where: where(c, "AuthFailure")},
		{Where: where(c, "AuthFailure.SignatureFailure", p, "100000000002")},
		{Where: where(c, "AuthFail")},
		{Where: where(string(audit.BySource), "192.0.2.7")},
		{Where: where(string(audit.BySource), "192.0.2")},
		{Where: where(string(audit.ByAccount), "100000000001", string(audit.ByPhase), "result")},
		{Where: where(string(audit.ByAccount), "1")},
		{Where: where(string(audit.BySecretID), entries[0].SecretID), Since: began.Add(490 * time.Second)},
	}
	for i := 0; i < len(entries); i += 77 {
		list = append(list, audit.Query{Where: where(string(audit.ByRequest), entries[i].RequestID)})
	}
	return list
}

// TestSearch finds what a look at every entry finds, newest first, with
// summaries and without, and however it is paged.
func TestSearch(t *testing.T) {
	dir, entries := varied(t, 500)
	check := func(t *testing.T) {
		for i, q := range queries(entries) {
			var want []audit.Entry
			for _, e := range slices.Backward(entries) {
				if fits(e, q) {
					want = append(want, e)
				}
			}
			for _, bounds := range [][2]int{{1000, 0}, {7, 0}, {1000, 1}, {3, 2}} {
				q.Limit, q.Segments = bounds[0], bounds[1]
				if found := find(t, dir, q); !reflect.DeepEqual(found, want) {
					t.Errorf("query %d by %v: %d entries, want %d", i, bounds, len(found), len(want))
				}
			}
		}
	}
	check(t)
	made, err := audit.Summarize(t.Context(), dir, false)
	segments := load(t, dir).segments()
	if err != nil || len(segments) < 10 || made != len(segments)-1 {
		t.Fatalf("%d summaries of %d segments: %v", made, len(segments), err)
	}
	t.Run("with summaries", check)
	if made, err := audit.Summarize(t.Context(), dir, false); made != 0 || err != nil {
		t.Errorf("%d summaries were made again: %v", made, err)
	}
	if made, err := audit.Summarize(t.Context(), dir, true); made != len(segments)-1 || err != nil {
		t.Errorf("%d summaries were made anew: %v", made, err)
	}
}

// TestSearchLeavesSegmentsOut: a search does not read what the summary rules
// out. Segments that it must not read are damaged here.
func TestSearchLeavesSegmentsOut(t *testing.T) {
	dir, entries := varied(t, 500)
	if _, err := audit.Summarize(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	segments := load(t, dir).segments()
	for _, name := range segments[1 : len(segments)-1] {
		edit(t, dir, name, func(lines [][]byte) [][]byte { // the size and the last line stay
			lines[0][0] = '!'
			return lines
		})
	}
	for name, q := range map[string]audit.Query{
		"request": {Where: map[audit.Field][]string{audit.ByRequest: {entries[0].RequestID}}},
		"time":    {Until: began.Add(time.Second)},
	} {
		q.Limit = 10
		if found := find(t, dir, q); len(found) != 1 || found[0].RequestID != entries[0].RequestID {
			t.Errorf("by %s: found %d", name, len(found))
		}
	}
	_, err := audit.Search(t.Context(), dir, audit.Query{Limit: 1000})
	if corrupt, ok := corruptError(err); !ok || corrupt.Line != 1 || corrupt.File != segments[len(segments)-2] {
		t.Errorf("a damaged segment gives %v", err)
	}
}

// TestSummaryOfAnotherSegment: a summary that does not fit is not believed, and
// is made again.
func TestSummaryOfAnotherSegment(t *testing.T) {
	dir, entries := varied(t, 500)
	if _, err := audit.Summarize(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	segments := load(t, dir).segments()
	idx := func(i int) string { return strings.TrimSuffix(segments[i], ".jsonl") + ".idx" }
	text, err := os.ReadFile(filepath.Join(dir, idx(1)))
	if err != nil {
		t.Fatal(err)
	}
	first := audit.Query{Limit: 10, Where: map[audit.Field][]string{audit.ByRequest: {entries[0].RequestID}}}
	for name, content := range map[string]string{
		"another segment's": string(text), "empty": "", "cut off": string(text[:50]), "no filter": strings.SplitAfter(string(text), "\n")[0],
		"odd filter":    strings.SplitAfter(string(text), "\n")[0] + "AAAA\n",
		"later version": strings.Replace(string(text), `"version":3`, `"version":4`, 1),
	} {
		if err := os.WriteFile(filepath.Join(dir, idx(0)), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if found := find(t, dir, first); len(found) != 1 {
			t.Errorf("with a summary that is %s: found %d", name, len(found))
		}
	}
	if err := os.Chmod(filepath.Join(dir, idx(0)), 0); err != nil { // as another user's; root reads it all the same
		t.Fatal(err)
	}
	if found := find(t, dir, first); len(found) != 1 {
		t.Errorf("with a summary that may not be read: found %d", len(found))
	}
	if made, err := audit.Summarize(t.Context(), dir, false); made != 1 || err != nil {
		t.Errorf("made %d: %v", made, err)
	}
}

// TestSummaryFormat holds the file to its description.
func TestSummaryFormat(t *testing.T) {
	dir, _ := varied(t, 500)
	if _, err := audit.Summarize(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	name := load(t, dir).segments()[0]
	segment, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(name, ".jsonl")+".idx"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	var head struct {
		Version  int                        `json:"version"`
		Bytes    int                        `json:"bytes"`
		Entries  int                        `json:"entries"`
		Last     int                        `json:"last"`
		Hash     audit.Hash                 `json:"hash"`
		From     time.Time                  `json:"from"`
		To       time.Time                  `json:"to"`
		Accounts map[string]*audit.Activity `json:"accounts"`
	}
	if err := json.Unmarshal([]byte(lines[0]), &head, json.RejectUnknownMembers(true)); err != nil {
		t.Fatal(err)
	}
	entries := strings.Count(string(segment), "\n")
	if head.Version != 3 || head.Bytes != len(segment) || head.Entries != entries || head.Last != entries ||
		!head.From.Equal(began) || !head.To.Equal(began.Add(time.Duration(entries-1)*time.Second)) {
		t.Errorf("head %s", lines[0])
	}
	bits, err := base64.StdEncoding.DecodeString(lines[1])
	if err != nil || len(bits) != 1024 {
		t.Fatalf("a filter of %d bytes: %v", len(bits), err)
	}
	h := uint64(14695981039346656037)
	for _, b := range append([]byte{byte(audit.ByRequest)}, "request-00003"...) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	for i := range uint64(4) {
		if b := h + i*(h>>32^h<<32|1); bits[b>>3%1024]>>(b&7)&1 == 0 {
			t.Errorf("bit %d of a value is not set", i)
		}
	}
	var keys []string
	for _, line := range lines[2:] {
		var u audit.Usage
		err := json.Unmarshal([]byte(line), &u, json.RejectUnknownMembers(true))
		again, _ := json.Marshal(&u, json.Deterministic(true))
		if err != nil || string(again) != line {
			t.Errorf("%s is not how %+v is written: %v", line, u, err)
		}
		keys = append(keys, u.Key)
	}
	slices.Sort(keys)
	if want := []string{keyID(0), keyID(1), keyID(2), keyID(3), keyID(4)}; !slices.Equal(keys, want) {
		t.Errorf("keys %v, want %v", keys, want)
	}
}

// TestSearchWhileWriting sees every entry that was answered before it began.
func TestSearchWhileWriting(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	ctx, stop := context.WithCancel(t.Context())
	tended := make(chan struct{})
	go func() {
		l.Tend(ctx, audit.Retention{})
		close(tended)
	}()
	for i := range 300 {
		add(t, l, fmt.Sprint("r", i))
		page, err := audit.Search(t.Context(), dir, audit.Query{Limit: 1})
		if err != nil || len(page.Records) != 1 || page.Records[0].Entry.RequestID != fmt.Sprint("r", i) {
			t.Fatalf("after %d entries: %v %v", i+1, page, err)
		}
	}
	stop()
	<-tended
	closeLog(t, l)
	if made, err := audit.Summarize(t.Context(), dir, false); err != nil || made == 300 {
		t.Errorf("Tend left %d segments: %v", made, err)
	}
	verify(t, dir, 300)
}

// TestTendTriesAgain makes a summary later that could not be written at first.
func TestTendTriesAgain(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := open(t, dir, options())
		for _, id := range numbered(30) {
			add(t, l, id)
		}
		summary := filepath.Join(dir, strings.TrimSuffix(firstSegment, ".jsonl")+".idx")
		if err := os.MkdirAll(filepath.Join(summary, "in the way"), 0o700); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		go l.Tend(ctx, audit.Retention{})
		synctest.Wait()
		if err := os.RemoveAll(summary); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if _, err := os.Stat(summary); err != nil {
			t.Error(err)
		}
		stop()
		closeLog(t, l)
	})
}

func TestSearchEnds(t *testing.T) {
	dir, _ := varied(t, 300)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := audit.Search(ctx, dir, audit.Query{Limit: 1}); err == nil {
		t.Error("a search goes on after its context ended")
	}
	if _, err := audit.Search(t.Context(), filepath.Join(dir, "none"), audit.Query{Limit: 1}); err == nil {
		t.Error("a search in no directory succeeds")
	}
}

func BenchmarkSummarize(b *testing.B) {
	for _, keys := range []int{1, 100_000} {
		b.Run(fmt.Sprint(keys, " keys"), func(b *testing.B) {
			dir, n := benchLog(b, keys)
			b.ReportAllocs()
			for b.Loop() {
				if made, err := audit.Summarize(b.Context(), dir, true); err != nil || made == 0 {
					b.Fatal(made, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/entry")
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	dir, n := benchLog(b, 1)
	for name, q := range map[string]audit.Query{
		"every entry": {Where: map[audit.Field][]string{audit.ByCode: {"none"}, audit.ByAction: {"Encrypt"}}},
		"prefilter":   {Where: map[audit.Field][]string{audit.ByRequest: {"none"}}},
	} {
		b.Run(name, func(b *testing.B) {
			q.Limit = 1
			for b.Loop() {
				if page, err := audit.Search(b.Context(), dir, q); err != nil || len(page.Records) > 0 {
					b.Fatal(page, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/entry")
		})
	}
}

// benchLog has a full segment of 16 MiB, in which each entry uses one of many
// keys.
func benchLog(b *testing.B, keys int) (dir string, entries int) {
	dir = b.TempDir()
	o := options()
	o.SegmentBytes = 16 << 20
	l := open(b, dir, o)
	for ; entries%1000 > 0 || len(load(b, dir).segments()) < 2; entries++ {
		e := call(fmt.Sprint(entries))
		e.Resources = []string{keyPrefix + keyID(rand.IntN(keys))}
		if err := l.Append(e); err != nil {
			b.Fatal(err)
		}
	}
	closeLog(b, l)
	return dir, entries
}
