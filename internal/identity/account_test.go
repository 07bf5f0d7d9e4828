package identity_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"miyao/internal/identity"
	"miyao/internal/store"
)

func TestCreateAccount(t *testing.T) {
	w := open(t)
	made, err := w.CreateAccount(t.Context(), "team-b")
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]*identity.Directory{"at once": w.Directory, "after a start": w.reopen(t)} {
		c, ok := d.Credential(made.Credential.SecretID)
		if !ok || !c.Caller.Root() || c.Caller.Account != made.Account || c.Caller.Principal != made.Root {
			t.Errorf("%s: %v %+v", name, ok, c.Caller)
		}
		if err := check(t, c, string(made.Secret.Expose())); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if made.Account.Uin != made.Root.Uin || made.Root.Account != made.Account.Uin || made.Account.Uin < 1e11 || made.Account.AppID < 1e9 {
		t.Errorf("made %+v", made)
	}
	for _, name := range []string{"team-b", strconv.FormatUint(made.Account.Uin, 10)} {
		if got, err := w.Account(t.Context(), name); err != nil || got != made.Account {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := w.Account(t.Context(), "team-c"); !errors.Is(err, identity.ErrUnknownAccount) {
		t.Errorf("unknown: %v", err)
	}
}

// TestFirstAccountStays: whatever numbers the others get.
func TestFirstAccountStays(t *testing.T) {
	w := open(t)
	for i := range 8 {
		if _, err := w.CreateAccount(t.Context(), "a"+strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	first, err := w.Account(t.Context(), "")
	if err != nil || first.Uin != root {
		t.Errorf("%+v, %v", first, err)
	}
	list, err := w.Accounts(t.Context())
	if err != nil || len(list) != 9 || list[0].Uin != root || list[8].Name != "a7" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAccountRefusals(t *testing.T) {
	w := open(t)
	for _, name := range []string{"", "a b", "密", "123", strings.Repeat("n", 65), "a/b", "a\n"} {
		if _, err := w.CreateAccount(t.Context(), name); !errors.Is(err, identity.ErrAccountName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := w.CreateAccount(t.Context(), "root"); !errors.Is(err, identity.ErrAccountExists) {
		t.Errorf("twice: %v", err)
	}
	list, err := w.List(t.Context())
	if err != nil || len(list) != 0 {
		t.Errorf("a refused account has credentials %v (%v)", list, err)
	}
}

func TestCallerNamed(t *testing.T) {
	w := open(t)
	other, err := w.CreateAccount(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	err = w.db.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertPrincipal(store.Principal{Uin: 7, Account: root, Kind: store.PrincipalUser, Name: "ann"}),
			tx.InsertPrincipal(store.Principal{Uin: 8, Account: root, Kind: store.PrincipalUser, Name: "7"}), // a name like a uin
			tx.InsertPrincipal(store.Principal{Uin: 9, Account: other.Account.Uin, Kind: store.PrincipalUser, Name: "ann"}),
			tx.InsertRole(store.Role{ID: 5, Account: root, Name: "deploy"}),
			tx.Attach(store.Attachment{Account: root, Kind: store.AttachedToUser, Target: 7, Policy: 2}),
			tx.Attach(store.Attachment{Account: root, Kind: store.AttachedToRole, Target: 5, Policy: 3}))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		account, name string
		uin           uint64
		policies      int // ids of its policies, added up
	}{
		{"", "ann", 7, 2}, {"", "7", 7, 2}, {"", "8", 8, 0}, {"other", "ann", 9, 0}, {"other", "9", 9, 0}, {"", "role/deploy", 5, 3},
		{"", "root", root, 0}, {"other", "root", other.Account.Uin, 0}, {strconv.FormatUint(other.Account.Uin, 10), "ann", 9, 0},
	} {
		caller, err := w.CallerNamed(t.Context(), c.account, c.name)
		if err != nil || caller.Principal.Uin != c.uin {
			t.Errorf("%s %s: %+v, %v", c.account, c.name, caller, err)
			continue
		}
		grants, err := caller.Grants(t.Context())
		sum := 0
		if err == nil {
			for _, source := range grants.Sources {
				sum += int(source.Policy)
			}
		}
		if err != nil || sum != c.policies {
			t.Errorf("%s %s: grants %+v, %v", c.account, c.name, grants, err)
		}
	}
	for _, name := range []string{"", "bob", "9", "role/none", "role/", "9223372036854775808", "Ann"} {
		if _, err := w.CallerNamed(t.Context(), "", name); !errors.Is(err, identity.ErrNoPrincipal) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := w.CallerNamed(t.Context(), "none", "ann"); !errors.Is(err, identity.ErrUnknownAccount) {
		t.Errorf("no account: %v", err)
	}
}

func TestNewUin(t *testing.T) {
	w := open(t)
	err := w.db.Update(t.Context(), func(tx *store.Tx) error {
		one, err := identity.NewUin(tx)
		two, err2 := identity.NewUin(tx)
		if one == two || one < 1e11 || one >= 1e12 {
			t.Errorf("uins %d, %d", one, two)
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
}
