package alg

import (
	"crypto/aes"
	"crypto/mlkem"
	"crypto/sha256"
	"slices"

	"miyao/internal/secret"
)

// A sealed message of ML_KEM_1024_AES:
//
//	 0                   1568              1600
//	+-------------------+-----------------+------------------+----------+
//	| ML-KEM ciphertext | commitment      | GCM ciphertext   | GCM tag  |
//	| 1568              | 32              | as the plaintext | 16       |
//	+-------------------+-----------------+------------------+----------+
//
//	shared secret = ML-KEM-1024.Decaps(ML-KEM ciphertext)   (FIPS 203)
//	okm = HKDF-SHA-256(ikm = shared secret, no HKDF salt,
//	                   info = "miyao message key v1 ML_KEM_1024_AES" || ML-KEM ciphertext, L = 64)
//	message key = the first 32 bytes of okm, commitment = its last 32 bytes
//	AES-256-GCM(message key, nonce = 12 zero bytes, plaintext, associated data)
//
// This is the message of message.go with the ML-KEM ciphertext for a salt and
// the shared secret for key material. Each encapsulation gives another shared
// secret, so the nonce may be constant here too. The ML-KEM ciphertext stands in
// the derivation because ML-KEM itself does not bind its shared secret to it.
//
// A changed ML-KEM ciphertext gives another shared secret and no error (implicit
// rejection), so that the commitment fails. Material is the seed and never an
// expanded key: of those, two can be made that agree on a shared secret.
const (
	mlkemSeedBytes = mlkem.SeedSize // d || z of FIPS 203, algorithm 16
	mlkemOverhead  = mlkem.CiphertextSize1024 + bodyOverhead

	// mlkemSPKI is the DER in front of the encapsulation key (RFC 9935):
	// id-alg-ml-kem-1024, 2.16.840.1.101.3.4.4.3, without parameters.
	mlkemSPKI = "\x30\x82\x06\x32\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x04\x03\x03\x82\x06\x21\x00"
)

var mlkemAES = suite{
	info:     []byte("miyao message key v1 ML_KEM_1024_AES"),
	keyBytes: aesKeyBytes,
	hash:     sha256.New,
	cipher:   aes.NewCipher,
}

type mlkem1024 struct {
	seeded[mlkem.DecapsulationKey1024]
}

func generateMLKEM1024() (secret.Bytes, error) { return secret.Random(mlkemSeedBytes), nil }

func openMLKEM1024(material secret.Bytes) (any, error) {
	k := new(mlkem1024)
	if err := k.open(material, mlkemSeedBytes, mlkem.NewDecapsulationKey1024); err != nil {
		return nil, err
	}
	return k, nil
}

// PublicKey implements PublicKeyer.
func (k *mlkem1024) PublicKey() []byte {
	return append([]byte(mlkemSPKI), k.key().EncapsulationKey().Bytes()...)
}

// EncryptPQ implements PQEncrypter.
func (k *mlkem1024) EncryptPQ(dst, plaintext, aad []byte) ([]byte, error) {
	shared, encapsulated := k.key().EncapsulationKey().Encapsulate()
	once, err := openShared(shared)
	if err != nil {
		return nil, err
	}
	defer once.wipe()
	dst = append(slices.Grow(dst, len(plaintext)+mlkemOverhead), encapsulated...)
	return once.sealBody(dst, encapsulated, plaintext, aad)
}

// DecryptPQ implements PQDecrypter.
func (k *mlkem1024) DecryptPQ(dst, sealed, aad []byte) ([]byte, error) {
	if len(sealed) < mlkemOverhead {
		return nil, ErrOpen
	}
	encapsulated, body := sealed[:mlkem.CiphertextSize1024], sealed[mlkem.CiphertextSize1024:]
	shared, err := k.key().Decapsulate(encapsulated)
	if err != nil {
		return nil, ErrOpen
	}
	once, err := openShared(shared)
	if err != nil {
		return nil, err
	}
	defer once.wipe()
	return once.openBody(dst, encapsulated, body, aad)
}

// openShared makes the key of one message of a shared secret, which it wipes.
func openShared(shared []byte) (*symmetric, error) {
	defer clear(shared)
	return mlkemAES.extract(shared)
}
