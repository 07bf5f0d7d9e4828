package cam_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"miyao/api"
)

// TestSimulate: what is simulated is what a call gets, with the statement that
// decided and the policies that hold.
func TestSimulate(t *testing.T) {
	w := newWorld(t)
	key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "app", Tags: []api.Tag{{TagKey: "team", TagValue: "a"}}}).KeyId
	ann := w.user("ann", `{"version":"2.0","statement":[
		{"effect":"deny","action":"kms:Decrypt","resource":"*"},
		{"effect":"allow","action":"kms:*","resource":"*","condition":{"string_equal":{"qcs:resource_tag":"team&a"}}}]}`)
	group := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "readers"}).GroupId
	must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: 3, AttachGroupId: group})
	must(w, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: group, Uin: new(ann.Principal.Uin)}}})
	actions := []string{"kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "cam:GetUser"}
	for _, principal := range []string{"ann", fmt.Sprint(ann.Principal.Uin)} {
		for _, resource := range []string{"app", key} {
			a := must(w, api.SimulatePrincipalPolicy, api.SimulatePrincipalPolicyRequest{Principal: principal, ActionNames: actions, Resource: resource})
			var got []string
			for i, r := range a.Results {
				if r.ActionName != actions[i] || !strings.HasSuffix(r.ResourceName, key) || r.Allowed != (r.Decision == "allowed") {
					t.Errorf("%+v", r)
				}
				text := fmt.Sprint(r.Decision, r.StatementIndex)
				if r.Policy != nil {
					text += " " + r.Policy.PolicyName + r.Policy.GroupName
				}
				if (r.Statement == "") != (r.StatementIndex < 0) {
					t.Errorf("statement of %+v", r)
				}
				got = append(got, text)
			}
			if want := "[allowed1 of-ann denied0 of-ann allowed1 of-ann unmatched-1]"; fmt.Sprint(got) != want {
				t.Errorf("%s on %s: %v, want %v", principal, resource, got, want)
			}
			if fmt.Sprint(a.Policies) != "[{1000 of-ann } {3 QcloudKMSReadOnlyAccess readers}]" || a.PrincipalName != "ann" || a.PrincipalType != "user" {
				t.Errorf("%+v", a)
			}
		}
	}
	r := api.SimulatePrincipalPolicyRequest{Principal: "ann", ActionNames: []string{"kms:Encrypt"}, Resource: "app", ResourceTags: []api.Tag{{TagKey: "team", TagValue: "b"}}}
	if a := must(w, api.SimulatePrincipalPolicy, r); a.Results[0].Allowed {
		t.Errorf("with another tag: %+v", a)
	}
	if a := must(w, api.SimulatePrincipalPolicy, api.SimulatePrincipalPolicyRequest{Principal: "root", ActionNames: []string{"kms:CreateKey"}}); !a.Results[0].Allowed ||
		a.Results[0].Policy != nil || a.Results[0].StatementIndex != -1 || len(a.Policies) != 0 || a.PrincipalType != "root" {
		t.Errorf("root: %+v", a)
	}
}

// TestSimulateConditions: a question can suppose an address and request tags, and
// ask about roles.
func TestSimulateConditions(t *testing.T) {
	w := newWorld(t)
	must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "deploy", PolicyDocument: trust("root")})
	policy := must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "p", PolicyDocument: `{"version":"2.0","statement":[
		{"effect":"allow","action":"kms:CreateKey","resource":"*","condition":{"ip_equal":{"qcs:ip":"10.0.0.0/8"},"string_equal":{"qcs:request_tag":"team&a"}}}]}`}).PolicyId
	must(w, api.AttachRolePolicy, api.AttachRolePolicyRequest{PolicyId: &policy, AttachRoleName: "deploy"})
	for ip, want := range map[string]bool{"10.1.2.3": true, "192.0.2.1": false, "": false} {
		a := must(w, api.SimulatePrincipalPolicy, api.SimulatePrincipalPolicyRequest{Principal: "role/deploy", ActionNames: []string{"kms:CreateKey"},
			SourceIp: ip, RequestTags: []api.Tag{{TagKey: "team", TagValue: "a"}}})
		if a.PrincipalType != "role" || a.Results[0].Allowed != want {
			t.Errorf("from %q: %+v", ip, a)
		}
	}
	for field, r := range map[string]api.SimulatePrincipalPolicyRequest{
		"&":              {Principal: "root", ActionNames: []string{"kms:Encrypt"}, RequestTags: []api.Tag{{TagKey: "a&b", TagValue: "c"}}},
		"no action":      {Principal: "root"},
		"unknown action": {Principal: "root", ActionNames: []string{"kms:Fly"}},
		"address":        {Principal: "root", ActionNames: []string{"kms:Encrypt"}, SourceIp: "x"},
	} {
		if f := refused(w, api.InvalidParameter, api.SimulatePrincipalPolicy, r); f == nil {
			t.Error(field)
		}
	}
	refused(w, api.CmkNotFound, api.SimulatePrincipalPolicy, api.SimulatePrincipalPolicyRequest{Principal: "root", ActionNames: []string{"kms:Encrypt"}, Resource: "none"})
	refused(w, api.UserNotExist, api.SimulatePrincipalPolicy, api.SimulatePrincipalPolicyRequest{Principal: "nobody", ActionNames: []string{"kms:Encrypt"}})
	refused(w, api.RoleNotExist, api.SimulatePrincipalPolicy, api.SimulatePrincipalPolicyRequest{Principal: "role/nobody", ActionNames: []string{"kms:Encrypt"}})
	other := w.secondAccount()
	refused(w, api.UserNotExist, api.SimulatePrincipalPolicy, api.SimulatePrincipalPolicyRequest{Principal: fmt.Sprint(other.Principal.Uin), ActionNames: []string{"kms:Encrypt"}})
}

// TestSimulateTellsNoMore: a simulation needs the permission for the principal,
// and tells of keys only what DescribeKey would.
func TestSimulateTellsNoMore(t *testing.T) {
	w := newWorld(t)
	tags := []api.Tag{{TagKey: "team", TagValue: "a"}}
	seen := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "seen", Tags: tags})
	hidden := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "hidden", Tags: tags})
	ann := w.user("ann", `{"version":"2.0","statement":[{"effect":"allow","action":"kms:*","resource":"*","condition":{"string_equal":{"qcs:resource_tag":"team&a"}}}]}`)
	w.user("bob", "")
	keyName := func(id string) string {
		return fmt.Sprintf("qcs::kms:ap-guangzhou:uin/%d:key/creatorUin/%d/%s", w.root.Account.Uin, w.root.Principal.Uin, id)
	}
	w.caller = w.user("auditor", fmt.Sprintf(`{"version":"2.0","statement":[
		{"effect":"allow","action":"cam:SimulatePrincipalPolicy","resource":%q},
		{"effect":"allow","action":"kms:DescribeKey","resource":%q}]}`, w.name("uin", ann.Principal.Uin), keyName(seen.KeyId)))
	ask := func(principal, resource string) api.SimulatePrincipalPolicyRequest {
		return api.SimulatePrincipalPolicyRequest{Principal: principal, ActionNames: []string{"kms:Encrypt"}, Resource: resource}
	}
	for _, resource := range []string{"seen", seen.KeyId, keyName(seen.KeyId)} {
		if !must(w, api.SimulatePrincipalPolicy, ask("ann", resource)).Results[0].Allowed {
			t.Error("the key that the asker knows")
		}
	}
	same := func(one, other string) {
		t.Helper()
		a := refused(w, api.UnauthorizedOperation, api.SimulatePrincipalPolicy, ask("ann", one))
		b := refused(w, api.UnauthorizedOperation, api.SimulatePrincipalPolicy, ask("ann", other))
		if strings.ReplaceAll(a.Message, one, other) != b.Message || strings.ReplaceAll(a.MessageZH, one, other) != b.MessageZH {
			t.Errorf("%s and %s are told apart: %v, %v", one, other, a, b)
		}
	}
	absent := uuid.NewString()
	same("hidden", "absent")
	same(hidden.KeyId, absent)
	same(keyName(hidden.KeyId), keyName(absent))
	for _, principal := range []string{"bob", "nobody", "role/nobody", "root"} {
		refused(w, api.UnauthorizedOperation, api.SimulatePrincipalPolicy, ask(principal, "seen"))
	}
}
