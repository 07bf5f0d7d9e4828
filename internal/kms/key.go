package kms

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/store"
)

// Values of CreateKey.Type.
const (
	materialByKMS = 1
	materialTaken = 2 // imported later
)

const defaultRotateDays = 365

func createKey(c *call, r *api.CreateKeyRequest) (*api.CreateKeyResponse, error) {
	if err := c.allow(r.Tags...); err != nil {
		return nil, err
	}
	k, tags, err := c.newKey(r)
	if err != nil {
		return nil, err
	}
	// Material is made before the transaction: it can be slow for some
	// algorithms, and the store has one writer. So that none is made in vain, what
	// the transaction decides is looked at before.
	if err := c.s.db.View(c.ctx, func(tx *store.Tx) error { return c.placeForKey(tx, k.Alias) }); err != nil {
		return nil, err
	}
	var versions []store.KeyVersion
	if k.Version > 0 {
		row, _ := alg.ByID(alg.ID(k.Algorithm))
		v, err := c.s.keyring.NewVersion(k.ID, k.Version, row, c.s.now())
		if err != nil {
			return nil, err
		}
		versions = append(versions, v)
	}
	c.entry.Resources = append(c.entry.Resources, keyResource(&k).name())
	err = c.change(func(tx *store.Tx) error {
		if err := c.placeForKey(tx, k.Alias); err != nil {
			return err
		}
		return aliasTaken(tx.InsertKey(k, versions, tags), k.Alias)
	}, k.ID)
	if err != nil {
		return nil, err
	}
	return &api.CreateKeyResponse{
		KeyId: k.ID.String(), Alias: k.Alias, Description: k.Description, CreateTime: uint64(k.Created),
		KeyState: k.State.String(), KeyUsage: k.Usage, TagMsg: "ok",
	}, nil
}

// placeForKey refuses one more key than there may be, and an alias that another
// has.
func (c *call) placeForKey(tx *store.Tx, alias string) error {
	if err := c.roomForKey(tx); err != nil {
		return err
	}
	switch _, err := tx.KeyByAlias(c.account(), c.region, alias); {
	case err == nil:
		return aliasTaken(store.ErrConflict, alias)
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return nil
}

// newKey checks a CreateKey request and makes the row.
func (c *call) newKey(r *api.CreateKeyRequest) (k store.Key, tags []store.Tag, err error) {
	if err = checkAlias(r.Alias); err != nil {
		return k, nil, err
	}
	if err = checkDescription(r.Description); err != nil {
		return k, nil, err
	}
	row, err := c.algorithm(r.KeyUsage, r.KeySpec)
	if err != nil {
		return k, nil, err
	}
	if tags, err = checkTags(r.Tags); err != nil {
		return k, nil, err
	}
	if err = noCluster(r.HsmClusterId); err != nil {
		return k, nil, err
	}
	now := c.s.now()
	k = store.Key{
		ID: uuid.New(), Account: c.account(), Region: c.region, Alias: r.Alias, Description: r.Description,
		Usage: row.Usage, Algorithm: uint8(row.ID), State: store.Enabled, Origin: store.OriginKMS,
		Owner: store.OwnerUser, Creator: c.req.Caller.Principal.Uin, Created: now.Unix(), CreatedNano: now.UnixNano(), Version: 1,
	}
	if row.Usage == alg.EncryptDecrypt { // others do not rotate by themselves
		k.RotateDays, k.NextRotation = defaultRotateDays, now.Add(defaultRotateDays*24*time.Hour).Unix()
	}
	if r.Type != nil && *r.Type != materialByKMS {
		if *r.Type != materialTaken {
			return k, nil, api.Errorf(api.InvalidType, "Type must be 1 (material made here) or 2 (material to be imported).",
				"Type 必须为 1（由 KMS 生成密钥材料）或 2（导入外部密钥材料）。")
		}
		if row.MaterialBytes == 0 {
			return k, nil, api.Errorf(api.InvalidKeyUsage, "Keys of the usage %s cannot have imported material; leave Type out or choose ENCRYPT_DECRYPT.",
				"用途为 %s 的密钥不能导入密钥材料，请不要填写 Type，或使用 ENCRYPT_DECRYPT。", row.Usage)
		}
		k.State, k.Origin, k.Version = store.PendingImport, store.OriginExternal, 0
	}
	return k, tags, nil
}

// algorithm chooses the row of the algorithm table for a new key. Without a
// spec, ENCRYPT_DECRYPT follows the standard of the region.
func (c *call) algorithm(usage, spec string) (alg.Algorithm, error) {
	if usage == "" {
		usage = alg.EncryptDecrypt
	}
	if !isUsage(usage) {
		return alg.Algorithm{}, api.Errorf(api.InvalidKeyUsage, "KeyUsage %q is unknown; ListAlgorithms names those on offer.",
			"未知的 KeyUsage %q，可用 ListAlgorithms 查询支持的用途。", api.Shown(usage))
	}
	if usage == alg.EncryptDecrypt && spec == "" && c.sm {
		spec = "SM4"
	}
	row, ok := alg.Find(usage, spec)
	if !ok {
		return row, api.Errorf(api.InvalidParameter, "KeySpec %q does not exist for %s.", "%[2]s 没有 KeySpec %[1]q。", api.Shown(spec), usage)
	}
	return row, nil
}

func isUsage(usage string) bool {
	_, ok := alg.Find(usage, "")
	return ok
}

// aliasTaken turns the store's conflict into its published code.
func aliasTaken(err error, alias string) error {
	if errors.Is(err, store.ErrConflict) {
		return api.Errorf(api.AliasAlreadyExists, "The alias %s is taken by another key of this account and region.",
			"别名 %s 已被当前账号和地域中的其他密钥使用。", alias)
	}
	return err
}

func describeKey(c *call, r *api.DescribeKeyRequest) (*api.DescribeKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	return &api.DescribeKeyResponse{KeyMetadata: metadata(&k.Key)}, nil
}

func describeKeys(c *call, r *api.DescribeKeysRequest) (*api.DescribeKeysResponse, error) {
	if err := c.batch(r.KeyIds, r.MemberAccount); err != nil {
		return nil, err
	}
	answer := &api.DescribeKeysResponse{KeyMetadatas: make([]api.KeyMetadata, len(r.KeyIds))}
	for i, id := range r.KeyIds {
		k, err := c.key(id)
		if err != nil {
			return nil, err
		}
		answer.KeyMetadatas[i] = metadata(&k.Key)
	}
	return answer, nil
}

func updateAlias(c *call, r *api.UpdateAliasRequest) (*api.UpdateAliasResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	if err := checkAlias(r.Alias); err != nil {
		return nil, err
	}
	err := c.transition([]string{r.KeyId}, notPendingDelete, func(_ *store.Tx, k *store.Key) error {
		k.Alias = r.Alias
		return nil
	})
	return &api.UpdateAliasResponse{}, aliasTaken(err, r.Alias)
}

func updateKeyDescription(c *call, r *api.UpdateKeyDescriptionRequest) (*api.UpdateKeyDescriptionResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	if err := checkDescription(r.Description); err != nil {
		return nil, err
	}
	return &api.UpdateKeyDescriptionResponse{}, c.transition([]string{r.KeyId}, notPendingDelete, func(_ *store.Tx, k *store.Key) error {
		k.Description = r.Description
		return nil
	})
}

// metadata is a key as clients see it.
func metadata(k *store.Key) api.KeyMetadata {
	row, _ := alg.ByID(alg.ID(k.Algorithm))
	return api.KeyMetadata{
		KeyId: k.ID.String(), Alias: k.Alias, Description: k.Description, CreateTime: uint64(k.Created),
		KeyState: k.State.String(), KeyUsage: k.Usage, Type: row.Standard, Owner: k.Owner, Origin: k.Origin,
		CreatorUin: k.Creator, CreatorUinString: fmt.Sprint(k.Creator), ResourceId: keyResource(k).path(),
		KeyRotationEnabled: k.RotationEnabled, RotateDays: uint64(k.RotateDays),
		LastRotateTime: uint64(k.LastRotated), NextRotateTime: uint64(k.NextRotation),
		DeletionDate: uint64(k.DeletionDate), ValidTo: uint64(k.ValidTo),
	}
}
