package identity_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"miyao/internal/identity"
	"miyao/internal/keyring"
	"miyao/internal/secret"
	"miyao/internal/store"
	"miyao/tc3"
)

const root = 100000000001 // uin

// world is a real store and keyring with a directory on them.
type world struct {
	*identity.Directory
	db   *store.DB
	ring *keyring.Keyring
}

func open(t *testing.T) world {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "miyao.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	ring, err := keyring.New(secret.Random(keyring.RootKeyBytes), db, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.InsertAccount(store.Account{Uin: root, AppID: 1300000001, Name: "root", Created: 1}); err != nil {
			return err
		}
		return tx.InsertPrincipal(store.Principal{Uin: root, Account: root, Kind: store.PrincipalRoot, Name: "root", Created: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
	w := world{db: db, ring: ring}
	w.Directory = w.reopen(t)
	return w
}

// reopen is what another start of the process reads.
func (w world) reopen(t *testing.T) *identity.Directory {
	t.Helper()
	d, err := identity.Open(t.Context(), w.db, w.ring, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (w world) create(t *testing.T) (id, key string) {
	t.Helper()
	row, s, err := w.Create(t.Context(), root, "note")
	if err != nil {
		t.Fatal(err)
	}
	return row.SecretID, string(s.Expose())
}

// check verifies signatures of both kinds with a credential.
func check(t *testing.T, c *identity.Credential, key string) error {
	t.Helper()
	params, err := tc3.SignV1("GET", "host", nil, tc3.Credential{SecretID: "x", SecretKey: key}, tc3.HmacSHA256)
	if err != nil {
		t.Fatal(err)
	}
	return c.VerifyV1("GET", []string{"host"}, params)
}

// TestCredential finds a new credential at once, and after a start.
func TestCredential(t *testing.T) {
	w := open(t)
	id, key := w.create(t)
	if !strings.HasPrefix(id, "AKID") || len(id) != 36 || len(key) != 32 {
		t.Errorf("made %s with a secret of %d", id, len(key))
	}
	for name, d := range map[string]*identity.Directory{"at once": w.Directory, "after a start": w.reopen(t)} {
		c, ok := d.Credential(id)
		if !ok || c.Caller.SecretID != id || c.Caller.Principal.Uin != root || c.Caller.Account.AppID != 1300000001 || !c.Caller.Root() {
			t.Errorf("%s: %v, %+v", name, ok, c.Caller)
		}
		if err := check(t, c, key); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := check(t, c, key+"x"); !errors.Is(err, tc3.ErrSignature) {
			t.Errorf("%s: wrong secret: %v", name, err)
		}
	}
}

// TestDecoy: an unknown credential verifies nothing, and the empty secret
// neither.
func TestDecoy(t *testing.T) {
	w := open(t)
	id, key := w.create(t)
	if err := w.SetEnabled(t.Context(), id, false); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{id, "AKIDunknown", ""} {
		c, ok := w.Credential(name)
		if ok || c.Caller.SecretID != "" || c.Caller.Root() {
			t.Errorf("%q: %v, %+v", name, ok, c.Caller)
		}
		for _, s := range []string{key, ""} {
			if err := check(t, c, s); !errors.Is(err, tc3.ErrSignature) {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
}

// TestChangesAtOnce follows each change in memory and on disk.
func TestChangesAtOnce(t *testing.T) {
	w := open(t)
	id, key := w.create(t)
	other, _ := w.create(t)
	want := func(usable bool) {
		t.Helper()
		for name, d := range map[string]*identity.Directory{"memory": w.Directory, "store": w.reopen(t)} {
			c, ok := d.Credential(id)
			if ok != usable {
				t.Errorf("%s: usable %v, want %v", name, ok, usable)
			}
			if err := check(t, c, key); (err == nil) != usable {
				t.Errorf("%s: %v", name, err)
			}
			if _, ok := d.Credential(other); !ok {
				t.Errorf("%s: the other credential is gone", name)
			}
		}
	}
	set := func(enabled bool) {
		t.Helper()
		if err := w.SetEnabled(t.Context(), id, enabled); err != nil {
			t.Error(err)
		}
	}
	want(true)
	set(false)
	want(false)
	set(false)
	want(false)
	set(true)
	want(true)
	if err := w.Delete(t.Context(), id); err != nil {
		t.Error(err)
	}
	want(false)
	for name, err := range map[string]error{
		"enable": w.SetEnabled(t.Context(), id, true), "delete": w.Delete(t.Context(), id),
		"enable nothing": w.SetEnabled(t.Context(), "", true),
	} {
		if !errors.Is(err, identity.ErrUnknownCredential) {
			t.Errorf("%s: %v", name, err)
		}
	}
	want(false)
	if _, _, err := w.Create(t.Context(), root+1, ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("credential for nobody: %v", err)
	}
}

// TestEnableIsNoGap enables a credential that is enabled, again and again:
// its user is never refused meanwhile.
func TestEnableIsNoGap(t *testing.T) {
	w := open(t)
	id, key := w.create(t)
	stop := make(chan struct{})
	var running sync.WaitGroup
	for range 2 {
		running.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				c, ok := w.Credential(id)
				if !ok {
					t.Error("an enabled credential is refused")
					return
				}
				if err := check(t, c, key); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 50 {
		if err := w.SetEnabled(t.Context(), id, true); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	running.Wait()
}

// TestConcurrentChanges leaves memory and store agreeing, whatever the order.
func TestConcurrentChanges(t *testing.T) {
	w := open(t)
	ids := make([]string, 3)
	for i := range ids {
		ids[i], _ = w.create(t)
	}
	for range 10 {
		var running sync.WaitGroup
		for _, id := range ids {
			for _, enabled := range []bool{true, false, true, false} {
				running.Go(func() {
					if err := w.SetEnabled(t.Context(), id, enabled); err != nil {
						t.Error(err)
					}
				})
			}
			running.Go(func() { w.Credential(id) })
		}
		running.Wait()
		w.agrees(t)
	}
}

// TestGivenUp ends the caller's context at every point of a change: memory and
// store agree afterwards, whatever the change said.
func TestGivenUp(t *testing.T) {
	w := open(t)
	id, _ := w.create(t)
	for step := 0; ; step++ {
		ctx := &endsAfter{Context: t.Context(), looks: step, ended: make(chan struct{})}
		err := w.SetEnabled(ctx, id, step%2 == 0)
		w.agrees(t)
		if err == nil && ctx.left() {
			return // the change looked at its context less often
		}
		if step == 1000 {
			t.Fatal("the change never succeeds")
		}
	}
}

// agrees compares memory with the store.
func (w world) agrees(t *testing.T) {
	t.Helper()
	rows, err := w.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if _, ok := w.Credential(row.SecretID); ok != row.Enabled {
			t.Errorf("%s: in memory %v, in the store %v", row.SecretID, ok, row.Enabled)
		}
	}
}

// endsAfter is a context that is cancelled when it was looked at a number of
// times.
type endsAfter struct {
	context.Context
	mu    sync.Mutex // guards all below
	looks int
	ended chan struct{}
}

func (c *endsAfter) left() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.looks > 0
}

func (c *endsAfter) look() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.looks > 0 {
		c.looks--
		return false
	}
	select {
	case <-c.ended:
	default:
		close(c.ended)
	}
	return true
}

func (c *endsAfter) Done() <-chan struct{} { c.look(); return c.ended }

func (c *endsAfter) Err() error {
	if c.look() {
		return context.Canceled
	}
	return nil
}

// TestDamagedSecret tells a secret that does not unwrap from a signature that
// does not match.
func TestDamagedSecret(t *testing.T) {
	w := open(t)
	id, key := w.create(t)
	err := w.db.Update(t.Context(), func(tx *store.Tx) error {
		row, err := tx.Credential(id)
		if err != nil {
			return err
		}
		row.Wrapped[len(row.Wrapped)-1] ^= 1
		return tx.UpdateCredential(row)
	})
	if err != nil {
		t.Fatal(err)
	}
	c, ok := w.reopen(t).Credential(id)
	if err := check(t, c, key); !ok || err == nil || errors.Is(err, tc3.ErrSignature) {
		t.Errorf("%v, %v", ok, err)
	}
}
