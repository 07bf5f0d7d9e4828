package storetest

import (
	"fmt"
	"slices"
	"testing"

	"miyao/internal/store"
)

var listTests = map[string]func(*testing.T, *store.DB){
	"filters": testListFilters,
	"moment":  testListOfMoment,
	"pages":   testListPages,
	"counts":  testKeyCounts,
	"due":     testKeysDue,
}

func testKeyCounts(t *testing.T, db *store.DB) {
	prepare(t, db)
	keys := listed()
	insertKeys(t, db, keys...)
	view(t, db, func(tx *store.Tx) error {
		usage := keys[0].Usage
		want := []store.KeyCount{
			{State: keys[0].State, Usage: "ASYMMETRIC_SIGN_VERIFY_SM2", Count: 1}, {State: keys[0].State, Usage: usage, Count: 2},
			{State: store.Disabled, Usage: usage, Count: 1}, {State: store.PendingImport, Usage: usage, Count: 1},
		}
		if got, err := tx.CountKeysBy(keys[0].Account, keys[0].Region); err != nil || !slices.Equal(got, want) {
			t.Errorf("got %+v (%v), want %+v", got, err, want)
		}
		return nil
	})
}

func testKeysDue(t *testing.T, db *store.DB) {
	prepare(t, db)
	add := func(n int, change func(*store.Key)) store.Key {
		k := newKey(n)
		k.State, k.Owner, k.DeletionDate, k.ValidTo, k.RotationEnabled, k.NextRotation = store.Enabled, store.OwnerUser, 0, 0, false, 9
		change(&k)
		return k
	}
	keys := []store.Key{
		add(0, func(k *store.Key) { k.RotationEnabled, k.NextRotation = true, 30 }),
		add(1, func(k *store.Key) { k.State, k.DeletionDate = store.PendingDelete, 20 }),
		add(2, func(k *store.Key) { k.ValidTo = 10 }),
		add(3, func(k *store.Key) { k.State, k.RotationEnabled = store.Disabled, true }), // does not rotate now
		add(4, func(*store.Key) {}),
		add(5, func(k *store.Key) { k.ValidTo, k.Region = 1, "ap-beijing" }),
		add(6, func(k *store.Key) { k.ValidTo, k.Owner = 1, "cos" }),
	}
	insertKeys(t, db, keys...)
	view(t, db, func(tx *store.Tx) error {
		want := []store.KeyDue{
			{ID: keys[2].ID.String(), Alias: keys[2].Alias, Event: store.DueExpiry, Time: 10},
			{ID: keys[1].ID.String(), Alias: keys[1].Alias, Event: store.DueDeletion, Time: 20},
			{ID: keys[0].ID.String(), Alias: keys[0].Alias, Event: store.DueRotation, Time: 30},
		}
		for _, limit := range []int{2, 3, 10} {
			got, total, err := tx.KeysDue(keys[0].Account, keys[0].Region, limit)
			if err != nil || total != 3 || !slices.Equal(got, want[:min(limit, 3)]) {
				t.Errorf("%d at most: got %+v of %d (%v)", limit, got, total, err)
			}
		}
		if got, total, err := tx.KeysDue(keys[0].Account, "nowhere", 5); err != nil || total != 0 || len(got) != 0 {
			t.Errorf("nowhere: %v %d (%v)", got, total, err)
		}
		return nil
	})
}

// listed are the keys that testListFilters looks for, oldest first, by alias.
func listed() []store.Key {
	var keys []store.Key
	add := func(alias string, change func(*store.Key)) {
		k := newKey(len(keys))
		k.Alias = alias
		change(&k)
		keys = append(keys, k)
	}
	add("plain", func(*store.Key) {})
	add("disabled", func(k *store.Key) { k.State = store.Disabled })
	add("external", func(k *store.Key) { k.State, k.Origin = store.PendingImport, store.OriginExternal })
	add("Signing", func(k *store.Key) { k.Usage = "ASYMMETRIC_SIGN_VERIFY_SM2" })
	add("product", func(k *store.Key) { k.Owner = "cos" })
	add("100%_密钥", func(*store.Key) {})
	add("elsewhere", func(k *store.Key) { k.Region = "ap-beijing" })
	add("foreign", func(k *store.Key) { k.Account = other })
	return keys
}

// testListOfMoment lists the keys as they are shortly before, at and after the
// second in which one is to be destroyed and the material of others ends.
func testListOfMoment(t *testing.T, db *store.DB) {
	prepare(t, db)
	const then = 2_000_000_000
	var keys []store.Key
	for i, state := range []store.KeyState{store.Enabled, store.Archived, store.PendingImport, store.PendingDelete, store.PendingDelete} {
		k := newKey(i)
		k.Alias, k.State, k.DeletionDate, k.ValidTo = fmt.Sprint(i), state, 0, 0
		keys = append(keys, k)
	}
	keys[0].ValidTo, keys[1].ValidTo, keys[4].ValidTo = then, then, then // 4 waits to be destroyed much later
	keys[3].DeletionDate, keys[4].DeletionDate = then, then+1e6
	insertKeys(t, db, keys...)
	for _, test := range []struct {
		state         store.KeyState
		before, after []string
	}{
		{0, []string{"0", "1", "2", "3", "4"}, []string{"0", "1", "2", "4"}},
		{store.Enabled, []string{"0"}, nil},
		{store.Archived, []string{"1"}, nil},
		{store.PendingImport, []string{"2"}, []string{"0", "1", "2"}},
		{store.PendingDelete, []string{"3", "4"}, []string{"4"}},
	} {
		var states []store.KeyState
		if test.state != 0 {
			states = []store.KeyState{test.state}
		}
		for now, want := range map[int64][]string{0: test.before, then - 1: test.before, then: test.after, then + 1: test.after} {
			t.Run(fmt.Sprint(test.state, "at", now), func(t *testing.T) {
				checkList(t, db, store.KeyFilter{States: states, Now: now}, want)
			})
		}
	}
}

func testListFilters(t *testing.T, db *store.DB) {
	prepare(t, db)
	keys := listed()
	insertKeys(t, db, keys...)
	update(t, db, func(tx *store.Tx) error {
		tags := map[int][]store.Tag{
			0: {{Key: "team", Value: "a"}, {Key: "stage", Value: "prod"}},
			1: {{Key: "team", Value: "b"}}, 2: {{Key: "team", Value: "c"}, {Key: "stage", Value: ""}},
			7: {{Key: "team", Value: "a"}},
		}
		for i, list := range tags {
			if err := tx.SetTags(keys[i].ID, list); err != nil {
				return err
			}
		}
		return nil
	})
	for _, test := range filterCases(keys) {
		t.Run(test.name, func(t *testing.T) { checkList(t, db, test.filter, test.want) })
	}
}

type filterCase struct {
	name   string
	filter store.KeyFilter
	want   []string // aliases, oldest first
}

func filterCases(keys []store.Key) []filterCase {
	plain, disabled, external, signing, product, odd := "plain", "disabled", "external", "Signing", "product", "100%_密钥"
	here := []string{plain, disabled, external, signing, product, odd}
	tag := func(key string, values ...string) store.TagFilter { return store.TagFilter{Key: key, Values: values} }
	return []filterCase{
		{"none", store.KeyFilter{}, here},
		{"region", store.KeyFilter{Region: "ap-beijing"}, []string{"elsewhere"}},
		{"account", store.KeyFilter{Account: other}, []string{"foreign"}},
		{"state", store.KeyFilter{States: []store.KeyState{store.Disabled}}, []string{disabled}},
		{"states", store.KeyFilter{States: []store.KeyState{store.Disabled, store.PendingImport}}, []string{disabled, external}},
		{"no such state", store.KeyFilter{States: []store.KeyState{store.Archived}}, nil},
		{"usage", store.KeyFilter{Usages: []string{"ASYMMETRIC_SIGN_VERIFY_SM2"}}, []string{signing}},
		{"usages", store.KeyFilter{Usages: []string{"ASYMMETRIC_SIGN_VERIFY_SM2", "ENCRYPT_DECRYPT"}}, here},
		{"origin", store.KeyFilter{Origin: store.OriginExternal}, []string{external}},
		{"user's", store.KeyFilter{Owner: store.UserOwned}, []string{plain, disabled, external, signing, odd}},
		{"products'", store.KeyFilter{Owner: store.ProductOwned}, []string{product}},
		{"part of alias", store.KeyFilter{Search: "lai"}, []string{plain}},
		{"case of alias", store.KeyFilter{Search: "signing"}, nil},
		{"wildcard", store.KeyFilter{Search: "%_"}, []string{odd}},
		{"Chinese", store.KeyFilter{Search: "密"}, []string{odd}},
		{"quote", store.KeyFilter{Search: "' OR 1=1"}, nil},
		{"part of id", store.KeyFilter{Search: keys[1].ID.String()[9:]}, []string{disabled}},
		{"other account's id", store.KeyFilter{Search: keys[7].ID.String()}, nil},
		{"any value of tag", store.KeyFilter{Tags: []store.TagFilter{tag("team")}}, []string{plain, disabled, external}},
		{"value of tag", store.KeyFilter{Tags: []store.TagFilter{tag("team", "a")}}, []string{plain}},
		{"values of tag", store.KeyFilter{Tags: []store.TagFilter{tag("team", "b", "c", "x")}}, []string{disabled, external}},
		{"empty value", store.KeyFilter{Tags: []store.TagFilter{tag("stage", "")}}, []string{external}},
		{"both tags", store.KeyFilter{Tags: []store.TagFilter{tag("team"), tag("stage")}}, []string{plain, external}},
		{"no such tag", store.KeyFilter{Tags: []store.TagFilter{tag("team"), tag("x")}}, nil},
		{"all", store.KeyFilter{
			States: []store.KeyState{store.Enabled}, Usages: []string{"ENCRYPT_DECRYPT"}, Origin: store.OriginKMS,
			Owner: store.UserOwned, Search: "plain", Tags: []store.TagFilter{tag("team", "a", "b")},
		}, []string{plain}},
	}
}

// checkList lists in both orders and with Limit 0.
func checkList(t *testing.T, db *store.DB, f store.KeyFilter, want []string) {
	if f.Account == 0 {
		f.Account = account
	}
	if f.Region == "" {
		f.Region = region
	}
	for _, oldest := range []bool{true, false} {
		f.OldestFirst, f.Limit = oldest, 100
		if got, total := aliases(t, db, f); !slices.Equal(got, want) || total != len(want) {
			t.Errorf("oldest first %v: got %q of %d, want %q", oldest, got, total, want)
		}
		want = slices.Clone(want)
		slices.Reverse(want)
	}
	f.Limit = 0
	if got, total := aliases(t, db, f); len(got) != 0 || total != len(want) {
		t.Errorf("limit 0: got %q of %d, want none of %d", got, total, len(want))
	}
}

func testListPages(t *testing.T, db *store.DB) {
	prepare(t, db)
	var keys []store.Key
	for n := range 7 {
		k := newKey(n)
		k.CreatedNano = int64(n / 3) // the id decides among equals
		keys = append(keys, k)
	}
	insertKeys(t, db, keys...)
	f := store.KeyFilter{Account: account, Region: region, OldestFirst: true, Limit: 100}
	all, _ := aliases(t, db, f)
	for offset := range 9 {
		for _, limit := range []int{1, 3, 7, 8} {
			f.Offset, f.Limit = offset, limit
			want := all[min(offset, 7):min(offset+limit, 7)]
			if got, total := aliases(t, db, f); !slices.Equal(got, want) || total != 7 {
				t.Errorf("offset %d limit %d: got %q of %d, want %q of 7", offset, limit, got, total, want)
			}
		}
	}
}

func aliases(t *testing.T, db *store.DB, f store.KeyFilter) (names []string, total int) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		keys, n, err := tx.Keys(f)
		for _, k := range keys {
			names = append(names, k.Alias)
		}
		total = n
		return err
	})
	return names, total
}

var dueTests = map[string]func(*testing.T, *store.DB){
	"deletion": testDueDeletion,
	"rotation": testDueRotation,
	"expiry":   testDueExpiry,
}

func testDueDeletion(t *testing.T, db *store.DB) {
	prepare(t, db)
	view(t, db, func(tx *store.Tx) error {
		if next, err := tx.NextDeletion(); err != nil || next != 0 {
			t.Errorf("next deletion of none: %d (%v)", next, err)
		}
		return nil
	})
	insertDue(t, db, func(k *store.Key, at int64) { k.DeletionDate = at }, store.PendingDelete, store.Disabled)
	checkDue(t, db, func(tx *store.Tx, now int64) ([]store.Key, error) { return tx.DueKeys(now) }, store.PendingDelete)
	view(t, db, func(tx *store.Tx) error {
		if next, err := tx.NextDeletion(); err != nil || next != 100 {
			t.Errorf("next deletion: %d (%v), want 100", next, err)
		}
		return nil
	})
}

func testDueRotation(t *testing.T, db *store.DB) {
	prepare(t, db)
	insertDue(t, db, func(k *store.Key, at int64) { k.NextRotation = at }, store.Enabled, store.Disabled)
	off := newKey(100)
	off.NextRotation, off.RotationEnabled = 50, false
	insertKeys(t, db, off)
	checkDue(t, db, func(tx *store.Tx, now int64) ([]store.Key, error) { return tx.KeysToRotate(now) }, store.Enabled)
}

func testDueExpiry(t *testing.T, db *store.DB) {
	prepare(t, db)
	insertDue(t, db, func(k *store.Key, at int64) { k.ValidTo = at }, store.PendingDelete)
	never := newKey(100)
	never.ValidTo = 0
	insertKeys(t, db, never)
	checkDue(t, db, func(tx *store.Tx, now int64) ([]store.Key, error) { return tx.KeysToExpire(now) }, store.PendingDelete)
}

// insertDue adds a key for each of three times and of the states.
func insertDue(t *testing.T, db *store.DB, set func(*store.Key, int64), states ...store.KeyState) {
	t.Helper()
	n := 0
	for _, at := range []int64{300, 100, 200} {
		for _, state := range states {
			k := newKey(n)
			k.State, k.Alias = state, fmt.Sprintf("%s-%d", state, at)
			set(&k, at)
			insertKeys(t, db, k)
			n++
		}
	}
}

// checkDue expects the keys of one state, the longest due first.
func checkDue(t *testing.T, db *store.DB, due func(*store.Tx, int64) ([]store.Key, error), state store.KeyState) {
	t.Helper()
	for now, want := range map[int64][]int64{99: nil, 100: {100}, 250: {100, 200}, 300: {100, 200, 300}} {
		view(t, db, func(tx *store.Tx) error {
			keys, err := due(tx, now)
			var got, wantNames []string
			for _, k := range keys {
				got = append(got, k.Alias)
			}
			for _, at := range want {
				wantNames = append(wantNames, fmt.Sprintf("%s-%d", state, at))
			}
			if !slices.Equal(got, wantNames) {
				t.Errorf("due at %d: %q, want %q", now, got, wantNames)
			}
			return err
		})
	}
}
