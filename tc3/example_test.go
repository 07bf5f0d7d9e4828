package tc3_test

import (
	"bytes"
	"fmt"
	"log"
	"net/http"
	"time"

	"miyao/tc3"
)

// A client signs a request, and a server that knows the SecretKey verifies it.
func Example() {
	body := []byte(`{"KeyId":"23e80852-1e38-11e9-b129-5cb9019b4b01"}`)
	r, err := http.NewRequest(http.MethodPost, "https://kms.example.com/", bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	r.Header.Set("X-TC-Action", "DescribeKey")
	r.Header.Set("X-TC-Version", "2019-01-18")
	credential := tc3.Credential{SecretID: "AKIDEXAMPLE", SecretKey: "the secret key"}
	at := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	if err := tc3.Sign(r, body, credential, "kms", at); err != nil {
		log.Fatal(err)
	}

	a, err := tc3.ParseAuthorization(r.Header.Get("Authorization"))
	if err != nil {
		log.Fatal(err)
	}
	timestamp, err := tc3.ParseTimestamp(r.Header.Get("X-TC-Timestamp"))
	if err != nil {
		log.Fatal(err)
	}
	key := tc3.DeriveKey([]byte("the secret key"), a.Date, a.Service) // of the SecretKey of a.SecretID
	message := tc3.Message{Method: r.Method, Header: r.Header, Hosts: []string{r.Host}, Body: body, Timestamp: timestamp}
	fmt.Println(a.SecretID, a.Service, a.Date)
	fmt.Println(a.SignedHeaders)
	fmt.Println(a.Verify(key, &message))
	message.Body = []byte(`{}`)
	fmt.Println(a.Verify(key, &message))
	// Output:
	// AKIDEXAMPLE kms 2026-01-31
	// content-type;host;x-tc-action;x-tc-timestamp;x-tc-version
	// <nil>
	// the signature does not match the request
}
