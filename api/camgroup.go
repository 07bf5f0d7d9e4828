package api

// Groups of users.

var (
	// AddUserToGroup puts users into groups, all or none. Who is in a group already stays.
	AddUserToGroup = declareIn[AddUserToGroupRequest, AddUserToGroupResponse](ProductCAM, "AddUserToGroup", Change)
	// CreateGroup makes a group of users that share policies.
	CreateGroup = declareIn[CreateGroupRequest, CreateGroupResponse](ProductCAM, "CreateGroup", Change)
	// DeleteGroup removes a group with its memberships and attachments; its users stay.
	DeleteGroup = declareIn[DeleteGroupRequest, DeleteGroupResponse](ProductCAM, "DeleteGroup", Change)
	// GetGroup returns a group with its members.
	GetGroup = declareIn[GetGroupRequest, GetGroupResponse](ProductCAM, "GetGroup", Read)
	// ListGroups lists the groups of the account.
	ListGroups = declareIn[ListGroupsRequest, ListGroupsResponse](ProductCAM, "ListGroups", Read)
	// ListGroupsForUser lists the groups that a user is in.
	ListGroupsForUser = declareIn[ListGroupsForUserRequest, ListGroupsForUserResponse](ProductCAM, "ListGroupsForUser", Read)
	// ListUsersForGroup lists the users in a group.
	ListUsersForGroup = declareIn[ListUsersForGroupRequest, ListUsersForGroupResponse](ProductCAM, "ListUsersForGroup", Read)
	// RemoveUserFromGroup takes users out of groups, all or none. Who is not in a group is no error.
	RemoveUserFromGroup = declareIn[RemoveUserFromGroupRequest, RemoveUserFromGroupResponse](ProductCAM, "RemoveUserFromGroup", Change)
	// UpdateGroup changes name and remark of a group; what is missing stays.
	UpdateGroup = declareIn[UpdateGroupRequest, UpdateGroupResponse](ProductCAM, "UpdateGroup", Change)
)

// GroupIdOfUidInfo is a user and a group.
type GroupIdOfUidInfo struct {
	// Group id.
	GroupId uint64 `kms:"required"`
	// Uid of the user, which is its Uin; this or Uin.
	Uid *uint64 `json:",omitzero"`
	// Uin of the user.
	Uin *uint64 `json:",omitzero"`
}

// GroupInfo is a group.
type GroupInfo struct {
	// Group id.
	GroupId uint64
	// Group name.
	GroupName string
	// UTC, like 2026-01-31 23:59:59.
	CreateTime string
	// Remark.
	Remark string
}

// GroupMemberInfo is a user in a group.
type GroupMemberInfo struct {
	// The Uin again.
	Uid uint64
	// Uin.
	Uin uint64
	// Name.
	Name string
	// Phone number.
	PhoneNum string
	// Country code of the phone number.
	CountryCode string
	// 0.
	PhoneFlag uint64
	// Mail address.
	Email string
	// 0.
	EmailFlag uint64
	// 2: a sub-user.
	UserType uint64
	// UTC, like 2026-01-31 23:59:59.
	CreateTime string
	// 0.
	IsReceiverOwner uint64
	// Remark.
	Remark string
}

// AddUserToGroupRequest is the input of [AddUserToGroup].
type AddUserToGroupRequest struct {
	// 1 to 100 users and groups.
	Info []GroupIdOfUidInfo `kms:"required"`
}

// AddUserToGroupResponse is the result of [AddUserToGroup].
type AddUserToGroupResponse struct{ Meta }

// CreateGroupRequest is the input of [CreateGroup].
type CreateGroupRequest struct {
	// 1 to 64 letters, digits and +=,.@_-; unique in the account.
	GroupName string `kms:"required"`
	// Up to 300 bytes.
	Remark string `json:",omitzero"`
}

// CreateGroupResponse is the result of [CreateGroup].
type CreateGroupResponse struct {
	// Group id.
	GroupId uint64
	Meta
}

// DeleteGroupRequest is the input of [DeleteGroup].
type DeleteGroupRequest struct {
	// Group id.
	GroupId uint64 `kms:"required"`
}

// DeleteGroupResponse is the result of [DeleteGroup].
type DeleteGroupResponse struct{ Meta }

// GetGroupRequest is the input of [GetGroup].
type GetGroupRequest struct {
	// Group id.
	GroupId uint64 `kms:"required"`
}

// GetGroupResponse is the result of [GetGroup].
type GetGroupResponse struct {
	// Group id.
	GroupId uint64
	// Group name.
	GroupName string
	// Number of members.
	GroupNum uint64
	// Remark.
	Remark string
	// UTC, like 2026-01-31 23:59:59.
	CreateTime string
	// Members by uin.
	UserInfo []GroupMemberInfo
	Meta
}

// ListGroupsRequest is the input of [ListGroups].
type ListGroupsRequest struct {
	// Page from 1, default 1.
	Page *uint64 `json:",omitzero"`
	// Entries on a page, 1 to 200, default 20.
	Rp *uint64 `json:",omitzero"`
	// Part of the group name.
	Keyword string `json:",omitzero"`
}

// ListGroupsResponse is the result of [ListGroups].
type ListGroupsResponse struct {
	// Groups in all.
	TotalNum uint64
	// Groups by id.
	GroupInfo []GroupInfo
	Meta
}

// ListGroupsForUserRequest is the input of [ListGroupsForUser].
type ListGroupsForUserRequest struct {
	// Uid of the user, which is its Uin; this or SubUin.
	Uid *uint64 `json:",omitzero"`
	// Entries on a page, 1 to 200, default 20.
	Rp *uint64 `json:",omitzero"`
	// Page from 1, default 1.
	Page *uint64 `json:",omitzero"`
	// Uin of the user.
	SubUin *uint64 `json:",omitzero"`
}

// ListGroupsForUserResponse is the result of [ListGroupsForUser].
type ListGroupsForUserResponse struct {
	// Groups in all.
	TotalNum uint64
	// Groups by id.
	GroupInfo []GroupInfo
	Meta
}

// ListUsersForGroupRequest is the input of [ListUsersForGroup].
type ListUsersForGroupRequest struct {
	// Group id.
	GroupId uint64 `kms:"required"`
	// Page from 1, default 1.
	Page *uint64 `json:",omitzero"`
	// Entries on a page, 1 to 200, default 20.
	Rp *uint64 `json:",omitzero"`
}

// ListUsersForGroupResponse is the result of [ListUsersForGroup].
type ListUsersForGroupResponse struct {
	// Users in all.
	TotalNum uint64
	// Users by uin.
	UserInfo []GroupMemberInfo
	Meta
}

// RemoveUserFromGroupRequest is the input of [RemoveUserFromGroup].
type RemoveUserFromGroupRequest struct {
	// 1 to 100 users and groups.
	Info []GroupIdOfUidInfo `kms:"required"`
}

// RemoveUserFromGroupResponse is the result of [RemoveUserFromGroup].
type RemoveUserFromGroupResponse struct{ Meta }

// UpdateGroupRequest is the input of [UpdateGroup].
type UpdateGroupRequest struct {
	// Group id.
	GroupId uint64 `kms:"required"`
	// 1 to 64 letters, digits and +=,.@_-; unique in the account.
	GroupName string `json:",omitzero"`
	// Up to 300 bytes.
	Remark *string `json:",omitzero"`
}

// UpdateGroupResponse is the result of [UpdateGroup].
type UpdateGroupResponse struct{ Meta }
