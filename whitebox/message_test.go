package whitebox_test

import (
	"bytes"
	"crypto/cipher"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"miyao/whitebox"
)

// What the server makes is CBC with PKCS #7 padding, by the ciphers themselves.
func reference(block cipher.Block, iv, plaintext []byte) []byte {
	padding := 16 - len(plaintext)%16
	data := slices.Concat(plaintext, bytes.Repeat([]byte{byte(padding)}, padding))
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, data)
	return data
}

func TestMessages(t *testing.T) {
	for _, a := range algorithms {
		p := newPair(t, a)
		rapid.Check(t, func(t *rapid.T) {
			iv := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "iv")
			plaintext := rapid.SliceOfN(rapid.Byte(), 0, 70).Draw(t, "plaintext")
			before := bytes.Clone(plaintext)
			ciphertext, err := p.encrypt.Encrypt(iv, plaintext)
			if want := reference(p.cipher, iv, plaintext); err != nil || !bytes.Equal(ciphertext, want) {
				t.Fatalf("%s: Encrypt = %x, %v, want %x", a, ciphertext, err, want)
			}
			got, err := p.decrypt.Decrypt(iv, ciphertext)
			if err != nil || !bytes.Equal(got, plaintext) {
				t.Fatalf("%s: Decrypt = %x, %v", a, got, err)
			}
			if !bytes.Equal(plaintext, before) || !bytes.Equal(ciphertext, reference(p.cipher, iv, plaintext)) {
				t.Fatalf("%s: an input was changed", a)
			}
		})
	}
}

func TestLongMessage(t *testing.T) {
	for _, a := range algorithms {
		p, iv, plaintext := newPair(t, a), random(16), random(4096)
		got, err := p.decrypt.Decrypt(iv, reference(p.cipher, iv, plaintext))
		if err != nil || !bytes.Equal(got, plaintext) {
			t.Errorf("%s: %v", a, err)
		}
	}
}

// Every ciphertext that does not decrypt gives the same error and no plaintext.
func TestDamagedCiphertext(t *testing.T) {
	p, iv := newPair(t, whitebox.SM4), random(16)
	whole := reference(p.cipher, iv, []byte("a message that takes more than two blocks"))
	ending := func(data ...byte) []byte { // two blocks without padding of their own
		data = append(make([]byte, 32-len(data)), data...)
		cipher.NewCBCEncrypter(p.cipher, iv).CryptBlocks(data, data)
		return data
	}
	for what, ciphertext := range map[string][]byte{
		"nil":                          nil,
		"empty":                        {},
		"half a block":                 whole[:8],
		"cut":                          whole[:len(whole)-1],
		"extended":                     append(bytes.Clone(whole), 0),
		"last block cut":               ending([]byte("sixteen bytes more than a block")...)[:16],
		"padding 0":                    ending(0),
		"padding 17":                   ending(bytes.Repeat([]byte{17}, 17)...),
		"padding 255":                  ending(255),
		"padding 2, one byte wrong":    ending(1, 2),
		"padding 16, first byte wrong": ending(append([]byte{15}, bytes.Repeat([]byte{16}, 15)...)...),
	} {
		if plaintext, err := p.decrypt.Decrypt(iv, ciphertext); err != whitebox.ErrCiphertext || plaintext != nil {
			t.Errorf("%s: %x, %v", what, plaintext, err)
		}
	}
	if plaintext, err := p.decrypt.Decrypt(iv, ending(7, 1)); err != nil || len(plaintext) != 31 || plaintext[30] != 7 {
		t.Errorf("padding 1: %x, %v", plaintext, err)
	}
}

func TestMisuse(t *testing.T) {
	for _, a := range algorithms {
		encrypt, decrypt := dummy(t, a, whitebox.Encryption), dummy(t, a, whitebox.Decryption)
		for what, call := range map[string]func() ([]byte, error){
			"decrypt with an EncryptKey": func() ([]byte, error) { return encrypt.Decrypt(random(16), random(16)) },
			"encrypt with a DecryptKey":  func() ([]byte, error) { return decrypt.Encrypt(random(16), random(16)) },
			"no IV for Encrypt":          func() ([]byte, error) { return encrypt.Encrypt(nil, random(16)) },
			"no IV for Decrypt":          func() ([]byte, error) { return decrypt.Decrypt(nil, random(16)) },
			"a short IV":                 func() ([]byte, error) { return decrypt.Decrypt(random(15), random(16)) },
			"a long IV":                  func() ([]byte, error) { return decrypt.Decrypt(random(17), random(16)) },
		} {
			if data, err := call(); err == nil || errors.Is(err, whitebox.ErrCiphertext) || data != nil {
				t.Errorf("%s, %s: %d bytes, %v", a, what, len(data), err)
			}
		}
	}
}
