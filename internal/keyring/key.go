package keyring

import (
	"fmt"
	"sync"

	"miyao/internal/alg"
	"miyao/internal/store"
)

// Key is an immutable snapshot of a key: its row as it was when it was read,
// and its versions, each unwrapped when first asked for.
type Key struct {
	versions []version // in the order of their numbers
	store.Key
	Tags []string // as conditions of policies compare them
	ring *Keyring
}

type version struct {
	once   sync.Once
	erased bool
	opened any
	row    store.KeyVersion
	err    error
}

// held is a key with room for the one version that most keys have: with many
// keys in memory every allocation less shortens a collection.
type held struct {
	Key
	one [1]version
}

// NoVersionError says that a key has no such version, or not its material.
type NoVersionError struct {
	Version uint32
	Erased  bool // there is the version, but its imported material was erased
}

func (e NoVersionError) Error() string {
	if e.Erased {
		return fmt.Sprintf("the material of key version %d is erased", e.Version)
	}
	return fmt.Sprintf("no key version %d", e.Version)
}

// Open returns version n as a value with the capabilities of its algorithm
// (alg.Encrypter and so on). The error is a NoVersionError when there is none.
func (k *Key) Open(n uint32) (any, error) {
	v := k.find(n)
	if v == nil || v.erased {
		return nil, NoVersionError{n, v != nil}
	}
	v.once.Do(func() {
		if v.opened, v.err = k.ring.open(v.row); v.err == nil {
			v.row.Wrapped = nil // no longer needed
		}
	})
	return v.opened, v.err
}

// find expects version n at place n-1, where it stands unless versions were
// removed.
func (k *Key) find(n uint32) *version {
	if i := int(n) - 1; i >= 0 && i < len(k.versions) && k.versions[i].row.Version == n {
		return &k.versions[i]
	}
	for i := range k.versions {
		if k.versions[i].row.Version == n {
			return &k.versions[i]
		}
	}
	return nil
}

// open unwraps a version.
func (k *Keyring) open(row store.KeyVersion) (any, error) {
	algorithm, ok := alg.ByID(alg.ID(row.Algorithm))
	if !ok {
		return nil, fmt.Errorf("key version %s/%d has the unknown algorithm %d", row.Key, row.Version, row.Algorithm)
	}
	material, err := k.Unwrap(ForKeyVersion, versionID(row), row.Wrapped)
	if err != nil {
		return nil, err
	}
	defer material.Wipe() // Open has a copy of its own
	opened, err := algorithm.Open(material)
	if err != nil {
		return nil, fmt.Errorf("open key version %s/%d: %w", row.Key, row.Version, err)
	}
	return opened, nil
}
