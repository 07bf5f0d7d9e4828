package alg

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"miyao/internal/secret"
)

// Key material of RSA_2048 is the DER of a PKCS #8 PrivateKeyInfo (RFC 5208)
// with an RSAPrivateKey of two primes (RFC 8017, appendix A.1.2):
//
//	SEQUENCE {
//	  INTEGER 0
//	  SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL }
//	  OCTET STRING { SEQUENCE { 0, n, e = 65537, d, p, q, dP, dQ, qInv } }
//	}
//
// Keys to decrypt and keys to sign have the same material under two numbers, so
// that one never does the work of the other.
//
// crypto/rsa computes in constant time, which is why it has no blinding, and
// checks each signature before it gives it out. It keeps an opened key in
// numbers of its own that cannot be wiped; they stay until the garbage
// collector reuses their memory.
const (
	rsaBits     = 2048
	rsaExponent = 1<<16 + 1
)

// rsaesPKCS1 is the encryption scheme whose padding hardly authenticates (RFC 8017,
// section 7.2).
const rsaesPKCS1 = "RSAES_PKCS1_V1_5"

// The values of Algorithm for RSA signatures (RFC 8017, section 8).
const (
	rsaPSS   = "RSA_PSS_SHA_256"
	rsaPKCS1 = "RSA_PKCS1_SHA_256"
)

var rsaSignatures = []string{rsaPSS, rsaPKCS1}

func generateRSA() (secret.Bytes, error) {
	key, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return secret.Bytes{}, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return secret.New(der), err
}

// parseRSA accepts material in its one form.
func parseRSA(material secret.Bytes) (*rsa.PrivateKey, spki, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(material.Expose())
	if err != nil {
		return nil, nil, errors.New("key material is not a valid PKCS #8 key") // err may tell too much of it
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, nil, fmt.Errorf("key material is a %T", parsed)
	}
	if bits := key.N.BitLen(); bits != rsaBits || key.E != rsaExponent || len(key.Primes) != 2 {
		return nil, nil, fmt.Errorf("key material has %d bits, %d primes and the exponent %d", bits, len(key.Primes), key.E)
	}
	again, err := x509.MarshalPKCS8PrivateKey(key)
	defer clear(again)
	if err != nil || !bytes.Equal(again, material.Expose()) {
		return nil, nil, errors.New("key material is not in its canonical form")
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	return key, public, err
}

// rsaDecrypter is an opened key of the usage DecryptRSA2048.
type rsaDecrypter struct {
	spki
	private *rsa.PrivateKey
}

func openRSADecrypter(material secret.Bytes) (any, error) {
	private, public, err := parseRSA(material)
	if err != nil {
		return nil, err
	}
	return &rsaDecrypter{public, private}, nil
}

// rsaPaddings are the encryption schemes of RFC 8017, section 7. Each looks at
// the whole padding in constant time before it decides.
var rsaPaddings = map[string]func(*rsa.PrivateKey, []byte) ([]byte, error){
	rsaesPKCS1:           decryptPKCS1,
	"RSAES_OAEP_SHA_1":   decryptOAEPSHA1,
	"RSAES_OAEP_SHA_256": decryptOAEPSHA256,
}

// DecryptRSA implements RSADecrypter.
func (k *rsaDecrypter) DecryptRSA(algorithm string, ciphertext []byte) ([]byte, error) {
	open, ok := rsaPaddings[algorithm]
	if !ok {
		return nil, ErrAlgorithm
	}
	// The library takes shorter ciphertexts, too; sections 7.1.2 and 7.2.2 do
	// not. This and a number beyond the modulus are refused at once, which
	// tells nothing that the public key does not.
	if len(ciphertext) != rsaBits/8 {
		return nil, ErrOpen
	}
	plaintext, err := open(k.private, ciphertext)
	if err != nil {
		return nil, ErrOpen
	}
	return plaintext, nil
}

// decryptPKCS1 exists because the API offers it. Whoever may decrypt learns
// whether the padding was right; that is the danger of this scheme, and nothing
// but the permission to use the key guards against it.
func decryptPKCS1(private *rsa.PrivateKey, ciphertext []byte) ([]byte, error) {
	//lint:ignore SA1019 the API offers this algorithm
	return rsa.DecryptPKCS1v15(nil, private, ciphertext)
}

// UnwrapRSA implements RSADecrypter.
func (k *rsaDecrypter) UnwrapRSA(algorithm string, ciphertext []byte, size int) ([]byte, error) {
	if algorithm != rsaesPKCS1 {
		return k.DecryptRSA(algorithm, ciphertext)
	}
	if len(ciphertext) != rsaBits/8 {
		return nil, ErrOpen
	}
	// The library replaces key by what it finds only if padding and length are
	// right, and does not tell. That it is as it was tells.
	random := secret.Random(size)
	defer random.Wipe()
	key := bytes.Clone(random.Expose())
	//lint:ignore SA1019 the API offers this algorithm
	err := rsa.DecryptPKCS1v15SessionKey(nil, k.private, ciphertext, key)
	if same := subtle.ConstantTimeCompare(key, random.Expose()); err != nil || same == 1 {
		return nil, ErrOpen
	}
	return key, nil
}

func decryptOAEPSHA1(private *rsa.PrivateKey, ciphertext []byte) ([]byte, error) {
	return rsa.DecryptOAEP(sha1.New(), nil, private, ciphertext, nil)
}

func decryptOAEPSHA256(private *rsa.PrivateKey, ciphertext []byte) ([]byte, error) {
	return rsa.DecryptOAEP(sha256.New(), nil, private, ciphertext, nil)
}

// rsaVerifier is the public half of a key of the usage SignVerifyRSA2048.
type rsaVerifier struct {
	spki
	public *rsa.PublicKey
}

// rsaSigner is an opened key of the usage SignVerifyRSA2048.
type rsaSigner struct {
	rsaVerifier
	private *rsa.PrivateKey
}

func openRSASigner(material secret.Bytes) (any, error) {
	private, public, err := parseRSA(material)
	if err != nil {
		return nil, err
	}
	return &rsaSigner{rsaVerifier{public, &private.PublicKey}, private}, nil
}

// Sign implements Signer. The salt of PSS is as long as the hash.
func (k *rsaSigner) Sign(algorithm string, message []byte, digest bool) ([]byte, error) {
	hashed, err := rsaDigest(algorithm, message, digest)
	if err != nil {
		return nil, err
	}
	if algorithm == rsaPSS {
		return rsa.SignPSS(rand.Reader, k.private, crypto.SHA256, hashed, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	}
	return rsa.SignPKCS1v15(nil, k.private, crypto.SHA256, hashed)
}

// Verify implements Verifier. The salt of PSS may have any length.
func (k *rsaVerifier) Verify(algorithm string, message, signature []byte, digest bool) (bool, error) {
	hashed, err := rsaDigest(algorithm, message, digest)
	if err != nil {
		return false, err
	}
	if algorithm == rsaPSS {
		return rsa.VerifyPSS(k.public, crypto.SHA256, hashed, signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto}) == nil, nil
	}
	return rsa.VerifyPKCS1v15(k.public, crypto.SHA256, hashed, signature) == nil, nil
}

func rsaDigest(algorithm string, message []byte, digest bool) ([]byte, error) {
	if !slices.Contains(rsaSignatures, algorithm) {
		return nil, ErrAlgorithm
	}
	return digested(sha256.New(), message, digest)
}
