package api

// Asymmetric decryption, signatures and public keys.

var (
	// AsymmetricRsaDecrypt decrypts with the private half of an RSA-2048 key.
	AsymmetricRsaDecrypt = declare[AsymmetricRsaDecryptRequest, AsymmetricRsaDecryptResponse]("AsymmetricRsaDecrypt", UseKey)
	// AsymmetricSm2Decrypt decrypts with the private half of an SM2 key.
	AsymmetricSm2Decrypt = declare[AsymmetricSm2DecryptRequest, AsymmetricSm2DecryptResponse]("AsymmetricSm2Decrypt", UseKey)
	// GetPublicKey returns the public half of an asymmetric key.
	GetPublicKey = declare[GetPublicKeyRequest, GetPublicKeyResponse]("GetPublicKey", Read)
	// SignByAsymmetricKey signs a message or its digest.
	SignByAsymmetricKey = declare[SignByAsymmetricKeyRequest, SignByAsymmetricKeyResponse]("SignByAsymmetricKey", UseKey)
	// VerifyByAsymmetricKey checks a signature over a message or its digest.
	VerifyByAsymmetricKey = declare[VerifyByAsymmetricKeyRequest, VerifyByAsymmetricKeyResponse]("VerifyByAsymmetricKey", UseKey)
)

// AsymmetricRsaDecryptRequest is the input of [AsymmetricRsaDecrypt].
type AsymmetricRsaDecryptRequest struct {
	// Key id, a lower-case UUID. Must have usage ASYMMETRIC_DECRYPT_RSA_2048 (else
	// InvalidParameterValue.InvalidKeyUsage) and be Enabled.
	KeyId string `kms:"required"`
	// Base64 of the RSA ciphertext made with the public key; 256 bytes for RSA-2048.
	Ciphertext Base64 `kms:"required"`
	// RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1 or RSAES_OAEP_SHA_256.
	Algorithm string `kms:"required"`
}

// AsymmetricRsaDecryptResponse is the result of [AsymmetricRsaDecrypt].
type AsymmetricRsaDecryptResponse struct {
	// Key id.
	KeyId string
	// Base64 plaintext.
	Plaintext Base64
	Meta
}

// AsymmetricSm2DecryptRequest is the input of [AsymmetricSm2Decrypt].
type AsymmetricSm2DecryptRequest struct {
	// Key id, a lower-case UUID. Must have usage ASYMMETRIC_DECRYPT_SM2 (else
	// InvalidParameterValue.InvalidKeyUsage) and be Enabled.
	KeyId string `kms:"required"`
	// Base64; decoded value is the ASN.1 DER C1C3C2 form and at most 256 bytes long.
	Ciphertext Base64 `kms:"required"`
}

// AsymmetricSm2DecryptResponse is the result of [AsymmetricSm2Decrypt].
type AsymmetricSm2DecryptResponse struct {
	// Key id.
	KeyId string
	// Base64 plaintext.
	Plaintext Base64
	Meta
}

// GetPublicKeyRequest is the input of [GetPublicKey].
type GetPublicKeyRequest struct {
	// Key id, a lower-case UUID. An asymmetric key in state Enabled.
	KeyId string `kms:"required"`
}

// GetPublicKeyResponse is the result of [GetPublicKey].
type GetPublicKeyResponse struct {
	// Key id.
	KeyId string
	// Base64 of the DER SubjectPublicKeyInfo.
	PublicKey Base64
	// PEM "PUBLIC KEY" block, 64 character lines.
	PublicKeyPem string
	Meta
}

// SignByAsymmetricKeyRequest is the input of [SignByAsymmetricKey].
type SignByAsymmetricKeyRequest struct {
	// SM2DSA, ECC_P256_R1, ECC_P384_R1 (or ECDSA384), RSA_PSS_SHA_256 or RSA_PKCS1_SHA_256.
	// Must match the KeyUsage.
	Algorithm string `kms:"required"`
	// Base64. RAW: decoded at most 4096 bytes. DIGEST: decoded exactly 32 bytes, or 48 with
	// ECC_P384_R1; for SM2DSA that is SM3(Z || M).
	Message Base64 `kms:"required"`
	// Key id, a lower-case UUID. Usage ASYMMETRIC_SIGN_VERIFY_*, state Enabled.
	KeyId string `kms:"required"`
	// RAW (default) or DIGEST.
	MessageType string `json:",omitzero"`
}

// SignByAsymmetricKeyResponse is the result of [SignByAsymmetricKey].
type SignByAsymmetricKeyResponse struct {
	// Base64. ECDSA and SM2: ASN.1 DER SEQUENCE(r, s). RSA: 256 bytes.
	Signature Base64
	Meta
}

// VerifyByAsymmetricKeyRequest is the input of [VerifyByAsymmetricKey].
type VerifyByAsymmetricKeyRequest struct {
	// Key id, a lower-case UUID. Usage ASYMMETRIC_SIGN_VERIFY_*, state Enabled.
	KeyId string `kms:"required"`
	// Base64 of the signature from SignByAsymmetricKey.
	SignatureValue Base64 `kms:"required"`
	// Base64. RAW: decoded at most 4096 bytes. DIGEST: decoded exactly 32 bytes, or 48 with
	// ECC_P384_R1. It must be what was signed, or its digest.
	Message Base64 `kms:"required"`
	// Same values as SignByAsymmetricKey.
	Algorithm string `kms:"required"`
	// RAW (default) or DIGEST.
	MessageType string `json:",omitzero"`
}

// VerifyByAsymmetricKeyResponse is the result of [VerifyByAsymmetricKey].
type VerifyByAsymmetricKeyResponse struct {
	// true or false; a bad signature is not an API error.
	SignatureValid bool
	Meta
}
