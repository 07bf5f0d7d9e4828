package alg_test

import (
	"fmt"
	"testing"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

func BenchmarkEncrypt(b *testing.B) {
	for _, row := range symmetric(b) {
		key := open(b, row, secret.Random(row.MaterialBytes))
		for _, n := range []int{32, 4096} {
			plaintext, aad, dst := make([]byte, n), make([]byte, 64), make([]byte, 0, n+overhead)
			b.Run(fmt.Sprintf("%s/%d", row.Spec, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := key.Encrypt(dst, plaintext, aad); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkDecrypt(b *testing.B) {
	for _, row := range symmetric(b) {
		key := open(b, row, secret.Random(row.MaterialBytes))
		for _, n := range []int{32, 4096} {
			aad, dst := make([]byte, 64), make([]byte, 0, n)
			sealed := seal(b, key, make([]byte, n), aad)
			b.Run(fmt.Sprintf("%s/%d", row.Spec, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := key.Decrypt(dst, sealed, aad); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkSign(b *testing.B) {
	for _, row := range signing(b) {
		key := openAs[signer](b, row.ID, generate(b, row))
		message := make([]byte, 1024)
		for _, algorithm := range row.Algorithms {
			b.Run(algorithm, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := key.Sign(algorithm, message, false); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	for _, row := range signing(b) {
		key := openAs[signer](b, row.ID, generate(b, row))
		message := make([]byte, 1024)
		for _, algorithm := range row.Algorithms {
			signature, err := key.Sign(algorithm, message, false)
			if err != nil {
				b.Fatal(err)
			}
			b.Run(algorithm, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if valid, err := key.Verify(algorithm, message, signature, false); !valid || err != nil {
						b.Fatal(valid, err)
					}
				}
			})
		}
	}
}

func BenchmarkDecryptRSA(b *testing.B) {
	key := openAs[alg.RSADecrypter](b, alg.RSADecrypt, rsaMaterial())
	public := marshalPEM(b, rsaPublic(b))
	for _, algorithm := range []string{"RSAES_PKCS1_V1_5", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"} {
		sealed, err := alg.EncryptTo(public, algorithm, make([]byte, 32))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(algorithm, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := key.DecryptRSA(algorithm, sealed); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecryptSM2(b *testing.B) {
	key := openAs[alg.SM2Decrypter](b, alg.SM2Decrypt, secret.New(unhex(b, gbScalar)))
	sealed := marshal(b, gbCiphertext(b))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := key.DecryptSM2(sealed); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen is what the first use of a key after a start costs.
func BenchmarkOpen(b *testing.B) {
	for _, row := range alg.Table() {
		material := generate(b, row)
		b.Run(row.Usage+"/"+row.Spec, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := row.Open(material); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
