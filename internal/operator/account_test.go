package operator_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"miyao/internal/operator"
	"miyao/internal/store"
)

func TestAccounts(t *testing.T) {
	c := start(t)
	status, text := c.send(t, http.MethodPost, "/accounts", "team-b")
	var made operator.NewAccount
	if err := json.Unmarshal(text, &made); status != http.StatusOK || err != nil {
		t.Fatalf("status %d, %v: %s", status, err, text)
	}
	found, ok := c.node.Directory.Credential(made.Credential.SecretID)
	if !ok || !found.Caller.Root() || found.Caller.Account.Uin != made.Uin || len(made.Credential.SecretKey) != 32 || made.Credential.Uin != made.Uin {
		t.Errorf("made %+v, found %v %+v", made.Account, ok, found.Caller)
	}
	status, text = c.send(t, http.MethodGet, "/accounts", "")
	var list []operator.Account
	if err := json.Unmarshal(text, &list); status != http.StatusOK || err != nil || len(list) != 2 || list[0].Name != "root" || list[1] != made.Account {
		t.Errorf("status %d, %v: %s", status, err, text)
	}
	for name, want := range map[string]int{"team-b": 400, "a b": 400, "": 400, "77": 400, strings.Repeat("n", 2000): 400} {
		if status, text := c.send(t, http.MethodPost, "/accounts", name); status != want {
			t.Errorf("%.20q: status %d: %s", name, status, text)
		}
	}
	// A credential of the new account, by name and by uin; and of none.
	for query, want := range map[string]int{"?account=team-b": 200, "?account=team-c": 404} {
		status, text := c.send(t, http.MethodPost, "/credentials"+query, "note")
		var second operator.NewCredential
		if status != want || status == 200 && (json.Unmarshal(text, &second) != nil || second.Uin != made.Uin) {
			t.Errorf("%s: status %d: %s", query, status, text)
		}
	}
}

func TestCheckPolicy(t *testing.T) {
	c := start(t)
	root, err := c.node.Directory.Root(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = c.node.Store.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.InsertPrincipal(store.Principal{Uin: 7, Account: root.Account, Kind: store.PrincipalUser, Name: "ann"}),
			tx.Attach(store.Attachment{Account: root.Account, Kind: store.AttachedToUser, Target: 7, Policy: 3}))
	})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(q string) (int, operator.PolicyAnswer) {
		t.Helper()
		status, text := c.send(t, http.MethodPost, "/policy/check", q)
		var a operator.PolicyAnswer
		if err := json.Unmarshal(text, &a); status == 200 && err != nil {
			t.Fatal(err)
		}
		return status, a
	}
	if _, a := ask(`{"Principal":"ann","Action":"kms:ListKeys"}`); !a.Allowed || a.Uin != 7 || a.Policy == nil || a.Policy.Id != 3 || a.Text == "" {
		t.Errorf("answer %+v", a)
	}
	if _, a := ask(`{"Principal":"7","Action":"kms:CreateKey"}`); a.Allowed || a.Outcome != "unmatched" || a.Policy != nil || len(a.Policies) != 1 {
		t.Errorf("answer %+v", a)
	}
	if _, a := ask(`{"Principal":"root","Action":"kms:CreateKey"}`); !a.Allowed || a.Policy == nil || a.Policy.Id != 0 {
		t.Errorf("answer %+v", a)
	}
	for q, want := range map[string]int{
		`{"Principal":"bob","Action":"kms:ListKeys"}`:                404,
		`{"Principal":"ann","Action":"kms:ListKeys","Account":"x"}`:  404,
		`{"Principal":"ann","Action":"ListKeys"}`:                    400,
		`{"Principal":"ann","Action":"kms:Encrypt","Resource":"x"}`:  400,
		`{"Principal":"ann","Action":"kms:ListKeys","SourceIP":"x"}`: 400,
		`{"Principal":`: 400,
	} {
		if status, a := ask(q); status != want {
			t.Errorf("%s: status %d, %+v", q, status, a)
		}
	}
}
