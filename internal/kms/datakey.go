package kms

import (
	"errors"
	"fmt"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/ciphertext"
	"miyao/internal/keyring"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// Hosted data keys: finding, making, importing and using them.

// Values of ImportDataKey.ImportType.
const (
	importCiphertext = 1
	importPlaintext  = 2
)

// dataKey finds a data key of the caller's account and region, records it in
// the audit entry, and returns it only if the caller may do this action on it.
func (c *call) dataKey(id string) (store.DataKey, error) {
	parsed, err := parseDataKeyID("DataKeyId", id)
	if err != nil {
		return store.DataKey{}, err
	}
	var k store.DataKey
	err = c.s.db.View(c.ctx, func(tx *store.Tx) (err error) {
		k, err = c.dataKeyInState(tx, parsed, nil)
		return err
	})
	return k, c.permitFound(dataKeyResource(&k), id, err)
}

// dataKeyInState reads a data key inside a transaction. It must be in a state
// that rule allows.
func (c *call) dataKeyInState(tx *store.Tx, id uuid.UUID, rule stateRule) (store.DataKey, error) {
	k, err := tx.DataKey(id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (!c.owns(dataKeyResource(&k)) || c.due(k.State, k.DeletionDate)) {
		return k, api.Errorf(api.DataKeyNotFound, "There is no data key %s in region %s of this account.",
			"当前账号在地域 %[2]s 中没有数据密钥 %[1]s。", id, c.region)
	}
	if err != nil {
		return k, err
	}
	return k, rule.checkDataKey(&k)
}

func parseDataKeyID(parameter, id string) (uuid.UUID, error) {
	parsed, err := parseKeyID(parameter, id)
	if err != nil {
		return parsed, api.Errorf(api.InvalidDataKeyId,
			"%s is not a lower-case UUID of 36 characters; a name is not accepted here.",
			"%s 不是 36 位小写 UUID；此处不能使用名称。", parameter)
	}
	return parsed, nil
}

// hostDataKey makes a data key and stores it, encrypted.
func (c *call) hostDataKey(r *api.GenerateDataKeyRequest, size int) (*api.GenerateDataKeyResponse, error) {
	if r.DataKeyName == "" {
		return nil, api.Errorf(api.MissingParameter, "DataKeyName is required when IsHostedByKms is 1.",
			"IsHostedByKms 为 1 时必须填写 DataKeyName。")
	}
	k, tags, err := c.newDataKey(r.DataKeyName, r.Description, r.Tags)
	if err != nil {
		return nil, err
	}
	answer, err := c.makeDataKey(r, size)
	if err != nil {
		return nil, err
	}
	k.Key, k.Origin, k.Length = uuid.MustParse(answer.KeyId), store.OriginKMS, int64(size)
	k.Blob, k.Context = answer.CiphertextBlob, r.EncryptionContext
	if err := c.storeDataKey(&k, tags); err != nil {
		clear(answer.Plaintext)
		return nil, err
	}
	answer.DataKeyId, answer.TagCode, answer.TagMsg = k.ID.String(), new(uint64), "ok"
	return answer, nil
}

func importDataKey(c *call, r *api.ImportDataKeyRequest) (*api.ImportDataKeyResponse, error) {
	k, tags, err := c.newDataKey(r.DataKeyName, r.Description, r.Tags)
	if err != nil {
		return nil, err
	}
	if err := noCluster(r.HsmClusterId); err != nil {
		return nil, err
	}
	k.Origin = store.OriginExternal
	switch r.ImportType {
	case importCiphertext:
		err = c.takeCiphertext(&k, r)
	case importPlaintext:
		err = c.takePlaintext(&k, r)
	default:
		err = api.Errorf(api.InvalidType, "ImportType must be 1 (a ciphertext of GenerateDataKey) or 2 (plaintext).",
			"ImportType 必须为 1（GenerateDataKey 返回的密文）或 2（明文）。")
	}
	if err != nil {
		return nil, err
	}
	if err := c.storeDataKey(&k, tags); err != nil {
		return nil, err
	}
	return &api.ImportDataKeyResponse{KeyId: k.Key.String(), DataKeyId: k.ID.String(), TagMsg: "ok"}, nil
}

// takeCiphertext opens the ciphertext to see that it is one, and keeps it as it
// is. One with an encryption context cannot be opened, since there is no
// parameter to give it.
func (c *call) takeCiphertext(k *store.DataKey, r *api.ImportDataKeyRequest) error {
	if r.KeyId != "" {
		if _, err := parseKeyID("KeyId", r.KeyId); err != nil {
			return err
		}
	}
	o, err := c.open(r.ImportKeyMaterial, ciphertext.Context{})
	if isInvalidCiphertext(err) {
		return api.Errorf(api.InvalidImportKeyMaterial, "ImportKeyMaterial does not open: it must be a ciphertext of GenerateDataKey made without an encryption context.",
			"ImportKeyMaterial 无法解密：必须是 GenerateDataKey 返回的密文，且生成时未使用加密上下文。")
	}
	if err != nil {
		return err
	}
	defer clear(o.plaintext)
	if r.KeyId != "" && r.KeyId != o.key.ID.String() {
		return api.Errorf(api.InvalidImportKeyMaterial, "ImportKeyMaterial is a ciphertext of another key than KeyId; leave KeyId out or name that one.",
			"ImportKeyMaterial 不是 KeyId 所指密钥的密文；请不要填写 KeyId，或填写对应的密钥。")
	}
	if err := encrypting.check(&o.key.Key); err != nil {
		return err
	}
	k.Key, k.Blob = o.key.ID, r.ImportKeyMaterial
	return setDataKeyLength(k, len(o.plaintext))
}

func (c *call) takePlaintext(k *store.DataKey, r *api.ImportDataKeyRequest) error {
	if r.KeyId == "" {
		return api.Errorf(api.MissingParameter, "KeyId is required when ImportType is 2: it names the key that will encrypt the data key.",
			"ImportType 为 2 时必须填写 KeyId，即用于加密数据密钥的密钥。")
	}
	material := secret.New(r.ImportKeyMaterial)
	defer material.Wipe()
	if err := setDataKeyLength(k, material.Len()); err != nil {
		return err
	}
	parent, err := c.key(r.KeyId)
	if err != nil {
		return err
	}
	k.Key = parent.ID
	k.Blob, err = c.seal(parent, ciphertext.Context{}, material.Expose())
	return err
}

func setDataKeyLength(k *store.DataKey, length int) error {
	if length < 1 || length > maxRandom {
		return api.Errorf(api.InvalidImportKeyMaterial, "The data key in ImportKeyMaterial must have 1 to %d bytes; it has %d.",
			"ImportKeyMaterial 中的数据密钥必须为 1 到 %d 字节，当前为 %d 字节。", maxRandom, length)
	}
	k.Length = int64(length)
	return nil
}

// newDataKey checks what a new data key is described by, and begins its row.
// Permission is asked for afterwards, on the key that it will be encrypted under.
func (c *call) newDataKey(name, description string, tags []api.Tag) (k store.DataKey, rows []store.Tag, err error) {
	if err = checkDataKeyName(name); err != nil {
		return k, nil, err
	}
	if err = checkLength(description, maxDataKeyDescriptionLength); err != nil {
		return k, nil, err
	}
	if rows, err = checkTags(tags); err != nil {
		return k, nil, err
	}
	c.tagging(tags)
	now := c.s.now()
	return store.DataKey{
		ID: uuid.New(), Account: c.account(), Region: c.region, Name: name, Description: description,
		State: store.Enabled, Owner: store.OwnerUser, Creator: c.req.Caller.Principal.Uin,
		Created: now.Unix(), CreatedNano: now.UnixNano(),
	}, rows, nil
}

func checkDataKeyName(name string) error {
	return checkName("DataKeyName", name, api.InvalidDataKeyName)
}

// storeDataKey adds a data key, if its key may still encrypt at that moment.
func (c *call) storeDataKey(k *store.DataKey, tags []store.Tag) error {
	c.entry.Resources = append(c.entry.Resources, dataKeyResource(k).name())
	return dataKeyNameTaken(k.Name, c.change(func(tx *store.Tx) error {
		if _, err := c.keyInState(tx, k.Key, encrypting); err != nil {
			return err
		}
		if err := c.roomForDataKey(tx); err != nil {
			return err
		}
		return tx.InsertDataKey(*k, tags)
	}))
}

// dataKeyNameTaken turns the store's conflict into its published code.
func dataKeyNameTaken(name string, err error) error {
	if errors.Is(err, store.ErrConflict) {
		return api.Errorf(api.DataKeyNameAlreadyExists, "The name %s is taken by another data key of this account and region.",
			"名称 %s 已被当前账号和地域中的其他数据密钥使用。", name)
	}
	return err
}

func getDataKeyPlaintext(c *call, r *api.GetDataKeyPlaintextRequest) (*api.GetDataKeyPlaintextResponse, error) {
	k, err := c.dataKey(r.DataKeyId)
	if err != nil {
		return nil, err
	}
	c.watch(k.ID, k.State, k.DeletionDate)
	if err := showingDataKey.checkDataKey(&k); err != nil {
		return nil, err
	}
	plaintext, err := c.openDataKey(&k)
	if err != nil {
		return nil, err
	}
	answer, err := recipient(r.EncryptionPublicKey, r.EncryptionAlgorithm, plaintext)
	if err != nil {
		return nil, err
	}
	return &api.GetDataKeyPlaintextResponse{Plaintext: answer}, nil
}

// openDataKey decrypts a data key. The permission for the data key is enough;
// its key is only recorded.
func (c *call) openDataKey(k *store.DataKey) ([]byte, error) {
	parent, err := c.keyAsOfNow(k.Key)
	if err != nil {
		return nil, err
	}
	c.entry.Resources = append(c.entry.Resources, keyResource(&parent.Key).name())
	plaintext, err := c.openBlob(parent, k)
	if isInvalidCiphertext(err) { // nothing that the caller could mend
		return nil, fmt.Errorf("data key %s does not open under key %s", k.ID, k.Key)
	}
	return plaintext, err
}

func (c *call) openBlob(parent *keyring.Key, k *store.DataKey) ([]byte, error) {
	header, sealed, err := ciphertext.Parse(k.Blob)
	if err != nil {
		return nil, err
	}
	context, err := ciphertext.ParseContext(k.Context)
	if err != nil {
		return nil, err
	}
	return openSealed(c, parent, header, sealed, context, alg.Decrypter.Decrypt)
}

func isInvalidCiphertext(err error) bool {
	published, ok := errors.AsType[*api.Error](err)
	return ok && published.Code == api.InvalidCiphertext
}

func getDataKeyCiphertextBlob(c *call, r *api.GetDataKeyCiphertextBlobRequest) (*api.GetDataKeyCiphertextBlobResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	k, err := c.dataKey(r.DataKeyId)
	if err != nil {
		return nil, err
	}
	c.watch(k.ID, k.State, k.DeletionDate)
	if err := editingDataKey.checkDataKey(&k); err != nil {
		return nil, err
	}
	header, _, err := ciphertext.Parse(k.Blob)
	if err != nil {
		return nil, fmt.Errorf("data key %s: %w", k.ID, err)
	}
	c.noteVersion(header.KeyVersion)
	return &api.GetDataKeyCiphertextBlobResponse{CiphertextBlob: k.Blob}, nil
}
