package whitebox_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"github.com/emmansun/gmsm/sm4"
	"pgregory.net/rapid"

	"miyao/internal/secret"
	generate "miyao/internal/whitebox"
	"miyao/whitebox"
)

var keyID = [16]byte{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f}

type algorithm struct {
	name      string
	keyBytes  int
	newCipher func([]byte) (cipher.Block, error)
}

var algorithms = []algorithm{{"AES_256", 32, aes.NewCipher}, {"SM4", 16, sm4.NewCipher}}

// tb is what testing.T and rapid.T have in common here.
type tb interface {
	Helper()
	Fatal(args ...any)
}

// boxes makes the white-box keys of a raw key.
func boxes(t tb, name string, raw []byte) (encrypt, decrypt *whitebox.Key) {
	t.Helper()
	encryptKey, decryptKey, err := generate.Generate(name, keyID, secret.New(raw))
	if err != nil {
		t.Fatal(err)
	}
	return open(t, encryptKey.Expose(), ""), open(t, decryptKey.Expose(), "")
}

func open(t tb, data []byte, fingerprint string) *whitebox.Key {
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

// encryptBlock is the cipher alone: CBC of one block under an IV of zeros.
func encryptBlock(t tb, key *whitebox.Key, block []byte) []byte {
	t.Helper()
	out, err := key.Encrypt(make([]byte, 16), block)
	if err != nil {
		t.Fatal(err)
	}
	return out[:16]
}

// decryptBlock is the inverse alone: CBC of the block under an IV of zeros, with
// a block behind it that decrypts to padding.
func decryptBlock(t tb, key *whitebox.Key, reference cipher.Block, block []byte) []byte {
	t.Helper()
	last := bytes.Repeat([]byte{16}, 16)
	for i := range last {
		last[i] ^= block[i]
	}
	reference.Encrypt(last, last)
	out, err := key.Decrypt(make([]byte, 16), append(bytes.Clone(block), last...))
	if err != nil || len(out) != 16 {
		t.Fatal(len(out), err)
	}
	return out
}

// The examples of the standards.
func TestVectors(t *testing.T) {
	for _, v := range []struct{ name, key, plaintext, ciphertext string }{
		// FIPS 197, C.3
		{"AES_256", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
			"00112233445566778899aabbccddeeff", "8ea2b7ca516745bfeafc49904b496089"},
		// SP 800-38A, F.1.5
		{"AES_256", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
			"6bc1bee22e409f96e93d7e117393172a", "f3eed1bdb5d2a03c064b5a7e3db181f8"},
		// GB/T 32907, A.1
		{"SM4", "0123456789abcdeffedcba9876543210",
			"0123456789abcdeffedcba9876543210", "681edf34d206965e86b3e94f536e4246"},
	} {
		raw, plaintext, ciphertext := unhex(t, v.key), unhex(t, v.plaintext), unhex(t, v.ciphertext)
		encrypt, decrypt := boxes(t, v.name, raw)
		if got := encryptBlock(t, encrypt, plaintext); !bytes.Equal(got, ciphertext) {
			t.Errorf("%s encrypts to %x, want %s", v.name, got, v.ciphertext)
		}
		if got := decryptBlock(t, decrypt, reference(t, v.name, raw), ciphertext); !bytes.Equal(got, plaintext) {
			t.Errorf("%s decrypts to %x, want %s", v.name, got, v.plaintext)
		}
	}
}

// The tables compute the cipher, for any key and block.
func TestTablesAreTheCipher(t *testing.T) {
	for _, a := range algorithms {
		keys := [][]byte{make([]byte, a.keyBytes), bytes.Repeat([]byte{255}, a.keyBytes)}
		for range 8 {
			keys = append(keys, secret.Random(a.keyBytes).Expose())
		}
		for _, key := range keys {
			encrypt, decrypt := boxes(t, a.name, key)
			block := reference(t, a.name, key)
			rapid.Check(t, func(t *rapid.T) {
				in := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "block")
				var encrypted, decrypted [16]byte
				block.Encrypt(encrypted[:], in)
				block.Decrypt(decrypted[:], in)
				if got := encryptBlock(t, encrypt, in); !bytes.Equal(got, encrypted[:]) {
					t.Fatalf("%s, key %x: %x encrypts to %x, want %x", a.name, key, in, got, encrypted)
				}
				if got := decryptBlock(t, decrypt, block, in); !bytes.Equal(got, decrypted[:]) {
					t.Fatalf("%s, key %x: %x decrypts to %x, want %x", a.name, key, in, got, decrypted)
				}
			})
		}
	}
}

// One key, many blocks.
func TestManyBlocks(t *testing.T) {
	for _, a := range algorithms {
		raw, plaintext, iv := secret.Random(a.keyBytes), secret.Random(64<<10).Expose(), secret.Random(16).Expose()
		encrypt, decrypt := boxes(t, a.name, raw.Expose())
		ciphertext, err := encrypt.Encrypt(iv, plaintext)
		if err != nil {
			t.Fatal(err)
		}
		back := bytes.Clone(ciphertext)
		cipher.NewCBCDecrypter(reference(t, a.name, raw.Expose()), iv).CryptBlocks(back, back)
		if !bytes.Equal(back[:len(plaintext)], plaintext) {
			t.Errorf("%s: encryption differs from the cipher", a.name)
		}
		if got, err := decrypt.Decrypt(iv, ciphertext); err != nil || !bytes.Equal(got, plaintext) {
			t.Errorf("%s: decryption differs from the cipher: %v", a.name, err)
		}
	}
}

func TestGenerateRefusals(t *testing.T) {
	for _, a := range algorithms {
		for n := range 70 {
			e, d, err := generate.Generate(a.name, keyID, secret.Random(n))
			if ok := n == a.keyBytes; (err == nil) != ok || (e.Len() > 0) != ok || (d.Len() > 0) != ok {
				t.Errorf("%s with %d bytes: %v", a.name, n, err)
			}
		}
	}
	for _, name := range []string{"", "AES_128", "aes_256", "SM2"} {
		for _, n := range []int{16, 32} {
			if _, _, err := generate.Generate(name, keyID, secret.Random(n)); err == nil {
				t.Errorf("%q with %d bytes is generated", name, n)
			}
		}
	}
}

func TestBind(t *testing.T) {
	var bound []string
	for i := range 201 {
		bound = append(bound, fmt.Sprintf("%08x-0123456789abcd-ef0123456789ab-cdef0123456789-0123456789abcdef", i))
	}
	encryptKey, decryptKey, err := generate.Generate("SM4", keyID, secret.Random(16))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []secret.Bytes{encryptKey, decryptKey} {
		free, err := generate.Bind(file, nil)
		if err != nil || !bytes.Equal(free, file.Expose()) {
			t.Errorf("without devices the file is another: %v", err)
		}
		data, err := generate.Bind(file, bound[:200])
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := whitebox.Parse(data)
		if err != nil || parsed.Header().KeyID != keyID || parsed.Devices() != 200 {
			t.Fatalf("bound to 200 devices: %v", err)
		}
		key := open(t, data, bound[199])
		if again, err := key.Seal(); err != nil || !bytes.Equal(again, file.Expose()) {
			t.Errorf("bound and opened it is another key: %v", err)
		}
		if _, err := parsed.Open(bound[200]); !errors.Is(err, whitebox.ErrFingerprint) {
			t.Errorf("another device: %v", err)
		}
		if _, err := generate.Bind(secret.New(data), nil); !errors.Is(err, whitebox.ErrFingerprint) {
			t.Errorf("a bound file is bound again: %v", err)
		}
	}
	for what, list := range map[string][]string{"a bad one": {"x"}, "one twice": {bound[0], bound[0]}} {
		if data, err := generate.Bind(decryptKey, list); err == nil || data != nil {
			t.Errorf("%s: %d bytes", what, len(data))
		}
	}
	if _, err := generate.Bind(secret.Random(1000), nil); !errors.Is(err, whitebox.ErrMalformed) {
		t.Errorf("random bytes: %v", err)
	}
}

func reference(t tb, name string, raw []byte) cipher.Block {
	t.Helper()
	for _, a := range algorithms {
		if a.name == name {
			block, err := a.newCipher(raw)
			if err != nil {
				t.Fatal(err)
			}
			return block
		}
	}
	t.Fatal("no algorithm ", name)
	return nil
}

func unhex(t tb, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
