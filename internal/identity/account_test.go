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
