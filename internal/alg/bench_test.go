package alg_test

import (
	"fmt"
	"testing"

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
