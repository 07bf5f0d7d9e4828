// Package whitebox makes white-box keys: a raw key goes in, encoded look-up
// tables that compute its cipher come out. Package miyao/whitebox runs them and
// holds their format. Every call draws new encodings from crypto/rand, so that
// two white-box keys of one raw key have no table in common.
//
// AES-256 follows Chow, Eisen, Johnson and van Oorschot, White-Box Cryptography
// and an AES Implementation (SAC 2002), in the arrangement of Muir, A Tutorial on
// White-box AES (2013), with 14 rounds and for both directions. SM4 takes from
// Xiao and Lai, White-box Cryptography and a White-box Implementation of the SMS4
// Algorithm (ChinaCrypt 2009), the 32-bit encodings of the state and the bytewise
// ones before the S-boxes, and adds nibble encodings; sm4.go says why.
//
// Blocks go in and come out as the standards have them: there are no external
// encodings, because the server's messages are ordinary CBC. That is the known
// weak side of the construct. It hides a key from a search and not from an
// analyst; docs/security.md names the attacks.
package whitebox

import (
	"fmt"

	"miyao/internal/secret"
	"miyao/whitebox"
)

// Generate makes the encryption and the decryption tables of a raw key, AES_256
// with 32 bytes or SM4 with 16, for the white-box key with this id. Both are
// whole files that are bound to no device, and as secret as the raw key: Bind
// makes of them what may leave the server.
func Generate(algorithm string, id [16]byte, key secret.Bytes) (encryptKey, decryptKey secret.Bytes, err error) {
	h := whitebox.Header{KeyID: id}
	var build func(b *builder, key []byte, d whitebox.Direction)
	switch {
	case algorithm == whitebox.AES256.String() && key.Len() == aesKeyBytes:
		h.Algorithm, build = whitebox.AES256, buildAES
	case algorithm == whitebox.SM4.String() && key.Len() == sm4KeyBytes:
		h.Algorithm, build = whitebox.SM4, buildSM4
	default:
		return secret.Bytes{}, secret.Bytes{}, fmt.Errorf("there is no white-box cipher %q with a key of %d bytes", algorithm, key.Len())
	}
	var files [2]secret.Bytes
	for i, direction := range []whitebox.Direction{whitebox.Encryption, whitebox.Decryption} {
		h.Direction = direction
		b := newBuilder()
		build(b, key.Expose(), direction)
		if files[i], err = encode(h, b.tables); err != nil {
			return secret.Bytes{}, secret.Bytes{}, err
		}
	}
	return files[0], files[1], nil
}

// encode makes a file of tables, which it wipes: they are as secret as the key.
func encode(h whitebox.Header, tables []byte) (secret.Bytes, error) {
	defer clear(tables)
	key, err := whitebox.NewKey(h, tables)
	if err != nil {
		return secret.Bytes{}, fmt.Errorf("make white-box tables: %w", err)
	}
	file, err := key.Seal()
	return secret.New(file), err
}

// Bind encodes a file of Generate for the devices with these fingerprints, or
// for use everywhere if there are none: the EncryptKey or DecryptKey that the
// API gives out. A fingerprint of another form, one that comes twice and more
// than [whitebox.MaxDevices] are errors.
func Bind(file secret.Bytes, fingerprints []string) ([]byte, error) {
	parsed, err := whitebox.Parse(file.Expose())
	if err != nil {
		return nil, err
	}
	key, err := parsed.Open("")
	if err != nil {
		return nil, err
	}
	return key.Seal(fingerprints...)
}
