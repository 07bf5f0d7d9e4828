package alg

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/emmansun/gmsm/sm2"
)

// RecipientError says why a plaintext was not encrypted to a recipient's public
// key: the key, the algorithm or the length does not fit. Its text is meant for
// the caller and holds nothing of the plaintext.
type RecipientError struct{ reason string }

// Error implements error.
func (e *RecipientError) Error() string { return e.reason }

func misfit(format string, args ...any) *RecipientError {
	return &RecipientError{fmt.Sprintf(format, args...)}
}

// defaultRecipientAlgorithm stands for an empty EncryptionAlgorithm, whatever
// the key is.
const defaultRecipientAlgorithm = "SM2"

// recipient is one value of EncryptionAlgorithm. Exactly one of rsa and sm2 is
// set.
type recipient struct {
	limit int // bytes of plaintext; 0 means that there is no limit
	rsa   func(*rsa.PublicKey, []byte) ([]byte, error)
	sm2   func(*ecdsa.PublicKey, []byte) ([]byte, error)
}

// The limits are those of a modulus of 256 bytes: 256 - 11 for PKCS #1 v1.5,
// 256 - 2*digest - 2 for OAEP (RFC 8017, sections 7.2.1 and 7.1.1).
var recipients = map[string]recipient{
	"SM2":                {sm2: encryptSM2Raw},
	"SM2_C1C3C2_ASN1":    {sm2: encryptSM2ASN1},
	"RSAES_PKCS1_V1_5":   {rsa: encryptPKCS1, limit: 245},
	"RSAES_OAEP_SHA_1":   {rsa: encryptOAEPSHA1, limit: 214},
	"RSAES_OAEP_SHA_256": {rsa: encryptOAEPSHA256, limit: 190},
}

// EncryptTo encrypts plaintext to the public key of a recipient, which is what
// EncryptionPublicKey and EncryptionAlgorithm of the API ask for. The key is
// PEM, RSA with 2048 bits or SM2. The algorithm is one of
//
//	SM2                 raw C1 || C3 || C2, C1 = x || y without the prefix 04; the default
//	SM2_C1C3C2_ASN1     DER SEQUENCE { x, y, C3, C2 } (GM/T 0009)
//	RSAES_PKCS1_V1_5    up to 245 bytes
//	RSAES_OAEP_SHA_1    up to 214 bytes, MGF1 with the same digest, empty label
//	RSAES_OAEP_SHA_256  up to 190 bytes, MGF1 with the same digest, empty label
//
// Every error is a *RecipientError.
func EncryptTo(publicKeyPEM, algorithm string, plaintext []byte) ([]byte, error) {
	if algorithm == "" {
		algorithm = defaultRecipientAlgorithm
	}
	to, ok := recipients[algorithm]
	if !ok {
		return nil, misfit("EncryptionAlgorithm %.40q is unknown", algorithm)
	}
	public, err := recipientKey(publicKeyPEM)
	if err != nil {
		return nil, err
	}
	if len(plaintext) == 0 {
		return nil, misfit("the plaintext is empty")
	}
	if to.limit > 0 && len(plaintext) > to.limit {
		return nil, misfit("the plaintext is longer than the %d bytes that %s takes", to.limit, algorithm)
	}
	return to.encrypt(public, algorithm, plaintext)
}

func (to *recipient) encrypt(public any, algorithm string, plaintext []byte) (sealed []byte, err error) {
	switch public := public.(type) {
	case *rsa.PublicKey:
		if to.rsa == nil {
			return nil, misfit("EncryptionAlgorithm %s needs an SM2 key, but EncryptionPublicKey is an RSA key", algorithm)
		}
		sealed, err = to.rsa(public, plaintext)
	case *ecdsa.PublicKey:
		if to.sm2 == nil {
			return nil, misfit("EncryptionAlgorithm %s needs an RSA key, but EncryptionPublicKey is an SM2 key", algorithm)
		}
		sealed, err = to.sm2(public, plaintext)
	}
	if err != nil {
		return nil, misfit("%s with EncryptionPublicKey: %v", algorithm, err)
	}
	return sealed, nil
}

func encryptSM2Raw(public *ecdsa.PublicKey, plaintext []byte) ([]byte, error) {
	sealed, err := encryptSM2(public, plaintext, sm2.NewPlainEncrypterOpts(sm2.MarshalUncompressed, sm2.C1C3C2))
	if err != nil {
		return nil, err
	}
	return sealed[1:], nil // the prefix of an uncompressed point
}

func encryptSM2ASN1(public *ecdsa.PublicKey, plaintext []byte) ([]byte, error) {
	return encryptSM2(public, plaintext, sm2.ASN1EncrypterOpts)
}

// encryptSM2 encrypts with one random scalar. If that gives a key stream of zeros,
// which of texts of a byte happens to one in 256, or is out of range, the library
// draws another one, but (v0.44.0) goes on with what the first made of the public
// key, and nobody could open the result. So what draws twice is begun anew.
func encryptSM2(public *ecdsa.PublicKey, plaintext []byte, form *sm2.EncrypterOpts) ([]byte, error) {
	for {
		sealed, err := sm2.Encrypt(&oneDraw{}, public, plaintext, form)
		if !errors.Is(err, errDrawn) {
			return sealed, err
		}
	}
}

var errDrawn = errors.New("the random scalar was drawn")

// oneDraw is random for one Read.
type oneDraw struct{ drawn bool }

func (d *oneDraw) Read(p []byte) (int, error) {
	if d.drawn {
		return 0, errDrawn
	}
	d.drawn = true
	return rand.Read(p)
}

// encryptPKCS1 exists because the API offers it. The padding's danger lies with
// who decrypts.
func encryptPKCS1(public *rsa.PublicKey, plaintext []byte) ([]byte, error) {
	//lint:ignore SA1019 the API offers this algorithm
	return rsa.EncryptPKCS1v15(rand.Reader, public, plaintext)
}

func encryptOAEPSHA1(public *rsa.PublicKey, plaintext []byte) ([]byte, error) {
	return rsa.EncryptOAEP(sha1.New(), rand.Reader, public, plaintext, nil)
}

func encryptOAEPSHA256(public *rsa.PublicKey, plaintext []byte) ([]byte, error) {
	return rsa.EncryptOAEP(sha256.New(), rand.Reader, public, plaintext, nil)
}
