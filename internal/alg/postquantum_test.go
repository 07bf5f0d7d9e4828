package alg_test

import (
	"bytes"
	"crypto/mlkem"
	"encoding/json"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"

	"filippo.io/mldsa"
	mldsax509 "filippo.io/mldsa/x509"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

type pqSigner interface {
	alg.PublicKeyer
	alg.PQSigner
	alg.PQVerifier
}

func mldsaRow(t testing.TB) alg.Algorithm {
	t.Helper()
	row, ok := alg.Find(alg.SignVerifyMLDSA, "ML_DSA_87")
	if !ok {
		t.Fatal("there is no ML_DSA_87")
	}
	return row
}

func openMLDSA(t testing.TB, material secret.Bytes) pqSigner {
	t.Helper()
	opened, err := mldsaRow(t).Open(material)
	if err != nil {
		t.Fatal(err)
	}
	return opened.(pqSigner)
}

func signPQ(t testing.TB, key alg.PQSigner, message []byte) []byte {
	t.Helper()
	signature, err := key.SignPQ(message)
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

// The vectors come from OpenSSL: ../ciphertext/testdata/vectors.py.
func TestPostQuantumPublicKeys(t *testing.T) {
	raw, err := os.ReadFile("testdata/postquantum.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Spec                string
		Material, PublicKey hexBytes
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, v := range vectors {
		seen[v.Spec] = true
		i := slices.IndexFunc(alg.Table(), func(row alg.Algorithm) bool { return row.Spec == v.Spec })
		if i < 0 {
			t.Fatalf("no algorithm %s", v.Spec)
		}
		opened, err := alg.Table()[i].Open(secret.New(v.Material))
		if err != nil {
			t.Fatal(err)
		}
		public := opened.(alg.PublicKeyer).PublicKey()
		if !bytes.Equal(public, v.PublicKey) {
			t.Errorf("%s: the public key differs from that of OpenSSL", v.Spec)
		}
		clear(public) // it is the caller's
		if !bytes.Equal(opened.(alg.PublicKeyer).PublicKey(), v.PublicKey) {
			t.Errorf("%s: the caller of PublicKey can change the key", v.Spec)
		}
	}
	if !seen["ML_KEM_1024_AES"] || !seen["ML_DSA_87"] {
		t.Errorf("vectors for %v only", seen)
	}
}

// A client verifies with the public key alone, as GetPublicKey gives it.
func TestSignPQVerifiesElsewhere(t *testing.T) {
	key := openMLDSA(t, fresh(t, mldsaRow(t)))
	parsed, err := mldsax509.ParsePKIXPublicKey(key.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 4096} {
		message := bytes.Repeat([]byte{7}, n)
		signature := signPQ(t, key, message)
		if len(signature) != 4627 {
			t.Errorf("%d bytes of signature", len(signature))
		}
		if err := mldsa.Verify(parsed.(*mldsa.PublicKey), message, signature, nil); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
		if bytes.Equal(signature, signPQ(t, key, message)) {
			t.Error("signatures are not hedged")
		}
	}
}

func TestVerifyPQRefusals(t *testing.T) {
	material := fresh(t, mldsaRow(t))
	key, message := openMLDSA(t, material), []byte("message")
	signature := signPQ(t, key, message)
	if !key.VerifyPQ(message, signature) {
		t.Fatal("the signature is not valid")
	}
	invalid := func(what string, message, signature []byte) {
		t.Helper()
		if key.VerifyPQ(message, signature) {
			t.Errorf("%s: valid", what)
		}
	}
	for i := 0; i < len(signature); i += 37 {
		changed := bytes.Clone(signature)
		changed[i] ^= 0x10
		invalid("changed", message, changed)
		invalid("cut", message, signature[:i])
	}
	invalid("extended", message, append(bytes.Clone(signature), 0))
	invalid("nothing", message, nil)
	invalid("other message", []byte("messagf"), signature)
	invalid("empty message", nil, signature)
	invalid("other key", message, signPQ(t, openMLDSA(t, fresh(t, mldsaRow(t))), message))

	same, err := mldsa.NewPrivateKey(mldsa.MLDSA87(), material.Expose())
	if err != nil {
		t.Fatal(err)
	}
	withContext, err := same.Sign(nil, message, &mldsa.Options{Context: "context"})
	if err != nil {
		t.Fatal(err)
	}
	invalid("with a context", message, withContext)
}

// A sealed message is bound to its encapsulation: another one to the same key,
// which opens by itself, does not serve.
func TestEncapsulationIsBound(t *testing.T) {
	row := bySpec(t, "ML_KEM_1024_AES")
	key := open(t, row, fresh(t, row))
	one, two := seal(t, key, []byte("x"), nil), seal(t, key, []byte("x"), nil)
	mixed := append(bytes.Clone(one[:mlkem.CiphertextSize1024]), two[mlkem.CiphertextSize1024:]...)
	refused(t, key, mixed, nil, "one encapsulation before the body of another")
}

func TestPostQuantumMaterialLength(t *testing.T) {
	found := 0
	for _, row := range alg.Table() {
		want, ok := map[alg.ID]int{alg.MLKEM1024: 64, alg.MLDSA87: 32}[row.ID]
		if !ok {
			continue
		}
		found++
		one, two := fresh(t, row), fresh(t, row)
		if one.Len() != want || one.Equal(two) {
			t.Errorf("%s: Generate gives %d bytes, repeated: %v", row.Spec, one.Len(), one.Equal(two))
		}
		for n := range 130 {
			if opened, err := row.Open(secret.Random(n)); (err == nil) != (n == want) || err != nil && opened != nil {
				t.Errorf("%s: Open of %d bytes: %v, %v", row.Spec, n, opened != nil, err)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d post-quantum algorithms", found)
	}
}

// A post-quantum key must not serve where a symmetric one is asked for, nor the
// other way.
func TestPostQuantumCapabilities(t *testing.T) {
	for _, row := range sealing(t) {
		opened, err := row.Open(fresh(t, row))
		if err != nil {
			t.Fatal(err)
		}
		_, encrypts := opened.(alg.Encrypter)
		_, decrypts := opened.(alg.Decrypter)
		_, encryptsPQ := opened.(alg.PQEncrypter)
		_, decryptsPQ := opened.(alg.PQDecrypter)
		if pq := row.Usage != alg.EncryptDecrypt; encrypts == pq || decrypts == pq || encryptsPQ != pq || decryptsPQ != pq {
			t.Errorf("%s has the wrong capabilities", row.Spec)
		}
	}
}

// The expanded key comes and goes with the garbage collector; signatures and
// public key stay those of one key.
func TestExpandedKeyIsMadeAgain(t *testing.T) {
	key, message := openMLDSA(t, fresh(t, mldsaRow(t))), []byte("message")
	public := key.PublicKey()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 10 {
				signature, err := key.SignPQ(message)
				runtime.GC()
				if err != nil || !key.VerifyPQ(message, signature) || !bytes.Equal(key.PublicKey(), public) {
					t.Errorf("the key changed: %v", err)
				}
			}
		})
	}
	all.Wait()
}
