package whitebox_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"testing"

	"github.com/emmansun/gmsm/sm4"

	"miyao/internal/secret"
	generate "miyao/internal/whitebox"
	"miyao/whitebox"
)

// The lengths that the format fixes.
const (
	headerSize = 28
	digestSize = 32
)

var (
	keyID      = [16]byte{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f}
	algorithms = []whitebox.Algorithm{whitebox.AES256, whitebox.SM4}
)

// pair is a raw key and its white-box keys, bound to no device.
type pair struct {
	cipher           cipher.Block
	encrypt, decrypt *whitebox.Key
}

func newPair(t *testing.T, a whitebox.Algorithm) pair {
	t.Helper()
	size, newCipher := 32, aes.NewCipher
	if a == whitebox.SM4 {
		size, newCipher = sm4.BlockSize, sm4.NewCipher
	}
	key := secret.Random(size)
	encrypt, decrypt, err := generate.Generate(a.String(), keyID, key)
	if err != nil {
		t.Fatal(err)
	}
	block, err := newCipher(key.Expose())
	if err != nil {
		t.Fatal(err)
	}
	return pair{block, open(t, encrypt.Expose(), ""), open(t, decrypt.Expose(), "")}
}

func open(t *testing.T, data []byte, fingerprint string) *whitebox.Key {
	t.Helper()
	file, err := whitebox.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	key, err := file.Open(fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func seal(t *testing.T, key *whitebox.Key, fingerprints ...string) []byte {
	t.Helper()
	data, err := key.Seal(fingerprints...)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// dummy is a key whose tables compute nothing sensible, for tests of the format.
func dummy(t testing.TB, a whitebox.Algorithm, d whitebox.Direction) *whitebox.Key {
	t.Helper()
	sizes := map[whitebox.Algorithm]int{whitebox.AES256: 749_568, whitebox.SM4: 815_104}
	key, err := whitebox.NewKey(whitebox.Header{Algorithm: a, Direction: d, KeyID: keyID}, random(sizes[a]))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// redigest writes the digest that fits to the bytes before it, as somebody who
// forges does.
func redigest(data []byte) []byte {
	digest := sha256.Sum256(data[:len(data)-digestSize])
	return append(bytes.Clone(data[:len(data)-digestSize]), digest[:]...)
}

// changed is a copy with one byte changed.
func changed(data []byte, at int, to byte) []byte {
	data = bytes.Clone(data)
	data[at] = to
	return data
}
