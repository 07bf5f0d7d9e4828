package kms_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"miyao/api"
)

// TestComplete: what is answered, tried in tests of all actions and documented
// is the published list.
func TestComplete(t *testing.T) {
	w := newWorld(t)
	var names []string
	for _, action := range published(t) {
		names = append(names, action.Name)
		if _, failure := w.raw(action.Name, "{}"); failure != nil && failure.Code == api.UnsupportedOperation {
			t.Errorf("%s is not answered", action.Name)
		}
		if _, ok := requests[action.Name]; !ok {
			t.Errorf("there is no request of %s", action.Name)
		}
	}
	if len(requests) != len(names) {
		t.Errorf("there are requests of %d actions, want %d", len(requests), len(names))
	}
	if len(names) != 69 {
		t.Errorf("%d actions are published, want 69", len(names))
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
