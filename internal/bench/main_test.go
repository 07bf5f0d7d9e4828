//go:build linux

package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestBareServer drives the bare server for a moment: the load generator, the
// pinning, the clocks and the report work without miyao. No figure is judged.
func TestBareServer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.json")
	command := exec.Command("go", "run", ".", "-bare-only", "-rounds", "2", "-round", "20ms", "-json", file)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Results []struct {
			Case  string
			Turns []struct {
				Requests int
				CPU      int64 `json:"cpu_ns_per_request"`
			}
		}
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Results) != 2 {
		t.Fatalf("the report has %d results, want 2: %s", len(report.Results), data)
	}
	for _, r := range report.Results {
		for _, turn := range r.Turns {
			if turn.Requests == 0 || turn.CPU == 0 {
				t.Errorf("%s: nothing was measured: %s", r.Case, data)
			}
		}
	}
}
