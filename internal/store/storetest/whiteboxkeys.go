package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/store"
)

var whiteBoxKeyTests = map[string]func(*testing.T, *store.DB){
	"every field comes back": testWhiteBoxRoundtrip,
	"state":                  testWhiteBoxState,
	"conflicts":              testWhiteBoxConflicts,
	"fingerprints":           testFingerprints,
	"delete":                 testWhiteBoxDelete,
	"filters":                testWhiteBoxFilters,
	"pages":                  testWhiteBoxPages,
}

// newWhiteBoxKey returns a white-box key with every field set, unlike any other
// n's.
func newWhiteBoxKey(n int) store.WhiteBoxKey {
	created := int64(1_700_000_000 + n)
	return store.WhiteBoxKey{
		ID: uuid.New(), Account: account, Region: region, Alias: fmt.Sprintf("alias-%d", n), Description: "白盒 é",
		Algorithm: "SM4", State: store.Enabled, Creator: other, Created: created, CreatedNano: created*1e9 + 7,
		Wrapped: []byte{0, 0xff, byte(n), '\'', 0},
	}
}

// tablesOf returns tables unlike those of any other key, as long as real ones.
func tablesOf(k store.WhiteBoxKey) store.WhiteBoxTables {
	return store.WhiteBoxTables{
		Encrypt: slices.Concat(k.ID[:], make([]byte, 1<<20)), Decrypt: slices.Concat(make([]byte, 1<<20), k.ID[:]),
	}
}

func insertWhiteBoxKeys(t *testing.T, db *store.DB, keys ...store.WhiteBoxKey) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		for _, k := range keys {
			if err := tx.InsertWhiteBoxKey(k, tablesOf(k), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// wantWhiteBoxKeys fails the test unless each of want is there as it is, with
// its tables.
func wantWhiteBoxKeys(t *testing.T, db *store.DB, want ...store.WhiteBoxKey) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		for _, k := range want {
			if got, err := tx.WhiteBoxKey(k.ID); err != nil || !reflect.DeepEqual(got, k) {
				t.Errorf("got %+v (%v), want %+v", got, err, k)
			}
			if got, err := tx.WhiteBoxTables(k.ID); err != nil || !reflect.DeepEqual(got, tablesOf(k)) {
				t.Errorf("%s has other tables (%v)", k.Alias, err)
			}
		}
		return nil
	})
}

func testWhiteBoxRoundtrip(t *testing.T, db *store.DB) {
	prepare(t, db)
	full, least := newWhiteBoxKey(1), store.WhiteBoxKey{ID: uuid.New(), Account: other, State: store.Disabled, Wrapped: []byte{1}}
	insertWhiteBoxKeys(t, db, full, least)
	wantWhiteBoxKeys(t, db, full, least)
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.WhiteBoxKey(uuid.New())
		wantNotFound(t, err)
		_, err = tx.WhiteBoxTables(uuid.New())
		wantNotFound(t, err)
		return nil
	})
}

func testWhiteBoxState(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newWhiteBoxKey(1), newWhiteBoxKey(2)
	insertWhiteBoxKeys(t, db, k, bystander)
	for _, state := range []store.KeyState{store.Disabled, store.Disabled, store.Enabled} {
		update(t, db, func(tx *store.Tx) error { return tx.SetWhiteBoxState(k.ID, state) })
		k.State = state
		wantWhiteBoxKeys(t, db, k, bystander)
	}
	refuse(t, db, func(tx *store.Tx) error { return tx.SetWhiteBoxState(k.ID, store.PendingDelete) })
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.SetWhiteBoxState(uuid.New(), store.Enabled) }))
	wantWhiteBoxKeys(t, db, k, bystander)
}

func testWhiteBoxConflicts(t *testing.T, db *store.DB) {
	prepare(t, db)
	first := newWhiteBoxKey(1)
	insertWhiteBoxKeys(t, db, first)
	insert := func(change func(*store.WhiteBoxKey)) func(*store.Tx) error {
		k := newWhiteBoxKey(2)
		change(&k)
		return func(tx *store.Tx) error { return tx.InsertWhiteBoxKey(k, tablesOf(k), nil) }
	}
	wantConflict(t, refuse(t, db, insert(func(k *store.WhiteBoxKey) { k.ID = first.ID })), "white-box key")
	wantConflict(t, refuse(t, db, insert(func(k *store.WhiteBoxKey) { k.Alias = first.Alias })), "white-box alias")
	wantConflict(t, refuse(t, db, insert(func(k *store.WhiteBoxKey) { k.Account = 5 })), "reference")
	refuse(t, db, insert(func(k *store.WhiteBoxKey) { k.State = store.Archived }))
	refuse(t, db, insert(func(k *store.WhiteBoxKey) { k.Wrapped = nil }))
	refuse(t, db, func(tx *store.Tx) error { return tx.InsertWhiteBoxKey(newWhiteBoxKey(3), store.WhiteBoxTables{}, nil) })
	refuse(t, db, func(tx *store.Tx) error {
		k := newWhiteBoxKey(4)
		return tx.InsertWhiteBoxKey(k, tablesOf(k), []store.Tag{{Key: "a"}, {Key: "a"}})
	})
	wantWhiteBoxCount(t, db, 1)
	update(t, db, insert(func(k *store.WhiteBoxKey) { k.Alias, k.Account = first.Alias, other }))
	update(t, db, insert(func(k *store.WhiteBoxKey) { k.Alias, k.Region = first.Alias, "ap-beijing" }))
	update(t, db, insert(func(k *store.WhiteBoxKey) { k.Alias, k.State = "Alias-1", store.Disabled }))
	wantWhiteBoxCount(t, db, 2)
	key := newKey(1) // aliases of keys are names of their own
	key.Alias = first.Alias
	insertKeys(t, db, key)
}

// wantWhiteBoxCount holds the count of the first account and the usual region.
func wantWhiteBoxCount(t *testing.T, db *store.DB, want int) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		if _, n, err := tx.WhiteBoxKeys(store.WhiteBoxFilter{Account: account, Region: region}); err != nil || n != want {
			t.Errorf("%d white-box keys (%v), want %d", n, err, want)
		}
		return nil
	})
}

func testFingerprints(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newWhiteBoxKey(1), newWhiteBoxKey(2)
	insertWhiteBoxKeys(t, db, k, bystander)
	many := make([]store.Fingerprint, 200)
	for i := range many {
		many[i] = store.Fingerprint{Identity: fmt.Sprintf("device-%d", i*7919%len(many)), Description: "设备 é"}
	}
	set := func(id uuid.UUID, list []store.Fingerprint) {
		t.Helper()
		update(t, db, func(tx *store.Tx) error { return tx.SetFingerprints(id, list) })
	}
	set(bystander.ID, many[5:6])
	for _, want := range [][]store.Fingerprint{many, many[:0], {many[9], many[2]}, {{Identity: "", Description: ""}}, nil} {
		set(k.ID, want)
		wantFingerprints(t, db, k.ID, want)
		wantFingerprints(t, db, bystander.ID, many[5:6])
	}
	wantFingerprints(t, db, uuid.New(), nil)
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.SetFingerprints(uuid.New(), many[:1]) }), "reference")
}

func wantFingerprints(t *testing.T, db *store.DB, id uuid.UUID, want []store.Fingerprint) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Fingerprints(id); err != nil || !slices.Equal(got, want) {
			t.Errorf("fingerprints %v (%v), want %v", got, err, want)
		}
		return nil
	})
}

func testWhiteBoxDelete(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newWhiteBoxKey(1), newWhiteBoxKey(2)
	tags, devices := []store.Tag{{Key: "a", Value: "b"}}, []store.Fingerprint{{Identity: "device"}}
	update(t, db, func(tx *store.Tx) error {
		var failures []error
		for _, k := range []store.WhiteBoxKey{k, bystander} {
			failures = append(failures, tx.InsertWhiteBoxKey(k, tablesOf(k), tags), tx.SetFingerprints(k.ID, devices))
		}
		return errors.Join(failures...)
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteWhiteBoxKey(k.ID) })
	view(t, db, func(tx *store.Tx) error {
		_, err := tx.WhiteBoxKey(k.ID)
		wantNotFound(t, err)
		_, err = tx.WhiteBoxTables(k.ID)
		wantNotFound(t, err)
		left, err := tx.TagsOf([]uuid.UUID{k.ID, bystander.ID})
		if err != nil || !reflect.DeepEqual(left, map[uuid.UUID][]store.Tag{bystander.ID: tags}) {
			t.Errorf("tags afterwards: %v (%v)", left, err)
		}
		return nil
	})
	wantFingerprints(t, db, k.ID, nil)
	wantFingerprints(t, db, bystander.ID, devices)
	wantWhiteBoxKeys(t, db, bystander)
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteWhiteBoxKey(k.ID) }))
	insertWhiteBoxKeys(t, db, newWhiteBoxKey(1)) // the alias is free again
}

func testWhiteBoxFilters(t *testing.T, db *store.DB) {
	prepare(t, db)
	names := []string{"plain", "disabled", "tagged", "elsewhere", "foreign"}
	keys := make([]store.WhiteBoxKey, len(names))
	for i, name := range names {
		keys[i] = newWhiteBoxKey(i)
		keys[i].Alias = name
	}
	keys[1].State, keys[3].Region, keys[4].Account = store.Disabled, "ap-beijing", other
	insertWhiteBoxKeys(t, db, keys...)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.SetTags(keys[1].ID, []store.Tag{{Key: "team", Value: "a"}}),
			tx.SetTags(keys[2].ID, []store.Tag{{Key: "team", Value: "b"}, {Key: "env", Value: ""}}))
	})
	team := func(values ...string) store.TagFilter { return store.TagFilter{Key: "team", Values: values} }
	for name, test := range map[string]struct {
		filter store.WhiteBoxFilter
		want   []string // newest first
	}{
		"none":       {store.WhiteBoxFilter{}, []string{"tagged", "disabled", "plain"}},
		"region":     {store.WhiteBoxFilter{Region: "ap-beijing"}, []string{"elsewhere"}},
		"account":    {store.WhiteBoxFilter{Account: other}, []string{"foreign"}},
		"enabled":    {store.WhiteBoxFilter{State: store.Enabled}, []string{"tagged", "plain"}},
		"disabled":   {store.WhiteBoxFilter{State: store.Disabled}, []string{"disabled"}},
		"any value":  {store.WhiteBoxFilter{Tags: []store.TagFilter{team()}}, []string{"tagged", "disabled"}},
		"values":     {store.WhiteBoxFilter{Tags: []store.TagFilter{team("a", "c")}}, []string{"disabled"}},
		"two tags":   {store.WhiteBoxFilter{Tags: []store.TagFilter{team(), {Key: "env"}}}, []string{"tagged"}},
		"everything": {store.WhiteBoxFilter{State: store.Enabled, Tags: []store.TagFilter{team("a")}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			test.filter.Limit = 100
			checkWhiteBoxKeys(t, db, test.filter, test.want, len(test.want))
			test.filter.Limit = 0
			checkWhiteBoxKeys(t, db, test.filter, nil, len(test.want))
		})
	}
}

func testWhiteBoxPages(t *testing.T, db *store.DB) {
	prepare(t, db)
	for n := range 5 {
		insertWhiteBoxKeys(t, db, newWhiteBoxKey(n))
	}
	all := []string{"alias-4", "alias-3", "alias-2", "alias-1", "alias-0"}
	for _, page := range []struct{ offset, limit, from, to int }{{0, 2, 0, 2}, {2, 2, 2, 4}, {4, 2, 4, 5}, {5, 2, 5, 5}, {9, 9, 5, 5}, {1, 9, 1, 5}} {
		f := store.WhiteBoxFilter{Offset: page.offset, Limit: page.limit}
		checkWhiteBoxKeys(t, db, f, all[page.from:page.to], len(all))
	}
}

func checkWhiteBoxKeys(t *testing.T, db *store.DB, f store.WhiteBoxFilter, want []string, wantTotal int) {
	t.Helper()
	if f.Account == 0 {
		f.Account = account
	}
	if f.Region == "" {
		f.Region = region
	}
	view(t, db, func(tx *store.Tx) error {
		rows, total, err := tx.WhiteBoxKeys(f)
		var got []string
		for _, k := range rows {
			got = append(got, k.Alias)
		}
		if !slices.Equal(got, want) || total != wantTotal {
			t.Errorf("%+v: got %q of %d, want %q of %d", f, got, total, want, wantTotal)
		}
		return err
	})
}
