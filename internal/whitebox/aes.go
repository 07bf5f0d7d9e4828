package whitebox

import (
	"encoding/binary"
	"slices"

	"miyao/whitebox"
)

const (
	aesKeyBytes = 32
	aesRounds   = 14
)

// aesParts are what the tables of one direction are made of. A round adds a
// key, substitutes, shifts the rows and mixes the columns; the last one adds
// another key instead of mixing. Decryption has that form too, with the keys of
// the equivalent inverse cipher (FIPS 197, 5.3.5).
type aesParts struct {
	keys  [aesRounds + 1][16]byte
	sbox  [256]byte
	mixes [4]byte // coefficients of the mixed column's first byte in byte 0, 3, 2, 1
	step  int     // the column that row r comes from is r times this far
}

// buildAES writes the tables. For each column of a round there are two mixes:
//
//	bytes in L -> key, S-box, MixColumns, mixing bijection MB   (type II and IV of Chow)
//	word in MB -> MB undone, bytes in the L of the next round   (type III and IV)
//
// with 8-bit mixing bijections L, a 32-bit one MB, and nibble codes between all
// tables. The last round has no columns to mix, and its result is plain.
func buildAES(b *builder, key []byte, d whitebox.Direction) {
	p := newAESParts(key, d)
	defer clear(p.keys[:])
	codes := [4]code{plain(), plain(), plain(), plain()}
	var mixings [4]bytewise
	for c := range mixings {
		for i := range 4 {
			mixings[c].from[i] = identity(8)
		}
	}
	for round := range aesRounds - 1 {
		var nextCodes [4]code
		var nextMixings [4]bytewise
		for c := range 4 {
			in, sub := p.column(c, &codes, &mixings, &p.keys[round])
			mb, mbInverse := b.mixing(32)
			mid := b.code()
			b.mix(in, mid, func(i int, x byte) uint32 { return mb.apply(p.mixColumn(i, sub(i, x))) })
			nextCodes[c], nextMixings[c] = b.code(), b.bytewise()
			back := nextMixings[c].matrix().after(mbInverse)
			b.mix(mid, nextCodes[c], func(i int, x byte) uint32 { return back.apply(uint32(x) << shift(i)) })
		}
		codes, mixings = nextCodes, nextMixings
	}
	for c := range 4 {
		in, sub := p.column(c, &codes, &mixings, &p.keys[aesRounds-1])
		for i := range 4 {
			for x := range 256 {
				b.tables = append(b.tables, sub(i, in.decode(i, byte(x)))^p.keys[aesRounds][4*c+i])
			}
		}
	}
}

// column finds the code of the bytes that the row shift brings into column c,
// and the substitution of byte i of it below its code: mixing bijection undone,
// key, S-box.
func (p *aesParts) column(c int, codes *[4]code, mixings *[4]bytewise, key *[16]byte) (in code, sub func(i int, x byte) byte) {
	from := func(i int) int { return (c + p.step*i) % 4 }
	for i := range 4 {
		copy(in[2*i:2*i+2], codes[from(i)][2*i:])
	}
	return in, func(i int, x byte) byte {
		return p.sbox[byte(mixings[from(i)].from[i].apply(uint32(x)))^key[4*from(i)+i]]
	}
}

// mixColumn is the part of byte i in the mixed column.
func (p *aesParts) mixColumn(i int, x byte) (word uint32) {
	for row := range 4 {
		word = word<<8 | uint32(multiply(x, p.mixes[(row-i)&3], aesPolynomial))
	}
	return word
}

func newAESParts(key []byte, d whitebox.Direction) *aesParts {
	forward, backward := aesSubstitution()
	p := &aesParts{sbox: forward, mixes: [4]byte{2, 1, 1, 3}, step: 1}
	p.expand(key)
	if d == whitebox.Encryption {
		return p
	}
	p.sbox, p.mixes, p.step = backward, [4]byte{14, 9, 13, 11}, 3
	slices.Reverse(p.keys[:])
	for round := 1; round < aesRounds; round++ {
		for column := p.keys[round][:]; len(column) > 0; column = column[4:] {
			var mixed uint32
			for i := range 4 {
				mixed ^= p.mixColumn(i, column[i])
			}
			binary.BigEndian.PutUint32(column, mixed)
		}
	}
	return p
}

// expand is the key expansion of FIPS 197, 5.2, for 256 bits.
func (p *aesParts) expand(key []byte) {
	const keyWords = aesKeyBytes / 4
	var w [4 * (aesRounds + 1)][4]byte
	defer clear(w[:])
	constant := byte(1)
	for i := range w {
		if i < keyWords {
			w[i] = [4]byte(key[4*i:])
			continue
		}
		t := w[i-1]
		if i%keyWords == 0 {
			t = [4]byte{t[1], t[2], t[3], t[0]}
		}
		if i%4 == 0 {
			for j := range t {
				t[j] = p.sbox[t[j]]
			}
		}
		if i%keyWords == 0 {
			t[0] ^= constant
			constant = multiply(constant, 2, aesPolynomial)
		}
		for j := range t {
			w[i][j] = w[i-keyWords][j] ^ t[j]
		}
	}
	for i := range w {
		copy(p.keys[i/4][4*(i%4):], w[i][:])
	}
}
