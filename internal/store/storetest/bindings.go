package storetest

import (
	"errors"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"miyao/internal/store"
)

var bindingTests = map[string]func(*testing.T, *store.DB){"bindings": testBindings}

func testBindings(t *testing.T, db *store.DB) {
	prepare(t, db)
	k, bystander := newKey(1), newKey(2)
	insertKeys(t, db, k, bystander)
	late := store.Binding{Key: k.ID, Product: "ssm", Resource: "资源 '1'", Created: 20}
	early := store.Binding{Key: k.ID, Product: "cos", Resource: late.Resource, Created: 10}
	foreign := store.Binding{Key: bystander.ID, Product: "ssm", Resource: late.Resource, Created: 30}
	again := late
	again.Created = 40
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertBinding(late), tx.InsertBinding(early), tx.InsertBinding(foreign), tx.InsertBinding(again))
	})
	wantBindings(t, db, k.ID, early, late)
	stray := store.Binding{Key: uuid.New(), Product: "ssm", Resource: "x"}
	wantConflict(t, refuse(t, db, func(tx *store.Tx) error { return tx.InsertBinding(stray) }), "reference")
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteBinding(stray) }))
	other := early
	other.Product = "COS"
	wantNotFound(t, refuse(t, db, func(tx *store.Tx) error { return tx.DeleteBinding(other) }))
	update(t, db, func(tx *store.Tx) error { return tx.DeleteBinding(early) })
	wantBindings(t, db, k.ID, late)
	update(t, db, func(tx *store.Tx) error { return tx.DeleteKey(k.ID) })
	wantBindings(t, db, k.ID)
	wantBindings(t, db, bystander.ID, foreign)
}

func wantBindings(t *testing.T, db *store.DB, key uuid.UUID, want ...store.Binding) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		if got, err := tx.Bindings(key); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v (%v), want %v", got, err, want)
		}
		return nil
	})
}
