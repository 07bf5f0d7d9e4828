package kms

import (
	"context"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/store"
)

// Hosted data keys: changing them and their states, and destroying them.

// dataKeyEdit changes a data key inside a transaction.
type dataKeyEdit func(*store.Tx, *store.DataKey) error

// editDataKeys applies edit to data keys, all or none: each is authorised, read
// again inside the transaction, and must be in a state that rule allows.
func (c *call) editDataKeys(ids []string, rule stateRule, edit dataKeyEdit) error {
	found := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		k, err := c.dataKey(id)
		if err != nil {
			return err
		}
		if err := rule.checkDataKey(&k); err != nil {
			return err
		}
		found[i] = k.ID
	}
	return c.change(func(tx *store.Tx) error {
		for _, id := range found {
			k, err := c.dataKeyInState(tx, id, rule)
			if err != nil {
				return err
			}
			if err := edit(tx, &k); err != nil {
				return err
			}
			if err := tx.UpdateDataKey(k); err != nil {
				return err
			}
		}
		return nil
	})
}

func updateDataKeyName(c *call, r *api.UpdateDataKeyNameRequest) (*api.UpdateDataKeyNameResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	if err := checkDataKeyName(r.DataKeyName); err != nil {
		return nil, err
	}
	err := c.editDataKeys([]string{r.DataKeyId}, editingDataKey, func(_ *store.Tx, k *store.DataKey) error {
		k.Name = r.DataKeyName
		return nil
	})
	return &api.UpdateDataKeyNameResponse{}, dataKeyNameTaken(r.DataKeyName, err)
}

func updateDataKeyDescription(c *call, r *api.UpdateDataKeyDescriptionRequest) (*api.UpdateDataKeyDescriptionResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	if err := checkLength(r.Description, maxDataKeyDescriptionLength); err != nil {
		return nil, err
	}
	err := c.editDataKeys([]string{r.DataKeyId}, editingDataKey, func(_ *store.Tx, k *store.DataKey) error {
		k.Description = r.Description
		return nil
	})
	return &api.UpdateDataKeyDescriptionResponse{}, err
}

func enableDataKey(c *call, r *api.EnableDataKeyRequest) (*api.EnableDataKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.EnableDataKeyResponse{}, c.editDataKeys([]string{r.DataKeyId}, editingDataKey, c.backed(store.Enabled))
}

func enableDataKeys(c *call, r *api.EnableDataKeysRequest) (*api.EnableDataKeysResponse, error) {
	if err := c.dataKeyBatch(r.DataKeyIds, r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.EnableDataKeysResponse{}, c.editDataKeys(r.DataKeyIds, editingDataKey, c.backed(store.Enabled))
}

// backed makes an edit that takes a data key into a state, if its key can
// decrypt it.
func (c *call) backed(state store.KeyState) dataKeyEdit {
	return func(tx *store.Tx, k *store.DataKey) error {
		k.State, k.DeletionDate = state, 0
		_, err := c.keyInState(tx, k.Key, backing)
		return err
	}
}

func disableDataKey(c *call, r *api.DisableDataKeyRequest) (*api.DisableDataKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.DisableDataKeyResponse{}, c.editDataKeys([]string{r.DataKeyId}, editingDataKey, disabled)
}

func disableDataKeys(c *call, r *api.DisableDataKeysRequest) (*api.DisableDataKeysResponse, error) {
	if err := c.dataKeyBatch(r.DataKeyIds, r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.DisableDataKeysResponse{}, c.editDataKeys(r.DataKeyIds, editingDataKey, disabled)
}

// disabled is the edit that takes a data key out of use.
func disabled(_ *store.Tx, k *store.DataKey) error {
	k.State = store.Disabled
	return nil
}

func scheduleDataKeyDeletion(c *call, r *api.ScheduleDataKeyDeletionRequest) (*api.ScheduleDataKeyDeletionResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	date, err := c.deletionDate(r.PendingWindowInDays)
	if err != nil {
		return nil, err
	}
	err = c.editDataKeys([]string{r.DataKeyId}, schedulingDataKey, func(_ *store.Tx, k *store.DataKey) error {
		k.State, k.DeletionDate = store.PendingDelete, date
		return nil
	})
	return &api.ScheduleDataKeyDeletionResponse{DataKeyId: r.DataKeyId, DeletionDate: uint64(date)}, err
}

func cancelDataKeyDeletion(c *call, r *api.CancelDataKeyDeletionRequest) (*api.CancelDataKeyDeletionResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	takeBack := c.backed(store.Disabled)
	err := c.editDataKeys([]string{r.DataKeyId}, unschedulingDataKey, func(tx *store.Tx, k *store.DataKey) error {
		if err := c.roomForDataKey(tx); err != nil {
			return err
		}
		return takeBack(tx, k)
	})
	return &api.CancelDataKeyDeletionResponse{DataKeyId: r.DataKeyId}, err
}

// destroyDataKey removes one data key, unless its deletion was cancelled
// meanwhile.
func (s *Service) destroyDataKey(ctx context.Context, k *store.DataKey) error {
	return s.act(ctx, audit.Entry{Action: "DestroyDataKey"}, dataKeyResource(k), func(tx *store.Tx) error {
		now, err := tx.DataKey(k.ID)
		if err != nil {
			return err
		}
		if now.State != store.PendingDelete || now.DeletionDate > s.now().Unix() {
			return errNotDue
		}
		if err := scrubLater(tx); err != nil {
			return err
		}
		return tx.DeleteDataKey(k.ID)
	})
}
