package alg

import (
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"slices"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"miyao/internal/secret"
)

// SM2 (GB/T 32918) on the recommended curve (GB/T 32918.5). Key material is the
// private scalar, 0 < d < n-1, as a big-endian number of 32 bytes. Keys to
// decrypt and keys to sign have the same material under two numbers, so that
// one never does the work of the other.
//
// Package sm2 keeps an opened key in numbers of its own that cannot be wiped;
// they stay until the garbage collector reuses their memory.
const (
	sm2ScalarBytes = 32
	derSequence    = 0x30
)

// sm2Signatures are the values of Algorithm for SM2 signatures.
var sm2Signatures = []string{"SM2DSA"}

func generateSM2() (secret.Bytes, error) {
	key, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return secret.Bytes{}, err
	}
	return secret.New(key.D.FillBytes(make([]byte, sm2ScalarBytes))), nil
}

func parseSM2(material secret.Bytes) (*sm2.PrivateKey, spki, error) {
	private, err := sm2.ParseRawPrivateKey(material.Expose())
	if err != nil {
		return nil, nil, errors.New("key material is not a private scalar of SM2")
	}
	public, err := smx509.MarshalPKIXPublicKey(&private.PublicKey)
	return private, public, err
}

// sm2Decrypter is an opened key of the usage DecryptSM2.
type sm2Decrypter struct {
	spki
	private *sm2.PrivateKey
}

func openSM2Decrypter(material secret.Bytes) (any, error) {
	private, public, err := parseSM2(material)
	if err != nil {
		return nil, err
	}
	return &sm2Decrypter{public, private}, nil
}

// DecryptSM2 implements SM2Decrypter.
func (k *sm2Decrypter) DecryptSM2(ciphertext []byte) ([]byte, error) {
	// The library reads DER strictly, but tells by the first byte whether it
	// has DER or a point with the rest behind it.
	if len(ciphertext) == 0 || ciphertext[0] != derSequence {
		return nil, ErrOpen
	}
	plaintext, err := sm2.Decrypt(k.private, ciphertext)
	if err != nil {
		return nil, ErrOpen
	}
	return plaintext, nil
}

// sm2Verifier is the public half of a key of the usage SignVerifySM2.
type sm2Verifier struct {
	spki
	public *ecdsa.PublicKey
}

// sm2Signer is an opened key of the usage SignVerifySM2.
type sm2Signer struct {
	sm2Verifier
	private *sm2.PrivateKey
}

func openSM2Signer(material secret.Bytes) (any, error) {
	private, public, err := parseSM2(material)
	if err != nil {
		return nil, err
	}
	return &sm2Signer{sm2Verifier{public, &private.PublicKey}, private}, nil
}

// Sign implements Signer.
func (k *sm2Signer) Sign(algorithm string, message []byte, digest bool) ([]byte, error) {
	hashed, err := k.digest(algorithm, message, digest)
	if err != nil {
		return nil, err
	}
	return sm2.SignASN1(rand.Reader, k.private, hashed, nil)
}

// Verify implements Verifier.
func (k *sm2Verifier) Verify(algorithm string, message, signature []byte, digest bool) (bool, error) {
	hashed, err := k.digest(algorithm, message, digest)
	if err != nil {
		return false, err
	}
	return sm2.VerifyASN1(k.public, hashed, signature), nil
}

// digest gives SM3(Z || message), where Z binds the public key and the default
// user id 1234567812345678 (GB/T 32918.2, section 5.5; GM/T 0009, section 10).
func (k *sm2Verifier) digest(algorithm string, message []byte, digest bool) ([]byte, error) {
	if !slices.Contains(sm2Signatures, algorithm) {
		return nil, ErrAlgorithm
	}
	withZ, err := sm2.NewHash(k.public)
	if err != nil {
		return nil, err
	}
	return digested(withZ, message, digest)
}
