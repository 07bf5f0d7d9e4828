package ciphertext_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/alg"
	"miyao/internal/ciphertext"
	"miyao/internal/secret"
)

var keyID = [16]byte{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f}

func TestHeader(t *testing.T) {
	h := ciphertext.Header{Algorithm: 2, Context: ciphertext.ObjectContext, KeyID: keyID, KeyVersion: 0xa1b2c3d4}
	blob := h.Append([]byte("dst"))
	const want = "647374" + "01020100" + "101112131415161718191a1b1c1d1e1f" + "a1b2c3d4"
	if got := hex.EncodeToString(blob); got != want || len(blob) != 3+ciphertext.HeaderSize {
		t.Errorf("Append = %s, want %s", got, want)
	}
	blob = append(blob[3:], "sealed"...)
	parsed, sealed, err := ciphertext.Parse(blob)
	if err != nil || parsed != h || string(sealed) != "sealed" {
		t.Errorf("Parse = %+v, %q, %v", parsed, sealed, err)
	}
}

func TestParseRefusals(t *testing.T) {
	h := ciphertext.Header{Algorithm: 1, KeyID: keyID, KeyVersion: 1}
	good := append(h.Append(nil), 'x')
	with := func(i int, b byte) []byte {
		changed := bytes.Clone(good)
		changed[i] = b
		return changed
	}
	refused := map[string][]byte{
		"format version 0":   with(0, 0),
		"format version 2":   with(0, 2),
		"base64 of a blob":   []byte(base64.StdEncoding.EncodeToString(good)),
		"algorithm 0":        with(1, 0),
		"context kind 3":     with(2, 3),
		"context kind 255":   with(2, 255),
		"reserved byte 1":    with(3, 1),
		"reserved byte 128":  with(3, 128),
		"key version 0":      with(23, 0),
		"longer than a blob": append(bytes.Clone(good), make([]byte, ciphertext.MaxSize)...),
	}
	for what, blob := range refused {
		refuse(t, what, blob)
	}
	for n := range good {
		refuse(t, "cut", good[:n])
	}
	refuse(t, "nil", nil)
	longest := append(bytes.Clone(good), make([]byte, ciphertext.MaxSize-len(good))...)
	for _, blob := range [][]byte{good, longest, with(1, 255), with(20, 255)} {
		if _, _, err := ciphertext.Parse(blob); err != nil {
			t.Errorf("a good blob of %d bytes: %v", len(blob), err)
		}
	}
}

func refuse(t *testing.T, what string, blob []byte) {
	t.Helper()
	h, sealed, err := ciphertext.Parse(blob)
	if !errors.Is(err, ciphertext.ErrMalformed) || sealed != nil || h != (ciphertext.Header{}) {
		t.Errorf("%s: %+v, %d bytes, error %v", what, h, len(sealed), err)
	}
}

func TestAppendPanicsOnLostBlobs(t *testing.T) {
	for _, h := range []ciphertext.Header{
		{Algorithm: 0, KeyVersion: 1},
		{Algorithm: 1, KeyVersion: 0},
		{Algorithm: 1, KeyVersion: 1, Context: 3},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v was encoded", h)
				}
			}()
			h.Append(nil)
		}()
	}
}

func FuzzParse(f *testing.F) {
	for name, file := range goldenFiles(f) {
		for i := range file.Cases {
			blob := file.blob(f, name, i)
			if _, _, err := ciphertext.Parse(blob); err != nil {
				f.Fatalf("seed %s, case %d: %v", name, i, err)
			}
			f.Add(blob)
		}
	}
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, blob []byte) {
		h, sealed, err := ciphertext.Parse(blob)
		if err != nil {
			if !errors.Is(err, ciphertext.ErrMalformed) {
				t.Errorf("error %v", err)
			}
			return
		}
		if again := append(h.Append(nil), sealed...); !bytes.Equal(again, blob) {
			t.Errorf("%x parses, but encodes to %x", blob, again)
		}
	})
}

// golden is a file of testdata: blobs of a released format version. They come
// from an implementation of its own, testdata/vectors.py.
type golden struct {
	Format     int
	Spec       string
	Material   string
	KeyID      uuid.UUID
	KeyVersion uint32
	Cases      []struct {
		Context   string
		Plaintext []byte
		Blob      string
	}
}

// goldenFiles reads testdata, and fails when it finds none.
func goldenFiles(t testing.TB) map[string]*golden {
	t.Helper()
	names, err := filepath.Glob("testdata/v*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("golden files %v: %v", names, err)
	}
	files := map[string]*golden{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = new(golden)
		if err := json.Unmarshal(raw, files[name]); err != nil || len(files[name].Cases) == 0 {
			t.Fatalf("%s: %d cases, %v", name, len(files[name].Cases), err)
		}
	}
	return files
}

// blob is that of a case.
func (file *golden) blob(t testing.TB, name string, i int) []byte {
	t.Helper()
	blob, err := base64.StdEncoding.Strict().DecodeString(file.Cases[i].Blob)
	if err != nil {
		t.Fatalf("%s, case %d: %v", name, i, err)
	}
	return blob
}

func TestGoldenFilesDecodeForEver(t *testing.T) {
	kinds := map[ciphertext.ContextKind]bool{}
	specs := map[string]bool{}
	files := goldenFiles(t)
	for name, file := range files {
		specs[file.Spec] = true
		for kind := range file.decode(t, name) {
			kinds[kind] = true
		}
	}
	if len(specs) < 3 || len(kinds) != 3 {
		t.Errorf("%d golden files have specs %v and context kinds %v", len(files), specs, kinds)
	}
}

func (file *golden) decode(t *testing.T, name string) map[ciphertext.ContextKind]bool {
	kinds := map[ciphertext.ContextKind]bool{}
	for i, c := range file.Cases {
		h, sealed, err := ciphertext.Parse(file.blob(t, name, i))
		if err != nil {
			t.Fatalf("%s, case %d: %v", name, i, err)
		}
		if h.KeyID != file.KeyID || h.KeyVersion != file.KeyVersion {
			t.Errorf("%s, case %d: header %+v", name, i, h)
		}
		kinds[h.Context] = true
		decrypt := file.open(t, alg.ID(h.Algorithm))
		for j, other := range file.Cases {
			context, err := ciphertext.ParseContext(other.Context)
			if err != nil {
				t.Fatalf("%s, case %d: %v", name, j, err)
			}
			plaintext, err := decrypt(nil, sealed, ciphertext.AppendAssociated(nil, h, context))
			same := file.sameContext(t, i, j)
			if same && (err != nil || !bytes.Equal(plaintext, c.Plaintext)) {
				t.Errorf("%s, case %d under the context of case %d: %v", name, i, j, err)
			}
			if !same && err != alg.ErrOpen {
				t.Errorf("%s, case %d opened under the context of case %d: %v", name, i, j, err)
			}
		}
	}
	return kinds
}

// sameContext says whether two cases were given equal contexts; apart from
// themselves these are cases 0 and 1 (none), 2 and 3 (written differently).
func (file *golden) sameContext(t *testing.T, i, j int) bool {
	t.Helper()
	if len(file.Cases) < 4 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	return i == j || i < 4 && j < 4 && i/2 == j/2
}

// open returns what decrypts under the material of the file.
func (file *golden) open(t *testing.T, id alg.ID) func(dst, sealed, aad []byte) ([]byte, error) {
	t.Helper()
	row, ok := alg.ByID(id)
	if !ok || row.Spec != file.Spec {
		t.Fatalf("algorithm %d is %q, want %s", id, row.Spec, file.Spec)
	}
	material, err := hex.DecodeString(file.Material)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := row.Open(secret.New(material))
	if err != nil {
		t.Fatal(err)
	}
	if key, ok := opened.(alg.PQDecrypter); ok {
		return key.DecryptPQ
	}
	return opened.(alg.Decrypter).Decrypt
}

// Each bit of a header is bound: changed, the blob is malformed or does not
// open.
func TestHeaderIsBound(t *testing.T) {
	row, _ := alg.ByID(alg.AES256)
	opened, err := row.Open(secret.Random(row.MaterialBytes))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", `{"a":"b"}`, "text"} {
		context, err := ciphertext.ParseContext(text)
		if err != nil {
			t.Fatal(err)
		}
		h := ciphertext.Header{Algorithm: 1, Context: context.Kind, KeyID: keyID, KeyVersion: 3}
		blob, err := opened.(alg.Encrypter).Encrypt(h.Append(nil), []byte("x"), ciphertext.AppendAssociated(nil, h, context))
		if err != nil {
			t.Fatal(err)
		}
		for bit := range 8 * ciphertext.HeaderSize {
			blob[bit/8] ^= 1 << (bit % 8)
			if h, sealed, err := ciphertext.Parse(blob); err == nil {
				_, err = opened.(alg.Decrypter).Decrypt(nil, sealed, ciphertext.AppendAssociated(nil, h, context))
				if err != alg.ErrOpen {
					t.Errorf("context %q, bit %d changed: %v", text, bit, err)
				}
			}
			blob[bit/8] ^= 1 << (bit % 8)
		}
	}
}
