package identity_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"miyao/internal/identity"
	"miyao/internal/store"
)

// TestFederatedRole: the trust policy decides which provider's users, and which of
// them, take a role.
func TestFederatedRole(t *testing.T) {
	w := open(t)
	other, err := w.CreateAccount(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	trust := func(principal, condition string) string {
		return `{"version":"2.0","statement":[{"effect":"allow","action":"sts:AssumeRoleWithWebIdentity","principal":{` + principal + `}` + condition + `}]}`
	}
	provider := fmt.Sprintf(`"federated":"qcs::cam::uin/%d:oidc-provider/id"`, root)
	roles := map[string]string{
		"open":       trust(provider, ""),
		"conditions": trust(provider, `,"condition":{"string_equal":{"oidc:sub":"ann","oidc:iss":"https://id","oidc:aud":"miyao"},"ip_equal":{"qcs:ip":"10.0.0.0/8"}}`),
		"saml":       trust(strings.Replace(provider, "oidc", "saml", 1), ""),
		"another":    trust(strings.Replace(provider, "/id", "/id2", 1), ""),
		"account":    trust(fmt.Sprintf(`"qcs":"qcs::cam::uin/%d:root"`, root), ""),
		"action":     strings.Replace(trust(provider, ""), "WithWebIdentity", "", 1),
		"denied":     strings.Replace(trust(provider, ""), `}]}`, `},{"effect":"deny","action":"sts:*","principal":{`+provider+`}}]}`, 1),
		"not here":   trust(strings.Replace(provider, fmt.Sprint(root), fmt.Sprint(other.Account.Uin), 1), ""),
	}
	err = w.db.Update(t.Context(), func(tx *store.Tx) error {
		id := uint64(identity.FirstRoleID)
		var failures []error
		for name, text := range roles {
			for _, account := range []uint64{root, other.Account.Uin} {
				failures = append(failures, tx.InsertRole(store.Role{ID: id, Account: account, Name: name, Trust: text, MaxSession: 600}))
				id++
			}
		}
		return errors.Join(failures...)
	})
	if err != nil {
		t.Fatal(err)
	}
	ann := identity.Federated{Provider: "id", Issuer: "https://id", Audience: "miyao", Subject: "ann", Source: "10.0.0.7"}
	bob := ann
	bob.Subject = "bob"
	away := ann
	away.Source = "192.0.2.1"
	for _, c := range []struct {
		account, role string
		who           identity.Federated
		want          error
	}{
		{"", "open", ann, nil}, {"root", "open", bob, nil}, {"other", "open", ann, identity.ErrNotTrusted}, {"other", "not here", ann, nil},
		{"", "conditions", ann, nil}, {"", "conditions", bob, identity.ErrNotTrusted}, {"", "conditions", away, identity.ErrNotTrusted},
		{"", "saml", ann, identity.ErrNotTrusted}, {"", "another", ann, identity.ErrNotTrusted}, {"", "account", ann, identity.ErrNotTrusted},
		{"", "action", ann, identity.ErrNotTrusted}, {"", "denied", ann, identity.ErrNotTrusted}, {"", "not here", ann, identity.ErrNotTrusted},
		{"", "none", ann, identity.ErrNoPrincipal}, {"none", "open", ann, identity.ErrUnknownAccount},
	} {
		caller, life, err := w.FederatedRole(t.Context(), c.account, c.role, c.who)
		if !errors.Is(err, c.want) {
			t.Errorf("%s/%s by %s: %v, want %v", c.account, c.role, c.who.Subject, err, c.want)
		}
		if err == nil && (life != 10*time.Minute || caller.Session != c.who.Subject || caller.Principal.Name != c.role || caller.Principal.Kind != identity.PrincipalRole || caller.SecretID != "") {
			t.Errorf("%s/%s: %+v for %v", c.account, c.role, caller, life)
		}
	}
}

// TestFederatedNames: whatever a provider calls its users, the session's name is
// one that a session can have.
func TestFederatedNames(t *testing.T) {
	w := open(t)
	trust := fmt.Sprintf(`{"version":"2.0","statement":[{"effect":"allow","action":"*","principal":{"federated":"qcs::cam::uin/%d:oidc-provider/id"}}]}`, root)
	err := w.db.Update(t.Context(), func(tx *store.Tx) error {
		return tx.InsertRole(store.Role{ID: identity.FirstRoleID, Account: root, Name: "r", Trust: trust, MaxSession: 600})
	})
	if err != nil {
		t.Fatal(err)
	}
	for subject, want := range map[string]string{
		"ann@example.com": "ann@example.com", "auth0|17": "auth0-17", "a b\nc": "a-b-c", "": "--", "x": "x--", "密": "---",
		strings.Repeat("x", 255): strings.Repeat("x", 128),
	} {
		caller, _, err := w.FederatedRole(t.Context(), "", "r", identity.Federated{Provider: "id", Subject: subject})
		if err != nil || caller.Session != want {
			t.Errorf("%q: %+v, %v", subject, caller, err)
		}
	}
}

// TestRoleSession ends when the role is deleted, also when another of its name is
// made.
func TestRoleSession(t *testing.T) {
	w := open(t)
	role := store.Role{ID: identity.FirstRoleID, Account: root, Name: "r", MaxSession: 600}
	change := func(fn func(*store.Tx) error) {
		t.Helper()
		if err := w.Apply(t.Context(), func() error { return w.db.Update(t.Context(), fn) }); err != nil {
			t.Fatal(err)
		}
	}
	change(func(tx *store.Tx) error { return tx.InsertRole(role) })
	if c, err := w.RoleSession(t.Context(), role.ID, "ann"); err != nil || c.Account.Uin != root || c.Session != "ann" || c.Root() {
		t.Errorf("%+v, %v", c, err)
	}
	change(func(tx *store.Tx) error {
		again := role
		again.ID++
		return errors.Join(tx.DeleteRole(role.ID), tx.InsertRole(again))
	})
	if _, err := w.RoleSession(t.Context(), role.ID, "ann"); !errors.Is(err, identity.ErrUnknownPrincipal) {
		t.Errorf("a role that was deleted: %v", err)
	}
}
