package kms_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/store"
)

// setDataKeyState puts a data key into a state by the store.
func (w *world) setDataKeyState(id string, state store.KeyState) {
	w.t.Helper()
	err := w.Store.Update(w.t.Context(), func(tx *store.Tx) error {
		k, err := tx.DataKey(uuid.MustParse(id))
		if err != nil {
			return err
		}
		k.State, k.DeletionDate = state, 0
		if state == store.PendingDelete {
			k.DeletionDate = w.clock.Load() + 7*24*3600
		}
		return tx.UpdateDataKey(k)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestDataKeyStates runs the published table of actions and states of data
// keys: the code, and the state afterwards where an action changes it.
func TestDataKeyStates(t *testing.T) {
	const (
		ddis = api.DataKeyDisabled
		dkpd = api.DataKeyPendingDelete
		dsns = api.DataKeyStateNotSupport
		dnpd = api.DataKeyNotPendingDelete
	)
	tests := map[string]struct {
		codes [3]api.Code // Enabled, Disabled, PendingDelete
		after string      // the state, if the action changes it
	}{
		"GetDataKeyPlaintext":      {[3]api.Code{ok, ddis, dkpd}, ""},
		"GetDataKeyCiphertextBlob": {[3]api.Code{ok, ok, dsns}, ""},
		"DescribeDataKey":          {[3]api.Code{ok, ok, ok}, ""},
		"DescribeDataKeys":         {[3]api.Code{ok, ok, ok}, ""},
		"EnableDataKey":            {[3]api.Code{ok, ok, dsns}, "Enabled"},
		"EnableDataKeys":           {[3]api.Code{ok, ok, dsns}, "Enabled"},
		"DisableDataKey":           {[3]api.Code{ok, ok, dsns}, "Disabled"},
		"DisableDataKeys":          {[3]api.Code{ok, ok, dsns}, "Disabled"},
		"ScheduleDataKeyDeletion":  {[3]api.Code{dsns, ok, dsns}, "PendingDelete"},
		"CancelDataKeyDeletion":    {[3]api.Code{dnpd, dnpd, ok}, "Disabled"},
		"UpdateDataKeyName":        {[3]api.Code{ok, ok, dsns}, ""},
		"UpdateDataKeyDescription": {[3]api.Code{ok, ok, dsns}, ""},
	}
	if len(tests) != len(dataKeyCalls) {
		t.Errorf("%d actions in the table, want %d", len(tests), len(dataKeyCalls))
	}
	w := newWorld(t)
	key := w.newKey()
	for name, test := range tests {
		for i, state := range states[:3] {
			t.Run(name+"/"+state.String(), func(t *testing.T) {
				id := w.hosted(key, fmt.Sprintf("%s-%d", name, i)).DataKeyId
				w.setDataKeyState(id, state)
				var got api.Code
				if failure := dataKeyCalls[name](w, id); failure != nil {
					got = failure.Code
				}
				if got != test.codes[i] {
					t.Errorf("got %q, want %q", got, test.codes[i])
				}
				want := state.String()
				if got == ok && test.after != "" {
					want = test.after
				}
				m := w.describeDataKey(id)
				if m.KeyState != want || (m.DeletionDate != 0) != (want == "PendingDelete") {
					t.Errorf("the data key is %s afterwards, deleted at %d, want %s", m.KeyState, m.DeletionDate, want)
				}
			})
		}
	}
}

// TestDataKeyParentStates: what the state of the key means for its data keys.
func TestDataKeyParentStates(t *testing.T) {
	type test struct {
		before store.KeyState // of the data key
		codes  [5]api.Code    // in the order of states
	}
	all, backed := [5]api.Code{}, [5]api.Code{ok, sns, sns, sns, ok}
	tests := map[string]test{
		"GetDataKeyPlaintext":      {store.Enabled, [5]api.Code{ok, dis, kpd, sns, ok}},
		"GetDataKeyCiphertextBlob": {store.Enabled, all},
		"DescribeDataKey":          {store.Enabled, all},
		"DescribeDataKeys":         {store.Enabled, all},
		"EnableDataKey":            {store.Disabled, backed},
		"EnableDataKeys":           {store.Disabled, backed},
		"DisableDataKey":           {store.Enabled, all},
		"DisableDataKeys":          {store.Enabled, all},
		"ScheduleDataKeyDeletion":  {store.Disabled, all},
		"CancelDataKeyDeletion":    {store.PendingDelete, backed},
		"UpdateDataKeyName":        {store.Enabled, all},
		"UpdateDataKeyDescription": {store.Enabled, all},
	}
	w := newWorld(t)
	check := func(t *testing.T, what string, failure *api.Error, want api.Code) {
		t.Helper()
		var got api.Code
		if failure != nil {
			got = failure.Code
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
	}
	for i, state := range states {
		t.Run(state.String(), func(t *testing.T) {
			key := w.newKey()
			ids := map[string]string{}
			for name, test := range tests {
				ids[name] = w.hosted(key, name+state.String()).DataKeyId
				w.setDataKeyState(ids[name], test.before)
			}
			blob := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256"}).CiphertextBlob
			w.setState(key, state)
			for name, test := range tests {
				check(t, name, dataKeyCalls[name](w, ids[name]), test.codes[i])
			}
			making := [5]api.Code{ok, dis, kpd, sns, arc}[i]
			check(t, "GenerateDataKey", errorOf(try(w, api.GenerateDataKey, api.GenerateDataKeyRequest{
				KeyId: key, KeySpec: "AES_256", IsHostedByKms: num(1), DataKeyName: "g" + state.String()})), making)
			check(t, "ImportDataKey 1", errorOf(try(w, api.ImportDataKey, api.ImportDataKeyRequest{
				ImportType: 1, ImportKeyMaterial: blob, DataKeyName: "c" + state.String()})), making)
			check(t, "ImportDataKey 2", errorOf(try(w, api.ImportDataKey, api.ImportDataKeyRequest{
				ImportType: 2, KeyId: key, ImportKeyMaterial: blob[:1], DataKeyName: "p" + state.String()})), making)
		})
	}
}

// TestDataKeyOutlivesItsKey: data keys do not keep a key from being destroyed;
// afterwards they are there, and nothing opens them.
func TestDataKeyOutlivesItsKey(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	enabled, disabled, pending := w.hosted(key, "a").DataKeyId, w.hosted(key, "b").DataKeyId, w.hosted(key, "c").DataKeyId
	for _, id := range []string{disabled, pending} {
		must(w, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: id})
	}
	must(w, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: pending, PendingWindowInDays: 30})
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: key})
	must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: key, PendingWindowInDays: 7})
	w.advance(7 * 24 * time.Hour)
	check := func() {
		t.Helper()
		refused(w, api.CmkNotFound, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: enabled})
		refused(w, api.CmkNotFound, api.EnableDataKey, api.EnableDataKeyRequest{DataKeyId: disabled})
		refused(w, api.CmkNotFound, api.EnableDataKeys, api.EnableDataKeysRequest{DataKeyIds: []string{enabled, disabled}})
		refused(w, api.CmkNotFound, api.CancelDataKeyDeletion, api.CancelDataKeyDeletionRequest{DataKeyId: pending})
		must(w, api.GetDataKeyCiphertextBlob, api.GetDataKeyCiphertextBlobRequest{DataKeyId: enabled})
	}
	check() // due, not destroyed yet
	if n, err := w.Service.DestroyDue(t.Context()); n != 1 || err != nil {
		t.Fatalf("destroyed %d (%v), want 1", n, err)
	}
	check()
	if m := w.describeDataKey(enabled); m.KeyId != key || m.KeyName != "" {
		t.Errorf("metadata %+v", m)
	}
	must(w, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: enabled})
	must(w, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: enabled, PendingWindowInDays: 7})
}

// TestDataKeyDeletion: the data key is gone on its date, with its blob, also
// from the files, and its name is free again.
func TestDataKeyDeletion(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	made, kept := w.hosted(key, "doomed"), w.hosted(key, "kept").DataKeyId
	id := made.DataKeyId
	must(w, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: []string{id, kept}})
	for _, days := range []uint64{0, 6, 31, 1 << 63} {
		refused(w, api.InvalidPendingWindowInDays, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: id, PendingWindowInDays: days})
	}
	for _, id := range []string{id, kept} {
		got := must(w, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: id, PendingWindowInDays: 7})
		want := uint64(w.clock.Load()) + 7*86400
		if got.DeletionDate != want || got.DataKeyId != id || w.describeDataKey(id).DeletionDate != want {
			t.Errorf("answer %+v, want the date %d", got, want)
		}
	}
	if got := must(w, api.CancelDataKeyDeletion, api.CancelDataKeyDeletionRequest{DataKeyId: kept}); got.DataKeyId != kept {
		t.Errorf("cancelled %s, want %s", got.DataKeyId, kept)
	}
	w.advance(7*24*time.Hour - time.Second)
	if n, err := w.Service.DestroyDue(t.Context()); n != 0 || err != nil {
		t.Fatalf("destroyed %d before the date (%v)", n, err)
	}
	refused(w, api.DataKeyNameAlreadyExists, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: kept, DataKeyName: "doomed"})
	w.advance(time.Second)
	for name, call := range dataKeyCalls {
		if failure := call(w, id); failure == nil || failure.Code != api.DataKeyNotFound {
			t.Errorf("%s of one that is due: %v", name, failure)
		}
	}
	if n, err := w.Service.DestroyDue(t.Context()); n != 1 || err != nil {
		t.Fatalf("destroyed %d (%v), want 1", n, err)
	}
	refused(w, api.DataKeyNotFound, api.DescribeDataKey, api.DescribeDataKeyRequest{DataKeyId: id})
	w.searchFiles(made.CiphertextBlob[24:])
	w.hosted(key, "doomed")
	must(w, api.EnableDataKey, api.EnableDataKeyRequest{DataKeyId: kept})
}

// TestDataKeyBatches: one that refuses leaves the others as they were.
func TestDataKeyBatches(t *testing.T) {
	w := newWorld(t)
	key, other := w.newKey(), w.newKey()
	good, bad, orphan := w.hosted(key, "good").DataKeyId, w.hosted(key, "bad").DataKeyId, w.hosted(other, "orphan").DataKeyId
	w.setDataKeyState(bad, store.PendingDelete)
	refused(w, api.DataKeyStateNotSupport, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: []string{good, bad}})
	refused(w, api.DataKeyNotFound, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: []string{good, uuid.NewString()}})
	if got := w.describeDataKey(good).KeyState; got != "Enabled" {
		t.Errorf("the good one is %s", got)
	}
	must(w, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: []string{good, orphan}})
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: other})
	refused(w, sns, api.EnableDataKeys, api.EnableDataKeysRequest{DataKeyIds: []string{good, orphan}})
	if got := w.describeDataKey(good).KeyState; got != "Disabled" {
		t.Errorf("the good one is %s although the batch was refused", got)
	}
	described := must(w, api.DescribeDataKeys, api.DescribeDataKeysRequest{DataKeyIds: []string{orphan, bad, good}}).DataKeyMetadatas
	if len(described) != 3 || described[0].DataKeyId != orphan || described[1].KeyState != "PendingDelete" || described[2].KeyId != key {
		t.Errorf("described %+v", described)
	}
	refused(w, api.DataKeyNotFound, api.DescribeDataKeys, api.DescribeDataKeysRequest{DataKeyIds: []string{good, uuid.NewString()}})
	ids := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = uuid.NewString()
		}
		return list
	}
	for want, list := range map[api.Code][]string{
		api.DuplicatedDataKeyId: {good, orphan, good}, api.InvalidDataKeyId: {good, "x"}, api.DataKeyNotFound: ids(100),
	} {
		refused(w, want, api.DescribeDataKeys, api.DescribeDataKeysRequest{DataKeyIds: list})
		refused(w, want, api.EnableDataKeys, api.EnableDataKeysRequest{DataKeyIds: list})
		refused(w, want, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: list})
	}
	for _, n := range []int{0, 101} {
		refused(w, api.InvalidParameterValue, api.DescribeDataKeys, api.DescribeDataKeysRequest{DataKeyIds: ids(n)})
		refused(w, api.InvalidParameterValue, api.EnableDataKeys, api.EnableDataKeysRequest{DataKeyIds: ids(n)})
		refused(w, api.InvalidParameterValue, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: ids(n)})
	}
}

// TestDataKeyNamesAtOnce: of those who want one name at the same time, one gets
// it, however they ask.
func TestDataKeyNamesAtOnce(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	for round := range 5 {
		name := fmt.Sprintf("name-%d", round)
		renamed := w.hosted(key, "old-"+name).DataKeyId
		var winners atomic.Int64
		var callers sync.WaitGroup
		count := func(failure *api.Error) {
			switch {
			case failure == nil:
				winners.Add(1)
			case failure.Code != api.DataKeyNameAlreadyExists:
				t.Errorf("got %v", failure)
			}
		}
		for range 3 {
			callers.Go(func() {
				count(errorOf(try(w, api.GenerateDataKey, api.GenerateDataKeyRequest{
					KeyId: key, KeySpec: "AES_256", IsHostedByKms: num(1), DataKeyName: name})))
			})
			callers.Go(func() {
				count(errorOf(try(w, api.ImportDataKey, api.ImportDataKeyRequest{
					ImportType: 2, KeyId: key, ImportKeyMaterial: []byte("x"), DataKeyName: name})))
			})
		}
		callers.Go(func() {
			count(errorOf(try(w, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: renamed, DataKeyName: name})))
		})
		callers.Wait()
		if n := winners.Load(); n != 1 {
			t.Errorf("%d got the name", n)
		}
	}
}

// TestDataKeyBatchesAtOnce: who lists while batches run sees all of a batch or
// nothing of it.
func TestDataKeyBatchesAtOnce(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	const size = 8
	ids := make([]string, size)
	for i := range ids {
		ids[i] = w.hosted(key, fmt.Sprintf("batch-%d", i)).DataKeyId
	}
	var batches, readers sync.WaitGroup
	stop := make(chan struct{})
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				got, failure := try(w, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{KeyState: num(1)})
				if failure != nil || got.TotalCount != 0 && got.TotalCount != size {
					t.Errorf("%+v of a batch are enabled (%v)", got, failure)
					return
				}
			}
		})
		batches.Go(func() {
			for range 10 {
				_, disabling := try(w, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: ids})
				_, enabling := try(w, api.EnableDataKeys, api.EnableDataKeysRequest{DataKeyIds: ids})
				if disabling != nil || enabling != nil {
					t.Errorf("got %v and %v", disabling, enabling)
				}
			}
		})
	}
	batches.Wait()
	close(stop)
	readers.Wait()
	if w.describeDataKey(ids[0]).KeyState != "Enabled" {
		t.Error("the last batch did not enable")
	}
}

// TestDataKeyOfExpiredKey: at the end of its key's material a data key opens no
// more, even while the worker has not erased it.
func TestDataKeyOfExpiredKey(t *testing.T) {
	w := newWorld(t)
	key, material := w.external(), newMaterial(32)
	w.mustImport(key, material, w.clock.Load()+3600)
	id := w.hosted(key, "short-lived").DataKeyId
	w.advance(time.Hour - time.Second)
	must(w, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id})
	w.advance(time.Second)
	refused(w, api.CmkStateNotSupport, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id})
	w.expires(1)
	refused(w, api.CmkStateNotSupport, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id})
	w.mustImport(key, material, 0)
	must(w, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id})
}
