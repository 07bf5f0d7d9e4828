package api

// Hosted data keys.

var (
	// CancelDataKeyDeletion takes a hosted data key back from pending deletion.
	CancelDataKeyDeletion = declare[CancelDataKeyDeletionRequest, CancelDataKeyDeletionResponse]("CancelDataKeyDeletion", Change)
	// DescribeDataKey returns the attributes of a hosted data key.
	DescribeDataKey = declare[DescribeDataKeyRequest, DescribeDataKeyResponse]("DescribeDataKey", Read)
	// DescribeDataKeys returns the attributes of several hosted data keys.
	DescribeDataKeys = declare[DescribeDataKeysRequest, DescribeDataKeysResponse]("DescribeDataKeys", Read)
	// DisableDataKey takes a hosted data key out of use.
	DisableDataKey = declare[DisableDataKeyRequest, DisableDataKeyResponse]("DisableDataKey", Change)
	// DisableDataKeys takes several hosted data keys out of use, all or none.
	DisableDataKeys = declare[DisableDataKeysRequest, DisableDataKeysResponse]("DisableDataKeys", Change)
	// EnableDataKey puts a hosted data key into use.
	EnableDataKey = declare[EnableDataKeyRequest, EnableDataKeyResponse]("EnableDataKey", Change)
	// EnableDataKeys puts several hosted data keys into use, all or none.
	EnableDataKeys = declare[EnableDataKeysRequest, EnableDataKeysResponse]("EnableDataKeys", Change)
	// GetDataKeyCiphertextBlob returns a hosted data key as a ciphertext blob that Decrypt
	// opens.
	GetDataKeyCiphertextBlob = declare[GetDataKeyCiphertextBlobRequest, GetDataKeyCiphertextBlobResponse]("GetDataKeyCiphertextBlob", UseKey)
	// GetDataKeyPlaintext returns a hosted data key in plaintext.
	GetDataKeyPlaintext = declare[GetDataKeyPlaintextRequest, GetDataKeyPlaintextResponse]("GetDataKeyPlaintext", UseKey)
	// ImportDataKey stores an existing data key as a hosted one.
	ImportDataKey = declare[ImportDataKeyRequest, ImportDataKeyResponse]("ImportDataKey", Change)
	// ListDataKeyDetail lists hosted data keys with their attributes.
	ListDataKeyDetail = declare[ListDataKeyDetailRequest, ListDataKeyDetailResponse]("ListDataKeyDetail", Read)
	// ListDataKeys lists the ids of hosted data keys.
	ListDataKeys = declare[ListDataKeysRequest, ListDataKeysResponse]("ListDataKeys", Read)
	// ScheduleDataKeyDeletion plans the deletion of a disabled hosted data key.
	ScheduleDataKeyDeletion = declare[ScheduleDataKeyDeletionRequest, ScheduleDataKeyDeletionResponse]("ScheduleDataKeyDeletion", Change)
	// UpdateDataKeyDescription changes the description of a hosted data key.
	UpdateDataKeyDescription = declare[UpdateDataKeyDescriptionRequest, UpdateDataKeyDescriptionResponse]("UpdateDataKeyDescription", Change)
	// UpdateDataKeyName renames a hosted data key.
	UpdateDataKeyName = declare[UpdateDataKeyNameRequest, UpdateDataKeyNameResponse]("UpdateDataKeyName", Change)
)

// CancelDataKeyDeletionRequest is the input of [CancelDataKeyDeletion].
type CancelDataKeyDeletionRequest struct {
	// Data key id, a lower-case UUID.
	DataKeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// CancelDataKeyDeletionResponse is the result of [CancelDataKeyDeletion].
type CancelDataKeyDeletionResponse struct {
	// Data key whose deletion was cancelled.
	DataKeyId string
	Meta
}

// DescribeDataKeyRequest is the input of [DescribeDataKey].
type DescribeDataKeyRequest struct {
	// Data key id, a lower-case UUID.
	DataKeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// DescribeDataKeyResponse is the result of [DescribeDataKey].
type DescribeDataKeyResponse struct {
	// Data key attributes.
	DataKeyMetadata DataKeyMetadata
	Meta
}

// DescribeDataKeysRequest is the input of [DescribeDataKeys].
type DescribeDataKeysRequest struct {
	// 1 to 100 data key ids, no repeats (InvalidParameterValue.DuplicatedDataKeyId), each well
	// formed and existing.
	DataKeyIds []string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// DescribeDataKeysResponse is the result of [DescribeDataKeys].
type DescribeDataKeysResponse struct {
	// Data key attributes, one per requested id.
	DataKeyMetadatas []DataKeyMetadata
	Meta
}

// DisableDataKeyRequest is the input of [DisableDataKey].
type DisableDataKeyRequest struct {
	// Data key id, a lower-case UUID.
	DataKeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// DisableDataKeyResponse is the result of [DisableDataKey].
type DisableDataKeyResponse struct {
	Meta
}

// DisableDataKeysRequest is the input of [DisableDataKeys].
type DisableDataKeysRequest struct {
	// 1 to 100 data key ids, no repeats (InvalidParameterValue.DuplicatedDataKeyId), each well
	// formed and existing.
	DataKeyIds []string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// DisableDataKeysResponse is the result of [DisableDataKeys].
type DisableDataKeysResponse struct {
	Meta
}

// EnableDataKeyRequest is the input of [EnableDataKey].
type EnableDataKeyRequest struct {
	// Data key id, a lower-case UUID.
	DataKeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// EnableDataKeyResponse is the result of [EnableDataKey].
type EnableDataKeyResponse struct {
	Meta
}

// EnableDataKeysRequest is the input of [EnableDataKeys].
type EnableDataKeysRequest struct {
	// 1 to 100 data key ids, no repeats (InvalidParameterValue.DuplicatedDataKeyId), each well
	// formed and existing.
	DataKeyIds []string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// EnableDataKeysResponse is the result of [EnableDataKeys].
type EnableDataKeysResponse struct {
	Meta
}

// GetDataKeyCiphertextBlobRequest is the input of [GetDataKeyCiphertextBlob].
type GetDataKeyCiphertextBlobRequest struct {
	// Data key id, a lower-case UUID.
	DataKeyId string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// GetDataKeyCiphertextBlobResponse is the result of [GetDataKeyCiphertextBlob].
type GetDataKeyCiphertextBlobResponse struct {
	// Data key encrypted under its key; usable with Decrypt.
	CiphertextBlob Base64
	Meta
}

// GetDataKeyPlaintextRequest is the input of [GetDataKeyPlaintext].
type GetDataKeyPlaintextRequest struct {
	// Data key id, a lower-case UUID.
	DataKeyId string `kms:"required"`
	// PEM SubjectPublicKeyInfo, RSA-2048 or SM2. When present, the returned plaintext is
	// encrypted to it (failure -> FailedOperation.EncryptionError); empty means no wrapping.
	EncryptionPublicKey string `json:",omitzero"`
	// Only meaningful with EncryptionPublicKey. One of SM2 (raw C1C3C2), SM2_C1C3C2_ASN1,
	// RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256. Default SM2. Must fit the key
	// type.
	EncryptionAlgorithm string `json:",omitzero"`
}

// GetDataKeyPlaintextResponse is the result of [GetDataKeyPlaintext].
type GetDataKeyPlaintextResponse struct {
	// Base64 data key; with EncryptionPublicKey, base64 of the data key encrypted to that key.
	Plaintext Base64
	Meta
}

// ImportDataKeyRequest is the input of [ImportDataKey].
type ImportDataKeyRequest struct {
	// Name of the data key; the alias rule applies. Bad form ->
	// InvalidParameterValue.InvalidDataKeyName.
	DataKeyName string `kms:"required"`
	// ImportType 2: base64 of the plaintext key (1 to 1024 bytes). ImportType 1: a ciphertext
	// made by GenerateDataKey. Bad -> InvalidParameterValue.InvalidImportKeyMaterial.
	ImportKeyMaterial Base64 `kms:"required,code=InvalidParameterValue.InvalidImportKeyMaterial"`
	// 1 = ciphertext from GenerateDataKey, 2 = plaintext. Other ->
	// InvalidParameterValue.InvalidType.
	ImportType uint64 `kms:"required"`
	// At most 100 bytes.
	Description string `json:",omitzero"`
	// Needed for ImportType 2 (key that will encrypt the data key). Optional for ImportType 1;
	// when given it must equal the key inside the ciphertext.
	KeyId string `json:",omitzero"`
	// Must be left out or empty, as there are no HSM clusters; else
	// InvalidParameterValue.InvalidHsmClusterId.
	HsmClusterId string `json:",omitzero"`
	// Tag pairs. Repeated TagKey -> InvalidParameterValue.TagKeysDuplicated.
	Tags []Tag `json:",omitzero"`
}

// ImportDataKeyResponse is the result of [ImportDataKey].
type ImportDataKeyResponse struct {
	// Key id.
	KeyId string
	// Data key id.
	DataKeyId string
	// 0 = tags saved, 1 = internal error, 2 = business error.
	TagCode uint64
	// Outcome text of tagging, for example ok.
	TagMsg string
	Meta
}

// ListDataKeyDetailRequest is the input of [ListDataKeyDetail].
type ListDataKeyDetailRequest struct {
	// Zero-based start index. Default 0.
	Offset *uint64 `json:",omitzero"`
	// Page size. Default 10, maximum 200.
	Limit *uint64 `json:",omitzero"`
	// 0 = created by the user (default), 1 = created automatically for another cloud product.
	Role *uint64 `json:",omitzero"`
	// Sort by creation time: 0 = newest first (default), 1 = oldest first.
	OrderType *uint64 `json:",omitzero"`
	// 0 = all (default), 1 Enabled, 2 Disabled, 3 PendingDelete.
	KeyState *uint64 `json:",omitzero"`
	// Substring match on DataKeyId or DataKeyName.
	SearchKeyAlias string `json:",omitzero"`
	// TENCENT_KMS, EXTERNAL or ALL, case sensitive. Missing means ALL.
	Origin string `json:",omitzero"`
	// Must be left out, empty or "default", as there are no HSM clusters; else
	// InvalidParameterValue.InvalidHsmClusterId.
	HsmClusterId string `json:",omitzero"`
	// Only data keys under this key.
	KeyId string `json:",omitzero"`
	// Only data keys of this many bytes.
	DataKeyLen *uint64 `json:",omitzero"`
	// Tag conditions.
	TagFilters []TagFilter `json:",omitzero"`
	// Accounts whose keys are listed; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccounts []MemberAccount `json:",omitzero"`
}

// ListDataKeyDetailResponse is the result of [ListDataKeyDetail].
type ListDataKeyDetailResponse struct {
	// One page of data key attributes.
	DataKeyMetadatas []DataKeyMetadata
	// Number of matches before paging.
	TotalCount uint64
	Meta
}

// ListDataKeysRequest is the input of [ListDataKeys].
type ListDataKeysRequest struct {
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

// ListDataKeysResponse is the result of [ListDataKeys].
type ListDataKeysResponse struct {
	// One page of ids.
	DataKeys []DataKey
	// Number of matches before paging.
	TotalCount uint64
	Meta
}

// ScheduleDataKeyDeletionRequest is the input of [ScheduleDataKeyDeletion].
type ScheduleDataKeyDeletionRequest struct {
	// Data key id, a lower-case UUID.
	DataKeyId string `kms:"required"`
	// 7 to 30. Other -> InvalidParameter.InvalidPendingWindowInDays.
	PendingWindowInDays uint64 `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// ScheduleDataKeyDeletionResponse is the result of [ScheduleDataKeyDeletion].
type ScheduleDataKeyDeletionResponse struct {
	// Unix seconds when the deletion is carried out.
	DeletionDate uint64
	// Data key now pending deletion.
	DataKeyId string
	Meta
}

// UpdateDataKeyDescriptionRequest is the input of [UpdateDataKeyDescription].
type UpdateDataKeyDescriptionRequest struct {
	// Data key id, a lower-case UUID.
	DataKeyId string `kms:"required"`
	// At most 100 bytes.
	Description string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// UpdateDataKeyDescriptionResponse is the result of [UpdateDataKeyDescription].
type UpdateDataKeyDescriptionResponse struct {
	Meta
}

// UpdateDataKeyNameRequest is the input of [UpdateDataKeyName].
type UpdateDataKeyNameRequest struct {
	// Data key id, a lower-case UUID.
	DataKeyId string `kms:"required"`
	// New name; the alias rule applies and uniqueness.
	DataKeyName string `kms:"required"`
	// Account that owns the key; another account than the caller's gives
	// UnsupportedOperation.NotRoleOperation.
	MemberAccount *MemberAccount `json:",omitzero"`
}

// UpdateDataKeyNameResponse is the result of [UpdateDataKeyName].
type UpdateDataKeyNameResponse struct {
	Meta
}
