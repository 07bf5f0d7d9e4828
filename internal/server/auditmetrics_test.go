package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"miyao/api"
	"miyao/internal/server"
)

// metrics reads what the ops listener has for Prometheus.
func (m *miyao) metrics(t *testing.T) string {
	t.Helper()
	resp, err := m.client.Get("http://" + m.ops(t) + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAuditMetrics: how sinks are doing, and that somebody uses a key which is
// pending deletion.
func TestAuditMetrics(t *testing.T) {
	m := start(t)
	id := m.want(t, "", m.request("CreateKey", `{"Alias":"k"}`)).fields["KeyId"]
	for _, action := range []string{"DisableKey", "ScheduleKeyDeletion"} {
		body, _ := json.Marshal(map[string]any{"KeyId": id})
		if action == "ScheduleKeyDeletion" {
			body, _ = json.Marshal(map[string]any{"KeyId": id, "PendingWindowInDays": 7})
		}
		m.want(t, "", m.request(action, string(body)))
	}
	m.want(t, api.KeyPendingDelete, m.request("Encrypt", fmt.Sprintf(`{"KeyId":%q,"Plaintext":"eA=="}`, id)))
	if text := m.metrics(t); !strings.Contains(text, "\nmiyao_pending_delete_key_uses_total 1\n") || strings.Contains(text, "audit_sink") {
		t.Errorf("metrics\n%s", text)
	}
	m.server = server.New(server.Config{Service: m.node.Service, Directory: m.node.Directory, AuditSinks: func() []server.AuditSink {
		return []server.AuditSink{
			{Name: "file:/x", Sent: 12},
			{Name: "https://h/", Sent: 1, Dropped: 2, Failures: 3, Queue: 4, Lag: 1500 * time.Millisecond, Failing: true, FailedAt: time.Unix(7, 0)},
		}
	}})
	text := m.metrics(t)
	for _, line := range []string{
		`sent_total{sink="file:/x"} 12`, `failing{sink="file:/x"} 0`, `last_failure_timestamp_seconds{sink="file:/x"} 0`,
		`sent_total{sink="https://h/"} 1`, `dropped_total{sink="https://h/"} 2`, `failures_total{sink="https://h/"} 3`,
		`queue_entries{sink="https://h/"} 4`, `lag_seconds{sink="https://h/"} 1.5`, `failing{sink="https://h/"} 1`,
		`last_failure_timestamp_seconds{sink="https://h/"} 7`,
	} {
		if !strings.Contains(text, "\nmiyao_audit_sink_"+line+"\n") {
			t.Errorf("the metrics lack %s", line)
		}
	}
}
