package audit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"miyao/internal/audit"
)

// counted counts by a look at every entry.
func counted(entries []audit.Entry, q audit.ActivityQuery) *audit.Activity {
	a := &audit.Activity{Times: map[int64]map[string]*audit.Calls{}, Principals: map[string]*audit.Calls{}, Keys: map[string]*audit.Calls{}, Codes: map[string]*audit.Calls{}}
	add := func(to map[string]*audit.Calls, name, code string) {
		if to[name] == nil {
			to[name] = &audit.Calls{}
		}
		if code == "" {
			to[name].Good++
		} else {
			to[name].Bad++
		}
	}
	for _, e := range entries {
		if e.Account != q.Account || e.Phase == audit.PhaseIntent || e.Time.Before(q.Since) || !e.Time.Before(q.Until) {
			continue
		}
		at := e.Time.Unix() / 300 * 300
		if a.Times[at] == nil {
			a.Times[at] = map[string]*audit.Calls{}
		}
		quoted, _ := json.Marshal(e.Action)
		add(a.Times[at], strings.Trim(string(quoted), `"`), e.Code)
		if e.Code != "" {
			add(a.Codes, e.Code, e.Code)
		}
		if len(e.Resources) > 0 {
			add(a.Principals, fmt.Sprint(e.Principal), e.Code)
		}
		for i, name := range e.Resources {
			if i == 0 || name != e.Resources[i-1] {
				add(a.Keys, name[strings.LastIndexByte(name, '/')+1:], e.Code)
			}
		}
	}
	return a
}

// TestCountActivity counts what a look at every entry counts: over the whole log
// and a part of it, with summaries and without.
func TestCountActivity(t *testing.T) {
	dir, entries := varied(t, 1000)
	account := entries[0].Account
	end := began.Add(1000 * time.Second)
	check := func(t *testing.T) {
		for name, q := range map[string]audit.ActivityQuery{
			"all":          {Account: account, Since: began.Add(-time.Hour), Until: end.Add(time.Hour)},
			"a part":       {Account: account, Since: began.Add(123 * time.Second), Until: began.Add(877 * time.Second)},
			"nothing":      {Account: account, Since: end, Until: end.Add(time.Hour)},
			"before":       {Account: account, Since: began.Add(-time.Hour), Until: began},
			"someone else": {Account: account + 1, Since: began, Until: end},
		} {
			got, from, err := audit.CountActivity(t.Context(), dir, q)
			if err != nil || !reflect.DeepEqual(got, counted(entries, q)) || !from.Equal(q.Since) {
				t.Errorf("%s: from %v %+v (%v)", name, from, got, err)
			}
		}
	}
	check(t)
	if _, err := audit.Summarize(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	t.Run("with summaries", check)
}

// TestCountActivityBounded says how far back it came.
func TestCountActivityBounded(t *testing.T) {
	dir, entries := varied(t, 1000)
	q := audit.ActivityQuery{Account: entries[0].Account, Since: began, Until: began.Add(time.Hour), Segments: 2}
	got, from, err := audit.CountActivity(t.Context(), dir, q)
	if err != nil || !from.After(began) {
		t.Fatalf("from %v: %v", from, err)
	}
	q.Since = from
	if want := counted(entries, q); !reflect.DeepEqual(got, want) {
		t.Errorf("from %v: %+v, want %+v", from, got, want)
	}
	if _, err := audit.Summarize(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	q.Since = began
	if _, from, err = audit.CountActivity(t.Context(), dir, q); err != nil || !from.Equal(began) {
		t.Errorf("with summaries: from %v: %v", from, err)
	}
}

// TestSummaryOfLongSegment: a segment of many days has its calls by the hour, and
// one of many names only those with the most calls.
func TestSummaryOfLongSegment(t *testing.T) {
	dir, o := t.TempDir(), options()
	o.SegmentBytes = 1 << 20
	l := open(t, dir, o)
	for n := range 600 {
		e := *call("r")
		e.Time, e.Action, e.Principal = began.Add(time.Duration(n)*10*time.Minute), "Encrypt", uint64(100000000000+n%300)
		e.Resources = []string{keyPrefix + keyID(min(n, 250))}
		if n < 2 {
			e.Action, e.Code = fmt.Sprint("Inv\x00ented", n), []string{"InvalidAction", "NoSuchVersion"}[n]
		}
		if err := l.Append(&e); err != nil {
			t.Fatal(err)
		}
	}
	closeLog(t, l)
	// A second segment closes the first.
	o.SegmentBytes = 1
	l = open(t, dir, o)
	if err := l.Append(call("r")); err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	if made, err := audit.Summarize(t.Context(), dir, false); made != 1 || err != nil {
		t.Fatal(made, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "00000000000000000001.idx"))
	if err != nil {
		t.Fatal(err)
	}
	var head struct {
		Accounts map[string]*audit.Activity `json:"accounts"`
	}
	if err := json.Unmarshal(text[:slices.Index(text, '\n')], &head); err != nil {
		t.Fatal(err)
	}
	a := head.Accounts[fmt.Sprint(call("r").Account)]
	if len(a.Times) < 100 || len(a.Times) > 101 || len(a.Principals) != 200 || len(a.Keys) != 200 {
		t.Errorf("%d times, %d principals, %d keys", len(a.Times), len(a.Principals), len(a.Keys))
	}
	if c := a.Keys[keyID(250)]; c == nil || c.Good != 350 {
		t.Errorf("the key with the most calls: %+v", c)
	}
	if c := a.Times[began.Unix()/3600*3600][""]; c == nil || c.Bad != 2 {
		t.Errorf("the actions that do not exist: %+v", a.Times[began.Unix()/3600*3600])
	}
}

// TestCountActivityOfOthers leaves out what is no key: users, access keys and
// whatever a caller says that a role is called.
func TestCountActivityOfOthers(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	e := call("request")
	e.Resources = []string{"qcs::cam::uin/100000000001:uin/100000000002", keyPrefix + keyID(1), "account/100000000001"}
	other := call("another")
	other.Resources = []string{"qcs::cam::uin/100000000001:roleName/x", "credential/AKID"}
	if err := errors.Join(l.Append(e), l.Append(other)); err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	a, _, err := audit.CountActivity(t.Context(), dir, audit.ActivityQuery{Account: e.Account, Until: e.Time.Add(time.Hour)})
	if err != nil || len(a.Keys) != 1 || a.Keys[keyID(1)] == nil {
		t.Errorf("keys %v, %v", a.Keys, err)
	}
	if calls := a.Principals[fmt.Sprint(e.Principal)]; len(a.Principals) != 1 || calls == nil || calls.Total() != 1 {
		t.Errorf("callers %v", a.Principals)
	}
}
