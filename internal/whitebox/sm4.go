package whitebox

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"miyao/whitebox"
)

const (
	sm4KeyBytes = 16
	sm4Rounds   = 32
	sm4Group    = 4 // rounds with one encoding: as many as there are words
)

// sm4State is how the four words are encoded: nibble codes over a 32-bit mixing
// bijection, of which this is the inverse.
type sm4State struct {
	codes [4]code
	from  matrix
}

// buildSM4 writes the tables. As with Xiao and Lai the words of the state are
// carried under 32-bit encodings A, and each S-box has an 8-bit encoding E before
// it. They multiply the words by matrices in the open, which leaves every
// encoding linear. That cannot stand here: the first words are plain, so the
// first matrix would be A itself, and the others would follow from it without
// any attack. Therefore nothing is multiplied in the open: all is done by
// tables between nibble codes, as in Chow's AES. A round is
//
//	x1 + x2 + x3 in A                two xors
//	word in A -> bytes in E          a mix
//	bytes in E -> key, S-box, L, A   a mix
//	x0 + that in A                   an xor
//
// Xor tables can add two words only if both are under the same A. So A is common
// to the four words, and changes when four rounds have replaced them all.
func buildSM4(b *builder, key []byte, d whitebox.Direction) {
	sbox := sm4Substitution()
	keys := expandSM4(key, &sbox)
	defer clear(keys[:])
	if d == whitebox.Decryption {
		slices.Reverse(keys[:])
	}
	state := sm4State{[4]code{plain(), plain(), plain(), plain()}, identity(32)}
	for group := range slices.Chunk(keys[:], sm4Group) {
		to, from := b.mixing(32)
		b.recode(&state, to, from, b.code)
		for _, key := range group {
			b.sm4Round(&state, to, key, &sbox)
		}
	}
	b.recode(&state, identity(32), identity(32), plain)
}

// recode writes four mixes that change the encoding of the words.
func (b *builder) recode(s *sm4State, to, from matrix, newCode func() code) {
	change := to.after(s.from)
	for i, in := range s.codes {
		s.codes[i] = newCode()
		b.mix(in, s.codes[i], func(i int, x byte) uint32 { return change.apply(uint32(x) << shift(i)) })
	}
	s.from = from
}

// sm4Round writes one round (GB/T 32907, 6.1); to undoes the state's from.
func (b *builder) sm4Round(s *sm4State, to matrix, key uint32, sbox *[256]byte) {
	sum := b.xor(b.xor(s.codes[1], s.codes[2]), s.codes[3])
	e, mid := b.bytewise(), b.code()
	split := e.matrix().after(s.from)
	b.mix(sum, mid, func(i int, x byte) uint32 { return split.apply(uint32(x) << shift(i)) })
	t := b.code()
	b.mix(mid, t, func(i int, x byte) uint32 {
		y := sbox[byte(e.from[i].apply(uint32(x)))^byte(key>>shift(i))]
		return to.apply(sm4Linear(uint32(y) << shift(i)))
	})
	s.codes = [4]code{s.codes[1], s.codes[2], s.codes[3], b.xor(s.codes[0], t)}
}

// sm4Linear is L of GB/T 32907, 6.2.
func sm4Linear(x uint32) uint32 {
	return x ^ bits.RotateLeft32(x, 2) ^ bits.RotateLeft32(x, 10) ^ bits.RotateLeft32(x, 18) ^ bits.RotateLeft32(x, 24)
}

// expandSM4 is the key expansion of GB/T 32907, 7.3.
func expandSM4(key []byte, sbox *[256]byte) (keys [sm4Rounds]uint32) {
	k := [4]uint32{0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc} // FK
	defer clear(k[:])
	for i := range k {
		k[i] ^= binary.BigEndian.Uint32(key[4*i:])
	}
	for round := range keys {
		x := k[1] ^ k[2] ^ k[3]
		var y uint32
		for i := range 4 {
			constant := byte((4*round + i) * 7) // CK
			y = y<<8 | uint32(sbox[byte(x>>shift(i))^constant])
		}
		keys[round] = k[0] ^ y ^ bits.RotateLeft32(y, 13) ^ bits.RotateLeft32(y, 23)
		k = [4]uint32{k[1], k[2], k[3], keys[round]}
	}
	return keys
}
