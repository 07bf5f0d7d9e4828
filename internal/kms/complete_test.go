package kms_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestComplete: what is answered, tried in tests of all actions and documented
// is the published list. What is not answered yet says so, and nothing is faked.
func TestComplete(t *testing.T) {
	left := unbound(newWorld(t))
	var names []string
	for _, action := range published(t) {
		names = append(names, action.Name)
		if _, ok := requests[action.Name]; !ok {
			t.Errorf("there is no request of %s", action.Name)
		}
	}
	if len(requests) != len(names) {
		t.Errorf("there are requests of %d actions, want %d", len(requests), len(names))
	}
	if bound := len(names) - len(left); bound != 69-unboundActions {
		t.Errorf("%d actions are answered, want %d", bound, 69-unboundActions)
	}
	page, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(page), "\n")
	for _, name := range names {
		if !slices.Contains(lines, "### "+name) {
			t.Errorf("docs/api.md has no section %s", name)
		}
	}
}
