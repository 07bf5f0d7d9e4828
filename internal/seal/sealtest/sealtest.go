// Package sealtest is what every seal provider must pass.
package sealtest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"miyao/internal/seal"
	"miyao/internal/secret"
)

// Run tests a provider against itself and against other, which has another key.
func Run(t *testing.T, provider, other seal.Provider) {
	t.Helper()
	rootKey := secret.Random(32)
	sealed, err := provider.Seal(t.Context(), rootKey)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, rootKey.Expose()) {
		t.Fatal("the sealed form holds the root key")
	}
	t.Run("opens", func(t *testing.T) {
		opened, err := provider.Unseal(t.Context(), sealed)
		if err != nil || !opened.Equal(rootKey) {
			t.Fatalf("the root key did not come back: %v", err)
		}
	})
	t.Run("differs each time", func(t *testing.T) {
		again, err := provider.Seal(t.Context(), rootKey)
		if err != nil || bytes.Equal(again, sealed) {
			t.Errorf("sealing twice gave the same bytes (%v)", err)
		}
	})
	refuse := func(t *testing.T, p seal.Provider, changed []byte) {
		t.Helper()
		_, err := p.Unseal(t.Context(), changed)
		if err == nil {
			t.Errorf("opened what it must refuse")
		} else {
			wantNoSecret(t, err, rootKey)
		}
	}
	t.Run("refuses changes", func(t *testing.T) {
		for i := range sealed {
			changed := bytes.Clone(sealed)
			changed[i] ^= 1
			refuse(t, provider, changed)
			refuse(t, provider, sealed[:i])
		}
		refuse(t, provider, append(bytes.Clone(sealed), 0))
		refuse(t, provider, nil)
	})
	t.Run("refuses another key's", func(t *testing.T) { refuse(t, other, sealed) })
	t.Run("refuses another provider's", func(t *testing.T) {
		for n := range 2 * len(sealed) {
			refuse(t, provider, secret.Random(n).Expose())
		}
		refuse(t, provider, rootKey.Clone().Expose())
	})
}

// wantNoSecret fails the test if an error shows the root key in any usual form.
func wantNoSecret(t *testing.T, err error, rootKey secret.Bytes) {
	t.Helper()
	key := rootKey.Expose()
	for _, form := range []string{
		string(key), hex.EncodeToString(key), fmt.Sprint(key), base64.StdEncoding.EncodeToString(key),
	} {
		if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(form)) {
			t.Errorf("the error holds the root key")
		}
	}
}
