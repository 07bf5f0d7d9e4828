package api

// Rotation of key material.

var (
	// DisableKeyRotation switches automatic rotation off.
	DisableKeyRotation = declare[DisableKeyRotationRequest, DisableKeyRotationResponse]("DisableKeyRotation", Change)
	// EnableKeyRotation switches automatic rotation on.
	EnableKeyRotation = declare[EnableKeyRotationRequest, EnableKeyRotationResponse]("EnableKeyRotation", Change)
	// GetKeyRotationStatus tells whether automatic rotation is on.
	GetKeyRotationStatus = declare[GetKeyRotationStatusRequest, GetKeyRotationStatusResponse]("GetKeyRotationStatus", Read)
	// RotateKey gives a key a new version of its material now.
	RotateKey = declare[RotateKeyRequest, RotateKeyResponse]("RotateKey", Change)
)

// DisableKeyRotationRequest is the input of [DisableKeyRotation].
type DisableKeyRotationRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// DisableKeyRotationResponse is the result of [DisableKeyRotation].
type DisableKeyRotationResponse struct {
	Meta
}

// EnableKeyRotationRequest is the input of [EnableKeyRotation].
type EnableKeyRotationRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// 7 to 365. Default 365.
	RotateDays *uint64 `json:",omitzero"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// EnableKeyRotationResponse is the result of [EnableKeyRotation].
type EnableKeyRotationResponse struct {
	Meta
}

// GetKeyRotationStatusRequest is the input of [GetKeyRotationStatus].
type GetKeyRotationStatusRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// GetKeyRotationStatusResponse is the result of [GetKeyRotationStatus].
type GetKeyRotationStatusResponse struct {
	// Whether automatic rotation is on.
	KeyRotationEnabled bool
	Meta
}

// RotateKeyRequest is the input of [RotateKey].
type RotateKeyRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// RotateKeyResponse is the result of [RotateKey].
type RotateKeyResponse struct {
	// Id of the rotation task; success is seen through LastRotateTime and NextRotateTime in
	// DescribeKey.
	TaskId string
	Meta
}
