package audit

import "math/bits"

// filter is a Bloom filter: what was added is found, what was not is found
// seldom. Its length is a power of two.
type filter []byte

// filterShare is the size of a segment for each byte of its filter. At some 500
// bytes an entry, most of whose values repeat, that is over ten bits for each
// value: one search in a hundred finds what is not there.
const filterShare = 256

const (
	leastFilter = 1 << 10
	filterBits  = 4 // that stand for one value
)

func newFilter(segmentBytes int64) filter {
	n := max(leastFilter, segmentBytes/filterShare)
	return make(filter, 1<<bits.Len64(uint64(n-1)))
}

func (f filter) add(field Field, value []byte) {
	a, b := filterHash(field, value)
	for range filterBits {
		f[a>>3%uint64(len(f))] |= 1 << (a & 7)
		a += b
	}
}

func (f filter) mayHave(field Field, value []byte) bool {
	a, b := filterHash(field, value)
	for range filterBits {
		if f[a>>3%uint64(len(f))]&(1<<(a&7)) == 0 {
			return false
		}
		a += b
	}
	return true
}

// filterHash is FNV-1a with 64 bits, and its halves mixed for the step from one
// bit to the next, which is odd.
func filterHash(field Field, value []byte) (start, step uint64) {
	const offset, prime = 14695981039346656037, 1099511628211
	h := (offset ^ uint64(field)) * prime
	for _, b := range value {
		h = (h ^ uint64(b)) * prime
	}
	return h, h>>32 ^ h<<32 | 1
}
