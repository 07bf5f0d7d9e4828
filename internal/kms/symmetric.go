package kms

import (
	"bytes"
	"errors"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/ciphertext"
	"miyao/internal/keyring"
	"miyao/internal/secret"
)

// Sizes of the symmetric actions, in bytes.
const (
	maxPlaintext = 4096
	maxRandom    = 1024
)

func encrypt(c *call, r *api.EncryptRequest) (*api.EncryptResponse, error) {
	if err := checkPlaintext("Plaintext", r.Plaintext); err != nil {
		return nil, err
	}
	context, err := encryptionContext("EncryptionContext", r.EncryptionContext)
	if err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	blob, err := c.seal(k, context, r.Plaintext)
	if err != nil {
		return nil, err
	}
	return &api.EncryptResponse{KeyId: r.KeyId, CiphertextBlob: blob}, nil
}

func decrypt(c *call, r *api.DecryptRequest) (*api.DecryptResponse, error) {
	context, err := encryptionContext("EncryptionContext", r.EncryptionContext)
	if err != nil {
		return nil, err
	}
	opened, err := c.open(r.CiphertextBlob, context)
	if err != nil {
		return nil, err
	}
	answer, err := recipient(r.EncryptionPublicKey, r.EncryptionAlgorithm, opened.plaintext)
	if err != nil {
		return nil, err
	}
	return &api.DecryptResponse{KeyId: opened.key.ID.String(), Plaintext: answer}, nil
}

func reEncrypt(c *call, r *api.ReEncryptRequest) (*api.ReEncryptResponse, error) {
	from, err := encryptionContext("SourceEncryptionContext", r.SourceEncryptionContext)
	if err != nil {
		return nil, err
	}
	to, err := encryptionContext("DestinationEncryptionContext", r.DestinationEncryptionContext)
	if err != nil {
		return nil, err
	}
	source, err := c.open(r.CiphertextBlob, from)
	if err != nil {
		return nil, err
	}
	defer clear(source.plaintext)
	target := source.key
	if r.DestinationKeyId != "" {
		if target, err = c.keyIn("DestinationKeyId", r.DestinationKeyId); err != nil {
			return nil, err
		}
	}
	answer := &api.ReEncryptResponse{KeyId: target.ID.String(), SourceKeyId: source.key.ID.String()}
	if target.ID == source.key.ID && target.Version == source.version && sameContext(from, to) {
		answer.CiphertextBlob = r.CiphertextBlob // a new text would say the same
		_, err = use[alg.Encrypter](c, target, target.Version, encrypting)
		return answer, err
	}
	answer.ReEncrypted = true
	answer.CiphertextBlob, err = c.seal(target, to, source.plaintext)
	return answer, err
}

func generateDataKey(c *call, r *api.GenerateDataKeyRequest) (*api.GenerateDataKeyResponse, error) {
	hosted, err := isHosted(r.IsHostedByKms)
	if err != nil {
		return nil, err
	}
	size, err := dataKeySize(r.KeySpec, r.NumberOfBytes)
	if err != nil {
		return nil, err
	}
	if hosted {
		return c.hostDataKey(r, size)
	}
	return c.makeDataKey(r, size)
}

// makeDataKey makes a data key of size bytes; nothing is stored.
func (c *call) makeDataKey(r *api.GenerateDataKeyRequest, size int) (*api.GenerateDataKeyResponse, error) {
	if err := noCluster(r.HsmClusterId); err != nil {
		return nil, err
	}
	context, err := encryptionContext("EncryptionContext", r.EncryptionContext)
	if err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	dataKey := secret.Random(size).Expose()
	blob, err := c.seal(k, context, dataKey)
	if err != nil {
		return nil, err
	}
	answer, err := recipient(r.EncryptionPublicKey, r.EncryptionAlgorithm, dataKey)
	if err != nil {
		return nil, err
	}
	return &api.GenerateDataKeyResponse{KeyId: r.KeyId, Plaintext: answer, CiphertextBlob: blob}, nil
}

func generateRandom(c *call, r *api.GenerateRandomRequest) (*api.GenerateRandomResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	if r.NumberOfBytes < 1 || r.NumberOfBytes > maxRandom {
		return nil, byteCount()
	}
	return &api.GenerateRandomResponse{Plaintext: secret.Random(int(r.NumberOfBytes)).Expose()}, nil
}

func checkPlaintext(name string, plaintext []byte) error {
	if len(plaintext) == 0 || len(plaintext) > maxPlaintext {
		return api.Errorf(api.InvalidPlaintext, "%s must have 1 to %d bytes before base64; it has %d. For more, encrypt the data with a data key of GenerateDataKey.",
			"%s 解码后必须为 1 到 %d 字节，当前为 %d 字节；更大的数据请用 GenerateDataKey 生成的数据密钥加密。", name, maxPlaintext, len(plaintext))
	}
	return nil
}

// seal encrypts plaintext under the newest version of a symmetric key.
func (c *call) seal(k *keyring.Key, context ciphertext.Context, plaintext []byte) (api.Base64, error) {
	return sealBlob(c, k, context, plaintext, alg.Encrypter.Encrypt)
}

// sealBlob encrypts plaintext under the newest version of k into a ciphertext
// blob. encrypt is the method of the capability that k needs.
func sealBlob[P any](c *call, k *keyring.Key, context ciphertext.Context, plaintext []byte,
	encrypt func(key P, dst, plaintext, aad []byte) ([]byte, error)) (api.Base64, error) {
	key, err := use[P](c, k, k.Version, encrypting)
	if err != nil {
		return nil, err
	}
	header := ciphertext.Header{Algorithm: k.Algorithm, Context: context.Kind, KeyID: k.ID, KeyVersion: k.Version}
	row, _ := alg.ByID(alg.ID(k.Algorithm))
	blob := make([]byte, 0, ciphertext.HeaderSize+row.Overhead+len(plaintext))
	return encrypt(key, header.Append(blob), plaintext, associated(header, context))
}

func associated(h ciphertext.Header, c ciphertext.Context) []byte {
	return ciphertext.AppendAssociated(make([]byte, 0, ciphertext.HeaderSize+len(c.Canonical)), h, c)
}

func sameContext(a, b ciphertext.Context) bool {
	return a.Kind == b.Kind && bytes.Equal(a.Canonical, b.Canonical)
}

// opened is a ciphertext blob after decryption.
type opened struct {
	key       *keyring.Key
	version   uint32
	plaintext []byte
}

// open decrypts a ciphertext blob of a symmetric key.
func (c *call) open(blob []byte, context ciphertext.Context) (opened, error) {
	return openBlob(c, blob, context, alg.Decrypter.Decrypt)
}

// openBlob finds the key that a ciphertext blob names, and decrypts it with the
// method of a capability. Damage, a wrong context and a version that the key
// never had give the same error.
func openBlob[P any](c *call, blob []byte, context ciphertext.Context,
	decrypt func(key P, dst, sealed, aad []byte) ([]byte, error)) (o opened, err error) {
	header, sealed, err := ciphertext.Parse(blob)
	if err != nil {
		return o, invalidCiphertext()
	}
	o.version = header.KeyVersion
	if o.key, err = c.keyByID(uuid.UUID(header.KeyID)); err != nil {
		return o, err
	}
	o.plaintext, err = openSealed(c, o.key, header, sealed, context, decrypt)
	return o, err
}

// openSealed decrypts the sealed message under header with the key that it
// names.
func openSealed[P any](c *call, k *keyring.Key, header ciphertext.Header, sealed []byte, context ciphertext.Context,
	decrypt func(key P, dst, sealed, aad []byte) ([]byte, error)) ([]byte, error) {
	key, err := use[P](c, k, header.KeyVersion, decrypting)
	if failure, ok := errors.AsType[*api.Error](err); ok && failure.Code == api.InvalidKeyUsage {
		return nil, c.opensElsewhere(k, header.KeyVersion)
	}
	if errors.As(err, new(keyring.NoVersionError)) || err == nil && header.Context != context.Kind {
		return nil, invalidCiphertext()
	}
	if err != nil {
		return nil, err
	}
	plaintext, err := decrypt(key, nil, sealed, associated(header, context))
	if err != nil {
		return nil, invalidCiphertext()
	}
	return plaintext, nil
}

// opensElsewhere refuses a blob of a key that this action cannot use, and names
// the action that can.
func (c *call) opensElsewhere(k *keyring.Key, version uint32) error {
	key, err := k.Open(version)
	if err != nil {
		return err
	}
	var action string
	switch key.(type) {
	case alg.Decrypter:
		action = api.Decrypt.Name
	case alg.PQDecrypter:
		action = api.PostQuantumCryptoDecrypt.Name
	default: // the key never made a blob
		return invalidCiphertext()
	}
	return api.Errorf(api.InvalidCiphertext, "CiphertextBlob is of key %s, which has the usage %s: it is opened by %s and not by %s.",
		"CiphertextBlob 属于密钥 %s，其用途为 %s：请使用 %s 而不是 %s 解密。", k.ID, k.Usage, action, c.req.Action)
}

func invalidCiphertext() error {
	return api.Errorf(api.InvalidCiphertext,
		"CiphertextBlob does not open: it is damaged, not a text of this service, or the encryption context differs from that of encryption.",
		"CiphertextBlob 无法解密：密文已损坏、不是本服务生成的密文，或加密上下文与加密时不一致。")
}

// recipient encrypts an answer to the caller's public key, if one was given.
func recipient(publicKey, algorithm string, plaintext []byte) (api.Base64, error) {
	if publicKey == "" {
		return plaintext, nil
	}
	defer clear(plaintext)
	wrapped, err := alg.EncryptTo(publicKey, algorithm, plaintext)
	if err != nil {
		return nil, api.Errorf(api.EncryptionError, "The result cannot be encrypted to EncryptionPublicKey: %v.",
			"无法用 EncryptionPublicKey 加密结果：%v。", err)
	}
	return wrapped, nil
}

func isHosted(value *uint64) (bool, error) {
	if value != nil && *value > 1 {
		return false, api.Errorf(api.InvalidType, "IsHostedByKms must be 0 or 1.", "IsHostedByKms 必须为 0 或 1。")
	}
	return value != nil && *value == 1, nil
}

// dataKeySize is the length of a data key in bytes; a number wins over a spec.
func dataKeySize(spec string, number *uint64) (int, error) {
	switch {
	case number != nil && (*number < 1 || *number > maxRandom):
		return 0, byteCount()
	case number != nil:
		return int(*number), nil
	case spec == "AES_128":
		return 16, nil
	case spec == "AES_256":
		return 32, nil
	case spec == "":
		return 0, api.Errorf(api.MissingParameter, "One of KeySpec and NumberOfBytes is required.", "KeySpec 和 NumberOfBytes 至少填写一个。")
	}
	return 0, api.Errorf(api.InvalidParameter, "KeySpec must be AES_128 or AES_256; for other lengths give NumberOfBytes.",
		"KeySpec 必须为 AES_128 或 AES_256；其他长度请使用 NumberOfBytes。")
}

func byteCount() error {
	return api.Errorf(api.InvalidParameter, "NumberOfBytes must be 1 to %d.", "NumberOfBytes 必须为 1 到 %d。", maxRandom)
}
