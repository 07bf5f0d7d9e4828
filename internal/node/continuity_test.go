package node_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/node"
)

// logFiles reads an audit log.
func logFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	found, err := os.ReadDir(filepath.Join(dir, node.AuditDir))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, file := range found {
		files[file.Name()] = read(t, dir, node.AuditDir, file.Name())
	}
	return files
}

// putLog puts another audit log in its place.
func putLog(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	log := filepath.Join(dir, node.AuditDir)
	if err := os.RemoveAll(log); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.MkdirAll(log, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(log, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// replaced opens a directory and returns the entries that say that its log is
// another one.
func replaced(t *testing.T, dir string) (messages []string) {
	t.Helper()
	n, closed := open(t, dir, node.Config{})
	defer closed()
	page, err := n.Audit.Search(t.Context(), audit.Query{Limit: 10, Where: map[audit.Field][]string{audit.ByAction: {"ReplaceAuditLog"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Records {
		messages = append(messages, r.Entry.Message)
		if r.Entry.Phase != audit.PhaseSystem || len(r.Entry.Detail["log"]) != 64 || r.Entry.Detail["last"] == "" {
			t.Errorf("entry %+v", r.Entry)
		}
	}
	return messages
}

// TestLogReplaced finds out at the start, once, that the log is gone, or was cut back
// to an earlier checkpoint, which the log by itself cannot show.
func TestLogReplaced(t *testing.T) {
	dir := newDir(t)
	n, closed := open(t, dir, node.Config{})
	do[*api.CreateKeyResponse](t, n, "CreateKey", `{"Alias":"one"}`)
	closed()
	early := logFiles(t, dir)
	n, closed = open(t, dir, node.Config{})
	do[*api.CreateKeyResponse](t, n, "CreateKey", `{"Alias":"two"}`)
	closed()
	late := logFiles(t, dir)
	if found := replaced(t, dir); len(found) != 0 {
		t.Errorf("a log that is as it was: %q", found)
	}

	cut := maps.Clone(late)
	first, _, _ := strings.Cut(cut["checkpoints.jsonl"], "\n")
	cut["checkpoints.jsonl"] = first + "\n" // whoever does that can write the entries after it anew
	for name, files := range map[string]map[string]string{"gone": nil, "an older copy": early, "fewer checkpoints": cut} {
		t.Run(name, func(t *testing.T) {
			putLog(t, dir, late)
			replaced(t, dir) // what the store knows is of the late one
			putLog(t, dir, files)
			for range 2 { // it is said once
				if found := replaced(t, dir); len(found) != 1 {
					t.Errorf("found %q", found)
				}
			}
			if _, err := audit.Verify(filepath.Join(dir, node.AuditDir), nil); err != nil {
				t.Error(err)
			}
		})
	}
}
