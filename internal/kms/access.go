package kms

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/keyring"
	"miyao/internal/store"
)

// allow asks whether the caller may do this action where no resource is named.
func (c *call) allow() error {
	c.checked = true
	return c.permit("*")
}

// permit decides about one resource. The root principal may do everything in
// its account; no other kind of principal exists yet, and one that is not
// known is refused.
func (c *call) permit(resource string) error {
	if c.req.Caller != nil && c.req.Caller.Root() {
		return nil
	}
	return api.Errorf(api.UnauthorizedOperation, "The caller may not do %s on %s.", "调用者无权对 %[2]s 执行 %[1]s。",
		c.req.Action, resource)
}

// key finds a key of the caller's account and region, records it in the audit
// entry, and returns it only if the caller may do this action on it.
func (c *call) key(id string) (*keyring.Key, error) {
	parsed, err := parseKeyID(id)
	if err != nil {
		return nil, err
	}
	return c.keyByID(parsed)
}

func (c *call) keyByID(id uuid.UUID) (*keyring.Key, error) {
	c.checked = true
	k, err := c.s.keyring.Key(c.ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !c.exists(&k.Key) {
		if err := c.permit("key/*"); err != nil {
			return nil, err
		}
		return nil, keyNotFound(id, c.region)
	}
	if err != nil {
		return nil, fmt.Errorf("read key %s: %w", id, err)
	}
	resource := resourceName(&k.Key)
	c.entry.Resources = append(c.entry.Resources, resource)
	if err := c.permit(resource); err != nil {
		return nil, err
	}
	return k, nil
}

// exists tells whether there is such a key for this call: keys of other
// accounts and regions do not exist for it, nor does one whose deletion date
// has come, even while the worker has not destroyed it yet.
func (c *call) exists(k *store.Key) bool {
	due := k.State == store.PendingDelete && k.DeletionDate <= c.s.now().Unix()
	return k.Account == c.account() && k.Region == c.region && !due
}

// use gives the capability P of a key version: it is the only way to key
// material. rule says in which states of the key the action is allowed.
func use[P any](c *call, k *keyring.Key, version uint32, rule stateRule) (P, error) {
	var none P
	c.watch(k)
	opened, _, err := k.Open(version)
	if errors.As(err, new(keyring.NoVersionError)) {
		if err := rule.check(&k.Key); err != nil {
			return none, err
		}
	}
	if err != nil {
		return none, err
	}
	capability, ok := opened.(P)
	if !ok {
		return none, api.Errorf(api.InvalidKeyUsage, "Key %s has the usage %s, which %s cannot use.",
			"密钥 %s 的用途为 %s，不能用于 %s。", k.ID, k.Usage, c.req.Action)
	}
	if err := rule.check(&k.Key); err != nil {
		return none, err
	}
	c.noteVersion(version)
	return capability, nil
}

// encrypter and decrypter are the capabilities of symmetric keys.
func encrypter(c *call, k *keyring.Key) (alg.Encrypter, error) {
	return use[alg.Encrypter](c, k, k.Version, encrypting)
}

func decrypter(c *call, k *keyring.Key, version uint32) (alg.Decrypter, error) {
	return use[alg.Decrypter](c, k, version, decrypting)
}

// stateRule holds, for each state of a key, the code that refuses an action in
// it; the empty code allows.
type stateRule map[store.KeyState]api.Code

// The rules of the actions, by the states of the published state table.
var (
	encrypting = stateRule{
		store.Disabled: api.CmkDisabled, store.PendingDelete: api.KeyPendingDelete,
		store.PendingImport: api.CmkStateNotSupport, store.Archived: api.CmkArchived,
	}
	decrypting = stateRule{
		store.Disabled: api.CmkDisabled, store.PendingDelete: api.KeyPendingDelete,
		store.PendingImport: api.CmkStateNotSupport,
	}
	switching = stateRule{ // EnableKey, DisableKey
		store.PendingDelete: api.CmkStateNotSupport, store.PendingImport: api.CmkStateNotSupport,
		store.Archived: api.CmkStateNotSupport,
	}
	editing = stateRule{ // UpdateAlias, UpdateKeyDescription
		store.PendingDelete: api.CmkStateNotSupport,
	}
	scheduling = stateRule{ // ScheduleKeyDeletion
		store.Enabled: api.CmkShouldBeDisabled, store.PendingDelete: api.CmkStateNotSupport,
		store.Archived: api.CmkStateNotSupport,
	}
	unscheduling = stateRule{ // CancelKeyDeletion
		store.Enabled: api.CmkNotPendingDelete, store.Disabled: api.CmkNotPendingDelete,
		store.PendingImport: api.CmkNotPendingDelete, store.Archived: api.CmkNotPendingDelete,
	}
)

// remedies say what to do about a key in a state that refuses an action.
var remedies = map[api.Code][2]string{
	api.CmkDisabled:         {"Enable it with EnableKey.", "请先用 EnableKey 启用。"},
	api.KeyPendingDelete:    {"Take it back with CancelKeyDeletion and enable it.", "请先用 CancelKeyDeletion 取消删除，再启用。"},
	api.CmkArchived:         {"Make it usable again with CancelKeyArchive.", "请先用 CancelKeyArchive 取消归档。"},
	api.CmkShouldBeDisabled: {"Disable it with DisableKey first.", "请先用 DisableKey 禁用。"},
	api.CmkNotPendingDelete: {"Only a key that is pending deletion can be taken back.", "只有待删除状态的密钥才能取消删除。"},
	api.CmkStateNotSupport:  {"This action is not possible in that state.", "该状态下不能执行此操作。"},
}

func (r stateRule) check(k *store.Key) error {
	code, refused := r[k.State]
	if !refused {
		return nil
	}
	remedy := remedies[code]
	return &api.Error{Code: code,
		Message:   fmt.Sprintf("Key %s is in the state %s. %s", k.ID, k.State, remedy[0]),
		MessageZH: fmt.Sprintf("密钥 %s 当前状态为 %s。%s", k.ID, k.State, remedy[1])}
}

// resourceID is the last segment of a key's resource name.
func resourceID(k *store.Key) string {
	return "creatorUin/" + strconv.FormatUint(k.Creator, 10) + "/" + k.ID.String()
}

// resourceName is the six-segment name by which policies and the audit log
// know a key.
func resourceName(k *store.Key) string {
	return "qcs::kms:" + k.Region + ":" + accountSegment(k.Account) + ":key/" + resourceID(k)
}

func accountSegment(uin uint64) string { return "uin/" + strconv.FormatUint(uin, 10) }

// parseKeyID accepts the one form that the API prints: a lower-case UUID.
func parseKeyID(id string) (uuid.UUID, error) {
	parsed, err := uuid.Parse(id)
	if err != nil || parsed.String() != id {
		return uuid.UUID{}, api.Errorf(api.InvalidKeyId,
			"KeyId is not a lower-case UUID of 36 characters; an alias is not accepted here.",
			"KeyId 不是 36 位小写 UUID；此处不能使用别名。")
	}
	return parsed, nil
}

func keyNotFound(id uuid.UUID, region string) error {
	return api.Errorf(api.CmkNotFound, "There is no key %s in region %s of this account.",
		"当前账号在地域 %[2]s 中没有密钥 %[1]s。", id, region)
}
