package api

// Import of key material (bring your own key).

var (
	// DeleteImportedKeyMaterial erases the imported material of an EXTERNAL key.
	DeleteImportedKeyMaterial = declare[DeleteImportedKeyMaterialRequest, DeleteImportedKeyMaterialResponse]("DeleteImportedKeyMaterial", Change)
	// GetParametersForImport returns the wrapping public key and the token for an import of
	// material.
	GetParametersForImport = declare[GetParametersForImportRequest, GetParametersForImportResponse]("GetParametersForImport", Change)
	// ImportKeyMaterial gives an EXTERNAL key its material.
	ImportKeyMaterial = declare[ImportKeyMaterialRequest, ImportKeyMaterialResponse]("ImportKeyMaterial", Change)
)

// DeleteImportedKeyMaterialRequest is the input of [DeleteImportedKeyMaterial].
type DeleteImportedKeyMaterialRequest struct {
	// Key id, a lower-case UUID. Must be EXTERNAL.
	KeyId string `kms:"required"`
}

// DeleteImportedKeyMaterialResponse is the result of [DeleteImportedKeyMaterial].
type DeleteImportedKeyMaterialResponse struct {
	Meta
}

// GetParametersForImportRequest is the input of [GetParametersForImport].
type GetParametersForImportRequest struct {
	// Key id, a lower-case UUID. Must be an EXTERNAL key (else
	// UnsupportedOperation.NotExternalCmk).
	KeyId string `kms:"required"`
	// RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1 or RSAES_OAEP_SHA_256.
	WrappingAlgorithm string `kms:"required"`
	// RSA_2048 only.
	WrappingKeySpec string `kms:"required"`
}

// GetParametersForImportResponse is the result of [GetParametersForImport].
type GetParametersForImportResponse struct {
	// Key id.
	KeyId string
	// Opaque base64 text, bound to this key and wrapping key.
	ImportToken Base64
	// Base64 of the DER SubjectPublicKeyInfo of the RSA-2048 wrapping key.
	PublicKey Base64
	// Unix seconds; 24 hours after the call.
	ParametersValidTo uint64
	Meta
}

// ImportKeyMaterialRequest is the input of [ImportKeyMaterial].
type ImportKeyMaterialRequest struct {
	// Base64 of the raw key bytes encrypted with the wrapping public key: 32 bytes for a key of
	// AES_256 (KeyMetadata.Type 2), 16 bytes for one of SM4 (Type 4). Undecryptable ->
	// InvalidParameter.DecryptMaterialError; differs from an earlier import ->
	// InvalidParameterValue.MaterialNotMatch.
	EncryptedKeyMaterial Base64 `kms:"required,code=InvalidParameter.DecryptMaterialError"`
	// Token from the latest GetParametersForImport for this key. Expired or superseded ->
	// ResourceUnavailable.TokenExpired.
	ImportToken Base64 `kms:"required"`
	// Key id, a lower-case UUID. Same id the token was issued for.
	KeyId string `kms:"required"`
	// Unix seconds. 0 or missing = never expires. Otherwise later than now and at most
	// 2147443200.
	ValidTo *uint64 `json:",omitzero"`
}

// ImportKeyMaterialResponse is the result of [ImportKeyMaterial].
type ImportKeyMaterialResponse struct {
	Meta
}
