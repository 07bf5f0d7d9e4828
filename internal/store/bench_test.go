package store_test

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/store"
)

func BenchmarkOpenEmpty(b *testing.B) {
	dir := b.TempDir()
	for i := range b.N {
		db, err := store.Open(b.Context(), fmt.Sprintf("sqlite:%s/%d.db", dir, i))
		if err != nil {
			b.Fatal(err)
		}
		_ = db.Close()
	}
}

func BenchmarkOpenExisting(b *testing.B) {
	uri := "sqlite:" + filepath.Join(b.TempDir(), "miyao.db")
	for range b.N {
		db, err := store.Open(b.Context(), uri)
		if err != nil {
			b.Fatal(err)
		}
		_ = db.Close()
	}
}

func BenchmarkKey(b *testing.B) {
	db, ids := fill(b, 1000)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		err := db.View(b.Context(), func(tx *store.Tx) error {
			_, err := tx.Key(ids[i%len(ids)])
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkInsertKey(b *testing.B) {
	db, _ := fill(b, 0)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		err := db.Update(b.Context(), func(tx *store.Tx) error { return insert(tx, uuid.New(), i) })
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkKeys lists pages of 100,000 keys as the API's ListKeyDetail does.
func BenchmarkKeys(b *testing.B) {
	db, _ := fill(b, 100_000)
	base := store.KeyFilter{
		Account: account, Region: region, Usages: []string{"ENCRYPT_DECRYPT"}, Owner: store.UserOwned, Limit: 20,
	}
	for name, change := range map[string]func(*store.KeyFilter){
		"first":    func(*store.KeyFilter) {},
		"deep":     func(f *store.KeyFilter) { f.Offset = 90_000 },
		"state":    func(f *store.KeyFilter) { f.States = []store.KeyState{store.Disabled} },
		"search":   func(f *store.KeyFilter) { f.Search = "key-77777" },
		"tag few":  func(f *store.KeyFilter) { f.Tags = []store.TagFilter{{Key: "team", Values: []string{"7"}}} },
		"tag many": func(f *store.KeyFilter) { f.Tags = []store.TagFilter{{Key: "team"}} },
	} {
		f := base
		change(&f)
		b.Run(name, func(b *testing.B) {
			for range b.N {
				err := db.View(b.Context(), func(tx *store.Tx) error {
					_, _, err := tx.Keys(f)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkScrub(b *testing.B) {
	db, _ := fill(b, 100_000)
	for b.Loop() {
		if err := db.Scrub(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

const (
	account = 100000000001
	region  = "ap-guangzhou"
)

// fill opens a database with n keys.
func fill(b *testing.B, n int) (*store.DB, []uuid.UUID) {
	b.Helper()
	db, err := store.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "miyao.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	ids := make([]uuid.UUID, n)
	err = db.Update(b.Context(), func(tx *store.Tx) error {
		if err := tx.InsertAccount(store.Account{Uin: account}); err != nil {
			return err
		}
		for i := range ids {
			ids[i] = uuid.New()
			if err := insert(tx, ids[i], i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return db, ids
}

func insert(tx *store.Tx, id uuid.UUID, i int) error {
	wrapped := make([]byte, 61)
	_, _ = rand.Read(wrapped)
	return tx.InsertKey(store.Key{
		ID: id, Account: account, Region: region, Alias: fmt.Sprintf("key-%d", i), Usage: "ENCRYPT_DECRYPT",
		Algorithm: 1, State: store.KeyState(1 + i%2), Origin: store.OriginKMS, Owner: store.OwnerUser,
		Creator: account, Created: int64(i), CreatedNano: int64(i), Version: 1,
	}, []store.KeyVersion{{Version: 1, Algorithm: 1, Wrapped: wrapped}},
		[]store.Tag{{Key: "team", Value: fmt.Sprint(i % 1000)}})
}
