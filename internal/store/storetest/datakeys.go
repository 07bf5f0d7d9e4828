package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/store"
)

var dataKeyTests = map[string]func(*testing.T, *store.DB){
	"every field comes back": testDataKeyRoundtrip,
	"update":                 testDataKeyUpdate,
	"conflicts":              testDataKeyConflicts,
	"delete":                 testDataKeyDelete,
	"due":                    testDataKeysDue,
	"filters":                testDataKeyFilters,
	"pages":                  testDataKeyPages,
}

// newDataKey returns a data key with every field set, unlike any other n's.
func newDataKey(n int) store.DataKey {
	created := int64(1_700_000_000 + n)
	return store.DataKey{
		ID: uuid.New(), Account: account, Region: region, Key: uuid.New(), Name: fmt.Sprintf("name-%d", n),
		Description: "密钥 é", State: store.Enabled, Origin: store.OriginKMS, Owner: store.OwnerUser, Creator: other,
		Created: created, CreatedNano: created*1e9 + 7, DeletionDate: 11, Length: 12,
		Blob: []byte{0, 0xff, byte(n), '\'', 0}, Context: `{"a":"密"}`,
	}
}

func insertDataKeys(t *testing.T, db *store.DB, keys ...store.DataKey) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		for _, k := range keys {
			if err := tx.InsertDataKey(k, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// wantDataKeys fails the test unless each of want is there as it is.
func wantDataKeys(t *testing.T, db *store.DB, want ...store.DataKey) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		for _, k := range want {
			if got, err := tx.DataKey(k.ID); err != nil || !reflect.DeepEqual(got, k) {
				t.Errorf("got %+v (%v), want %+v", got, err, k)
			}
		}
		return nil
	})
}

func testDataKeyRoundtrip(t *testing.T, db *store.DB) {
	prepare(t, db)
	full, least := newDataKey(1), store.DataKey{ID: uuid.New(), Account: other, State: store.PendingDelete, Blob: []byte{1}}
	insertDataKeys(t, db, full, least)
	wantDataKeys(t, db, full, least)
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.DataKey(uuid.New())
		wantNotFound(t, err)
		return nil
	})
}

func testDataKeyUpdate(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newDataKey(1), newDataKey(2)
	insertDataKeys(t, db, k, bystander)
	changed := k
	changed.Name, changed.Description, changed.State, changed.DeletionDate = "renamed", "", store.PendingDelete, 21
	fixed := changed
	fixed.Account, fixed.Region, fixed.Key, fixed.Origin, fixed.Owner, fixed.Creator = other, "x", uuid.New(), "x", "x", 1
	fixed.Created, fixed.CreatedNano, fixed.Length, fixed.Blob, fixed.Context = 1, 1, 1, []byte{1}, "x"
	update(t, db, func(tx *store.Tx) error { return tx.UpdateDataKey(fixed) })
	wantDataKeys(t, db, changed, bystander)
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdateDataKey(newDataKey(3)) }))
}

func testDataKeyConflicts(t *testing.T, db *store.DB) {
	prepare(t, db)
	first, second := newDataKey(1), newDataKey(2)
	insertDataKeys(t, db, first, second)
	insert := func(change func(*store.DataKey)) func(*store.Tx) error {
		k := newDataKey(3)
		change(&k)
		return func(tx *store.Tx) error { return tx.InsertDataKey(k, nil) }
	}
	wantConflict(t, refuse(t, db, insert(func(k *store.DataKey) { k.ID = first.ID })), "data key")
	wantConflict(t, refuse(t, db, insert(func(k *store.DataKey) { k.Name = first.Name })), "data key name")
	wantConflict(t, refuse(t, db, insert(func(k *store.DataKey) { k.Account = 5 })), "reference")
	refuse(t, db, insert(func(k *store.DataKey) { k.State = store.PendingImport }))
	refuse(t, db, insert(func(k *store.DataKey) { k.Blob = nil }))
	second.Name = first.Name
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdateDataKey(second) }), "data key name")
	update(t, db, insert(func(k *store.DataKey) { k.Name, k.Account = first.Name, other }))
	update(t, db, insert(func(k *store.DataKey) { k.Name, k.Region = first.Name, "ap-beijing" }))
	update(t, db, insert(func(k *store.DataKey) { k.Name, k.State = "Name-1", store.PendingDelete }))
	view(t, db, func(tx *store.Tx) error {
		if n, err := tx.CountDataKeys(account, region); err != nil || n != 2 {
			t.Errorf("%d data keys (%v), want 2: one is pending deletion", n, err)
		}
		return nil
	})
}

func testDataKeyDelete(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newDataKey(1), newDataKey(2)
	tags := []store.Tag{{Key: "a", Value: "b"}}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertDataKey(k, tags), tx.InsertDataKey(bystander, tags))
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteDataKey(k.ID) })
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.DataKey(k.ID)
		wantNotFound(t, err)
		left, err := tx.TagsOf([]uuid.UUID{k.ID, bystander.ID})
		if err != nil || !reflect.DeepEqual(left, map[uuid.UUID][]store.Tag{bystander.ID: tags}) {
			t.Errorf("tags afterwards: %v (%v)", left, err)
		}
		return nil
	})
	wantDataKeys(t, db, bystander)
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteDataKey(k.ID) }))
	insertDataKeys(t, db, newDataKey(1)) // the name is free again
}

func testDataKeysDue(t *testing.T, db *store.DB) {
	prepare(t, db)
	for i, at := range []int64{300, 100, 200} {
		pending, disabled := newDataKey(2*i), newDataKey(2*i+1)
		pending.State, pending.DeletionDate = store.PendingDelete, at
		disabled.State, disabled.DeletionDate = store.Disabled, at
		insertDataKeys(t, db, pending, disabled)
	}
	for now, want := range map[int64][]int64{99: nil, 100: {100}, 250: {100, 200}, 300: {100, 200, 300}} {
		view(t, db, func(tx *store.Tx) error {
			due, err := tx.DueDataKeys(now)
			var got []int64
			for _, k := range due {
				got = append(got, k.DeletionDate)
			}
			if !slices.Equal(got, want) {
				t.Errorf("due at %d: %d, want %d", now, got, want)
			}
			return err
		})
	}
}

func testDataKeyFilters(t *testing.T, db *store.DB) {
	prepare(t, db)
	names := []string{"plain", "disabled", "external", "product", "100%_x", "elsewhere", "foreign"}
	keys := make([]store.DataKey, len(names))
	for i, name := range names {
		keys[i] = newDataKey(i)
		keys[i].Name = name
	}
	keys[1].State, keys[2].Origin, keys[3].Owner = store.Disabled, store.OriginExternal, "cos"
	keys[4].Length, keys[5].Region, keys[6].Account = 1024, "ap-beijing", other
	keys[3].State, keys[3].DeletionDate = store.PendingDelete, 2_000_000_000
	insertDataKeys(t, db, keys...)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.SetTags(keys[0].ID, []store.Tag{{Key: "team", Value: "a"}}),
			tx.SetTags(keys[2].ID, []store.Tag{{Key: "team", Value: "b"}}))
	})
	tagged := func(values ...string) []store.TagFilter { return []store.TagFilter{{Key: "team", Values: values}} }
	for name, test := range map[string]struct {
		filter store.DataKeyFilter
		want   []string // oldest first
	}{
		"none":        {store.DataKeyFilter{}, names[:5]},
		"region":      {store.DataKeyFilter{Region: "ap-beijing"}, names[5:6]},
		"account":     {store.DataKeyFilter{Account: other}, names[6:]},
		"state":       {store.DataKeyFilter{States: []store.KeyState{store.Disabled}}, names[1:2]},
		"not yet due": {store.DataKeyFilter{Now: 1_999_999_999}, names[:5]},
		"due":         {store.DataKeyFilter{Now: 2_000_000_000}, []string{"plain", "disabled", "external", "100%_x"}},
		"origin":      {store.DataKeyFilter{Origin: store.OriginExternal}, names[2:3]},
		"user's":      {store.DataKeyFilter{Owner: store.UserOwned, Length: 12}, names[:3]},
		"products'":   {store.DataKeyFilter{Owner: store.ProductOwned}, names[3:4]},
		"length":      {store.DataKeyFilter{Length: 1024}, names[4:5]},
		"key":         {store.DataKeyFilter{Key: uuid.NullUUID{UUID: keys[0].Key, Valid: true}}, names[:1]},
		"no such":     {store.DataKeyFilter{Key: uuid.NullUUID{UUID: keys[0].ID, Valid: true}}, nil},
		"name":        {store.DataKeyFilter{Search: "%_"}, names[4:5]},
		"id":          {store.DataKeyFilter{Search: keys[1].ID.String()[9:]}, names[1:2]},
		"any value":   {store.DataKeyFilter{Tags: tagged()}, []string{"plain", "external"}},
		"tag":         {store.DataKeyFilter{Tags: tagged("b", "c")}, names[2:3]},
		"everything":  {store.DataKeyFilter{States: []store.KeyState{store.Enabled}, Search: "plain", Tags: tagged("a"), Length: 12}, names[:1]},
	} {
		t.Run(name, func(t *testing.T) { checkDataKeys(t, db, test.filter, test.want) })
	}
}

// checkDataKeys lists in both orders and with Limit 0.
func checkDataKeys(t *testing.T, db *store.DB, f store.DataKeyFilter, want []string) {
	if f.Account == 0 {
		f.Account = account
	}
	if f.Region == "" {
		f.Region = region
	}
	for _, oldest := range []bool{true, false} {
		f.OldestFirst, f.Limit = oldest, 100
		if got, total := dataKeyNames(t, db, f); !slices.Equal(got, want) || total != len(want) {
			t.Errorf("oldest first %v: got %q of %d, want %q", oldest, got, total, want)
		}
		want = slices.Clone(want)
		slices.Reverse(want)
	}
	f.Limit = 0
	if got, total := dataKeyNames(t, db, f); len(got) != 0 || total != len(want) {
		t.Errorf("limit 0: got %q of %d, want none of %d", got, total, len(want))
	}
}

func dataKeyNames(t *testing.T, db *store.DB, f store.DataKeyFilter) (names []string, total int) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		keys, n, err := tx.DataKeys(f)
		for _, k := range keys {
			names = append(names, k.Name)
			if !bytes.HasPrefix(k.Blob, []byte{0, 0xff}) {
				t.Errorf("%s came without its blob", k.Name)
			}
		}
		total = n
		return err
	})
	return names, total
}

func testDataKeyPages(t *testing.T, db *store.DB) {
	prepare(t, db)
	for n := range 7 {
		k := newDataKey(n)
		k.CreatedNano = int64(n / 3) // the id decides among equals
		insertDataKeys(t, db, k)
	}
	f := store.DataKeyFilter{Account: account, Region: region, OldestFirst: true, Limit: 100}
	all, _ := dataKeyNames(t, db, f)
	for offset := range 9 {
		f.Offset, f.Limit = offset, 3
		want := all[min(offset, 7):min(offset+3, 7)]
		if got, total := dataKeyNames(t, db, f); !slices.Equal(got, want) || total != 7 {
			t.Errorf("offset %d: got %q of %d, want %q of 7", offset, got, total, want)
		}
	}
}
