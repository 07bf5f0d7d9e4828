package whitebox

import "math/bits"

// The fields GF(2^8) of the two ciphers.
const (
	aesPolynomial = 0x11b // FIPS 197, 4.2
	sm4Polynomial = 0x1f5
)

func multiply(a, b byte, polynomial int) byte {
	product, x := 0, int(a)
	for ; b > 0; b >>= 1 {
		product ^= x * int(b&1)
		if x <<= 1; x > 255 {
			x ^= polynomial
		}
	}
	return byte(product)
}

// invert is the inverse in the field, x^254, and 0 for 0.
func invert(x byte, polynomial int) byte {
	y := byte(1)
	for range 254 {
		y = multiply(y, x, polynomial)
	}
	return y
}

// aesSubstitution is the S-box of FIPS 197, 5.1.1, and its inverse.
func aesSubstitution() (to, from [256]byte) {
	for x := range to {
		y := invert(byte(x), aesPolynomial)
		to[x] = y ^ bits.RotateLeft8(y, 1) ^ bits.RotateLeft8(y, 2) ^ bits.RotateLeft8(y, 3) ^ bits.RotateLeft8(y, 4) ^ 0x63
		from[to[x]] = byte(x)
	}
	return to, from
}

// sm4Substitution is the S-box of GB/T 32907, 6.2, in the algebraic form that Liu
// and others found (Analysis of the SMS4 Block Cipher, ACISP 2007): one affine
// map, inversion, the same affine map.
func sm4Substitution() (to [256]byte) {
	affine := func(x byte) (y byte) {
		for i := range 8 {
			y |= byte(bits.OnesCount8(bits.RotateLeft8(0xa7, i)&x)&1) << i
		}
		return y ^ 0xd3
	}
	for x := range to {
		to[x] = affine(invert(affine(byte(x)), sm4Polynomial))
	}
	return to
}
