package alg_test

import (
	"bytes"
	"crypto"
	"crypto/hkdf"
	"crypto/mlkem"
	"crypto/mlkem/mlkemtest"
	"encoding/json"
	"io/fs"
	"slices"
	"testing"

	"filippo.io/mldsa"
	"filippo.io/mldsa/mldsacrypto"
	mldsax509 "filippo.io/mldsa/x509"
	"github.com/c2sp/wycheproof"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

// The vectors of project Wycheproof run against what this package stands on: in
// the form in which it uses it, and through its own keys wherever they can be
// reached.

// wyCase is what the cases of all files have.
type wyCase struct {
	ID      int `json:"tcId"`
	Comment string
	Flags   []string
	Result  string // valid or invalid
}

func (c *wyCase) valid() bool { return c.Result == "valid" }

// wyFile reads a file of vectors, of which G is a group.
func wyFile[G any](t *testing.T, name string) []G {
	t.Helper()
	raw, err := fs.ReadFile(wycheproof.TestVectors, name)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ TestGroups []G }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	return file.TestGroups
}

// tally counts the cases that ran.
type tally struct{ valid, invalid int }

func (n *tally) add(c *wyCase) {
	if c.valid() {
		n.valid++
	} else {
		n.invalid++
	}
}

// check fails a test that met fewer cases than the files are known to have.
func (n tally) check(t *testing.T, want tally) {
	t.Helper()
	if n.valid < want.valid || n.invalid < want.invalid {
		t.Errorf("%+v cases ran, want %+v", n, want)
	}
}

func TestWycheproofGCM(t *testing.T) {
	for _, test := range []struct {
		spec, file string
		keyBits    int
		want       tally
	}{
		{"AES_256", "aes_gcm_test.json", 256, tally{39, 27}},
		{"ML_KEM_1024_AES", "aes_gcm_test.json", 256, tally{39, 27}},
		{"SM4", "sm4_gcm_test.json", 128, tally{38, 27}},
	} {
		t.Run(test.spec, func(t *testing.T) {
			var n tally
			for _, group := range wyFile[gcmGroup](t, test.file) {
				if group.KeySize != test.keyBits || group.IVSize != 96 || group.TagSize != 128 {
					continue // this package uses no other sizes
				}
				for _, c := range group.Tests {
					c.check(t, test.spec)
					n.add(&c.wyCase)
				}
			}
			n.check(t, test.want)
		})
	}
}

type gcmGroup struct {
	KeySize, IVSize, TagSize int
	Tests                    []gcmCase
}

type gcmCase struct {
	wyCase
	Key, IV, AAD, Msg, CT, Tag hexBytes
}

func (c *gcmCase) check(t *testing.T, spec string) {
	t.Helper()
	gcm, err := alg.NewGCM(spec, c.Key)
	if err != nil {
		t.Fatalf("case %d: %v", c.ID, err)
	}
	sealed := slices.Concat(c.CT, c.Tag)
	opened, err := gcm.Open(nil, c.IV, sealed, c.AAD)
	if (err == nil) != c.valid() || c.valid() && !bytes.Equal(opened, c.Msg) {
		t.Errorf("case %d (%s) is %s: Open gives %x, %v", c.ID, c.Comment, c.Result, opened, err)
	}
	if same := bytes.Equal(gcm.Seal(nil, c.IV, c.Msg, c.AAD), sealed); same != c.valid() {
		t.Errorf("case %d (%s) is %s: Seal gives the same: %v", c.ID, c.Comment, c.Result, same)
	}
}

func TestWycheproofHKDF(t *testing.T) {
	type group struct {
		Tests []struct {
			wyCase
			IKM, Salt, Info, OKM hexBytes
			Size                 int
		}
	}
	var n tally
	for _, group := range wyFile[group](t, "hkdf_sha256_test.json") {
		for _, c := range group.Tests {
			for _, spec := range []string{"AES_256", "ML_KEM_1024_AES"} {
				extracted, err := hkdf.Extract(alg.Hash(spec), c.IKM, c.Salt)
				if err != nil {
					t.Fatalf("case %d: %v", c.ID, err)
				}
				okm, err := hkdf.Expand(alg.Hash(spec), extracted, string(c.Info), c.Size)
				if (err == nil) != c.valid() || c.valid() && !bytes.Equal(okm, c.OKM) {
					t.Errorf("case %d (%s) is %s: %x, %v", c.ID, c.Comment, c.Result, okm, err)
				}
			}
			n.add(&c.wyCase)
		}
	}
	n.check(t, tally{83, 3})
}

// kemKey opens a seed with this package; nil if it is refused.
func kemKey(t *testing.T, seed []byte) alg.PublicKeyer {
	t.Helper()
	opened, err := bySpec(t, "ML_KEM_1024_AES").Open(secret.New(bytes.Clone(seed)))
	if err != nil {
		return nil
	}
	return opened.(alg.PublicKeyer)
}

// encapsulationKey is the key in a SubjectPublicKeyInfo, which it ends.
func encapsulationKey(spki []byte) []byte { return spki[len(spki)-mlkem.EncapsulationKeySize1024:] }

func TestWycheproofMLKEMKeys(t *testing.T) {
	type group struct {
		Tests []struct {
			wyCase
			Seed, EK hexBytes
		}
	}
	var n tally
	for _, group := range wyFile[group](t, "mlkem_1024_keygen_seed_test.json") {
		for _, c := range group.Tests {
			key := kemKey(t, c.Seed)
			if key == nil || !bytes.Equal(encapsulationKey(key.PublicKey()), c.EK) {
				t.Errorf("case %d (%s) is %s: refused, or another key", c.ID, c.Comment, c.Result)
			}
			n.add(&c.wyCase)
		}
	}
	n.check(t, tally{100, 0})
}

func TestWycheproofMLKEMDecapsulation(t *testing.T) {
	type group struct {
		Tests []struct {
			wyCase
			Seed, EK, C, K hexBytes
		}
	}
	var n tally
	for _, group := range wyFile[group](t, "mlkem_1024_test.json") {
		for _, c := range group.Tests {
			key, err := mlkem.NewDecapsulationKey1024(c.Seed)
			if ours := kemKey(t, c.Seed); (ours == nil) != (err != nil) ||
				ours != nil && !bytes.Equal(encapsulationKey(ours.PublicKey()), c.EK) {
				t.Errorf("case %d (%s): this package makes another key of the seed", c.ID, c.Comment)
			}
			var shared []byte
			if err == nil {
				shared, err = key.Decapsulate(c.C)
			}
			if (err == nil) != c.valid() || c.valid() && !bytes.Equal(shared, c.K) {
				t.Errorf("case %d (%s) is %s: %v", c.ID, c.Comment, c.Result, err)
			}
			n.add(&c.wyCase)
		}
	}
	n.check(t, tally{162, 40})
}

func TestWycheproofMLKEMEncapsulation(t *testing.T) {
	type group struct {
		Tests []struct {
			wyCase
			EK, M, C, K hexBytes
		}
	}
	var n tally
	for _, group := range wyFile[group](t, "mlkem_1024_encaps_test.json") {
		for _, c := range group.Tests {
			var shared, encapsulated []byte
			key, err := mlkem.NewEncapsulationKey1024(c.EK)
			if err == nil {
				shared, encapsulated, err = mlkemtest.Encapsulate1024(key, c.M)
			}
			if (err == nil) != c.valid() || c.valid() && !(bytes.Equal(shared, c.K) && bytes.Equal(encapsulated, c.C)) {
				t.Errorf("case %d (%s) is %s: %v", c.ID, c.Comment, c.Result, err)
			}
			n.add(&c.wyCase)
		}
	}
	n.check(t, tally{133, 136})
}

func TestWycheproofMLDSAVerify(t *testing.T) {
	type group struct {
		PublicKey, PublicKeyDER hexBytes
		Tests                   []struct {
			wyCase
			Msg, Ctx, Sig hexBytes
		}
	}
	var n tally
	for _, group := range wyFile[group](t, "mldsa_87_verify_test.json") {
		key, keyErr := mldsa.NewPublicKey(mldsa.MLDSA87(), group.PublicKey)
		if parsed, err := mldsax509.ParsePKIXPublicKey(group.PublicKeyDER); (err != nil) != (keyErr != nil) || err == nil && !key.Equal(parsed) {
			t.Errorf("the DER of a public key gives another key: %v", err)
		}
		for _, c := range group.Tests {
			err := keyErr
			if err == nil {
				err = mldsa.Verify(key, c.Msg, c.Sig, &mldsa.Options{Context: string(c.Ctx)})
			}
			if (err == nil) != c.valid() {
				t.Errorf("case %d (%s) is %s: %v", c.ID, c.Comment, c.Result, err)
			}
			n.add(&c.wyCase)
		}
	}
	n.check(t, tally{71, 170})
}

func TestWycheproofMLDSASign(t *testing.T) {
	var n tally
	for _, group := range wyFile[signGroup](t, "mldsa_87_sign_seed_test.json") {
		key, err := mldsa.NewPrivateKey(mldsa.MLDSA87(), group.PrivateSeed)
		opened, openErr := mldsaRow(t).Open(secret.New(bytes.Clone(group.PrivateSeed)))
		if (err != nil) != (openErr != nil) {
			t.Errorf("this package takes a seed of %d bytes: %v, the library: %v", len(group.PrivateSeed), openErr, err)
		}
		if err == nil && !bytes.HasSuffix(opened.(pqSigner).PublicKey(), group.PublicKey) {
			t.Error("this package makes another key of the seed")
		}
		for _, c := range group.Tests {
			n.add(&c.wyCase)
			if err == nil {
				c.check(t, key, opened.(pqSigner))
			} else if c.valid() {
				t.Errorf("case %d (%s) is %s: %v", c.ID, c.Comment, c.Result, err)
			}
		}
	}
	n.check(t, tally{92, 4})
}

type signGroup struct {
	PrivateSeed, PublicKey hexBytes
	Tests                  []signCase
}

type signCase struct {
	wyCase
	Msg, Ctx, Mu, Sig hexBytes
}

func (c *signCase) check(t *testing.T, key *mldsa.PrivateKey, ours pqSigner) {
	t.Helper()
	signed, opts := c.Msg, crypto.SignerOpts(&mldsa.Options{Context: string(c.Ctx)})
	if c.Msg == nil { // the case gives the message's representative only
		signed, opts = c.Mu, mldsacrypto.MLDSAMu
	} else if c.valid() && ours.VerifyPQ(c.Msg, c.Sig) != (len(c.Ctx) == 0) {
		t.Errorf("case %d (%s): VerifyPQ of this package says the contrary", c.ID, c.Comment)
	}
	if slices.Contains(c.Flags, "Randomized") {
		return // the library does not take the randomness
	}
	signature, err := key.SignDeterministic(signed, opts)
	if (err == nil) != c.valid() || c.valid() && !bytes.Equal(signature, c.Sig) {
		t.Errorf("case %d (%s) is %s: another signature, or %v", c.ID, c.Comment, c.Result, err)
	}
}
