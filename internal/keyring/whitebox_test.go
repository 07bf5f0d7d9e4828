package keyring_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/alg"
	"miyao/internal/keyring"
	"miyao/internal/store"
	"miyao/whitebox"
)

// TestWhiteBox makes tables that decrypt what the raw key encrypts, and unwraps
// each part for what it is only.
func TestWhiteBox(t *testing.T) {
	r := newRing(t)
	for algorithm, want := range map[string]int{"AES_256": 32, "SM4": 16, "": 0, "RSA_2048": 0, "aes_256": 0} {
		if got := keyring.WhiteBoxBytes(algorithm); got != want {
			t.Errorf("%q has %d bytes, want %d", algorithm, got, want)
		}
		if want == 0 {
			continue
		}
		k := store.WhiteBoxKey{ID: uuid.New(), Algorithm: algorithm}
		tables, err := r.NewWhiteBoxKey(&k)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := r.OpenWhiteBoxKey(&k)
		if err != nil {
			t.Fatal(err)
		}
		iv := bytes.Repeat([]byte{3}, 16)
		sealed, err := raw.Encrypt(iv, []byte("some text"))
		if err != nil {
			t.Fatal(err)
		}
		file, err := r.BindWhiteBoxTables(k.ID, keyring.ForWhiteBoxDecryption, tables.Decrypt, nil)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := whitebox.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := parsed.Open("")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := opened.Decrypt(iv, sealed); err != nil || string(text) != "some text" {
			t.Errorf("%s: %q, %v", algorithm, text, err)
		}
		parts(t, r, k, tables)
	}
}

// parts: none of the three serves as another, or for another key.
func parts(t *testing.T, r *ring, k store.WhiteBoxKey, tables store.WhiteBoxTables) {
	t.Helper()
	wrong := k
	wrong.Wrapped = tables.Decrypt
	if _, err := r.OpenWhiteBoxKey(&wrong); !errors.Is(err, alg.ErrOpen) {
		t.Errorf("tables as the raw key: %v", err)
	}
	wrong = k
	wrong.ID = uuid.New()
	if _, err := r.OpenWhiteBoxKey(&wrong); !errors.Is(err, alg.ErrOpen) {
		t.Errorf("the raw key of another: %v", err)
	}
	for name, try := range map[string]struct {
		id      uuid.UUID
		purpose keyring.Purpose
		wrapped []byte
	}{
		"encryption tables as those of decryption": {k.ID, keyring.ForWhiteBoxDecryption, tables.Encrypt},
		"the raw key as tables":                    {k.ID, keyring.ForWhiteBoxEncryption, k.Wrapped},
		"tables of another key":                    {uuid.New(), keyring.ForWhiteBoxEncryption, tables.Encrypt},
	} {
		if file, err := r.BindWhiteBoxTables(try.id, try.purpose, try.wrapped, nil); !errors.Is(err, alg.ErrOpen) || file != nil {
			t.Errorf("%s: %d bytes, %v", name, len(file), err)
		}
	}
}
