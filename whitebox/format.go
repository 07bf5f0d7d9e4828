package whitebox

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
)

const (
	magic         = "miyao-wb"
	formatVersion = 1
	headerSize    = 28
	saltSize      = 32
	tagSize       = 16
	slotSize      = bodyKeySize + tagSize
	digestSize    = sha256.Size
)

// MaxDevices is the largest number of devices that a key can be bound to.
const MaxDevices = 255

// File is an EncryptKey or DecryptKey as the server gives it out, whole but not
// yet opened.
type File struct {
	header Header
	salt   []byte   // nil if the key is not bound
	slots  [][]byte // one for each device
	body   []byte   // the tables, in the clear or sealed
}

// Parse reads a white-box key and checks that it is whole. The errors wrap
// ErrMalformed. The result refers to data, which must not be changed.
func Parse(data []byte) (*File, error) {
	if len(data) < headerSize+digestSize || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: it does not begin with %q", ErrMalformed, magic)
	}
	if data[8] != formatVersion {
		return nil, fmt.Errorf("%w: unknown format version %d", ErrMalformed, data[8])
	}
	f := &File{header: Header{Algorithm(data[9]), Direction(data[10]), [16]byte(data[12:headerSize])}}
	if err := f.header.check(); err != nil {
		return nil, err
	}
	devices := int(data[11])
	if want := fileSize(f.header.Algorithm, devices); len(data) != want {
		return nil, fmt.Errorf("%w: %d bytes long, it should have %d", ErrMalformed, len(data), want)
	}
	rest := tape(data[:len(data)-digestSize])
	if digest := sha256.Sum256(rest); !bytes.Equal(digest[:], data[len(rest):]) {
		return nil, fmt.Errorf("%w: the digest does not fit", ErrMalformed)
	}
	rest.next(headerSize)
	if devices > 0 {
		f.salt = rest.next(saltSize)
	}
	for i := range devices {
		f.slots = append(f.slots, rest.next(slotSize))
		if i > 0 && bytes.Compare(f.slots[i-1], f.slots[i]) >= 0 {
			return nil, fmt.Errorf("%w: the slots are not in ascending order", ErrMalformed)
		}
	}
	f.body = rest
	return f, nil
}

// Header says what the key is. It is known before the key is opened, and for a
// bound key certain only afterwards.
func (f *File) Header() Header { return f.header }

// Devices is the number of devices that the key is bound to; 0 means that it is
// bound to none and opens everywhere.
func (f *File) Devices() int { return len(f.slots) }

// Bytes encodes the file again, as Parse read it.
func (f *File) Bytes() []byte {
	data := slices.Concat(f.prefix(), f.body)
	digest := sha256.Sum256(data)
	return append(data, digest[:]...)
}

// prefix is what stands before the tables.
func (f *File) prefix() []byte {
	prefix := f.start()
	for _, slot := range f.slots {
		prefix = append(prefix, slot...)
	}
	return prefix
}

// start is header and salt.
func (f *File) start() []byte {
	start := append([]byte(magic), formatVersion, byte(f.header.Algorithm), byte(f.header.Direction), byte(len(f.slots)))
	start = append(start, f.header.KeyID[:]...)
	return append(start, f.salt...)
}

func (h Header) check() error {
	if tableSize(h.Algorithm) == 0 {
		return fmt.Errorf("%w: unknown %s", ErrMalformed, h.Algorithm)
	}
	if h.Direction != Encryption && h.Direction != Decryption {
		return fmt.Errorf("%w: unknown %s", ErrMalformed, h.Direction)
	}
	return nil
}

// fileSize is the length of a whole file.
func fileSize(a Algorithm, devices int) int {
	n := headerSize + tableSize(a) + digestSize
	if devices > 0 {
		n += saltSize + devices*slotSize + tagSize
	}
	return n
}
