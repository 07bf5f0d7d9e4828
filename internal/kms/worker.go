package kms

import (
	"context"
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
		select {
		case <-ctx.Done():
			return
		case <-time.After(longestSleep):
		}
	}
}

// DestroyDue destroys the keys whose deletion date has come: rows, wrapped
// material and tags, also in the store's files. It returns how many.
func (s *Service) DestroyDue(ctx context.Context) (int, error) {
	var due []store.Key
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.DueKeys(s.now().Unix())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("find keys that are due: %w", err)
	}
	for i := range due {
		if err := s.destroy(ctx, &due[i]); err != nil {
			return i, fmt.Errorf("destroy key %s: %w", due[i].ID, err)
		}
	}
	if len(due) == 0 {
		return 0, nil
	}
	if err := s.db.Scrub(ctx); err != nil {
		return len(due), fmt.Errorf("scrub the store: %w", err)
	}
	return len(due), nil
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
