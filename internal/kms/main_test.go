package kms_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/node/nodetest"
	"miyao/internal/store"
)

// world is a real node in a temporary directory, with a clock of its own.
type world struct {
	*node.Node
	t      *testing.T
	dir    string
	clock  atomic.Int64 // Unix seconds
	caller *identity.Caller
	region string
	quotas string
	offers []kms.Region
}

var regions = []kms.Region{{Name: "ap-guangzhou"}, {Name: "ap-shanghai"}, {Name: "ap-chengdu", SM: true}}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel() // much of the time goes into waiting for the disk
	w := &world{t: t, dir: nodetest.Dir(t, t.TempDir()), region: "ap-guangzhou", offers: regions}
	w.clock.Store(1_750_000_000)
	w.open()
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	w.caller = nodetest.Root(t, w.Node)
	return w
}

func (w *world) open() {
	w.t.Helper()
	w.Node = nodetest.Open(w.t, w.dir, node.Config{Regions: w.offers, Quotas: w.quotas, Now: w.now})
}

func (w *world) now() time.Time { return time.Unix(w.clock.Load(), 0) }

func (w *world) advance(d time.Duration) { w.clock.Add(int64(d.Seconds())) }

// raw sends a JSON body as the world's caller.
func (w *world) raw(action, body string) (api.Answer, *api.Error) {
	version := api.ProductKMS.Version
	for _, known := range api.Actions() {
		if known.Name == action {
			version = known.Product.Version
		}
	}
	return w.Service.Do(w.t.Context(), &kms.Request{
		ID: uuid.NewString(), Action: action, Version: version, Region: w.region, Body: []byte(body),
		Caller: w.caller, SourceIP: "127.0.0.1",
	})
}

// try calls an action and returns its error.
func try[Req, Resp any](w *world, action api.Action[Req, Resp], req Req) (*Resp, *api.Error) {
	w.t.Helper()
	body, err := json.Marshal(req)
	if err != nil {
		w.t.Fatal(err)
	}
	answer, failure := w.raw(action.Name, string(body))
	if failure != nil {
		return nil, failure
	}
	return any(answer).(*Resp), nil
}

// must calls an action that has to succeed.
func must[Req, Resp any](w *world, action api.Action[Req, Resp], req Req) *Resp {
	w.t.Helper()
	resp, failure := try(w, action, req)
	if failure != nil {
		w.t.Fatalf("%s: %v", action.Name, failure)
	}
	return resp
}

// refused calls an action that has to fail with code.
func refused[Req, Resp any](w *world, code api.Code, action api.Action[Req, Resp], req Req) {
	w.t.Helper()
	_, failure := try(w, action, req)
	switch {
	case failure == nil:
		w.t.Errorf("%s succeeded, want %s", action.Name, code)
	case failure.Code != code:
		w.t.Errorf("%s: got %v, want %s", action.Name, failure, code)
	case failure.Message == "" || failure.MessageZH == "":
		w.t.Errorf("%s: %s has no message in one of the languages", action.Name, code)
	}
}

// refusedAtOnce calls an action that has to fail with code before it makes key
// material or tables, and so before the transaction that keeps them: while the one
// writer of the store is busy.
func refusedAtOnce[Req, Resp any](w *world, code api.Code, action api.Action[Req, Resp], req Req) {
	w.t.Helper()
	done := make(chan struct{})
	err := w.Store.Update(w.t.Context(), func(*store.Tx) error {
		go func() {
			defer close(done)
			refused(w, code, action, req)
		}()
		select {
		case <-done:
			return nil
		case <-time.After(time.Minute):
			return errors.New("it waits for the store's writer")
		}
	})
	if err != nil {
		w.t.Errorf("%s: %v", action.Name, err)
	}
	<-done
}

var aliases atomic.Int64

// newKey makes an enabled key with an alias of its own.
func (w *world) newKey() string {
	w.t.Helper()
	return must(w, api.CreateKey, api.CreateKeyRequest{Alias: fmt.Sprintf("key-%d", aliases.Add(1))}).KeyId
}

// setState puts a key into a state, by the store where no action leads there.
func (w *world) setState(id string, state store.KeyState) {
	w.t.Helper()
	parsed := uuid.MustParse(id)
	err := w.Store.Update(w.t.Context(), func(tx *store.Tx) error {
		k, err := tx.Key(parsed)
		if err != nil {
			return err
		}
		k.State = state
		k.DeletionDate = 0
		if state == store.PendingDelete {
			k.DeletionDate = w.clock.Load() + 7*24*3600
		}
		if state == store.PendingImport {
			k.Version, k.Origin = 0, store.OriginExternal
			if err := tx.DeleteKeyVersions(parsed); err != nil {
				return err
			}
		}
		return tx.UpdateKey(k)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Keyring.Forget(parsed)
}

func (w *world) state(id string) string {
	w.t.Helper()
	return must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: id}).KeyMetadata.KeyState
}
