package storetest

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/store"
)

var keyTests = map[string]func(*testing.T, *store.DB){
	"every field comes back": testKeyRoundtrip,
	"update":                 testKeyUpdate,
	"conflicts":              testKeyConflicts,
	"delete":                 testKeyDelete,
	"by id":                  testKeysByID,
	"by alias":               testKeysByAlias,
	"unknown":                testKeyUnknown,
}

func testKeyRoundtrip(t *testing.T, db *store.DB) {
	prepare(t, db)
	full, zero := newKey(1), store.Key{ID: uuid.New(), Account: other, State: store.Archived}
	insertKeys(t, db, full, zero)
	view(t, db, func(tx *store.Tx) error {
		for _, want := range []store.Key{full, zero} {
			if got, err := tx.Key(want.ID); err != nil || got != want {
				t.Errorf("got %+v (%v), want %+v", got, err, want)
			}
			got, err := tx.KeyByAlias(want.Account, want.Region, want.Alias)
			if err != nil || got != want {
				t.Errorf("by alias: got %+v (%v), want %+v", got, err, want)
			}
		}
		return nil
	})
}

func testKeyUpdate(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newKey(1), newKey(2)
	insertKeys(t, db, k, bystander)
	changed := k
	changed.Alias, changed.Description, changed.State = "renamed", "", store.PendingDelete
	changed.DeletionDate, changed.ValidTo, changed.Version = 21, 22, 23
	changed.RotationEnabled, changed.RotateDays, changed.LastRotated, changed.NextRotation = false, 24, 25, 26
	changed.RotationPending = false
	fixed := changed
	fixed.Account, fixed.Region, fixed.Usage, fixed.Algorithm = other, "x", "x", 9
	fixed.Origin, fixed.Owner, fixed.Creator, fixed.Created, fixed.CreatedNano = "x", "x", 1, 1, 1
	update(t, db, func(tx *store.Tx) error { return tx.UpdateKey(fixed) })
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Key(k.ID); err != nil || got != changed {
			t.Errorf("got %+v (%v), want %+v", got, err, changed)
		}
		if got, err := tx.Key(bystander.ID); err != nil || got != bystander {
			t.Errorf("another key changed: %+v (%v)", got, err)
		}
		return nil
	})
}

func testKeyConflicts(t *testing.T, db *store.DB) {
	prepare(t, db)
	first, second := newKey(1), newKey(2)
	insertKeys(t, db, first, second)
	insert := func(change func(*store.Key)) func(*store.Tx) error {
		k := newKey(3)
		change(&k)
		return func(tx *store.Tx) error { return tx.InsertKey(k, nil, nil) }
	}
	wantConflict(t, refuse(t, db, insert(func(k *store.Key) { k.ID = first.ID })), "key")
	wantConflict(t, refuse(t, db, insert(func(k *store.Key) { k.Alias = first.Alias })), "alias")
	wantConflict(t, refuse(t, db, insert(func(k *store.Key) { k.Account = 5 })), "reference")
	refuse(t, db, insert(func(k *store.Key) { k.State = 6 }))
	refuse(t, db, insert(func(k *store.Key) { k.Creator = 1 << 63 }))
	second.Alias = first.Alias
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdateKey(second) }), "alias")
	update(t, db, insert(func(k *store.Key) { k.Alias, k.Account = first.Alias, other }))
	update(t, db, insert(func(k *store.Key) { k.Alias, k.Region = first.Alias, "ap-beijing" }))
	update(t, db, insert(func(k *store.Key) { k.Alias = "Alias-1" }))
	view(t, db, func(tx *store.Tx) error {
		if n, err := tx.CountKeys(account, region); err != nil || n != 3 {
			t.Errorf("%d keys (%v), want 3", n, err)
		}
		return nil
	})
}

func testKeyDelete(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newKey(1), newKey(2)
	update(t, db, func(tx *store.Tx) error {
		for _, k := range []store.Key{k, bystander} {
			err := tx.InsertKey(k, []store.KeyVersion{version(1), version(2)}, []store.Tag{{Key: "a", Value: "b"}})
			if err != nil {
				return err
			}
		}
		return nil
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteKey(k.ID) })
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.Key(k.ID)
		wantNotFound(t, err)
		if v, err := tx.KeyVersions(k.ID); err != nil || len(v) != 0 {
			t.Errorf("versions are left: %v (%v)", v, err)
		}
		if tags, err := tx.Tags(k.ID); err != nil || len(tags) != 0 {
			t.Errorf("tags are left: %v (%v)", tags, err)
		}
		if v, err := tx.KeyVersions(bystander.ID); err != nil || len(v) != 2 {
			t.Errorf("another key lost versions: %v (%v)", v, err)
		}
		return nil
	})
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteKey(k.ID) }))
	again := newKey(1) // the alias is free again
	insertKeys(t, db, again)
}

func testKeysByID(t *testing.T, db *store.DB) {
	prepare(t, db)
	var keys []store.Key
	ids := []uuid.UUID{uuid.New()}
	for n := range 1201 { // more than fit in one query
		k := newKey(n)
		keys, ids = append(keys, k), append(ids, k.ID)
	}
	insertKeys(t, db, keys...)
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.KeysByID(append(ids, keys[0].ID))
		if err != nil || len(got) != len(keys) {
			t.Errorf("got %d keys (%v), want %d", len(got), err, len(keys))
		}
		for _, k := range keys {
			if got[k.ID] != k {
				t.Errorf("got %+v, want %+v", got[k.ID], k)
			}
		}
		got, err = tx.KeysByID(nil)
		if err != nil || len(got) != 0 {
			t.Errorf("no ids gave %v (%v)", got, err)
		}
		return nil
	})
}

func testKeyUnknown(t *testing.T, db *store.DB) {
	prepare(t, db)
	k := newKey(1)
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdateKey(k) }))
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteKey(k.ID) }))
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.Key(k.ID)
		wantNotFound(t, err)
		_, err = tx.KeyByAlias(account, region, k.Alias)
		wantNotFound(t, err)
		return nil
	})
}

func testKeysByAlias(t *testing.T, db *store.DB) {
	prepare(t, db)
	far, near, foreign, unlike := newKey(1), newKey(2), newKey(3), newKey(4)
	far.Region, near.Region, foreign.Account = "ap-z", "ap-a", other
	near.Alias, foreign.Alias, unlike.Alias = far.Alias, far.Alias, far.Alias+"x"
	insertKeys(t, db, far, near, foreign, unlike)
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.KeysByAlias(account, far.Alias); err != nil || !slices.Equal(got, []store.Key{near, far}) {
			t.Errorf("got %+v (%v)", got, err)
		}
		if got, err := tx.KeysByAlias(account, "none"); err != nil || len(got) != 0 {
			t.Errorf("of none: %+v (%v)", got, err)
		}
		return nil
	})
}
