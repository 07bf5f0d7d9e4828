package alg

import "errors"

// ErrOpen says that a sealed message did not open: it is damaged, belongs to
// another key, or was sealed with other associated data. Which one of these is
// not told.
var ErrOpen = errors.New("the sealed message does not open")

// ErrAlgorithm says that a key does not know the algorithm it was asked for.
var ErrAlgorithm = errors.New("the key does not have this algorithm")

// ErrDigestLength says that a digest is not as long as the algorithm's hash
// makes it.
var ErrDigestLength = errors.New("the digest has the wrong length")

// Encrypter encrypts and authenticates messages.
type Encrypter interface {
	// Encrypt appends the sealed plaintext to dst and returns the extended
	// slice. The sealed message opens only with the same associated data. With
	// enough spare capacity dst is not moved. dst must not overlap plaintext
	// or aad; nothing is kept. Two calls never give the same result. The error
	// is never about the plaintext.
	Encrypt(dst, plaintext, aad []byte) ([]byte, error)
}

// Decrypter opens what the Encrypter of the same key sealed.
type Decrypter interface {
	// Decrypt appends the plaintext to dst and returns the extended slice. With
	// enough spare capacity dst is not moved. dst must not overlap sealed or
	// aad; nothing is kept. The error is ErrOpen whenever sealed, aad or the
	// key is not the right one, and then no plaintext is left behind dst.
	Decrypt(dst, sealed, aad []byte) ([]byte, error)
}

// PublicKeyer has a public half.
type PublicKeyer interface {
	// PublicKey returns the DER SubjectPublicKeyInfo (RFC 5280, section
	// 4.1.2.7). The slice is the caller's.
	PublicKey() []byte
}

// RSADecrypter opens what was encrypted to an RSA public key.
type RSADecrypter interface {
	// DecryptRSA takes a ciphertext as long as the modulus. algorithm is
	// RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1 or RSAES_OAEP_SHA_256, of which OAEP
	// has an empty label and MGF1 with its own hash; ErrAlgorithm for another.
	// Every ciphertext that does not open gives ErrOpen, in the same time.
	DecryptRSA(algorithm string, ciphertext []byte) ([]byte, error)
	// UnwrapRSA is DecryptRSA for a key that should have size bytes. With
	// RSAES_PKCS1_V1_5 one of another length gives ErrOpen, in the same time as wrong
	// padding does: what was wrong would help to open a ciphertext of somebody else.
	UnwrapRSA(algorithm string, ciphertext []byte, size int) ([]byte, error)
}

// SM2Decrypter opens what was encrypted to an SM2 public key.
type SM2Decrypter interface {
	// DecryptSM2 takes the DER form SEQUENCE { x, y, C3, C2 } of GM/T 0009 and
	// no other. The error is ErrOpen.
	DecryptSM2(ciphertext []byte) ([]byte, error)
}

// Signer makes signatures.
type Signer interface {
	// Sign signs a message, or the digest of one. ErrAlgorithm when algorithm
	// is not of this key, ErrDigestLength when the digest has another length
	// than the algorithm's hash. For SM2 a digest is SM3(Z || M).
	Sign(algorithm string, message []byte, digest bool) ([]byte, error)
}

// Verifier checks what the Signer of the same key made.
type Verifier interface {
	// Verify tells whether a signature is valid; one that is malformed is not.
	// The errors are those of Sign.
	Verify(algorithm string, message, signature []byte, digest bool) (bool, error)
}

// PQEncrypter and PQDecrypter are Encrypter and Decrypter of a post-quantum
// key; names of their own keep such a key from serving where a symmetric one is
// asked for.
type PQEncrypter interface {
	EncryptPQ(dst, plaintext, aad []byte) ([]byte, error)
}

// PQDecrypter opens what the PQEncrypter of the same key sealed.
type PQDecrypter interface {
	DecryptPQ(dst, sealed, aad []byte) ([]byte, error)
}

// PQSigner makes post-quantum signatures.
type PQSigner interface {
	SignPQ(message []byte) ([]byte, error)
}

// PQVerifier checks what the PQSigner of the same key made.
type PQVerifier interface {
	// VerifyPQ tells whether a signature is valid; one that is malformed is not.
	VerifyPQ(message, signature []byte) bool
}
