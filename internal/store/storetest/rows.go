package storetest

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/store"
)

var versionTests = map[string]func(*testing.T, *store.DB){
	"rows":  testVersions,
	"walk":  testVersionWalk,
	"erase": testVersionErase,
}

// version returns a version with bytes that are no valid text.
func version(n uint32) store.KeyVersion {
	wrapped := []byte{0, 0xff, byte(n), '\'', 0}
	return store.KeyVersion{Version: n, Algorithm: 255, Wrapped: wrapped, Created: int64(n)}
}

func testVersions(t *testing.T, db *store.DB) {
	prepare(t, db)
	k := newKey(1)
	want := []store.KeyVersion{version(1), version(2), version(1<<32 - 1)}
	for i := range want {
		want[i].Key = k.ID
	}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertKey(k, want[1:2], nil), tx.InsertKeyVersion(want[2]), tx.InsertKeyVersion(want[0]))
	})
	want[1].Wrapped = bytes.Repeat([]byte{7}, 10_000)
	update(t, db, func(tx *store.Tx) error { return tx.UpdateKeyVersion(want[1]) })
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.KeyVersions(k.ID); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v (%v), want %v", got, err, want)
		}
		if got, err := tx.KeyVersion(k.ID, 2); err != nil || !reflect.DeepEqual(got, want[1]) {
			t.Errorf("got %v (%v), want %v", got, err, want[1])
		}
		_, err := tx.KeyVersion(k.ID, 3)
		wantNotFound(t, err)
		return nil
	})
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.InsertKeyVersion(want[0]) }), "key version")
	stray := version(1)
	stray.Key = uuid.New()
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.InsertKeyVersion(stray) }), "reference")
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdateKeyVersion(stray) }))
	refuse(t, db, func(tx *store.Tx) error { return tx.InsertKeyVersion(store.KeyVersion{Key: k.ID, Version: 9}) })
	update(t, db, func(tx *store.Tx) error { return tx.DeleteKeyVersions(k.ID) })
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.KeyVersions(k.ID); err != nil || len(got) != 0 {
			t.Errorf("versions are left: %v (%v)", got, err)
		}
		_, err := tx.Key(k.ID)
		return err
	})
}

func testVersionWalk(t *testing.T, db *store.DB) {
	prepare(t, db)
	want := make(map[uuid.UUID]int)
	update(t, db, func(tx *store.Tx) error {
		for n := range 6 {
			k := newKey(n)
			var versions []store.KeyVersion
			for i := range n {
				versions = append(versions, version(uint32(i+1)))
				want[k.ID]++
			}
			if err := tx.InsertKey(k, versions, nil); err != nil {
				return err
			}
		}
		return nil
	})
	got := make(map[uuid.UUID]int)
	view(t, db, func(tx *store.Tx) error {
		var last store.KeyVersion
		for {
			page, err := tx.KeyVersionsAfter(last.Key, last.Version, 4)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, v := range page {
				got[v.Key]++
			}
			last = page[len(page)-1]
		}
	})
	if !reflect.DeepEqual(got, want) {
		t.Errorf("walked %v, want %v", got, want)
	}
}

var tagTests = map[string]func(*testing.T, *store.DB){"tags": testTags}

func testTags(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bare := newKey(1), newKey(2)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertKey(bare, nil, nil),
			tx.InsertKey(k, nil, []store.Tag{{Key: "b", Value: ""}, {Key: "a", Value: "密"}, {Key: "A", Value: "x"}}))
	})
	ids := []uuid.UUID{bare.ID, k.ID, uuid.New()}
	check := func(want map[uuid.UUID][]store.Tag) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			got, err := tx.TagsOf(ids)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got %v (%v), want %v", got, err, want)
			}
			return nil
		})
	}
	check(map[uuid.UUID][]store.Tag{k.ID: {{Key: "A", Value: "x"}, {Key: "a", Value: "密"}, {Key: "b", Value: ""}}})
	twice := []store.Tag{{Key: "c", Value: "1"}, {Key: "c", Value: "2"}}
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.SetTags(k.ID, twice) }), "tag")
	update(t, db, func(tx *store.Tx) error { return tx.SetTags(k.ID, twice[:1]) })
	check(map[uuid.UUID][]store.Tag{k.ID: twice[:1]})
	update(t, db, func(tx *store.Tx) error { return tx.SetTags(k.ID, nil) })
	check(map[uuid.UUID][]store.Tag{})
}

var slotTests = map[string]func(*testing.T, *store.DB){"slots": testSlots}

func testSlots(t *testing.T, db *store.DB) {
	insert := func(uri string) (id int64) {
		t.Helper()
		update(t, db, func(tx *store.Tx) (err error) {
			id, err = tx.InsertSlot(store.Slot{ID: 77, URI: uri, Sealed: []byte{1, 2}, Created: 3})
			return err
		})
		return id
	}
	first, second := insert("file:"), insert("passphrase:")
	if first == second || first == 77 {
		t.Errorf("ids %d and %d", first, second)
	}
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error {
		_, err := tx.InsertSlot(store.Slot{URI: "file:", Sealed: []byte{1}})
		return err
	}), "slot")
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.UpdateSlot(store.Slot{ID: first, URI: "file:x", Sealed: []byte{9}}), tx.DeleteSlot(second))
	})
	third := insert("passphrase:")
	if third == second {
		t.Errorf("id %d was given twice", third)
	}
	want := []store.Slot{{ID: first, URI: "file:x", Sealed: []byte{9}, Created: 3},
		{ID: third, URI: "passphrase:", Sealed: []byte{1, 2}, Created: 3}}
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Slots(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v (%v), want %v", got, err, want)
		}
		return nil
	})
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteSlot(second) }))
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error {
		return tx.UpdateSlot(store.Slot{ID: second, URI: "y", Sealed: []byte{1}})
	}))
}

var settingTests = map[string]func(*testing.T, *store.DB){"settings": testSettings}

func testSettings(t *testing.T, db *store.DB) {
	for _, value := range [][]byte{{0, 0xff}, {}, nil, []byte("again")} {
		update(t, db, func(tx *store.Tx) error { return tx.SetSetting("name", value) })
		view(t, db, func(tx *store.Tx) error {
			if got, err := tx.Setting("name"); err != nil || !bytes.Equal(got, value) {
				t.Errorf("got %v (%v), want %v", got, err, value)
			}
			_, err := tx.Setting("Name")
			wantNotFound(t, err)
			return nil
		})
	}
}
