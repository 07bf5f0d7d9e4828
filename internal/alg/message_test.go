package alg_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

type crypter interface {
	alg.Encrypter
	alg.Decrypter
}

// pqCrypter is a post-quantum key as a crypter.
type pqCrypter struct {
	alg.PQEncrypter
	alg.PQDecrypter
}

func (k pqCrypter) Encrypt(dst, plaintext, aad []byte) ([]byte, error) {
	return k.EncryptPQ(dst, plaintext, aad)
}

func (k pqCrypter) Decrypt(dst, sealed, aad []byte) ([]byte, error) {
	return k.DecryptPQ(dst, sealed, aad)
}

// sealing are the algorithms that seal messages.
func sealing(t testing.TB) []alg.Algorithm {
	var rows []alg.Algorithm
	for _, row := range alg.Table() {
		if row.Overhead > 0 {
			rows = append(rows, row)
		}
	}
	if len(rows) < 3 {
		t.Fatalf("%d algorithms seal messages", len(rows))
	}
	return rows
}

func symmetric(t testing.TB) []alg.Algorithm {
	var rows []alg.Algorithm
	for _, row := range sealing(t) {
		if row.Usage == alg.EncryptDecrypt {
			rows = append(rows, row)
		}
	}
	if len(rows) < 2 {
		t.Fatalf("%d symmetric algorithms", len(rows))
	}
	return rows
}

// bySpec finds one of the algorithms that seal messages.
func bySpec(t testing.TB, spec string) alg.Algorithm {
	t.Helper()
	for _, row := range sealing(t) {
		if row.Spec == spec {
			return row
		}
	}
	t.Fatalf("no algorithm %s seals messages", spec)
	return alg.Algorithm{}
}

func fresh(t testing.TB, row alg.Algorithm) secret.Bytes {
	t.Helper()
	material, err := row.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return material
}

func open(t testing.TB, row alg.Algorithm, material secret.Bytes) crypter {
	t.Helper()
	opened, err := row.Open(material)
	if err != nil {
		t.Fatal(err)
	}
	switch key := opened.(type) {
	case crypter:
		return key
	case interface {
		alg.PQEncrypter
		alg.PQDecrypter
	}:
		return pqCrypter{key, key}
	}
	t.Fatalf("%s: %T does not encrypt and decrypt", row.Spec, opened)
	return nil
}

func seal(t testing.TB, key alg.Encrypter, plaintext, aad []byte) []byte {
	t.Helper()
	sealed, err := key.Encrypt(nil, plaintext, aad)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func refused(t testing.TB, key alg.Decrypter, sealed, aad []byte, what string, args ...any) {
	t.Helper()
	if plaintext, err := key.Decrypt(nil, sealed, aad); err != alg.ErrOpen || plaintext != nil {
		t.Errorf("%s: %d bytes, error %v, want ErrOpen", fmt.Sprintf(what, args...), len(plaintext), err)
	}
}

// hexBytes is hex in JSON.
type hexBytes []byte

func (h *hexBytes) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

// The vectors come from an implementation of its own:
// ../ciphertext/testdata/vectors.py.
func TestVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/messages.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Comment, Spec                    string
		Opens                            bool
		Material, AAD, Sealed, Plaintext hexBytes
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, v := range vectors {
		row := bySpec(t, v.Spec)
		seen[fmt.Sprint(v.Spec, v.Opens)]++
		key := open(t, row, secret.New(v.Material))
		if !v.Opens {
			refused(t, key, v.Sealed, v.AAD, "%s: %s", v.Spec, v.Comment)
			continue
		}
		plaintext, err := key.Decrypt(nil, v.Sealed, v.AAD)
		if err != nil || !bytes.Equal(plaintext, v.Plaintext) {
			t.Errorf("%s: %s: %v, right plaintext: %v", v.Spec, v.Comment, err, bytes.Equal(plaintext, v.Plaintext))
		}
	}
	for _, kind := range []string{"AES_256true", "AES_256false", "SM4true", "SM4false", "ML_KEM_1024_AEStrue", "ML_KEM_1024_AESfalse"} {
		if seen[kind] == 0 {
			t.Errorf("no vectors of kind %s", kind)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for _, row := range sealing(t) {
		key := open(t, row, fresh(t, row))
		for _, n := range []int{0, 1, 15, 16, 17, 31, 32, 33, 127, 128, 129, 1024, 4095, 4096, 70000} {
			plaintext, aad := make([]byte, n), make([]byte, n/3)
			rand.Read(plaintext)
			rand.Read(aad)
			sealed := seal(t, key, plaintext, aad)
			if len(sealed) != n+row.Overhead {
				t.Errorf("%s: %d bytes sealed to %d", row.Spec, n, len(sealed))
			}
			front := row.Overhead - 48 // salt or ML-KEM ciphertext; then 32 of commitment
			if again := seal(t, key, plaintext, aad); bytes.Equal(sealed[:front], again[:front]) ||
				bytes.Equal(sealed[front:front+32], again[front:front+32]) {
				t.Errorf("%s: salt or commitment repeats", row.Spec)
			}
			opened, err := key.Decrypt(nil, sealed, aad)
			if err != nil || !bytes.Equal(opened, plaintext) {
				t.Errorf("%s: %d bytes do not open again: %v", row.Spec, n, err)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, row := range sealing(t) {
		key := open(t, row, fresh(t, row))
		plaintext, aad := []byte("thirty-two bytes of a plaintext!"), []byte("associated data")
		sealed := seal(t, key, plaintext, aad)

		changed := bytes.Clone(sealed)
		for i := range changed {
			for _, mask := range []byte{0x01, 0x80, 0xff} {
				changed[i] ^= mask
				refused(t, key, changed, aad, "%s: byte %d changed", row.Spec, i)
				changed[i] ^= mask
			}
		}
		for n := range sealed {
			refused(t, key, sealed[:n], aad, "%s: cut to %d bytes", row.Spec, n)
			refused(t, key, sealed[n+1:], aad, "%s: %d bytes cut off in front", row.Spec, n+1)
		}
		refused(t, key, append(bytes.Clone(sealed), 0), aad, "%s: extended", row.Spec)
		refused(t, key, append([]byte{0}, sealed...), aad, "%s: extended in front", row.Spec)
		refused(t, key, nil, aad, "%s: nothing", row.Spec)
		refused(t, key, make([]byte, len(sealed)), aad, "%s: zeros", row.Spec)
		refused(t, key, sealed, nil, "%s: no associated data", row.Spec)
		refused(t, key, sealed, aad[:len(aad)-1], "%s: shorter associated data", row.Spec)
		refused(t, key, sealed, append(bytes.Clone(aad), 0), "%s: longer associated data", row.Spec)
		other := open(t, row, fresh(t, row))
		refused(t, other, sealed, aad, "%s: other key", row.Spec)
		if opened, err := key.Decrypt(nil, sealed, aad); err != nil || !bytes.Equal(opened, plaintext) {
			t.Errorf("%s: the unchanged message does not open: %v", row.Spec, err)
		}
	}
}

// The same material under another algorithm is another key: the label of the
// derivation names the algorithm. The lengths of the materials keep this from
// happening today.
func TestAlgorithmsDoNotMix(t *testing.T) {
	rows := symmetric(t)
	for _, from := range rows {
		for _, to := range rows {
			if from.ID == to.ID {
				continue
			}
			material := secret.Random(64)
			sealed := seal(t, open(t, from, secret.New(material.Expose()[:from.MaterialBytes])), []byte("x"), nil)
			refused(t, open(t, to, secret.New(material.Expose()[:to.MaterialBytes])), sealed, nil, "%s as %s", from.Spec, to.Spec)
		}
	}
}

func TestAppend(t *testing.T) {
	for _, row := range sealing(t) {
		key := open(t, row, fresh(t, row))
		plaintext, aad := []byte("the plaintext"), []byte("aad")
		for _, spare := range []int{0, 1, 64, len(plaintext) + row.Overhead, 500} {
			dst := append(make([]byte, 0, len("head")+spare), "head"...)
			sealed, err := key.Encrypt(dst, plaintext, aad)
			if err != nil || !bytes.HasPrefix(sealed, []byte("head")) {
				t.Fatalf("%s: Encrypt behind 4 bytes: %v", row.Spec, err)
			}
			if fits := spare >= len(plaintext)+row.Overhead; fits != (&sealed[0] == &dst[0]) {
				t.Errorf("%s: Encrypt with %d bytes spare: moved is %v", row.Spec, spare, fits)
			}
			dst = append(make([]byte, 0, len("head")+spare), "head"...)
			opened, err := key.Decrypt(dst, sealed[len("head"):], aad)
			if err != nil || string(opened) != "headthe plaintext" {
				t.Fatalf("%s: Decrypt behind 4 bytes: %v", row.Spec, err)
			}
			if fits := spare >= len(plaintext); fits != (&opened[0] == &dst[0]) {
				t.Errorf("%s: Decrypt with %d bytes spare: moved is %v", row.Spec, spare, fits)
			}
		}
	}
}

func TestFailureLeavesNoPlaintext(t *testing.T) {
	for _, row := range sealing(t) {
		key := open(t, row, fresh(t, row))
		sealed := seal(t, key, bytes.Repeat([]byte("plain"), 20), nil)
		sealed[len(sealed)-1] ^= 1
		dst := make([]byte, 0, 200)
		if _, err := key.Decrypt(dst, sealed, nil); !errors.Is(err, alg.ErrOpen) {
			t.Fatal(err)
		}
		if bytes.Contains(dst[:cap(dst)], []byte("plain")) {
			t.Errorf("%s: plaintext of a refused message is in memory of the caller", row.Spec)
		}
	}
}

// An opened key has memory of its own, and is safe for concurrent use while
// other keys of the same material are dropped and wiped.
func TestOpenCopiesMaterial(t *testing.T) {
	for _, row := range sealing(t) {
		material := fresh(t, row)
		key := open(t, row, material.Clone())
		sealed := seal(t, key, []byte("x"), nil)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 50 {
					mine := material.Clone()
					short := open(t, row, mine)
					mine.Wipe()
					again := seal(t, short, []byte("y"), nil)
					runtime.GC()
					for _, k := range []struct {
						crypter
						sealed []byte
					}{{key, again}, {open(t, row, material), sealed}} {
						if _, err := k.Decrypt(nil, k.sealed, nil); err != nil {
							t.Errorf("%s: %v", row.Spec, err)
						}
					}
				}
			})
		}
		all.Wait()
	}
}

// TestManyKeys uses more keys at once than an algorithm keeps ready: none works
// with what another left.
func TestManyKeys(t *testing.T) {
	const keys, rounds = 3000, 3
	for _, row := range symmetric(t) {
		all, sealed := make([]crypter, keys), make([][]byte, keys)
		for i := range all {
			all[i] = open(t, row, fresh(t, row))
			sealed[i] = seal(t, all[i], fmt.Append(nil, i), nil)
		}
		var workers sync.WaitGroup
		for range 4 {
			workers.Go(func() {
				for i := range keys * rounds {
					i %= keys
					opened, err := all[i].Decrypt(nil, sealed[i], nil)
					if err != nil || string(opened) != fmt.Sprint(i) {
						t.Errorf("%s: key %d: %q %v", row.Spec, i, opened, err)
						return
					}
				}
			})
		}
		workers.Wait()
		refused(t, all[1], sealed[1025], nil, "%s: the message of a key in the same place", row.Spec)
	}
}

// TestOpenedKeysPrintNothing of what they hold.
func TestOpenedKeysPrintNothing(t *testing.T) {
	for _, row := range symmetric(t) {
		key, err := row.Open(secret.Random(row.MaterialBytes))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%v %+v %#v %x", key, key, key, key); got != "[secret] [secret] [secret] [secret]" {
			t.Errorf("%s: %s", row.Spec, got)
		}
	}
}
