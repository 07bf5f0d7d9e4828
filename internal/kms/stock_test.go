package kms_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"sync"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/identity"
	"miyao/internal/store"
)

// external is the kind of a key with imported material; other kinds of key are
// named by their usage.
const (
	external = "EXTERNAL"
	dataKeys = "data key"
	whiteBox = "white-box key"
)

// stock is a world with resources of every kind, made when they are needed.
type stock struct {
	*world
	kept map[string]any
}

func newStock(w *world) *stock { return &stock{w, map[string]any{}} }

// keep makes something once for each account and region.
func keep[T any](s *stock, name string, make func() T) T {
	name = fmt.Sprintf("%s %s %d", name, s.region, s.caller.Account.Uin)
	if _, ok := s.kept[name]; !ok {
		s.kept[name] = make()
	}
	return s.kept[name].(T)
}

// one is the id of a resource that several requests share.
func (s *stock) one(kind string) string {
	return keep(s, kind, func() string { return s.fresh(kind) })
}

func (s *stock) newName() string { return "name-" + uuid.NewString() }

// fresh makes a resource and returns its id.
func (s *stock) fresh(kind string) string {
	s.t.Helper()
	two := uint64(2)
	switch kind {
	case "":
		return ""
	case external:
		id := must(s.world, api.CreateKey, api.CreateKeyRequest{Alias: s.newName(), Type: &two}).KeyId
		request := s.importRequest(id)
		must(s.world, api.ImportKeyMaterial, request)
		return id
	case dataKeys:
		return s.dataKey(s.one(alg.EncryptDecrypt))
	case whiteBox:
		return must(s.world, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: s.newName(), Algorithm: "AES_256"}).KeyId
	}
	return must(s.world, api.CreateKey, api.CreateKeyRequest{Alias: s.newName(), KeyUsage: kind}).KeyId
}

// dataKey makes a hosted data key under a key.
func (s *stock) dataKey(key string) string {
	s.t.Helper()
	one := uint64(1)
	return must(s.world, api.GenerateDataKey, api.GenerateDataKeyRequest{
		KeyId: key, KeySpec: "AES_256", IsHostedByKms: &one, DataKeyName: s.newName()}).DataKeyId
}

// importRequest asks for a token and wraps material, the same for every key.
func (s *stock) importRequest(id string) api.ImportKeyMaterialRequest {
	s.t.Helper()
	const padding = "RSAES_OAEP_SHA_256"
	parameters := must(s.world, api.GetParametersForImport, api.GetParametersForImportRequest{
		KeyId: id, WrappingAlgorithm: padding, WrappingKeySpec: "RSA_2048"})
	wrapped := s.encryptTo(parameters.PublicKey, padding, []byte("0123456789abcdef0123456789abcdef"))
	return api.ImportKeyMaterialRequest{KeyId: id, ImportToken: parameters.ImportToken, EncryptedKeyMaterial: wrapped}
}

// encryptTo encrypts to a public key in DER form.
func (s *stock) encryptTo(der []byte, algorithm string, plaintext []byte) []byte {
	s.t.Helper()
	sealed, err := alg.EncryptTo(publicPEM(der), algorithm, plaintext)
	if err != nil {
		s.t.Fatal(err)
	}
	return sealed
}

func publicPEM(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func (s *stock) publicDER(id string) []byte {
	s.t.Helper()
	return must(s.world, api.GetPublicKey, api.GetPublicKeyRequest{KeyId: id}).PublicKey
}

// recipientPEM is a public key of 2048 bits that answers are encrypted to.
var recipientPEM = sync.OnceValue(func() string {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		panic(err)
	}
	return publicPEM(der)
})

// elsewhere runs do in another region of the account.
func (s *stock) elsewhere(do func()) {
	before := s.region
	defer func() { s.region = before }()
	s.region = "ap-shanghai"
	do()
}

// abroad runs do as the root principal of another account.
func (s *stock) abroad(do func()) {
	s.t.Helper()
	before := s.caller
	defer func() { s.caller = before }()
	s.caller = keep(s, "stranger", s.stranger)
	do()
}

func (s *stock) stranger() *identity.Caller {
	s.t.Helper()
	account := store.Account{Uin: 4242, AppID: 7, Name: "other"}
	root := store.Principal{Uin: 4242, Account: 4242, Kind: store.PrincipalRoot, Name: "root"}
	err := s.Store.Update(s.t.Context(), func(tx *store.Tx) error {
		if err := tx.InsertAccount(account); err != nil {
			return err
		}
		return tx.InsertPrincipal(root)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return &identity.Caller{SecretID: "AKIDother", Account: account, Principal: root}
}

// foreign returns the ids of resources that do not exist for the caller.
func (s *stock) foreign(kind string) (ids []string) {
	s.t.Helper()
	s.elsewhere(func() { ids = append(ids, s.one(kind)) })
	s.abroad(func() { ids = append(ids, s.one(kind)) })
	return ids
}

func (s *stock) ciphertext(key string) api.Base64 {
	s.t.Helper()
	return must(s.world, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")}).CiphertextBlob
}

// stand puts in what the texts that begin with @ in constraints.json stand for.
func (s *stock) stand(value any) any {
	s.t.Helper()
	switch v := value.(type) {
	case object:
		filled := object{}
		for name, member := range v {
			filled[name] = s.stand(member)
		}
		return filled
	case string:
		if usage, ok := strings.CutPrefix(v, "@key "); ok {
			return s.one(usage)
		}
		if strings.HasPrefix(v, "@") {
			return s.standing(v)
		}
	}
	return value
}

func (s *stock) standing(name string) (value any) {
	s.t.Helper()
	switch name {
	case "@now":
		return s.clock.Load()
	case "@own uin":
		return s.caller.Account.Uin
	case "@new name":
		return s.newName()
	case "@external key":
		return s.one(external)
	case "@rsa public key":
		return recipientPEM()
	case "@symmetric ciphertext":
		return s.ciphertext(s.one(alg.EncryptDecrypt))
	case "@foreign key":
		s.elsewhere(func() { value = s.one(alg.EncryptDecrypt) })
	case "@foreign ciphertext":
		s.elsewhere(func() { value = s.ciphertext(s.one(alg.EncryptDecrypt)) })
	case "@foreign token":
		value = s.importRequest(s.fresh(external)).ImportToken
	default:
		kind, ok := strings.CutPrefix(name, "@taken ")
		if !ok {
			s.t.Fatalf("constraints.json: nothing stands for %s", name)
		}
		return keep(s, name, func() string { return s.taken(kind) })
	}
	return value
}

// taken makes a resource and returns its name.
func (s *stock) taken(kind string) string {
	s.t.Helper()
	name, one := s.newName(), uint64(1)
	switch kind {
	case "alias":
		must(s.world, api.CreateKey, api.CreateKeyRequest{Alias: name})
	case "white-box alias":
		must(s.world, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: name, Algorithm: "SM4"})
	case "data key name":
		must(s.world, api.GenerateDataKey, api.GenerateDataKeyRequest{
			KeyId: s.one(alg.EncryptDecrypt), KeySpec: "AES_256", IsHostedByKms: &one, DataKeyName: name})
	default:
		s.t.Fatalf("constraints.json: nothing stands for a taken %s", kind)
	}
	return name
}
