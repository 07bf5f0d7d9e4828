// Command guide is the guide's program with the official Go SDK: make a key,
// encrypt a config file, store the ciphertext, read it back and decrypt it. Set
// the variables of credentials.env, then run it where test_config.conf lies.
package main

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	kms "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/kms/v20190118"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func connect() (*kms.Client, error) {
	endpoint, err := url.Parse(os.Getenv("MIYAO_ENDPOINT"))
	if err != nil {
		return nil, err
	}
	p := profile.NewClientProfile()
	p.HttpProfile.Scheme = endpoint.Scheme
	p.HttpProfile.Endpoint = endpoint.Host
	credential := common.NewCredential(os.Getenv("TENCENTCLOUD_SECRET_ID"), os.Getenv("TENCENTCLOUD_SECRET_KEY"))
	return kms.NewClient(credential, os.Getenv("TENCENTCLOUD_REGION"), p)
}

func run() error {
	client, err := connect()
	if err != nil {
		return err
	}
	create := kms.NewCreateKeyRequest()
	create.Alias = common.StringPtr(fmt.Sprintf("guide-go-%d", time.Now().UnixNano()))
	key, err := client.CreateKey(create)
	if err != nil {
		return err
	}
	if err := encryptFile(client, key.Response.KeyId); err != nil {
		return err
	}
	return decryptFile(client)
}

func encryptFile(client *kms.Client, keyID *string) error {
	plaintext, err := os.ReadFile("test_config.conf")
	if err != nil {
		return err
	}
	encrypt := kms.NewEncryptRequest()
	encrypt.KeyId = keyID
	encrypt.Plaintext = common.StringPtr(base64.StdEncoding.EncodeToString(plaintext))
	encrypted, err := client.Encrypt(encrypt)
	if err != nil {
		return err
	}
	return os.WriteFile("test_encry.conf", []byte(*encrypted.Response.CiphertextBlob), 0o600)
}

func decryptFile(client *kms.Client) error {
	ciphertext, err := os.ReadFile("test_encry.conf")
	if err != nil {
		return err
	}
	decrypt := kms.NewDecryptRequest()
	decrypt.CiphertextBlob = common.StringPtr(string(ciphertext))
	decrypted, err := client.Decrypt(decrypt)
	if err != nil {
		return err
	}
	plaintext, err := base64.StdEncoding.DecodeString(*decrypted.Response.Plaintext)
	if err != nil {
		return err
	}
	fmt.Printf("decrypted: %s\n", plaintext)
	return nil
}
