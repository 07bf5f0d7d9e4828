package api

// Versions of policies.

var (
	// CreatePolicyVersion adds a version to a policy, which takes effect at once or when
	// SetDefaultPolicyVersion says so. A policy has 5 at most.
	CreatePolicyVersion = declareIn[CreatePolicyVersionRequest, CreatePolicyVersionResponse](ProductCAM, "CreatePolicyVersion", Change)
	// DeletePolicyVersion removes versions of a policy, all or none; the one in effect stays.
	DeletePolicyVersion = declareIn[DeletePolicyVersionRequest, DeletePolicyVersionResponse](ProductCAM, "DeletePolicyVersion", Change)
	// GetPolicyVersion returns a version of a policy with its document.
	GetPolicyVersion = declareIn[GetPolicyVersionRequest, GetPolicyVersionResponse](ProductCAM, "GetPolicyVersion", Read)
	// ListPolicyVersions lists the versions of a policy, the newest first.
	ListPolicyVersions = declareIn[ListPolicyVersionsRequest, ListPolicyVersionsResponse](ProductCAM, "ListPolicyVersions", Read)
	// SetDefaultPolicyVersion puts a version of a policy into effect, for everyone it is attached
	// to, at once.
	SetDefaultPolicyVersion = declareIn[SetDefaultPolicyVersionRequest, SetDefaultPolicyVersionResponse](ProductCAM, "SetDefaultPolicyVersion", Change)
)

// PolicyVersionDetail is a version of a policy.
type PolicyVersionDetail struct {
	// Number of the version, from 1; never given twice.
	VersionId uint64
	// UTC, like 2026-01-31 23:59:59.
	CreateDate string
	// 1: in effect.
	IsDefaultVersion uint64
	// Policy document.
	Document string
}

// PolicyVersionItem is a version of a policy without its document.
type PolicyVersionItem struct {
	// Number of the version, from 1; never given twice.
	VersionId uint64
	// UTC, like 2026-01-31 23:59:59.
	CreateDate string
	// 1: in effect.
	IsDefaultVersion int64
}

// CreatePolicyVersionRequest is the input of [CreatePolicyVersion].
type CreatePolicyVersionRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
	// Policy document, at most 6144 characters.
	PolicyDocument string `kms:"required"`
	// Puts the version into effect.
	SetAsDefault bool `kms:"required"`
}

// CreatePolicyVersionResponse is the result of [CreatePolicyVersion].
type CreatePolicyVersionResponse struct {
	// Number of the version.
	VersionId uint64
	Meta
}

// DeletePolicyVersionRequest is the input of [DeletePolicyVersion].
type DeletePolicyVersionRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
	// Numbers of versions.
	VersionId []uint64 `kms:"required"`
}

// DeletePolicyVersionResponse is the result of [DeletePolicyVersion].
type DeletePolicyVersionResponse struct{ Meta }

// GetPolicyVersionRequest is the input of [GetPolicyVersion].
type GetPolicyVersionRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
	// Number of the version.
	VersionId uint64 `kms:"required"`
}

// GetPolicyVersionResponse is the result of [GetPolicyVersion].
type GetPolicyVersionResponse struct {
	// The version.
	PolicyVersion PolicyVersionDetail
	Meta
}

// ListPolicyVersionsRequest is the input of [ListPolicyVersions].
type ListPolicyVersionsRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
}

// ListPolicyVersionsResponse is the result of [ListPolicyVersions].
type ListPolicyVersionsResponse struct {
	// The versions.
	Versions []PolicyVersionItem
	Meta
}

// SetDefaultPolicyVersionRequest is the input of [SetDefaultPolicyVersion].
type SetDefaultPolicyVersionRequest struct {
	// Policy id.
	PolicyId uint64 `kms:"required"`
	// Number of the version.
	VersionId uint64 `kms:"required"`
}

// SetDefaultPolicyVersionResponse is the result of [SetDefaultPolicyVersion].
type SetDefaultPolicyVersionResponse struct{ Meta }
