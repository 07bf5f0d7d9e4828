package whitebox

import (
	"math/bits"
	"slices"
)

// matrix is a square matrix over GF(2) of up to 32 columns: entry i is the image
// of bit i, counted from the least significant one.
type matrix []uint32

func identity(n int) matrix {
	m := make(matrix, n)
	for i := range m {
		m[i] = 1 << i
	}
	return m
}

func (m matrix) apply(x uint32) (y uint32) {
	for ; x != 0; x &= x - 1 {
		y ^= m[bits.TrailingZeros32(x)]
	}
	return y
}

// after is the matrix that applies first and then m.
func (m matrix) after(first matrix) matrix {
	product := make(matrix, len(first))
	for i, column := range first {
		product[i] = m.apply(column)
	}
	return product
}

// inverse finds the inverse by column operations, if there is one.
func (m matrix) inverse() (matrix, bool) {
	rest, inverse := slices.Clone(m), identity(len(m))
	for i := range rest {
		pivot := i + slices.IndexFunc(rest[i:], func(column uint32) bool { return column>>i&1 == 1 })
		if pivot < i {
			return nil, false
		}
		rest[i], rest[pivot] = rest[pivot], rest[i]
		inverse[i], inverse[pivot] = inverse[pivot], inverse[i]
		for j := range rest {
			if j != i && rest[j]>>i&1 == 1 {
				rest[j] ^= rest[i]
				inverse[j] ^= inverse[i]
			}
		}
	}
	return inverse, true
}

// mixing draws a mixing bijection of n bits, a multiple of four, and its
// inverse. Its aligned blocks of 4 by 4 are invertible each, so that every nibble
// of the result depends on the whole of every nibble it is made of, which Chow
// and others ask for.
func (s source) mixing(n int) (m, inverse matrix) {
	for {
		m = make(matrix, n)
		for row := 0; row < n; row += 4 {
			for column := 0; column < n; column += 4 {
				for i, bits := range s.block() {
					m[column+i] |= bits << row
				}
			}
		}
		if inverse, ok := m.inverse(); ok {
			return m, inverse
		}
	}
}

// block draws an invertible matrix of four bits.
func (s source) block() matrix {
	for {
		m := make(matrix, 4)
		for i := range m {
			m[i] = uint32(s.byte() & 15)
		}
		if _, ok := m.inverse(); ok {
			return m
		}
	}
}

// bytewise is the encoding of a word by a mixing bijection for each of its
// bytes, from the left.
type bytewise struct{ to, from [4]matrix }

func (s source) bytewise() (e bytewise) {
	for i := range e.to {
		e.to[i], e.from[i] = s.mixing(8)
	}
	return e
}

// matrix is the encoding as one map of the word.
func (e *bytewise) matrix() matrix {
	m := make(matrix, 0, 32)
	for i := 3; i >= 0; i-- { // bit 0 is in the last byte
		for _, column := range e.to[i] {
			m = append(m, column<<shift(i))
		}
	}
	return m
}

// shift is the place of byte i of a word.
func shift(i int) int { return 24 - 8*i }
