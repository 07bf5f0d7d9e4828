package audit_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"miyao/internal/audit"
)

// TestKeyUsage counts what a look at every entry counts, with summaries and
// without.
func TestKeyUsage(t *testing.T) {
	dir, entries := varied(t, 500)
	want := map[string]*audit.Usage{}
	for n := range 50 {
		u := &audit.Usage{Key: keyID(n), Since: entries[0].Time, Versions: audit.Tallies{}, Principals: audit.Tallies{}, RefusedPrincipals: audit.Tallies{}}
		for _, e := range entries {
			names := slices.DeleteFunc(slices.Clone(e.Resources), func(name string) bool { return !strings.HasSuffix(name, u.Key) })
			used := e.KeyVersion > 0 && e.Code == "" && e.Action != "RotateKey"                                  // that makes the version
			refused := strings.HasPrefix(e.Code, "ResourceUnavailable.") && strings.HasSuffix(e.Action, "crypt") // others do not use it
			if len(names) == 0 || !used && !refused {
				continue
			}
			add := func(to *audit.Tally) { to.Count++; to.Last = e.Time }
			last := audit.Use{Action: e.Action, Principal: fmt.Sprint(e.Principal), Source: e.SourceIP}
			if !used {
				add(&u.Refused)
				tally(u.RefusedPrincipals, last.Principal, add)
				u.LastRefused = last
				continue
			}
			add(&u.Used)
			tally(u.Principals, last.Principal, add)
			tally(u.Versions, fmt.Sprint(e.KeyVersion), add)
			u.Last = last
		}
		want[u.Key] = u
	}
	check := func(t *testing.T) {
		for id, u := range want {
			got, err := audit.KeyUsage(t.Context(), dir, id)
			if err != nil || !reflect.DeepEqual(&got, u) {
				t.Errorf("%s: %+v, want %+v (%v)", id, got, *u, err)
			}
		}
	}
	check(t)
	if _, err := audit.Summarize(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	t.Run("with summaries", check)
}

func tally(to audit.Tallies, name string, add func(*audit.Tally)) {
	sum := to[name]
	add(&sum)
	to[name] = sum
}

// TestUsageOfTwoVersions: a ReEncrypt uses a key version to read and one to
// write.
func TestUsageOfTwoVersions(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir, options())
	one, two := keyID(1), keyID(2)
	for _, resources := range [][]string{{one}, {one, one}, {one, two}} {
		e := *call("r")
		e.Action, e.Resources, e.KeyVersion = "ReEncrypt", nil, 3
		for _, id := range resources {
			e.Resources = append(e.Resources, keyPrefix+id)
		}
		e.Detail = map[string]string{"sourceKeyVersion": "1"}
		if err := l.Append(&e); err != nil {
			t.Fatal(err)
		}
	}
	closeLog(t, l)
	for id, want := range map[string]string{one: "3 uses, versions 1:3 3:2", two: "1 uses, versions 3:1"} {
		u, err := audit.KeyUsage(t.Context(), dir, id)
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%d uses, versions", u.Used.Count)
		for _, v := range []string{"1", "3"} {
			if u.Versions[v].Count > 0 {
				got += fmt.Sprintf(" %s:%d", v, u.Versions[v].Count)
			}
		}
		if got != want || u.Last != (audit.Use{Action: "ReEncrypt", Principal: "100000000002", Source: u.Last.Source}) {
			t.Errorf("%s: %s by %+v, want %s", id, got, u.Last, want)
		}
	}
	if u, err := audit.KeyUsage(t.Context(), dir, keyID(3)); err != nil || u.Used.Count != 0 || u.Last != (audit.Use{}) {
		t.Errorf("a key without use: %+v %v", u, err)
	}
}

// TestSummaryOfVersion1: the summaries of an earlier release still tell searches
// what is in a segment, but not how keys were used, and are made again.
func TestSummaryOfVersion1(t *testing.T) {
	dir, entries := varied(t, 500)
	if _, err := audit.Summarize(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	id := keyID(0)
	want, err := audit.KeyUsage(t.Context(), dir, id)
	if err != nil || want.Used.Count == 0 {
		t.Fatalf("%+v %v", want, err)
	}
	segments := load(t, dir).segments()
	path := filepath.Join(dir, strings.TrimSuffix(segments[0], ".jsonl")+".idx")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfterN(string(text), "\n", 3)
	old := strings.Replace(lines[0], `"version":3`, `"version":1`, 1) + lines[1] + `{"key":"` + id + `","used":{"count":1,"last":"2026-01-02T03:04:05Z"}}` + "\n"
	if err := os.WriteFile(path, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := audit.KeyUsage(t.Context(), dir, id); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("usage %+v, want %+v (%v)", got, want, err)
	}
	// The filter is believed: an entry that it does not have is not looked for.
	none := strings.Replace(old, lines[1], base64.StdEncoding.EncodeToString(make([]byte, 1024))+"\n", 1)
	if err := os.WriteFile(path, []byte(none), 0o600); err != nil {
		t.Fatal(err)
	}
	first := audit.Query{Limit: 10, Where: map[audit.Field][]string{audit.ByRequest: {entries[0].RequestID}}}
	if found := find(t, dir, first); len(found) != 0 {
		t.Errorf("found %v in a segment that the summary rules out", found)
	}
	if made, err := audit.Summarize(t.Context(), dir, false); made != 1 || err != nil {
		t.Errorf("made %d: %v", made, err)
	}
	if found := find(t, dir, first); len(found) != 1 {
		t.Errorf("found %v with the summary made again", found)
	}
}
