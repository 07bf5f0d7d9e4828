package alg_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// The examples of GB/T 32918.5-2017, annex A, share one key.
const (
	gbScalar = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
	gbPoint  = "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020" +
		"CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)

type rs struct{ R, S *big.Int }

func marshal(t testing.TB, value any) []byte {
	t.Helper()
	der, err := asn1.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// GB/T 32918.5-2017, A.2.
func TestSM2SignatureVector(t *testing.T) {
	key := openAs[signer](t, alg.SM2Sign, secret.New(unhex(t, gbScalar)))
	if !bytes.HasSuffix(key.PublicKey(), unhex(t, gbPoint)) {
		t.Error("the public key is another one")
	}
	message, e := []byte("message digest"), unhex(t, "F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640")
	signature := marshal(t, rs{
		new(big.Int).SetBytes(unhex(t, "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3")),
		new(big.Int).SetBytes(unhex(t, "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")),
	})
	own, err := key.Sign("SM2DSA", message, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, sig := range [][]byte{signature, own} {
		for digest, input := range map[bool][]byte{false: message, true: e} {
			if valid, err := key.Verify("SM2DSA", input, sig, digest); !valid || err != nil {
				t.Errorf("digest %v: %v, %v", digest, valid, err)
			}
		}
		plain := sm3.Sum(message) // without Z it is another digest
		if valid, err := key.Verify("SM2DSA", plain[:], sig, true); valid || err != nil {
			t.Errorf("SM3(M): %v, %v", valid, err)
		}
	}
}

// gbCiphertext is the example of GB/T 32918.5-2017, A.3, in the form of GM/T
// 0009.
func gbCiphertext(t testing.TB) sm2DER {
	return sm2DER{
		X:  new(big.Int).SetBytes(unhex(t, "04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73")),
		Y:  new(big.Int).SetBytes(unhex(t, "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0")),
		C3: unhex(t, "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"),
		C2: unhex(t, "21886CA989CA9C7D58087307CA93092D651EFA"),
	}
}

func TestSM2EncryptionVector(t *testing.T) {
	key := openAs[alg.SM2Decrypter](t, alg.SM2Decrypt, secret.New(unhex(t, gbScalar)))
	if plaintext, err := key.DecryptSM2(marshal(t, gbCiphertext(t))); err != nil || string(plaintext) != "encryption standard" {
		t.Errorf("%q, %v", plaintext, err)
	}
}

// GB/T 32905-2016, A.1 and A.2.
func TestSM3Vectors(t *testing.T) {
	for message, want := range map[string]string{
		"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
		"abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd": "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
	} {
		if got := sm3.Sum([]byte(message)); hex.EncodeToString(got[:]) != want {
			t.Errorf("SM3(%s) = %x", message, got)
		}
	}
}

func TestDecryptSM2Refusals(t *testing.T) {
	key := openAs[alg.SM2Decrypter](t, alg.SM2Decrypt, secret.New(unhex(t, gbScalar)))
	refuse := func(what string, ciphertext []byte) {
		t.Helper()
		if plaintext, err := key.DecryptSM2(ciphertext); err != alg.ErrOpen || plaintext != nil {
			t.Errorf("%s: %d bytes, error %v, want ErrOpen", what, len(plaintext), err)
		}
	}
	good := gbCiphertext(t)
	der := marshal(t, good)
	for i := range der {
		changed := bytes.Clone(der)
		changed[i] ^= 1
		refuse(fmt.Sprint("changed at ", i), changed)
		refuse(fmt.Sprint("cut to ", i), der[:i])
	}
	for what, other := range reencodings(der) {
		refuse(what, other)
	}
	raw := slices.Concat(good.X.FillBytes(make([]byte, 32)), good.Y.FillBytes(make([]byte, 32)))
	swapped, negative, infinite, beyond, none := good, good, good, good, good
	swapped.C2, swapped.C3 = good.C3, good.C2
	negative.Y = new(big.Int).Sub(sm2.P256().Params().P, good.Y) // the other point with this x
	infinite.X, infinite.Y = new(big.Int), new(big.Int)
	beyond.X = new(big.Int).Add(good.X, sm2.P256().Params().P)
	none.C2 = nil
	for what, ciphertext := range map[string][]byte{
		"C1C2C3": marshal(t, swapped), "negated": marshal(t, negative), "infinity": marshal(t, infinite),
		"x beyond p": marshal(t, beyond), "no C2": marshal(t, none), "zeros": make([]byte, len(der)),
		"raw": slices.Concat(raw, good.C3, good.C2), "raw with prefix": slices.Concat([]byte{4}, raw, good.C3, good.C2),
		"raw compressed": slices.Concat([]byte{2}, raw[:32], good.C3, good.C2),
	} {
		refuse(what, ciphertext)
	}
}

// reencodings are other ways to write a DER SEQUENCE of less than 256 bytes that
// begins with an INTEGER, in BER or with something added.
func reencodings(der []byte) map[string][]byte {
	content := der[2:]
	if der[1] > 0x80 {
		content = der[3:]
	}
	n := byte(len(content))
	integer, rest := content[2:2+content[1]], content[2+content[1]:]
	sequence := func(parts ...[]byte) []byte {
		body := slices.Concat(parts...)
		return slices.Concat([]byte{0x30, 0x81, byte(len(body))}, body)
	}
	all := map[string][]byte{
		"long length":        slices.Concat([]byte{0x30, 0x82, 0, n}, content),
		"indefinite length":  slices.Concat([]byte{0x30, 0x80}, content, []byte{0, 0}),
		"trailing byte":      append(bytes.Clone(der), 0),
		"trailing null":      slices.Concat(der, []byte{5, 0}),
		"set":                slices.Concat([]byte{0x31}, der[1:]),
		"element more":       {0x30, 0x81, n + 2},
		"padded integer":     sequence([]byte{2, byte(len(integer)) + 1, 0}, integer, rest),
		"long integer":       sequence([]byte{2, 0x81, byte(len(integer))}, integer, rest),
		"negative integer":   sequence([]byte{2, byte(len(integer)), integer[0] | 0x80}, integer[1:], rest),
		"empty first number": sequence([]byte{2, 0}, rest),
	}
	all["element more"] = slices.Concat(all["element more"], content, []byte{5, 0})
	if der[1] < 0x80 {
		all["long form"] = slices.Concat([]byte{0x30, 0x81, n}, content)
	}
	return all
}

func FuzzDecryptSM2(f *testing.F) {
	key := openAs[alg.SM2Decrypter](f, alg.SM2Decrypt, secret.New(unhex(f, gbScalar)))
	der := marshal(f, gbCiphertext(f))
	if plaintext, err := key.DecryptSM2(der); err != nil || len(plaintext) == 0 {
		f.Fatalf("the seed opens to %d bytes, %v", len(plaintext), err)
	}
	f.Add(der)
	for _, other := range reencodings(der) {
		f.Add(other)
	}
	f.Fuzz(func(t *testing.T, ciphertext []byte) {
		plaintext, err := key.DecryptSM2(ciphertext)
		if err != nil {
			if err != alg.ErrOpen || plaintext != nil {
				t.Errorf("%d bytes, error %v", len(plaintext), err)
			}
			return
		}
		var parsed sm2DER
		if rest, err := asn1.Unmarshal(ciphertext, &parsed); err != nil || len(rest) != 0 || !bytes.Equal(marshal(t, parsed), ciphertext) {
			t.Errorf("%x opens and is not DER", ciphertext)
		}
	})
}
