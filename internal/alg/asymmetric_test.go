package alg_test

import (
	"bytes"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/emmansun/gmsm/sm2"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

// signing returns the rows whose keys sign by name.
func signing(t testing.TB) []alg.Algorithm {
	t.Helper()
	rows := slices.DeleteFunc(alg.Table(), func(row alg.Algorithm) bool { return len(row.Algorithms) == 0 })
	if len(rows) < 4 {
		t.Fatalf("%d signing algorithms", len(rows))
	}
	return rows
}

type signer interface {
	alg.PublicKeyer
	alg.Signer
	alg.Verifier
}

// hashBytes is the length of a digest for a row.
func hashBytes(row alg.Algorithm) int {
	if row.ID == alg.ECCP384 {
		return 48
	}
	return 32
}

func TestSignVerify(t *testing.T) {
	for _, row := range signing(t) {
		key := openAs[signer](t, row.ID, generate(t, row))
		foreign, err := alg.ForeignVerifier(key.PublicKey())
		if err != nil {
			t.Fatal(err)
		}
		for _, algorithm := range row.Algorithms {
			for _, digest := range []bool{false, true} {
				message := make([]byte, hashBytes(row))
				rand.Read(message)
				signature, err := key.Sign(algorithm, message, digest)
				if err != nil {
					t.Fatal(err)
				}
				for _, verifier := range []alg.Verifier{key, foreign} {
					check := func(want bool, what string, message, signature []byte, digest bool) {
						t.Helper()
						if got, err := verifier.Verify(algorithm, message, signature, digest); got != want || err != nil {
							t.Errorf("%s, digest %v, %s: %v, %v", algorithm, digest, what, got, err)
						}
					}
					check(true, "as signed", message, signature, digest)
					check(false, "the other message type", message, signature, !digest)
					check(false, "another message", append([]byte{message[0] ^ 1}, message[1:]...), signature, digest)
					check(false, "no signature", message, nil, digest)
					check(false, "cut", message, signature[:len(signature)-1], digest)
					check(false, "extended", message, append(bytes.Clone(signature), 0), digest)
					for i := 0; i < len(signature); i += 7 { // a sample of every part
						changed := bytes.Clone(signature)
						changed[i] ^= 0x10
						check(false, fmt.Sprint("changed at ", i), message, changed, digest)
					}
				}
			}
		}
	}
}

func TestSignRefusals(t *testing.T) {
	for _, row := range signing(t) {
		key := openAs[signer](t, row.ID, generate(t, row))
		refuse := func(want error, algorithm string, message []byte, digest bool) {
			t.Helper()
			if signature, err := key.Sign(algorithm, message, digest); err != want || signature != nil {
				t.Errorf("%s: Sign by %q: %v, want %v", row.Usage, algorithm, err, want)
			}
			if valid, err := key.Verify(algorithm, message, nil, digest); err != want || valid {
				t.Errorf("%s: Verify by %q: %v, want %v", row.Usage, algorithm, err, want)
			}
		}
		for _, other := range signing(t) {
			for _, algorithm := range other.Algorithms {
				if other.ID != row.ID {
					refuse(alg.ErrAlgorithm, algorithm, make([]byte, hashBytes(row)), true)
				}
			}
		}
		refuse(alg.ErrAlgorithm, "", []byte("x"), false)
		refuse(alg.ErrAlgorithm, row.Spec, []byte("x"), false)
		for _, n := range []int{0, 20, 31, 33, 47, 49, 64} {
			refuse(alg.ErrDigestLength, row.Algorithms[0], make([]byte, n), true)
		}
	}
}

// A key has the capabilities of its usage and no others.
func TestCapabilities(t *testing.T) {
	for _, row := range alg.Table() {
		if row.ID != alg.RSADecrypt && row.ID != alg.SM2Decrypt && len(row.Algorithms) == 0 {
			continue
		}
		opened, err := row.Open(generate(t, row))
		if err != nil {
			t.Fatal(err)
		}
		_, encrypts := opened.(alg.Encrypter)
		_, decrypts := opened.(alg.Decrypter)
		_, decryptsRSA := opened.(alg.RSADecrypter)
		_, decryptsSM2 := opened.(alg.SM2Decrypter)
		_, signs := opened.(alg.Signer)
		_, verifies := opened.(alg.Verifier)
		_, public := opened.(alg.PublicKeyer)
		signing := len(row.Algorithms) > 0
		if encrypts || decrypts || !public || signs != signing || verifies != signing ||
			decryptsRSA != (row.ID == alg.RSADecrypt) || decryptsSM2 != (row.ID == alg.SM2Decrypt) {
			t.Errorf("%s: %T has the wrong capabilities", row.Usage, opened)
		}
		spki := opened.(alg.PublicKeyer).PublicKey()
		spki[0]++
		if bytes.Equal(spki, opened.(alg.PublicKeyer).PublicKey()) {
			t.Errorf("%s: the caller of PublicKey can change the key", row.Usage)
		}
	}
}

// Scalars of the wrong length or out of range are no keys.
func TestOpenRefusesScalars(t *testing.T) {
	for id, curve := range map[alg.ID]elliptic.Curve{
		alg.ECCP256: elliptic.P256(), alg.ECCP384: elliptic.P384(), alg.SM2Sign: sm2.P256(), alg.SM2Decrypt: sm2.P256(),
	} {
		row, _ := alg.ByID(id)
		size, n := curve.Params().BitSize/8, curve.Params().N
		scalar := func(offset int64) secret.Bytes {
			return secret.New(new(big.Int).Add(n, big.NewInt(offset)).FillBytes(make([]byte, size)))
		}
		good, largest := generate(t, row), int64(-1)
		if curve == sm2.P256() {
			largest = -2 // 1 + d must have an inverse
		}
		for what, material := range map[string]secret.Bytes{
			"nothing": {}, "zero": secret.New(make([]byte, size)), "the order": scalar(0), "beyond the order": scalar(1),
			"beyond the largest": scalar(largest + 1), "all ones": secret.New(bytes.Repeat([]byte{0xff}, size)),
			"a byte more": secret.New(append([]byte{0}, good.Expose()...)), "a byte less": secret.New(good.Expose()[1:]),
		} {
			if opened, err := row.Open(material); err == nil || opened != nil {
				t.Errorf("%s: %s opens", row.Usage, what)
			}
		}
		if _, err := row.Open(scalar(largest)); err != nil {
			t.Errorf("%s: the largest scalar: %v", row.Usage, err)
		}
	}
}

// Signatures are malleable by their encoding unless it is the one of DER.
func TestSignatureEncodings(t *testing.T) {
	for _, row := range signing(t) {
		if row.ID == alg.RSASign {
			continue
		}
		key := openAs[signer](t, row.ID, generate(t, row))
		signature, err := key.Sign(row.Algorithms[0], []byte("message"), false)
		if err != nil {
			t.Fatal(err)
		}
		var parsed rs
		if rest, err := asn1.Unmarshal(signature, &parsed); err != nil || len(rest) != 0 || !bytes.Equal(marshal(t, parsed), signature) {
			t.Fatalf("%s: the signature is not DER: %v", row.Usage, err)
		}
		others := reencodings(signature)
		size := hashBytes(row)
		others["raw"] = append(parsed.R.FillBytes(make([]byte, size)), parsed.S.FillBytes(make([]byte, size))...)
		others["zeros"] = marshal(t, rs{new(big.Int), new(big.Int)})
		others["swapped"] = marshal(t, rs{parsed.S, parsed.R})
		others["r beyond n"] = marshal(t, rs{new(big.Int).Add(parsed.R, new(big.Int).Lsh(big.NewInt(1), uint(8*size))), parsed.S})
		for what, other := range others {
			if valid, err := key.Verify(row.Algorithms[0], []byte("message"), other, false); valid || err != nil {
				t.Errorf("%s: %s: %v, %v", row.Usage, what, valid, err)
			}
		}
	}
}

// An opened key has memory of its own and serves many at once.
func TestAsymmetricKeysAreIndependent(t *testing.T) {
	for _, row := range signing(t) {
		material := generate(t, row).Clone()
		key := openAs[signer](t, row.ID, material)
		material.Wipe()
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				signature, err := key.Sign(row.Algorithms[0], []byte("x"), false)
				if err != nil {
					t.Error(err)
				}
				if valid, err := key.Verify(row.Algorithms[0], []byte("x"), signature, false); !valid || err != nil {
					t.Errorf("%s: %v, %v", row.Usage, valid, err)
				}
			})
		}
		all.Wait()
	}
}

func FuzzVerify(f *testing.F) {
	message := []byte("message")
	keys := map[string]alg.Verifier{}
	// The keys are constant, since each process of a fuzzer makes its own.
	for id, scalar := range map[alg.ID]string{alg.ECCP256: gbScalar, alg.ECCP384: gbScalar + gbScalar[:32], alg.SM2Sign: gbScalar} {
		row, _ := alg.ByID(id)
		key := openAs[signer](f, id, secret.New(unhex(f, scalar)))
		keys[row.Algorithms[0]] = key
		signature, err := key.Sign(row.Algorithms[0], message, false)
		if err != nil {
			f.Fatal(err)
		}
		if valid, err := key.Verify(row.Algorithms[0], message, signature, false); !valid {
			f.Fatalf("the seed of %s is not valid, %v", row.Algorithms[0], err)
		}
		f.Add(signature)
		for _, other := range reencodings(signature) {
			f.Add(other)
		}
	}
	f.Fuzz(func(t *testing.T, signature []byte) {
		for algorithm, key := range keys {
			valid, err := key.Verify(algorithm, message, signature, false)
			if err != nil {
				t.Error(err)
			}
			var parsed rs
			if rest, err := asn1.Unmarshal(signature, &parsed); valid && (err != nil || len(rest) != 0 || !bytes.Equal(marshal(t, parsed), signature)) {
				t.Errorf("%s: %x is valid and not DER", algorithm, signature)
			}
		}
	})
}
