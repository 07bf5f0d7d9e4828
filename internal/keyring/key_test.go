package keyring_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"miyao/internal/alg"
	"miyao/internal/keyring"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// TestVersions opens each version with its own material and algorithm.
func TestVersions(t *testing.T) {
	r := newRing(t)
	k, _ := r.insert(alg.AES256, alg.SM4, alg.AES256)
	key := r.key(k.ID)
	sealed := make([][]byte, 3)
	for i := range sealed {
		var err error
		if sealed[i], err = r.open(key, uint32(i+1)).Encrypt(nil, []byte("text"), nil); err != nil {
			t.Fatal(err)
		}
	}
	r.Forget(k.ID) // what follows is unwrapped anew
	for i := range sealed {
		for n := range sealed {
			text, err := r.open(r.key(k.ID), uint32(n+1)).Decrypt(nil, sealed[i], nil)
			if (err == nil) != (i == n) || i == n && string(text) != "text" {
				t.Errorf("sealed by version %d, opened by %d: %q, %v", i+1, n+1, text, err)
			}
		}
	}
	for _, n := range []uint32{0, 4, 1<<32 - 1} {
		opened, err := key.Open(n)
		if missing := new(keyring.NoVersionError); opened != nil || !errors.As(err, missing) || missing.Version != n || missing.Erased {
			t.Errorf("version %d: %v, %v", n, opened, err)
		}
	}
}

// TestEveryAlgorithm makes a version of each that the table has, and opens it
// to the same key each time.
func TestEveryAlgorithm(t *testing.T) {
	r := newRing(t)
	for _, row := range alg.Table() {
		k, _ := r.insert(row.ID)
		opened, err := r.key(k.ID).Open(1)
		if want := newOpened(t, row); err != nil || reflect.TypeOf(opened) != reflect.TypeOf(want) {
			t.Errorf("%s for %s: a %T, %v, want a %T", row.Spec, row.Usage, opened, err, want)
			continue
		}
		if pair, ok := opened.(alg.PublicKeyer); ok {
			r.Forget(k.ID)
			again, err := r.key(k.ID).Open(1)
			if err != nil || string(again.(alg.PublicKeyer).PublicKey()) != string(pair.PublicKey()) {
				t.Errorf("%s for %s: another key, %v", row.Spec, row.Usage, err)
			}
		}
	}
}

// newOpened opens fresh material of an algorithm.
func newOpened(t *testing.T, row alg.Algorithm) any {
	t.Helper()
	material, err := row.Generate()
	if err != nil {
		t.Fatal(err)
	}
	opened, err := row.Open(material)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// TestErasedVersions: material that was erased is told from a version that never
// was, and the versions beside it still open.
func TestErasedVersions(t *testing.T) {
	r := newRing(t)
	k, versions := r.insert(alg.AES256, alg.AES256, alg.AES256)
	r.update(func(tx *store.Tx) error {
		erased := versions[1]
		erased.Wrapped = []byte{}
		return tx.UpdateKeyVersion(erased)
	})
	key := r.key(k.ID)
	r.open(key, 1)
	r.open(key, 3)
	for range 2 {
		_, err := key.Open(2)
		if missing := new(keyring.NoVersionError); !errors.As(err, missing) || !missing.Erased || missing.Version != 2 {
			t.Errorf("an erased version: %v", err)
		}
	}
	// Without the first versions, the others are found by their numbers.
	r.update(func(tx *store.Tx) error {
		return errors.Join(tx.DeleteKeyVersions(k.ID), tx.InsertKeyVersion(versions[2]))
	})
	r.Forget(k.ID)
	r.open(r.key(k.ID), 3)
	if _, err := r.key(k.ID).Open(1); !errors.As(err, new(keyring.NoVersionError)) {
		t.Errorf("a version that was removed: %v", err)
	}
}

// TestMovedRows refuses material in the row of another key, version or
// algorithm, under another root key, or damaged, each time it is asked.
func TestMovedRows(t *testing.T) {
	r := newRing(t)
	_, versions := r.insert(alg.AES256, alg.AES256)
	for name, change := range map[string]func(v *store.KeyVersion){
		"another key":       func(*store.KeyVersion) {},
		"another version":   func(v *store.KeyVersion) { v.Version = 2 },
		"another algorithm": func(v *store.KeyVersion) { v.Algorithm = uint8(alg.MLKEM1024) },
		"no algorithm":      func(v *store.KeyVersion) { v.Algorithm = 200 },
		"damaged":           func(v *store.KeyVersion) { v.Wrapped[40] ^= 1 },
	} {
		k, own := r.insert(alg.AES256)
		moved := versions[0]
		if name != "another key" {
			moved = own[0]
		}
		change(&moved)
		r.update(func(tx *store.Tx) error {
			moved.Key = k.ID
			return errors.Join(tx.DeleteKeyVersions(k.ID), tx.InsertKeyVersion(moved))
		})
		key := r.key(k.ID)
		for range 2 {
			if opened, err := key.Open(moved.Version); err == nil || opened != nil {
				t.Errorf("%s: %v, %v", name, opened, err)
			}
		}
	}
	k, _ := r.insert(alg.AES256)
	other, err := r.around(secret.Random(keyring.RootKeyBytes)).Key(t.Context(), k.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(1); !errors.Is(err, alg.ErrOpen) {
		t.Errorf("another root key: %v", err)
	}
}

// TestOpenTogether unwraps a version once, however many ask for it at the same
// time, and gives all of them the same.
func TestOpenTogether(t *testing.T) {
	r := newRing(t)
	k, _ := r.insert(alg.AES256, alg.SM4)
	key := r.key(k.ID)
	const callers = 32
	var opened [callers]any
	var together sync.WaitGroup
	start := make(chan struct{})
	for i := range callers {
		together.Go(func() {
			<-start
			opened[i] = r.open(key, uint32(1+i%2))
		})
	}
	close(start)
	together.Wait()
	for i := range callers {
		if opened[i] != opened[i%2] {
			t.Fatalf("caller %d has a key of its own", i)
		}
	}
	if opened[0] == opened[1] {
		t.Error("two versions are one key")
	}
}

// TestExactUnderChange: who asks after a change was made known never sees what
// was before it, while others keep reading and loading.
func TestExactUnderChange(t *testing.T) {
	r := newRing(t)
	k, _ := r.insert(alg.AES256)
	var told atomic.Int64 // the newest change that Forget has returned for
	var done atomic.Bool
	var readers sync.WaitGroup
	failed := make(chan string, 4)
	for range 4 {
		readers.Go(func() {
			for !done.Load() {
				least := told.Load()
				got, err := r.Key(context.Background(), k.ID)
				if err != nil || got.RotateDays < least {
					failed <- fmt.Sprintf("change %d was told, %+v read (%v)", least, got, err)
					return
				}
				runtime.Gosched()
			}
		})
	}
	for n := int64(1); n <= 200; n++ {
		k.RotateDays = n
		r.update(func(tx *store.Tx) error { return tx.UpdateKey(k) })
		r.Forget(k.ID)
		told.Store(n)
	}
	done.Store(true)
	readers.Wait()
	select {
	case text := <-failed:
		t.Error(text)
	default:
	}
	if got := r.key(k.ID); got.RotateDays != 200 {
		t.Errorf("in the end change %d", got.RotateDays)
	}
}
