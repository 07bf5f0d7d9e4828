// Package storetest is the suite that the store must pass on every engine.
package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/store"
)

// Run runs the suite. open returns an empty database of its own for each call
// and closes it at the end of the test it is given.
func Run(t *testing.T, open func(t *testing.T) *store.DB) {
	groups := map[string]map[string]func(*testing.T, *store.DB){
		"keys": keyTests, "list": listTests, "due": dueTests, "versions": versionTests, "imports": importTests, "tags": tagTests,
		"identity": identityTests, "slots": slotTests, "settings": settingTests, "transactions": transactionTests,
		"data keys": dataKeyTests, "white-box keys": whiteBoxKeyTests, "bindings": bindingTests,
	}
	for group, tests := range groups {
		t.Run(group, func(t *testing.T) {
			for name, test := range tests {
				t.Run(name, func(t *testing.T) { test(t, open(t)) })
			}
		})
	}
}

// The accounts that [prepare] makes. The numbers do not fit in 32 bits, nor,
// the second, in the 53 bits of a floating-point number.
const (
	account = 100000000001
	other   = 1<<63 - 1
	region  = "ap-guangzhou"
)

// update and view run f and fail the test when it fails.
func update(t *testing.T, db *store.DB, f func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, db *store.DB, f func(*store.Tx) error) {
	t.Helper()
	if err := db.View(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// prepare makes the two accounts.
func prepare(t *testing.T, db *store.DB) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertAccount(store.Account{Uin: account, Name: "one"}),
			tx.InsertAccount(store.Account{Uin: other, Name: "other"}))
	})
}

// newKey returns a key with every field set, unlike any other n's.
func newKey(n int) store.Key {
	created := int64(1_700_000_000 + n)
	return store.Key{
		ID: uuid.New(), Account: account, Region: region, Alias: fmt.Sprintf("alias-%d", n), Description: "密钥 é",
		Usage: "ENCRYPT_DECRYPT", Algorithm: 255, State: store.Enabled, Origin: store.OriginKMS, Owner: store.OwnerUser,
		Creator: other, Created: created, CreatedNano: created*1e9 + 7, DeletionDate: 11, ValidTo: 12, Version: 1<<32 - 1,
		RotationEnabled: true, RotateDays: 13, LastRotated: 14, NextRotation: 15, RotationPending: true,
	}
}

// insertKeys adds keys without versions and tags.
func insertKeys(t *testing.T, db *store.DB, keys ...store.Key) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		for _, k := range keys {
			if err := tx.InsertKey(k, nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// wantConflict fails the test unless err is a ConflictError for what.
func wantConflict(t *testing.T, err error, what string) {
	t.Helper()
	var conflict *store.ConflictError
	if !errors.As(err, &conflict) || conflict.What != what || !errors.Is(err, store.ErrConflict) {
		t.Errorf("got %v, want a conflict of %s", err, what)
	}
}

// wantNotFound fails the test unless err is ErrNotFound.
func wantNotFound(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

// refuse runs f in an Update of its own, which must fail, and returns the error.
func refuse(t *testing.T, db *store.DB, f func(*store.Tx) error) error {
	t.Helper()
	err := db.Update(t.Context(), f)
	if err == nil {
		t.Error("it was accepted")
	}
	return err
}
