package whitebox

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// Purposes of keys and associated data.
const (
	deviceLabel = "miyao white-box device v1"
	slotLabel   = "miyao white-box slot v1"
	tablesLabel = "miyao white-box tables v1"
)

const bodyKeySize = 32

// fingerprintForm is that of the API: OverwriteWhiteBoxDeviceFingerprints.
var fingerprintForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{14}){3}-[0-9a-f]{16}$`)

func checkFingerprint(text string) error {
	if !fingerprintForm.MatchString(text) {
		return errors.New("a device fingerprint has 8, 14, 14, 14 and 16 lower-case hex digits, joined by \"-\"")
	}
	return nil
}

// Open makes the key ready for use on the device with this fingerprint: 8, 14,
// 14, 14 and 16 lower-case hexadecimal digits, joined by "-". If the key is bound
// to devices and this is none of them, the error is ErrFingerprint. A key that is
// bound to no device opens with any text, and with none: so a program can always
// give its own, whatever the server's operator decides.
//
// Binding is as strong as the fingerprint is hard to guess: who has the file
// and knows, or can try out, the fingerprint of one device opens it elsewhere.
func (f *File) Open(fingerprint string) (*Key, error) {
	if len(f.slots) == 0 {
		return NewKey(f.header, f.body)
	}
	if fingerprint == "" {
		return nil, ErrFingerprint
	}
	if err := checkFingerprint(fingerprint); err != nil {
		return nil, err
	}
	bodyKey, err := f.bodyKey(fingerprint)
	if err != nil {
		return nil, err
	}
	defer clear(bodyKey)
	aead, err := newGCM(bodyKey)
	if err != nil {
		return nil, err
	}
	tables, err := aead.Open(nil, make([]byte, aead.NonceSize()), f.body, append([]byte(tablesLabel), f.prefix()...))
	if err != nil {
		return nil, fmt.Errorf("%w: the tables were changed", ErrMalformed)
	}
	return NewKey(f.header, tables)
}

// bodyKey tries the slots, which do not say whose they are.
func (f *File) bodyKey(fingerprint string) ([]byte, error) {
	aead, err := f.device(fingerprint)
	if err != nil {
		return nil, err
	}
	nonce, bound := make([]byte, aead.NonceSize()), append([]byte(slotLabel), f.start()...)
	for _, slot := range f.slots {
		if bodyKey, err := aead.Open(nil, nonce, slot, bound); err == nil {
			return bodyKey, nil
		}
	}
	return nil, ErrFingerprint
}

// device is the cipher of the slot of one device.
func (f *File) device(fingerprint string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(fingerprint), f.salt, deviceLabel, bodyKeySize)
	if err != nil {
		return nil, fmt.Errorf("derive the key of a device: %w", err)
	}
	defer clear(key)
	return newGCM(key)
}

// Seal encodes the key for the devices with these fingerprints, at most
// MaxDevices different ones, or without any for use everywhere. Each call makes
// other bytes if there are any. One that comes twice or has another form than
// Open says is an error.
func (k *Key) Seal(fingerprints ...string) ([]byte, error) {
	if len(fingerprints) == 0 {
		return (&File{header: k.header, body: k.tables}).Bytes(), nil
	}
	if err := checkFingerprints(fingerprints); err != nil {
		return nil, err
	}
	bodyKey := make([]byte, bodyKeySize)
	rand.Read(bodyKey) // never fails: crypto/rand ends the process instead
	defer clear(bodyKey)
	f := &File{header: k.header, salt: make([]byte, saltSize), slots: make([][]byte, len(fingerprints))}
	rand.Read(f.salt)
	bound := append([]byte(slotLabel), f.start()...)
	for i, fingerprint := range fingerprints {
		aead, err := f.device(fingerprint)
		if err != nil {
			return nil, err
		}
		f.slots[i] = aead.Seal(nil, make([]byte, aead.NonceSize()), bodyKey, bound)
	}
	slices.SortFunc(f.slots, bytes.Compare) // hides whose slot is which
	aead, err := newGCM(bodyKey)
	if err != nil {
		return nil, err
	}
	f.body = aead.Seal(nil, make([]byte, aead.NonceSize()), k.tables, append([]byte(tablesLabel), f.prefix()...))
	return f.Bytes(), nil
}

func checkFingerprints(fingerprints []string) error {
	if len(fingerprints) > MaxDevices {
		return fmt.Errorf("a white-box key can be bound to %d devices, not to %d", MaxDevices, len(fingerprints))
	}
	sorted := slices.Sorted(slices.Values(fingerprints))
	for i, fingerprint := range sorted {
		if err := checkFingerprint(fingerprint); err != nil {
			return err
		}
		if i > 0 && fingerprint == sorted[i-1] {
			return errors.New("a device fingerprint is given twice")
		}
	}
	return nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
