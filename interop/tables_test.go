package interop_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"slices"
	"testing"
)

// This file reads white-box keys and computes with their tables, as
// docs/formats.md draws them and without any code of the server.

// whiteBoxKey is an EncryptKey or DecryptKey that was opened. It is a block
// cipher that knows one direction.
type whiteBoxKey struct {
	id      []byte
	sm4     bool
	decrypt bool
	tables  []byte
}

// openWhiteBox opens a white-box key, with the fingerprint of a device if it is
// bound to devices. It is nil if the fingerprint is of none of them.
func openWhiteBox(t *testing.T, data []byte, fingerprint string) *whiteBoxKey {
	t.Helper()
	const header, salt, slot = 28, 32, 48
	body := len(data) - sha256.Size
	if digest := sha256.Sum256(data[:body]); !bytes.Equal(digest[:], data[body:]) {
		t.Fatal("the digest of a white-box key does not fit")
	}
	if !bytes.HasPrefix(data, []byte("miyao-wb\x01")) {
		t.Fatalf("a white-box key begins with %q", data[:header])
	}
	k := &whiteBoxKey{id: data[12:header], sm4: data[9] == 2, decrypt: data[10] == 2, tables: data[header:body]}
	devices := int(data[11])
	if devices == 0 {
		return k
	}
	first := header + salt
	deviceKey, err := hkdf.Key(sha256.New, []byte(fingerprint), data[header:first], "miyao white-box device v1", 32)
	if err != nil {
		t.Fatal(err)
	}
	tables := first + devices*slot
	for sealed := range slices.Chunk(data[first:tables], slot) {
		bodyKey := openGCM(t, deviceKey, sealed, "miyao white-box slot v1", data[:first])
		if bodyKey != nil {
			k.tables = openGCM(t, bodyKey, data[tables:body], "miyao white-box tables v1", data[:tables])
			return k
		}
	}
	return nil
}

func openGCM(t *testing.T, key, sealed []byte, label string, bound []byte) []byte {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := aead.Open(nil, make([]byte, 12), sealed, append([]byte(label), bound...))
	if err != nil {
		return nil
	}
	return plain
}

func (k *whiteBoxKey) BlockSize() int          { return 16 }
func (k *whiteBoxKey) Encrypt(dst, src []byte) { k.crypt(dst, src) }
func (k *whiteBoxKey) Decrypt(dst, src []byte) { k.crypt(dst, src) }

func (k *whiteBoxKey) crypt(dst, src []byte) {
	var columns [4]word
	for i := range columns {
		columns[i] = word(src[4*i:])
	}
	t := tape(k.tables)
	if k.sm4 {
		t.sm4(&columns)
	} else {
		t.aes256(&columns, k.decrypt)
	}
	if len(t) > 0 {
		panic("tables are left over")
	}
	for i, column := range columns {
		copy(dst[4*i:], column[:])
	}
}

// word is a column of the state, and tape the tables that are not read yet.
type (
	word [4]byte
	tape []byte
)

func (t *tape) take(n int) []byte {
	table := (*t)[:n]
	*t = (*t)[n:]
	return table
}

// aes256 is 13 rounds that each look up twice behind ShiftRows, and a last one.
func (t *tape) aes256(columns *[4]word, inverse bool) {
	for range 13 {
		shiftRows(columns, inverse)
		for i, column := range columns {
			columns[i] = t.mix(t.mix(column))
		}
	}
	shiftRows(columns, inverse)
	for i := range columns {
		for row, b := range columns[i] {
			columns[i][row] = t.take(256)[b]
		}
	}
}

func shiftRows(columns *[4]word, inverse bool) {
	before := *columns
	for i := range columns {
		for row := range 4 {
			from := i + row
			if inverse {
				from = i - row + 4
			}
			columns[i][row] = before[from%4][row]
		}
	}
}

// sm4 is 32 rounds of the Feistel network; each four rounds the words change
// their encoding.
func (t *tape) sm4(x *[4]word) {
	for round := range 32 {
		if round%4 == 0 {
			for i := range x {
				x[i] = t.mix(x[i])
			}
		}
		sum := t.xor(t.xor(x[1], x[2]), x[3])
		*x = [4]word{x[1], x[2], x[3], t.xor(x[0], t.mix(t.mix(sum)))}
	}
	for i := range x {
		x[i] = t.mix(x[i])
	}
	slices.Reverse(x[:])
}

// mix looks up each byte of a word and adds up what the tables have for it.
func (t *tape) mix(w word) word {
	var found [4]word
	for i, b := range w {
		found[i] = word(t.take(1024)[4*int(b):])
	}
	left := t.xor(found[0], found[1])
	right := t.xor(found[2], found[3])
	return t.xor(left, right)
}

// xor adds two encoded words, a nibble at a time.
func (t *tape) xor(a, b word) word {
	for i := range a {
		high := t.xorNibbles(a[i]>>4, b[i]>>4)
		a[i] = high<<4 | t.xorNibbles(a[i]&15, b[i]&15)
	}
	return a
}

func (t *tape) xorNibbles(a, b byte) byte {
	pair := t.take(128)[a<<3|b>>1]
	if b%2 == 0 {
		pair >>= 4
	}
	return pair & 15
}
