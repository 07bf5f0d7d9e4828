package whitebox

// The tables of both algorithms are made of two parts that work on words of 32
// bits, four bytes from the left. Every value between two tables is encoded by
// secret bijections on its nibbles, so that none of them means anything alone.
//
//	mix   four tables from a byte to a word, 256 words each, then three xors:
//	      of the words from byte 0 and 1, of those from byte 2 and 3, and of both
//	xor   eight tables, one for each nibble from the left, of two encoded
//	      nibbles a and b to an encoded nibble: 256 nibbles at 16a + b, packed two
//	      in a byte, the first one in the high half
//
// A cipher reads its parts once, in the order in which they stand.
const (
	xorTable = 128
	xorSize  = 8 * xorTable
	mapSize  = 256 * 4
	mixSize  = 4*mapSize + 3*xorSize

	// AES-256 has 13 rounds of two mixes for each column, and a last one of 16
	// tables from a byte to a byte.
	aesRounds = 13
	aesSize   = aesRounds*4*2*mixSize + 16*256

	// SM4 has 32 rounds of two mixes and three xors. Before the first one,
	// after each fourth and so after the last one, a mix changes the encoding of
	// each of the four words.
	sm4Groups = 8
	sm4Round  = 2*mixSize + 3*xorSize
	sm4Size   = sm4Groups*(4*mixSize+4*sm4Round) + 4*mixSize
)

// tableSize is the length of all tables of an algorithm.
func tableSize(a Algorithm) int {
	switch a {
	case AES256:
		return aesSize
	case SM4:
		return sm4Size
	}
	return 0
}

type word [4]byte

// tape reads tables in their order.
type tape []byte

func (t *tape) next(n int) []byte {
	part := (*t)[:n:n]
	*t = (*t)[n:]
	return part
}

func (t *tape) mix(in word) word {
	part := t.next(mixSize)
	var out [4]word
	for i, b := range in {
		out[i] = word(part[i*mapSize+int(b)*4:])
	}
	xors := part[4*mapSize:]
	left := xor(xors[:xorSize], out[0], out[1])
	right := xor(xors[xorSize:2*xorSize], out[2], out[3])
	return xor(xors[2*xorSize:], left, right)
}

func (t *tape) xor(a, b word) word { return xor(t.next(xorSize), a, b) }

func xor(tables []byte, a, b word) word {
	var out word
	for i := range out {
		high := nibble(tables[2*i*xorTable:], a[i]>>4, b[i]>>4)
		low := nibble(tables[(2*i+1)*xorTable:], a[i]&15, b[i]&15)
		out[i] = high<<4 | low
	}
	return out
}

func nibble(table []byte, a, b byte) byte {
	return table[a<<3|b>>1] >> (4 * (^b & 1)) & 15
}

// crypt sends one block through the tables. dst and src may be the same.
func (k *Key) crypt(dst, src []byte) {
	var state [4]word
	for i := range state {
		state[i] = word(src[4*i:])
	}
	if k.header.Algorithm == AES256 {
		state = runAES(k.tables, state, k.header.Direction)
	} else {
		state = runSM4(k.tables, state)
	}
	for i := range state {
		copy(dst[4*i:], state[i][:])
	}
}

// runAES works on the columns of the state. The tables of a round stand behind the
// row shift, so column c takes row r from column c+r, or c-r for decryption.
func runAES(tables tape, state [4]word, d Direction) [4]word {
	step := 1
	if d == Decryption {
		step = 3
	}
	for range aesRounds {
		var next [4]word
		for c := range next {
			next[c] = tables.mix(tables.mix(column(&state, c, step)))
		}
		state = next
	}
	var last [4]word
	for c := range last {
		for r, b := range column(&state, c, step) {
			last[c][r] = tables.next(256)[b]
		}
	}
	return last
}

func column(state *[4]word, c, step int) (in word) {
	for r := range in {
		in[r] = state[(c+step*r)%4][r]
	}
	return in
}

// runSM4 works on the four words in turn; both directions differ in their tables
// only.
func runSM4(tables tape, x [4]word) [4]word {
	recode := func() {
		for i := range x {
			x[i] = tables.mix(x[i])
		}
	}
	for range sm4Groups {
		recode()
		for range 4 {
			sum := tables.xor(tables.xor(x[1], x[2]), x[3])
			t := tables.mix(tables.mix(sum))
			x = [4]word{x[1], x[2], x[3], tables.xor(x[0], t)}
		}
	}
	recode()
	return [4]word{x[3], x[2], x[1], x[0]}
}
