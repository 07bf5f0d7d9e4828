package api

// Post-quantum encryption and signatures.

var (
	// PostQuantumCryptoDecrypt opens what PostQuantumCryptoEncrypt returned.
	PostQuantumCryptoDecrypt = declare[PostQuantumCryptoDecryptRequest, PostQuantumCryptoDecryptResponse]("PostQuantumCryptoDecrypt", UseKey)
	// PostQuantumCryptoEncrypt encrypts under a post-quantum key.
	PostQuantumCryptoEncrypt = declare[PostQuantumCryptoEncryptRequest, PostQuantumCryptoEncryptResponse]("PostQuantumCryptoEncrypt", UseKey)
	// PostQuantumCryptoSign signs with a post-quantum key.
	PostQuantumCryptoSign = declare[PostQuantumCryptoSignRequest, PostQuantumCryptoSignResponse]("PostQuantumCryptoSign", UseKey)
	// PostQuantumCryptoVerify checks a post-quantum signature.
	PostQuantumCryptoVerify = declare[PostQuantumCryptoVerifyRequest, PostQuantumCryptoVerifyResponse]("PostQuantumCryptoVerify", UseKey)
)

// PostQuantumCryptoDecryptRequest is the input of [PostQuantumCryptoDecrypt].
type PostQuantumCryptoDecryptRequest struct {
	// Text returned by PostQuantumCryptoEncrypt. Unparsable ->
	// InvalidParameterValue.InvalidCiphertext.
	CiphertextBlob Base64 `kms:"required,code=InvalidParameterValue.InvalidCiphertext"`
	// PEM SubjectPublicKeyInfo, RSA-2048 or SM2. When present, the returned plaintext is
	// encrypted to it (failure -> FailedOperation.EncryptionError); empty means no wrapping.
	EncryptionPublicKey string `json:",omitzero"`
	// Only meaningful with EncryptionPublicKey. One of SM2 (raw C1C3C2), SM2_C1C3C2_ASN1,
	// RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256. Default SM2. Must fit the key
	// type.
	EncryptionAlgorithm string `json:",omitzero"`
}

// PostQuantumCryptoDecryptResponse is the result of [PostQuantumCryptoDecrypt].
type PostQuantumCryptoDecryptResponse struct {
	// Key id.
	KeyId string
	// Base64 plaintext (note the capital T), or base64 of it encrypted to EncryptionPublicKey.
	PlainText Base64
	Meta
}

// PostQuantumCryptoEncryptRequest is the input of [PostQuantumCryptoEncrypt].
type PostQuantumCryptoEncryptRequest struct {
	// Key id, a lower-case UUID. Usage: ASYMMETRIC_DECRYPT_KYBER_AES.
	KeyId string `kms:"required"`
	// Base64 (note the capital T); decoded at most 4096 bytes.
	PlainText Base64 `kms:"required,code=InvalidParameterValue.InvalidPlaintext"`
}

// PostQuantumCryptoEncryptResponse is the result of [PostQuantumCryptoEncrypt].
type PostQuantumCryptoEncryptResponse struct {
	// Opaque text, only for PostQuantumCryptoDecrypt.
	CiphertextBlob Base64
	// Key id.
	KeyId string
	Meta
}

// PostQuantumCryptoSignRequest is the input of [PostQuantumCryptoSign].
type PostQuantumCryptoSignRequest struct {
	// Base64; decoded at most 4096 bytes. No digest mode.
	Message Base64 `kms:"required"`
	// Key id, a lower-case UUID. Usage: ASYMMETRIC_SIGN_VERIFY_DILITHIUM.
	KeyId string `kms:"required"`
}

// PostQuantumCryptoSignResponse is the result of [PostQuantumCryptoSign].
type PostQuantumCryptoSignResponse struct {
	// Base64.
	Signature Base64
	Meta
}

// PostQuantumCryptoVerifyRequest is the input of [PostQuantumCryptoVerify].
type PostQuantumCryptoVerifyRequest struct {
	// Key id, a lower-case UUID. Usage: ASYMMETRIC_SIGN_VERIFY_DILITHIUM.
	KeyId string `kms:"required"`
	// Base64 of the signature from PostQuantumCryptoSign.
	SignatureValue Base64 `kms:"required"`
	// Base64; decoded at most 4096 bytes.
	Message Base64 `kms:"required"`
}

// PostQuantumCryptoVerifyResponse is the result of [PostQuantumCryptoVerify].
type PostQuantumCryptoVerifyResponse struct {
	// true or false; a bad signature is not an API error.
	SignatureValid bool
	Meta
}
