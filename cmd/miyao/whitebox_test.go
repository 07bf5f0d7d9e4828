package main

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"

	"miyao/internal/secret"
	generate "miyao/internal/whitebox"
	"miyao/whitebox"
)

// whiteboxCommand is "whitebox DIR ALGORITHM PLAINTEXT [FINGERPRINT...]": it
// makes a white-box key bound to these devices, encrypts the file PLAINTEXT, and
// writes into DIR what the API would answer, whole and by field.
func whiteboxCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: whitebox DIR ALGORITHM PLAINTEXT [FINGERPRINT...]")
	}
	dir, size := ts.MkAbs(args[0]), map[string]int{"AES_256": 32, "SM4": 16}[args[1]]
	ts.Check(os.Mkdir(dir, 0o700))
	encryptKey, decryptKey, err := generate.Generate(args[1], [16]byte{0: 0x10, 15: 0x1f}, secret.Random(size))
	ts.Check(err)
	bound, err := generate.Bind(decryptKey, args[3:])
	ts.Check(err)
	file, err := whitebox.Parse(encryptKey.Expose())
	ts.Check(err)
	key, err := file.Open("")
	ts.Check(err)
	iv := secret.Random(whitebox.BlockSize).Expose()
	ciphertext, err := key.Encrypt(iv, []byte(ts.ReadFile(args[2])))
	ts.Check(err)
	writeAnswer(ts, filepath.Join(dir, "key.json"), map[string][]byte{"EncryptKey": encryptKey.Expose(), "DecryptKey": bound})
	writeAnswer(ts, filepath.Join(dir, "message.json"), map[string][]byte{"InitializationVector": iv, "CipherText": ciphertext})
}

// writeAnswer writes an answer of the API, and each of its fields into a file of
// that name beside it.
func writeAnswer(ts *testscript.TestScript, path string, fields map[string][]byte) {
	for name, data := range fields {
		text := base64.StdEncoding.EncodeToString(data)
		ts.Check(os.WriteFile(filepath.Join(filepath.Dir(path), name), []byte(text), 0o600))
	}
	answer, err := json.MarshalIndent(fields, "", "  ") // []byte is base64 here
	ts.Check(err)
	ts.Check(os.WriteFile(path, answer, 0o600))
}
