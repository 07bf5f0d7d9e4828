package whitebox_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log"
	"os"

	"miyao/whitebox"
)

// The DecryptKey of DescribeWhiteBoxDecryptKey decrypts what EncryptByWhiteBox
// made, without a server.
func Example() {
	text, err := os.ReadFile("decrypt.key.b64")
	if err != nil {
		log.Fatal(err)
	}
	data, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		log.Fatal(err)
	}
	file, err := whitebox.Parse(data)
	if err != nil {
		log.Fatal(err)
	}
	key, err := file.Open("01234567-0123456789abcd-0123456789abcd-0123456789abcd-0123456789abcdef")
	if errors.Is(err, whitebox.ErrFingerprint) {
		log.Fatal("this device is none of those that the key is bound to")
	}
	if err != nil {
		log.Fatal(err)
	}
	var iv, ciphertext []byte // InitializationVector and CipherText of EncryptByWhiteBox
	plaintext, err := key.Decrypt(iv, ciphertext)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", plaintext)
}
