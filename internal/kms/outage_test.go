package kms_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"miyao/api"
	"miyao/internal/logtest"
	"miyao/internal/node"
	"miyao/internal/node/nodetest"
)

// TestOutageIsToldNowAndThen: a log that cannot be written does not make the
// server's log long.
func TestOutageIsToldNowAndThen(t *testing.T) {
	var text logtest.Text
	w := &world{t: t, dir: nodetest.Dir(t, t.TempDir()), region: "ap-guangzhou"}
	w.clock.Store(1_750_000_000)
	w.Node = nodetest.Open(t, w.dir, node.Config{Regions: regions, Now: w.now, Logger: slog.New(slog.NewTextHandler(&text, nil))})
	w.caller = nodetest.Root(t, w.Node)
	if err := w.Audit.Close(); err != nil {
		t.Fatal(err)
	}
	defer w.Close() // an error: the log is closed
	for range 3 {
		for range 20 {
			refused(w, api.ServiceUnavailable, api.GetRegions, api.GetRegionsRequest{})
		}
		w.advance(10 * time.Second)
	}
	told := strings.Count(text.String(), "the audit entry could not be written")
	if counted := strings.Count(text.String(), "others=19"); told != 3 || counted != 2 {
		t.Errorf("told %d times, of others %d times:\n%s", told, counted, &text)
	}
}
