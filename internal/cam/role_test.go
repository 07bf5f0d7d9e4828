package cam_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"miyao/api"
	"miyao/internal/identity"
)

// trust is a trust policy for a principal of the account 100000000001.
func trust(principal string) string {
	return `{"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/100000000001:` + principal + `"]}}]}`
}

func TestRole(t *testing.T) {
	w := newWorld(t)
	made := must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "deploy", PolicyDocument: trust("root"), Description: "发布", ConsoleLogin: zero()})
	w.clock.Add(1)
	got := must(w, api.GetRole, api.GetRoleRequest{RoleName: "deploy"}).RoleInfo
	want := api.RoleInfo{RoleId: made.RoleId, RoleName: "deploy", PolicyDocument: trust("root"), Description: "发布", AddTime: "2030-03-17 17:46:40",
		UpdateTime: "2030-03-17 17:46:40", RoleType: "user", SessionDuration: 7200, RoleArn: w.name("roleName", "deploy")}
	if got.Tags = nil; fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	must(w, api.UpdateRoleDescription, api.UpdateRoleDescriptionRequest{RoleId: made.RoleId})
	must(w, api.UpdateAssumeRolePolicy, api.UpdateAssumeRolePolicyRequest{RoleName: "deploy", PolicyDocument: trust("uin/5")})
	must(w, api.UpdateRoleSessionDuration, api.UpdateRoleSessionDurationRequest{RoleName: "deploy", SessionDuration: 43200})
	must(w, api.UpdateRoleConsoleLogin, api.UpdateRoleConsoleLoginRequest{RoleName: "deploy"})
	refused(w, api.ParamError, api.UpdateRoleConsoleLogin, api.UpdateRoleConsoleLoginRequest{RoleName: "deploy", ConsoleLogin: 1})
	refused(w, api.RoleNotExist, api.UpdateRoleConsoleLogin, api.UpdateRoleConsoleLoginRequest{RoleName: "none"})
	got = must(w, api.GetRole, api.GetRoleRequest{RoleId: made.RoleId}).RoleInfo
	if got.Description != "" || got.PolicyDocument != trust("uin/5") || got.SessionDuration != 43200 || got.UpdateTime != "2030-03-17 17:46:41" || got.AddTime != want.AddTime {
		t.Errorf("after the changes: %+v", got)
	}
	second := must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "second", PolicyDocument: trust("root"), SessionDuration: new(uint64(900))})
	list := must(w, api.DescribeRoleList, api.DescribeRoleListRequest{Page: 2, Rp: 1})
	if list.TotalNum != 2 || len(list.List) != 1 || list.List[0].RoleId != second.RoleId || list.List[0].SessionDuration != 900 {
		t.Errorf("list %+v", list)
	}
	must(w, api.DeleteRole, api.DeleteRoleRequest{RoleId: made.RoleId})
	must(w, api.DeleteRole, api.DeleteRoleRequest{RoleName: "second"})
	refused(w, api.RoleNotExist, api.GetRole, api.GetRoleRequest{RoleName: "deploy"})
}

func TestRoleRefusals(t *testing.T) {
	w := newWorld(t)
	id := must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "r", PolicyDocument: trust("root")}).RoleId
	create := func(change func(*api.CreateRoleRequest)) api.CreateRoleRequest {
		r := api.CreateRoleRequest{RoleName: "new", PolicyDocument: trust("root")}
		change(&r)
		return r
	}
	if f := refused(w, api.RoleNotExist, api.DeleteRole, api.DeleteRoleRequest{RoleId: "deploy"}); !strings.Contains(f.Message, "no role deploy ") {
		t.Errorf("a name in the place of an id: %v", f)
	}
	refused(w, api.RoleNameInUse, api.CreateRole, create(func(r *api.CreateRoleRequest) { r.RoleName = "r" }))
	for _, name := range []string{"a b", "密", strings.Repeat("n", 129), "a/b", "*"} {
		refused(w, api.RoleNameError, api.CreateRole, create(func(r *api.CreateRoleRequest) { r.RoleName = name }))
		refused(w, api.RoleNotExist, api.GetRole, api.GetRoleRequest{RoleName: name})
	}
	refused(w, api.DescriptionLengthOverlimit, api.CreateRole, create(func(r *api.CreateRoleRequest) { r.Description = strings.Repeat("d", 301) }))
	refused(w, api.ParamError, api.CreateRole, create(func(r *api.CreateRoleRequest) { r.SessionDuration = new(uint64(43201)) }))
	refused(w, api.ParamError, api.CreateRole, create(func(r *api.CreateRoleRequest) { r.ConsoleLogin = one() }))
	refused(w, api.ParamError, api.CreateRole, create(func(r *api.CreateRoleRequest) { r.Tags = []api.CamTag{{Key: "k"}} }))
	for code, document := range map[api.Code]string{
		api.PrincipalError:                trust("everyone"),
		api.ResourceError:                 strings.Replace(trust("root"), `"action"`, `"resource":"*","action"`, 1),
		api.StatementError:                `{"version":"2.0","statement":[{"effect":"allow","action":"*"}]}`,
		api.PolicyDocumentLengthOverLimit: trust("root") + strings.Repeat(" ", 6144),
	} {
		refused(w, code, api.CreateRole, create(func(r *api.CreateRoleRequest) { r.PolicyDocument = document }))
		refused(w, code, api.UpdateAssumeRolePolicy, api.UpdateAssumeRolePolicyRequest{RoleId: id, PolicyDocument: document})
	}
	for _, absent := range []string{"0", "1", "-1", "x", "9223372036854775808", "99999999999999999999999", strings.Repeat("密", 999)} {
		refused(w, api.RoleNotExist, api.GetRole, api.GetRoleRequest{RoleId: absent})
		refused(w, api.RoleNotExist, api.DeleteRole, api.DeleteRoleRequest{RoleId: absent})
		refused(w, api.RoleNotExist, api.UpdateRoleDescription, api.UpdateRoleDescriptionRequest{RoleId: absent})
		refused(w, api.RoleNotExist, api.UpdateAssumeRolePolicy, api.UpdateAssumeRolePolicyRequest{RoleName: absent, PolicyDocument: trust("root")})
		refused(w, api.RoleNotExist, api.ListAttachedRolePolicies, api.ListAttachedRolePoliciesRequest{RoleId: absent, Page: 1, Rp: 1})
	}
	refused(w, api.RoleNotExist, api.UpdateRoleSessionDuration, api.UpdateRoleSessionDurationRequest{RoleId: new(uint64(1 << 63)), SessionDuration: 1})
	refused(w, api.ParamError, api.UpdateRoleSessionDuration, api.UpdateRoleSessionDurationRequest{RoleName: "r", SessionDuration: 43201})
	refused(w, api.DescriptionLengthOverlimit, api.UpdateRoleDescription, api.UpdateRoleDescriptionRequest{RoleName: "r", Description: strings.Repeat("d", 301)})
	refused(w, api.ParamError, api.GetRole, api.GetRoleRequest{})
	refused(w, api.ParamError, api.DeleteRole, api.DeleteRoleRequest{RoleId: id, RoleName: "r"})
	refused(w, api.ParamError, api.DescribeRoleList, api.DescribeRoleListRequest{Page: 0, Rp: 1})
	if got := must(w, api.GetRole, api.GetRoleRequest{RoleId: id}).RoleInfo; got.PolicyDocument != trust("root") {
		t.Errorf("a refused change took effect: %+v", got)
	}
}

// TestRolePermissions: policies name roles, whatever the request names them by.
func TestRolePermissions(t *testing.T) {
	w := newWorld(t)
	id := must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "app-one", PolicyDocument: trust("root")}).RoleId
	foreign := must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "admin", PolicyDocument: trust("root")}).RoleId
	w.caller = w.user("deputy", allow("cam:*Role*", w.name("roleName", "app-*")))
	must(w, api.GetRole, api.GetRoleRequest{RoleId: id})
	must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "app-two", PolicyDocument: trust("root")})
	refused(w, api.UnauthorizedOperation, api.CreateRole, api.CreateRoleRequest{RoleName: "two", PolicyDocument: trust("root")})
	refused(w, api.RoleNotExist, api.GetRole, api.GetRoleRequest{RoleName: "app-none"})
	refused(w, api.UnauthorizedOperation, api.GetRole, api.GetRoleRequest{RoleName: "admin"})
	known := refused(w, api.UnauthorizedOperation, api.DeleteRole, api.DeleteRoleRequest{RoleId: foreign})
	unknown := refused(w, api.UnauthorizedOperation, api.DeleteRole, api.DeleteRoleRequest{RoleId: "17"})
	if strings.Replace(known.Message, "on "+foreign, "on 17", 1) != unknown.Message {
		t.Errorf("the refusals tell which ids exist:\n%s\n%s", known.Message, unknown.Message)
	}
	refused(w, api.UnauthorizedOperation, api.UpdateAssumeRolePolicy, api.UpdateAssumeRolePolicyRequest{RoleId: foreign, PolicyDocument: trust("root")})
	refused(w, api.UnauthorizedOperation, api.UpdateRoleSessionDuration, api.UpdateRoleSessionDurationRequest{RoleName: "admin"})
	refused(w, api.UnauthorizedOperation, api.UpdateRoleDescription, api.UpdateRoleDescriptionRequest{RoleName: "admin"})
	refused(w, api.UnauthorizedOperation, api.DescribeRoleList, api.DescribeRoleListRequest{Page: 1, Rp: 1})
	refused(w, api.UnauthorizedOperation, api.ListAttachedRolePolicies, api.ListAttachedRolePoliciesRequest{RoleName: "admin", Page: 1, Rp: 1})
	refused(w, api.UnauthorizedOperation, api.AttachRolePolicy, api.AttachRolePolicyRequest{AttachRoleId: id, PolicyId: one()}) // no right on the policy
	must(w, api.DeleteRole, api.DeleteRoleRequest{RoleName: "app-one"})
}

func TestRolesOfOthers(t *testing.T) {
	w := newWorld(t)
	id := must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "r", PolicyDocument: trust("root")}).RoleId
	w.caller = w.secondAccount()
	refused(w, api.RoleNotExist, api.GetRole, api.GetRoleRequest{RoleId: id})
	refused(w, api.RoleNotExist, api.GetRole, api.GetRoleRequest{RoleName: "r"})
	refused(w, api.RoleNotExist, api.DeleteRole, api.DeleteRoleRequest{RoleId: id})
	refused(w, api.RoleNotExist, api.AttachRolePolicy, api.AttachRolePolicyRequest{AttachRoleId: id, PolicyId: one()})
	if got := must(w, api.DescribeRoleList, api.DescribeRoleListRequest{Page: 1, Rp: 20}); got.TotalNum != 0 {
		t.Errorf("roles %+v", got.List)
	}
}

// TestAssumedRole: the CAM and STS APIs work together, and a role that is
// deleted ends its temporary credentials.
func TestAssumedRole(t *testing.T) {
	w := newWorld(t)
	mine := strings.Replace(trust("root"), "100000000001", fmt.Sprint(w.root.Account.Uin), 1)
	must(w, api.CreateRole, api.CreateRoleRequest{RoleName: "r", PolicyDocument: mine})
	must(w, api.AttachRolePolicy, api.AttachRolePolicyRequest{AttachRoleName: "r", PolicyName: "QcloudKMSReadOnlyAccess"})
	w.caller = w.user("ann", allow("sts:AssumeRole", w.name("roleName", "r")))
	made := must(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: w.name("roleName", "r"), RoleSessionName: "job"}).Credentials
	session := func() (*identity.Caller, error) {
		c, err := w.Directory.Session(t.Context(), made.TmpSecretId, made.Token)
		return &c.Caller, err
	}
	caller, err := session()
	w.must(err)
	w.caller = caller
	must(w, api.ListKeys, api.ListKeysRequest{})
	refused(w, api.UnauthorizedOperation, api.ListUsers, api.ListUsersRequest{})

	w.caller = w.root
	must(w, api.AttachRolePolicy, api.AttachRolePolicyRequest{AttachRoleName: "r", PolicyName: "AdministratorAccess"})
	caller, err = session()
	w.must(err)
	w.caller = caller
	must(w, api.ListUsers, api.ListUsersRequest{})
	refused(w, api.ParamError, api.CreateAccessKey, api.CreateAccessKeyRequest{}) // a role has none
	must(w, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: &w.user("bob", "").Principal.Uin})
	refused(w, api.SubUinDenied, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: &w.root.Principal.Uin})
	must(w, api.DeleteRole, api.DeleteRoleRequest{RoleName: "r"})
	if _, err := session(); !errors.Is(err, identity.ErrToken) {
		t.Errorf("after the role is gone: %v", err)
	}
}
