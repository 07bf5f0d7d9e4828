package keyring

import (
	"fmt"

	"github.com/google/uuid"

	"miyao/internal/alg"
	"miyao/internal/secret"
	"miyao/internal/store"
	"miyao/internal/whitebox"
)

// WhiteBoxBytes is the length of the raw key of a white-box algorithm; 0 for
// one that does not exist.
func WhiteBoxBytes(algorithm string) int {
	row, _ := alg.Find(alg.EncryptDecrypt, algorithm)
	if row.Spec != algorithm {
		return 0 // an empty name finds the usual algorithm
	}
	return row.MaterialBytes
}

// NewWhiteBoxKey makes a raw key for k, which it wraps into k.Wrapped, and its
// tables, wrapped too. That takes some 50 ms.
func (r *Keyring) NewWhiteBoxKey(k *store.WhiteBoxKey) (tables store.WhiteBoxTables, err error) {
	raw := secret.Random(WhiteBoxBytes(k.Algorithm))
	defer raw.Wipe()
	encrypt, decrypt, err := whitebox.Generate(k.Algorithm, k.ID, raw)
	if err != nil {
		return tables, fmt.Errorf("white-box key %s: %w", k.ID, err)
	}
	defer encrypt.Wipe()
	defer decrypt.Wipe()
	for _, part := range []struct {
		purpose  Purpose
		material secret.Bytes
		wrapped  *[]byte
	}{
		{ForWhiteBoxKey, raw, &k.Wrapped},
		{ForWhiteBoxEncryption, encrypt, &tables.Encrypt},
		{ForWhiteBoxDecryption, decrypt, &tables.Decrypt},
	} {
		if *part.wrapped, err = r.Wrap(part.purpose, k.ID.String(), part.material); err != nil {
			return tables, err
		}
	}
	return tables, nil
}

// OpenWhiteBoxKey unwraps the raw key for one use.
func (r *Keyring) OpenWhiteBoxKey(k *store.WhiteBoxKey) (*alg.CBC, error) {
	raw, err := r.Unwrap(ForWhiteBoxKey, k.ID.String(), k.Wrapped)
	if err != nil {
		return nil, err
	}
	defer raw.Wipe()
	return alg.OpenCBC(k.Algorithm, raw)
}

// BindWhiteBoxTables unwraps tables, of a purpose, and binds them to devices:
// what may leave the server.
func (r *Keyring) BindWhiteBoxTables(id uuid.UUID, purpose Purpose, wrapped []byte, fingerprints []string) ([]byte, error) {
	tables, err := r.Unwrap(purpose, id.String(), wrapped)
	if err != nil {
		return nil, err
	}
	defer tables.Wipe()
	return whitebox.Bind(tables, fingerprints)
}
