package alg_test

import (
	"fmt"
	"testing"

	"miyao/internal/alg"
)

func BenchmarkEncrypt(b *testing.B) {
	for _, row := range sealing(b) {
		key := open(b, row, fresh(b, row))
		for _, n := range []int{32, 4096} {
			plaintext, aad, dst := make([]byte, n), make([]byte, 64), make([]byte, 0, n+row.Overhead)
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
	for _, row := range sealing(b) {
		key := open(b, row, fresh(b, row))
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

func BenchmarkSignPQ(b *testing.B) {
	key, message := openMLDSA(b, fresh(b, mldsaRow(b))), make([]byte, 4096)
	for b.Loop() {
		if _, err := key.SignPQ(message); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyPQ(b *testing.B) {
	key, message := openMLDSA(b, fresh(b, mldsaRow(b))), make([]byte, 4096)
	signature := signPQ(b, key, message)
	for b.Loop() {
		if !key.VerifyPQ(message, signature) {
			b.Fatal("the signature is not valid")
		}
	}
}

// BenchmarkExpandPQ is what the first use of a post-quantum key costs.
func BenchmarkExpandPQ(b *testing.B) {
	for _, id := range []alg.ID{alg.MLKEM1024, alg.MLDSA87} {
		row, ok := alg.ByID(id)
		if !ok {
			b.Fatalf("no algorithm %d", id)
		}
		material := fresh(b, row)
		b.Run(row.Spec, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				opened, err := row.Open(material)
				if err != nil {
					b.Fatal(err)
				}
				opened.(alg.PublicKeyer).PublicKey()
			}
		})
	}
}
