package alg_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"miyao/internal/alg"
)

// openssl runs the openssl command, which plays the recipient.
func openssl(t *testing.T, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Fatal("openssl 3 is needed to test against: ", err)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("openssl %s (openssl 3 is needed): %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return stdout.Bytes()
}

// recipientPair makes a key pair and returns the private key's file and the
// public key's PEM. args choose the kind.
func recipientPair(t *testing.T, args ...string) (private, public string) {
	t.Helper()
	private = filepath.Join(t.TempDir(), "private.pem")
	openssl(t, append([]string{"genpkey", "-out", private}, args...)...)
	return private, string(openssl(t, "pkey", "-in", private, "-pubout"))
}

func rsaPair(t *testing.T) (private, public string) {
	return recipientPair(t, "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
}

func sm2Pair(t *testing.T) (private, public string) {
	return recipientPair(t, "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2")
}

func opensslDecrypt(t *testing.T, private string, sealed []byte, args ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sealed")
	if err := os.WriteFile(file, sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	return openssl(t, append([]string{"pkeyutl", "-decrypt", "-inkey", private, "-in", file}, args...)...)
}

func plaintexts(lengths ...int) [][]byte {
	all := make([][]byte, len(lengths))
	for i, n := range lengths {
		all[i] = make([]byte, n)
		rand.Read(all[i])
	}
	return all
}

func TestEncryptToRSA(t *testing.T) {
	private, public := rsaPair(t)
	for algorithm, c := range map[string]struct {
		limit   int
		options []string
	}{
		"RSAES_PKCS1_V1_5":   {245, []string{"-pkeyopt", "rsa_padding_mode:pkcs1"}},
		"RSAES_OAEP_SHA_1":   {214, []string{"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha1"}},
		"RSAES_OAEP_SHA_256": {190, []string{"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256"}},
	} {
		for _, plaintext := range plaintexts(1, 32, c.limit) {
			sealed, err := alg.EncryptTo(public, algorithm, plaintext)
			if err != nil {
				t.Fatal(err)
			}
			if opened := opensslDecrypt(t, private, sealed, c.options...); len(sealed) != 256 || !bytes.Equal(opened, plaintext) {
				t.Errorf("%s: %d bytes do not open to what was encrypted", algorithm, len(sealed))
			}
		}
		misfit(t, public, algorithm, make([]byte, c.limit+1), "longer than")
	}
}

// sm2DER is what openssl takes, GM/T 0009.
type sm2DER struct {
	X, Y   *big.Int
	C3, C2 []byte
}

func TestEncryptToSM2(t *testing.T) {
	private, public := sm2Pair(t)
	for _, plaintext := range plaintexts(1, 16, 32, 1024, 4096) {
		sealed, err := alg.EncryptTo(public, "SM2_C1C3C2_ASN1", plaintext)
		if err != nil {
			t.Fatal(err)
		}
		if opened := opensslDecrypt(t, private, sealed); !bytes.Equal(opened, plaintext) {
			t.Errorf("SM2_C1C3C2_ASN1: %d bytes do not open", len(plaintext))
		}
		for _, algorithm := range []string{"SM2", ""} {
			raw, err := alg.EncryptTo(public, algorithm, plaintext)
			if err != nil {
				t.Fatal(err)
			}
			if len(raw) != 64+32+len(plaintext) {
				t.Fatalf("%q: %d bytes become %d", algorithm, len(plaintext), len(raw))
			}
			der, err := asn1.Marshal(sm2DER{new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:64]), raw[64:96], raw[96:]})
			if err != nil {
				t.Fatal(err)
			}
			if opened := opensslDecrypt(t, private, der); !bytes.Equal(opened, plaintext) {
				t.Errorf("%q: %d bytes do not open", algorithm, len(plaintext))
			}
		}
	}
}

// TestEncryptToSM2OneByte makes many of the shortest texts: of these, one in 256
// meets a key stream of zeros, which SM2 has to do without.
func TestEncryptToSM2OneByte(t *testing.T) {
	file, public := sm2Pair(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	private, err := smx509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4096 {
		sealed, err := alg.EncryptTo(public, "SM2_C1C3C2_ASN1", []byte{7})
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := sm2.Decrypt(private.(*sm2.PrivateKey), sealed); err != nil || !bytes.Equal(opened, []byte{7}) {
			t.Fatalf("ciphertext %d does not open: %x, %v", i, opened, err)
		}
	}
}

// misfit expects a refusal that says why and shows nothing of the plaintext.
func misfit(t *testing.T, public, algorithm string, plaintext []byte, why string) {
	t.Helper()
	sealed, err := alg.EncryptTo(public, algorithm, plaintext)
	if _, ok := errors.AsType[*alg.RecipientError](err); !ok || sealed != nil {
		t.Errorf("%s: %d bytes, error %v (%T), want a RecipientError", why, len(sealed), err, err)
		return
	}
	if !strings.Contains(err.Error(), why) || len(err.Error()) > 200 {
		t.Errorf("the error is %q, want %q in it", err, why)
	}
}

func TestEncryptToMisfits(t *testing.T) {
	_, rsaPEM := rsaPair(t)
	_, sm2PEM := sm2Pair(t)
	data := []byte("data key")
	misfit(t, rsaPEM, "", data, "needs an SM2 key")
	misfit(t, rsaPEM, "SM2", data, "needs an SM2 key")
	misfit(t, rsaPEM, "SM2_C1C3C2_ASN1", data, "needs an SM2 key")
	for _, algorithm := range []string{"RSAES_PKCS1_V1_5", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"} {
		misfit(t, sm2PEM, algorithm, data, "needs an RSA key")
		misfit(t, rsaPEM, algorithm, nil, "empty")
	}
	misfit(t, sm2PEM, "SM2", nil, "empty")
	for _, algorithm := range []string{"sm2", " SM2", "RSA", "SM2\x00", strings.Repeat("x", 5000)} {
		misfit(t, sm2PEM, algorithm, data, "is unknown")
	}
}

func TestEncryptToRefusesText(t *testing.T) {
	_, public := sm2Pair(t)
	_, other := sm2Pair(t)
	private, _ := sm2Pair(t)
	privatePEM, err := os.ReadFile(private)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode([]byte(public))
	begin, end := "-----BEGIN PUBLIC KEY-----\n", "-----END PUBLIC KEY-----\n"
	const start, form = "does not start with", "not one well-formed PEM block"
	for text, why := range map[string]string{
		"":                                       start,
		"  \n":                                   start,
		string(block.Bytes):                      start,
		"key:\n" + public:                        start,
		string(privatePEM):                       start,
		encodePEM("CERTIFICATE", block.Bytes):    start,
		encodePEM("RSA PUBLIC KEY", block.Bytes): start,
		public + other:                           form,
		public + "x":                             form,
		begin + other:                            form,
		begin:                                    form,
		begin + "!!!!\n" + end:                   form,
		begin + end:                              "SubjectPublicKeyInfo",
		strings.Replace(public, "\n", "\nProc-Type: 4\n", 1): form,
		strings.TrimSuffix(public, end):                      form,
		public + strings.Repeat("\n", 5000):                  "longer than",
	} {
		misfit(t, text, "SM2", []byte("x"), why)
	}
	for _, text := range []string{public, "\n" + public + "\r\n ", strings.ReplaceAll(public, "\n", "\r\n"), strings.TrimSpace(public)} {
		if _, err := alg.EncryptTo(text, "SM2", []byte("x")); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func encodePEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func marshalPEM(t testing.TB, public any) string {
	t.Helper()
	der, err := smx509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return encodePEM("PUBLIC KEY", der)
}

// modulus returns an odd number of exactly this many bits. That it is no
// product of two primes cannot be seen.
func modulus(bits int) *big.Int {
	raw := make([]byte, (bits+7)/8)
	rand.Read(raw)
	n := new(big.Int).SetBytes(raw)
	n.Mod(n, new(big.Int).Lsh(big.NewInt(1), uint(bits)))
	return n.SetBit(n, bits-1, 1).SetBit(n, 0, 1)
}

func TestEncryptToRefusesKeys(t *testing.T) {
	refuse := func(public, why string) {
		t.Helper()
		for _, algorithm := range []string{"SM2", "RSAES_OAEP_SHA_256"} {
			misfit(t, public, algorithm, []byte("x"), why)
		}
	}
	for _, bits := range []int{512, 1024, 2047, 2049, 3072, 4096} {
		refuse(marshalPEM(t, &rsa.PublicKey{N: modulus(bits), E: 65537}), "bits, want 2048")
	}
	for _, e := range []int{1, 2, 3, 17, 65535, 65536, 65538, 1<<31 + 1} {
		refuse(marshalPEM(t, &rsa.PublicKey{N: modulus(2048), E: e}), "exponent")
	}
	even := modulus(2048)
	refuse(marshalPEM(t, &rsa.PublicKey{N: even.SetBit(even, 0, 0), E: 65537}), "even")
	if _, err := alg.EncryptTo(marshalPEM(t, &rsa.PublicKey{N: modulus(2048), E: 65539}), "RSAES_OAEP_SHA_256", []byte("x")); err != nil {
		t.Error(err)
	}

	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	refuse(marshalPEM(t, &p256.PublicKey), "another curve")
	edwards, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	refuse(marshalPEM(t, edwards), "neither an RSA nor an SM2 key")
}

func TestEncryptToRefusesEncodings(t *testing.T) {
	private, public := sm2Pair(t)
	block, _ := pem.Decode([]byte(public))
	der := block.Bytes
	at := func(i int, b byte) string {
		changed := bytes.Clone(der)
		changed[i] = b
		return encodePEM("PUBLIC KEY", changed)
	}
	point := len(der) - 65
	for what, text := range map[string]string{
		"explicit curve":     string(openssl(t, "ec", "-in", private, "-pubout", "-param_enc", "explicit")),
		"compressed point":   string(openssl(t, "ec", "-in", private, "-pubout", "-conv_form", "compressed")),
		"hybrid point":       string(openssl(t, "ec", "-in", private, "-pubout", "-conv_form", "hybrid")),
		"off the curve":      at(len(der)-1, der[len(der)-1]^1),
		"no point form":      at(point, 5),
		"unused bits":        at(point-1, 1),
		"no DER":             encodePEM("PUBLIC KEY", []byte("hello")),
		"cut":                encodePEM("PUBLIC KEY", der[:len(der)-1]),
		"extended":           encodePEM("PUBLIC KEY", append(bytes.Clone(der), 0)),
		"point at infinity":  encodePEM("PUBLIC KEY", append(append([]byte{0x30, 0x19}, der[2:point-3]...), 0x03, 0x02, 0, 0)),
		"coordinates beyond": encodePEM("PUBLIC KEY", append(bytes.Clone(der[:point+1]), bytes.Repeat([]byte{0xff}, 64)...)),
	} {
		sealed, err := alg.EncryptTo(text, "SM2", []byte("x"))
		if _, ok := errors.AsType[*alg.RecipientError](err); !ok || sealed != nil || !strings.HasPrefix(text, "-----BEGIN PUBLIC KEY-----") {
			t.Errorf("%s: %d bytes, error %v", what, len(sealed), err)
		}
	}
	for i := range der {
		for bit := range 8 {
			if _, err := alg.EncryptTo(at(i, der[i]^1<<bit), "SM2", []byte("x")); err == nil {
				t.Errorf("bit %d of byte %d changed: accepted", bit, i)
			}
		}
	}
}

func FuzzEncryptTo(f *testing.F) {
	key, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	for public, algorithm := range map[string]string{
		marshalPEM(f, &key.PublicKey):                             "SM2",
		marshalPEM(f, &rsa.PublicKey{N: modulus(2048), E: 65537}): "RSAES_PKCS1_V1_5",
	} {
		if sealed, err := alg.EncryptTo(public, algorithm, []byte("x")); err != nil || len(sealed) == 0 {
			f.Fatalf("the seed of %s gives %d bytes, %v", algorithm, len(sealed), err)
		}
		f.Add(public, algorithm, []byte("x"))
	}
	f.Fuzz(func(t *testing.T, public, algorithm string, plaintext []byte) {
		sealed, err := alg.EncryptTo(public, algorithm, plaintext)
		if _, ok := errors.AsType[*alg.RecipientError](err); err != nil && (!ok || sealed != nil) {
			t.Errorf("%d bytes, error %v", len(sealed), err)
		}
	})
}
