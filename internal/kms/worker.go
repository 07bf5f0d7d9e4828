package kms

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"miyao/internal/audit"
	"miyao/internal/store"
)

// longestSleep bounds how late the worker notices a date that it was not told
// of, and a clock that was set forward.
const longestSleep = time.Minute

// Run does what falls due until ctx ends: it destroys keys whose deletion date
// has come.
func (s *Service) Run(ctx context.Context) {
	for {
		if _, err := s.DestroyDue(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("a key that is due could not be destroyed; it will be tried again", "error", err)
		}
		s.summarizeRefusals()
		select {
		case <-ctx.Done():
			s.summarizeRefusals()
			return
		case <-time.After(longestSleep):
		}
	}
}

// DestroyDue destroys the keys whose deletion date has come: rows, wrapped
// material and tags, also in the store's files. It returns how many. One key
// that fails does not hold up the others.
func (s *Service) DestroyDue(ctx context.Context) (int, error) {
	var due []store.Key
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.DueKeys(s.now().Unix())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("find keys that are due: %w", err)
	}
	var failures []error
	destroyed := 0
	for i := range due {
		if err := s.destroy(ctx, &due[i]); err != nil {
			failures = append(failures, fmt.Errorf("destroy key %s: %w", due[i].ID, err))
		} else {
			destroyed++
		}
	}
	return destroyed, errors.Join(append(failures, s.scrub(ctx))...)
}

// scrubSetting is set, in the transaction that deletes material, while its
// traces may still stand in the store's files. So a process that dies before
// they are gone leaves the work to the next one.
const scrubSetting = "scrub-pending"

func (s *Service) scrub(ctx context.Context) error {
	var pending []byte
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		pending, err = tx.Setting(scrubSetting)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && len(pending) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look whether the store has to be scrubbed: %w", err)
	}
	if err := s.db.Scrub(ctx); err != nil {
		return fmt.Errorf("scrub the store: %w", err)
	}
	return s.db.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting(scrubSetting, []byte{}) })
}

// destroy removes one key, unless its deletion was cancelled meanwhile.
func (s *Service) destroy(ctx context.Context, k *store.Key) error {
	entry := audit.Entry{
		Time: s.now(), RequestID: uuid.NewString(), Phase: audit.PhaseIntent, Action: "DestroyKey",
		Region: k.Region, Account: k.Account, Resources: []string{resourceName(k)},
	}
	if err := s.audit.AppendSync(&entry); err != nil {
		return err
	}
	err := s.db.Update(ctx, func(tx *store.Tx) error {
		now, err := tx.Key(k.ID)
		if err != nil || now.State != store.PendingDelete || now.DeletionDate > s.now().Unix() {
			return err
		}
		if err := tx.SetSetting(scrubSetting, []byte{1}); err != nil {
			return err
		}
		return tx.DeleteKey(k.ID)
	})
	s.keyring.Forget(k.ID)
	entry.Time, entry.Phase = s.now(), audit.PhaseResult
	if err != nil {
		entry.Code = "InternalError"
	}
	if failure := s.audit.AppendSync(&entry); failure != nil {
		return failure
	}
	return err
}
