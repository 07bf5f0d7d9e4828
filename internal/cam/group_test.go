package cam_test

import (
	"fmt"
	"strings"
	"testing"

	"miyao/api"
)

func TestGroup(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann", "").Principal.Uin, w.user("bob", "").Principal.Uin
	id := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "billing", Remark: "账单"}).GroupId
	must(w, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &ann}, {GroupId: id, Uid: &bob}}})
	must(w, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &ann}}}) // is in it
	got := must(w, api.GetGroup, api.GetGroupRequest{GroupId: id})
	if got.GroupId != id || got.GroupName != "billing" || got.GroupNum != 2 || got.Remark != "账单" || got.CreateTime != "2030-03-17 17:46:40" || len(got.UserInfo) != 2 {
		t.Errorf("got %+v", got)
	}
	page := must(w, api.ListUsersForGroup, api.ListUsersForGroupRequest{GroupId: id, Page: new(uint64(2)), Rp: one()})
	if page.TotalNum != 2 || len(page.UserInfo) != 1 || page.UserInfo[0].Uin != max(ann, bob) || page.UserInfo[0].Uid != page.UserInfo[0].Uin {
		t.Errorf("page %+v", page)
	}
	second := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "building"}).GroupId
	list := must(w, api.ListGroups, api.ListGroupsRequest{Keyword: "ll"})
	if list.TotalNum != 1 || list.GroupInfo[0] != (api.GroupInfo{GroupId: id, GroupName: "billing", CreateTime: got.CreateTime, Remark: "账单"}) {
		t.Errorf("list %+v", list)
	}
	if list := must(w, api.ListGroups, api.ListGroupsRequest{}); list.TotalNum != 2 || list.GroupInfo[1].GroupId != second {
		t.Errorf("list %+v", list)
	}
	for _, ask := range []api.ListGroupsForUserRequest{{Uid: &ann}, {SubUin: &ann}} {
		if of := must(w, api.ListGroupsForUser, ask); of.TotalNum != 1 || of.GroupInfo[0].GroupId != id {
			t.Errorf("groups of ann: %+v", of)
		}
	}
	must(w, api.UpdateGroup, api.UpdateGroupRequest{GroupId: id, GroupName: "invoices"})
	must(w, api.UpdateGroup, api.UpdateGroupRequest{GroupId: id, Remark: new("")})
	if got := must(w, api.GetGroup, api.GetGroupRequest{GroupId: id}); got.GroupName != "invoices" || got.Remark != "" {
		t.Errorf("after the change: %+v", got)
	}
	remove := api.RemoveUserFromGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &ann}}}
	must(w, api.RemoveUserFromGroup, remove)
	must(w, api.RemoveUserFromGroup, remove) // is not in it
	if got := must(w, api.GetGroup, api.GetGroupRequest{GroupId: id}); got.GroupNum != 1 || got.UserInfo[0].Uin != bob {
		t.Errorf("after a removal: %+v", got)
	}
	must(w, api.DeleteGroup, api.DeleteGroupRequest{GroupId: id}) // with a member
	refused(w, api.GroupNotExist, api.GetGroup, api.GetGroupRequest{GroupId: id})
	must(w, api.GetUser, api.GetUserRequest{Name: "bob"})
}

func TestGroupRefusals(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann", "").Principal.Uin
	id := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "g"}).GroupId
	other := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "h"}).GroupId
	refused(w, api.GroupNameInUse, api.CreateGroup, api.CreateGroupRequest{GroupName: "g"})
	refused(w, api.GroupNameInUse, api.UpdateGroup, api.UpdateGroupRequest{GroupId: other, GroupName: "g"})
	refused(w, api.ParamError, api.CreateGroup, api.CreateGroupRequest{GroupName: "a b"})
	refused(w, api.ParamError, api.UpdateGroup, api.UpdateGroupRequest{GroupId: id, GroupName: strings.Repeat("n", 65)})
	refused(w, api.ParamError, api.CreateGroup, api.CreateGroupRequest{GroupName: "x", Remark: strings.Repeat("r", 301)})
	for _, absent := range []uint64{0, 77, 1 << 63} {
		refused(w, api.GroupNotExist, api.GetGroup, api.GetGroupRequest{GroupId: absent})
		refused(w, api.GroupNotExist, api.UpdateGroup, api.UpdateGroupRequest{GroupId: absent})
		refused(w, api.GroupNotExist, api.DeleteGroup, api.DeleteGroupRequest{GroupId: absent})
		refused(w, api.GroupNotExist, api.ListUsersForGroup, api.ListUsersForGroupRequest{GroupId: absent})
		refused(w, api.GroupNotExist, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &ann}, {GroupId: absent, Uin: &ann}}})
	}
	for _, absent := range []uint64{77, w.root.Principal.Uin, 1 << 63} {
		refused(w, api.UserNotExist, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &ann}, {GroupId: id, Uin: &absent}}})
		refused(w, api.UserNotExist, api.RemoveUserFromGroup, api.RemoveUserFromGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &absent}}})
		refused(w, api.UserNotExist, api.ListGroupsForUser, api.ListGroupsForUserRequest{SubUin: &absent})
	}
	refused(w, api.UserUinAndUinNotAllNull, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id}}})
	refused(w, api.UserUinAndUinNotAllNull, api.ListGroupsForUser, api.ListGroupsForUserRequest{Uid: zero()})
	refused(w, api.InvalidParameter, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{}})
	refused(w, api.ParamError, api.ListGroups, api.ListGroupsRequest{Rp: new(uint64(201))})
	refused(w, api.ParamError, api.ListUsersForGroup, api.ListUsersForGroupRequest{GroupId: id, Page: zero()})
	if got := must(w, api.GetGroup, api.GetGroupRequest{GroupId: id}); got.GroupNum != 0 {
		t.Errorf("a refused change added %+v", got.UserInfo)
	}
}

func TestGroupLimit(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann", "").Principal.Uin
	join := func(i int) api.AddUserToGroupRequest {
		id := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: fmt.Sprint("g", i)}).GroupId
		return api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &ann}}}
	}
	for i := range 10 {
		must(w, api.AddUserToGroup, join(i))
	}
	refused(w, api.UserGroupFull, api.AddUserToGroup, join(10))
	if got := must(w, api.ListGroupsForUser, api.ListGroupsForUserRequest{SubUin: &ann}); got.TotalNum != 10 {
		t.Errorf("%d groups, want 10", got.TotalNum)
	}
}

func TestGroupPermissions(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann", "").Principal.Uin
	id := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "g"}).GroupId
	admins := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "admins"}).GroupId
	document := fmt.Sprintf(`{"version":"2.0","statement":[{"effect":"allow","action":["cam:AddUserToGroup","cam:GetGroup"],"resource":[%q,%q]}]}`,
		w.name("uin", "*"), w.name("groupid", id))
	w.caller = w.user("deputy", document)
	must(w, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &ann}}})
	must(w, api.GetGroup, api.GetGroupRequest{GroupId: id})
	refused(w, api.UnauthorizedOperation, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &ann}, {GroupId: admins, Uin: &ann}}})
	refused(w, api.UnauthorizedOperation, api.RemoveUserFromGroup, api.RemoveUserFromGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &ann}}})
	refused(w, api.UnauthorizedOperation, api.GetGroup, api.GetGroupRequest{GroupId: admins})
	refused(w, api.UnauthorizedOperation, api.GetGroup, api.GetGroupRequest{GroupId: 99})
	refused(w, api.UnauthorizedOperation, api.CreateGroup, api.CreateGroupRequest{GroupName: "x"})
	refused(w, api.UnauthorizedOperation, api.UpdateGroup, api.UpdateGroupRequest{GroupId: id, GroupName: "x"})
	refused(w, api.UnauthorizedOperation, api.DeleteGroup, api.DeleteGroupRequest{GroupId: id})
	refused(w, api.UnauthorizedOperation, api.ListGroups, api.ListGroupsRequest{})
	refused(w, api.UnauthorizedOperation, api.ListUsersForGroup, api.ListUsersForGroupRequest{GroupId: id})
	refused(w, api.UnauthorizedOperation, api.ListGroupsForUser, api.ListGroupsForUserRequest{SubUin: &ann})
	refused(w, api.UnauthorizedOperation, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{PolicyId: 1, AttachGroupId: id})
	refused(w, api.UnauthorizedOperation, api.ListAttachedGroupPolicies, api.ListAttachedGroupPoliciesRequest{TargetGroupId: id})
}

func TestGroupsOfOthers(t *testing.T) {
	w := newWorld(t)
	id := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "g"}).GroupId
	w.caller = w.secondAccount()
	own := must(w, api.AddUser, api.AddUserRequest{Name: "eve"}).Uin
	refused(w, api.GroupNotExist, api.GetGroup, api.GetGroupRequest{GroupId: id})
	refused(w, api.GroupNotExist, api.DeleteGroup, api.DeleteGroupRequest{GroupId: id})
	refused(w, api.GroupNotExist, api.UpdateGroup, api.UpdateGroupRequest{GroupId: id, GroupName: "mine"})
	refused(w, api.GroupNotExist, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: id, Uin: &own}}})
	if got := must(w, api.ListGroups, api.ListGroupsRequest{}); got.TotalNum != 0 {
		t.Errorf("groups %+v", got.GroupInfo)
	}
}
