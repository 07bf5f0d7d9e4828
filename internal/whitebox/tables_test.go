package whitebox_test

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
	"testing"

	"miyao/internal/secret"
	generate "miyao/internal/whitebox"
	"miyao/whitebox"
)

// The layout of docs/formats.md.
const (
	headerSize = 28
	digestSize = 32
	mapSize    = 1024
	xorTable   = 128
	xorSize    = 8 * xorTable
	mixSize    = 4*mapSize + 3*xorSize
)

// tables are those of a fresh white-box key.
func tables(t *testing.T, name string, raw []byte, d whitebox.Direction) []byte {
	t.Helper()
	encryptKey, decryptKey, err := generate.Generate(name, keyID, secret.New(raw))
	if err != nil {
		t.Fatal(err)
	}
	file := encryptKey.Expose()
	if d == whitebox.Decryption {
		file = decryptKey.Expose()
	}
	return file[headerSize : len(file)-digestSize]
}

// split takes the tables apart: from a byte to a word, of two nibbles, and from
// a byte to a byte.
func split(name string, all []byte) (maps, xors, last [][]byte) {
	take := func(n int) []byte {
		part := all[:n]
		all = all[n:]
		return part
	}
	xor := func() {
		for range 8 {
			xors = append(xors, take(xorTable))
		}
	}
	mixes := func(n int) {
		for range n {
			for range 4 {
				maps = append(maps, take(mapSize))
			}
			xor()
			xor()
			xor()
		}
	}
	if name == "AES_256" {
		mixes(13 * 4 * 2)
		for range 16 {
			last = append(last, take(256))
		}
	} else {
		for round := range 32 {
			if round%4 == 0 {
				mixes(4)
			}
			xor()
			xor()
			mixes(2)
			xor()
		}
		mixes(4)
	}
	if len(all) > 0 {
		panic("the layout leaves bytes over")
	}
	return maps, xors, last
}

// No table stands in two white-box keys of one raw key, in its two directions,
// or twice in one.
func TestEveryTableIsFresh(t *testing.T) {
	for _, a := range algorithms {
		raw := secret.Random(a.keyBytes).Expose()
		seen, count := map[string]bool{}, 0
		for range 2 {
			for _, d := range []whitebox.Direction{whitebox.Encryption, whitebox.Decryption} {
				maps, xors, last := split(a.name, tables(t, a.name, raw, d))
				for _, kind := range [][][]byte{maps, xors, last} {
					count += len(kind)
					for _, table := range kind {
						if seen[string(table)] {
							t.Errorf("%s: a table of %d bytes comes twice", a.name, len(table))
						}
						seen[string(table)] = true
					}
				}
			}
		}
		if count < 10_000 {
			t.Errorf("%s: compared %d tables only", a.name, count)
		}
	}
}

// No two words of the key expansion stand anywhere in the tables. The expansions
// are those of FIPS 197, A.3, and GB/T 32907, A.1.
func TestNoRoundKeys(t *testing.T) {
	for _, v := range []struct{ name, key, expanded string }{
		{"AES_256", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", `
			603deb10 15ca71be 2b73aef0 857d7781 1f352c07 3b6108d7 2d9810a3 0914dff4 9ba35411 8e6925af
			a51a8b5f 2067fcde a8b09c1a 93d194cd be49846e b75d5b9a d59aecb8 5bf3c917 fee94248 de8ebe96
			b5a9328a 2678a647 98312229 2f6c79b3 812c81ad dadf48ba 24360af2 fab8b464 98c5bfc9 bebd198e
			268c3ba7 09e04214 68007bac b2df3316 96e939e4 6c518d80 c814e204 76a9fb8a 5025c02d 59c58239
			de136967 6ccc5a71 fa256395 9674ee15 5886ca5d 2e2f31d7 7e0af1fa 27cf73c3 749c47ab 18501dda
			e2757e4f 7401905a cafaaae3 e4d59b34 9adf6ace bd10190d fe4890d1 e6188d0b 046df344 706c631e`},
		{"SM4", "0123456789abcdeffedcba9876543210", `01234567 89abcdef fedcba98 76543210
			f12186f9 41662b61 5a6ab19a 7ba92077 367360f4 776a0c61 b6bb89b3 24763151 a520307c b7584dbd
			c30753ed 7ee55b57 6988608c 30d895b7 44ba14af 104495a1 d120b428 73b55fa3 cc874966 92244439
			e89e641f 98ca015a c7159060 99e1fd2e b79bd80c 1d2115b0 0e228aeb f1780c81 428d3654 62293496
			01cf72e5 9124a012`},
	} {
		words := unhex(t, strings.Join(strings.Fields(v.expanded), ""))
		for _, d := range []whitebox.Direction{whitebox.Encryption, whitebox.Decryption} {
			all := tables(t, v.name, unhex(t, v.key), d)
			for at := 0; at+8 <= len(words); at += 4 {
				if bytes.Contains(all, words[at:at+8]) {
					t.Errorf("%s, %s: words %d and %d of the expanded key stand in the tables", v.name, d, at/4, at/4+1)
				}
			}
		}
	}
}

// No table holds the T-box of a key byte as it is, not even in one of its
// nibbles, and no xor table but those that end a cipher has a plain result.
func TestNoPlainTables(t *testing.T) {
	for _, a := range algorithms {
		maps, xors, last := split(a.name, tables(t, a.name, secret.Random(a.keyBytes).Expose(), whitebox.Encryption))
		known := plainNibbles(a.name)
		for i, table := range maps {
			for n := range 8 {
				if known[columnOf(table, n)] {
					t.Errorf("%s: nibble %d of table %d is that of a plain T-box", a.name, n, i)
				}
			}
		}
		var plain [xorTable]byte
		for i := range plain {
			plain[i] = byte(i>>3^2*i&15)<<4 | byte(i>>3^2*i&15^1)
		}
		for i, table := range xors {
			if bytes.Equal(table, plain[:]) {
				t.Errorf("%s: xor table %d is plain", a.name, i)
			}
		}
		sbox := aesBox()
		for i, table := range last {
			for key := range 256 {
				difference := table[0] ^ sbox[key]
				same := true
				for x := range 256 {
					same = same && table[x] == sbox[x^key]^difference
				}
				if same {
					t.Errorf("%s: last table %d is a plain T-box", a.name, i)
				}
			}
		}
	}
}

// columnOf is nibble n of the 256 words of a table.
func columnOf(table []byte, n int) (c [256]byte) {
	for x := range c {
		c[x] = byte(binary.BigEndian.Uint32(table[4*x:]) >> (28 - 4*n) & 15)
	}
	return c
}

// plainNibbles are the columns of nibbles of the T-boxes of every key byte, in
// every place of the word.
func plainNibbles(name string) map[[256]byte]bool {
	known, box := map[[256]byte]bool{}, aesBox()
	for key := range 256 {
		table := make([]byte, mapSize)
		for x := range 256 {
			word := aesWord(box[x^key])
			if name == "SM4" {
				word = sm4Word(sm4Box[x^key])
			}
			binary.BigEndian.PutUint32(table[4*x:], word)
		}
		for n := range 8 {
			known[columnOf(table, n)] = true
		}
	}
	return known
}

// aesWord is the part of the first byte in MixColumns.
func aesWord(y byte) uint32 {
	return uint32(times(y, 2))<<24 | uint32(y)<<16 | uint32(y)<<8 | uint32(times(y, 3))
}

// times is the product in the field of FIPS 197, 4.2.
func times(a, b byte) (product byte) {
	for ; b > 0; b >>= 1 {
		product ^= a * (b & 1)
		a = a<<1 ^ 0x1b*(a>>7)
	}
	return product
}

// aesBox is the S-box of FIPS 197: 3 generates the field, and 0xf6 is its
// inverse.
func aesBox() (box [256]byte) {
	box[0] = 0x63
	x, inverse := byte(1), byte(1)
	for range 255 {
		y := inverse
		box[x] = y ^ bits.RotateLeft8(y, 1) ^ bits.RotateLeft8(y, 2) ^ bits.RotateLeft8(y, 3) ^ bits.RotateLeft8(y, 4) ^ 0x63
		x, inverse = times(x, 3), times(inverse, 0xf6)
	}
	return box
}

// sm4Word is the part of the last byte in L.
func sm4Word(b byte) uint32 {
	y := uint32(b)
	return y ^ bits.RotateLeft32(y, 2) ^ bits.RotateLeft32(y, 10) ^ bits.RotateLeft32(y, 18) ^ bits.RotateLeft32(y, 24)
}

// sm4Box is the S-box of GB/T 32907, 6.2.
var sm4Box = [256]byte{
	0xd6, 0x90, 0xe9, 0xfe, 0xcc, 0xe1, 0x3d, 0xb7, 0x16, 0xb6, 0x14, 0xc2, 0x28, 0xfb, 0x2c, 0x05,
	0x2b, 0x67, 0x9a, 0x76, 0x2a, 0xbe, 0x04, 0xc3, 0xaa, 0x44, 0x13, 0x26, 0x49, 0x86, 0x06, 0x99,
	0x9c, 0x42, 0x50, 0xf4, 0x91, 0xef, 0x98, 0x7a, 0x33, 0x54, 0x0b, 0x43, 0xed, 0xcf, 0xac, 0x62,
	0xe4, 0xb3, 0x1c, 0xa9, 0xc9, 0x08, 0xe8, 0x95, 0x80, 0xdf, 0x94, 0xfa, 0x75, 0x8f, 0x3f, 0xa6,
	0x47, 0x07, 0xa7, 0xfc, 0xf3, 0x73, 0x17, 0xba, 0x83, 0x59, 0x3c, 0x19, 0xe6, 0x85, 0x4f, 0xa8,
	0x68, 0x6b, 0x81, 0xb2, 0x71, 0x64, 0xda, 0x8b, 0xf8, 0xeb, 0x0f, 0x4b, 0x70, 0x56, 0x9d, 0x35,
	0x1e, 0x24, 0x0e, 0x5e, 0x63, 0x58, 0xd1, 0xa2, 0x25, 0x22, 0x7c, 0x3b, 0x01, 0x21, 0x78, 0x87,
	0xd4, 0x00, 0x46, 0x57, 0x9f, 0xd3, 0x27, 0x52, 0x4c, 0x36, 0x02, 0xe7, 0xa0, 0xc4, 0xc8, 0x9e,
	0xea, 0xbf, 0x8a, 0xd2, 0x40, 0xc7, 0x38, 0xb5, 0xa3, 0xf7, 0xf2, 0xce, 0xf9, 0x61, 0x15, 0xa1,
	0xe0, 0xae, 0x5d, 0xa4, 0x9b, 0x34, 0x1a, 0x55, 0xad, 0x93, 0x32, 0x30, 0xf5, 0x8c, 0xb1, 0xe3,
	0x1d, 0xf6, 0xe2, 0x2e, 0x82, 0x66, 0xca, 0x60, 0xc0, 0x29, 0x23, 0xab, 0x0d, 0x53, 0x4e, 0x6f,
	0xd5, 0xdb, 0x37, 0x45, 0xde, 0xfd, 0x8e, 0x2f, 0x03, 0xff, 0x6a, 0x72, 0x6d, 0x6c, 0x5b, 0x51,
	0x8d, 0x1b, 0xaf, 0x92, 0xbb, 0xdd, 0xbc, 0x7f, 0x11, 0xd9, 0x5c, 0x41, 0x1f, 0x10, 0x5a, 0xd8,
	0x0a, 0xc1, 0x31, 0x88, 0xa5, 0xcd, 0x7b, 0xbd, 0x2d, 0x74, 0xd0, 0x12, 0xb8, 0xe5, 0xb4, 0xb0,
	0x89, 0x69, 0x97, 0x4a, 0x0c, 0x96, 0x77, 0x7e, 0x65, 0xb9, 0xf1, 0x09, 0xc5, 0x6e, 0xc6, 0x84,
	0x18, 0xf0, 0x7d, 0xec, 0x3a, 0xdc, 0x4d, 0x20, 0x79, 0xee, 0x5f, 0x3e, 0xd7, 0xcb, 0x39, 0x48,
}
