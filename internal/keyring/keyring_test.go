package keyring_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/alg"
	"miyao/internal/keyring"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// purposes are all that the root key wraps for, in the words of docs/formats.md.
var purposes = map[keyring.Purpose]string{
	keyring.ForKeyVersion:         "key version",
	keyring.ForCredential:         "credential",
	keyring.ForSession:            "session",
	keyring.ForAuditKey:           "audit signing key",
	keyring.ForSeed:               "one-time password seed",
	keyring.ForImport:             "import wrapping key",
	keyring.ForDigest:             "imported material digest",
	keyring.ForWhiteBoxKey:        "white-box key",
	keyring.ForWhiteBoxEncryption: "white-box encryption tables",
	keyring.ForWhiteBoxDecryption: "white-box decryption tables",
}

// TestWrap gives material back for its own purpose and id, and for no other.
func TestWrap(t *testing.T) {
	r := newRing(t)
	const material = "material that nobody may see"
	for purpose := range purposes {
		wrapped, err := r.Wrap(purpose, "id", secret.New([]byte(material)))
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.Wrap(purpose, "id", secret.New([]byte(material)))
		if err != nil || bytes.Equal(again, wrapped) || bytes.Contains(wrapped, []byte(material[:8])) {
			t.Errorf("%s: wrapped as %x and %x, %v", purpose, wrapped, again, err)
		}
		for other := range purposes {
			for _, id := range []string{"id", "", "ID", "id ", "i"} {
				got, err := r.Unwrap(other, id, wrapped)
				if other == purpose && id == "id" {
					if err != nil || string(got.Expose()) != material {
						t.Errorf("%s: unwrapped %q, %v", purpose, got.Expose(), err)
					}
					continue
				}
				if !errors.Is(err, alg.ErrOpen) || got.Len() != 0 {
					t.Errorf("wrapped for %s, unwrapped for %s %q: %d bytes, %v", purpose, other, id, got.Len(), err)
				}
			}
		}
	}
}

// TestWrapLabels keeps purpose and id apart: no end of one is the beginning of
// the other.
func TestWrapLabels(t *testing.T) {
	r := newRing(t)
	wrapped, err := r.Wrap("a", "b/c", secret.New([]byte("x")))
	if err != nil {
		t.Fatal(err)
	}
	for _, label := range [][2]keyring.Purpose{{"ab", "/c"}, {"a/b", "c"}, {"", "ab/c"}, {"ab/c", ""}} {
		if _, err := r.Unwrap(label[0], string(label[1]), wrapped); !errors.Is(err, alg.ErrOpen) {
			t.Errorf("unwrapped as %q: %v", label, err)
		}
	}
}

// TestUnwrapRefuses what was changed, and says nothing of what it was.
func TestUnwrapRefuses(t *testing.T) {
	r := newRing(t)
	wrapped, err := r.Wrap(keyring.ForCredential, "AKIDx", secret.New([]byte("the-secret")))
	if err != nil {
		t.Fatal(err)
	}
	changed := map[string][]byte{
		"empty": {}, "cut": wrapped[:len(wrapped)-1], "beginning cut": wrapped[1:],
		"longer": append(slices.Clone(wrapped), 0), "twice": slices.Concat(wrapped, wrapped),
	}
	for i := range wrapped {
		flipped := slices.Clone(wrapped)
		flipped[i] ^= 1
		changed[fmt.Sprint("byte ", i)] = flipped
	}
	for name, text := range changed {
		got, err := r.Unwrap(keyring.ForCredential, "AKIDx", text)
		if !errors.Is(err, alg.ErrOpen) || got.Len() != 0 || strings.Contains(err.Error(), "the-secret") {
			t.Errorf("%s: %d bytes, %v", name, got.Len(), err)
		}
	}
	if _, err := r.around(secret.Random(keyring.RootKeyBytes)).Unwrap(keyring.ForCredential, "AKIDx", wrapped); !errors.Is(err, alg.ErrOpen) {
		t.Errorf("another root key: %v", err)
	}
}

// TestWrapFormat opens a wrapping by hand, as docs/formats.md draws it.
func TestWrapFormat(t *testing.T) {
	r := newRing(t)
	root := bytes.Repeat([]byte{7}, keyring.RootKeyBytes)
	ring := r.around(secret.New(slices.Clone(root)))
	for purpose, word := range purposes {
		wrapped, err := ring.Wrap(purpose, "some id", secret.New([]byte("material")))
		if err != nil {
			t.Fatal(err)
		}
		salt, commitment, sealed := wrapped[:32], wrapped[32:64], wrapped[64:]
		okm, err := hkdf.Key(sha256.New, root, nil, "miyao message key v1 AES_256"+string(salt), 64)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(okm[32:], commitment) {
			t.Errorf("%s: another commitment", purpose)
		}
		block, err := aes.NewCipher(okm[:32])
		if err != nil {
			t.Fatal(err)
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := gcm.Open(nil, make([]byte, 12), sealed, []byte("miyao wrap v1\x00"+word+"\x00some id"))
		if err != nil || string(plain) != "material" {
			t.Errorf("%s: %q, %v", purpose, plain, err)
		}
	}
}

// TestRootKey takes 32 bytes and no other number, and wipes what it was given.
func TestRootKey(t *testing.T) {
	r := newRing(t)
	for _, n := range []int{0, 16, 31, 33, 64} {
		if _, err := keyring.New(secret.Random(n), r.db, r.now); err == nil {
			t.Errorf("a root key of %d bytes is taken", n)
		}
	}
	root := secret.Random(keyring.RootKeyBytes)
	k := r.around(root)
	if !bytes.Equal(root.Expose(), make([]byte, keyring.RootKeyBytes)) {
		t.Error("the root key was not wiped")
	}
	wrapped, err := k.Wrap(keyring.ForSeed, "1", secret.New([]byte("works all the same")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Unwrap(keyring.ForSeed, "1", wrapped); err != nil {
		t.Error(err)
	}
}

// TestNamedWraps are those that others call by what they wrap. None opens for
// another holder, nor through another of them.
func TestNamedWraps(t *testing.T) {
	r := newRing(t)
	material := secret.New([]byte("material"))
	seed := func(unwrap func(uint64, []byte) (secret.Bytes, error)) func(string, []byte) (secret.Bytes, error) {
		return func(id string, wrapped []byte) (secret.Bytes, error) {
			return unwrap(map[string]uint64{"a": 1, "b": 11}[id], wrapped)
		}
	}
	unwraps := map[string]func(string, []byte) (secret.Bytes, error){
		"secret": r.UnwrapSecret, "session": r.UnwrapSession, "seed": seed(r.UnwrapSeed),
	}
	wraps := map[string]func() ([]byte, error){
		"secret":  func() ([]byte, error) { return r.WrapSecret("a", material) },
		"session": func() ([]byte, error) { return r.WrapSession("a", material) },
		"seed":    func() ([]byte, error) { return r.WrapSeed(1, material) },
	}
	for name, wrap := range wraps {
		wrapped, err := wrap()
		if err != nil {
			t.Fatal(err)
		}
		for other, unwrap := range unwraps {
			for _, id := range []string{"a", "b"} {
				got, err := unwrap(id, wrapped)
				if right := other == name && id == "a"; (err == nil) != right || right && !got.Equal(material) {
					t.Errorf("a %s of a, unwrapped as a %s of %s: %v", name, other, id, err)
				}
			}
		}
	}
}

// TestSnapshot gives a key as it was read, until it is forgotten or an hour
// old.
func TestSnapshot(t *testing.T) {
	r := newRing(t)
	k, _ := r.insert(alg.AES256)
	first := r.key(k.ID)
	if first.Key != k || !slices.Equal(first.Tags, []string{"team&a&b"}) {
		t.Errorf("read %+v with the tags %q", first.Key, first.Tags)
	}
	disable := func(state store.KeyState) {
		k.State = state
		r.update(func(tx *store.Tx) error { return tx.UpdateKey(k) })
	}
	disable(store.Disabled)
	if again := r.key(k.ID); again != first {
		t.Error("a key in memory was read again")
	}
	r.Forget(uuid.New(), k.ID)
	if got := r.key(k.ID); got.State != store.Disabled || first.State != store.Enabled {
		t.Errorf("after Forget: %s, and the older snapshot %s", got.State, first.State)
	}
	disable(store.Enabled)
	r.clock.Add(3599)
	if got := r.key(k.ID); got.State != store.Disabled {
		t.Errorf("after 3599 seconds: %s", got.State)
	}
	r.clock.Add(1)
	if got := r.key(k.ID); got.State != store.Enabled {
		t.Errorf("after an hour: %s", got.State)
	}
	if _, err := r.Key(t.Context(), uuid.New()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown key: %v", err)
	}
	r.update(func(tx *store.Tx) error { return tx.DeleteKey(k.ID) })
	r.Forget(k.ID)
	if _, err := r.Key(t.Context(), k.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a deleted key: %v", err)
	}
}
