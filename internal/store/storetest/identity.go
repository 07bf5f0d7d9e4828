package storetest

import (
	"errors"
	"reflect"
	"testing"

	"miyao/internal/store"
)

var identityTests = map[string]func(*testing.T, *store.DB){
	"accounts":        testAccounts,
	"principals":      testPrincipals,
	"credentials":     testCredentials,
	"last used":       testLastUsed,
	"sign-ins":        testSignIns,
	"who signs in":    testSignInList,
	"groups":          testGroups,
	"roles":           testRoles,
	"policies":        testPolicies,
	"policy versions": testPolicyVersions,
	"attachments":     testAttachments,
	"leaving":         testLeaving,
}

func testAccounts(t *testing.T, db *store.DB) {
	want := []store.Account{{Uin: other, AppID: other, Name: "密"}, {Uin: account, AppID: 1250000001, Name: "one", Created: 5}}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertAccount(want[1]), tx.InsertAccount(want[0]))
	})
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Accounts(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v (%v), want %v", got, err, want)
		}
		if got, err := tx.Account(other); err != nil || got != want[0] {
			t.Errorf("got %v (%v), want %v", got, err, want[0])
		}
		_, err := tx.Account(5)
		wantNotFound(t, err)
		return nil
	})
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.InsertAccount(want[0]) }), "account")
	refuse(t, db, func(tx *store.Tx) error { return tx.InsertAccount(store.Account{Uin: 1 << 63}) })
}

func testPrincipals(t *testing.T, db *store.DB) {
	prepare(t, db)
	root := store.Principal{Uin: account, Account: account, Kind: store.PrincipalRoot, Name: "root", Created: 1}
	user := store.Principal{Uin: other - 1, Account: account, Kind: store.PrincipalUser, Name: "ann"}
	update(t, db, func(tx *store.Tx) error {
		namesake := store.Principal{Uin: 9, Account: other, Kind: store.PrincipalUser, Name: "ann"}
		return errors.Join(tx.InsertPrincipal(user), tx.InsertPrincipal(root), tx.InsertPrincipal(namesake))
	})
	view(t, db, func(tx *store.Tx) error {
		want := []store.Principal{root, user}
		if got, err := tx.Principals(account); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v (%v), want %v", got, err, want)
		}
		if got, err := tx.Principal(user.Uin); err != nil || got != user {
			t.Errorf("got %v (%v), want %v", got, err, user)
		}
		_, err := tx.Principal(5)
		wantNotFound(t, err)
		return nil
	})
	insert := func(p store.Principal) error {
		return refuse(t, db, func(tx *store.Tx) error { return tx.InsertPrincipal(p) })
	}
	wantConflict(t, insert(store.Principal{Uin: user.Uin, Account: account, Kind: "user", Name: "x"}), "principal")
	wantConflict(t, insert(store.Principal{Uin: 8, Account: account, Kind: "user", Name: "ann"}), "principal name")
	wantConflict(t, insert(store.Principal{Uin: 8, Account: 8, Kind: "user", Name: "x"}), "reference")
	insert(store.Principal{Uin: 8, Account: account, Kind: "robot", Name: "x"})
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeletePrincipal(5) }))
}

func testCredentials(t *testing.T, db *store.DB) {
	prepare(t, db)
	first := store.Credential{SecretID: "AKIDb", Principal: 7, Wrapped: []byte{0, 1}, Enabled: true, Created: 1, Note: "laptop"}
	second := store.Credential{SecretID: "AKIDa", Principal: 7, Wrapped: []byte{2}, Created: 2}
	third := store.Credential{SecretID: "AKIDc", Principal: 8, Wrapped: []byte{3}, Created: 3}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertPrincipal(store.Principal{Uin: 7, Account: account, Kind: "user", Name: "ann"}),
			tx.InsertPrincipal(store.Principal{Uin: 8, Account: account, Kind: "user", Name: "bob"}),
			tx.InsertCredential(second), tx.InsertCredential(first), tx.InsertCredential(third))
	})
	check := func(wantSeven, wantAll []store.Credential) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			if got, err := tx.Credentials(7); err != nil || !reflect.DeepEqual(got, wantSeven) {
				t.Errorf("of the principal: got %v (%v), want %v", got, err, wantSeven)
			}
			if got, err := tx.AllCredentials(); err != nil || !reflect.DeepEqual(got, wantAll) {
				t.Errorf("all: got %v (%v), want %v", got, err, wantAll)
			}
			for _, want := range wantAll {
				if got, err := tx.Credential(want.SecretID); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("got %v (%v), want %v", got, err, want)
				}
			}
			return nil
		})
	}
	check([]store.Credential{first, second}, []store.Credential{second, first, third})
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.InsertCredential(first) }), "secret id")
	stray := store.Credential{SecretID: "x", Principal: 5, Wrapped: []byte{1}}
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.InsertCredential(stray) }), "reference")
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdateCredential(stray) }))
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteCredential("x") }))
	first.Wrapped, first.Enabled, first.Note = []byte{9}, false, ""
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.UpdateCredential(first), tx.DeleteCredential(second.SecretID))
	})
	check([]store.Credential{first}, []store.Credential{first, third})
	update(t, db, func(tx *store.Tx) error { return tx.DeletePrincipal(7) })
	check(nil, []store.Credential{third})
}

func testSignIns(t *testing.T, db *store.DB) {
	prepare(t, db)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertPrincipal(store.Principal{Uin: 7, Account: account, Kind: "user", Name: "ann", Email: "a@b"}),
			tx.InsertPrincipal(store.Principal{Uin: 8, Account: other, Kind: "user", Name: "ann"}))
	})
	check := func(principal uint64, want *store.SignIn) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			got, err := tx.SignIn(principal)
			if want == nil {
				wantNotFound(t, err)
			} else if err != nil || !reflect.DeepEqual(got, *want) {
				t.Errorf("got %+v (%v), want %+v", got, err, *want)
			}
			return nil
		})
	}
	set := func(s store.SignIn) {
		t.Helper()
		update(t, db, func(tx *store.Tx) error { return tx.SetSignIn(s) })
		check(s.Principal, &s)
	}
	check(7, nil)
	set(store.SignIn{Principal: 8, Password: "p8"})
	set(store.SignIn{Principal: 7, Password: "p7", TOTP: []byte{0, 1}})
	set(store.SignIn{Principal: 7, Password: "q7"}) // without TOTP again
	set(store.SignIn{Principal: 7})
	check(8, &store.SignIn{Principal: 8, Password: "p8"})
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.SetSignIn(store.SignIn{Principal: 5}) }), "reference")
	view(t, db, func(tx *store.Tx) error {
		if p, err := tx.PrincipalByName(account, "ann"); err != nil || p.Uin != 7 || p.Email != "a@b" {
			t.Errorf("ann: %+v (%v)", p, err)
		}
		for _, name := range []string{"", "Ann", "bob"} {
			_, err := tx.PrincipalByName(account, name)
			wantNotFound(t, err)
		}
		return nil
	})
	update(t, db, func(tx *store.Tx) error { return errors.Join(tx.DeleteSignIn(7), tx.DeleteSignIn(7)) })
	check(7, nil)
	update(t, db, func(tx *store.Tx) error { return tx.DeletePrincipal(8) })
	check(8, nil)
}
