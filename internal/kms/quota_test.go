package kms_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"miyao/api"
)

// limit opens the world again under quotas.
func (w *world) limit(text string) {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "quota.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.quotas = file
	if err := w.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

func TestRequestQuota(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	w.limit("requests: {Encrypt: 2}")
	encrypt := api.EncryptRequest{KeyId: key, Plaintext: []byte("x")}
	must(w, api.Encrypt, encrypt)
	must(w, api.Encrypt, encrypt)
	refused(w, api.RequestLimitExceeded, api.Encrypt, encrypt)
	must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	w.advance(time.Second)
	must(w, api.Encrypt, encrypt)
}

// TestRatesInServiceStatus: GetServiceStatus has the limits of the caller's account,
// of all KMS actions together.
func TestRatesInServiceStatus(t *testing.T) {
	w := newWorld(t)
	const none = 2147483647
	want := func(region, total uint64, listed int) {
		t.Helper()
		s := must(w, api.GetServiceStatus, api.GetServiceStatusRequest{})
		if s.QpsLimit != region || s.QpsTotalLimit != total || len(s.RegionsQps) != listed {
			t.Errorf("in the region %d, in all %d, regions %v; want %d, %d, %d", s.QpsLimit, s.QpsTotalLimit, s.RegionsQps, region, total, listed)
		}
		for i, q := range s.RegionsQps {
			if q != (api.RegionQps{Region: regions[i].Name, Qps: region}) {
				t.Errorf("region %d: %+v", i, q)
			}
		}
	}
	want(none, none, 0)
	w.limit("requests: {Encrypt: 2}") // all others are not limited
	want(none, none, 0)
	w.limit(`requests: {"*": 2, Encrypt: 0.5, GetServiceStatus: 1000}`)
	want(67*2+1+1000, 3*(67*2+1+1000), 3)
	w.limit(fmt.Sprintf("requests: {\"*\": 2}\naccounts: {\"%d\": {requests: {\"*\": 20000000}}}", w.caller.Account.Uin))
	want(69*20000000, none, 3)
	w.limit(`preset: cloud
accounts: {"1": {requests: {"*": 1}}}`)
	want(7560, 3*7560, 3)
}

func TestKeyQuota(t *testing.T) {
	w := newWorld(t)
	w.newKey()
	w.limit("keys: 3")
	if got := must(w, api.GetServiceStatus, api.GetServiceStatusRequest{}).CmkLimit; got != 3 {
		t.Errorf("CmkLimit %d", got)
	}
	// Of many that come together only those are made for which there is room.
	var made, tooMany int
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, alias := range []string{"a", "b", "c", "d", "e"} {
		group.Go(func() {
			_, failure := try(w, api.CreateKey, api.CreateKeyRequest{Alias: alias})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case failure == nil:
				made++
			case failure.Code == api.CmkLimitExceeded:
				tooMany++
			}
		})
	}
	group.Wait()
	if made != 2 || tooMany != 3 {
		t.Errorf("%d made, %d refused", made, tooMany)
	}
	refusedAtOnce(w, api.CmkLimitExceeded, api.CreateKey, api.CreateKeyRequest{Alias: "f"})
}

func TestDataKeyQuota(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	w.limit("data-keys: 1")
	ask := func(name string) api.GenerateDataKeyRequest {
		return api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", IsHostedByKms: new(uint64(1)), DataKeyName: name}
	}
	first := must(w, api.GenerateDataKey, ask("first")).DataKeyId
	refused(w, api.DataKeyLimitExceeded, api.GenerateDataKey, ask("second"))
	refused(w, api.DataKeyLimitExceeded, api.ImportDataKey, api.ImportDataKeyRequest{
		DataKeyName: "third", ImportKeyMaterial: []byte("x"), ImportType: 2, KeyId: key})
	// One that is pending deletion makes room, and cannot come back then.
	must(w, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: first})
	must(w, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: first, PendingWindowInDays: 7})
	must(w, api.GenerateDataKey, ask("second"))
	refused(w, api.DataKeyLimitExceeded, api.CancelDataKeyDeletion, api.CancelDataKeyDeletionRequest{DataKeyId: first})
	must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256"})
}
