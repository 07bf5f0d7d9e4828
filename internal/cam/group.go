package cam

import (
	"slices"
	"strings"

	"miyao/api"
	"miyao/internal/kms"
	"miyao/internal/store"
)

// firstGroupID is the id of the first group that is made.
const firstGroupID = 1

// readGroup reads a group of the account.
func readGroup(tx *store.Tx, account, id uint64) (g store.Group, err error) {
	if err = store.ErrNotFound; stored(id) {
		g, err = tx.Group(id)
	}
	if err == nil && g.Account != account {
		err = store.ErrNotFound
	}
	return g, missing(err, api.Errorf(api.GroupNotExist, "There is no group %d in this account.", "当前账号中没有用户组 %d。", id))
}

func (s service) createGroup(c kms.Call, r *api.CreateGroupRequest) (*api.CreateGroupResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	g := store.Group{Account: account(c), Name: r.GroupName, Remark: r.Remark, Created: c.Now().Unix()}
	if err := checkGroup(g); err != nil {
		return nil, err
	}
	err := s.change(c, func(tx *store.Tx) error {
		id, err := tx.NextNumber("group", firstGroupID)
		if err != nil {
			return err
		}
		g.ID = uint64(id)
		return taken(tx.InsertGroup(g), "group name", groupNameInUse(g.Name))
	})
	if err != nil {
		return nil, err
	}
	c.Made(groupName(c, g.ID))
	return &api.CreateGroupResponse{GroupId: g.ID}, nil
}

func checkGroup(g store.Group) error {
	if err := checkName("GroupName", g.Name, shortName, api.ParamError); err != nil {
		return err
	}
	return checkText("Remark", g.Remark, maxRemark, api.ParamError)
}

func groupNameInUse(name string) error {
	return api.Errorf(api.GroupNameInUse, "The name %s is taken by another group.", "用户组名 %s 已被使用。", name)
}

func getGroup(c kms.Call, r *api.GetGroupRequest) (*api.GetGroupResponse, error) {
	g, members, err := membersOf(c, r.GroupId)
	return &api.GetGroupResponse{GroupId: g.ID, GroupName: g.Name, GroupNum: uint64(len(members)), Remark: g.Remark,
		CreateTime: stamp(g.Created), UserInfo: members}, err
}

// membersOf finds a group with its members, if the caller may do this action on
// it.
func membersOf(c kms.Call, id uint64) (g store.Group, members []api.GroupMemberInfo, err error) {
	if err := c.Allow(groupName(c, id)); err != nil {
		return g, nil, err
	}
	err = c.View(func(tx *store.Tx) error {
		if g, err = readGroup(tx, account(c), id); err != nil {
			return err
		}
		rows, err := tx.Members(id)
		for _, p := range rows {
			members = append(members, api.GroupMemberInfo{Uid: p.Uin, Uin: p.Uin, Name: p.Name, PhoneNum: p.Phone,
				CountryCode: p.CountryCode, Email: p.Email, UserType: subUserType, CreateTime: stamp(p.Created), Remark: p.Remark})
		}
		return err
	})
	return g, members, err
}

func (s service) updateGroup(c kms.Call, r *api.UpdateGroupRequest) (*api.UpdateGroupResponse, error) {
	if err := c.Allow(groupName(c, r.GroupId)); err != nil {
		return nil, err
	}
	err := s.change(c, func(tx *store.Tx) error {
		g, err := readGroup(tx, account(c), r.GroupId)
		if err != nil {
			return err
		}
		if r.GroupName != "" {
			g.Name = r.GroupName
		}
		if r.Remark != nil {
			g.Remark = *r.Remark
		}
		if err := checkGroup(g); err != nil {
			return err
		}
		return taken(tx.UpdateGroup(g), "group name", groupNameInUse(g.Name))
	})
	return &api.UpdateGroupResponse{}, err
}

func (s service) deleteGroup(c kms.Call, r *api.DeleteGroupRequest) (*api.DeleteGroupResponse, error) {
	if err := c.Allow(groupName(c, r.GroupId)); err != nil {
		return nil, err
	}
	err := s.change(c, func(tx *store.Tx) error {
		if _, err := readGroup(tx, account(c), r.GroupId); err != nil {
			return err
		}
		return tx.DeleteGroup(r.GroupId)
	})
	return &api.DeleteGroupResponse{}, err
}

func listGroups(c kms.Call, r *api.ListGroupsRequest) (*api.ListGroupsResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	var groups []store.Group
	err := c.View(func(tx *store.Tx) (err error) {
		groups, err = tx.Groups(account(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	groups = slices.DeleteFunc(groups, func(g store.Group) bool { return !strings.Contains(g.Name, r.Keyword) })
	rows, err := page(groupInfos(groups), r.Page, r.Rp)
	return &api.ListGroupsResponse{TotalNum: uint64(len(groups)), GroupInfo: rows}, err
}

func groupInfos(groups []store.Group) []api.GroupInfo {
	rows := make([]api.GroupInfo, len(groups))
	for i, g := range groups {
		rows[i] = api.GroupInfo{GroupId: g.ID, GroupName: g.Name, CreateTime: stamp(g.Created), Remark: g.Remark}
	}
	return rows
}

func listUsersForGroup(c kms.Call, r *api.ListUsersForGroupRequest) (*api.ListUsersForGroupResponse, error) {
	_, members, err := membersOf(c, r.GroupId)
	if err != nil {
		return nil, err
	}
	rows, err := page(members, r.Page, r.Rp)
	return &api.ListUsersForGroupResponse{TotalNum: uint64(len(members)), UserInfo: rows}, err
}

func listGroupsForUser(c kms.Call, r *api.ListGroupsForUserRequest) (*api.ListGroupsForUserResponse, error) {
	uin, err := uinOf(r.SubUin, r.Uid)
	if err != nil {
		return nil, err
	}
	if err := c.Allow(userName(c, uin)); err != nil {
		return nil, err
	}
	var groups []store.Group
	err = c.View(func(tx *store.Tx) error {
		if _, err := subUser(tx, account(c), uin); err != nil {
			return err
		}
		groups, err = tx.GroupsOf(uin)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, err := page(groupInfos(groups), r.Page, r.Rp)
	return &api.ListGroupsForUserResponse{TotalNum: uint64(len(groups)), GroupInfo: rows}, err
}

// uinOf reads the two ways to name a user by number, which are the same here.
func uinOf(uin, uid *uint64) (uint64, error) {
	switch {
	case uin != nil && *uin != 0:
		return *uin, nil
	case uid != nil && *uid != 0:
		return *uid, nil
	}
	return 0, api.Errorf(api.UserUinAndUinNotAllNull, "Name the user by its Uin or Uid.", "请用 Uin 或 Uid 指定用户。")
}

func (s service) addUserToGroup(c kms.Call, r *api.AddUserToGroupRequest) (*api.AddUserToGroupResponse, error) {
	err := s.changeMembers(c, r.Info, func(tx *store.Tx, group, uin uint64) error {
		if err := tx.AddMember(group, uin, c.Now().Unix()); err != nil {
			return err
		}
		groups, err := tx.GroupsOf(uin)
		if err == nil && len(groups) > maxGroupsOf {
			return api.Errorf(api.UserGroupFull, "User %d is in %d groups already, which is the limit; take it out of one.",
				"用户 %d 已加入 %d 个用户组，达到上限，请先从一个用户组中移出。", uin, maxGroupsOf)
		}
		return err
	})
	return &api.AddUserToGroupResponse{}, err
}

func (s service) removeUserFromGroup(c kms.Call, r *api.RemoveUserFromGroupRequest) (*api.RemoveUserFromGroupResponse, error) {
	err := s.changeMembers(c, r.Info, func(tx *store.Tx, group, uin uint64) error {
		return missing(tx.RemoveMember(group, uin), nil)
	})
	return &api.RemoveUserFromGroupResponse{}, err
}

// changeMembers makes a change for each user and group, all or none.
func (s service) changeMembers(c kms.Call, list []api.GroupIdOfUidInfo, fn func(tx *store.Tx, group, uin uint64) error) error {
	if n := len(list); n == 0 || n > maxBatch {
		return api.Errorf(api.InvalidParameter, "Info must have 1 to %d entries; it has %d.", "Info 必须有 1 到 %d 个元素，当前为 %d 个。", maxBatch, n)
	}
	uins := make([]uint64, len(list))
	for i, info := range list {
		uin, err := uinOf(info.Uin, info.Uid)
		if err != nil {
			return err
		}
		if err := c.Allow(userName(c, uin), groupName(c, info.GroupId)); err != nil {
			return err
		}
		uins[i] = uin
	}
	return s.change(c, func(tx *store.Tx) error {
		for i, info := range list {
			if _, err := readGroup(tx, account(c), info.GroupId); err != nil {
				return err
			}
			if _, err := subUser(tx, account(c), uins[i]); err != nil {
				return err
			}
			if err := fn(tx, info.GroupId, uins[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
