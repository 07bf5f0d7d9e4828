package quota_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miyao/api"
	"miyao/internal/quota"
)

func actions() (names []string) {
	for _, action := range api.Actions() {
		names = append(names, action.Name)
	}
	return names
}

// clock is set by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func open(t *testing.T, text string, c *clock) (*quota.Set, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "quota.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return quota.Open(file, actions(), c.now)
}

func TestNone(t *testing.T) {
	for _, name := range []string{"", quota.None} {
		set, err := quota.Open(name, actions(), time.Now)
		if err != nil || !set.Allow(1, "r", "Encrypt") || set.Of(1).Keys != nil {
			t.Errorf("%q: %v, %v", name, set, err)
		}
	}
}

func TestCloud(t *testing.T) {
	set, err := quota.Open(quota.Cloud, actions(), time.Now)
	if err != nil || *set.Of(1).Keys != 200 {
		t.Fatal(set, err)
	}
	for _, action := range api.Actions() {
		if _, limited := set.PerSecond(1, action.Name); limited != (action.Product == api.ProductKMS) {
			t.Errorf("%s: limited %v", action.Name, limited)
		}
	}
	if n, _ := set.PerSecond(1, "Encrypt"); n != 300 {
		t.Errorf("Encrypt: %v a second", n)
	}
}

func TestAllow(t *testing.T) {
	c := &clock{time.Unix(1_900_000_000, 0)}
	set, err := open(t, `
requests: {"*": 3, Encrypt: 2, Decrypt: 0}
accounts: {"7": {keys: 1, requests: {Encrypt: 1}}}`, c)
	if err != nil {
		t.Fatal(err)
	}
	allowed := func(account uint64, region, action string) (n int) {
		for range 10 {
			if set.Allow(account, region, action) {
				n++
			}
		}
		return n
	}
	for _, test := range []struct {
		account        uint64
		region, action string
		want           int
	}{
		{1, "a", "Encrypt", 2}, {1, "b", "Encrypt", 2}, {1, "a", "ListKeys", 3}, {1, "a", "Decrypt", 0},
		{7, "a", "Encrypt", 1}, {7, "a", "ListKeys", 3},
	} {
		if got := allowed(test.account, test.region, test.action); got != test.want {
			t.Errorf("%+v: %d allowed", test, got)
		}
	}
	c.at = c.at.Add(500 * time.Millisecond)
	if got := allowed(1, "a", "Encrypt"); got != 1 {
		t.Errorf("after half a second %d allowed", got)
	}
	if set.Of(1).Keys != nil || *set.Of(7).Keys != 1 {
		t.Error("the keys of an account are limited wrongly")
	}
}

func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"preset: huge":                        "neither none nor cloud",
		"requests: {Encrypted: 1}":            `no action "Encrypted"`,
		"requests: {Encrypt: -1}":             "neither a number from 0",
		"requests: {Encrypt: .nan}":           "neither a number from 0",
		"requests: {Encrypt: .inf}":           "neither a number from 0",
		"keys: -1":                            "neither a number from 0",
		"keys: 1.5":                           "whole numbers",
		"keys: [1]":                           "cannot unmarshal",
		"keyz: 1":                             "keyz",
		`accounts: {"x": {keys: 1}}`:          "not the uin",
		`accounts: {"1": {data-keys: -1}}`:    "accounts: 1",
		`accounts: {"1": {requests: {X: 1}}}`: `no action "X"`,
		"keys: many":                          "keys: \"many\" is neither a number",
	} {
		if _, err := open(t, text, &clock{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := quota.Open("/does/not/exist", nil, time.Now); err == nil || !strings.Contains(err.Error(), "none and cloud") {
		t.Errorf("a missing file: %v", err)
	}
}
