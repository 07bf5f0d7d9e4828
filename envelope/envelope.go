// Package envelope encrypts files of any size under a data key, so that the file
// stays on its machine and only the data key's ciphertext is for the server. The
// console writes and reads the same files.
//
// A file is a header and chunks (docs/formats.md, "Envelope file"):
//
//	"miyaoenv" || 01 || chunk exponent (1) || length of blob (2) || blob || salt (32)
//	AES-256-GCM of up to 2^exponent bytes and its tag, again and again
//
// A reader gives out only what is authentic, in order, and ends with io.EOF only
// where the file did: a file that was cut, extended, reordered or changed gives
// [ErrDamaged]. Bytes read before that error are a true beginning of the file, no
// more; who needs all or nothing keeps them aside until the end.
package envelope

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

const (
	// KeySize is the length of a data key, in bytes.
	KeySize = 32
	// MaxBlob is the length of the longest ciphertext blob of a data key, in bytes.
	MaxBlob = 8192

	magic     = "miyaoenv"
	version   = 1
	fixedSize = len(magic) + 4
	saltSize  = 32
	tagSize   = 16
	nonceSize = 12
	label     = "miyao envelope v1\n"

	// chunkExponent is that of files made here: 256 KiB.
	chunkExponent    = 18
	smallestExponent = 12
	largestExponent  = 24
)

var (
	// ErrFormat reports that something is not an envelope file.
	ErrFormat = errors.New("not an envelope file")
	// ErrVersion reports an envelope file of a later version.
	ErrVersion = errors.New("an envelope file of a version that is not known")
	// ErrDamaged reports that a file is not as it was made, or belongs to another data key.
	ErrDamaged = errors.New("the envelope file is damaged or incomplete")
	// ErrTooLong reports more data than a file can hold: 2^32 chunks.
	ErrTooLong = errors.New("too much data for one envelope file")
)

// newAEAD derives the key of one file. All of the header goes into it, so that
// no chunk opens under another header.
func newAEAD(dataKey, header []byte) (cipher.AEAD, error) {
	if len(dataKey) != KeySize {
		return nil, fmt.Errorf("the data key has %d bytes, not %d", len(dataKey), KeySize)
	}
	key, err := hkdf.Key(sha256.New, dataKey, header[len(header)-saltSize:], label+string(header), KeySize)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// nonce is that of a chunk: its number, and whether it is the last one.
func nonce(chunk uint64, last bool) []byte {
	n := make([]byte, nonceSize)
	binary.BigEndian.PutUint64(n[3:11], chunk)
	if last {
		n[11] = 1
	}
	return n
}

// Writer encrypts what is written to it. It holds up to 256 KiB back. It is not
// safe for concurrent use.
type Writer struct {
	out    io.Writer
	aead   cipher.AEAD
	buffer []byte // what is not sealed yet; a full chunk waits, for it may be the last
	chunk  uint64
	err    error
}

// NewWriter writes the header of a file to out. dataKey has [KeySize] bytes and
// encrypts this file; it is not kept, so the caller can wipe it at once. blob is
// its ciphertext, 1 to [MaxBlob] bytes. The file is complete when Close has
// returned nil; Close does not close out.
func NewWriter(out io.Writer, dataKey, blob []byte) (*Writer, error) {
	if len(blob) == 0 || len(blob) > MaxBlob {
		return nil, fmt.Errorf("the ciphertext of the data key has %d bytes, not 1 to %d", len(blob), MaxBlob)
	}
	header := append([]byte(magic), version, chunkExponent)
	header = binary.BigEndian.AppendUint16(header, uint16(len(blob)))
	header = append(header, blob...)
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	header = append(header, salt...)
	aead, err := newAEAD(dataKey, header)
	if err != nil {
		return nil, err
	}
	if _, err := out.Write(header); err != nil {
		return nil, err
	}
	return &Writer{out: out, aead: aead, buffer: make([]byte, 0, 1<<chunkExponent+tagSize)}, nil
}

// Write implements io.Writer. After an error, which is that of out or
// [ErrTooLong], every call returns it again.
func (w *Writer) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 && w.err == nil {
		if len(w.buffer) == 1<<chunkExponent {
			w.seal(false)
			continue
		}
		n := min(len(p), 1<<chunkExponent-len(w.buffer))
		w.buffer = append(w.buffer, p[:n]...)
		p = p[n:]
		written += n
	}
	return written, w.err
}

var errClosed = errors.New("the envelope file is closed")

// Close seals and writes the last chunk.
func (w *Writer) Close() error {
	if w.err != nil {
		return w.err
	}
	w.seal(true)
	if w.err != nil {
		return w.err
	}
	w.err = errClosed
	return nil
}

func (w *Writer) seal(last bool) {
	if w.chunk > math.MaxUint32 {
		w.err = ErrTooLong
		return
	}
	sealed := w.aead.Seal(w.buffer[:0], nonce(w.chunk, last), w.buffer, nil)
	_, w.err = w.out.Write(sealed)
	w.buffer = w.buffer[:0]
	w.chunk++
}

// Header is the beginning of a file. Nothing in it is authentic before the file
// opens.
type Header struct {
	// Blob is the ciphertext of the data key: decrypt it, and give the result to
	// Open.
	Blob []byte

	in       io.Reader
	bytes    []byte
	exponent byte
}

// ReadHeader reads the header of a file; what follows in in are its chunks. The
// error is [ErrFormat], [ErrVersion] or that of in.
func ReadHeader(in io.Reader) (*Header, error) {
	fixed := make([]byte, fixedSize)
	if err := readFull(in, fixed); err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(fixed, []byte(magic)) {
		return nil, ErrFormat
	}
	if fixed[8] != version {
		return nil, ErrVersion
	}
	h := &Header{in: in, exponent: fixed[9]}
	length := int(binary.BigEndian.Uint16(fixed[10:]))
	if h.exponent < smallestExponent || h.exponent > largestExponent || length == 0 || length > MaxBlob {
		return nil, ErrFormat
	}
	rest := make([]byte, length+saltSize)
	if err := readFull(in, rest); err != nil {
		return nil, err
	}
	h.Blob = rest[:length:length]
	h.bytes = append(fixed, rest...)
	return h, nil
}

// readFull reads a part of the header; a file that ends in it is none.
func readFull(in io.Reader, b []byte) error {
	_, err := io.ReadFull(in, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrFormat
	}
	return err
}

// Open gives the plaintext of the file, once. dataKey has [KeySize] bytes and is
// that of h.Blob; it is not kept. That it is another one, or that the file is not
// as it was made, shows as [ErrDamaged] when it is read.
func (h *Header) Open(dataKey []byte) (io.Reader, error) {
	aead, err := newAEAD(dataKey, h.bytes)
	if err != nil {
		return nil, err
	}
	size := 1<<h.exponent + tagSize
	return &reader{in: h.in, aead: aead, sealed: make([]byte, 0, size+1), size: size}, nil
}

// reader opens chunks one by one.
type reader struct {
	in     io.Reader
	aead   cipher.AEAD
	size   int    // of a full sealed chunk
	sealed []byte // read ahead: a full chunk and one byte, which tells that another one follows
	opened []byte // the chunk that was opened last
	plain  []byte // what of it was not given out yet
	chunk  uint64
	err    error
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	for len(r.plain) == 0 && r.err == nil {
		r.next()
	}
	if len(r.plain) == 0 {
		return 0, r.err
	}
	n := copy(p, r.plain)
	r.plain = r.plain[n:]
	return n, nil
}

// next opens a chunk, or notes in err why there is none.
func (r *reader) next() {
	have := len(r.sealed)
	n, err := io.ReadFull(r.in, r.sealed[have:r.size+1])
	r.sealed = r.sealed[:have+n]
	last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !last {
		r.err = err
		return
	}
	chunk := r.sealed[:min(len(r.sealed), r.size)]
	// Only an empty file has an empty chunk.
	if len(chunk) < tagSize || len(chunk) == tagSize && r.chunk > 0 || r.chunk > math.MaxUint32 {
		r.err = ErrDamaged
		return
	}
	r.opened, err = r.aead.Open(r.opened[:0], nonce(r.chunk, last), chunk, nil)
	if err != nil {
		r.err = ErrDamaged
		return
	}
	r.plain = r.opened
	r.chunk++
	if last {
		r.err = io.EOF
		return
	}
	r.sealed = append(r.sealed[:0], r.sealed[r.size])
}
