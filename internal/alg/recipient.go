package alg

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/pem"
	"strings"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

const (
	recipientRSABits = 2048
	// minRSAExponent is the smallest public exponent of NIST SP 800-56B,
	// section 6.2.
	minRSAExponent = 1<<16 + 1
	// maxRecipientPEM is far above any key that fits: RSA-2048 takes 451 bytes.
	maxRecipientPEM = 4096
	publicKeyBegin  = "-----BEGIN PUBLIC KEY-----"
)

// recipientKey reads a public key: one PEM block with a SubjectPublicKeyInfo
// (RFC 5280, section 4.1.2.7), alone and in its one DER form. It returns an
// *rsa.PublicKey of 2048 bits or an *ecdsa.PublicKey on the curve of SM2.
func recipientKey(text string) (any, error) {
	der, err := recipientDER(text)
	if err != nil {
		return nil, err
	}
	public, err := smx509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, misfit("EncryptionPublicKey is not the SubjectPublicKeyInfo of an RSA or SM2 key")
	}
	switch public := public.(type) {
	case *rsa.PublicKey:
		err = checkRSA(public)
	case *ecdsa.PublicKey:
		if public.Curve != sm2.P256() {
			err = misfit("EncryptionPublicKey is on another curve than SM2 (OID 1.2.156.10197.1.301)")
		}
	default:
		err = misfit("EncryptionPublicKey is neither an RSA nor an SM2 key")
	}
	if err != nil {
		return nil, err
	}
	again, err := smx509.MarshalPKIXPublicKey(public)
	if err != nil || !bytes.Equal(again, der) {
		return nil, misfit("EncryptionPublicKey is not in the form of RFC 3279 or RFC 5480 (named curve, uncompressed point, DER)")
	}
	return public, nil
}

func recipientDER(text string) ([]byte, error) {
	if len(text) > maxRecipientPEM {
		return nil, misfit("EncryptionPublicKey is longer than %d bytes", maxRecipientPEM)
	}
	text = strings.TrimSpace(text)
	// pem.Decode would look for a block anywhere in the text.
	if !strings.HasPrefix(text, publicKeyBegin) {
		return nil, misfit("EncryptionPublicKey does not start with %s", publicKeyBegin)
	}
	block, rest := pem.Decode([]byte(text))
	if block == nil || strings.Count(text, "-----BEGIN") != 1 || len(rest) != 0 || len(block.Headers) != 0 {
		return nil, misfit("EncryptionPublicKey is not one well-formed PEM block with nothing behind it")
	}
	return block.Bytes, nil
}

func checkRSA(public *rsa.PublicKey) error {
	if bits := public.N.BitLen(); bits != recipientRSABits {
		return misfit("the RSA key in EncryptionPublicKey has %d bits, want %d", bits, recipientRSABits)
	}
	if public.N.Bit(0) == 0 {
		return misfit("the RSA modulus in EncryptionPublicKey is even")
	}
	if public.E < minRSAExponent || public.E > 1<<31-1 || public.E%2 == 0 {
		return misfit("the RSA exponent in EncryptionPublicKey is not an odd number from %d to %d", minRSAExponent, 1<<31-1)
	}
	return nil
}
