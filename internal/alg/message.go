package alg

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"hash"
	"runtime"
	"slices"
	"sync/atomic"

	"miyao/internal/secret"
)

// A sealed message of the symmetric algorithms, of which all behind the salt is
// the body:
//
//	 0            32                64
//	+------------+-----------------+------------------+----------+
//	| salt       | commitment      | GCM ciphertext   | GCM tag  |
//	| 32, random | 32              | as the plaintext | 16       |
//	+------------+-----------------+------------------+----------+
//
//	okm = HKDF(hash, ikm = key material, no HKDF salt,
//	           info = "miyao message key v1 " || spec || salt, L = key length + 32)
//	message key = the first bytes of okm, commitment = its last 32 bytes
//	GCM(message key, nonce = 12 zero bytes, plaintext, associated data)
//
// The nonce may be constant because a message key serves one message: salts of
// 256 bits do not repeat. The commitment binds the message to its key: GCM
// alone lets one ciphertext be made that opens under two keys.
//
// The salt of the message stands in HKDF's info, so that its first step,
// extraction, depends on the key material only and is done once, when a key is
// opened; RFC 5869, section 3.1, does without its own salt where the material
// is uniformly random, as key material is.
const (
	hashBytes       = 32 // of SHA-256 and SM3
	saltBytes       = 32
	commitmentBytes = 32
	tagBytes        = 16
	bodyOverhead    = commitmentBytes + tagBytes
	messageOverhead = saltBytes + bodyOverhead
)

// zeroNonce is a constant; it stands here because a local one would be
// allocated for each message.
var zeroNonce [12]byte

// suite is what the construct needs to know about an algorithm.
type suite struct {
	info     []byte // begin of the HKDF info
	keyBytes int    // both of the key material and of a message key
	hash     func() hash.Hash
	cipher   func(key []byte) (cipher.Block, error)
	spares   *spares // nil if its keys serve one message only
}

// symmetric is an opened key of a suite. There may be very many, so each is one
// piece of memory.
type symmetric struct {
	*suite
	extracted [hashBytes]byte // HKDF's pseudorandom key
	number    uint64          // its own among the spares; 0 if it keeps none

	kept atomic.Bool   // it has left an expander there
	made atomic.Uint64 // how many expanders there were when its last was made
}

// extract makes an opened key of key material.
func (s *suite) extract(material []byte) (*symmetric, error) {
	extracted, err := hkdf.Extract(s.hash, material, nil)
	if err != nil {
		return nil, fmt.Errorf("extract from key material: %w", err)
	}
	defer clear(extracted)
	return &symmetric{suite: s, extracted: [hashBytes]byte(extracted)}, nil
}

func (s *suite) open(material secret.Bytes) (any, error) {
	if material.Len() != s.keyBytes {
		return nil, fmt.Errorf("key material has %d bytes, want %d", material.Len(), s.keyBytes)
	}
	k, err := s.extract(material.Expose())
	if err != nil {
		return nil, err
	}
	k.number = s.spares.opened.Add(1)
	// Unlike a cleanup, a finalizer sees the key itself and needs nothing beside it.
	runtime.SetFinalizer(k, (*symmetric).wipe)
	return k, nil
}

// wipe ends a key that nobody uses any more.
func (k *symmetric) wipe() {
	clear(k.extracted[:])
	if k.number > 0 {
		k.spares.take(k.number)
	}
}

// Format implements fmt.Formatter: what is extracted is as secret as the material.
func (*symmetric) Format(f fmt.State, verb rune) { secret.Bytes{}.Format(f, verb) }

// expander is HKDF's expansion (RFC 5869, section 2.3) for one key. That of
// crypto/hkdf keys its HMAC anew for each message, which costs more than the
// rest of it.
type expander struct {
	owner   uint64 // the number of the key
	keep    bool   // worth keeping for the next message
	mac     hash.Hash
	used    bool // mac is to be reset first
	counter [1]byte
	okm     [2 * hashBytes]byte // room for a message key and a commitment
}

// spares holds the expanders of the keys that are used most, while they are not
// at work. It is small: with many thousand keys in use an expander that has left
// the processor's caches is no faster than a new one, and one for each key would
// be half of the memory of all keys.
type spares struct {
	opened atomic.Uint64 // the number of the key opened last
	made   atomic.Uint64 // so many expanders were made
	slots  [1024]atomic.Pointer[expander]
}

func (s *spares) slot(owner uint64) *atomic.Pointer[expander] {
	return &s.slots[owner%uint64(len(s.slots))]
}

// take returns the owner's expander, which then is the caller's alone, or nil.
func (s *spares) take(owner uint64) *expander {
	slot := s.slot(owner)
	if e := slot.Load(); e != nil && e.owner == owner && slot.CompareAndSwap(e, nil) {
		return e
	}
	return nil
}

// expander takes the key's spare one or makes one. That is worth keeping if its
// last one was made not long ago: a key that is seldom used would only push
// others out.
func (k *symmetric) expander() *expander {
	if k.kept.Load() {
		if e := k.spares.take(k.number); e != nil {
			return e
		}
		k.kept.Store(false)
	}
	e := &expander{owner: k.number, mac: hmac.New(k.hash, k.extracted[:])}
	runtime.KeepAlive(k) // what is extracted must not be wiped before it was read
	if k.number > 0 {
		made := k.spares.made.Add(1)
		e.keep = made-k.made.Swap(made) < uint64(len(k.spares.slots))
	}
	return e
}

// release keeps the expander for the next message of its key.
func (k *symmetric) release(e *expander) {
	clear(e.okm[:])
	if e.keep {
		k.spares.slot(k.number).Store(e)
		k.kept.Store(true)
	}
}

// expand returns at least n bytes, which is len(e.okm) at most, valid until the
// next call.
func (e *expander) expand(info, salt []byte, n int) []byte {
	okm := e.okm[:0]
	for e.counter[0] = 1; len(okm) < n; e.counter[0]++ {
		if e.used {
			e.mac.Reset()
		}
		e.used = true
		if size := len(okm); size > 0 {
			e.mac.Write(okm[size-hashBytes:])
		}
		e.mac.Write(info)
		e.mac.Write(salt)
		e.mac.Write(e.counter[:])
		okm = e.mac.Sum(okm)
	}
	return okm
}

// Encrypt implements Encrypter.
func (k *symmetric) Encrypt(dst, plaintext, aad []byte) ([]byte, error) {
	start := len(dst)
	dst = slices.Grow(dst, len(plaintext)+messageOverhead)[:start+saltBytes]
	salt := dst[start:]
	rand.Read(salt) // never fails: crypto/rand ends the process instead
	return k.sealBody(dst, salt, plaintext, aad)
}

// Decrypt implements Decrypter.
func (k *symmetric) Decrypt(dst, sealed, aad []byte) ([]byte, error) {
	if len(sealed) < messageOverhead {
		return nil, ErrOpen
	}
	return k.openBody(dst, sealed[:saltBytes], sealed[saltBytes:], aad)
}

// sealBody appends the body of the message with a salt to dst.
func (k *symmetric) sealBody(dst, salt, plaintext, aad []byte) ([]byte, error) {
	gcm, commitment, err := k.messageKey(salt)
	if err != nil {
		return nil, err
	}
	return gcm.Seal(append(dst, commitment[:]...), zeroNonce[:], plaintext, aad), nil
}

// openBody reverses sealBody. body has bodyOverhead bytes or more.
func (k *symmetric) openBody(dst, salt, body, aad []byte) ([]byte, error) {
	gcm, commitment, err := k.messageKey(salt)
	if err != nil {
		return nil, err
	}
	// Whether it is this check or the tag that fails may be seen in the time it
	// takes. That tells which part of a message was changed, and nothing about
	// the key.
	if subtle.ConstantTimeCompare(body[:commitmentBytes], commitment[:]) != 1 {
		return nil, ErrOpen
	}
	plaintext, err := gcm.Open(dst, zeroNonce[:], body[commitmentBytes:], aad)
	if err != nil {
		return nil, ErrOpen
	}
	return plaintext, nil
}

// messageKey derives the key and the commitment of the message with a salt. An
// error means that the platform refuses the algorithm, never that the salt is
// wrong.
func (k *symmetric) messageKey(salt []byte) (cipher.AEAD, [commitmentBytes]byte, error) {
	var commitment [commitmentBytes]byte
	e := k.expander()
	defer k.release(e)
	okm := e.expand(k.info, salt, k.keyBytes+commitmentBytes)
	copy(commitment[:], okm[k.keyBytes:])
	block, err := k.cipher(okm[:k.keyBytes])
	if err != nil {
		return nil, commitment, fmt.Errorf("set a message key: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, commitment, fmt.Errorf("set a message key: %w", err)
	}
	return gcm, commitment, nil
}
