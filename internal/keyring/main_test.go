package keyring_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/internal/alg"
	"miyao/internal/keyring"
	"miyao/internal/secret"
	"miyao/internal/store"
)

const account = 100000000001

// ring is a keyring on a real store, with a clock of its own.
type ring struct {
	*keyring.Keyring
	t     *testing.T
	db    *store.DB
	clock atomic.Int64
}

func newRing(t *testing.T) *ring {
	t.Helper()
	r := &ring{t: t}
	r.clock.Store(1_750_000_000)
	var err error
	if r.db, err = store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "miyao.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.db.Close(); err != nil {
			t.Error(err)
		}
	})
	r.update(func(tx *store.Tx) error {
		return tx.InsertAccount(store.Account{Uin: account, AppID: 1, Name: "root", Created: 1})
	})
	r.Keyring = r.around(secret.Random(keyring.RootKeyBytes))
	return r
}

// around is a keyring with another root key on the same store.
func (r *ring) around(root secret.Bytes) *keyring.Keyring {
	r.t.Helper()
	k, err := keyring.New(root, r.db, r.now)
	if err != nil {
		r.t.Fatal(err)
	}
	return k
}

func (r *ring) now() time.Time { return time.Unix(r.clock.Load(), 0) }

func (r *ring) update(fn func(*store.Tx) error) {
	r.t.Helper()
	if err := r.db.Update(context.Background(), fn); err != nil {
		r.t.Fatal(err)
	}
}

// insert stores a key with one version for each algorithm, numbered from 1.
func (r *ring) insert(algorithms ...alg.ID) (store.Key, []store.KeyVersion) {
	r.t.Helper()
	id := uuid.New()
	k := store.Key{
		ID: id, Account: account, Region: "ap-guangzhou", Alias: "k" + id.String(), Usage: alg.EncryptDecrypt,
		Algorithm: uint8(algorithms[0]), State: store.Enabled, Origin: store.OriginKMS, Owner: store.OwnerUser,
		Creator: account, Created: 1, CreatedNano: 1, Version: uint32(len(algorithms)),
	}
	versions := make([]store.KeyVersion, len(algorithms))
	for i, id := range algorithms {
		row, ok := alg.ByID(id)
		if !ok {
			r.t.Fatalf("no algorithm %d", id)
		}
		var err error
		if versions[i], err = r.NewVersion(k.ID, uint32(i+1), row, r.now()); err != nil {
			r.t.Fatal(err)
		}
	}
	r.update(func(tx *store.Tx) error {
		return tx.InsertKey(k, versions, []store.Tag{{Key: "team", Value: "a&b"}})
	})
	return k, versions
}

// key is the snapshot of a key that exists.
func (r *ring) key(id uuid.UUID) *keyring.Key {
	r.t.Helper()
	k, err := r.Key(context.Background(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return k
}

// symmetric is what AES_256 and SM4 open to.
type symmetric interface {
	alg.Encrypter
	alg.Decrypter
}

// open opens a version that is there.
func (r *ring) open(k *keyring.Key, n uint32) symmetric {
	r.t.Helper()
	opened, err := k.Open(n)
	if err != nil {
		r.t.Fatalf("version %d: %v", n, err)
	}
	return opened.(symmetric)
}
