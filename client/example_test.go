package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"miyao/api"
	"miyao/client"
)

// What "miyao server" wrote at its first start, or the environment, says which
// server to call and as whom.
func Example() {
	config, err := client.FromEnv(os.LookupEnv, "miyao-data/credentials.env")
	if err != nil {
		log.Fatal(err)
	}
	c, err := client.New(config)
	if err != nil {
		log.Fatal(err)
	}
	key, err := client.Call(context.Background(), c, api.CreateKey, &api.CreateKeyRequest{Alias: "app"})
	if refusal, ok := errors.AsType[*api.Error](err); ok && refusal.Code == api.AliasAlreadyExists {
		log.Fatal("there is such a key: ", refusal.Message)
	}
	if err != nil {
		log.Fatal(err)
	}
	sealed, err := client.Call(context.Background(), c, api.Encrypt,
		&api.EncryptRequest{KeyId: key.KeyId, Plaintext: []byte("a password")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sealed.CiphertextBlob) // in base64
}
