package kms

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/audit"
	"miyao/internal/keyring"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// Imported material. What a version of a key had once is the only material
// that it can ever have: erasing leaves its digest.

const (
	// An import token is a version byte and 32 random bytes.
	importTokenVersion = 1
	importTokenBytes   = 1 + 32
	importTokenLife    = 24 * time.Hour

	wrappingKeySpec = "RSA_2048"
	maxValidTo      = 2147443200 // Unix seconds
)

var wrappingAlgorithms = []string{"RSAES_PKCS1_V1_5", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"}

func getParametersForImport(c *call, r *api.GetParametersForImportRequest) (*api.GetParametersForImportResponse, error) {
	if r.WrappingKeySpec != wrappingKeySpec {
		return nil, api.Errorf(api.InvalidParameter, "WrappingKeySpec must be %s.", "WrappingKeySpec 必须为 %s。", wrappingKeySpec)
	}
	if !slices.Contains(wrappingAlgorithms, r.WrappingAlgorithm) {
		return nil, api.Errorf(api.InvalidParameter, "WrappingAlgorithm must be one of %q.", "WrappingAlgorithm 必须为 %q 之一。", wrappingAlgorithms)
	}
	k, err := c.externalKey(r.KeyId, preparing)
	if err != nil {
		return nil, err
	}
	token := append([]byte{importTokenVersion}, secret.Random(importTokenBytes-1).Expose()...)
	digest := sha256.Sum256(token)
	p := store.ImportParameters{
		Key: k.ID, Token: digest[:], Algorithm: r.WrappingAlgorithm, Expires: c.s.now().Add(importTokenLife).Unix(),
	}
	public, err := c.s.keyring.NewWrappingKey(&p)
	if err != nil {
		return nil, err
	}
	err = c.change(func(tx *store.Tx) error {
		return c.editKey(tx, k.ID, preparing, func(tx *store.Tx, _ *store.Key) error { return tx.SetImportParameters(p) })
	}, k.ID)
	return &api.GetParametersForImportResponse{
		KeyId: r.KeyId, ImportToken: token, PublicKey: public, ParametersValidTo: uint64(p.Expires),
	}, err
}

func importKeyMaterial(c *call, r *api.ImportKeyMaterialRequest) (*api.ImportKeyMaterialResponse, error) {
	if len(r.ImportToken) != importTokenBytes || r.ImportToken[0] != importTokenVersion {
		return nil, api.Errorf(api.InvalidParameter, "ImportToken is not a token of GetParametersForImport.",
			"ImportToken 不是 GetParametersForImport 返回的令牌。")
	}
	validTo, err := c.validTo(r.ValidTo)
	if err != nil {
		return nil, err
	}
	k, err := c.externalKey(r.KeyId, importing)
	if err != nil {
		return nil, err
	}
	material, err := c.decryptMaterial(k, r)
	if err != nil {
		return nil, err
	}
	defer material.Wipe()
	take := func(tx *store.Tx, k *store.Key) error {
		if _, err := c.importParameters(tx, k.ID, r.ImportToken); err != nil {
			return err
		}
		if err := c.install(tx, k, material); err != nil {
			return err
		}
		k.ValidTo = validTo
		return nil
	}
	if validTo != 0 { // an end takes the key out of use, though later
		take = unbound(take)
	}
	return &api.ImportKeyMaterialResponse{}, c.change(func(tx *store.Tx) error {
		return c.editKey(tx, k.ID, importing, take)
	}, k.ID)
}

func deleteImportedKeyMaterial(c *call, r *api.DeleteImportedKeyMaterialRequest) (*api.DeleteImportedKeyMaterialResponse, error) {
	k, err := c.externalKey(r.KeyId, notPendingDelete)
	if err != nil {
		return nil, err
	}
	return &api.DeleteImportedKeyMaterialResponse{}, c.change(func(tx *store.Tx) error {
		return c.editKey(tx, k.ID, notPendingDelete, unbound(eraseMaterial))
	}, k.ID)
}

// externalKey finds a key of a user whose material is imported, in a state that
// rule allows.
func (c *call) externalKey(id string, rule stateRule) (*keyring.Key, error) {
	k, err := c.key(id)
	if err != nil {
		return nil, err
	}
	if k.Origin != store.OriginExternal {
		return nil, api.Errorf(api.NotExternalCmk, "The material of key %s is made by miyao; only a key of CreateKey with Type 2 takes imported material.",
			"密钥 %s 的密钥材料由 miyao 生成；只有以 Type 2 创建的密钥才能导入密钥材料。", k.ID)
	}
	if err := rule.check(&k.Key); err != nil {
		return nil, err
	}
	return k, userMade(&k.Key)
}

// validTo checks when imported material shall end; 0 is never.
func (c *call) validTo(value *uint64) (int64, error) {
	if value == nil || *value == 0 {
		return 0, nil
	}
	if *value > maxValidTo || int64(*value) <= c.s.now().Unix() {
		return 0, api.Errorf(api.InvalidParameter, "ValidTo must be 0 for never, or Unix seconds later than now and at most %d.",
			"ValidTo 必须为 0（永不过期），或晚于当前时间且不超过 %d 的 Unix 秒数。", maxValidTo)
	}
	return int64(*value), nil
}

// importParameters returns the parameters of a key if they are those of token.
func (c *call) importParameters(tx *store.Tx, key uuid.UUID, token []byte) (store.ImportParameters, error) {
	p, err := tx.ImportParameters(key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return p, err
	}
	digest := sha256.Sum256(token)
	if err != nil || subtle.ConstantTimeCompare(digest[:], p.Token) != 1 || p.Expires <= c.s.now().Unix() {
		return p, api.Errorf(api.TokenExpired, "ImportToken is not the latest one of key %s, or is older than 24 hours; get another with GetParametersForImport.",
			"ImportToken 不是密钥 %s 的最新令牌，或已超过 24 小时；请用 GetParametersForImport 重新获取。", key)
	}
	return p, nil
}

func (c *call) decryptMaterial(k *keyring.Key, r *api.ImportKeyMaterialRequest) (*keyring.Material, error) {
	var p store.ImportParameters
	err := c.s.db.View(c.ctx, func(tx *store.Tx) (err error) {
		p, err = c.importParameters(tx, k.ID, r.ImportToken)
		return err
	})
	if err != nil {
		return nil, err
	}
	row, ok := alg.ByID(alg.ID(k.Algorithm))
	if !ok {
		return nil, fmt.Errorf("key %s has the unknown algorithm %d", k.ID, k.Algorithm)
	}
	material, err := c.s.keyring.DecryptMaterial(p, r.EncryptedKeyMaterial, row)
	switch {
	case errors.Is(err, keyring.ErrMaterial):
		return nil, api.Errorf(api.DecryptMaterialError, "EncryptedKeyMaterial does not decrypt; encrypt the raw %d bytes with the public key of GetParametersForImport and %s.",
			"EncryptedKeyMaterial 无法解密；请用 GetParametersForImport 返回的公钥和 %[2]s 算法加密 %[1]d 字节的原始密钥材料。", row.MaterialBytes, p.Algorithm)
	case errors.As(err, new(keyring.MaterialLengthError)):
		return nil, api.Errorf(api.InvalidParameter, "The material of a key of the type %s must have %d bytes.",
			"%s 类型密钥的密钥材料必须为 %d 字节。", row.Spec, row.MaterialBytes)
	}
	return material, err
}

// install puts material where it belongs: into the version that had it before,
// or else into a new one, if the key waits for one.
func (c *call) install(tx *store.Tx, k *store.Key, material *keyring.Material) error {
	if c.s.expired(k) {
		// What the worker has not erased yet must not come back with this.
		if err := eraseMaterial(tx, k); err != nil {
			return err
		}
	}
	v, known, err := findVersion(tx, k.ID, material)
	if err != nil {
		return err
	}
	if !known {
		if k.Version > 0 && !k.RotationPending {
			return api.Errorf(api.MaterialNotMatch, "Key %s had other material before and takes no other; to give it a new version, call RotateKey first.",
				"密钥 %s 只能导入与之前相同的密钥材料；如需更换，请先调用 RotateKey。", k.ID)
		}
		v = store.KeyVersion{Key: k.ID, Version: k.Version + 1, Algorithm: k.Algorithm, Created: c.s.now().Unix()}
	}
	if err := material.Put(&v); err != nil {
		return err
	}
	if err := c.s.storeImported(tx, k, v, known); err != nil {
		return err
	}
	c.entry.KeyVersion = v.Version
	usable, err := hasMaterial(tx, k)
	if usable {
		k.State = store.Enabled
	}
	return err
}

// storeImported stores v, which is known or is to become the current version.
func (s *Service) storeImported(tx *store.Tx, k *store.Key, v store.KeyVersion, known bool) error {
	switch {
	case known:
		return tx.UpdateKeyVersion(v)
	case k.Version == 0:
		k.Version = v.Version
		return tx.InsertKeyVersion(v)
	}
	k.RotationPending = false
	return s.addVersion(tx, k, v)
}

// findVersion finds the version of a key that has or had this material.
func findVersion(tx *store.Tx, key uuid.UUID, material *keyring.Material) (store.KeyVersion, bool, error) {
	versions, err := tx.KeyVersions(key)
	if err != nil {
		return store.KeyVersion{}, false, err
	}
	for _, v := range versions {
		if same, err := material.Is(v); err != nil || same {
			return v, same, err
		}
	}
	return store.KeyVersion{}, false, nil
}

// hasMaterial tells whether the current version of a key has its material:
// that of an EXTERNAL key can be yet to come, or erased.
func hasMaterial(tx *store.Tx, k *store.Key) (bool, error) {
	v, err := tx.KeyVersion(k.ID, k.Version)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return len(v.Wrapped) > 0, err
}

// eraseMaterial erases the material of all versions of a key, which waits for
// it from then on.
func eraseMaterial(tx *store.Tx, k *store.Key) error {
	waitForMaterial(k)
	if err := scrubLater(tx); err != nil {
		return err
	}
	return tx.EraseKeyVersions(k.ID)
}

// waitForMaterial puts a key without material into its state. One that is pending
// deletion stays so: that it has none shows when it is taken back.
func waitForMaterial(k *store.Key) {
	k.ValidTo = 0
	if k.State != store.PendingDelete {
		k.State = store.PendingImport
	}
}

// expired tells whether the material of a key has reached its end and is not
// erased yet.
func (s *Service) expired(k *store.Key) bool {
	return k.ValidTo > 0 && k.ValidTo <= s.now().Unix()
}

// asOfNow is a key as it is at this moment: one whose material has expired waits
// for material, even while the worker has not erased it.
func (s *Service) asOfNow(k *store.Key) *store.Key {
	if !s.expired(k) {
		return k
	}
	now := *k
	waitForMaterial(&now)
	return &now
}

// ExpireDue erases imported material whose end has come, also from the store's
// files, and removes import parameters that have expired. It returns from how
// many keys; for the rest it is as RotateDue.
func (s *Service) ExpireDue(ctx context.Context) (int, error) {
	expired, err := eachDue(ctx, s, "erase the material of", (*store.Tx).KeysToExpire, s.expire)
	failure := s.db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.DeleteExpiredImportParameters(s.now().Unix())
		return err
	})
	return expired, errors.Join(err, failure, s.scrub(ctx))
}

// expire erases the material of one key, unless its end was put off meanwhile.
func (s *Service) expire(ctx context.Context, k *store.Key) error {
	return s.act(ctx, audit.Entry{Action: "ExpireKeyMaterial"}, keyResource(k), func(tx *store.Tx) error {
		now, err := tx.Key(k.ID)
		if err != nil {
			return err
		}
		if !s.expired(&now) {
			return errNotDue
		}
		if err := eraseMaterial(tx, &now); err != nil {
			return err
		}
		return tx.UpdateKey(now)
	})
}
