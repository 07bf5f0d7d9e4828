package storetest

import (
	"errors"
	"maps"
	"reflect"
	"testing"

	"miyao/internal/store"
)

// The users that users makes: of account, of account, and of other.
const ann, bob, eve = 7, 8, 9

// users makes the accounts and a few users.
func users(t *testing.T, db *store.DB) {
	t.Helper()
	prepare(t, db)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertPrincipal(store.Principal{Uin: ann, Account: account, Kind: "user", Name: "ann"}),
			tx.InsertPrincipal(store.Principal{Uin: bob, Account: account, Kind: "user", Name: "bob"}),
			tx.InsertPrincipal(store.Principal{Uin: eve, Account: other, Kind: "user", Name: "eve"}))
	})
}

func testLastUsed(t *testing.T, db *store.DB) {
	users(t, db)
	c := store.Credential{SecretID: "AKIDa", Principal: ann, Wrapped: []byte{1}, Enabled: true}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertCredential(c), tx.SetLastUsed("AKIDa", 5), tx.SetLastUsed("AKIDgone", 5))
	})
	c.Note, c.LastUsed = "changed", 99 // of which the second is not changed in this way
	update(t, db, func(tx *store.Tx) error { return tx.UpdateCredential(c) })
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Credential("AKIDa"); err != nil || got.LastUsed != 5 || got.Note != "changed" {
			t.Errorf("got %+v (%v)", got, err)
		}
		return nil
	})
}

func testSignInList(t *testing.T, db *store.DB) {
	users(t, db)
	check := func(want ...uint64) {
		t.Helper()
		who := map[uint64]bool{}
		for _, uin := range want {
			who[uin] = true
		}
		view(t, db, func(tx *store.Tx) error {
			if got, err := tx.SignIns(account); err != nil || !maps.Equal(got, who) {
				t.Errorf("got %v (%v), want %v", got, err, who)
			}
			return nil
		})
	}
	check()
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.SetSignIn(store.SignIn{Principal: ann, Password: "p"}), tx.SetSignIn(store.SignIn{Principal: bob}),
			tx.SetSignIn(store.SignIn{Principal: eve, Password: "p"}))
	})
	check(ann, bob)
	update(t, db, func(tx *store.Tx) error { return tx.DeleteSignIn(bob) })
	check(ann)
}

func testGroups(t *testing.T, db *store.DB) {
	users(t, db)
	g := store.Group{ID: 3, Account: account, Name: "g", Remark: "密", Created: 5}
	second := store.Group{ID: 2, Account: account, Name: "h"}
	foreign := store.Group{ID: 4, Account: other, Name: "g"}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertGroup(g), tx.InsertGroup(second), tx.InsertGroup(foreign),
			tx.AddMember(3, bob, 1), tx.AddMember(3, ann, 1), tx.AddMember(2, ann, 1), tx.AddMember(2, ann, 2))
	})
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.InsertGroup(store.Group{ID: 9, Account: account, Name: "g"}) }), "group name")
	second.Name = "g"
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdateGroup(second) }), "group name")
	second.Name = "h"
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Group(3); err != nil || got != g {
			t.Errorf("got %+v (%v)", got, err)
		}
		if got, err := tx.Groups(account); err != nil || !reflect.DeepEqual(got, []store.Group{second, g}) {
			t.Errorf("groups %+v (%v)", got, err)
		}
		if got, err := tx.GroupsOf(ann); err != nil || !reflect.DeepEqual(got, []store.Group{second, g}) {
			t.Errorf("groups of ann %+v (%v)", got, err)
		}
		if got, err := tx.Members(3); err != nil || len(got) != 2 || got[0].Uin != ann || got[1].Uin != bob {
			t.Errorf("members %+v (%v)", got, err)
		}
		_, err := tx.Group(99)
		wantNotFound(t, err)
		return nil
	})
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.RemoveMember(2, bob) }))
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdateGroup(store.Group{ID: 99}) }))
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteGroup(99) }))
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.AddMember(99, ann, 1) }), "reference")
	g.Name, g.Remark = "new", ""
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.UpdateGroup(g), tx.RemoveMember(3, bob), tx.DeleteGroup(2))
	})
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.GroupsOf(ann); err != nil || !reflect.DeepEqual(got, []store.Group{g}) {
			t.Errorf("groups of ann %+v (%v)", got, err)
		}
		return nil
	})
}

func testRoles(t *testing.T, db *store.DB) {
	prepare(t, db)
	r := store.Role{ID: 1<<62 + 1, Account: account, Name: "r", Description: "密", Trust: "{}", MaxSession: 7200, Created: 5, Updated: 6}
	foreign := store.Role{ID: 2, Account: other, Name: "r"}
	update(t, db, func(tx *store.Tx) error { return errors.Join(tx.InsertRole(r), tx.InsertRole(foreign)) })
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.InsertRole(store.Role{ID: 3, Account: account, Name: "r"}) }), "role name")
	r.Description, r.Trust, r.MaxSession, r.Updated = "", "[]", 1, 7
	changed := r
	changed.Name, changed.Created = "other", 9 // which do not change
	update(t, db, func(tx *store.Tx) error { return tx.UpdateRole(changed) })
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Role(r.ID); err != nil || got != r {
			t.Errorf("got %+v (%v), want %+v", got, err, r)
		}
		if got, err := tx.RoleByName(other, "r"); err != nil || got != foreign {
			t.Errorf("by name %+v (%v)", got, err)
		}
		if got, err := tx.Roles(account); err != nil || !reflect.DeepEqual(got, []store.Role{r}) {
			t.Errorf("roles %+v (%v)", got, err)
		}
		_, err := tx.RoleByName(account, "R")
		wantNotFound(t, err)
		return nil
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteRole(r.ID) })
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteRole(r.ID) }))
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdateRole(r) }))
}

func testPolicies(t *testing.T, db *store.DB) {
	prepare(t, db)
	p := store.Policy{ID: 1000, Account: account, Name: "p", Description: "密", Document: "{}", Created: 5, Updated: 6, Version: 1}
	foreign := store.Policy{ID: 1001, Account: other, Name: "p", Version: 1}
	update(t, db, func(tx *store.Tx) error { return errors.Join(tx.InsertPolicy(p), tx.InsertPolicy(foreign)) })
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.InsertPolicy(store.Policy{ID: 3, Account: account, Name: "p"}) }), "policy name")
	p.Name, p.Description, p.Document, p.Updated = "q", "", "[]", 7
	update(t, db, func(tx *store.Tx) error { return tx.UpdatePolicy(p) })
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Policy(1000); err != nil || got != p {
			t.Errorf("got %+v (%v), want %+v", got, err, p)
		}
		if got, err := tx.PolicyByName(other, "p"); err != nil || got != foreign {
			t.Errorf("by name %+v (%v)", got, err)
		}
		if got, err := tx.Policies(account); err != nil || !reflect.DeepEqual(got, []store.Policy{p}) {
			t.Errorf("policies %+v (%v)", got, err)
		}
		_, err := tx.PolicyByName(account, "p")
		wantNotFound(t, err)
		return nil
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeletePolicy(1000) })
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeletePolicy(1000) }))
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.UpdatePolicy(p) }))
}

func testPolicyVersions(t *testing.T, db *store.DB) {
	prepare(t, db)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertPolicy(store.Policy{ID: 1000, Account: account, Name: "p", Document: "one", Created: 5, Updated: 5}),
			tx.InsertPolicy(store.Policy{ID: 1001, Account: account, Name: "q", Document: "other", Created: 5}))
	})
	check := func(document string, version uint64, want ...store.PolicyVersion) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			if p, err := tx.Policy(1000); err != nil || p.Document != document || p.Version != version {
				t.Errorf("policy %+v (%v), want %q in version %d", p, err, document, version)
			}
			if got, err := tx.PolicyVersions(1000); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("versions %+v (%v), want %+v", got, err, want)
			}
			return nil
		})
	}
	add := func(document string, created int64, want uint64) {
		t.Helper()
		update(t, db, func(tx *store.Tx) error {
			n, err := tx.AddPolicyVersion(1000, document, created)
			if n != want {
				t.Errorf("%s is version %d, want %d", document, n, want)
			}
			return err
		})
	}
	one := store.PolicyVersion{Policy: 1000, Version: 1, Document: "one", Created: 5}
	two := store.PolicyVersion{Policy: 1000, Version: 2, Document: "two", Created: 6}
	check("one", 1, one)
	add("two", 6, 2)
	check("one", 1, two, one)
	update(t, db, func(tx *store.Tx) error { return tx.SetPolicyVersion(1000, 2, 7) })
	check("two", 2, two, one)
	update(t, db, func(tx *store.Tx) error {
		return tx.UpdatePolicy(store.Policy{ID: 1000, Name: "p", Document: "two b", Updated: 8})
	})
	two.Document = "two b"
	check("two b", 2, two, one)
	if err := refuse(t, db, func(tx *store.Tx) error { return tx.DeletePolicyVersion(1000, 2) }); !errors.Is(err, store.ErrVersionInEffect) {
		t.Errorf("the one in effect: %v", err)
	}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.SetPolicyVersion(1000, 1, 9), tx.DeletePolicyVersion(1000, 2))
	})
	check("one", 1, one)
	add("three", 9, 3) // no number comes twice
	for _, fn := range []func(tx *store.Tx) error{
		func(tx *store.Tx) error { return tx.SetPolicyVersion(1000, 2, 9) },
		func(tx *store.Tx) error { return tx.SetPolicyVersion(1001, 3, 9) },
		func(tx *store.Tx) error { return tx.DeletePolicyVersion(1000, 2) },
		func(tx *store.Tx) error { return tx.DeletePolicyVersion(99, 1) },
		func(tx *store.Tx) error { _, err := tx.AddPolicyVersion(99, "x", 1); return err },
		func(tx *store.Tx) error { _, err := tx.PolicyVersion(1000, 2); return err },
	} {
		wantNotFound(t, refuse(t, db, fn))
	}
	update(t, db, func(tx *store.Tx) error { return tx.DeletePolicy(1000) })
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.PolicyVersions(1000); err != nil || len(got) != 0 {
			t.Errorf("versions of a deleted policy: %+v (%v)", got, err)
		}
		if v, err := tx.PolicyVersion(1001, 1); err != nil || v.Document != "other" {
			t.Errorf("the other policy: %+v (%v)", v, err)
		}
		return nil
	})
}

func attachment(kind string, id, policy uint64, created int64) store.Attachment {
	return store.Attachment{Account: account, Kind: kind, Target: id, Policy: policy, Created: created}
}

func testAttachments(t *testing.T, db *store.DB) {
	users(t, db)
	late, early := attachment("user", ann, 1, 5), attachment("user", ann, 1000, 4)
	group, role := attachment("group", ann, 1, 5), attachment("role", ann, 1, 3)
	foreign := store.Attachment{Account: other, Kind: "user", Target: eve, Policy: 1}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.Attach(late), tx.Attach(early), tx.Attach(group), tx.Attach(role), tx.Attach(foreign),
			tx.Attach(attachment("user", ann, 1, 9))) // stays as it is
	})
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Attachments("user", ann); err != nil || !reflect.DeepEqual(got, []store.Attachment{early, late}) {
			t.Errorf("of the user %+v (%v)", got, err)
		}
		if got, err := tx.AttachmentsOf(account, 1); err != nil || !reflect.DeepEqual(got, []store.Attachment{role, group, late}) {
			t.Errorf("of the policy %+v (%v)", got, err)
		}
		if got, err := tx.CountAttachments(account); err != nil || !maps.Equal(got, map[uint64]uint64{1: 3, 1000: 1}) {
			t.Errorf("counts %v (%v)", got, err)
		}
		return nil
	})
	refuse(t, db, func(tx *store.Tx) error { return tx.Attach(attachment("robot", ann, 1, 1)) })
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.Detach(attachment("user", bob, 1, 0)) }))
	update(t, db, func(tx *store.Tx) error { return tx.Detach(attachment("user", ann, 1, 0)) })
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.CountAttachments(account); err != nil || !maps.Equal(got, map[uint64]uint64{1: 2, 1000: 1}) {
			t.Errorf("counts %v (%v)", got, err)
		}
		return nil
	})
}

// testLeaving: what is deleted takes its memberships and attachments with it,
// and nothing of others.
func testLeaving(t *testing.T, db *store.DB) {
	users(t, db)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertGroup(store.Group{ID: ann, Account: account, Name: "g"}), // ids of kinds overlap
			tx.InsertRole(store.Role{ID: ann, Account: account, Name: "r"}),
			tx.InsertPolicy(store.Policy{ID: 1000, Account: account, Name: "p"}),
			tx.SetSignIn(store.SignIn{Principal: ann, Password: "p"}),
			tx.AddMember(ann, ann, 1), tx.AddMember(ann, bob, 1),
			tx.Attach(attachment("user", ann, 1000, 1)), tx.Attach(attachment("user", bob, 1000, 1)),
			tx.Attach(attachment("group", ann, 1000, 1)), tx.Attach(attachment("role", ann, 1000, 1)))
	})
	count := func(want uint64) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			if got, err := tx.CountAttachments(account); err != nil || got[1000] != want {
				t.Errorf("attached %d times (%v), want %d", got[1000], err, want)
			}
			return nil
		})
	}
	count(4)
	update(t, db, func(tx *store.Tx) error { return tx.DeletePrincipal(ann) })
	count(3)
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Members(ann); err != nil || len(got) != 1 || got[0].Uin != bob {
			t.Errorf("members %+v (%v)", got, err)
		}
		return nil
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteGroup(ann) })
	count(2)
	update(t, db, func(tx *store.Tx) error { return tx.DeleteRole(ann) })
	count(1)
	update(t, db, func(tx *store.Tx) error { return tx.DeletePolicy(1000) })
	count(0)
}
