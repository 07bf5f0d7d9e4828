package kms

import (
	"errors"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/store"
)

// keyEdit changes a key inside a transaction, and rows that belong to it.
type keyEdit func(*store.Tx, *store.Key) error

// transition is what every change of existing keys goes through, but for the
// record of who depends on them: it applies edit as c.edit does, to keys that
// users made. Those of cloud products are not the caller's to change.
func (c *call) transition(ids []string, rule stateRule, edit keyEdit) error {
	return c.edit(ids, rule, func(tx *store.Tx, k *store.Key) error {
		if err := userMade(k); err != nil {
			return err
		}
		return edit(tx, k)
	})
}

// userMade refuses keys of cloud products; a key never changes its owner.
func userMade(k *store.Key) error {
	if k.Owner != store.OwnerUser {
		return api.Errorf(api.NotUserCreatedCmk, "Key %s was made by the cloud product %s; only keys that users made can be changed.",
			"密钥 %s 由云产品 %s 创建，只能变更用户创建的密钥。", k.ID, k.Owner)
	}
	return nil
}

// unbound makes an edit that refuses keys on which cloud resources depend: it is
// for the changes that take a key out of use.
func unbound(edit keyEdit) keyEdit {
	return func(tx *store.Tx, k *store.Key) error {
		bindings, err := tx.Bindings(k.ID)
		if err != nil {
			return err
		}
		if len(bindings) > 0 {
			return api.Errorf(api.CmkUsedByCloudProduct, "Key %s is used by %d cloud resources, such as %s of %s; release them with UnbindCloudResource first.",
				"密钥 %s 正被 %d 个云资源使用，例如 %[4]s 的 %[3]s；请先用 UnbindCloudResource 解除绑定。",
				k.ID, len(bindings), bindings[0].Resource, bindings[0].Product)
		}
		return edit(tx, k)
	}
}

// edit applies edit to keys, all or none: each is authorised, read again
// inside the transaction, and must be in a state that rule allows.
func (c *call) edit(ids []string, rule stateRule, edit keyEdit) error {
	keys := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		k, err := c.key(id)
		if err != nil {
			return err
		}
		if err := rule.check(&k.Key); err != nil {
			return err
		}
		keys[i] = k.ID
	}
	return c.change(func(tx *store.Tx) error {
		for _, id := range keys {
			if err := c.editKey(tx, id, rule, edit); err != nil {
				return err
			}
		}
		return nil
	}, keys...)
}

func (c *call) editKey(tx *store.Tx, id uuid.UUID, rule stateRule, edit keyEdit) error {
	k, err := c.keyInState(tx, id, rule)
	if err != nil {
		return err
	}
	if err := edit(tx, &k); err != nil {
		return err
	}
	return tx.UpdateKey(k)
}

// keyInState reads a key inside a transaction. It must be in a state that rule
// allows.
func (c *call) keyInState(tx *store.Tx, id uuid.UUID, rule stateRule) (store.Key, error) {
	k, err := tx.Key(id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !c.exists(&k) {
		return k, keyNotFound(id, c.region)
	}
	if err != nil {
		return k, err
	}
	return k, rule.check(c.s.asOfNow(&k))
}

// into makes an edit that only changes the state.
func into(state store.KeyState) keyEdit {
	return func(_ *store.Tx, k *store.Key) error {
		k.State = state
		return nil
	}
}

// outOfUse is the edit of DisableKey. A key that waits for material cannot be used
// anyway, and goes on waiting.
func outOfUse(_ *store.Tx, k *store.Key) error {
	if k.State != store.PendingImport {
		k.State = store.Disabled
	}
	return nil
}

func enableKey(c *call, r *api.EnableKeyRequest) (*api.EnableKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.EnableKeyResponse{}, c.transition([]string{r.KeyId}, enabling, into(store.Enabled))
}

func enableKeys(c *call, r *api.EnableKeysRequest) (*api.EnableKeysResponse, error) {
	if err := c.batch(r.KeyIds, r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.EnableKeysResponse{}, c.transition(r.KeyIds, enabling, into(store.Enabled))
}

func disableKey(c *call, r *api.DisableKeyRequest) (*api.DisableKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.DisableKeyResponse{}, c.transition([]string{r.KeyId}, notPendingDelete, unbound(outOfUse))
}

func disableKeys(c *call, r *api.DisableKeysRequest) (*api.DisableKeysResponse, error) {
	if err := c.batch(r.KeyIds, r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.DisableKeysResponse{}, c.transition(r.KeyIds, notPendingDelete, unbound(outOfUse))
}

// The waiting time before a key is destroyed, in days.
const (
	minPendingDays = 7
	maxPendingDays = 30
)

func scheduleKeyDeletion(c *call, r *api.ScheduleKeyDeletionRequest) (*api.ScheduleKeyDeletionResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	date, err := c.deletionDate(r.PendingWindowInDays)
	if err != nil {
		return nil, err
	}
	err = c.transition([]string{r.KeyId}, scheduling, unbound(func(_ *store.Tx, k *store.Key) error {
		k.State, k.DeletionDate = store.PendingDelete, date
		return nil
	}))
	return &api.ScheduleKeyDeletionResponse{KeyId: r.KeyId, DeletionDate: uint64(date)}, err
}

// deletionDate is the date, in Unix seconds, on which a waiting time ends that
// begins now.
func (c *call) deletionDate(days uint64) (int64, error) {
	if days < minPendingDays || days > maxPendingDays {
		return 0, api.Errorf(api.InvalidPendingWindowInDays, "PendingWindowInDays must be %d to %d.",
			"PendingWindowInDays 必须为 %d 到 %d。", minPendingDays, maxPendingDays)
	}
	return c.s.inDays(int64(days)), nil
}

func cancelKeyDeletion(c *call, r *api.CancelKeyDeletionRequest) (*api.CancelKeyDeletionResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	err := c.transition([]string{r.KeyId}, unscheduling, func(tx *store.Tx, k *store.Key) error {
		k.DeletionDate, k.State = 0, store.Disabled
		usable, err := hasMaterial(tx, k)
		if err == nil && !usable {
			k.State = store.PendingImport
		}
		return err
	})
	return &api.CancelKeyDeletionResponse{KeyId: r.KeyId}, err
}

func archiveKey(c *call, r *api.ArchiveKeyRequest) (*api.ArchiveKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.ArchiveKeyResponse{}, c.transition([]string{r.KeyId}, archiving, unbound(into(store.Archived)))
}

func cancelKeyArchive(c *call, r *api.CancelKeyArchiveRequest) (*api.CancelKeyArchiveResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.CancelKeyArchiveResponse{}, c.transition([]string{r.KeyId}, unarchiving, into(store.Enabled))
}
