// Package whitebox encrypts and decrypts with the white-box keys of a miyao
// server: the EncryptKey that CreateWhiteBoxKey returns, and the DecryptKey of
// CreateWhiteBoxKey and DescribeWhiteBoxDecryptKey. It needs no server and no
// other package of miyao.
//
//	file, err := whitebox.Parse(decryptKey) // the bytes, not their base64
//	key, err := file.Open(fingerprint)      // "" if the key is bound to no device
//	plaintext, err := key.Decrypt(iv, ciphertext)
//
// A white-box key is a block cipher with its key built into encoded look-up
// tables. The tables compute AES-256 or SM4 exactly, block for block, but
// neither they nor this package hold a round key, an S-box or a key schedule.
//
// Know what that is worth. It keeps a key from whoever searches a program or
// its memory for one. It does not keep it from an analyst: for every published
// white-box AES and SM4, this one included, attacks are published that find the
// key from the tables. And who has the tables can decrypt with them, without
// finding anything. Use secure hardware where there is some. docs/security.md
// names the attacks.
//
// # Messages
//
// EncryptByWhiteBox makes messages in CBC mode (NIST SP 800-38A) with the
// padding of PKCS #7 (RFC 5652, 6.3) and an initialisation vector of 16 bytes
// that travels beside the ciphertext. They are not authenticated: see
// [Key.Decrypt].
//
// # Format, version 1
//
// EncryptKey and DecryptKey are standard base64 of these bytes:
//
//	 0            8         9           10          11        12       28
//	+------------+---------+-----------+-----------+---------+--------+---------+----------+--------+--------+
//	| "miyao-wb" | version | algorithm | direction | devices | key id | salt    | slots    | tables | digest |
//	| 8          | 01      | 1         | 1         | 1       | 16     | 0 or 32 | 48 each  |        | 32     |
//	+------------+---------+-----------+-----------+---------+--------+---------+----------+--------+--------+
//
// The algorithm is 1 for AES_256 and 2 for SM4, the direction 1 for encryption
// and 2 for decryption. The digest is SHA-256 of all bytes before it, against
// damage. A key with 0 devices has no salt and no slots, and its tables stand
// in the clear: 749,568 bytes for AES_256, 815,104 for SM4.
//
// A key that is bound to devices has one slot for each of them, in ascending
// order, each one 32 bytes and a tag; behind the tables stands a tag too.
//
//	device key = HKDF-SHA-256(ikm = fingerprint, salt, info = "miyao white-box device v1", L = 32)
//	slot       = AES-256-GCM(device key, nonce = 12 zero bytes, body key,
//	                         "miyao white-box slot v1" || header (28) || salt)
//	tables     = AES-256-GCM(body key, nonce = 12 zero bytes, tables,
//	                         "miyao white-box tables v1" || header (28) || salt || slots)
//
// Salt and body key are random and made for each binding, so that a nonce that
// is always zero serves once under each key.
//
// The tables are drawn in docs/formats.md. Parsing is strict: what parses
// encodes again to the same bytes. Released versions are never changed.
package whitebox

import (
	"crypto/cipher"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
)

// BlockSize is the length of a block and of an initialisation vector in bytes,
// for every algorithm.
const BlockSize = 16

var (
	// ErrMalformed is wrapped by the errors about bytes that are no white-box
	// key of a known version, or a damaged one.
	ErrMalformed = errors.New("malformed white-box key")
	// ErrFingerprint reports that a key is bound to devices, and the fingerprint
	// is of none of them or missing.
	ErrFingerprint = errors.New("the white-box key needs the fingerprint of a device that it is bound to")
	// ErrCiphertext is the one error for a ciphertext that does not decrypt.
	ErrCiphertext = errors.New("the ciphertext is damaged, or belongs to another key or initialisation vector")
)

// Algorithm is the block cipher that tables compute.
type Algorithm byte

// The algorithms. Their numbers are part of the format.
const (
	AES256 Algorithm = 1 // FIPS 197 with a key of 256 bits
	SM4    Algorithm = 2 // GB/T 32907
)

// String is the name that CreateWhiteBoxKey takes.
func (a Algorithm) String() string {
	switch a {
	case AES256:
		return "AES_256"
	case SM4:
		return "SM4"
	}
	return fmt.Sprintf("algorithm %d", byte(a))
}

// Direction tells what tables can do; they cannot be turned round.
type Direction byte

// The directions. Their numbers are part of the format.
const (
	Encryption Direction = 1
	Decryption Direction = 2
)

// String is a word for messages.
func (d Direction) String() string {
	switch d {
	case Encryption:
		return "encryption"
	case Decryption:
		return "decryption"
	}
	return fmt.Sprintf("direction %d", byte(d))
}

// Header says what a white-box key is.
type Header struct {
	Algorithm Algorithm
	Direction Direction
	KeyID     [16]byte // the UUID of the key on the server
}

// Key is a white-box key that is ready for use. It is safe for concurrent use.
type Key struct {
	header Header
	tables []byte
}

// NewKey makes a key of tables, which it keeps and which must not be changed.
// Clients get theirs from [File.Open].
func NewKey(h Header, tables []byte) (*Key, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	if len(tables) != tableSize(h.Algorithm) {
		return nil, fmt.Errorf("%w: %d bytes of tables, %s has %d", ErrMalformed, len(tables), h.Algorithm, tableSize(h.Algorithm))
	}
	return &Key{h, tables}, nil
}

// Header says what the key is.
func (k *Key) Header() Header { return k.header }

// Encrypt encrypts a plaintext of any length, also an empty one, as
// EncryptByWhiteBox does. The key must be one for encryption. The
// initialisation vector has 16 bytes from crypto/rand, made for this message
// and sent along with the ciphertext; with one that can be foreseen, or is used
// again, CBC tells who watches whether plaintexts begin alike.
func (k *Key) Encrypt(iv, plaintext []byte) ([]byte, error) {
	if err := k.check(Encryption, iv); err != nil {
		return nil, err
	}
	padding := BlockSize - len(plaintext)%BlockSize
	data := slices.Grow(slices.Clone(plaintext), padding)
	for range padding {
		data = append(data, byte(padding))
	}
	cipher.NewCBCEncrypter(block{k}, iv).CryptBlocks(data, data)
	return data, nil
}

// Decrypt decrypts what Encrypt or EncryptByWhiteBox made with this
// initialisation vector. The key must be one for decryption. Every ciphertext
// that does not decrypt gives ErrCiphertext and no plaintext.
//
// Success proves nothing. CBC does not authenticate: who can change ciphertext
// or initialisation vector can change the plaintext in ways he knows, and one
// of 256 random ciphertexts decrypts to something. And who can send ciphertexts
// of his own and learn, by answer or by time, which of them gave ErrCiphertext
// can decrypt any message without the key (Vaudenay, Security Flaws Induced by
// CBC Padding, Eurocrypt 2002). So decrypt only what came in an authenticated
// way, signed or over TLS from one you trust, and never answer a stranger
// differently for this error.
func (k *Key) Decrypt(iv, ciphertext []byte) ([]byte, error) {
	if err := k.check(Decryption, iv); err != nil {
		return nil, err
	}
	if len(ciphertext) == 0 || len(ciphertext)%BlockSize != 0 {
		return nil, ErrCiphertext
	}
	data := slices.Clone(ciphertext)
	cipher.NewCBCDecrypter(block{k}, iv).CryptBlocks(data, data)
	n, ok := unpadded(data)
	if !ok {
		clear(data)
		return nil, ErrCiphertext
	}
	return data[:n], nil
}

func (k *Key) check(d Direction, iv []byte) error {
	if k.header.Direction != d {
		return fmt.Errorf("this white-box key is for %s, not for %s", k.header.Direction, d)
	}
	if len(iv) != BlockSize {
		return fmt.Errorf("the initialisation vector has %d bytes, it must have %d", len(iv), BlockSize)
	}
	return nil
}

// unpadded finds the length without padding, in time that does not depend on
// the padding.
func unpadded(data []byte) (n int, ok bool) {
	padding := int(data[len(data)-1])
	good := subtle.ConstantTimeLessOrEq(1, padding) & subtle.ConstantTimeLessOrEq(padding, BlockSize)
	for i := 1; i <= BlockSize; i++ {
		inside := subtle.ConstantTimeLessOrEq(i, padding)
		equal := subtle.ConstantTimeByteEq(data[len(data)-i], byte(padding))
		good &= equal | (inside ^ 1)
	}
	return len(data) - padding, good == 1
}

// block lends a key to crypto/cipher. The tables know one direction, which
// Encrypt and Decrypt have checked.
type block struct{ key *Key }

func (block) BlockSize() int            { return BlockSize }
func (b block) Encrypt(dst, src []byte) { b.key.crypt(dst, src) }
func (b block) Decrypt(dst, src []byte) { b.key.crypt(dst, src) }
