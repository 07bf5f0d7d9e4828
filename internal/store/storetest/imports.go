package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/store"
)

// testVersionErase: erasing takes the material of one key and leaves the
// versions with their digests; a version can be filled again.
func testVersionErase(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newKey(1), newKey(2)
	want := []store.KeyVersion{version(1), version(2)}
	want[0].Digest = []byte{0, 0xfe, '\'', 0} // the other one was not imported
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertKey(k, want, nil), tx.InsertKey(bystander, want, nil))
	})
	update(t, db, func(tx *store.Tx) error { return tx.EraseKeyVersions(k.ID) })
	check := func(id uuid.UUID) {
		t.Helper()
		for i := range want {
			want[i].Key = id
		}
		view(t, db, func(tx *store.Tx) error {
			// Texts, because an engine may return empty bytes as nil.
			if got, err := tx.KeyVersions(id); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v (%v), want %v", got, err, want)
			}
			return nil
		})
	}
	check(bystander.ID)
	want[0].Wrapped, want[1].Wrapped = []byte{}, []byte{}
	check(k.ID)
	want[1].Wrapped, want[1].Digest = []byte{9}, []byte{8}
	update(t, db, func(tx *store.Tx) error { return tx.UpdateKeyVersion(want[1]) })
	check(k.ID)
	update(t, db, func(tx *store.Tx) error { return tx.EraseKeyVersions(uuid.New()) }) // nothing to erase
}

var importTests = map[string]func(*testing.T, *store.DB){
	"parameters": testImportParameters,
	"expiry":     testImportExpiry,
	"deletion":   testImportDeletion,
}

// importParameters returns parameters with bytes that are no valid text.
func importParameters(key uuid.UUID, n byte) store.ImportParameters {
	return store.ImportParameters{
		Key: key, Token: []byte{0, 0xff, n}, Algorithm: "RSAES_OAEP_SHA_256", Wrapped: []byte{n, '\'', 0}, Expires: 100 * int64(n),
	}
}

// wantImport expects the parameters of a key to be p, or there to be none for
// nil.
func wantImport(t *testing.T, db *store.DB, key uuid.UUID, p *store.ImportParameters) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.ImportParameters(key)
		if p == nil {
			wantNotFound(t, err)
		} else if err != nil || !reflect.DeepEqual(got, *p) {
			t.Errorf("got %+v (%v), want %+v", got, err, *p)
		}
		return nil
	})
}

func testImportParameters(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newKey(1), newKey(2)
	insertKeys(t, db, k, bystander)
	first, second, other := importParameters(k.ID, 1), importParameters(k.ID, 2), importParameters(bystander.ID, 3)
	wantImport(t, db, k.ID, nil)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.SetImportParameters(first), tx.SetImportParameters(other))
	})
	wantImport(t, db, k.ID, &first)
	update(t, db, func(tx *store.Tx) error { return tx.SetImportParameters(second) })
	wantImport(t, db, k.ID, &second)
	wantImport(t, db, bystander.ID, &other)
	stray := importParameters(uuid.New(), 4)
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.SetImportParameters(stray) }), "reference")
}

func testImportExpiry(t *testing.T, db *store.DB) {
	prepare(t, db)
	var rows []store.ImportParameters
	for n := range byte(3) {
		k := newKey(int(n))
		insertKeys(t, db, k)
		rows = append(rows, importParameters(k.ID, n+1))
		update(t, db, func(tx *store.Tx) error { return tx.SetImportParameters(rows[n]) })
	}
	for _, step := range []struct{ now, want int64 }{{99, 0}, {200, 2}, {200, 0}} {
		update(t, db, func(tx *store.Tx) error {
			n, err := tx.DeleteExpiredImportParameters(step.now)
			if n != step.want {
				t.Errorf("%d expired at %d, want %d", n, step.now, step.want)
			}
			return err
		})
	}
	wantImport(t, db, rows[0].Key, nil)
	wantImport(t, db, rows[1].Key, nil)
	wantImport(t, db, rows[2].Key, &rows[2])
}

func testImportDeletion(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, doomed := newKey(1), newKey(2)
	insertKeys(t, db, k, doomed)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.SetImportParameters(importParameters(k.ID, 1)), tx.SetImportParameters(importParameters(doomed.ID, 2)))
	})
	for range 2 {
		update(t, db, func(tx *store.Tx) error { return tx.DeleteImportParameters(k.ID) })
		wantImport(t, db, k.ID, nil)
	}
	update(t, db, func(tx *store.Tx) error { return tx.DeleteKey(doomed.ID) })
	wantImport(t, db, doomed.ID, nil)
}
