// Package seal protects the root key at rest. A provider seals it under a key
// of its own: a file, later a passphrase, an HSM or another KMS. What a
// provider returns is kept in a slot of the store; any one slot opens the root
// key again.
package seal

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"miyao/internal/secret"
)

// Provider seals and unseals the root key. It is safe for concurrent use.
type Provider interface {
	// Seal encrypts the root key. The result opens only with the same provider
	// and key.
	Seal(ctx context.Context, rootKey secret.Bytes) ([]byte, error)
	// Unseal reverses Seal. The error is ErrKeyMissing when the provider's own
	// key is gone, and ErrWrongKey when sealed does not open with it.
	Unseal(ctx context.Context, sealed []byte) (secret.Bytes, error)
}

// Creator is a provider whose own key miyao makes at the first start.
type Creator interface {
	// Create makes the key; one that is there already is kept.
	Create(ctx context.Context) error
}

var (
	// ErrKeyMissing says that a provider's own key is not there.
	ErrKeyMissing = errors.New("the sealing key is missing")
	// ErrWrongKey says that a provider's key does not open a slot.
	ErrWrongKey = errors.New("the sealing key does not open this root key")
)

// Env is what providers may need to know.
type Env struct {
	// DataDir is where relative paths begin.
	DataDir string
}

// Open chooses the provider by the scheme of uri:
//
//	file:         the file root.key in the data directory
//	file:PATH     another file; a relative path begins at the data directory
func Open(_ context.Context, uri string, env Env) (Provider, error) {
	scheme, rest, ok := strings.Cut(uri, ":")
	if !ok {
		return nil, errors.New("the seal names no scheme; file: is the one there is")
	}
	if scheme == "file" {
		return NewFile(rest, env.DataDir), nil
	}
	return nil, fmt.Errorf("the seal scheme %s: is not known; file: is the one there is", scheme)
}
