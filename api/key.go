package api

// Keys: creation, description, states, deletion, archive.

var (
	// ArchiveKey stops a key from encrypting; it may still decrypt.
	ArchiveKey = declare[ArchiveKeyRequest, ArchiveKeyResponse]("ArchiveKey", Change)
	// CancelKeyArchive makes an archived key usable for encryption again.
	CancelKeyArchive = declare[CancelKeyArchiveRequest, CancelKeyArchiveResponse]("CancelKeyArchive", Change)
	// CancelKeyDeletion takes a key back from pending deletion; it becomes Disabled, or
	// PendingImport if it has no material.
	CancelKeyDeletion = declare[CancelKeyDeletionRequest, CancelKeyDeletionResponse]("CancelKeyDeletion", Change)
	// CreateKey makes a key.
	CreateKey = declare[CreateKeyRequest, CreateKeyResponse]("CreateKey", Change)
	// DescribeKey returns the attributes of a key, in every state.
	DescribeKey = declare[DescribeKeyRequest, DescribeKeyResponse]("DescribeKey", Read)
	// DescribeKeys returns the attributes of several keys; one unknown id fails the call.
	DescribeKeys = declare[DescribeKeysRequest, DescribeKeysResponse]("DescribeKeys", Read)
	// DisableKey takes a key out of use; it neither encrypts nor decrypts until it is enabled.
	DisableKey = declare[DisableKeyRequest, DisableKeyResponse]("DisableKey", Change)
	// DisableKeys takes several keys out of use, all or none.
	DisableKeys = declare[DisableKeysRequest, DisableKeysResponse]("DisableKeys", Change)
	// EnableKey puts a disabled or archived key into use; an enabled key stays as it is.
	EnableKey = declare[EnableKeyRequest, EnableKeyResponse]("EnableKey", Change)
	// EnableKeys puts several keys into use, all or none.
	EnableKeys = declare[EnableKeysRequest, EnableKeysResponse]("EnableKeys", Change)
	// ListKeyDetail lists keys with their attributes; an empty KeyUsage shows ENCRYPT_DECRYPT
	// keys only.
	ListKeyDetail = declare[ListKeyDetailRequest, ListKeyDetailResponse]("ListKeyDetail", Read)
	// ListKeys lists the ids of keys that are Enabled, Disabled or PendingImport.
	ListKeys = declare[ListKeysRequest, ListKeysResponse]("ListKeys", Read)
	// ScheduleKeyDeletion plans the deletion of a key that is not enabled.
	ScheduleKeyDeletion = declare[ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse]("ScheduleKeyDeletion", Change)
	// UpdateAlias renames a key.
	UpdateAlias = declare[UpdateAliasRequest, UpdateAliasResponse]("UpdateAlias", Change)
	// UpdateKeyDescription changes the description of a key.
	UpdateKeyDescription = declare[UpdateKeyDescriptionRequest, UpdateKeyDescriptionResponse]("UpdateKeyDescription", Change)
)

// ArchiveKeyRequest is the input of [ArchiveKey].
type ArchiveKeyRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// ArchiveKeyResponse is the result of [ArchiveKey].
type ArchiveKeyResponse struct {
	Meta
}

// CancelKeyArchiveRequest is the input of [CancelKeyArchive].
type CancelKeyArchiveRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// CancelKeyArchiveResponse is the result of [CancelKeyArchive].
type CancelKeyArchiveResponse struct {
	Meta
}

// CancelKeyDeletionRequest is the input of [CancelKeyDeletion].
type CancelKeyDeletionRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// CancelKeyDeletionResponse is the result of [CancelKeyDeletion].
type CancelKeyDeletionResponse struct {
	// Key whose deletion was cancelled.
	KeyId string
	Meta
}

// CreateKeyRequest is the input of [CreateKey].
type CreateKeyRequest struct {
	// 1 to 60 characters from letters, digits, "-" and "_"; first character a letter or digit.
	// Unique. The prefix kms- is reserved for cloud products. Bad form ->
	// InvalidParameterValue.InvalidAlias; taken -> InvalidParameterValue.AliasAlreadyExists.
	Alias string `kms:"required"`
	// At most 1024 bytes.
	Description string `json:",omitzero"`
	// Default ENCRYPT_DECRYPT. Others: ASYMMETRIC_DECRYPT_RSA_2048, ASYMMETRIC_DECRYPT_SM2,
	// ASYMMETRIC_SIGN_VERIFY_SM2, ASYMMETRIC_SIGN_VERIFY_ECC, ASYMMETRIC_SIGN_VERIFY_RSA_2048,
	// ASYMMETRIC_SIGN_VERIFY_ECDSA384, ASYMMETRIC_DECRYPT_KYBER_AES,
	// ASYMMETRIC_SIGN_VERIFY_DILITHIUM. Unknown -> InvalidParameterValue.InvalidKeyUsage.
	KeyUsage string `json:",omitzero"`
	// Extension of miyao: AES_256 or SM4 for ENCRYPT_DECRYPT. Default: the standard of the
	// region.
	KeySpec string `json:",omitzero"`
	// 1 = material made by KMS (default), 2 = EXTERNAL (material to be imported). Other ->
	// InvalidParameterValue.InvalidType. Not the same scale as KeyMetadata.Type.
	Type *uint64 `json:",omitzero"`
	// Tag pairs. Repeated TagKey -> InvalidParameterValue.TagKeysDuplicated.
	Tags []Tag `json:",omitzero"`
	// Must be left out or empty, as there are no HSM clusters; else
	// InvalidParameterValue.InvalidHsmClusterId.
	HsmClusterId string `json:",omitzero"`
}

// CreateKeyResponse is the result of [CreateKey].
type CreateKeyResponse struct {
	// Key id.
	KeyId string
	// Echo.
	Alias string
	// Unix seconds.
	CreateTime uint64
	// Echo.
	Description string
	// Enabled, or PendingImport for an EXTERNAL key.
	KeyState string
	// Effective usage.
	KeyUsage string
	// 0 = tags saved, 1 = internal error, 2 = business error.
	TagCode uint64
	// Outcome text of tagging, for example ok.
	TagMsg string
	// Cluster id or empty.
	HsmClusterId string
	Meta
}

// DescribeKeyRequest is the input of [DescribeKey].
type DescribeKeyRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// DescribeKeyResponse is the result of [DescribeKey].
type DescribeKeyResponse struct {
	// Key attributes.
	KeyMetadata KeyMetadata
	Meta
}

// DescribeKeysRequest is the input of [DescribeKeys].
type DescribeKeysRequest struct {
	// 1 to 100 key ids, no repeats (InvalidParameterValue.DuplicatedKeyId).
	KeyIds []string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// DescribeKeysResponse is the result of [DescribeKeys].
type DescribeKeysResponse struct {
	// Key attributes, one per requested id.
	KeyMetadatas []KeyMetadata
	Meta
}

// DisableKeyRequest is the input of [DisableKey].
type DisableKeyRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// DisableKeyResponse is the result of [DisableKey].
type DisableKeyResponse struct {
	Meta
}

// DisableKeysRequest is the input of [DisableKeys].
type DisableKeysRequest struct {
	// 1 to 100 key ids, no repeats (InvalidParameterValue.DuplicatedKeyId).
	KeyIds []string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// DisableKeysResponse is the result of [DisableKeys].
type DisableKeysResponse struct {
	Meta
}

// EnableKeyRequest is the input of [EnableKey].
type EnableKeyRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// EnableKeyResponse is the result of [EnableKey].
type EnableKeyResponse struct {
	Meta
}

// EnableKeysRequest is the input of [EnableKeys].
type EnableKeysRequest struct {
	// 1 to 100 key ids, no repeats (InvalidParameterValue.DuplicatedKeyId).
	KeyIds []string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// EnableKeysResponse is the result of [EnableKeys].
type EnableKeysResponse struct {
	Meta
}

// ListKeyDetailRequest is the input of [ListKeyDetail].
type ListKeyDetailRequest struct {
	// Zero-based start index. Default 0.
	Offset *uint64 `json:",omitzero"`
	// Page size. Default 10, maximum 200.
	Limit *uint64 `json:",omitzero"`
	// 0 = created by the user (default), 1 = created automatically for another cloud product.
	Role *uint64 `json:",omitzero"`
	// Sort by creation time: 0 = newest first (default), 1 = oldest first.
	OrderType *uint64 `json:",omitzero"`
	// 0 = all (default), 1 Enabled, 2 Disabled, 3 PendingDelete, 4 PendingImport, 5 Archived.
	KeyState *uint64 `json:",omitzero"`
	// Substring match on KeyId or Alias.
	SearchKeyAlias string `json:",omitzero"`
	// TENCENT_KMS, EXTERNAL or ALL, case sensitive. Missing means ALL.
	Origin string `json:",omitzero"`
	// ALL or one of the KeyUsages of CreateKey. Empty = ENCRYPT_DECRYPT only.
	KeyUsage string `json:",omitzero"`
	// Tag conditions.
	TagFilters []TagFilter `json:",omitzero"`
	// Must be left out, empty or "default", as there are no HSM clusters; else
	// InvalidParameterValue.InvalidHsmClusterId.
	HsmClusterId string `json:",omitzero"`
	// Accounts whose keys are listed; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccounts []MemberAccount `json:",omitzero"`
}

// ListKeyDetailResponse is the result of [ListKeyDetail].
type ListKeyDetailResponse struct {
	// Number of matches before paging.
	TotalCount uint64
	// One page of key attributes.
	KeyMetadatas []KeyMetadata
	Meta
}

// ListKeysRequest is the input of [ListKeys].
type ListKeysRequest struct {
	// Zero-based start index. Default 0.
	Offset *uint64 `json:",omitzero"`
	// Page size. Default 10, maximum 200.
	Limit *uint64 `json:",omitzero"`
	// 0 = created by the user (default), 1 = created automatically for another cloud product.
	Role *uint64 `json:",omitzero"`
	// Must be left out or empty, as there are no HSM clusters; else
	// InvalidParameterValue.InvalidHsmClusterId.
	HsmClusterId string `json:",omitzero"`
}

// ListKeysResponse is the result of [ListKeys].
type ListKeysResponse struct {
	// One page of ids.
	Keys []Key
	// Number of matches before paging.
	TotalCount uint64
	Meta
}

// ScheduleKeyDeletionRequest is the input of [ScheduleKeyDeletion].
type ScheduleKeyDeletionRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// 7 to 30. Other -> InvalidParameter.InvalidPendingWindowInDays.
	PendingWindowInDays uint64 `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// ScheduleKeyDeletionResponse is the result of [ScheduleKeyDeletion].
type ScheduleKeyDeletionResponse struct {
	// Unix seconds when the deletion is carried out.
	DeletionDate uint64
	// Key now pending deletion.
	KeyId string
	Meta
}

// UpdateAliasRequest is the input of [UpdateAlias].
type UpdateAliasRequest struct {
	// 1 to 60 characters from letters, digits, "-" and "_"; first character a letter or digit.
	// Unique. Bad form -> InvalidParameterValue.InvalidAlias; taken ->
	// InvalidParameterValue.AliasAlreadyExists.
	Alias string `kms:"required"`
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// UpdateAliasResponse is the result of [UpdateAlias].
type UpdateAliasResponse struct {
	Meta
}

// UpdateKeyDescriptionRequest is the input of [UpdateKeyDescription].
type UpdateKeyDescriptionRequest struct {
	// At most 1024 bytes.
	Description string `kms:"required"`
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// UpdateKeyDescriptionResponse is the result of [UpdateKeyDescription].
type UpdateKeyDescriptionResponse struct {
	Meta
}
