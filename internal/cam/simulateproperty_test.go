package cam_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"miyao/api"
	"miyao/internal/identity"
)

// question is a call and the ways to ask about it beforehand.
type question struct {
	action string
	about  []string // resources, of which each means the one of the call
	tags   []api.Tag
	call   func(caller *identity.Caller) *api.Error
}

// asking makes a question about a call.
func asking[Req, Resp any](w *world, action api.Action[Req, Resp], req Req, about ...string) question {
	return question{action: action.Product.Service + ":" + action.Name, about: about, call: func(caller *identity.Caller) *api.Error {
		_, failure := do(w, caller, action, req)
		return failure
	}}
}

// TestSimulatedAsCalled: whatever the policies say, a simulation says what a call
// gets, by whichever name it asks about the resource.
func TestSimulatedAsCalled(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann", "")
	questions, parts := w.questions()
	attached := w.attached(ann.Principal.Uin)
	draw := rand.New(rand.NewPCG(1, 2))
	outcomes := map[bool]int{}
	for round := range 150 {
		for _, id := range attached {
			must(w, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: &id, PolicyDocument: parts.document(draw)})
		}
		for _, q := range questions {
			failure := q.call(ann)
			denied := failure != nil && failure.Code == api.UnauthorizedOperation
			outcomes[denied]++
			for _, resource := range q.about {
				r := must(w, api.SimulatePrincipalPolicy, api.SimulatePrincipalPolicyRequest{Principal: "ann", ActionNames: []string{q.action},
					Resource: resource, SourceIp: "127.0.0.1", RequestTags: q.tags}).Results[0]
				if r.Allowed == denied {
					t.Errorf("round %d: %s on %q is simulated as %s by %s, called with %v", round, q.action, resource, r.Decision, r.Statement, failure)
				}
			}
		}
	}
	if outcomes[true] < 300 || outcomes[false] < 300 {
		t.Errorf("the policies say too often the same: %v", outcomes)
	}
}

// questions makes objects and asks about calls with them.
func (w *world) questions() (questions []question, parts policyParts) {
	w.Helper()
	tag := []api.Tag{{TagKey: "team", TagValue: "a"}}
	tagged := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "tagged", Tags: tag})
	plain := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "plain"})
	bob := w.user("bob", "").Principal.Uin
	everyone := strings.Replace(trust("root"), "100000000001", fmt.Sprint(w.root.Account.Uin), 1)
	role := must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "deploy", PolicyDocument: everyone}).RoleId
	keyName := func(id string) string {
		return fmt.Sprintf("qcs::kms:ap-guangzhou:uin/%d:key/creatorUin/%[1]d/%s", w.root.Account.Uin, id)
	}
	byName, byID := w.name("roleName", "deploy"), w.name("role", role)
	noName, noID, foreign := w.name("roleName", "none"), w.name("role", 1), "qcs::cam::uin/1:roleName/none"
	create := asking(w, api.CreateRole, api.CreateRoleRequest{RoleName: "deploy", PolicyDocument: "x"}, byName)
	random := asking(w, api.GenerateRandom, api.GenerateRandomRequest{NumberOfBytes: 8}, "", "plain", keyName(plain.KeyId))
	random.tags = tag // which it does not give
	questions = []question{
		create, random,
		asking(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: tagged.KeyId}, "tagged", tagged.KeyId, keyName(tagged.KeyId)),
		asking(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: plain.KeyId}, "plain", plain.KeyId, keyName(plain.KeyId)),
		asking(w, api.DescribeKeyUsage, api.DescribeKeyUsageRequest{KeyId: tagged.KeyId}, "tagged"),
		asking(w, api.ListKeys, api.ListKeysRequest{}, "", "tagged"),
		asking(w, api.ListAlgorithms, api.ListAlgorithmsRequest{}, "", "tagged"),
		asking(w, api.LookUpEvents, api.LookUpEventsRequest{StartTime: 1, EndTime: 2}, "", "tagged"),
		asking(w, api.GetUser, api.GetUserRequest{Name: "bob"}, w.name("uin", bob)),
		asking(w, api.ListUsers, api.ListUsersRequest{}, "", w.name("uin", bob)),
		asking(w, api.GetRole, api.GetRoleRequest{RoleName: "deploy"}, byName, byID),
		asking(w, api.GetRole, api.GetRoleRequest{RoleId: role}, byName, byID),
		asking(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: byName, RoleSessionName: "job"}, byName, byID),
		asking(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: byID, RoleSessionName: "job"}, byName, byID),
		asking(w, api.GetRole, api.GetRoleRequest{RoleName: "none"}, noName),
		asking(w, api.GetRole, api.GetRoleRequest{RoleId: "1"}, noID),
		asking(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: noName, RoleSessionName: "job"}, noName),
		asking(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: noID, RoleSessionName: "job"}, noID),
		asking(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: foreign, RoleSessionName: "job"}, foreign),
		asking(w, api.GetCallerIdentity, api.GetCallerIdentityRequest{}, "", byName),
	}
	return questions, policyParts{
		actions: []string{"*", "kms:*", "kms:DescribeKey", "cam:*", "cam:GetRole", "sts:*", "sts:AssumeRole", "cam:Get*", "cloudaudit:*", "kms:List*", "kms:GenerateRandom"},
		resources: []string{"*", "qcs::kms:::key/*", "qcs::kms:ap-guangzhou::key/*", "qcs::kms:ap-beijing::key/*", keyName(plain.KeyId), keyName(tagged.KeyId),
			byName, byID, noName, noID, foreign, "qcs::cam::uin/1:role/5", w.name("role", "*"), w.name("roleName", "*"), w.name("uin", bob), w.name("uin", "${uin}"), "qcs:::::*", "qcs::cam:::*"},
		conditions: []string{"", "", "", `{"string_equal":{"qcs:resource_tag":"team&a"}}`, `{"string_not_equal":{"qcs:resource_tag":"team&a"}}`,
			`{"string_not_equal_if_exist":{"qcs:resource_tag":"team&a"}}`, `{"null_equal":{"qcs:resource_tag":"true"}}`, `{"ip_equal":{"qcs:ip":"127.0.0.0/8"}}`,
			`{"ip_not_equal":{"qcs:ip":"::/0"}}`, `{"date_greater_than":{"qcs:current_time":"2040-01-01 00:00:00"}}`},
	}
}

// attached attaches two policies to a user, and one to a group of it.
func (w *world) attached(uin uint64) (ids []uint64) {
	w.Helper()
	group := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "all"}).GroupId
	must(w, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: group, Uin: &uin}}})
	for _, name := range []string{"one", "two", "three"} {
		ids = append(ids, must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: name, PolicyDocument: allow("kms:*", "*")}).PolicyId)
	}
	for _, id := range ids[:2] {
		must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: id, AttachUin: uin})
	}
	must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: ids[2], AttachGroupId: group})
	return ids
}

// policyParts is what documents are drawn from.
type policyParts struct{ actions, resources, conditions []string }

func (p *policyParts) document(draw *rand.Rand) string {
	pick := func(from []string) string { return from[draw.IntN(len(from))] }
	var statements []string
	for range 1 + draw.IntN(3) {
		condition := pick(p.conditions)
		if condition != "" {
			condition = `,"condition":` + condition
		}
		statements = append(statements, fmt.Sprintf(`{"effect":%q,"action":[%q,%q],"resource":[%q,%q]%s}`,
			pick([]string{"allow", "allow", "deny"}), pick(p.actions), pick(p.actions), pick(p.resources), pick(p.resources), condition))
	}
	return `{"version":"2.0","statement":[` + strings.Join(statements, ",") + `]}`
}
