package seal

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"miyao/internal/secret"
	"miyao/internal/wholefile"
)

// DefaultFile is the name of the sealing key in a data directory.
const DefaultFile = "root.key"

// The file is one line: this prefix and 32 bytes in standard base64.
const (
	filePrefix   = "miyao-root-key-v1 "
	fileKeyBytes = 32
)

// fileLabel is the associated data of a sealed root key.
var fileLabel = []byte("miyao seal file v1: root key")

// File seals with AES-256-GCM under a key in a file that only its owner can
// read. The sealed form is a random nonce of 12 bytes, then ciphertext and tag.
type File struct{ path string }

// NewFile makes a provider for a file; an empty path means DefaultFile, and a
// relative one begins at dataDir.
func NewFile(path, dataDir string) *File {
	if path == "" {
		path = DefaultFile
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dataDir, path)
	}
	return &File{path}
}

// Create implements Creator: it makes the file with mode 0600, on stable
// storage before it returns.
func (f *File) Create(context.Context) error {
	key := secret.Random(fileKeyBytes)
	defer key.Wipe()
	line := secret.New(fmt.Appendf(nil, "%s%s\n", filePrefix, base64.StdEncoding.EncodeToString(key.Expose())))
	defer line.Wipe()
	err := wholefile.Create(f.path, line.Expose())
	if errors.Is(err, fs.ErrExist) {
		_, err := f.key() // usable, or a clear error
		return err
	}
	if err != nil {
		return fmt.Errorf("make the sealing key: %w", err)
	}
	return nil
}

// Seal implements Provider.
func (f *File) Seal(_ context.Context, rootKey secret.Bytes) ([]byte, error) {
	aead, err := f.aead()
	if err != nil {
		return nil, err
	}
	nonce := secret.Random(aead.NonceSize()).Expose()
	return aead.Seal(nonce, nonce, rootKey.Expose(), fileLabel), nil
}

// Unseal implements Provider.
func (f *File) Unseal(_ context.Context, sealed []byte) (secret.Bytes, error) {
	aead, err := f.aead()
	if err != nil {
		return secret.Bytes{}, err
	}
	if len(sealed) < aead.NonceSize() {
		return secret.Bytes{}, fmt.Errorf("%s: %w", f.path, ErrWrongKey)
	}
	nonce, text := sealed[:aead.NonceSize()], sealed[aead.NonceSize():]
	rootKey, err := aead.Open(nil, nonce, text, fileLabel)
	if err != nil {
		return secret.Bytes{}, fmt.Errorf("%s: %w", f.path, ErrWrongKey)
	}
	return secret.New(rootKey), nil
}

func (f *File) aead() (cipher.AEAD, error) {
	key, err := f.key()
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	block, err := aes.NewCipher(key.Expose())
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// key reads the file, which must be its owner's alone.
func (f *File) key() (secret.Bytes, error) {
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return secret.Bytes{}, fmt.Errorf("%w: %s; put it back from a backup, for nothing else opens this data directory, and miyao never makes a new one for existing data", ErrKeyMissing, f.path)
	}
	if err != nil {
		return secret.Bytes{}, fmt.Errorf("read the sealing key: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return secret.Bytes{}, fmt.Errorf("the sealing key %s can be read by others (mode %04o); run: chmod 600 %s", f.path, mode, f.path)
	}
	if !info.Mode().IsRegular() {
		return secret.Bytes{}, fmt.Errorf("the sealing key %s is not a regular file", f.path)
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return secret.Bytes{}, fmt.Errorf("read the sealing key: %w", err)
	}
	defer clear(text)
	line, ok := bytes.CutPrefix(bytes.TrimSuffix(text, []byte("\n")), []byte(filePrefix))
	key, err := base64.StdEncoding.Strict().AppendDecode(nil, line)
	if !ok || err != nil || len(key) != fileKeyBytes {
		clear(key)
		return secret.Bytes{}, fmt.Errorf("the sealing key %s is damaged: want one line %q and %d bytes of base64", f.path, filePrefix, fileKeyBytes)
	}
	return secret.New(key), nil
}
