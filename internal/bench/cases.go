package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"miyao/api"
	"miyao/tc3"
)

// fewRequests is how many different requests go round when the keys are few.
const fewRequests = 1000

// benchCase is one kind of request.
type benchCase struct {
	name   string
	action string
	goal   float64 // throughput as a share of the bare server's; 0 for none
	// offlineSize is the size of the answer when the bare server is driven
	// without miyao; 0 leaves the case out then.
	offlineSize int
	// payloads returns the maker of the i-th request; it may call the server.
	payloads func(v *variant) (func(i int) any, error)
}

var allCases = []benchCase{
	{"Encrypt 4 KB", "Encrypt", 0.45, 5740, encryptPayloads(4096)},
	{"Decrypt 4 KB", "Decrypt", 0.45, 0, decryptPayloads(4096)},
	{"Encrypt 32 B", "Encrypt", 0.55, 320, encryptPayloads(32)},
	{"Decrypt 32 B", "Decrypt", 0.55, 0, decryptPayloads(32)},
	{"GenerateDataKey", "GenerateDataKey", 0.55, 0, dataKeyPayloads},
	{"DescribeKey", "DescribeKey", 0, 0, describePayloads},
}

// variant is miyao in one setting, with the keys that requests spread over.
type variant struct {
	name   string
	dir    string // the data directory
	keys   []string
	server *server // nil when the bare server is driven alone
}

func (v *variant) key(i int) string { return v.keys[i%len(v.keys)] }

func encryptPayloads(size int) func(*variant) (func(int) any, error) {
	random := make([]byte, 1<<16)
	rand.NewChaCha8([32]byte{}).Read(random)
	return func(v *variant) (func(int) any, error) {
		return func(i int) any {
			start := rand.IntN(len(random) - size)
			return api.EncryptRequest{KeyId: v.key(i), Plaintext: random[start : start+size]}
		}, nil
	}
}

func decryptPayloads(size int) func(*variant) (func(int) any, error) {
	return func(v *variant) (func(int) any, error) {
		payload, _ := encryptPayloads(size)(v)
		encrypt, err := v.sign("Encrypt", payload)
		if err != nil {
			return nil, err
		}
		blobs := make([]api.Base64, len(encrypt.ends))
		err = v.server.pool.collect(encrypt, func(i int, body []byte) error {
			var answer struct{ Response api.EncryptResponse }
			err := json.Unmarshal(body, &answer)
			blobs[i] = answer.Response.CiphertextBlob
			return err
		})
		return func(i int) any { return api.DecryptRequest{CiphertextBlob: blobs[i]} }, err
	}
}

func dataKeyPayloads(v *variant) (func(int) any, error) {
	return func(i int) any { return api.GenerateDataKeyRequest{KeyId: v.key(i), KeySpec: "AES_256"} }, nil
}

func describePayloads(v *variant) (func(int) any, error) {
	return func(i int) any { return api.DescribeKeyRequest{KeyId: v.key(i)} }, nil
}

// sign makes one request for each key, in random order, and at least
// fewRequests. The signatures hold for 5 minutes.
func (v *variant) sign(action string, payload func(i int) any) (*requests, error) {
	address, credential := "127.0.0.1", tc3.Credential{SecretID: "none", SecretKey: "none"}
	if v.server != nil {
		address, credential = v.server.address, v.server.credential
	}
	r := &requests{}
	for _, i := range rand.Perm(max(len(v.keys), fewRequests)) {
		body, err := json.Marshal(payload(i))
		if err != nil {
			return nil, err
		}
		request, err := signed(address, credential, action, body)
		if err != nil {
			return nil, err
		}
		r.add(request)
	}
	return r, nil
}

// signed is a whole HTTP request as it goes over the wire.
func signed(address string, credential tc3.Credential, action string, body []byte) ([]byte, error) {
	request, err := http.NewRequest(http.MethodPost, "http://"+address+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-TC-Action", action)
	request.Header.Set("X-TC-Version", api.ProductKMS.Version)
	request.Header.Set("X-TC-Region", region)
	if err := tc3.Sign(request, body, credential, api.ProductKMS.Service, time.Now()); err != nil {
		return nil, err
	}
	var wire bytes.Buffer
	err = request.Write(&wire)
	return wire.Bytes(), err
}

const region = "ap-guangzhou"

// offlineVariant lets the bare server be driven without miyao.
func offlineVariant() *variant {
	return &variant{name: "none", keys: []string{strings.Repeat("0", 36)}}
}
