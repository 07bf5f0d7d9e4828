package alg_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"sync"
	"testing"

	"github.com/emmansun/gmsm/smx509"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

// rsaMaterial is shared, because making it takes long.
var rsaMaterial = sync.OnceValue(func() secret.Bytes {
	row, _ := alg.ByID(alg.RSASign)
	material, err := row.Generate()
	if err != nil {
		panic(err)
	}
	return material
})

func generate(t testing.TB, row alg.Algorithm) secret.Bytes {
	t.Helper()
	if row.Spec == "RSA_2048" {
		return rsaMaterial()
	}
	material, err := row.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return material
}

func marshalPKCS8(t *testing.T, key any) []byte {
	t.Helper()
	der, err := smx509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestOpenRefusesRSA(t *testing.T) {
	der := rsaMaterial().Expose()
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		t.Fatal(err)
	}
	good := parsed.(*rsa.PrivateKey)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	bad := map[string][]byte{
		"nothing": nil, "text": []byte("key"), "PKCS #1": x509.MarshalPKCS1PrivateKey(good),
		"another size": marshalPKCS8(t, small), "another kind": marshalPKCS8(t, p256),
		"another exponent": marshalPKCS8(t, withExponent(t, good, 3)),
		"three primes":     threePrimes(t),
		"cut":              der[:len(der)-1], "extended": append(bytes.Clone(der), 0),
		"a PKCS #8 attribute": withAttribute(t, der),
		"a changed modulus":   bytes.Replace(der, good.N.Bytes(), new(big.Int).Add(good.N, big.NewInt(2)).Bytes(), 1),
		"a changed exponent":  bytes.Replace(der, good.D.Bytes(), new(big.Int).Add(good.D, big.NewInt(2)).Bytes(), 1),
		"a changed inverse":   bytes.Replace(der, good.Precomputed.Qinv.Bytes(), new(big.Int).Sub(good.Precomputed.Qinv, big.NewInt(1)).Bytes(), 1),
	}
	for _, id := range []alg.ID{alg.RSADecrypt, alg.RSASign} {
		row, _ := alg.ByID(id)
		for what, material := range bad {
			if opened, err := row.Open(secret.New(material)); err == nil || opened != nil {
				t.Errorf("%s: %s opens", row.Usage, what)
			}
		}
		if _, err := row.Open(rsaMaterial()); err != nil {
			t.Errorf("%s: %v", row.Usage, err)
		}
	}
}

// withExponent makes a valid key of the same size with another exponent.
func withExponent(t *testing.T, key *rsa.PrivateKey, e int64) *rsa.PrivateKey {
	t.Helper()
	one := big.NewInt(1)
	for {
		phi := new(big.Int).Mul(new(big.Int).Sub(key.Primes[0], one), new(big.Int).Sub(key.Primes[1], one))
		if d := new(big.Int).ModInverse(big.NewInt(e), phi); d != nil {
			other := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: key.N, E: int(e)}, D: d, Primes: key.Primes}
			other.Precompute()
			return other
		}
		e += 2
	}
}

// threePrimes is a key that crypto/x509 reads.
func threePrimes(t *testing.T) (der []byte) {
	groups(t, "rsa_three_primes_oaep_2048_*_test.json", 36, func(*wycheproofGroup) bool { return true },
		func(t *testing.T, g *wycheproofGroup) { der = g.KeyPKCS8 })
	if _, err := x509.ParsePKCS8PrivateKey(der); err != nil {
		t.Fatal(err)
	}
	return der
}

// withAttribute adds an empty set of attributes, which readers skip.
func withAttribute(t *testing.T, der []byte) []byte {
	t.Helper()
	var content asn1.RawValue
	if _, err := asn1.Unmarshal(der, &content); err != nil {
		t.Fatal(err)
	}
	longer, err := asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: append(bytes.Clone(content.Bytes), 0xa0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x509.ParsePKCS8PrivateKey(longer); err != nil {
		t.Fatal(err)
	}
	return longer
}

func TestDecryptRSARefusals(t *testing.T) {
	key := openAs[alg.RSADecrypter](t, alg.RSADecrypt, rsaMaterial())
	public := rsaPublic(t)
	for algorithm, limit := range map[string]int{"RSAES_PKCS1_V1_5": 245, "RSAES_OAEP_SHA_1": 214, "RSAES_OAEP_SHA_256": 190} {
		refuse := func(what string, ciphertext []byte) {
			t.Helper()
			if plaintext, err := key.DecryptRSA(algorithm, ciphertext); err != alg.ErrOpen || plaintext != nil {
				t.Errorf("%s: %s: %d bytes, error %v, want ErrOpen", algorithm, what, len(plaintext), err)
			}
		}
		for _, plaintext := range plaintexts(1, 32, limit) {
			sealed, err := alg.EncryptTo(marshalPEM(t, public), algorithm, plaintext)
			if err != nil {
				t.Fatal(err)
			}
			if opened, err := key.DecryptRSA(algorithm, sealed); err != nil || !bytes.Equal(opened, plaintext) {
				t.Errorf("%s: %d bytes: %v", algorithm, len(plaintext), err)
			}
			refuse("cut", sealed[:255])
			refuse("extended", append(bytes.Clone(sealed), 0))
			refuse("extended in front", append([]byte{0}, sealed...))
		}
		one := make([]byte, 256)
		one[255] = 1
		refuse("nothing", nil)
		refuse("zero", make([]byte, 256))
		refuse("one", one)
		refuse("the modulus", public.N.Bytes())
		refuse("beyond the modulus", bytes.Repeat([]byte{0xff}, 256))
	}
	sealed, err := alg.EncryptTo(marshalPEM(t, public), "RSAES_OAEP_SHA_256", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := key.DecryptRSA("RSAES_OAEP_SHA_1", sealed); err != alg.ErrOpen {
		t.Errorf("another hash: %v", err)
	}
	for _, algorithm := range []string{"", "SM2", "RSAES_OAEP_SHA_512", "rsaes_oaep_sha_1"} {
		if _, err := key.DecryptRSA(algorithm, sealed); err != alg.ErrAlgorithm {
			t.Errorf("%q: %v", algorithm, err)
		}
	}
}

// TestUnwrapRSA: with PKCS #1 v1.5 a key of another length does not open, as wrong
// padding does not; with OAEP its length is the caller's to see.
func TestUnwrapRSA(t *testing.T) {
	key := openAs[alg.RSADecrypter](t, alg.RSADecrypt, rsaMaterial())
	wrap := func(algorithm string, size int) []byte {
		sealed, err := alg.EncryptTo(marshalPEM(t, rsaPublic(t)), algorithm, bytes.Repeat([]byte{7}, size))
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	for _, algorithm := range []string{"RSAES_PKCS1_V1_5", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"} {
		for _, size := range []int{1, 16, 31, 32, 33, 190} {
			opened, err := key.UnwrapRSA(algorithm, wrap(algorithm, size), 32)
			refused := algorithm == "RSAES_PKCS1_V1_5" && size != 32
			if refused && (err != alg.ErrOpen || opened != nil) || !refused && (err != nil || len(opened) != size) {
				t.Errorf("%s: %d bytes give %d, %v", algorithm, size, len(opened), err)
			}
		}
		for _, bad := range [][]byte{nil, make([]byte, 256), bytes.Repeat([]byte{0xff}, 256), wrap(algorithm, 32)[1:]} {
			if opened, err := key.UnwrapRSA(algorithm, bad, 32); err != alg.ErrOpen || opened != nil {
				t.Errorf("%s: %d bad bytes give %d, %v", algorithm, len(bad), len(opened), err)
			}
		}
	}
	if _, err := key.UnwrapRSA("RSAES_OAEP_SHA_512", wrap("RSAES_OAEP_SHA_1", 32), 32); err != alg.ErrAlgorithm {
		t.Errorf("an unknown algorithm: %v", err)
	}
}

func rsaPublic(t testing.TB) *rsa.PublicKey {
	t.Helper()
	parsed, err := x509.ParsePKIXPublicKey(openAs[alg.PublicKeyer](t, alg.RSADecrypt, rsaMaterial()).PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	return parsed.(*rsa.PublicKey)
}
