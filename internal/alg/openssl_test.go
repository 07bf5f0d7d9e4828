package alg_test

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/pem"
	"os"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

// materialOf turns a private key that openssl made into key material.
func materialOf(t *testing.T, private string) secret.Bytes {
	t.Helper()
	text, err := os.ReadFile(private)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatal("openssl wrote no PEM")
	}
	parsed, err := smx509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	switch key := parsed.(type) {
	case *ecdsa.PrivateKey:
		scalar, err := key.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return secret.New(scalar)
	case *sm2.PrivateKey:
		return secret.New(key.D.FillBytes(make([]byte, 32)))
	}
	return secret.New(block.Bytes)
}

func writeFile(t *testing.T, content []byte) string {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "*")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Write(content); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

var rsaKey = []string{"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"}

func ecKey(curve string) []string {
	return []string{"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve}
}

// TestOpenSSLSignatures: with one key in both, each takes the other's
// signatures, and they agree on the public key.
func TestOpenSSLSignatures(t *testing.T) {
	sha256, sha384 := []string{"-digest", "sha256"}, []string{"-digest", "sha384"}
	pss := func(salt string) []string {
		return append([]string{"-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:" + salt, "-pkeyopt", "rsa_mgf1_md:sha256"}, sha256...)
	}
	pkcs1 := append([]string{"-pkeyopt", "rsa_padding_mode:pkcs1"}, sha256...)
	for _, test := range []struct {
		id           alg.ID
		key          []string
		algorithm    string
		sign, verify []string
	}{
		{alg.RSASign, rsaKey, "RSA_PSS_SHA_256", pss("20"), pss("32")},
		{alg.RSASign, rsaKey, "RSA_PKCS1_SHA_256", pkcs1, pkcs1},
		{alg.ECCP256, ecKey("P-256"), "ECC_P256_R1", sha256, sha256},
		{alg.ECCP384, ecKey("P-384"), "ECC_P384_R1", sha384, sha384},
		{alg.ECCP384, ecKey("P-384"), "ECDSA384", sha384, sha384},
		{alg.SM2Sign, ecKey("SM2"), "SM2DSA", sm2Options, sm2Options},
	} {
		private, public := recipientPair(t, test.key...)
		key := openAs[signer](t, test.id, materialOf(t, private))
		if own := encodePEM("PUBLIC KEY", key.PublicKey()); own != public {
			t.Errorf("%s: the public key is\n%s, openssl has\n%s", test.algorithm, own, public)
		}
		message := []byte("what is signed")
		in := writeFile(t, message)
		theirs := openssl(t, append([]string{"pkeyutl", "-sign", "-inkey", private, "-rawin", "-in", in}, test.sign...)...)
		if valid, err := key.Verify(test.algorithm, message, theirs, false); !valid || err != nil {
			t.Errorf("%s of openssl: %v, %v", test.algorithm, valid, err)
		}
		ours, err := key.Sign(test.algorithm, message, false)
		if err != nil {
			t.Fatal(err)
		}
		openssl(t, append([]string{"pkeyutl", "-verify", "-pubin", "-inkey", writeFile(t, []byte(public)), "-rawin", "-in", in,
			"-sigfile", writeFile(t, ours)}, test.verify...)...)
	}
}

// sm2Options are openssl's for SM2DSA.
var sm2Options = []string{"-digest", "sm3", "-pkeyopt", "distid:1234567812345678"}

func TestOpenSSLDecrypt(t *testing.T) {
	rsaPrivate, rsaPublic := recipientPair(t, rsaKey...)
	rsa := openAs[alg.RSADecrypter](t, alg.RSADecrypt, materialOf(t, rsaPrivate))
	sm2Private, sm2Public := recipientPair(t, ecKey("SM2")...)
	sm2 := openAs[alg.SM2Decrypter](t, alg.SM2Decrypt, materialOf(t, sm2Private))
	encrypt := func(public string, plaintext []byte, options ...string) []byte {
		return openssl(t, append([]string{"pkeyutl", "-encrypt", "-pubin", "-inkey", writeFile(t, []byte(public)),
			"-in", writeFile(t, plaintext)}, options...)...)
	}
	// SM2 makes no ciphertext where the mask of the plaintext is zero, which
	// openssl 3.0 does not look for; with 16 bytes it never happens.
	for _, plaintext := range plaintexts(16, 32, 100) {
		for algorithm, options := range map[string][]string{
			"RSAES_PKCS1_V1_5":   {"-pkeyopt", "rsa_padding_mode:pkcs1"},
			"RSAES_OAEP_SHA_1":   {"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha1"},
			"RSAES_OAEP_SHA_256": {"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256"},
		} {
			if opened, err := rsa.DecryptRSA(algorithm, encrypt(rsaPublic, plaintext, options...)); err != nil || !bytes.Equal(opened, plaintext) {
				t.Errorf("%s: %d bytes of openssl: %v", algorithm, len(plaintext), err)
			}
		}
		if opened, err := sm2.DecryptSM2(encrypt(sm2Public, plaintext)); err != nil || !bytes.Equal(opened, plaintext) {
			t.Errorf("SM2: %d bytes of openssl: %v", len(plaintext), err)
		}
	}
}
