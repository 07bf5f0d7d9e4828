package cam_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"miyao/api"
	"miyao/internal/identity"
)

func (w *world) policy(name, document string) uint64 {
	w.Helper()
	return must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: name, PolicyDocument: document}).PolicyId
}

func TestPolicy(t *testing.T) {
	w := newWorld(t)
	document := " " + allow("kms:Encrypt", "*") // kept as it was given
	made := must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "encrypt", PolicyDocument: document, Description: "加密"})
	if made.PolicyId < identity.FirstPolicyID {
		t.Errorf("id %d is one of presets", made.PolicyId)
	}
	w.clock.Add(1)
	must(w, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: &made.PolicyId, Description: new("")})
	got := must(w, api.GetPolicy, api.GetPolicyRequest{PolicyId: made.PolicyId})
	if got.PolicyName != "encrypt" || got.PolicyDocument != document || got.Description != "" || got.Type != 1 ||
		got.AddTime != "2030-03-17 17:46:40" || got.UpdateTime != "2030-03-17 17:46:41" {
		t.Errorf("got %+v", got)
	}
	second := allow("kms:Decrypt", "*")
	updated := must(w, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyName: "encrypt", PolicyDocument: second, Description: new("d")})
	if got := must(w, api.GetPolicy, api.GetPolicyRequest{PolicyId: updated.PolicyId}); got.PolicyDocument != second || got.Description != "d" {
		t.Errorf("got %+v", got)
	}
	must(w, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: &made.PolicyId, PolicyName: "decrypt"})
	if got := must(w, api.GetPolicy, api.GetPolicyRequest{PolicyId: made.PolicyId}); got.PolicyName != "decrypt" {
		t.Errorf("got %+v", got)
	}
	preset := must(w, api.GetPolicy, api.GetPolicyRequest{PolicyId: 1})
	if preset.PolicyName != "AdministratorAccess" || preset.Type != 2 || preset.AddTime != "" {
		t.Errorf("the first preset is %+v", preset)
	}
	other := w.policy("other", second)
	must(w, api.DeletePolicy, api.DeletePolicyRequest{PolicyId: []uint64{made.PolicyId, other}})
	refused(w, api.PolicyIdNotFound, api.GetPolicy, api.GetPolicyRequest{PolicyId: made.PolicyId})
	if next := w.policy("decrypt", second); next <= other {
		t.Errorf("id %d is given again", next)
	}
}

func TestListPolicies(t *testing.T) {
	w := newWorld(t)
	for i := range 25 {
		w.policy(fmt.Sprintf("mine-%02d", i), allow("kms:*", "*"))
	}
	presets := len(identity.Presets())
	for _, c := range []struct {
		ask   api.ListPoliciesRequest
		total int
		rows  int
		first string
	}{
		{api.ListPoliciesRequest{}, 25 + presets, 20, "AdministratorAccess"},
		{api.ListPoliciesRequest{Scope: "All", Rp: new(uint64(200))}, 25 + presets, 25 + presets, "AdministratorAccess"},
		{api.ListPoliciesRequest{Scope: "QCS"}, presets, presets, "AdministratorAccess"},
		{api.ListPoliciesRequest{Scope: "Local", Page: new(uint64(3)), Rp: new(uint64(10))}, 25, 5, "mine-20"},
		{api.ListPoliciesRequest{Scope: "Local", Page: new(uint64(4)), Rp: new(uint64(10))}, 25, 0, ""},
		{api.ListPoliciesRequest{Page: new(uint64(1 << 63)), Rp: new(uint64(200))}, 25 + presets, 0, ""},
		{api.ListPoliciesRequest{Keyword: "-1"}, 10, 10, "mine-10"},
		{api.ListPoliciesRequest{Keyword: "KMS", Scope: "Local"}, 0, 0, ""},
	} {
		got := must(w, api.ListPolicies, c.ask)
		if int(got.TotalNum) != c.total || len(got.List) != c.rows || c.rows > 0 && got.List[0].PolicyName != c.first {
			t.Errorf("%+v: %d in all, %d rows %+v", c.ask, got.TotalNum, len(got.List), got.List)
		}
	}
	refused(w, api.ScopeError, api.ListPolicies, api.ListPoliciesRequest{Scope: "local"})
	for _, ask := range []api.ListPoliciesRequest{{Page: zero()}, {Rp: zero()}, {Rp: new(uint64(201))}} {
		refused(w, api.ParamError, api.ListPolicies, ask)
	}
}

// TestPolicyDocuments: a document that is not understood is refused with its
// place and the code for it.
func TestPolicyDocuments(t *testing.T) {
	w := newWorld(t)
	id := w.policy("good", allow("*", "*"))
	statement := func(s string) string { return `{"version":"2.0","statement":[` + s + `]}` }
	for _, c := range []struct {
		document string
		code     api.Code
		place    string
	}{
		{"not JSON", api.PolicyDocumentError, "object"},
		{"{}", api.PolicyDocumentError, "version"},
		{`{"version":"1.0","statement":[]}`, api.VersionError, "version: "},
		{`{"version":"2.0","statement":[]}`, api.StatementError, "statement: "},
		{`{"version":"2.0","version":"2.0"}`, api.PolicyDocumentError, "version"},
		{statement(`{"effect":"allow"}`), api.StatementError, "statement[0]: "},
		{statement(`{"effect":"permit","action":"*","resource":"*"}`), api.EffectError, "statement[0].effect: "},
		{statement(`{"effect":"allow","action":["kms:*","Encrypt"],"resource":"*"}`), api.ActionError, "statement[0].action[1]: "},
		{statement(`{"effect":"allow","action":"*","resource":["qcs::kms"]}`), api.ResourceError, "statement[0].resource[0]: "},
		{statement(`{"effect":"allow","action":"*","resource":"*","condition":{"ip_like":{"qcs:ip":"1"}}}`), api.ConditionError, "statement[0].condition"},
		{statement(`{"effect":"allow","action":"*","resource":"*","principal":{"qcs":["x"]}}`), api.PrincipalError, "statement[0].principal: "},
		{allow("*", "*") + strings.Repeat(" ", 6144), api.PolicyDocumentLengthOverLimit, "6144"},
	} {
		failure := refused(w, c.code, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "bad", PolicyDocument: c.document})
		place, is := strings.CutSuffix(c.place, ": ")
		if !strings.Contains(failure.Message, c.place) || is && !strings.Contains(failure.MessageZH, place+"：") {
			t.Errorf("%.60s: no place %q in %q, %q", c.document, c.place, failure.Message, failure.MessageZH)
		}
		refused(w, c.code, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: &id, PolicyDocument: c.document})
	}
	if got := must(w, api.GetPolicy, api.GetPolicyRequest{PolicyId: id}); got.PolicyDocument != allow("*", "*") {
		t.Errorf("a refused document is stored: %s", got.PolicyDocument)
	}
}

func TestPolicyRefusals(t *testing.T) {
	w := newWorld(t)
	id, other := w.policy("one", allow("*", "*")), w.policy("two", allow("*", "*"))
	create := func(name string) api.CreatePolicyRequest {
		return api.CreatePolicyRequest{PolicyName: name, PolicyDocument: allow("*", "*")}
	}
	refused(w, api.PolicyNameInUse, api.CreatePolicy, create("one"))
	refused(w, api.PolicyNameInUse, api.CreatePolicy, create("QcloudKMSFullAccess"))
	for _, name := range []string{"a b", "密", strings.Repeat("n", 129), "a:b"} {
		refused(w, api.PolicyNameError, api.CreatePolicy, create(name))
	}
	long := create("long")
	long.Description = strings.Repeat("密", 101)
	refused(w, api.DescriptionLengthOverlimit, api.CreatePolicy, long)
	tagged := create("tagged")
	tagged.Tags = []api.CamTag{{Key: "k", Value: "v"}}
	refused(w, api.ParamError, api.CreatePolicy, tagged)

	refused(w, api.PolicyNameInUse, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: &id, PolicyName: "two"})
	refused(w, api.PolicyNameInUse, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: &id, PolicyName: "AdministratorAccess"})
	refused(w, api.PolicyIdError, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: one(), Description: new("x")})
	refused(w, api.PolicyIdError, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyName: "AdministratorAccess", Description: new("x")})
	refused(w, api.PolicyIdError, api.DeletePolicy, api.DeletePolicyRequest{PolicyId: []uint64{id, 1}})
	refused(w, api.ParamError, api.UpdatePolicy, api.UpdatePolicyRequest{Description: new("x")})
	refused(w, api.PolicyIdNotFound, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyName: "three", Description: new("x")})
	refused(w, api.OperatePoliciesOverLimit, api.DeletePolicy, api.DeletePolicyRequest{PolicyId: []uint64{}})
	refused(w, api.OperatePoliciesOverLimit, api.DeletePolicy, api.DeletePolicyRequest{PolicyId: make([]uint64, 101)})
	for _, absent := range []uint64{0, 999, 5000, 1 << 63, 1<<64 - 1} {
		refused(w, api.PolicyIdNotFound, api.GetPolicy, api.GetPolicyRequest{PolicyId: absent})
		refused(w, api.PolicyIdNotFound, api.DeletePolicy, api.DeletePolicyRequest{PolicyId: []uint64{other, absent}})
		refused(w, api.PolicyIdNotFound, api.ListEntitiesForPolicy, api.ListEntitiesForPolicyRequest{PolicyId: absent})
	}
	must(w, api.GetPolicy, api.GetPolicyRequest{PolicyId: id}) // all or none
	must(w, api.GetPolicy, api.GetPolicyRequest{PolicyId: other})
}

// TestPolicyTakesEffect: a user may do what its policies say, from the answer
// on, by whichever way they came and went.
func TestPolicyTakesEffect(t *testing.T) {
	w := newWorld(t)
	key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "key"}).KeyId
	ann := w.user("ann", "")
	may := func(want bool) {
		t.Helper()
		if _, failure := do(w, ann, api.DescribeKey, api.DescribeKeyRequest{KeyId: key}); (failure == nil) != want {
			t.Errorf("may %v, want %v", failure, want)
		}
	}
	uin := ann.Principal.Uin
	id := w.policy("describe", allow("kms:DescribeKey", "*"))
	may(false)
	for range 2 { // attaching again changes nothing
		must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: id, AttachUin: uin})
		may(true)
	}
	must(w, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: &id, PolicyDocument: allow("kms:Encrypt", "*")})
	may(false)
	must(w, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: &id, PolicyDocument: allow("kms:Describe*", "*")})
	may(true)
	for range 2 {
		must(w, api.DetachUserPolicy, api.DetachUserPolicyRequest{PolicyId: id, DetachUin: uin})
		may(false)
	}
	group := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "readers"}).GroupId
	member := api.GroupIdOfUidInfo{GroupId: group, Uid: &uin}
	must(w, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{member}})
	may(false)
	must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: id, AttachGroupId: group})
	may(true)
	must(w, api.RemoveUserFromGroup, api.RemoveUserFromGroupRequest{Info: []api.GroupIdOfUidInfo{member}})
	may(false)
	must(w, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{member}})
	may(true)
	must(w, api.DetachGroupPolicy, api.DetachGroupPolicyRequest{PolicyId: id, DetachGroupId: group})
	may(false)
	must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: 3, AttachGroupId: group}) // a preset
	may(true)
	must(w, api.DeleteGroup, api.DeleteGroupRequest{GroupId: group})
	may(false)
	must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: id, AttachUin: uin})
	may(true)
	must(w, api.DeletePolicy, api.DeletePolicyRequest{PolicyId: []uint64{id}})
	may(false)
	if got := must(w, api.ListAttachedUserPolicies, api.ListAttachedUserPoliciesRequest{TargetUin: uin}); got.TotalNum != 0 {
		t.Errorf("a deleted policy is attached: %+v", got.List)
	}
}

// TestPolicyPermissions: attaching needs the right on both, so that it can be
// handed on for some policies only.
func TestPolicyPermissions(t *testing.T) {
	w := newWorld(t)
	harmless := w.policy("harmless", allow("kms:ListKeys", "*"))
	ann := w.user("ann", "")
	document := fmt.Sprintf(`{"version":"2.0","statement":[{"effect":"allow","action":["cam:AttachUserPolicy","cam:GetPolicy","cam:UpdatePolicy"],"resource":[%q,%q]}]}`,
		w.name("uin", "*"), w.name("policyid", harmless))
	w.caller = w.user("deputy", document)
	must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: harmless, AttachUin: ann.Principal.Uin})
	refused(w, api.UnauthorizedOperation, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: 1, AttachUin: w.caller.Principal.Uin})
	refused(w, api.UnauthorizedOperation, api.DetachUserPolicy, api.DetachUserPolicyRequest{PolicyId: harmless, DetachUin: ann.Principal.Uin})
	must(w, api.GetPolicy, api.GetPolicyRequest{PolicyId: harmless})
	refused(w, api.UnauthorizedOperation, api.GetPolicy, api.GetPolicyRequest{PolicyId: 1})
	must(w, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyName: "harmless", Description: new("x")})
	known := refused(w, api.UnauthorizedOperation, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyName: "of-deputy"})
	unknown := refused(w, api.UnauthorizedOperation, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyName: "nothing"})
	if strings.Replace(known.Message, "on of-deputy", "on nothing", 1) != unknown.Message {
		t.Errorf("the refusals tell which names exist:\n%s\n%s", known.Message, unknown.Message)
	}
	refused(w, api.UnauthorizedOperation, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "x", PolicyDocument: allow("*", "*")})
	refused(w, api.UnauthorizedOperation, api.DeletePolicy, api.DeletePolicyRequest{PolicyId: []uint64{harmless}})
	refused(w, api.UnauthorizedOperation, api.ListPolicies, api.ListPoliciesRequest{})
	refused(w, api.UnauthorizedOperation, api.ListEntitiesForPolicy, api.ListEntitiesForPolicyRequest{PolicyId: harmless})
}

func TestAttachments(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann", "").Principal.Uin
	mine := w.policy("mine", allow("kms:*", "*"))
	group := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "g"}).GroupId
	role := must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "r", PolicyDocument: trust("root")}).RoleId
	must(w, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: group, Uin: &ann}}})
	must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: mine, AttachUin: ann})
	w.clock.Add(1)
	must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: 2, AttachUin: ann})
	must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: 2, AttachGroupId: group})
	must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: 3, AttachGroupId: group})
	must(w, api.AttachRolePolicy, api.AttachRolePolicyRequest{PolicyId: &mine, AttachRoleId: role})
	must(w, api.AttachRolePolicy, api.AttachRolePolicyRequest{PolicyName: "QcloudKMSFullAccess", AttachRoleName: "r"})

	names := func(list []api.AttachPolicyInfo) (names []string) {
		for _, p := range list {
			names = append(names, p.PolicyType+" "+p.PolicyName+" "+p.AddTime)
		}
		return names
	}
	users := must(w, api.ListAttachedUserPolicies, api.ListAttachedUserPoliciesRequest{TargetUin: ann})
	if got := names(users.List); !slices.Equal(got, []string{"User mine 2030-03-17 17:46:40", "QCS QcloudKMSFullAccess 2030-03-17 17:46:41"}) {
		t.Errorf("of the user: %v", got)
	}
	groups := must(w, api.ListAttachedGroupPolicies, api.ListAttachedGroupPoliciesRequest{TargetGroupId: group, Keyword: "ReadOnly"})
	if got := names(groups.List); groups.TotalNum != 1 || !slices.Equal(got, []string{"QCS QcloudKMSReadOnlyAccess 2030-03-17 17:46:41"}) {
		t.Errorf("of the group: %v", got)
	}
	roles := must(w, api.ListAttachedRolePolicies, api.ListAttachedRolePoliciesRequest{RoleName: "r", Page: 1, Rp: 200})
	if len(roles.List) != 2 || roles.TotalNum != 2 {
		t.Errorf("of the role: %+v", roles)
	}
	roles = must(w, api.ListAttachedRolePolicies, api.ListAttachedRolePoliciesRequest{RoleId: role, Page: 1, Rp: 1, PolicyType: "User"})
	if len(roles.List) != 1 || roles.TotalNum != 1 || roles.List[0].PolicyId != mine {
		t.Errorf("of the role: %+v", roles)
	}
	for _, p := range must(w, api.ListPolicies, api.ListPoliciesRequest{}).List {
		want := map[string]uint64{"mine": 2, "QcloudKMSFullAccess": 3, "QcloudKMSReadOnlyAccess": 1}[p.PolicyName]
		if p.Attachments != want || p.AttachEntityCount != int64(want) {
			t.Errorf("%s is attached %d times, want %d", p.PolicyName, p.Attachments, want)
		}
	}
	entities := must(w, api.ListEntitiesForPolicy, api.ListEntitiesForPolicyRequest{PolicyId: 2})
	if entities.TotalNum != 3 || len(entities.List) != 3 {
		t.Errorf("entities %+v", entities)
	}
	for filter, want := range map[string]api.AttachEntityOfPolicy{
		"User":  {Id: fmt.Sprint(ann), Name: "ann", Uin: ann, RelatedType: 1, AttachmentTime: "2030-03-17 17:46:41"},
		"Group": {Id: fmt.Sprint(group), Name: "g", RelatedType: 2, AttachmentTime: "2030-03-17 17:46:41"},
		"Role":  {Id: role, Name: "r", RelatedType: 3, AttachmentTime: "2030-03-17 17:46:41"},
	} {
		got := must(w, api.ListEntitiesForPolicy, api.ListEntitiesForPolicyRequest{PolicyId: 2, EntityFilter: filter})
		if got.TotalNum != 1 || got.List[0] != want {
			t.Errorf("%s: %+v", filter, got)
		}
	}
	refused(w, api.EntityFilterError, api.ListEntitiesForPolicy, api.ListEntitiesForPolicyRequest{PolicyId: 2, EntityFilter: "user"})
	refused(w, api.ParamError, api.ListAttachedRolePolicies, api.ListAttachedRolePoliciesRequest{RoleName: "r", Page: 1, Rp: 1, PolicyType: "x"})
	must(w, api.DetachRolePolicy, api.DetachRolePolicyRequest{PolicyId: &mine, DetachRoleName: "r"})
	must(w, api.DetachRolePolicy, api.DetachRolePolicyRequest{PolicyName: "QcloudKMSFullAccess", DetachRoleId: role})
	must(w, api.DeleteUser, api.DeleteUserRequest{Name: "ann", Force: one()})
	if got := must(w, api.ListEntitiesForPolicy, api.ListEntitiesForPolicyRequest{PolicyId: mine}); got.TotalNum != 0 {
		t.Errorf("entities after all went: %+v", got.List)
	}
}

func TestAllPoliciesOfUser(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann", allow("kms:*", "*")).Principal.Uin
	for _, name := range []string{"a", "b"} {
		group := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: name}).GroupId
		must(w, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: group, Uin: &ann}}})
		must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: 3, AttachGroupId: group})
	}
	ask := api.ListAttachedUserAllPoliciesRequest{TargetUin: ann, Rp: 20, Page: 1}
	for _, c := range []struct {
		attach uint64
		kind   *uint64
		word   string
		want   []string
	}{
		{0, nil, "", []string{"of-ann 1 0", "QcloudKMSReadOnlyAccess 2 2"}},
		{1, nil, "", []string{"of-ann 1 0"}},
		{2, nil, "", []string{"QcloudKMSReadOnlyAccess 2 2"}},
		{0, one(), "", []string{"of-ann 1 0"}},
		{0, nil, "ReadOnly", []string{"QcloudKMSReadOnlyAccess 2 2"}},
		{1, new(uint64(2)), "", nil},
	} {
		ask.AttachType, ask.StrategyType, ask.Keyword = c.attach, c.kind, c.word
		var got []string
		for _, p := range must(w, api.ListAttachedUserAllPolicies, ask).PolicyList {
			got = append(got, fmt.Sprint(p.PolicyName, " ", p.StrategyType, " ", len(p.Groups)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", ask, got, c.want)
		}
	}
	ask.AttachType = 3
	refused(w, api.ParamError, api.ListAttachedUserAllPolicies, ask)
	ask.AttachType, ask.StrategyType = 0, new(uint64(3))
	refused(w, api.ParamError, api.ListAttachedUserAllPolicies, ask)
	refused(w, api.UserNotExist, api.ListAttachedUserAllPolicies, api.ListAttachedUserAllPoliciesRequest{TargetUin: 5, Rp: 1, Page: 1})
}

func TestAttachRefusals(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann", "").Principal.Uin
	group := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "g"}).GroupId
	role := must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "r", PolicyDocument: trust("root")}).RoleId
	for _, absent := range []uint64{0, 5000, 1 << 63} {
		refused(w, api.PolicyIdNotFound, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: absent, AttachUin: ann})
		refused(w, api.PolicyIdNotFound, api.DetachUserPolicy, api.DetachUserPolicyRequest{PolicyId: absent, DetachUin: ann})
		refused(w, api.PolicyIdNotFound, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: absent, AttachGroupId: group})
		refused(w, api.PolicyIdNotFound, api.DetachGroupPolicy, api.DetachGroupPolicyRequest{PolicyId: absent, DetachGroupId: group})
		refused(w, api.PolicyIdNotExist, api.AttachRolePolicy, api.AttachRolePolicyRequest{PolicyId: &absent, AttachRoleId: role})
		refused(w, api.PolicyIdNotExist, api.DetachRolePolicy, api.DetachRolePolicyRequest{PolicyId: &absent, DetachRoleId: role})

		refused(w, api.UserNotExist, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: 1, AttachUin: absent})
		refused(w, api.UserNotExist, api.DetachUserPolicy, api.DetachUserPolicyRequest{PolicyId: 1, DetachUin: absent})
		refused(w, api.UserNotExist, api.ListAttachedUserPolicies, api.ListAttachedUserPoliciesRequest{TargetUin: absent})
		refused(w, api.GroupNotExist, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: 1, AttachGroupId: absent})
		refused(w, api.GroupNotExist, api.DetachGroupPolicy, api.DetachGroupPolicyRequest{PolicyId: 1, DetachGroupId: absent})
		refused(w, api.GroupNotExist, api.ListAttachedGroupPolicies, api.ListAttachedGroupPoliciesRequest{TargetGroupId: absent})
		refused(w, api.RoleNotExist, api.AttachRolePolicy, api.AttachRolePolicyRequest{PolicyId: one(), AttachRoleId: fmt.Sprint(absent)})
	}
	// The root principal is not limited by anything.
	refused(w, api.UserNotExist, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: 1, AttachUin: w.root.Principal.Uin})
	refused(w, api.PolicyIdNotExist, api.AttachRolePolicy, api.AttachRolePolicyRequest{PolicyName: "none", AttachRoleId: role})
	refused(w, api.ParamError, api.AttachRolePolicy, api.AttachRolePolicyRequest{AttachRoleId: role})
	refused(w, api.ParamError, api.AttachRolePolicy, api.AttachRolePolicyRequest{AttachRoleId: role, AttachRoleName: "r", PolicyId: one()})
	refused(w, api.ParamError, api.DetachRolePolicy, api.DetachRolePolicyRequest{DetachRoleId: role, PolicyId: one(), PolicyName: "x"})

	for i := range 200 {
		must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{AttachGroupId: group, PolicyId: w.policy(fmt.Sprint("p", i), allow("kms:*", "*"))})
	}
	refused(w, api.AttachmentFull, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{AttachGroupId: group, PolicyId: 1})
	must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{AttachGroupId: group, PolicyId: identity.FirstPolicyID}) // is attached
}

func TestPoliciesOfOthers(t *testing.T) {
	w := newWorld(t)
	mine := w.policy("mine", allow("*", "*"))
	ann := w.user("ann", "").Principal.Uin
	group := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "g"}).GroupId
	must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "r", PolicyDocument: trust("root")})
	must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: 1, AttachUin: ann})
	w.caller = w.secondAccount()
	refused(w, api.PolicyIdNotFound, api.GetPolicy, api.GetPolicyRequest{PolicyId: mine})
	refused(w, api.PolicyIdNotFound, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyName: "mine"})
	refused(w, api.PolicyIdNotFound, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: &mine})
	refused(w, api.PolicyIdNotFound, api.DeletePolicy, api.DeletePolicyRequest{PolicyId: []uint64{mine}})
	refused(w, api.UserNotExist, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: 1, AttachUin: ann})
	refused(w, api.UserNotExist, api.DetachUserPolicy, api.DetachUserPolicyRequest{PolicyId: 1, DetachUin: ann})
	refused(w, api.GroupNotExist, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: 1, AttachGroupId: group})
	own := must(w, api.AddUser, api.AddUserRequest{Name: "ann"}).Uin
	refused(w, api.PolicyIdNotFound, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: mine, AttachUin: own})
	if got := must(w, api.ListEntitiesForPolicy, api.ListEntitiesForPolicyRequest{PolicyId: 1}); got.TotalNum != 0 {
		t.Errorf("a preset is attached to %+v", got.List)
	}
	for _, p := range must(w, api.ListPolicies, api.ListPoliciesRequest{}).List {
		if p.Type != 2 || p.Attachments != 0 {
			t.Errorf("listed %+v", p)
		}
	}
}
