package envelope_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"log"

	"miyao/envelope"
)

// GenerateDataKey of the API returns a data key in plaintext, for the file, and
// as the ciphertext blob that is kept in it; Decrypt turns the blob back. Here
// the data key is made up.
func Example() {
	dataKey, blob := make([]byte, envelope.KeySize), []byte("ciphertext of the data key")
	rand.Read(dataKey)

	var file bytes.Buffer
	w, err := envelope.NewWriter(&file, dataKey, blob)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := io.WriteString(w, "a backup of any size"); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}

	header, err := envelope.ReadHeader(&file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", header.Blob)
	plaintext, err := header.Open(dataKey)
	if err != nil {
		log.Fatal(err)
	}
	text, err := io.ReadAll(plaintext) // envelope.ErrDamaged if it was changed
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", text)
	// Output:
	// ciphertext of the data key
	// a backup of any size
}
