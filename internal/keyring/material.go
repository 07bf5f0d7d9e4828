package keyring

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"miyao/internal/alg"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// ErrMaterial says that encrypted material does not decrypt with the wrapping
// key it was to be encrypted with. Why not is not told.
var ErrMaterial = errors.New("the material does not decrypt with the wrapping key")

// MaterialLengthError says that imported material is not as long as the
// algorithm of its key wants it.
type MaterialLengthError struct{ Want int }

func (e MaterialLengthError) Error() string {
	return fmt.Sprintf("imported material must have %d bytes", e.Want)
}

// NewWrappingKey makes the RSA_2048 key pair with which the material of p.Key
// is to be encrypted, puts its private half into p.Wrapped, bound to all other
// fields of p, and returns the DER SubjectPublicKeyInfo of the public half. It
// is slow.
func (k *Keyring) NewWrappingKey(p *store.ImportParameters) ([]byte, error) {
	row, ok := alg.ByID(alg.RSADecrypt)
	if !ok {
		return nil, errors.New("the algorithm table lacks RSA_2048")
	}
	private, err := row.Generate()
	if err != nil {
		return nil, fmt.Errorf("generate a wrapping key: %w", err)
	}
	defer private.Wipe()
	opened, err := row.Open(private)
	if err != nil {
		return nil, fmt.Errorf("open a wrapping key: %w", err)
	}
	pair, ok := opened.(alg.PublicKeyer)
	if !ok {
		return nil, errors.New("RSA_2048 has no public half")
	}
	p.Wrapped, err = k.Wrap(ForImport, importID(*p), private)
	return pair.PublicKey(), err
}

// importID names import parameters by all that they say, so that a row that was
// changed does not unwrap.
func importID(p store.ImportParameters) string {
	return fmt.Sprintf("%s/%s/%x/%d", p.Key, p.Algorithm, p.Token, p.Expires)
}

// Material is imported key material on its way into a key: decrypted, of the
// right length, and known by its digest. Wipe it after use.
type Material struct {
	ring   *Keyring
	bytes  secret.Bytes
	digest secret.Bytes // SHA-256
}

// DecryptMaterial opens what a caller encrypted with the public half of a
// wrapping key, for a key of the algorithm row. The error is ErrMaterial when
// it does not open, and a MaterialLengthError when the material does not fit; with
// RSAES_PKCS1_V1_5 it is ErrMaterial for both.
func (k *Keyring) DecryptMaterial(p store.ImportParameters, encrypted []byte, row alg.Algorithm) (*Material, error) {
	wrapping, ok := alg.ByID(alg.RSADecrypt)
	if !ok {
		return nil, errors.New("the algorithm table lacks RSA_2048")
	}
	private, err := k.Unwrap(ForImport, importID(p), p.Wrapped)
	if err != nil {
		return nil, err
	}
	defer private.Wipe()
	opened, err := wrapping.Open(private)
	if err != nil {
		return nil, fmt.Errorf("open the wrapping key of %s: %w", p.Key, err)
	}
	decrypter, ok := opened.(alg.RSADecrypter)
	if !ok {
		return nil, errors.New("RSA_2048 does not decrypt")
	}
	plain, err := decrypter.UnwrapRSA(p.Algorithm, encrypted, row.MaterialBytes)
	if errors.Is(err, alg.ErrOpen) {
		return nil, ErrMaterial
	}
	if err != nil {
		return nil, fmt.Errorf("decrypt material for key %s: %w", p.Key, err)
	}
	material := secret.New(plain)
	if material.Len() != row.MaterialBytes {
		material.Wipe()
		return nil, MaterialLengthError{row.MaterialBytes}
	}
	digest := sha256.Sum256(material.Expose())
	return &Material{k, material, secret.New(digest[:])}, nil
}

// Wipe overwrites the material.
func (m *Material) Wipe() {
	m.bytes.Wipe()
	m.digest.Wipe()
}

// Is tells, in constant time, whether v has or had this very material.
func (m *Material) Is(v store.KeyVersion) (bool, error) {
	if len(v.Digest) == 0 {
		return false, nil // not imported
	}
	known, err := m.ring.Unwrap(ForDigest, versionID(v), v.Digest)
	if err != nil {
		return false, err
	}
	defer known.Wipe()
	return known.Equal(m.digest), nil
}

// Put wraps the material and its digest into v, whose Key, Version and
// Algorithm are set.
func (m *Material) Put(v *store.KeyVersion) (err error) {
	if v.Wrapped, err = m.ring.Wrap(ForKeyVersion, versionID(*v), m.bytes); err != nil {
		return err
	}
	v.Digest, err = m.ring.Wrap(ForDigest, versionID(*v), m.digest)
	return err
}
