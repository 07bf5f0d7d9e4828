package whitebox_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/sha3"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/google/uuid"

	"miyao/whitebox"
)

type hexBytes []byte

func (h *hexBytes) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

// golden is a file of format version 1, less its tables, which are the output of
// SHAKE256 for a label. testdata/vectors.py, an implementation of its own, made
// it and the message. It must decode for ever.
type golden struct {
	Algorithm, Direction      string
	KeyID                     uuid.UUID
	TablesLabel               string
	Fingerprints              []string
	Prefix, BodyKey, Digest   hexBytes
	IV, Plaintext, Ciphertext hexBytes
}

func readGolden(t testing.TB) (vectors []golden) {
	t.Helper()
	text, err := os.ReadFile("testdata/v1.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) != 8 {
		t.Fatalf("there are %d vectors", len(vectors))
	}
	return vectors
}

// file puts the tables back in their place.
func (g *golden) file(t *testing.T) []byte {
	t.Helper()
	sizes := map[string]int{"AES_256": 749_568, "SM4": 815_104}
	body := sha3.SumSHAKE256([]byte(g.TablesLabel), sizes[g.Algorithm])
	if len(g.Fingerprints) > 0 {
		block, err := aes.NewCipher(g.BodyKey)
		if err != nil {
			t.Fatal(err)
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			t.Fatal(err)
		}
		body = aead.Seal(nil, make([]byte, 12), body, append([]byte("miyao white-box tables v1"), g.Prefix...))
	}
	data := slices.Concat(g.Prefix, body)
	if digest := sha256.Sum256(data); !bytes.Equal(digest[:], g.Digest) {
		t.Fatal("the tables are not those of the vector")
	}
	return append(data, g.Digest...)
}

func TestGolden(t *testing.T) {
	for _, g := range readGolden(t) {
		file, err := whitebox.Parse(g.file(t))
		if err != nil {
			t.Fatalf("%s: %v", g.TablesLabel, err)
		}
		h := file.Header()
		if h.Algorithm.String() != g.Algorithm || h.Direction.String() != g.Direction || h.KeyID != g.KeyID || file.Devices() != len(g.Fingerprints) {
			t.Errorf("%s: %s, %s, %x, %d devices", g.TablesLabel, h.Algorithm, h.Direction, h.KeyID, file.Devices())
		}
		tries := g.Fingerprints
		if len(tries) == 0 {
			tries = []string{""}
		}
		for _, fingerprint := range tries {
			key, err := file.Open(fingerprint)
			if err != nil {
				t.Fatalf("%s, %q: %v", g.TablesLabel, fingerprint, err)
			}
			got, want, err := []byte(nil), g.Ciphertext, error(nil)
			if h.Direction == whitebox.Encryption {
				got, err = key.Encrypt(g.IV, g.Plaintext)
			} else {
				got, err = key.Decrypt(g.IV, g.Ciphertext)
				want = g.Plaintext
			}
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: %x, %v, want %x", g.TablesLabel, got, err, want)
			}
		}
	}
}
