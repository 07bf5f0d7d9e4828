package identity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"miyao/internal/secret"
	"miyao/internal/store"
)

// NewCredential makes a credential for a principal, with its secret wrapped,
// ready to be inserted. The secret is returned this once.
func NewCredential(w Wrapper, principal uint64, note string, created int64) (store.Credential, secret.Bytes, error) {
	c := store.Credential{
		SecretID:  secretIDPrefix + newText(secretIDLength),
		Principal: principal,
		Enabled:   true,
		Created:   created,
		Note:      note,
	}
	s := secret.New([]byte(newText(secretKeyLength)))
	var err error
	c.Wrapped, err = w.WrapSecret(c.SecretID, s)
	return c, s, err
}

// NewCredential is the same with what the directory wraps with.
func (d *Directory) NewCredential(principal uint64, note string) (store.Credential, secret.Bytes, error) {
	return NewCredential(d.wrapper, principal, note, d.now().Unix())
}

// Create adds a credential to a principal and returns its secret, which is
// never shown again.
func (d *Directory) Create(ctx context.Context, principal uint64, note string) (store.Credential, secret.Bytes, error) {
	row, s, err := d.NewCredential(principal, note)
	if err != nil {
		return row, s, err
	}
	err = d.change(ctx, row.SecretID, func(tx *store.Tx) error {
		if _, err := tx.Principal(principal); err != nil {
			return fmt.Errorf("principal %d: %w", principal, err)
		}
		return tx.InsertCredential(row)
	})
	return row, s, err
}

// CreateOperator adds a credential of the operator and returns its secret, which
// is never shown again.
func (d *Directory) CreateOperator(ctx context.Context, note string) (store.Credential, secret.Bytes, error) {
	row, s, err := d.NewCredential(store.OperatorUin, note)
	if err != nil {
		return row, s, err
	}
	err = d.change(ctx, row.SecretID, func(tx *store.Tx) error {
		if err := insertOperator(tx, row.Created); err != nil {
			return err
		}
		return tx.InsertCredential(row)
	})
	return row, s, err
}

// insertOperator makes the operator's account and principal with the first
// credential. The principal is no root: no policy holds for it, so that it may do
// nothing by the actions of other products.
func insertOperator(tx *store.Tx, now int64) error {
	if _, err := tx.Account(store.OperatorUin); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := tx.InsertAccount(store.Account{Uin: store.OperatorUin, Name: OperatorName, Created: now}); err != nil {
		return err
	}
	return tx.InsertPrincipal(store.Principal{Uin: store.OperatorUin, Account: store.OperatorUin, Kind: store.PrincipalUser,
		Name: OperatorName, Created: now})
}

// List returns all credentials, oldest first.
func (d *Directory) List(ctx context.Context) (rows []store.Credential, err error) {
	err = d.db.View(ctx, func(tx *store.Tx) error {
		rows, err = tx.AllCredentials()
		return err
	})
	slices.SortStableFunc(rows, func(a, b store.Credential) int { return cmp.Compare(a.Created, b.Created) })
	return rows, err
}

// LockedOut tells whether the owner of a credential is the root principal of an
// account and has no other way in than this credential, whether it is enabled or
// not. The error is ErrUnknownCredential if there is no such credential.
func (d *Directory) LockedOut(ctx context.Context, secretID string) (account store.Account, locked bool, err error) {
	err = d.db.View(ctx, func(tx *store.Tx) error {
		row, err := tx.Credential(secretID)
		if err != nil {
			return err
		}
		owner, err := tx.Principal(row.Principal)
		if err != nil || owner.Kind != store.PrincipalRoot {
			return err
		}
		wayIn, err := HasWayIn(tx, owner.Uin, secretID)
		if err != nil || wayIn {
			return err
		}
		locked = true
		account, err = tx.Account(owner.Account)
		return err
	})
	return account, locked, unknown(secretID, err)
}

// SetEnabled switches a credential on or off. Once it has returned, a disabled
// credential opens nothing.
func (d *Directory) SetEnabled(ctx context.Context, secretID string, enabled bool) error {
	return unknown(secretID, d.change(ctx, secretID, func(tx *store.Tx) error {
		row, err := tx.Credential(secretID)
		if err != nil {
			return err
		}
		row.Enabled = enabled
		return tx.UpdateCredential(row)
	}))
}

// Delete removes a credential for good.
func (d *Directory) Delete(ctx context.Context, secretID string) error {
	return unknown(secretID, d.change(ctx, secretID, func(tx *store.Tx) error { return tx.DeleteCredential(secretID) }))
}

// change makes a change of one credential.
func (d *Directory) change(ctx context.Context, secretID string, fn func(*store.Tx) error) error {
	return d.Apply(ctx, func() error { return d.db.Update(ctx, fn) }, secretID)
}

// Apply runs a change of the store and takes it into memory before it returns:
// the credentials named, and whatever policies hold for whom. Credentials of a
// principal that is changed or deleted have to be named.
func (d *Directory) Apply(ctx context.Context, change func() error, secretIDs ...string) error {
	return d.ApplyFound(ctx, func() ([]string, error) { return secretIDs, change() })
}

// ApplyFound is Apply for a change that finds out itself which credentials have
// to be named, such as all of a principal. What it returns beside an error
// counts too.
func (d *Directory) ApplyFound(ctx context.Context, change func() (secretIDs []string, err error)) error {
	d.changes.Lock()
	defer d.changes.Unlock()
	secretIDs, err := change()
	// Also after an error, and for a caller who went away: a commit may have
	// taken effect nevertheless.
	d.grants.Clear()
	d.sessions.Clear()
	for _, id := range secretIDs {
		if stale := d.refresh(context.WithoutCancel(ctx), id); err == nil {
			err = stale
		}
	}
	return err
}

// refresh makes memory follow the store. What is in use stays in use meanwhile.
// If the store cannot be read, the credential is dropped: refusing is safer
// than serving the old state.
func (d *Directory) refresh(ctx context.Context, secretID string) error {
	err := d.db.View(ctx, func(tx *store.Tx) error {
		row, err := tx.Credential(secretID)
		if err != nil {
			return err
		}
		return d.load(tx, row)
	})
	if err != nil {
		d.credentials.Delete(secretID)
	}
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

func unknown(secretID string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: %s", ErrUnknownCredential, secretID)
	}
	return err
}
