// Package alg holds the algorithms that keys can have. It is one of the few
// places that see key material; everybody else holds an opened key, of which
// only the capabilities can be used.
//
// An algorithm is one row of the table and one file with a type that has the
// capabilities of the algorithm (capability.go). Who wants to use a key opens
// its material through the row and asserts the capability:
//
//	row, ok := alg.ByID(id)
//	opened, err := row.Open(material)
//	encrypter, ok := opened.(alg.Encrypter)
//
// AES_256 and SM4 share one construct, drawn in message.go: each message has a
// key of its own, so no count of messages per key matters, and a sealed message
// opens under one key only. ML_KEM_1024_AES puts its key encapsulation in front
// of the same construct (mlkem.go).
//
// Ciphers, hashes and signatures are those of the standard library, of
// github.com/emmansun/gmsm and of filippo.io/mldsa; this package only puts them
// together.
package alg

import (
	"slices"

	"miyao/internal/secret"
)

// ID is the number of an algorithm on disk and in ciphertext blobs. A number is
// never used again for something else.
type ID uint8

// The numbers given out so far. One number is one kind of key material; what it
// may be used for is the Usage of the row, so a key type can have several.
const (
	AES256     ID = 1
	SM4        ID = 2
	RSADecrypt ID = 3  // RSA_2048
	SM2Decrypt ID = 4  // SM2
	ECCP256    ID = 5  // ECC_P256
	ECCP384    ID = 6  // ECC_P384
	MLKEM1024  ID = 7  // ML_KEM_1024_AES
	MLDSA87    ID = 8  // ML_DSA_87
	RSASign    ID = 9  // RSA_2048
	SM2Sign    ID = 10 // SM2
)

// The standards a key can be under: KeyMetadata.Type of the API.
const (
	StandardFIPS int64 = 2 // FIPS 140
	StandardSM   int64 = 4 // the SM algorithms of GB/T and GM/T
)

// The key usages of the API. The last two are not published by the cloud
// service; their names are this project's.
const (
	EncryptDecrypt    = "ENCRYPT_DECRYPT"
	DecryptRSA2048    = "ASYMMETRIC_DECRYPT_RSA_2048"
	DecryptSM2        = "ASYMMETRIC_DECRYPT_SM2"
	SignVerifySM2     = "ASYMMETRIC_SIGN_VERIFY_SM2"
	SignVerifyECC     = "ASYMMETRIC_SIGN_VERIFY_ECC"
	SignVerifyRSA2048 = "ASYMMETRIC_SIGN_VERIFY_RSA_2048"
	SignVerifyECDSA   = "ASYMMETRIC_SIGN_VERIFY_ECDSA384"
	DecryptKyber      = "ASYMMETRIC_DECRYPT_KYBER_AES"
	SignVerifyMLDSA   = "ASYMMETRIC_SIGN_VERIFY_DILITHIUM"
)

// Algorithm is one row of the table.
type Algorithm struct {
	ID ID
	// Spec is the name of the key type, such as AES_256.
	Spec string
	// Usage is the KeyUsage of the API that the algorithm serves. Usage and
	// Spec together are unique.
	Usage string
	// Standard is StandardFIPS or StandardSM.
	Standard int64
	// MaterialBytes is the exact length of key material that can be imported; 0
	// when none can.
	MaterialBytes int
	// Overhead is how many bytes a sealed message has more than its plaintext; 0
	// when the algorithm does not seal messages.
	Overhead int
	// Algorithms are the values that Sign and Verify take; none when the key
	// does not sign by name.
	Algorithms []string
	// Generate makes fresh key material. It may be slow; never call it inside
	// a transaction.
	Generate func() (secret.Bytes, error)
	// Open makes a usable key of key material. The result has the capabilities
	// of the algorithm and is safe for concurrent use. Open copies what it
	// needs, so the caller can wipe its material at once; the copy is wiped
	// when the opened key is no longer reachable, except for the numbers that
	// the libraries keep of RSA, ECDSA and SM2 keys.
	Open func(secret.Bytes) (any, error)
}

var table = []Algorithm{
	{
		ID: AES256, Spec: "AES_256", Usage: EncryptDecrypt, Standard: StandardFIPS,
		MaterialBytes: aesKeyBytes, Overhead: messageOverhead, Generate: generateAES256, Open: openAES256,
	},
	{
		ID: SM4, Spec: "SM4", Usage: EncryptDecrypt, Standard: StandardSM,
		MaterialBytes: sm4KeyBytes, Overhead: messageOverhead, Generate: generateSM4, Open: openSM4,
	},
	{
		ID: RSADecrypt, Spec: "RSA_2048", Usage: DecryptRSA2048, Standard: StandardFIPS,
		Generate: generateRSA, Open: openRSADecrypter,
	},
	{
		ID: SM2Decrypt, Spec: "SM2", Usage: DecryptSM2, Standard: StandardSM,
		Generate: generateSM2, Open: openSM2Decrypter,
	},
	{
		ID: ECCP256, Spec: "ECC_P256", Usage: SignVerifyECC, Standard: StandardFIPS,
		Algorithms: eccP256.algorithms, Generate: eccP256.generate, Open: eccP256.open,
	},
	{
		ID: ECCP384, Spec: "ECC_P384", Usage: SignVerifyECDSA, Standard: StandardFIPS,
		Algorithms: eccP384.algorithms, Generate: eccP384.generate, Open: eccP384.open,
	},
	{
		ID: MLKEM1024, Spec: "ML_KEM_1024_AES", Usage: DecryptKyber, Standard: StandardFIPS,
		Overhead: mlkemOverhead, Generate: generateMLKEM1024, Open: openMLKEM1024,
	},
	{
		ID: MLDSA87, Spec: "ML_DSA_87", Usage: SignVerifyMLDSA, Standard: StandardFIPS,
		Generate: generateMLDSA87, Open: openMLDSA87,
	},
	{
		ID: RSASign, Spec: "RSA_2048", Usage: SignVerifyRSA2048, Standard: StandardFIPS,
		Algorithms: rsaSignatures, Generate: generateRSA, Open: openRSASigner,
	},
	{
		ID: SM2Sign, Spec: "SM2", Usage: SignVerifySM2, Standard: StandardSM,
		Algorithms: sm2Signatures, Generate: generateSM2, Open: openSM2Signer,
	},
}

// Table returns all algorithms in the order of their numbers. The slice is the
// caller's.
func Table() []Algorithm { return slices.Clone(table) }

// ByID finds the algorithm with a number.
func ByID(id ID) (Algorithm, bool) {
	return find(func(row *Algorithm) bool { return row.ID == id })
}

// Find finds the algorithm for a key usage and a key type. An empty key type
// stands for the first one of the usage, which most usages have only one of.
func Find(usage, spec string) (Algorithm, bool) {
	return find(func(row *Algorithm) bool { return row.Usage == usage && (row.Spec == spec || spec == "") })
}

func find(fits func(*Algorithm) bool) (Algorithm, bool) {
	for i := range table {
		if fits(&table[i]) {
			return table[i], true
		}
	}
	return Algorithm{}, false
}
