package cam_test

import (
	"fmt"
	"testing"

	"miyao/api"
)

// access lists who may do actions on a resource, over all parts of the answer.
func (w *world) access(resource string, actions ...string) (found []string) {
	w.Helper()
	r := api.ListPrincipalsForResourceRequest{Resource: resource, ActionNames: actions}
	for {
		a := must(w, api.ListPrincipalsForResource, r)
		for _, p := range a.Principals {
			found = append(found, fmt.Sprint(p.PrincipalType, " ", p.PrincipalName, " ", p.ActionNames))
		}
		if a.Marker == "" {
			return found
		}
		r.Marker = a.Marker
	}
}

// TestListPrincipalsForResource lists whoever a call would be allowed to, with
// what.
func TestListPrincipalsForResource(t *testing.T) {
	w := newWorld(t)
	app := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "app", Tags: []api.Tag{{TagKey: "team", TagValue: "a"}}}).KeyId
	must(w, api.CreateKey, api.CreateKeyRequest{Alias: "other"})
	w.user("ann", `{"version":"2.0","statement":[{"effect":"allow","action":"kms:*","resource":"*","condition":{"string_equal":{"qcs:resource_tag":"team&a"}}},
		{"effect":"deny","action":"kms:Decrypt","resource":"*"}]}`)
	w.user("bob", "")
	must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "deploy", PolicyDocument: trust("root")})
	policy := uint64(3)
	must(w, api.AttachRolePolicy, api.AttachRolePolicyRequest{PolicyId: &policy, AttachRoleName: "deploy"})
	root := "root root [kms:Encrypt kms:Decrypt kms:DescribeKey]"
	for resource, want := range map[string]string{
		"app":   fmt.Sprint([]string{root, "user ann [kms:Encrypt kms:DescribeKey]", "role deploy [kms:DescribeKey]"}),
		app:     fmt.Sprint([]string{root, "user ann [kms:Encrypt kms:DescribeKey]", "role deploy [kms:DescribeKey]"}),
		"other": fmt.Sprint([]string{root, "role deploy [kms:DescribeKey]"}),
	} {
		if got := fmt.Sprint(w.access(resource, "kms:Encrypt", "kms:Decrypt", "kms:DescribeKey")); got != want {
			t.Errorf("%s: %s, want %s", resource, got, want)
		}
	}
	for i := range 505 { // more than one answer decides about
		w.user(fmt.Sprintf("many-%03d", i), "")
	}
	if got := w.access("app", "kms:Encrypt"); len(got) != 2 || got[1] != "user ann [kms:Encrypt]" {
		t.Errorf("with many users: %v", got)
	}
}

func TestListPrincipalsForResourceRefused(t *testing.T) {
	w := newWorld(t)
	must(w, api.CreateKey, api.CreateKeyRequest{Alias: "app"})
	ask := func(resource, marker string, actions ...string) api.ListPrincipalsForResourceRequest {
		return api.ListPrincipalsForResourceRequest{Resource: resource, Marker: marker, ActionNames: actions}
	}
	for what, r := range map[string]api.ListPrincipalsForResourceRequest{
		"no action": ask("app", ""), "unknown action": ask("app", "", "kms:Fly"), "marker": ask("app", "x", "kms:Encrypt"), "negative marker": ask("app", "-1", "kms:Encrypt"),
		"too many actions": ask("app", "", make([]string, 51)...),
	} {
		if f := refused(w, api.InvalidParameter, api.ListPrincipalsForResource, r); f == nil {
			t.Error(what)
		}
	}
	refused(w, api.CmkNotFound, api.ListPrincipalsForResource, ask("none", "", "kms:Encrypt"))
	if got := must(w, api.ListPrincipalsForResource, ask("app", "999", "kms:Encrypt")); len(got.Principals) != 0 || got.Marker != "" {
		t.Errorf("behind the end: %+v", got)
	}
	// Who may not describe the key learns nothing of it.
	w.caller = w.user("auditor", `{"version":"2.0","statement":[{"effect":"allow","action":"cam:ListPrincipalsForResource","resource":"*"}]}`)
	refused(w, api.UnauthorizedOperation, api.ListPrincipalsForResource, ask("app", "", "kms:Encrypt"))
	w.caller = w.user("bob", `{"version":"2.0","statement":[{"effect":"allow","action":"kms:*","resource":"*"}]}`)
	refused(w, api.UnauthorizedOperation, api.ListPrincipalsForResource, ask("app", "", "kms:Encrypt"))
}
