package api

// White-box keys.

var (
	// CreateWhiteBoxKey makes a white-box key and its tables.
	CreateWhiteBoxKey = declare[CreateWhiteBoxKeyRequest, CreateWhiteBoxKeyResponse]("CreateWhiteBoxKey", Change)
	// DeleteWhiteBoxKey removes a disabled white-box key at once.
	DeleteWhiteBoxKey = declare[DeleteWhiteBoxKeyRequest, DeleteWhiteBoxKeyResponse]("DeleteWhiteBoxKey", Change)
	// DescribeWhiteBoxDecryptKey returns the decryption table of a white-box key.
	DescribeWhiteBoxDecryptKey = declare[DescribeWhiteBoxDecryptKeyRequest, DescribeWhiteBoxDecryptKeyResponse]("DescribeWhiteBoxDecryptKey", UseKey)
	// DescribeWhiteBoxDeviceFingerprints lists the devices a white-box key is bound to.
	DescribeWhiteBoxDeviceFingerprints = declare[DescribeWhiteBoxDeviceFingerprintsRequest, DescribeWhiteBoxDeviceFingerprintsResponse]("DescribeWhiteBoxDeviceFingerprints", Read)
	// DescribeWhiteBoxKey returns the attributes of a white-box key and both of its tables.
	DescribeWhiteBoxKey = declare[DescribeWhiteBoxKeyRequest, DescribeWhiteBoxKeyResponse]("DescribeWhiteBoxKey", Read)
	// DescribeWhiteBoxKeyDetails lists white-box keys with their attributes.
	DescribeWhiteBoxKeyDetails = declare[DescribeWhiteBoxKeyDetailsRequest, DescribeWhiteBoxKeyDetailsResponse]("DescribeWhiteBoxKeyDetails", Read)
	// DescribeWhiteBoxServiceStatus tells whether white-box keys are offered.
	DescribeWhiteBoxServiceStatus = declare[DescribeWhiteBoxServiceStatusRequest, DescribeWhiteBoxServiceStatusResponse]("DescribeWhiteBoxServiceStatus", Read)
	// DisableWhiteBoxKey takes a white-box key out of use.
	DisableWhiteBoxKey = declare[DisableWhiteBoxKeyRequest, DisableWhiteBoxKeyResponse]("DisableWhiteBoxKey", Change)
	// DisableWhiteBoxKeys takes several white-box keys out of use, all or none.
	DisableWhiteBoxKeys = declare[DisableWhiteBoxKeysRequest, DisableWhiteBoxKeysResponse]("DisableWhiteBoxKeys", Change)
	// EnableWhiteBoxKey puts a white-box key into use.
	EnableWhiteBoxKey = declare[EnableWhiteBoxKeyRequest, EnableWhiteBoxKeyResponse]("EnableWhiteBoxKey", Change)
	// EnableWhiteBoxKeys puts several white-box keys into use, all or none.
	EnableWhiteBoxKeys = declare[EnableWhiteBoxKeysRequest, EnableWhiteBoxKeysResponse]("EnableWhiteBoxKeys", Change)
	// EncryptByWhiteBox encrypts with a white-box key on the server.
	EncryptByWhiteBox = declare[EncryptByWhiteBoxRequest, EncryptByWhiteBoxResponse]("EncryptByWhiteBox", UseKey)
	// OverwriteWhiteBoxDeviceFingerprints replaces the devices a white-box key is bound to.
	OverwriteWhiteBoxDeviceFingerprints = declare[OverwriteWhiteBoxDeviceFingerprintsRequest, OverwriteWhiteBoxDeviceFingerprintsResponse]("OverwriteWhiteBoxDeviceFingerprints", Change)
)

// CreateWhiteBoxKeyRequest is the input of [CreateWhiteBoxKey].
type CreateWhiteBoxKeyRequest struct {
	// 1 to 60 characters from letters, digits, "-" and "_"; first character a letter or digit.
	// Unique. Bad form -> InvalidParameterValue.InvalidAlias; taken ->
	// InvalidParameterValue.AliasAlreadyExists.
	Alias string `kms:"required"`
	// AES_256 or SM4.
	Algorithm string `kms:"required"`
	// At most 1024 bytes.
	Description string `json:",omitzero"`
	// Tag pairs. Repeated TagKey -> InvalidParameterValue.TagKeysDuplicated.
	Tags []Tag `json:",omitzero"`
}

// CreateWhiteBoxKeyResponse is the result of [CreateWhiteBoxKey].
type CreateWhiteBoxKeyResponse struct {
	// Base64 white-box table for encryption.
	EncryptKey Base64
	// Base64 white-box table for decryption.
	DecryptKey Base64
	// White-box key id.
	KeyId string
	// 0 = tags saved, 1 = internal error, 2 = business error.
	TagCode uint64
	// Outcome text of tagging, for example ok.
	TagMsg string
	Meta
}

// DeleteWhiteBoxKeyRequest is the input of [DeleteWhiteBoxKey].
type DeleteWhiteBoxKeyRequest struct {
	// White-box key id, a lower-case UUID.
	KeyId string `kms:"required"`
}

// DeleteWhiteBoxKeyResponse is the result of [DeleteWhiteBoxKey].
type DeleteWhiteBoxKeyResponse struct {
	Meta
}

// DescribeWhiteBoxDecryptKeyRequest is the input of [DescribeWhiteBoxDecryptKey].
type DescribeWhiteBoxDecryptKeyRequest struct {
	// White-box key id, a lower-case UUID.
	KeyId string `kms:"required"`
}

// DescribeWhiteBoxDecryptKeyResponse is the result of [DescribeWhiteBoxDecryptKey].
type DescribeWhiteBoxDecryptKeyResponse struct {
	// Base64 white-box decryption key.
	DecryptKey Base64
	Meta
}

// DescribeWhiteBoxDeviceFingerprintsRequest is the input of [DescribeWhiteBoxDeviceFingerprints].
type DescribeWhiteBoxDeviceFingerprintsRequest struct {
	// White-box key id, a lower-case UUID.
	KeyId string `kms:"required"`
}

// DescribeWhiteBoxDeviceFingerprintsResponse is the result of [DescribeWhiteBoxDeviceFingerprints].
type DescribeWhiteBoxDeviceFingerprintsResponse struct {
	// All bound fingerprints.
	DeviceFingerprints []DeviceFingerprint
	Meta
}

// DescribeWhiteBoxKeyRequest is the input of [DescribeWhiteBoxKey].
type DescribeWhiteBoxKeyRequest struct {
	// White-box key id, a lower-case UUID.
	KeyId string `kms:"required"`
}

// DescribeWhiteBoxKeyResponse is the result of [DescribeWhiteBoxKey].
type DescribeWhiteBoxKeyResponse struct {
	// White-box key attributes.
	KeyInfo WhiteboxKeyInfo
	Meta
}

// DescribeWhiteBoxKeyDetailsRequest is the input of [DescribeWhiteBoxKeyDetails].
type DescribeWhiteBoxKeyDetailsRequest struct {
	// 0 = Disabled, 1 = Enabled. Missing = all.
	KeyStatus *int64 `json:",omitzero"`
	// Zero-based start index. Default 0.
	Offset *uint64 `json:",omitzero"`
	// Page size. Default 0, which means no paging.
	Limit *uint64 `json:",omitzero"`
	// Tag conditions.
	TagFilters []TagFilter `json:",omitzero"`
}

// DescribeWhiteBoxKeyDetailsResponse is the result of [DescribeWhiteBoxKeyDetails].
type DescribeWhiteBoxKeyDetailsResponse struct {
	// White-box key attributes.
	KeyInfos []WhiteboxKeyInfo
	// Number of matches before paging.
	TotalCount uint64
	Meta
}

// DescribeWhiteBoxServiceStatusRequest is the input of [DescribeWhiteBoxServiceStatus].
type DescribeWhiteBoxServiceStatusRequest struct{}

// DescribeWhiteBoxServiceStatusResponse is the result of [DescribeWhiteBoxServiceStatus].
type DescribeWhiteBoxServiceStatusResponse struct {
	// Whether white-box keys are available to the account.
	ServiceEnabled bool
	Meta
}

// DisableWhiteBoxKeyRequest is the input of [DisableWhiteBoxKey].
type DisableWhiteBoxKeyRequest struct {
	// White-box key id, a lower-case UUID.
	KeyId string `kms:"required"`
}

// DisableWhiteBoxKeyResponse is the result of [DisableWhiteBoxKey].
type DisableWhiteBoxKeyResponse struct {
	Meta
}

// DisableWhiteBoxKeysRequest is the input of [DisableWhiteBoxKeys].
type DisableWhiteBoxKeysRequest struct {
	// At most 50 white-box key ids, all well formed, distinct and existing.
	KeyIds []string `kms:"required"`
}

// DisableWhiteBoxKeysResponse is the result of [DisableWhiteBoxKeys].
type DisableWhiteBoxKeysResponse struct {
	Meta
}

// EnableWhiteBoxKeyRequest is the input of [EnableWhiteBoxKey].
type EnableWhiteBoxKeyRequest struct {
	// White-box key id, a lower-case UUID.
	KeyId string `kms:"required"`
}

// EnableWhiteBoxKeyResponse is the result of [EnableWhiteBoxKey].
type EnableWhiteBoxKeyResponse struct {
	Meta
}

// EnableWhiteBoxKeysRequest is the input of [EnableWhiteBoxKeys].
type EnableWhiteBoxKeysRequest struct {
	// At most 50 white-box key ids, all well formed, distinct and existing.
	KeyIds []string `kms:"required"`
}

// EnableWhiteBoxKeysResponse is the result of [EnableWhiteBoxKeys].
type EnableWhiteBoxKeysResponse struct {
	Meta
}

// EncryptByWhiteBoxRequest is the input of [EncryptByWhiteBox].
type EncryptByWhiteBoxRequest struct {
	// White-box key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Base64 (note the capital T); decoded at most 4096 bytes.
	PlainText Base64 `kms:"required,code=InvalidParameterValue"`
	// Base64 of exactly 16 bytes. Missing = made by the service and returned.
	InitializationVector Base64 `json:",omitzero" kms:"code=InvalidParameterValue"`
}

// EncryptByWhiteBoxResponse is the result of [EncryptByWhiteBox].
type EncryptByWhiteBoxResponse struct {
	// Base64; echo of the request value or the generated one.
	InitializationVector Base64
	// Base64 ciphertext (note the capital T).
	CipherText Base64
	Meta
}

// OverwriteWhiteBoxDeviceFingerprintsRequest is the input of [OverwriteWhiteBoxDeviceFingerprints].
type OverwriteWhiteBoxDeviceFingerprintsRequest struct {
	// White-box key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// 0 to 200 entries (more -> LimitExceeded.FingerprintsLimitExceeded). Replaces the whole
	// list; empty removes all.
	DeviceFingerprints []DeviceFingerprint `json:",omitzero"`
}

// OverwriteWhiteBoxDeviceFingerprintsResponse is the result of [OverwriteWhiteBoxDeviceFingerprints].
type OverwriteWhiteBoxDeviceFingerprintsResponse struct {
	Meta
}
