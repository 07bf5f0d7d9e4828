package quota_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"miyao/internal/quota"
)

// saved is where changes are kept.
type saved struct {
	text []byte
	err  error
}

func (s *saved) save(text []byte) error {
	if s.err == nil {
		s.text = text
	}
	return s.err
}

func keys(s *quota.Set, account uint64) string {
	if n := s.Of(account).Keys; n != nil {
		return fmt.Sprint(*n)
	}
	return "none"
}

func rateOf(s *quota.Set, account uint64, action string) string {
	if n, ok := s.PerSecond(account, action); ok {
		return fmt.Sprint(n)
	}
	return "none"
}

// TestLayers: what is said of an account goes before what is said of all, and what
// was changed at run time before the settings of the same kind.
func TestLayers(t *testing.T) {
	set, err := open(t, `
preset: cloud
requests: {"*": 50}
accounts: {"7": {keys: 7, requests: {Encrypt: none}}, "8": {preset: none}}`, &clock{time.Unix(1_900_000_000, 0)})
	if err != nil {
		t.Fatal(err)
	}
	var kept saved
	change := func(account uint64, e quota.Edit) {
		t.Helper()
		if err := set.Change(account, e, kept.save); err != nil {
			t.Fatal(err)
		}
	}
	check := func(what string, want ...string) {
		t.Helper()
		for i, account := range []uint64{1, 7, 8} {
			got := fmt.Sprintf("%s %s %s", keys(set, account), rateOf(set, account, "Encrypt"), rateOf(set, account, "AddUser"))
			if got != want[i] {
				t.Errorf("%s: account %d has %s, want %s", what, account, got, want[i])
			}
		}
	}
	check("the settings", "200 300 50", "7 none 50", "none none none")
	change(quota.EveryAccount, quota.Edit{Keys: "100", Requests: map[string]string{"*": "40", "Encrypt": "30"}})
	check("all changed", "100 30 40", "7 none 40", "none none none")
	change(7, quota.Edit{Keys: "none", Requests: map[string]string{"Encrypt": "0.5"}})
	check("one changed", "100 30 40", "none 0.5 40", "none none none")
	change(8, quota.Edit{Preset: "cloud"})
	check("a preset", "100 30 40", "none 0.5 40", "200 300 none")
	change(8, quota.Edit{Requests: map[string]string{"*": "0"}})
	check("what a preset does not name", "100 30 40", "none 0.5 40", "200 300 0")
	change(7, quota.Edit{Keys: "default"})
	check("one rule taken back", "100 30 40", "7 0.5 40", "200 300 0")
	change(7, quota.Edit{Requests: map[string]string{"Encrypt": "default"}})
	change(8, quota.Edit{Reset: true, Keys: "1"})
	check("reset", "100 30 40", "7 none 40", "1 none none")
	change(8, quota.Edit{Reset: true})
	change(quota.EveryAccount, quota.Edit{Reset: true})
	check("all taken back", "200 300 50", "7 none 50", "none none none")
	if string(kept.text) != "{}" {
		t.Errorf("%s is kept", kept.text)
	}
}

func TestRestore(t *testing.T) {
	set, err := quota.Open("none", actions(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var kept saved
	if err := set.Change(7, quota.Edit{Preset: "cloud", DataKeys: "3", Requests: map[string]string{"*": "none", "Decrypt": "0.25"}}, kept.save); err != nil {
		t.Fatal(err)
	}
	again, err := quota.Open("none", actions(), time.Now)
	if err != nil || again.Restore(kept.text) != nil {
		t.Fatal(err)
	}
	if *again.Of(7).DataKeys != 3 || keys(again, 7) != "200" || rateOf(again, 7, "Decrypt") != "0.25" || rateOf(again, 7, "AddUser") != "none" || keys(again, 1) != "none" {
		t.Errorf("%s became %+v", kept.text, again.Of(7))
	}
	for _, damaged := range []string{"{", `{"Keys":"x"}`, `{"Keyz":"1"}`, `{"Accounts":{"x":{}}}`} {
		if err := again.Restore([]byte(damaged)); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: %v", damaged, err)
		}
	}
	if err := again.Restore([]byte(`{"Requests":{"GoneSince":"1"}}`)); err != nil {
		t.Errorf("an action of another release: %v", err)
	}
}

// TestChangeRefusals leave everything as it was.
func TestChangeRefusals(t *testing.T) {
	set, err := quota.Open("cloud", actions(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []quota.Edit{
		{Preset: "huge"}, {Keys: "-1"}, {Keys: "1.5"}, {Keys: "many"}, {DataKeys: "9999999999"}, {Requests: map[string]string{"Fly": "1"}},
		{Requests: map[string]string{"Encrypt": "-1"}}, {Requests: map[string]string{"Encrypt": "NaN"}},
	} {
		err := set.Change(7, e, func([]byte) error { t.Error("saved"); return nil })
		if !errors.As(err, new(*quota.EditError)) {
			t.Errorf("%+v: %v", e, err)
		}
	}
	full := errors.New("disk full")
	if err := set.Change(7, quota.Edit{Keys: "1"}, (&saved{err: full}).save); !errors.Is(err, full) {
		t.Errorf("not saved: %v", err)
	}
	if keys(set, 7) != "200" || set.Changed(7).Keys != nil {
		t.Errorf("the limits are %+v", set.Of(7))
	}
}

// TestChangeAtOnce: a changed limit holds for the next request, and one that did
// not change is used up as before.
func TestChangeAtOnce(t *testing.T) {
	c := &clock{time.Unix(1_900_000_000, 0)}
	set, err := quota.Open("none", actions(), c.now)
	if err != nil {
		t.Fatal(err)
	}
	var kept saved
	change := func(account uint64, action, limit string) {
		t.Helper()
		if err := set.Change(account, quota.Edit{Requests: map[string]string{action: limit}}, kept.save); err != nil {
			t.Fatal(err)
		}
	}
	allowed := func(account uint64, action string) (n int) {
		for range 20 {
			if set.Allow(account, "r", action) {
				n++
			}
		}
		return n
	}
	want := func(account uint64, action string, n int) {
		t.Helper()
		if got := allowed(account, action); got != n {
			t.Errorf("%s of %d: %d allowed, want %d", action, account, got, n)
		}
	}
	want(7, "Encrypt", 20)
	change(7, "Encrypt", "3")
	change(quota.EveryAccount, "Decrypt", "5")
	want(7, "Encrypt", 3)
	want(8, "Encrypt", 20)
	want(7, "Decrypt", 5)
	change(7, "Encrypt", "4") // another limit begins anew
	want(7, "Encrypt", 4)
	want(7, "Decrypt", 0) // the same one does not
	want(8, "Decrypt", 5)
	change(7, "Encrypt", "none")
	want(7, "Encrypt", 20)
	change(7, "Encrypt", "0")
	want(7, "Encrypt", 0)
	change(7, "Encrypt", "default")
	want(7, "Encrypt", 20)
}

// TestChangeWhileCounting: requests and changes at one time are safe, and the last
// change holds.
func TestChangeWhileCounting(t *testing.T) {
	set, err := quota.Open("none", actions(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 2000 {
				set.Allow(7, "r", "Encrypt")
			}
		})
	}
	var kept saved
	for i := range 100 {
		if err := set.Change(7, quota.Edit{Requests: map[string]string{"Encrypt": fmt.Sprint(i)}}, kept.save); err != nil {
			t.Error(err)
		}
	}
	group.Wait()
	if got := rateOf(set, 7, "Encrypt"); got != "99" {
		t.Errorf("the limit is %s", got)
	}
}
