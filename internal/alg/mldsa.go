package alg

import (
	"fmt"

	"filippo.io/mldsa"

	"miyao/internal/secret"
)

// ML_DSA_87 is ML-DSA-87 of FIPS 204: pure (no pre-hash), with the empty context,
// hedged, so that two signatures of a message differ. A signature has 4627 bytes.
const (
	mldsaSeedBytes = mldsa.PrivateKeySize // ξ of FIPS 204, algorithm 1

	// mldsaSPKI is the DER in front of the public key (RFC 9881): id-ml-dsa-87,
	// 2.16.840.1.101.3.4.3.19, without parameters.
	mldsaSPKI = "\x30\x82\x0a\x32\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x13\x03\x82\x0a\x21\x00"
)

type mldsa87 struct {
	seeded[mldsa.PrivateKey]
}

func generateMLDSA87() (secret.Bytes, error) { return secret.Random(mldsaSeedBytes), nil }

func openMLDSA87(material secret.Bytes) (any, error) {
	k := new(mldsa87)
	if err := k.open(material, mldsaSeedBytes, expandMLDSA87); err != nil {
		return nil, err
	}
	return k, nil
}

func expandMLDSA87(seed []byte) (*mldsa.PrivateKey, error) {
	return mldsa.NewPrivateKey(mldsa.MLDSA87(), seed)
}

// PublicKey implements PublicKeyer.
func (k *mldsa87) PublicKey() []byte {
	return append([]byte(mldsaSPKI), k.key().PublicKey().Bytes()...)
}

// SignPQ implements PQSigner.
func (k *mldsa87) SignPQ(message []byte) ([]byte, error) {
	signature, err := k.key().Sign(nil, message, nil)
	if err != nil {
		return nil, fmt.Errorf("sign with ML-DSA-87: %w", err)
	}
	return signature, nil
}

// VerifyPQ implements PQVerifier.
func (k *mldsa87) VerifyPQ(message, signature []byte) bool {
	return mldsa.Verify(k.key().PublicKey(), message, signature, nil) == nil
}
