package whitebox_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"testing"

	"github.com/emmansun/gmsm/sm4"

	"miyao/internal/secret"
	generate "miyao/internal/whitebox"
	"miyao/whitebox"
)

func TestQuick(t *testing.T) {
	for name, c := range map[string]struct {
		n int
		f func([]byte) (cipher.Block, error)
	}{"AES_256": {32, aes.NewCipher}, "SM4": {16, sm4.NewCipher}} {
		key := secret.Random(c.n)
		e, d, err := generate.Generate(name, [16]byte{1}, key)
		if err != nil {
			t.Fatal(err)
		}
		iv, pt := secret.Random(16).Expose(), secret.Random(100).Expose()
		open := func(b secret.Bytes) *whitebox.Key {
			f, err := whitebox.Parse(b.Expose())
			if err != nil {
				t.Fatal(err)
			}
			k, err := f.Open("")
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
		ct, err := open(e).Encrypt(iv, pt)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := c.f(key.Expose())
		want := make([]byte, len(ct))
		cipher.NewCBCDecrypter(b, iv).CryptBlocks(want, ct)
		t.Log(name, hex.EncodeToString(want[96:]))
		if !bytes.Equal(want[:100], pt) {
			t.Error(name, "encrypt")
		}
		got, err := open(d).Decrypt(iv, ct)
		if err != nil || !bytes.Equal(got, pt) {
			t.Error(name, "decrypt", err)
		}
	}
}
func BenchmarkGenerate(b *testing.B) {
	for _, n := range []string{"AES_256", "SM4"} {
		b.Run(n, func(b *testing.B) {
			for b.Loop() {
				generate.Generate(n, [16]byte{1}, secret.Random(map[string]int{"AES_256": 32, "SM4": 16}[n]))
			}
		})
	}
}
