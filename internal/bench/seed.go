package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"miyao/internal/alg"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/store"
)

// seedBatch is how many keys go into one transaction.
const seedBatch = 1000

// seed makes a data directory with n keys of AES_256 and returns their ids. It
// writes the rows that CreateKey writes, without the server and its two waits
// for the disk for each key.
func seed(ctx context.Context, dir string, n int) ([]string, error) {
	lock, err := node.TakeLock(dir)
	if err != nil {
		return nil, err
	}
	opened, err := node.Open(ctx, lock, node.Config{Regions: []kms.Region{{Name: region}}})
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	var account uint64
	err = opened.Store.View(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		if err == nil {
			account = accounts[0].Uin
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, n)
	for len(ids) < n {
		batch := min(seedBatch, n-len(ids))
		err := opened.Store.Update(ctx, func(tx *store.Tx) error {
			for range batch {
				id, err := insertKey(tx, opened, account, len(ids))
				if err != nil {
					return err
				}
				ids = append(ids, id)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// insertKey adds the i-th key.
func insertKey(tx *store.Tx, n *node.Node, account uint64, i int) (string, error) {
	aes, _ := alg.ByID(alg.AES256)
	id, now := uuid.New(), time.Now()
	version, err := n.Keyring.NewVersion(id, 1, aes, now)
	if err != nil {
		return "", err
	}
	return id.String(), tx.InsertKey(store.Key{
		ID: id, Account: account, Region: region, Alias: fmt.Sprintf("bench-%d", i),
		Usage: aes.Usage, Algorithm: uint8(aes.ID), State: store.Enabled,
		Origin: store.OriginKMS, Owner: store.OwnerUser, Creator: account,
		Created: now.Unix(), CreatedNano: now.UnixNano(), Version: 1,
	}, []store.KeyVersion{version}, nil)
}
