package api

// Policies and what they are attached to.

var (
	// AttachGroupPolicy lets a policy hold for the members of a group. One that does already stays.
	AttachGroupPolicy = declareIn[AttachGroupPolicyRequest, AttachGroupPolicyResponse](ProductCAM, "AttachGroupPolicy", Change)
	// AttachRolePolicy lets a policy hold for a role. One that does already stays.
	AttachRolePolicy = declareIn[AttachRolePolicyRequest, AttachRolePolicyResponse](ProductCAM, "AttachRolePolicy", Change)
	// AttachUserPolicy lets a policy hold for a sub-user. One that does already stays.
	AttachUserPolicy = declareIn[AttachUserPolicyRequest, AttachUserPolicyResponse](ProductCAM, "AttachUserPolicy", Change)
	// CreatePolicy makes a policy, which holds for nobody until it is attached.
	CreatePolicy = declareIn[CreatePolicyRequest, CreatePolicyResponse](ProductCAM, "CreatePolicy", Change)
	// DeletePolicy removes policies, all or none, and detaches them from everyone.
	DeletePolicy = declareIn[DeletePolicyRequest, DeletePolicyResponse](ProductCAM, "DeletePolicy", Change)
	// DetachGroupPolicy is the opposite of AttachGroupPolicy; one that is not attached is no error.
	DetachGroupPolicy = declareIn[DetachGroupPolicyRequest, DetachGroupPolicyResponse](ProductCAM, "DetachGroupPolicy", Change)
	// DetachRolePolicy is the opposite of AttachRolePolicy; one that is not attached is no error.
	DetachRolePolicy = declareIn[DetachRolePolicyRequest, DetachRolePolicyResponse](ProductCAM, "DetachRolePolicy", Change)
	// DetachUserPolicy is the opposite of AttachUserPolicy; one that is not attached is no error.
	DetachUserPolicy = declareIn[DetachUserPolicyRequest, DetachUserPolicyResponse](ProductCAM, "DetachUserPolicy", Change)
	// GetPolicy returns a policy with its document.
	GetPolicy = declareIn[GetPolicyRequest, GetPolicyResponse](ProductCAM, "GetPolicy", Read)
	// ListAttachedGroupPolicies lists the policies of a group.
	ListAttachedGroupPolicies = declareIn[ListAttachedGroupPoliciesRequest, ListAttachedGroupPoliciesResponse](
		ProductCAM, "ListAttachedGroupPolicies", Read)
	// ListAttachedRolePolicies lists the policies of a role.
	ListAttachedRolePolicies = declareIn[ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse](
		ProductCAM, "ListAttachedRolePolicies", Read)
	// ListAttachedUserAllPolicies lists the policies of a sub-user, those of its groups too.
	ListAttachedUserAllPolicies = declareIn[ListAttachedUserAllPoliciesRequest, ListAttachedUserAllPoliciesResponse](
		ProductCAM, "ListAttachedUserAllPolicies", Read)
	// ListAttachedUserPolicies lists the policies that are attached to a sub-user directly.
	ListAttachedUserPolicies = declareIn[ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse](
		ProductCAM, "ListAttachedUserPolicies", Read)
	// ListEntitiesForPolicy lists what a policy is attached to.
	ListEntitiesForPolicy = declareIn[ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse](ProductCAM, "ListEntitiesForPolicy", Read)
	// ListPolicies lists presets and the account's own policies.
	ListPolicies = declareIn[ListPoliciesRequest, ListPoliciesResponse](ProductCAM, "ListPolicies", Read)
	// UpdatePolicy changes a policy, for everyone it is attached to, at once.
	UpdatePolicy = declareIn[UpdatePolicyRequest, UpdatePolicyResponse](ProductCAM, "UpdatePolicy", Change)
)

// AttachEntityOfPolicy is what a policy is attached to.
type AttachEntityOfPolicy struct {
	// Uin of the user, or id of the group or role.
	Id string
	// Its name.
	Name string
	// Uin of the user, else 0.
	Uin uint64
	// 1 user, 2 group, 3 role.
	RelatedType uint64
	// UTC, like 2026-01-31 23:59:59.
	AttachmentTime string
}

// AttachPolicyInfo is a policy attached to a user or group.
type AttachPolicyInfo struct {
	// Policy id.
	PolicyId uint64
	// Policy name.
	PolicyName string
	// When it was attached: UTC, like 2026-01-31 23:59:59.
	AddTime string
	// 2: made from a document.
	CreateMode uint64
	// User: made by the account. QCS: a preset.
	PolicyType string
	// Description of the policy.
	Remark string
	// 0.
	Deactived uint64
	// Empty.
	DeactivedDetail []string
}

// AttachedPolicyOfRole is a policy attached to a role.
type AttachedPolicyOfRole struct {
	// Policy id.
	PolicyId uint64
	// Policy name.
	PolicyName string
	// When it was attached: UTC, like 2026-01-31 23:59:59.
	AddTime string
	// User: made by the account. QCS: a preset.
	PolicyType string
	// 2: made from a document.
	CreateMode uint64
	// 0.
	Deactived uint64
	// Empty.
	DeactivedDetail []string
	// Description of the policy.
	Description string
}

// AttachedUserPolicy is a policy that holds for a user.
type AttachedUserPolicy struct {
	// Policy id.
	PolicyId string
	// Policy name.
	PolicyName string
	// Description of the policy.
	Description string
	// When it was first attached: UTC, like 2026-01-31 23:59:59.
	AddTime string
	// 1: made by the account. 2: a preset.
	StrategyType string
	// 2: made from a document.
	CreateMode string
	// Groups by which it holds; empty if it is attached to the user directly only.
	Groups []AttachedUserPolicyGroupInfo
	// 0.
	Deactived uint64
	// Empty.
	DeactivedDetail []string
}

// AttachedUserPolicyGroupInfo is a group by which a policy holds for a user.
type AttachedUserPolicyGroupInfo struct {
	// Group id.
	GroupId uint64
	// Group name.
	GroupName string
}

// CamTag is a tag as CAM writes it.
type CamTag struct {
	// Tag key.
	Key string
	// Tag value.
	Value string
}

// StrategyInfo is a policy without its document.
type StrategyInfo struct {
	// Policy id.
	PolicyId uint64
	// Policy name.
	PolicyName string
	// UTC, like 2026-01-31 23:59:59; empty for a preset.
	AddTime string
	// 1: made by the account. 2: a preset.
	Type uint64
	// Description of the policy.
	Description string
	// 2: made from a document.
	CreateMode uint64
	// Users, groups and roles that it is attached to.
	Attachments uint64
	// Empty.
	ServiceType string
	// 0.
	Deactived uint64
	// Empty.
	DeactivedDetail []string
	// 0.
	IsServiceLinkedPolicy uint64
	// The Attachments again.
	AttachEntityCount int64
	// UTC, like 2026-01-31 23:59:59; empty for a preset.
	UpdateTime string
	// Empty.
	Tags []CamTag
}

// AttachGroupPolicyRequest is the input of [AttachGroupPolicy].
type AttachGroupPolicyRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
	// Group id.
	AttachGroupId uint64 `kms:"required"`
}

// AttachGroupPolicyResponse is the result of [AttachGroupPolicy].
type AttachGroupPolicyResponse struct{ Meta }

// AttachRolePolicyRequest is the input of [AttachRolePolicy].
type AttachRolePolicyRequest struct {
	// Policy id; this or PolicyName.
	PolicyId *uint64 `json:",omitzero"`
	// Role id; this or AttachRoleName.
	AttachRoleId string `json:",omitzero"`
	// Role name.
	AttachRoleName string `json:",omitzero"`
	// Policy name.
	PolicyName string `json:",omitzero"`
}

// AttachRolePolicyResponse is the result of [AttachRolePolicy].
type AttachRolePolicyResponse struct{ Meta }

// AttachUserPolicyRequest is the input of [AttachUserPolicy].
type AttachUserPolicyRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
	// Uin of the user.
	AttachUin uint64 `kms:"required"`
}

// AttachUserPolicyResponse is the result of [AttachUserPolicy].
type AttachUserPolicyResponse struct{ Meta }

// CreatePolicyRequest is the input of [CreatePolicy].
type CreatePolicyRequest struct {
	// 1 to 128 letters, digits and +=,.@_-; unique in the account and not that of a preset.
	PolicyName string `kms:"required"`
	// Policy document, up to 6144 characters.
	PolicyDocument string `kms:"required"`
	// Up to 300 bytes.
	Description string `json:",omitzero"`
	// Not used here: only an empty list is taken.
	Tags []CamTag `json:",omitzero"`
}

// CreatePolicyResponse is the result of [CreatePolicy].
type CreatePolicyResponse struct {
	// Policy id.
	PolicyId uint64
	Meta
}

// DeletePolicyRequest is the input of [DeletePolicy].
type DeletePolicyRequest struct {
	// 1 to 100 policy ids.
	PolicyId []uint64 `kms:"required"`
}

// DeletePolicyResponse is the result of [DeletePolicy].
type DeletePolicyResponse struct{ Meta }

// DetachGroupPolicyRequest is the input of [DetachGroupPolicy].
type DetachGroupPolicyRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
	// Group id.
	DetachGroupId uint64 `kms:"required"`
}

// DetachGroupPolicyResponse is the result of [DetachGroupPolicy].
type DetachGroupPolicyResponse struct{ Meta }

// DetachRolePolicyRequest is the input of [DetachRolePolicy].
type DetachRolePolicyRequest struct {
	// Policy id; this or PolicyName.
	PolicyId *uint64 `json:",omitzero"`
	// Role id; this or DetachRoleName.
	DetachRoleId string `json:",omitzero"`
	// Role name.
	DetachRoleName string `json:",omitzero"`
	// Policy name.
	PolicyName string `json:",omitzero"`
}

// DetachRolePolicyResponse is the result of [DetachRolePolicy].
type DetachRolePolicyResponse struct{ Meta }

// DetachUserPolicyRequest is the input of [DetachUserPolicy].
type DetachUserPolicyRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
	// Uin of the user.
	DetachUin uint64 `kms:"required"`
}

// DetachUserPolicyResponse is the result of [DetachUserPolicy].
type DetachUserPolicyResponse struct{ Meta }

// GetPolicyRequest is the input of [GetPolicy].
type GetPolicyRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
}

// GetPolicyResponse is the result of [GetPolicy].
type GetPolicyResponse struct {
	// Policy name.
	PolicyName string
	// Description.
	Description string
	// 1: made by the account. 2: a preset.
	Type uint64
	// UTC, like 2026-01-31 23:59:59; empty for a preset.
	AddTime string
	// UTC, like 2026-01-31 23:59:59; empty for a preset.
	UpdateTime string
	// The document as it was given.
	PolicyDocument string
	// Empty.
	PresetAlias string
	// 0.
	IsServiceLinkedRolePolicy uint64
	// Empty.
	Tags []CamTag
	Meta
}

// ListAttachedGroupPoliciesRequest is the input of [ListAttachedGroupPolicies].
type ListAttachedGroupPoliciesRequest struct {
	// Group id.
	TargetGroupId uint64 `kms:"required"`
	// Page from 1, default 1.
	Page *uint64 `json:",omitzero"`
	// Entries on a page, 1 to 200, default 20.
	Rp *uint64 `json:",omitzero"`
	// Part of the policy name.
	Keyword string `json:",omitzero"`
}

// ListAttachedGroupPoliciesResponse is the result of [ListAttachedGroupPolicies].
type ListAttachedGroupPoliciesResponse struct {
	// Policies in all.
	TotalNum uint64
	// Policies, first attached first.
	List []AttachPolicyInfo
	Meta
}

// ListAttachedRolePoliciesRequest is the input of [ListAttachedRolePolicies].
type ListAttachedRolePoliciesRequest struct {
	// Page from 1.
	Page uint64 `kms:"required"`
	// Entries on a page, 1 to 200.
	Rp uint64 `kms:"required"`
	// Role id; this or RoleName.
	RoleId string `json:",omitzero"`
	// Role name.
	RoleName string `json:",omitzero"`
	// User: made by the account. QCS: presets. Default both.
	PolicyType string `json:",omitzero"`
	// Part of the policy name.
	Keyword string `json:",omitzero"`
}

// ListAttachedRolePoliciesResponse is the result of [ListAttachedRolePolicies].
type ListAttachedRolePoliciesResponse struct {
	// Policies, first attached first.
	List []AttachedPolicyOfRole
	// Policies in all.
	TotalNum uint64
	Meta
}

// ListAttachedUserAllPoliciesRequest is the input of [ListAttachedUserAllPolicies].
type ListAttachedUserAllPoliciesRequest struct {
	// Uin of the user.
	TargetUin uint64 `kms:"required"`
	// Entries on a page, 1 to 200.
	Rp uint64 `kms:"required"`
	// Page from 1.
	Page uint64 `kms:"required"`
	// 0: all; 1: attached to the user directly; 2: by groups.
	AttachType uint64 `kms:"required"`
	// 1: made by the account. 2: presets. Default both.
	StrategyType *uint64 `json:",omitzero"`
	// Part of the policy name.
	Keyword string `json:",omitzero"`
}

// ListAttachedUserAllPoliciesResponse is the result of [ListAttachedUserAllPolicies].
type ListAttachedUserAllPoliciesResponse struct {
	// Policies, each once, those attached directly first.
	PolicyList []AttachedUserPolicy
	// Policies in all.
	TotalNum uint64
	Meta
}

// ListAttachedUserPoliciesRequest is the input of [ListAttachedUserPolicies].
type ListAttachedUserPoliciesRequest struct {
	// Uin of the user.
	TargetUin uint64 `kms:"required"`
	// Page from 1, default 1.
	Page *uint64 `json:",omitzero"`
	// Entries on a page, 1 to 200, default 20.
	Rp *uint64 `json:",omitzero"`
}

// ListAttachedUserPoliciesResponse is the result of [ListAttachedUserPolicies].
type ListAttachedUserPoliciesResponse struct {
	// Policies in all.
	TotalNum uint64
	// Policies, first attached first.
	List []AttachPolicyInfo
	Meta
}

// ListEntitiesForPolicyRequest is the input of [ListEntitiesForPolicy].
type ListEntitiesForPolicyRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
	// Page from 1, default 1.
	Page *uint64 `json:",omitzero"`
	// Entries on a page, 1 to 200, default 20.
	Rp *uint64 `json:",omitzero"`
	// All, User, Group or Role. Default All.
	EntityFilter string `json:",omitzero"`
}

// ListEntitiesForPolicyResponse is the result of [ListEntitiesForPolicy].
type ListEntitiesForPolicyResponse struct {
	// Entities in all.
	TotalNum uint64
	// Entities, first attached first.
	List []AttachEntityOfPolicy
	Meta
}

// ListPoliciesRequest is the input of [ListPolicies].
type ListPoliciesRequest struct {
	// Entries on a page, 1 to 200, default 20.
	Rp *uint64 `json:",omitzero"`
	// Page from 1, default 1.
	Page *uint64 `json:",omitzero"`
	// All, QCS (presets) or Local (made by the account). Default All.
	Scope string `json:",omitzero"`
	// Part of the policy name.
	Keyword string `json:",omitzero"`
}

// ListPoliciesResponse is the result of [ListPolicies].
type ListPoliciesResponse struct {
	// Policies in all.
	TotalNum uint64
	// Presets, then the account's own by id.
	List []StrategyInfo
	// Empty.
	ServiceTypeList []string
	Meta
}

// UpdatePolicyRequest is the input of [UpdatePolicy].
type UpdatePolicyRequest struct {
	// Policy id; this or PolicyName.
	PolicyId *uint64 `json:",omitzero"`
	// Policy name; beside PolicyId the new one.
	PolicyName string `json:",omitzero"`
	// Up to 300 bytes.
	Description *string `json:",omitzero"`
	// Policy document, up to 6144 characters.
	PolicyDocument string `json:",omitzero"`
}

// UpdatePolicyResponse is the result of [UpdatePolicy].
type UpdatePolicyResponse struct {
	// Policy id.
	PolicyId uint64
	Meta
}
