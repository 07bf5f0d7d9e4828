package alg

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

// ForeignVerifier makes the Verifier of a public key whose private half is not
// known, as signatures of others need it. The server has no such keys.
func ForeignVerifier(der []byte) (Verifier, error) {
	parsed, err := smx509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	switch public := parsed.(type) {
	case *rsa.PublicKey:
		return &rsaVerifier{der, public}, nil
	case *ecdsa.PublicKey:
		switch public.Curve {
		case sm2.P256():
			return &sm2Verifier{der, public}, nil
		case elliptic.P256():
			return &ecdsaVerifier{der, &eccP256, public}, nil
		case elliptic.P384():
			return &ecdsaVerifier{der, &eccP384, public}, nil
		}
	}
	return nil, errors.New("no verifier for this key")
}
