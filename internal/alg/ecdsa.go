package alg

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"errors"
	"hash"
	"slices"

	"miyao/internal/secret"
)

// ecdsaSuite is a curve with the hash that goes with it (FIPS 186-5, section 6).
// Key material is the private scalar, 0 < d < n, as a big-endian number of the
// curve's length: 32 bytes for P-256, 48 for P-384. Signatures are the DER of
// SEQUENCE { INTEGER r, INTEGER s } (RFC 3279, section 2.2.3) and nothing else.
//
// crypto/ecdsa keeps an opened key in numbers of its own that cannot be wiped;
// they stay until the garbage collector reuses their memory.
type ecdsaSuite struct {
	curve      elliptic.Curve
	hash       func() hash.Hash
	algorithms []string
}

var (
	eccP256 = ecdsaSuite{elliptic.P256(), sha256.New, []string{"ECC_P256_R1"}}
	eccP384 = ecdsaSuite{elliptic.P384(), sha512.New384, []string{"ECC_P384_R1", "ECDSA384"}}
)

// ecdsaVerifier is the public half of a key of a suite.
type ecdsaVerifier struct {
	spki
	suite  *ecdsaSuite
	public *ecdsa.PublicKey
}

// ecdsaSigner is an opened key of a suite.
type ecdsaSigner struct {
	ecdsaVerifier
	private *ecdsa.PrivateKey
}

func (s *ecdsaSuite) generate() (secret.Bytes, error) {
	key, err := ecdsa.GenerateKey(s.curve, rand.Reader)
	if err != nil {
		return secret.Bytes{}, err
	}
	scalar, err := key.Bytes()
	return secret.New(scalar), err
}

func (s *ecdsaSuite) open(material secret.Bytes) (any, error) {
	private, err := ecdsa.ParseRawPrivateKey(s.curve, material.Expose())
	if err != nil {
		return nil, errors.New("key material is not a private scalar of " + s.curve.Params().Name)
	}
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		return nil, err
	}
	return &ecdsaSigner{ecdsaVerifier{public, s, &private.PublicKey}, private}, nil
}

// Sign implements Signer.
func (k *ecdsaSigner) Sign(algorithm string, message []byte, digest bool) ([]byte, error) {
	hashed, err := k.suite.digest(algorithm, message, digest)
	if err != nil {
		return nil, err
	}
	return ecdsa.SignASN1(rand.Reader, k.private, hashed)
}

// Verify implements Verifier.
func (k *ecdsaVerifier) Verify(algorithm string, message, signature []byte, digest bool) (bool, error) {
	hashed, err := k.suite.digest(algorithm, message, digest)
	if err != nil {
		return false, err
	}
	return ecdsa.VerifyASN1(k.public, hashed, signature), nil
}

func (s *ecdsaSuite) digest(algorithm string, message []byte, digest bool) ([]byte, error) {
	if !slices.Contains(s.algorithms, algorithm) {
		return nil, ErrAlgorithm
	}
	return digested(s.hash(), message, digest)
}
