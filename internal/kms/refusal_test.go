package kms_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/store"
)

// refuse has n requests from an address refused.
func (w *world) refuse(n int, address string, known bool) {
	w.t.Helper()
	failure := api.Errorf(api.SignatureFailure, "no", "否")
	for range n {
		req := &kms.Request{ID: uuid.NewString(), Action: "Encrypt", Version: api.ProductKMS.Version, SourceIP: address}
		if known {
			req.Caller = w.caller
		}
		if got := w.Service.Refuse(w.t.Context(), req, failure); got != failure {
			w.t.Fatalf("the answer is %v", got)
		}
	}
}

// summarize lets the service do its round, which ends with ctx.
func (w *world) summarize() {
	ctx, cancel := context.WithCancel(w.t.Context())
	cancel()
	w.Service.Run(ctx)
}

// found returns those with a value in a field, oldest first.
func (w *world) found(field audit.Field, value string) []audit.Entry {
	w.t.Helper()
	var found []audit.Entry
	err := audit.Entries(filepath.Join(w.dir, node.AuditDir), 0, func(r audit.Record) error {
		e := r.Entry
		if field == audit.BySource && e.SourceIP == value || field == audit.ByAction && e.Action == value {
			found = append(found, e)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// summaries returns "address: count" of each summary.
func (w *world) summaries() (found []string) {
	for _, e := range w.found(audit.ByAction, "SuppressRefusals") {
		if e.Phase != audit.PhaseSystem || e.Account != 0 {
			w.t.Errorf("summary %+v", e)
		}
		found = append(found, e.SourceIP+": "+e.Detail["suppressed"])
	}
	return found
}

// TestSuppressedRefusals: a source without a credential gets so many entries,
// and then a count of the rest.
func TestSuppressedRefusals(t *testing.T) {
	w := newWorld(t)
	w.refuse(1000, "192.0.2.1", false)
	if n := len(w.found(audit.BySource, "192.0.2.1")); n != 20 {
		t.Errorf("%d entries, want 20", n)
	}
	w.advance(5 * time.Second)
	w.refuse(100, "192.0.2.1", false)
	w.refuse(3, "192.0.2.2", false) // another source has its own measure
	if n := len(w.found(audit.BySource, "192.0.2.1")); n != 25 {
		t.Errorf("%d entries after five seconds, want 25", n)
	}
	if n := len(w.found(audit.BySource, "192.0.2.2")); n != 3 {
		t.Errorf("%d entries of the other source, want 3", n)
	}
	w.summarize()
	if got := fmt.Sprint(w.summaries()); got != "[192.0.2.1: 1075]" {
		t.Errorf("summaries %s", got)
	}
	e := w.found(audit.ByAction, "SuppressRefusals")[0]
	if e.Detail["from"] != "2025-06-15T15:06:40Z" || e.Detail["to"] != "2025-06-15T15:06:45Z" || !strings.HasPrefix(e.Message, "1075 requests") {
		t.Errorf("summary %+v", e)
	}
	w.summarize()
	if got := w.summaries(); len(got) != 1 {
		t.Errorf("nothing more was refused, but there are %v", got)
	}
	w.advance(time.Minute)
	w.refuse(20, "192.0.2.1", false)
	w.summarize()
	if got := w.summaries(); len(got) != 1 {
		t.Errorf("a quiet minute is not forgotten: %v", got)
	}
}

// TestAuthenticatedRefusals are never suppressed.
func TestAuthenticatedRefusals(t *testing.T) {
	w := newWorld(t)
	w.refuse(1000, "192.0.2.1", true)
	w.refuse(1000, "192.0.2.1", false)
	if n := len(w.found(audit.BySource, "192.0.2.1")); n != 1020 {
		t.Errorf("%d entries, want 1020", n)
	}
}

// TestSuppressedFromEverywhere: many sources have a measure in common, and an
// IPv6 customer is one source.
func TestSuppressedFromEverywhere(t *testing.T) {
	w := newWorld(t)
	for i := range 100 {
		w.refuse(1, fmt.Sprintf("2001:db8:0:1::%x", i), false)
	}
	if n := len(w.found(audit.ByAction, "Encrypt")); n != 20 {
		t.Errorf("%d entries of one network, want 20", n)
	}
	for i := range 400 {
		w.refuse(2, fmt.Sprintf("10.0.%d.%d", i/250, i%250), false)
	}
	if n := len(w.found(audit.ByAction, "Encrypt")); n != 200 {
		t.Errorf("%d entries in all, want 200", n)
	}
	w.summarize()
	got := w.summaries()
	// 80 of the network, 620 of 310 addresses, of which 19 have their own.
	if len(got) != 21 || got[0] != "2001:db8:0:1::/64: 80" || !strings.HasSuffix(got[1], ": 2") || got[20] != ": 582" {
		t.Errorf("summaries %v", got)
	}
}

// TestManySources: an attacker with very many addresses takes no more memory,
// and is counted all the same.
func TestManySources(t *testing.T) {
	w := newWorld(t)
	for i := range 12_000 {
		w.refuse(1, fmt.Sprintf("10.%d.%d.1", i/250, i%250), false)
	}
	w.summarize()
	total := len(w.found(audit.ByAction, "Encrypt"))
	for _, e := range w.found(audit.ByAction, "SuppressRefusals") {
		n := 0
		if _, err := fmt.Sscan(e.Detail["suppressed"], &n); err != nil {
			t.Fatal(err)
		}
		total += n
	}
	if total != 12_000 {
		t.Errorf("%d refusals are told of, want 12000", total)
	}
}

// TestPendingDeleteAlarm: the use of a key that is pending deletion is refused
// and raises an alarm.
func TestPendingDeleteAlarm(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	blob := must(w, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")}).CiphertextBlob
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: key})
	refused(w, api.CmkDisabled, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})
	if n := w.Service.PendingDeleteUses(); n != 0 {
		t.Errorf("%d alarms for a disabled key", n)
	}
	must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: key, PendingWindowInDays: 7})
	must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	refused(w, api.KeyPendingDelete, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})
	refused(w, api.KeyPendingDelete, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})
	if n := w.Service.PendingDeleteUses(); n != 2 {
		t.Errorf("%d alarms, want 2", n)
	}
	alarms := 0
	for _, action := range []string{"Encrypt", "Decrypt", "DescribeKey", "ScheduleKeyDeletion"} {
		for _, e := range w.found(audit.ByAction, action) {
			if e.Detail[audit.AlarmDetail] == "pending-delete-key-used" && e.Code == string(api.KeyPendingDelete) {
				alarms++
			} else if e.Detail[audit.AlarmDetail] != "" {
				t.Errorf("alarm of %+v", e)
			}
		}
	}
	if alarms != 2 {
		t.Errorf("%d entries with an alarm, want 2", alarms)
	}
	u, err := w.Audit.KeyUsage(t.Context(), key)
	if err != nil || u.Used.Count != 1 || u.Refused.Count != 3 || u.LastRefused.Principal != fmt.Sprint(w.caller.Principal.Uin) || u.LastRefused.Action != "Encrypt" {
		t.Errorf("usage %+v %v", u, err)
	}
}

// TestReEncryptNamesBothVersions in the audit log, as far as they differ.
func TestReEncryptNamesBothVersions(t *testing.T) {
	w := newWorld(t)
	one, two := w.newKey(), w.newKey()
	blob := must(w, api.Encrypt, api.EncryptRequest{KeyId: one, Plaintext: []byte("x")}).CiphertextBlob
	must(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: blob, DestinationKeyId: two})
	e := w.found(audit.ByAction, "ReEncrypt")[0]
	if e.KeyVersion != 1 || e.Detail[audit.SourceVersionDetail] != "1" || len(e.Resources) != 2 {
		t.Errorf("entry %+v", e)
	}
	for _, key := range []string{one, two} {
		u, err := w.Audit.KeyUsage(t.Context(), key)
		if err != nil || u.Versions["1"].Count == 0 || u.Versions["1"].Last.IsZero() {
			t.Errorf("usage %+v %v", u, err)
		}
	}
}

// TestEveryUseOfADoomedKeyAlarms: whatever action wants to use a key, or hosted data
// key, that is pending deletion raises the alarm, and the entry names the key.
func TestEveryUseOfADoomedKeyAlarms(t *testing.T) {
	w := newWorld(t)
	s := newStock(w)
	tried := 0
	for _, action := range api.Actions() {
		r := requests[action.Name]
		if action.Kind != api.UseKey || r.kind == "" || r.kind == whiteBox { // these are deleted at once
			continue
		}
		id, body := s.doomed(r)
		before := w.Service.PendingDeleteUses()
		if _, failure := w.raw(action.Name, body); failure == nil {
			t.Errorf("%s uses a key that is pending deletion", action.Name)
		}
		alarms := slices.DeleteFunc(w.found(audit.ByAction, action.Name), func(e audit.Entry) bool {
			return e.Detail[audit.AlarmDetail] == "" || !strings.HasSuffix(e.Resources[0], id)
		})
		if n := w.Service.PendingDeleteUses() - before; n != 1 || len(alarms) != 1 || alarms[0].Code == "" {
			t.Errorf("%s: %d alarms, entries %+v", action.Name, n, alarms)
		}
		tried++
	}
	if tried < 13 {
		t.Errorf("only %d actions were tried", tried)
	}
}

// doomed makes a key, or data key, that is pending deletion, and a request that names
// it.
func (s *stock) doomed(r request) (id, body string) {
	s.t.Helper()
	id = s.fresh(r.kind)
	text, err := json.Marshal(r.make(s, r.kind, id))
	if err != nil {
		s.t.Fatal(err)
	}
	if r.kind == dataKeys {
		s.forceOwn(r.kind, id, store.PendingDelete)
	} else {
		s.setState(id, store.PendingDelete)
	}
	return id, string(text)
}

// TestRefusedChangesAreNoUses: of the calls that a key's state refuses, those are
// counted that would have used the key. Who manages it does not need it.
func TestRefusedChangesAreNoUses(t *testing.T) {
	w := newWorld(t)
	s := newStock(w)
	refusals := map[bool]int{}
	for _, action := range api.Actions() {
		r := requests[action.Name]
		if r.kind == "" || r.kind == whiteBox {
			continue
		}
		id, body := s.doomed(r)
		before := w.usage(id).Refused
		_, failure := w.raw(action.Name, body)
		uses := action.Kind == api.UseKey || action == api.GetPublicKey.Info || action == api.ImportDataKey.Info
		if counted := w.usage(id).Refused > before; counted != (uses && failure != nil) {
			t.Errorf("%s: counted %v, it answered %v", action.Name, counted, failure)
		}
		if failure != nil {
			refusals[uses]++
		}
	}
	if refusals[true] < 13 || refusals[false] < 13 {
		t.Errorf("refusals, of uses or not: %v", refusals)
	}
}
