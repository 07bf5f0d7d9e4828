package api

// Roles.

var (
	// CreateRole makes a role, which those that its trust policy names can assume with STS.
	CreateRole = declareIn[CreateRoleRequest, CreateRoleResponse](ProductCAM, "CreateRole", Change)
	// DeleteRole removes a role with its attachments; its temporary credentials end.
	DeleteRole = declareIn[DeleteRoleRequest, DeleteRoleResponse](ProductCAM, "DeleteRole", Change)
	// DescribeRoleList lists the roles of the account.
	DescribeRoleList = declareIn[DescribeRoleListRequest, DescribeRoleListResponse](ProductCAM, "DescribeRoleList", Read)
	// GetRole returns a role.
	GetRole = declareIn[GetRoleRequest, GetRoleResponse](ProductCAM, "GetRole", Read)
	// UpdateAssumeRolePolicy replaces the trust policy of a role. Temporary credentials that exist stay.
	UpdateAssumeRolePolicy = declareIn[UpdateAssumeRolePolicyRequest, UpdateAssumeRolePolicyResponse](
		ProductCAM, "UpdateAssumeRolePolicy", Change)
	// UpdateRoleConsoleLogin takes 0 only: a role does not sign in to the console by itself.
	UpdateRoleConsoleLogin = declareIn[UpdateRoleConsoleLoginRequest, UpdateRoleConsoleLoginResponse](
		ProductCAM, "UpdateRoleConsoleLogin", Change)
	// UpdateRoleDescription replaces the description of a role.
	UpdateRoleDescription = declareIn[UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse](ProductCAM, "UpdateRoleDescription", Change)
	// UpdateRoleSessionDuration replaces the longest life of a role's temporary credentials.
	UpdateRoleSessionDuration = declareIn[UpdateRoleSessionDurationRequest, UpdateRoleSessionDurationResponse](
		ProductCAM, "UpdateRoleSessionDuration", Change)
)

// RoleInfo is a role.
type RoleInfo struct {
	// Role id.
	RoleId string
	// Role name.
	RoleName string
	// Trust policy: who may assume the role.
	PolicyDocument string
	// Description.
	Description string
	// UTC, like 2026-01-31 23:59:59.
	AddTime string
	// UTC, like 2026-01-31 23:59:59.
	UpdateTime string
	// 0: roles do not sign in to the console.
	ConsoleLogin uint64
	// user.
	RoleType string
	// Longest life of a temporary credential in seconds.
	SessionDuration uint64
	// Empty.
	Tags []CamTag
	// qcs::cam::uin/<account>:roleName/<name>.
	RoleArn string
}

// CreateRoleRequest is the input of [CreateRole].
type CreateRoleRequest struct {
	// 1 to 128 letters, digits and +=,.@_-; unique in the account.
	RoleName string `kms:"required"`
	// Trust policy, up to 6144 characters.
	PolicyDocument string `kms:"required"`
	// Up to 300 bytes.
	Description string `json:",omitzero"`
	// Only 0: roles do not sign in to the console.
	ConsoleLogin *uint64 `json:",omitzero"`
	// Longest life of a temporary credential in seconds, up to 43200; 0 or missing: 7200.
	SessionDuration *uint64 `json:",omitzero"`
	// Not used here: only an empty list is taken.
	Tags []CamTag `json:",omitzero"`
}

// CreateRoleResponse is the result of [CreateRole].
type CreateRoleResponse struct {
	// Role id.
	RoleId string
	Meta
}

// DeleteRoleRequest is the input of [DeleteRole].
type DeleteRoleRequest struct {
	// Role id; this or RoleName.
	RoleId string `json:",omitzero"`
	// Role name.
	RoleName string `json:",omitzero"`
}

// DeleteRoleResponse is the result of [DeleteRole].
type DeleteRoleResponse struct{ Meta }

// DescribeRoleListRequest is the input of [DescribeRoleList].
type DescribeRoleListRequest struct {
	// Page from 1.
	Page uint64 `kms:"required"`
	// Entries on a page, 1 to 200.
	Rp uint64 `kms:"required"`
	// Not used here: only an empty list is taken.
	Tags []CamTag `json:",omitzero"`
}

// DescribeRoleListResponse is the result of [DescribeRoleList].
type DescribeRoleListResponse struct {
	// Roles by id.
	List []RoleInfo
	// Roles in all.
	TotalNum uint64
	Meta
}

// GetRoleRequest is the input of [GetRole].
type GetRoleRequest struct {
	// Role id; this or RoleName.
	RoleId string `json:",omitzero"`
	// Role name.
	RoleName string `json:",omitzero"`
}

// GetRoleResponse is the result of [GetRole].
type GetRoleResponse struct {
	// The role.
	RoleInfo RoleInfo
	Meta
}

// UpdateAssumeRolePolicyRequest is the input of [UpdateAssumeRolePolicy].
type UpdateAssumeRolePolicyRequest struct {
	// Trust policy, up to 6144 characters.
	PolicyDocument string `kms:"required"`
	// Role id; this or RoleName.
	RoleId string `json:",omitzero"`
	// Role name.
	RoleName string `json:",omitzero"`
}

// UpdateAssumeRolePolicyResponse is the result of [UpdateAssumeRolePolicy].
type UpdateAssumeRolePolicyResponse struct{ Meta }

// UpdateRoleDescriptionRequest is the input of [UpdateRoleDescription].
type UpdateRoleDescriptionRequest struct {
	// Up to 300 bytes; may be empty.
	Description string `kms:"required"`
	// Role id; this or RoleName.
	RoleId string `json:",omitzero"`
	// Role name.
	RoleName string `json:",omitzero"`
}

// UpdateRoleDescriptionResponse is the result of [UpdateRoleDescription].
type UpdateRoleDescriptionResponse struct{ Meta }

// UpdateRoleConsoleLoginRequest is the input of [UpdateRoleConsoleLogin].
type UpdateRoleConsoleLoginRequest struct {
	// 0.
	ConsoleLogin uint64 `kms:"required"`
	// Role id, here as a number; this or RoleName.
	RoleId *uint64 `json:",omitzero"`
	// Role name; this or RoleId.
	RoleName string `json:",omitzero"`
}

// UpdateRoleConsoleLoginResponse is the result of [UpdateRoleConsoleLogin].
type UpdateRoleConsoleLoginResponse struct{ Meta }

// UpdateRoleSessionDurationRequest is the input of [UpdateRoleSessionDuration].
type UpdateRoleSessionDurationRequest struct {
	// Longest life of a temporary credential in seconds, up to 43200; 0: 7200.
	SessionDuration uint64 `kms:"required"`
	// Role name; this or RoleId.
	RoleName string `json:",omitzero"`
	// Role id, here as a number.
	RoleId *uint64 `json:",omitzero"`
}

// UpdateRoleSessionDurationResponse is the result of [UpdateRoleSessionDuration].
type UpdateRoleSessionDurationResponse struct{ Meta }
