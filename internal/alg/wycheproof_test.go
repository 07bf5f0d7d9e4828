package alg_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/c2sp/wycheproof"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

// wycheproofGroup is one group of Project Wycheproof's vectors: many cases of
// one key.
type wycheproofGroup struct {
	Type         string
	KeySize      int
	Sha          string
	MgfSha       string
	KeyPKCS8     hexBytes `json:"privateKeyPkcs8"`
	RSAPublic    hexBytes `json:"publicKeyAsn"` // PKCS #1
	PublicKeyDER hexBytes
	PublicKey    struct{ Curve string }
	Tests        []wycheproofCase
}

type wycheproofCase struct {
	ID      int `json:"tcId"`
	Comment string
	Msg     hexBytes
	Label   hexBytes
	CT, Sig hexBytes
	Result  string
}

// groups calls run for each group that fits in the files that match a pattern,
// and fails unless they have as many cases as the release of the vectors in
// go.mod: none may be lost unnoticed.
func groups(t *testing.T, pattern string, cases int, fits func(*wycheproofGroup) bool, run func(*testing.T, *wycheproofGroup)) {
	t.Helper()
	files, err := fs.Glob(wycheproof.TestVectors, pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	seen := 0
	for _, file := range files {
		raw, err := fs.ReadFile(wycheproof.TestVectors, file)
		if err != nil {
			t.Fatal(err)
		}
		var content struct{ TestGroups []wycheproofGroup }
		if err := json.Unmarshal(raw, &content); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i := range content.TestGroups {
			if g := &content.TestGroups[i]; fits(g) {
				seen += len(g.Tests)
				run(t, g)
			}
		}
	}
	if seen != cases {
		t.Errorf("%s: %d cases fit, want %d", pattern, seen, cases)
	}
}

// openAs opens key material and asserts a capability.
func openAs[P any](t testing.TB, id alg.ID, material secret.Bytes) P {
	t.Helper()
	row, ok := alg.ByID(id)
	if !ok {
		t.Fatalf("no algorithm %d", id)
	}
	opened, err := row.Open(material)
	if err != nil {
		t.Fatalf("%s: %v", row.Usage, err)
	}
	capability, ok := opened.(P)
	if !ok {
		t.Fatalf("%s: %T lacks the capability", row.Usage, opened)
	}
	return capability
}

func decryptGroup(algorithm string) func(*testing.T, *wycheproofGroup) {
	return func(t *testing.T, g *wycheproofGroup) {
		key := openAs[alg.RSADecrypter](t, alg.RSADecrypt, secret.New(g.KeyPKCS8))
		for _, c := range g.Tests {
			plaintext, err := key.DecryptRSA(algorithm, c.CT)
			// A label makes a ciphertext of its own, and the API has none.
			if valid := c.Result == "valid" && len(c.Label) == 0; valid && (err != nil || !bytes.Equal(plaintext, c.Msg)) {
				t.Errorf("%s %d (%s): %v", algorithm, c.ID, c.Comment, err)
			} else if !valid && (err != alg.ErrOpen || plaintext != nil) {
				t.Errorf("%s %d (%s): error %v, want ErrOpen", algorithm, c.ID, c.Comment, err)
			}
			if wrapped, again := key.UnwrapRSA(algorithm, c.CT, len(c.Msg)); len(c.Msg) > 0 && (again != err || !bytes.Equal(wrapped, plaintext)) {
				t.Errorf("%s %d (%s): UnwrapRSA gives %v, DecryptRSA %v", algorithm, c.ID, c.Comment, again, err)
			}
		}
	}
}

func TestWycheproofOAEP(t *testing.T) {
	for _, test := range []struct {
		hash, algorithm string
		cases           int
	}{{"SHA-1", "RSAES_OAEP_SHA_1", 39}, {"SHA-256", "RSAES_OAEP_SHA_256", 40}} {
		groups(t, "rsa_oaep_*_test.json", test.cases, func(g *wycheproofGroup) bool {
			return g.KeySize == 2048 && g.Sha == test.hash && g.MgfSha == test.hash
		}, decryptGroup(test.algorithm))
	}
}

func TestWycheproofPKCS1Decrypt(t *testing.T) {
	groups(t, "rsa_pkcs1_*_test.json", 67, func(g *wycheproofGroup) bool {
		return g.Type == "RsaesPkcs1Decrypt" && g.KeySize == 2048
	}, decryptGroup("RSAES_PKCS1_V1_5"))
}

// verifyGroup runs the cases of a group as messages and as digests.
func verifyGroup(t *testing.T, g *wycheproofGroup, spki []byte, algorithm string, sum func([]byte) []byte) {
	t.Helper()
	key, err := alg.ForeignVerifier(spki)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range g.Tests {
		// What others may accept ("acceptable") is refused here. Salts of
		// another length than the group's are taken.
		want := c.Result == "valid" || strings.HasPrefix(c.Comment, "s_len changed")
		if got, err := key.Verify(algorithm, c.Msg, c.Sig, false); got != want || err != nil {
			t.Errorf("%s %d (%s): %v, %v", algorithm, c.ID, c.Comment, got, err)
		}
		if got, err := key.Verify(algorithm, sum(c.Msg), c.Sig, true); got != want || err != nil {
			t.Errorf("%s %d (%s) as a digest: %v, %v", algorithm, c.ID, c.Comment, got, err)
		}
	}
}

func sum256(message []byte) []byte {
	sum := sha256.Sum256(message)
	return sum[:]
}

func sum384(message []byte) []byte {
	sum := sha512.Sum384(message)
	return sum[:]
}

func verifyRSA(algorithm string) func(*testing.T, *wycheproofGroup) {
	return func(t *testing.T, g *wycheproofGroup) {
		public, err := x509.ParsePKCS1PublicKey(g.RSAPublic)
		if err != nil {
			t.Fatal(err)
		}
		spki, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		verifyGroup(t, g, spki, algorithm, sum256)
	}
}

// The groups have salts of 0, 20, 28, 32, 48 and 64 bytes.
func TestWycheproofPSS(t *testing.T) {
	groups(t, "rsa_pss_*_test.json", 434, func(g *wycheproofGroup) bool {
		return g.KeySize == 2048 && g.Sha == "SHA-256" && g.MgfSha == "SHA-256"
	}, verifyRSA("RSA_PSS_SHA_256"))
}

func TestWycheproofPKCS1Verify(t *testing.T) {
	groups(t, "rsa_signature_*_test.json", 259, func(g *wycheproofGroup) bool {
		return g.KeySize == 2048 && g.Sha == "SHA-256"
	}, verifyRSA("RSA_PKCS1_SHA_256"))
}

// This scheme is deterministic, so Sign has to give the vectors' signatures.
// The two cases that are left out are of keys with the exponent 3.
func TestWycheproofPKCS1Sign(t *testing.T) {
	groups(t, "rsa_pkcs1_2048_sig_gen_test.json", 8, func(g *wycheproofGroup) bool {
		return g.KeySize == 2048 && g.Sha == "SHA-256" && g.Tests[0].Result == "valid"
	}, func(t *testing.T, g *wycheproofGroup) {
		key := openAs[alg.Signer](t, alg.RSASign, secret.New(g.KeyPKCS8))
		for _, c := range g.Tests {
			signature, err := key.Sign("RSA_PKCS1_SHA_256", c.Msg, false)
			if err != nil || !bytes.Equal(signature, c.Sig) {
				t.Errorf("%d (%s): %v", c.ID, c.Comment, err)
			}
		}
	})
}

func TestWycheproofECDSA(t *testing.T) {
	for _, test := range []struct {
		curve, hash string
		algorithms  []string
		sum         func([]byte) []byte
		cases       int
	}{
		{"secp256r1", "SHA-256", []string{"ECC_P256_R1"}, sum256, 484},
		{"secp384r1", "SHA-384", []string{"ECC_P384_R1", "ECDSA384"}, sum384, 504},
	} {
		groups(t, "ecdsa_secp*r1_*_test.json", test.cases, func(g *wycheproofGroup) bool {
			return g.Type == "EcdsaVerify" && g.PublicKey.Curve == test.curve && g.Sha == test.hash
		}, func(t *testing.T, g *wycheproofGroup) {
			for _, algorithm := range test.algorithms {
				verifyGroup(t, g, g.PublicKeyDER, algorithm, test.sum)
			}
		})
	}
}
