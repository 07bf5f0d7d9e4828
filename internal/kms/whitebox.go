package kms

import (
	"crypto/rand"
	"errors"
	"regexp"
	"slices"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/keyring"
	"miyao/internal/store"
)

// White-box keys: made here, used to decrypt by clients that hold their tables.

// Limits of white-box keys (published: white-box keys of an account, devices of
// a key).
const (
	maxWhiteBoxKeys = 50
	maxFingerprints = 200
)

// whiteBoxVersion is the one key version that a white-box key has, for the audit
// log: an entry of a use names one.
const whiteBoxVersion = 1

// whiteBoxKey finds a white-box key of the caller's account and region, records
// it in the audit entry, and returns it only if the caller may do this action
// on it.
func (c *call) whiteBoxKey(id string) (store.WhiteBoxKey, error) {
	parsed, err := parseKeyID("KeyId", id)
	if err != nil {
		return store.WhiteBoxKey{}, err
	}
	var k store.WhiteBoxKey
	err = c.s.db.View(c.ctx, func(tx *store.Tx) (err error) {
		k, err = c.whiteBoxKeyIn(tx, parsed)
		return err
	})
	return k, c.permitFound(whiteBoxResource(&k), id, err)
}

// whiteBoxKeyIn reads a white-box key inside a transaction.
func (c *call) whiteBoxKeyIn(tx *store.Tx, id uuid.UUID) (store.WhiteBoxKey, error) {
	k, err := tx.WhiteBoxKey(id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !c.owns(whiteBoxResource(&k)) {
		return k, api.Errorf(api.ResourceNotFound, "There is no white-box key %s in region %s of this account.",
			"当前账号在地域 %[2]s 中没有白盒密钥 %[1]s。", id, c.region)
	}
	return k, err
}

// editWhiteBoxKeys applies edit to white-box keys, all or none.
func (c *call) editWhiteBoxKeys(ids []string, edit func(*store.Tx, *store.WhiteBoxKey) error) error {
	found := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		k, err := c.whiteBoxKey(id)
		if err != nil {
			return err
		}
		found[i] = k.ID
	}
	return c.change(func(tx *store.Tx) error {
		for _, id := range found {
			k, err := c.whiteBoxKeyIn(tx, id)
			if err != nil {
				return err
			}
			if err := edit(tx, &k); err != nil {
				return err
			}
		}
		return nil
	})
}

func createWhiteBoxKey(c *call, r *api.CreateWhiteBoxKeyRequest) (*api.CreateWhiteBoxKeyResponse, error) {
	if err := c.allow(r.Tags...); err != nil {
		return nil, err
	}
	k, tags, err := c.newWhiteBoxKey(r)
	if err != nil {
		return nil, err
	}
	// Tables are made outside of the transaction, and not in vain: see createKey.
	if err := c.s.db.View(c.ctx, func(tx *store.Tx) error { return placeForWhiteBoxKey(tx, &k) }); err != nil {
		return nil, err
	}
	tables, err := c.s.keyring.NewWhiteBoxKey(&k)
	if err != nil {
		return nil, err
	}
	answer := &api.CreateWhiteBoxKeyResponse{KeyId: k.ID.String(), TagMsg: "ok"}
	if answer.EncryptKey, answer.DecryptKey, err = c.whiteBoxTables(k.ID, tables, nil); err != nil {
		return nil, err
	}
	c.entry.Resources = append(c.entry.Resources, whiteBoxResource(&k).name())
	err = c.change(func(tx *store.Tx) error {
		if err := placeForWhiteBoxKey(tx, &k); err != nil {
			return err
		}
		return aliasTaken(tx.InsertWhiteBoxKey(k, tables, tags), k.Alias)
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// placeForWhiteBoxKey refuses one more white-box key than there may be, and an
// alias that another has.
func placeForWhiteBoxKey(tx *store.Tx, k *store.WhiteBoxKey) error {
	rows, n, err := tx.WhiteBoxKeys(store.WhiteBoxFilter{Account: k.Account, Region: k.Region, Limit: maxWhiteBoxKeys})
	if err != nil {
		return err
	}
	if n >= maxWhiteBoxKeys {
		return api.Errorf(api.KeyLimitExceeded, "The account has %d white-box keys in region %s, which is the limit; delete one that is not needed.",
			"当前账号在地域 %[2]s 已有 %[1]d 个白盒密钥，达到上限；请删除不需要的白盒密钥。", n, k.Region)
	}
	if slices.ContainsFunc(rows, func(other store.WhiteBoxKey) bool { return other.Alias == k.Alias }) {
		return aliasTaken(store.ErrConflict, k.Alias)
	}
	return nil
}

// newWhiteBoxKey checks a CreateWhiteBoxKey request and makes the row, without
// the key itself. What has no code of its own is an InvalidParameterValue here.
func (c *call) newWhiteBoxKey(r *api.CreateWhiteBoxKeyRequest) (k store.WhiteBoxKey, tags []store.Tag, err error) {
	if err = checkAlias(r.Alias); err != nil {
		return k, nil, err
	}
	if keyring.WhiteBoxBytes(r.Algorithm) == 0 {
		return k, nil, api.Errorf(api.InvalidParameterValue, "Algorithm must be AES_256 or SM4.", "Algorithm 必须为 AES_256 或 SM4。")
	}
	if err = checkDescription(r.Description); err != nil {
		return k, nil, asValueError(err)
	}
	if tags, err = checkTags(r.Tags); err != nil {
		return k, nil, asValueError(err)
	}
	now := c.s.now()
	return store.WhiteBoxKey{
		ID: uuid.New(), Account: c.account(), Region: c.region, Alias: r.Alias, Description: r.Description,
		Algorithm: r.Algorithm, State: store.Enabled, Creator: c.req.Caller.Principal.Uin,
		Created: now.Unix(), CreatedNano: now.UnixNano(),
	}, tags, nil
}

// whiteBoxTables is both tables as they leave the server. Only those for
// decryption are bound to devices: they are what is handed out.
func (c *call) whiteBoxTables(id uuid.UUID, t store.WhiteBoxTables, devices []string) (encrypt, decrypt api.Base64, err error) {
	if encrypt, err = c.s.keyring.BindWhiteBoxTables(id, keyring.ForWhiteBoxEncryption, t.Encrypt, nil); err != nil {
		return nil, nil, err
	}
	decrypt, err = c.s.keyring.BindWhiteBoxTables(id, keyring.ForWhiteBoxDecryption, t.Decrypt, devices)
	return encrypt, decrypt, err
}

func encryptByWhiteBox(c *call, r *api.EncryptByWhiteBoxRequest) (*api.EncryptByWhiteBoxResponse, error) {
	if len(r.PlainText) == 0 || len(r.PlainText) > maxPlaintext {
		return nil, api.Errorf(api.InvalidParameterValue, "PlainText must have 1 to %d bytes before base64; it has %d.",
			"PlainText 解码后必须为 1 到 %d 字节，当前为 %d 字节。", maxPlaintext, len(r.PlainText))
	}
	iv := r.InitializationVector
	switch len(iv) {
	case 0:
		iv = make([]byte, alg.BlockBytes)
		rand.Read(iv) // never fails: crypto/rand ends the process instead
	case alg.BlockBytes:
	default:
		return nil, api.Errorf(api.InvalidParameterValue, "InitializationVector must have %d bytes before base64, or be left out.",
			"InitializationVector 解码后必须为 %d 字节，或不填写。", alg.BlockBytes)
	}
	k, err := c.whiteBoxKey(r.KeyId)
	if err != nil {
		return nil, err
	}
	if k.State != store.Enabled {
		return nil, api.Errorf(api.KeyDisabled, "White-box key %s is disabled. Enable it with EnableWhiteBoxKey.",
			"白盒密钥 %s 已禁用，请先用 EnableWhiteBoxKey 启用。", k.ID)
	}
	key, err := c.s.keyring.OpenWhiteBoxKey(&k)
	if err != nil {
		return nil, err
	}
	c.noteVersion(whiteBoxVersion)
	sealed, err := key.Encrypt(iv, r.PlainText)
	return &api.EncryptByWhiteBoxResponse{InitializationVector: iv, CipherText: sealed}, err
}

func enableWhiteBoxKey(c *call, r *api.EnableWhiteBoxKeyRequest) (*api.EnableWhiteBoxKeyResponse, error) {
	return &api.EnableWhiteBoxKeyResponse{}, c.editWhiteBoxKeys([]string{r.KeyId}, intoWhiteBox(store.Enabled))
}

func enableWhiteBoxKeys(c *call, r *api.EnableWhiteBoxKeysRequest) (*api.EnableWhiteBoxKeysResponse, error) {
	if err := checkBatch("KeyIds", r.KeyIds, maxWhiteBoxKeys, parseKeyID, api.DuplicatedKeyId); err != nil {
		return nil, err
	}
	return &api.EnableWhiteBoxKeysResponse{}, c.editWhiteBoxKeys(r.KeyIds, intoWhiteBox(store.Enabled))
}

func disableWhiteBoxKey(c *call, r *api.DisableWhiteBoxKeyRequest) (*api.DisableWhiteBoxKeyResponse, error) {
	return &api.DisableWhiteBoxKeyResponse{}, c.editWhiteBoxKeys([]string{r.KeyId}, intoWhiteBox(store.Disabled))
}

func disableWhiteBoxKeys(c *call, r *api.DisableWhiteBoxKeysRequest) (*api.DisableWhiteBoxKeysResponse, error) {
	if err := checkBatch("KeyIds", r.KeyIds, maxWhiteBoxKeys, parseKeyID, api.DuplicatedKeyId); err != nil {
		return nil, err
	}
	return &api.DisableWhiteBoxKeysResponse{}, c.editWhiteBoxKeys(r.KeyIds, intoWhiteBox(store.Disabled))
}

func intoWhiteBox(state store.KeyState) func(*store.Tx, *store.WhiteBoxKey) error {
	return func(tx *store.Tx, k *store.WhiteBoxKey) error { return tx.SetWhiteBoxState(k.ID, state) }
}

func deleteWhiteBoxKey(c *call, r *api.DeleteWhiteBoxKeyRequest) (*api.DeleteWhiteBoxKeyResponse, error) {
	return &api.DeleteWhiteBoxKeyResponse{}, c.editWhiteBoxKeys([]string{r.KeyId}, func(tx *store.Tx, k *store.WhiteBoxKey) error {
		if k.State != store.Disabled {
			return api.Errorf(api.FailedOperation, "White-box key %s is enabled. Disable it with DisableWhiteBoxKey first; it is gone for good then.",
				"白盒密钥 %s 处于启用状态，请先用 DisableWhiteBoxKey 禁用；删除后无法恢复。", k.ID)
		}
		if err := scrubLater(tx); err != nil {
			return err
		}
		return tx.DeleteWhiteBoxKey(k.ID)
	})
}

func describeWhiteBoxKey(c *call, r *api.DescribeWhiteBoxKeyRequest) (*api.DescribeWhiteBoxKeyResponse, error) {
	k, err := c.whiteBoxKey(r.KeyId)
	if err != nil {
		return nil, err
	}
	tables, devices, err := c.readWhiteBox(k.ID)
	if err != nil {
		return nil, err
	}
	info := whiteBoxInfo(&k, len(devices) > 0)
	info.EncryptKey, info.DecryptKey, err = c.whiteBoxTables(k.ID, tables, identities(devices))
	return &api.DescribeWhiteBoxKeyResponse{KeyInfo: info}, err
}

func describeWhiteBoxDecryptKey(c *call, r *api.DescribeWhiteBoxDecryptKeyRequest) (*api.DescribeWhiteBoxDecryptKeyResponse, error) {
	k, err := c.whiteBoxKey(r.KeyId)
	if err != nil {
		return nil, err
	}
	tables, devices, err := c.readWhiteBox(k.ID)
	if err != nil {
		return nil, err
	}
	c.noteVersion(whiteBoxVersion)
	key, err := c.s.keyring.BindWhiteBoxTables(k.ID, keyring.ForWhiteBoxDecryption, tables.Decrypt, identities(devices))
	return &api.DescribeWhiteBoxDecryptKeyResponse{DecryptKey: key}, err
}

// readWhiteBox reads what belongs to a white-box key, which may have been deleted
// since it was found.
func (c *call) readWhiteBox(id uuid.UUID) (tables store.WhiteBoxTables, devices []store.Fingerprint, err error) {
	err = c.s.db.View(c.ctx, func(tx *store.Tx) error {
		if _, err = c.whiteBoxKeyIn(tx, id); err != nil {
			return err
		}
		if tables, err = tx.WhiteBoxTables(id); err != nil {
			return err
		}
		devices, err = tx.Fingerprints(id)
		return err
	})
	return tables, devices, err
}

func identities(devices []store.Fingerprint) []string {
	texts := make([]string, len(devices))
	for i, device := range devices {
		texts[i] = device.Identity
	}
	return texts
}

// describeWhiteBoxKeyDetails leaves the tables out: fifty keys would have a
// hundred megabytes of them.
func describeWhiteBoxKeyDetails(c *call, r *api.DescribeWhiteBoxKeyDetailsRequest) (*api.DescribeWhiteBoxKeyDetailsResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	filter, err := c.whiteBoxFilter(r)
	if err != nil {
		return nil, asValueError(err)
	}
	answer := &api.DescribeWhiteBoxKeyDetailsResponse{KeyInfos: []api.WhiteboxKeyInfo{}}
	err = c.s.db.View(c.ctx, func(tx *store.Tx) error {
		rows, total, err := tx.WhiteBoxKeys(filter)
		answer.TotalCount = uint64(total)
		for i := range rows {
			devices, failure := tx.Fingerprints(rows[i].ID)
			answer.KeyInfos = append(answer.KeyInfos, whiteBoxInfo(&rows[i], len(devices) > 0))
			err = errors.Join(err, failure)
		}
		return err
	})
	return answer, err
}

func (c *call) whiteBoxFilter(r *api.DescribeWhiteBoxKeyDetailsRequest) (f store.WhiteBoxFilter, err error) {
	f = store.WhiteBoxFilter{Account: c.account(), Region: c.region}
	if r.KeyStatus != nil {
		switch *r.KeyStatus {
		case 0:
			f.State = store.Disabled
		case 1:
			f.State = store.Enabled
		default:
			return f, api.Errorf(api.InvalidParameter, "KeyStatus must be 0 (disabled) or 1 (enabled).", "KeyStatus 必须为 0（已禁用）或 1（已启用）。")
		}
	}
	if f.Offset, _, err = page(r.Offset, nil); err != nil {
		return f, err
	}
	f.Limit = maxWhiteBoxKeys // there are no more; published: 0 is no paging
	if r.Limit != nil && *r.Limit != 0 {
		f.Limit = int(min(*r.Limit, maxWhiteBoxKeys))
	}
	f.Tags, err = tagFilter(r.TagFilters)
	return f, err
}

// whiteBoxInfo is a white-box key as clients see it, without its tables.
func whiteBoxInfo(k *store.WhiteBoxKey, bound bool) api.WhiteboxKeyInfo {
	return api.WhiteboxKeyInfo{
		KeyId: k.ID.String(), Alias: k.Alias, CreatorUin: k.Creator, Description: k.Description, CreateTime: uint64(k.Created),
		Status: k.State.String(), OwnerUin: k.Account, Algorithm: k.Algorithm, ResourceId: whiteBoxResource(k).path(),
		EncryptKey: api.Base64{}, DecryptKey: api.Base64{}, DeviceFingerprintBind: bound,
	}
}

func describeWhiteBoxServiceStatus(c *call, _ *api.DescribeWhiteBoxServiceStatusRequest) (*api.DescribeWhiteBoxServiceStatusResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	return &api.DescribeWhiteBoxServiceStatusResponse{ServiceEnabled: true}, nil
}

func describeWhiteBoxDeviceFingerprints(c *call, r *api.DescribeWhiteBoxDeviceFingerprintsRequest) (*api.DescribeWhiteBoxDeviceFingerprintsResponse, error) {
	k, err := c.whiteBoxKey(r.KeyId)
	if err != nil {
		return nil, err
	}
	answer := &api.DescribeWhiteBoxDeviceFingerprintsResponse{DeviceFingerprints: []api.DeviceFingerprint{}}
	err = c.s.db.View(c.ctx, func(tx *store.Tx) error {
		devices, err := tx.Fingerprints(k.ID)
		for _, device := range devices {
			answer.DeviceFingerprints = append(answer.DeviceFingerprints, api.DeviceFingerprint(device))
		}
		return err
	})
	return answer, err
}

func overwriteWhiteBoxDeviceFingerprints(c *call, r *api.OverwriteWhiteBoxDeviceFingerprintsRequest) (*api.OverwriteWhiteBoxDeviceFingerprintsResponse, error) {
	devices, err := checkFingerprints(r.DeviceFingerprints)
	if err != nil {
		return nil, err
	}
	return &api.OverwriteWhiteBoxDeviceFingerprintsResponse{},
		c.editWhiteBoxKeys([]string{r.KeyId}, func(tx *store.Tx, k *store.WhiteBoxKey) error { return tx.SetFingerprints(k.ID, devices) })
}

// fingerprint is the published form of a device's identity.
var fingerprint = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{16}$`)

func checkFingerprints(list []api.DeviceFingerprint) ([]store.Fingerprint, error) {
	if len(list) > maxFingerprints {
		return nil, api.Errorf(api.FingerprintsLimitExceeded, "DeviceFingerprints may have %d entries; it has %d.",
			"DeviceFingerprints 最多 %d 个元素，当前为 %d 个。", maxFingerprints, len(list))
	}
	seen := map[string]bool{}
	devices := make([]store.Fingerprint, len(list))
	for i, device := range list {
		switch {
		case !fingerprint.MatchString(device.Identity):
			return nil, api.Errorf(api.InvalidParameterValue, "DeviceFingerprints.%d.Identity must have 8-14-14-14-16 lower-case hexadecimal digits.",
				"DeviceFingerprints.%d.Identity 必须为 8-14-14-14-16 位小写十六进制格式。", i)
		case len(device.Description) > maxDescriptionLength:
			return nil, api.Errorf(api.InvalidParameterValue, "DeviceFingerprints.%d.Description may have %d bytes.",
				"DeviceFingerprints.%d.Description 最多 %d 字节。", i, maxDescriptionLength)
		case seen[device.Identity]:
			return nil, api.Errorf(api.InvalidParameterValue, "DeviceFingerprints.%d repeats an earlier Identity.",
				"DeviceFingerprints.%d 与之前的指纹重复。", i)
		}
		seen[device.Identity] = true
		devices[i] = store.Fingerprint(device)
	}
	return devices, nil
}
