package kms

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/store"
)

// transition applies edit to keys, all or none: each is authorised, read again
// inside the transaction, and must be in a state that rule allows.
func (c *call) transition(ids []string, rule stateRule, edit func(*store.Tx, *store.Key) error) error {
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

func (c *call) editKey(tx *store.Tx, id uuid.UUID, rule stateRule, edit func(*store.Tx, *store.Key) error) error {
	k, err := tx.Key(id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !c.exists(&k) {
		return keyNotFound(id, c.region)
	}
	if err != nil {
		return err
	}
	if err := rule.check(c.s.asOfNow(&k)); err != nil {
		return err
	}
	if err := edit(tx, &k); err != nil {
		return err
	}
	return tx.UpdateKey(k)
}

// into makes an edit that only changes the state.
func into(state store.KeyState) func(*store.Tx, *store.Key) error {
	return func(_ *store.Tx, k *store.Key) error {
		k.State = state
		return nil
	}
}

func enableKey(c *call, r *api.EnableKeyRequest) (*api.EnableKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.EnableKeyResponse{}, c.transition([]string{r.KeyId}, switching, into(store.Enabled))
}

func enableKeys(c *call, r *api.EnableKeysRequest) (*api.EnableKeysResponse, error) {
	if err := c.batch(r.KeyIds, r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.EnableKeysResponse{}, c.transition(r.KeyIds, switching, into(store.Enabled))
}

func disableKey(c *call, r *api.DisableKeyRequest) (*api.DisableKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.DisableKeyResponse{}, c.transition([]string{r.KeyId}, switching, into(store.Disabled))
}

func disableKeys(c *call, r *api.DisableKeysRequest) (*api.DisableKeysResponse, error) {
	if err := c.batch(r.KeyIds, r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.DisableKeysResponse{}, c.transition(r.KeyIds, switching, into(store.Disabled))
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
	if r.PendingWindowInDays < minPendingDays || r.PendingWindowInDays > maxPendingDays {
		return nil, api.Errorf(api.InvalidPendingWindowInDays, "PendingWindowInDays must be %d to %d.",
			"PendingWindowInDays 必须为 %d 到 %d。", minPendingDays, maxPendingDays)
	}
	date := c.s.now().Add(time.Duration(r.PendingWindowInDays) * 24 * time.Hour).Unix()
	err := c.transition([]string{r.KeyId}, scheduling, func(_ *store.Tx, k *store.Key) error {
		k.State, k.DeletionDate = store.PendingDelete, date
		return nil
	})
	return &api.ScheduleKeyDeletionResponse{KeyId: r.KeyId, DeletionDate: uint64(date)}, err
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
