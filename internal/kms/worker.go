package kms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/store"
)

// longestSleep bounds how late the worker notices a date that it was not told
// of, and a clock that was set forward.
const longestSleep = time.Minute

// roundSize bounds how many keys one task of a round changes, so that the others
// get their turn. A round reads all that is due, of which some may fail each time.
const roundSize = 1000

// Run does what falls due until ctx ends: it destroys keys whose deletion date
// has come, rotates keys, and erases imported material that has expired.
func (s *Service) Run(ctx context.Context) {
	tasks := []func(context.Context) (int, error){s.DestroyDue, s.ExpireDue, s.RotateDue}
	for {
		wait := longestSleep
		for _, task := range tasks {
			done, err := task(ctx)
			if err != nil && ctx.Err() == nil {
				s.log.Error("work on keys that is due could not be done; it will be tried again", "error", err)
			}
			if done >= roundSize {
				wait = 0 // more may be due
			}
		}
		s.summarizeRefusals()
		select {
		case <-ctx.Done():
			s.summarizeRefusals()
			return
		case <-time.After(wait):
		}
	}
}

// DestroyDue destroys keys whose deletion date has come: rows, wrapped material
// and tags, also in the store's files. Data keys likewise. It returns how many;
// for the rest it is as RotateDue.
func (s *Service) DestroyDue(ctx context.Context) (int, error) {
	keys, err := eachDue(ctx, s, "destroy key", (*store.Tx).DueKeys, s.destroy)
	dataKeys, dataErr := eachDue(ctx, s, "destroy data key", (*store.Tx).DueDataKeys, s.destroyDataKey)
	return keys + dataKeys, errors.Join(err, dataErr, s.scrub(ctx))
}

// eachDue does something for rows that find returns as due now, until it is
// done for roundSize of them. One that fails does not hold up the others.
func eachDue[Row any](ctx context.Context, s *Service, what string,
	find func(*store.Tx, int64) ([]Row, error), do func(context.Context, *Row) error) (int, error) {
	var due []Row
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		due, err = find(tx, s.now().Unix())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("find what to %s: %w", what, err)
	}
	var failures []error
	done := 0
	for i := 0; i < len(due) && done < roundSize && ctx.Err() == nil; i++ {
		if err := do(ctx, &due[i]); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", what, err))
			if errors.Is(err, audit.ErrUnavailable) {
				break // nothing can be done that is not on record
			}
		} else {
			done++
		}
	}
	return done, errors.Join(failures...)
}

// scrubSetting is set, in the transaction that deletes material, while its
// traces may still stand in the store's files. So a process that dies before
// they are gone leaves the work to the next one. Each deletion sets another value.
const scrubSetting = "scrub-pending"

// scrubLater stands in every transaction that deletes material.
func scrubLater(tx *store.Tx) error {
	mark := uuid.New()
	return tx.SetSetting(scrubSetting, mark[:])
}

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
	return s.db.Update(ctx, func(tx *store.Tx) error {
		now, err := tx.Setting(scrubSetting)
		if err != nil || !bytes.Equal(now, pending) { // more was deleted meanwhile: the next round's
			return err
		}
		return tx.SetSetting(scrubSetting, nil)
	})
}

// destroy removes one key, unless its deletion was cancelled meanwhile.
func (s *Service) destroy(ctx context.Context, k *store.Key) error {
	return s.act(ctx, audit.Entry{Action: "DestroyKey"}, keyResource(k), func(tx *store.Tx) error {
		now, err := tx.Key(k.ID)
		if err != nil {
			return err
		}
		if now.State != store.PendingDelete || now.DeletionDate > s.now().Unix() {
			return errNotDue
		}
		if err := scrubLater(tx); err != nil {
			return err
		}
		return tx.DeleteKey(k.ID)
	})
}

// errNotDue says that a key or data key was changed meanwhile, so that there is nothing to
// do for it. Its text stands in the audit log.
var errNotDue = errors.New("the key is no longer due")

// act makes a change to a key or data key that nobody called for, on record as those are
// that somebody did. entry says what the record is to hold besides the key.
func (s *Service) act(ctx context.Context, entry audit.Entry, r resource, change func(*store.Tx) error) error {
	entry.Time, entry.RequestID, entry.Phase = s.now(), uuid.NewString(), audit.PhaseIntent
	entry.Region, entry.Account, entry.Resources = r.region, r.account, []string{r.name()}
	if err := s.audit.AppendSync(&entry); err != nil {
		return err
	}
	err := s.db.Update(ctx, change)
	s.keyring.Forget(r.id)
	entry.Time, entry.Phase = s.now(), audit.PhaseResult
	switch {
	case errors.Is(err, errNotDue):
		entry.Message, err = err.Error(), nil
	case err != nil:
		entry.Code = string(api.InternalError)
	}
	if failure := s.audit.AppendSync(&entry); failure != nil {
		return failure
	}
	if err != nil {
		return fmt.Errorf("%s: %w", r.id, err)
	}
	return nil
}
