package kms_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"miyao/api"
	"miyao/internal/store"
)

func TestEncryptDecrypt(t *testing.T) {
	w := newWorld(t)
	for _, region := range regions {
		w.region = region.Name
		id := w.newKey()
		for _, size := range []int{1, 32, 4095, 4096} {
			plaintext := bytes.Repeat([]byte{0xa7}, size)
			for _, context := range []string{"", `{"app":"a","env":"b"}`, "not json", "{}"} {
				blob := must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: plaintext, EncryptionContext: context}).CiphertextBlob
				if text := blob.String(); len(text) > 2*size+250 {
					t.Errorf("%d bytes became a text of %d characters", size, len(text))
				}
				got := must(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob, EncryptionContext: context})
				if !bytes.Equal(got.Plaintext, plaintext) || got.KeyId != id {
					t.Errorf("region %s, %d bytes, context %q: the plaintext did not come back", region.Name, size, context)
				}
			}
		}
	}
}

func TestEncryptRefusals(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	encrypt := func(code api.Code, r api.EncryptRequest) {
		t.Helper()
		refused(w, code, api.Encrypt, r)
	}
	encrypt(api.InvalidPlaintext, api.EncryptRequest{KeyId: id, Plaintext: []byte{}})
	encrypt(api.InvalidPlaintext, api.EncryptRequest{KeyId: id, Plaintext: make([]byte, 4097)})
	encrypt(api.InvalidKeyId, api.EncryptRequest{KeyId: strings.ToUpper(id), Plaintext: []byte("x")})
	encrypt(api.InvalidKeyId, api.EncryptRequest{KeyId: "", Plaintext: []byte("x")})
	encrypt(api.CmkNotFound, api.EncryptRequest{KeyId: "00000000-0000-4000-8000-000000000000", Plaintext: []byte("x")})
	encrypt(api.InvalidParameter, api.EncryptRequest{KeyId: id, Plaintext: []byte("x"), EncryptionContext: strings.Repeat("密", 1025)})
	must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x"), EncryptionContext: strings.Repeat("密", 1024)})
}

// TestDamagedBlobs: each changed byte, each truncation, an extension and a
// wrong context are refused; only a changed key id may say CmkNotFound.
func TestDamagedBlobs(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	blob := must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("secret"), EncryptionContext: `{"a":"b"}`}).CiphertextBlob
	check := func(what string, i int, changed []byte) {
		t.Helper()
		_, failure := try(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: changed, EncryptionContext: `{"a":"b"}`})
		if failure == nil || failure.Code != api.InvalidCiphertext && failure.Code != api.CmkNotFound {
			t.Errorf("%s %d: got %v", what, i, failure)
		}
	}
	for i := range blob {
		changed := bytes.Clone(blob)
		changed[i] ^= 0x01
		check("byte", i, changed)
		check("length", i, blob[:i])
	}
	check("extension", 0, append(bytes.Clone(blob), 0))
	for _, context := range []string{"", "{}", `{"a":"c"}`, `{"a":"b","c":"d"}`, `"a"`, " "} {
		refused(w, api.InvalidCiphertext, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob, EncryptionContext: context})
	}
	same := must(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob, EncryptionContext: "{ \"a\" : \"\\u0062\" }"})
	if string(same.Plaintext) != "secret" {
		t.Error("another spelling of the same context did not open the blob")
	}
}

// TestForeignBlob: the sealed part of one key's blob under the header of
// another's.
func TestForeignBlob(t *testing.T) {
	w := newWorld(t)
	blobs := [2]api.Base64{}
	for i := range blobs {
		blobs[i] = must(w, api.Encrypt, api.EncryptRequest{KeyId: w.newKey(), Plaintext: []byte("x")}).CiphertextBlob
	}
	mixed := append(bytes.Clone(blobs[0][:24]), blobs[1][24:]...)
	refused(w, api.InvalidCiphertext, api.Decrypt, api.DecryptRequest{CiphertextBlob: mixed})
}

func TestReEncrypt(t *testing.T) {
	w := newWorld(t)
	first, second := w.newKey(), w.newKey()
	blob := must(w, api.Encrypt, api.EncryptRequest{KeyId: first, Plaintext: []byte("x"), EncryptionContext: `{"a":"1"}`}).CiphertextBlob

	same := must(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: blob, SourceEncryptionContext: `{"a":"1"}`, DestinationEncryptionContext: `{ "a" : "1" }`})
	if same.ReEncrypted || !bytes.Equal(same.CiphertextBlob, blob) {
		t.Error("the same key and context made a new text")
	}
	context := must(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: blob, SourceEncryptionContext: `{"a":"1"}`})
	if !context.ReEncrypted || context.KeyId != first {
		t.Error("another context made no new text")
	}
	moved := must(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: blob, SourceEncryptionContext: `{"a":"1"}`, DestinationKeyId: second})
	if !moved.ReEncrypted || moved.KeyId != second || moved.SourceKeyId != first {
		t.Errorf("moved: %+v", moved)
	}
	if got := must(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: moved.CiphertextBlob}); string(got.Plaintext) != "x" || got.KeyId != second {
		t.Error("the moved text does not open")
	}
	refused(w, api.InvalidCiphertext, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: blob, DestinationKeyId: second})
	w.setState(first, store.Archived)
	refused(w, arc, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: blob, SourceEncryptionContext: `{"a":"1"}`})
}

func TestGenerateDataKey(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	n := func(v uint64) *uint64 { return &v }
	for _, test := range []struct {
		spec   string
		number *uint64
		want   int
	}{{"AES_128", nil, 16}, {"AES_256", nil, 32}, {"", n(1), 1}, {"AES_256", n(1024), 1024}, {"nonsense", n(5), 5}} {
		got := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id, KeySpec: test.spec, NumberOfBytes: test.number})
		opened := must(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: got.CiphertextBlob})
		if len(got.Plaintext) != test.want || !bytes.Equal(got.Plaintext, opened.Plaintext) {
			t.Errorf("spec %q: %d bytes, want %d, equal to what Decrypt gives", test.spec, len(got.Plaintext), test.want)
		}
	}
	refused(w, api.MissingParameter, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id})
	refused(w, api.InvalidParameter, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id, NumberOfBytes: n(0)})
	refused(w, api.InvalidParameter, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id, NumberOfBytes: n(1025)})
	refused(w, api.InvalidParameter, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id, KeySpec: "AES_512"})
	refused(w, api.InvalidType, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id, KeySpec: "AES_256", IsHostedByKms: n(2)})
	refused(w, api.EncryptionError, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id, KeySpec: "AES_256", EncryptionPublicKey: "no key"})
	refused(w, api.InvalidHsmClusterId, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: id, KeySpec: "AES_256", HsmClusterId: "hsm-1"})
}

func TestGenerateRandom(t *testing.T) {
	w := newWorld(t)
	a := must(w, api.GenerateRandom, api.GenerateRandomRequest{NumberOfBytes: 1024}).Plaintext
	b := must(w, api.GenerateRandom, api.GenerateRandomRequest{NumberOfBytes: 1024}).Plaintext
	if len(a) != 1024 || bytes.Equal(a, b) {
		t.Error("want 1024 bytes, other ones each time")
	}
	for _, n := range []uint64{0, 1025} {
		refused(w, api.InvalidParameter, api.GenerateRandom, api.GenerateRandomRequest{NumberOfBytes: n})
	}
}

// TestDisableIsExact: once DisableKey has answered, no Encrypt that begins
// later succeeds, while others hammer the key.
func TestDisableIsExact(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	stop := make(chan struct{})
	var load sync.WaitGroup
	for range 4 {
		load.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					_, _ = try(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
				}
			}
		})
	}
	for range 20 {
		must(w, api.DisableKey, api.DisableKeyRequest{KeyId: id})
		refused(w, dis, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
		must(w, api.EnableKey, api.EnableKeyRequest{KeyId: id})
		must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
	}
	close(stop)
	load.Wait()
}
