// Package keyring holds the root key and, behind it, every key in use. The
// root key wraps all other material; the keyring unwraps a key version when it
// is first needed and keeps it in memory as a capability of package alg, never
// as bytes. What it serves is exact: after Forget has returned, the next Key
// reads the store.
package keyring

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"miyao/internal/alg"
	"miyao/internal/cache"
	"miyao/internal/policy"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// RootKeyBytes is the length of a root key: that of AES-256.
const RootKeyBytes = 32

// Purpose separates what the root key wraps: a thing wrapped for one purpose
// and id does not unwrap for another.
type Purpose string

// The purposes. Their texts are part of the stored format.
const (
	ForKeyVersion Purpose = "key version"
	ForCredential Purpose = "credential"
	ForSession    Purpose = "session"
	ForAuditKey   Purpose = "audit signing key"
	ForSeed       Purpose = "one-time password seed"
	ForImport     Purpose = "import wrapping key"
	ForDigest     Purpose = "imported material digest"

	ForWhiteBoxKey        Purpose = "white-box key"
	ForWhiteBoxEncryption Purpose = "white-box encryption tables"
	ForWhiteBoxDecryption Purpose = "white-box decryption tables"
)

// Bounds of the key cache: about 1 KB a key, so 128 MB at the most.
const (
	maxKeys   = 128 << 10
	maxKeyAge = time.Hour
)

// Keyring is safe for concurrent use.
type Keyring struct {
	root interface {
		alg.Encrypter
		alg.Decrypter
	}
	db   *store.DB
	keys *cache.Cache[uuid.UUID, held]
}

// New makes a keyring around an unsealed root key, which it wipes: the opened
// form of it is all that stays.
func New(root secret.Bytes, db *store.DB, now func() time.Time) (*Keyring, error) {
	if root.Len() != RootKeyBytes {
		return nil, fmt.Errorf("the root key has %d bytes, want %d", root.Len(), RootKeyBytes)
	}
	defer root.Wipe()
	aes, ok := alg.ByID(alg.AES256)
	if !ok {
		return nil, errors.New("the algorithm table lacks AES_256")
	}
	opened, err := aes.Open(root)
	if err != nil {
		return nil, fmt.Errorf("open the root key: %w", err)
	}
	k := &Keyring{db: db}
	k.root, ok = opened.(interface {
		alg.Encrypter
		alg.Decrypter
	})
	if !ok {
		return nil, errors.New("AES_256 does not encrypt and decrypt")
	}
	k.keys = cache.New(cache.Options[uuid.UUID, held]{Max: maxKeys, MaxAge: maxKeyAge, Now: now, Load: k.load})
	return k, nil
}

// Wrap encrypts material under the root key, bound to purpose and id.
func (k *Keyring) Wrap(purpose Purpose, id string, material secret.Bytes) ([]byte, error) {
	wrapped, err := k.root.Encrypt(nil, material.Expose(), wrapLabel(purpose, id))
	if err != nil {
		return nil, fmt.Errorf("wrap %s %s: %w", purpose, id, err)
	}
	return wrapped, nil
}

// Unwrap reverses Wrap. It fails for another purpose, id or root key.
func (k *Keyring) Unwrap(purpose Purpose, id string, wrapped []byte) (secret.Bytes, error) {
	material, err := k.root.Decrypt(nil, wrapped, wrapLabel(purpose, id))
	if err != nil {
		return secret.Bytes{}, fmt.Errorf("unwrap %s %s: %w", purpose, id, err)
	}
	return secret.New(material), nil
}

// wrapLabel is the associated data of a wrapping. Neither part holds a NUL.
func wrapLabel(purpose Purpose, id string) []byte {
	return fmt.Appendf(nil, "miyao wrap v1\x00%s\x00%s", purpose, id)
}

// Key returns the snapshot of a key, from memory where it can. The error is
// store.ErrNotFound for an unknown id.
func (k *Keyring) Key(ctx context.Context, id uuid.UUID) (*Key, error) {
	found, err := k.keys.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return &found.Key, nil
}

// Forget drops keys from memory; call it after every change of their rows.
func (k *Keyring) Forget(ids ...uuid.UUID) { k.keys.Forget(ids...) }

// NewVersion makes and wraps fresh material for version n of a key.
func (k *Keyring) NewVersion(id uuid.UUID, n uint32, algorithm alg.Algorithm, now time.Time) (store.KeyVersion, error) {
	material, err := algorithm.Generate()
	if err != nil {
		return store.KeyVersion{}, fmt.Errorf("generate %s: %w", algorithm.Spec, err)
	}
	defer material.Wipe()
	v := store.KeyVersion{Key: id, Version: n, Algorithm: uint8(algorithm.ID), Created: now.Unix()}
	v.Wrapped, err = k.Wrap(ForKeyVersion, versionID(v), material)
	return v, err
}

// versionID names a key version, algorithm included, so that a row moved to
// another key, version or algorithm does not unwrap.
func versionID(v store.KeyVersion) string {
	return fmt.Sprintf("%s/%d/%d", v.Key, v.Version, v.Algorithm)
}

func (k *Keyring) load(ctx context.Context, id uuid.UUID, key *held) error {
	key.ring = k
	var versions []store.KeyVersion
	var tags []store.Tag
	err := k.db.View(ctx, func(tx *store.Tx) (err error) {
		if key.Key.Key, err = tx.Key(id); err != nil {
			return err
		}
		if versions, err = tx.KeyVersions(id); err != nil {
			return err
		}
		tags, err = tx.Tags(id)
		return err
	})
	if err != nil {
		return err
	}
	for _, tag := range tags {
		key.Tags = append(key.Tags, policy.Tag(tag.Key, tag.Value))
	}
	if key.versions = key.one[:]; len(versions) != len(key.one) {
		key.versions = make([]version, len(versions))
	}
	for i, row := range versions {
		key.versions[i].row, key.versions[i].erased = row, len(row.Wrapped) == 0
	}
	return nil
}

// WrapSecret protects a credential's secret.
func (k *Keyring) WrapSecret(secretID string, s secret.Bytes) ([]byte, error) {
	return k.Wrap(ForCredential, secretID, s)
}

// UnwrapSecret reverses WrapSecret.
func (k *Keyring) UnwrapSecret(secretID string, wrapped []byte) (secret.Bytes, error) {
	return k.Unwrap(ForCredential, secretID, wrapped)
}

// WrapSession protects the token of a temporary credential.
func (k *Keyring) WrapSession(secretID string, content secret.Bytes) ([]byte, error) {
	return k.Wrap(ForSession, secretID, content)
}

// UnwrapSession reverses WrapSession.
func (k *Keyring) UnwrapSession(secretID string, wrapped []byte) (secret.Bytes, error) {
	return k.Unwrap(ForSession, secretID, wrapped)
}
