package api

// Encryption, decryption, data keys and random bytes.

var (
	// Decrypt opens a ciphertext blob; the key is found in the blob.
	Decrypt = declare[DecryptRequest, DecryptResponse]("Decrypt", UseKey)
	// Encrypt encrypts up to 4096 bytes under an enabled key.
	Encrypt = declare[EncryptRequest, EncryptResponse]("Encrypt", UseKey)
	// GenerateDataKey makes a data key and returns it in plaintext and encrypted under a key.
	GenerateDataKey = declare[GenerateDataKeyRequest, GenerateDataKeyResponse]("GenerateDataKey", UseKey)
	// GenerateRandom returns random bytes.
	GenerateRandom = declare[GenerateRandomRequest, GenerateRandomResponse]("GenerateRandom", UseKey)
	// ReEncrypt moves a ciphertext to another key, context or key version without showing the
	// plaintext.
	ReEncrypt = declare[ReEncryptRequest, ReEncryptResponse]("ReEncrypt", UseKey)
)

// DecryptRequest is the input of [Decrypt].
type DecryptRequest struct {
	// Text returned by Encrypt, GenerateDataKey, ReEncrypt or GetDataKeyCiphertextBlob,
	// unchanged. Unparsable -> InvalidParameterValue.InvalidCiphertext.
	CiphertextBlob Base64 `kms:"required,code=InvalidParameterValue.InvalidCiphertext"`
	// JSON object text of key/value pairs, at most 1024 characters. Whatever was given on
	// encryption has to be given again on decryption. Missing or different ->
	// InvalidParameterValue.InvalidCiphertext.
	EncryptionContext string `json:",omitzero"`
	// PEM SubjectPublicKeyInfo, RSA-2048 or SM2. When present, the returned plaintext is
	// encrypted to it (failure -> FailedOperation.EncryptionError); empty means no wrapping.
	EncryptionPublicKey string `json:",omitzero"`
	// Only meaningful with EncryptionPublicKey. One of SM2 (raw C1C3C2), SM2_C1C3C2_ASN1,
	// RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256. Default SM2. Must fit the key
	// type.
	EncryptionAlgorithm string `json:",omitzero"`
}

// DecryptResponse is the result of [Decrypt].
type DecryptResponse struct {
	// Key found in the ciphertext.
	KeyId string
	// Base64 plaintext; with EncryptionPublicKey, base64 of the plaintext encrypted to that
	// key.
	Plaintext Base64
	Meta
}

// EncryptRequest is the input of [Encrypt].
type EncryptRequest struct {
	// Key id, a lower-case UUID. Usage must be ENCRYPT_DECRYPT.
	KeyId string `kms:"required"`
	// Base64; decoded 1 to 4096 bytes. Bad base64 or size ->
	// InvalidParameterValue.InvalidPlaintext.
	Plaintext Base64 `kms:"required,code=InvalidParameterValue.InvalidPlaintext"`
	// JSON object text of key/value pairs, at most 1024 characters. Whatever was given on
	// encryption has to be given again on decryption.
	EncryptionContext string `json:",omitzero"`
}

// EncryptResponse is the result of [Encrypt].
type EncryptResponse struct {
	// Opaque text that carries the key id, key version and ciphertext.
	CiphertextBlob Base64
	// Key used.
	KeyId string
	Meta
}

// GenerateDataKeyRequest is the input of [GenerateDataKey].
type GenerateDataKeyRequest struct {
	// Key id, a lower-case UUID. Usage must be ENCRYPT_DECRYPT (else
	// InvalidParameterValue.InvalidKeyUsage).
	KeyId string `kms:"required"`
	// AES_128 (16 bytes) or AES_256 (32 bytes). At least one of KeySpec and NumberOfBytes is
	// needed.
	KeySpec string `json:",omitzero"`
	// 1 to 1024. Wins over KeySpec when both are given.
	NumberOfBytes *uint64 `json:",omitzero"`
	// JSON object text of key/value pairs, at most 1024 characters. Whatever was given on
	// encryption has to be given again on decryption.
	EncryptionContext string `json:",omitzero"`
	// PEM SubjectPublicKeyInfo, RSA-2048 or SM2. When present, the returned plaintext is
	// encrypted to it (failure -> FailedOperation.EncryptionError); empty means no wrapping.
	EncryptionPublicKey string `json:",omitzero"`
	// Only meaningful with EncryptionPublicKey. One of SM2 (raw C1C3C2), SM2_C1C3C2_ASN1,
	// RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256. Default SM2. Must fit the key
	// type.
	EncryptionAlgorithm string `json:",omitzero"`
	// 0 = not stored (default), 1 = stored as a hosted data key.
	IsHostedByKms *uint64 `json:",omitzero"`
	// Needed when IsHostedByKms is 1, otherwise ignored. Bad form ->
	// InvalidParameterValue.InvalidDataKeyName; taken ->
	// InvalidParameterValue.DataKeyNameAlreadyExists. The alias rule applies.
	DataKeyName string `json:",omitzero"`
	// At most 100 bytes. Used only for a hosted data key.
	Description string `json:",omitzero"`
	// Must be left out or empty, as there are no HSM clusters; else
	// InvalidParameterValue.InvalidHsmClusterId.
	HsmClusterId string `json:",omitzero"`
	// Effective only when IsHostedByKms is 1. Tag pairs. Repeated TagKey ->
	// InvalidParameterValue.TagKeysDuplicated.
	Tags []Tag `json:",omitzero"`
}

// GenerateDataKeyResponse is the result of [GenerateDataKey].
type GenerateDataKeyResponse struct {
	// Key id.
	KeyId string
	// Base64 data key; with EncryptionPublicKey, base64 of the data key encrypted to that key.
	Plaintext Base64
	// Data key encrypted under the key; usable with Decrypt.
	CiphertextBlob Base64
	// Only when hosted.
	DataKeyId string `json:",omitzero"`
	// 0 = tags saved, 1 = internal error, 2 = business error.
	TagCode *uint64 `json:",omitzero"`
	// Outcome text of tagging, for example ok.
	TagMsg string `json:",omitzero"`
	Meta
}

// GenerateRandomRequest is the input of [GenerateRandom].
type GenerateRandomRequest struct {
	// 1 to 1024.
	NumberOfBytes uint64 `kms:"required"`
}

// GenerateRandomResponse is the result of [GenerateRandom].
type GenerateRandomResponse struct {
	// Base64 of the random bytes.
	Plaintext Base64
	Meta
}

// ReEncryptRequest is the input of [ReEncrypt].
type ReEncryptRequest struct {
	// Ciphertext to refresh, as returned by this service. Unparsable ->
	// InvalidParameterValue.InvalidCiphertext.
	CiphertextBlob Base64 `kms:"required,code=InvalidParameterValue.InvalidCiphertext"`
	// Target key id. Empty = the key of the input; then the text is renewed only if that key
	// has rotated since, or the context changes.
	DestinationKeyId string `json:",omitzero"`
	// Context the input was made with; empty if none was used.
	SourceEncryptionContext string `json:",omitzero"`
	// Context bound to the new ciphertext; must be given again on Decrypt.
	DestinationEncryptionContext string `json:",omitzero"`
}

// ReEncryptResponse is the result of [ReEncrypt].
type ReEncryptResponse struct {
	// New ciphertext, or the input unchanged when ReEncrypted is false.
	CiphertextBlob Base64
	// Key of the returned ciphertext.
	KeyId string
	// Key of the input ciphertext.
	SourceKeyId string
	// false when key, key version and context stay the same (no work done).
	ReEncrypted bool
	Meta
}
