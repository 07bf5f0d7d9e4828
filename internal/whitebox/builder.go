package whitebox

import (
	"bufio"
	"crypto/rand"
)

// source draws from crypto/rand, many bytes at a time.
type source struct{ r *bufio.Reader }

func (s source) byte() byte {
	b, err := s.r.ReadByte()
	if err != nil {
		panic(err) // never: crypto/rand ends the process instead
	}
	return b
}

// below draws a number from 0 to n-1, each as likely, for n up to 256.
func (s source) below(n int) int {
	for {
		if b := int(s.byte()); b < 256-256%n {
			return b % n
		}
	}
}

// nibble is a bijection on four bits, and its inverse.
type nibble struct{ to, from [16]byte }

func (s source) nibble() (n nibble) {
	for i := range n.to {
		n.to[i] = byte(i)
	}
	for i := 15; i > 0; i-- {
		j := s.below(i + 1)
		n.to[i], n.to[j] = n.to[j], n.to[i]
	}
	for i, v := range n.to {
		n.from[v] = byte(i)
	}
	return n
}

// code is the encoding of a word: a bijection for each nibble, from the left.
// Bijections on nibbles absorb every constant that is added to them, so linear
// maps below them are as good as affine ones.
type code [8]nibble

func (s source) code() (c code) {
	for i := range c {
		c[i] = s.nibble()
	}
	return c
}

// plain is the code that changes nothing.
func plain() (c code) {
	for i := range c {
		for v := range byte(16) {
			c[i].to[v], c[i].from[v] = v, v
		}
	}
	return c
}

func (c *code) encode(w uint32) (out uint32) {
	for i := range c {
		out = out<<4 | uint32(c[i].to[w>>(28-4*i)&15])
	}
	return out
}

// decode decodes byte i of a word.
func (c *code) decode(i int, b byte) byte {
	return c[2*i].from[b>>4]<<4 | c[2*i+1].from[b&15]
}

// builder writes tables in the order in which package miyao/whitebox reads
// them. What it draws stays secret: it is the only way back from the tables.
type builder struct {
	source
	tables []byte
}

func newBuilder() *builder {
	return &builder{source: source{bufio.NewReader(rand.Reader)}, tables: make([]byte, 0, 1<<20)}
}

// mix writes a mix: a word x that is encoded by in becomes the xor of f(i, byte i
// of x), encoded by out.
func (b *builder) mix(in, out code, f func(i int, x byte) uint32) {
	var words [4]code
	for i := range words {
		words[i] = b.code()
		for x := range 256 {
			w := words[i].encode(f(i, in.decode(i, byte(x))))
			b.tables = append(b.tables, byte(w>>24), byte(w>>16), byte(w>>8), byte(w))
		}
	}
	left := b.xor(words[0], words[1])
	right := b.xor(words[2], words[3])
	b.xorTo(left, right, out)
}

// xor writes an xor of two words and draws the code of the result.
func (b *builder) xor(left, right code) code {
	out := b.code()
	b.xorTo(left, right, out)
	return out
}

func (b *builder) xorTo(left, right, out code) {
	for i := range out {
		sum := func(x, y int) byte { return out[i].to[left[i].from[x]^right[i].from[y]] }
		for x := range 16 {
			for y := 0; y < 16; y += 2 {
				b.tables = append(b.tables, sum(x, y)<<4|sum(x, y+1))
			}
		}
	}
}
