package keyring_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/alg"
	"miyao/internal/keyring"
	"miyao/internal/secret"
	"miyao/internal/store"
)

const oaep = "RSAES_OAEP_SHA_256"

// parameters makes a wrapping key and what encrypts to it.
func parameters(t *testing.T, r *ring) (store.ImportParameters, func([]byte) []byte) {
	t.Helper()
	p := store.ImportParameters{Key: uuid.New(), Token: []byte("token"), Algorithm: oaep, Expires: 1_800_000_000}
	der, err := r.NewWrappingKey(&p)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		t.Fatal(err)
	}
	public := parsed.(*rsa.PublicKey)
	if public.N.BitLen() != 2048 || bytes.Contains(p.Wrapped, []byte("RSA")) {
		t.Errorf("a key of %d bits", public.N.BitLen())
	}
	return p, func(material []byte) []byte {
		encrypted, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, public, material, nil)
		if err != nil {
			t.Fatal(err)
		}
		return encrypted
	}
}

// TestImport brings material from outside into a version of a key.
func TestImport(t *testing.T) {
	r := newRing(t)
	p, encrypt := parameters(t, r)
	row, _ := alg.ByID(alg.AES256)
	raw := secret.Random(row.MaterialBytes)
	m, err := r.DecryptMaterial(p, encrypt(raw.Expose()), row)
	if err != nil {
		t.Fatal(err)
	}
	k, versions := r.insert(alg.AES256)
	v := store.KeyVersion{Key: k.ID, Version: 1, Algorithm: uint8(alg.AES256)}
	if known, err := m.Is(v); known || err != nil {
		t.Errorf("before it is put: %v, %v", known, err)
	}
	if err := m.Put(&v); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(v.Wrapped, raw.Expose()) || bytes.Equal(v.Wrapped, versions[0].Wrapped) {
		t.Error("the material stands in the clear, or is that of before")
	}
	r.update(func(tx *store.Tx) error { return tx.UpdateKeyVersion(v) })
	outside, err := row.Open(raw)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := outside.(alg.Encrypter).Encrypt(nil, []byte("text"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := r.open(r.key(k.ID), 1).Decrypt(nil, sealed, nil); err != nil || string(text) != "text" {
		t.Errorf("%q, %v", text, err)
	}
	digests(t, r, p, encrypt, m, v)
}

// digests: material is known again by its digest, which belongs to one version,
// and nothing of it is left once it is wiped.
func digests(t *testing.T, r *ring, p store.ImportParameters, encrypt func([]byte) []byte, m *keyring.Material, v store.KeyVersion) {
	t.Helper()
	row, _ := alg.ByID(alg.AES256)
	if known, err := m.Is(v); !known || err != nil {
		t.Errorf("the same material: %v, %v", known, err)
	}
	other, err := r.DecryptMaterial(p, encrypt(secret.Random(row.MaterialBytes).Expose()), row)
	if err != nil {
		t.Fatal(err)
	}
	if known, err := other.Is(v); known || err != nil {
		t.Errorf("other material: %v, %v", known, err)
	}
	moved := v
	moved.Version = 2
	if known, err := m.Is(moved); known || !errors.Is(err, alg.ErrOpen) {
		t.Errorf("the digest of another version: %v, %v", known, err)
	}
	m.Wipe()
	if known, err := m.Is(v); known || err != nil {
		t.Errorf("after Wipe: %v, %v", known, err)
	}
	if err := m.Put(&moved); err != nil {
		t.Fatal(err)
	}
	left, err := r.Unwrap(keyring.ForKeyVersion, v.Key.String()+"/2/1", moved.Wrapped)
	if err != nil || !bytes.Equal(left.Expose(), make([]byte, row.MaterialBytes)) {
		t.Errorf("after Wipe %d bytes are left that are not zero, %v", left.Len(), err)
	}
}

// TestImportRefuses what does not fit: material, length, or parameters that are
// not those the wrapping key was made for.
func TestImportRefuses(t *testing.T) {
	r := newRing(t)
	p, encrypt := parameters(t, r)
	row, _ := alg.ByID(alg.SM4)
	good := encrypt(make([]byte, row.MaterialBytes))
	if m, err := r.DecryptMaterial(p, good, row); err != nil {
		t.Fatal(err)
	} else {
		m.Wipe()
	}
	for name, encrypted := range map[string][]byte{
		"nothing": {}, "short": good[1:], "long": append([]byte{0}, good...), "noise": make([]byte, 256),
		"changed": append([]byte{good[0] ^ 1}, good[1:]...),
	} {
		if m, err := r.DecryptMaterial(p, encrypted, row); !errors.Is(err, keyring.ErrMaterial) || m != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, n := range []int{0, 15, 17, 32} {
		_, err := r.DecryptMaterial(p, encrypt(make([]byte, n)), row)
		if wrong := new(keyring.MaterialLengthError); !errors.As(err, wrong) || wrong.Want != 16 {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	for name, change := range map[string]func(*store.ImportParameters){
		"key":       func(p *store.ImportParameters) { p.Key = uuid.New() },
		"token":     func(p *store.ImportParameters) { p.Token = []byte("other") },
		"algorithm": func(p *store.ImportParameters) { p.Algorithm = "RSAES_OAEP_SHA_1" },
		"expiry":    func(p *store.ImportParameters) { p.Expires++ },
		"wrapping":  func(p *store.ImportParameters) { p.Wrapped = append([]byte{p.Wrapped[0] ^ 1}, p.Wrapped[1:]...) },
	} {
		changed := p
		change(&changed)
		if _, err := r.DecryptMaterial(changed, good, row); !errors.Is(err, alg.ErrOpen) || errors.Is(err, keyring.ErrMaterial) {
			t.Errorf("another %s: %v", name, err)
		}
	}
}
