package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"miyao/internal/alg"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/store"
	"miyao/tc3"
)

// seedBatch is how many keys go into one transaction.
const seedBatch = 1000

// seed makes a data directory with n keys of AES_256 and returns their ids. It
// writes the rows that CreateKey writes, without the server and its two waits
// for the disk for each key.
func seed(ctx context.Context, dir string, n int) ([]string, error) {
	aes, _ := alg.ByID(alg.AES256)
	ids := make([]string, 0, n)
	err := withNode(ctx, dir, func(opened *node.Node, account uint64) error {
		for len(ids) < n {
			batch := min(seedBatch, n-len(ids))
			err := opened.Store.Update(ctx, func(tx *store.Tx) error {
				for range batch {
					id, err := insertKey(tx, opened, account, aes)
					if err != nil {
						return err
					}
					ids = append(ids, id)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return ids, err
}

// seedOneOfEach makes a data directory with a key of every algorithm.
func seedOneOfEach(ctx context.Context, dir string) (map[alg.ID]string, error) {
	ids := map[alg.ID]string{}
	err := withNode(ctx, dir, func(opened *node.Node, account uint64) error {
		return opened.Store.Update(ctx, func(tx *store.Tx) (err error) {
			for _, row := range alg.Table() {
				if ids[row.ID], err = insertKey(tx, opened, account, row); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return ids, err
}

// userPolicies are those of the user that requests are also made as.
var userPolicies = []string{
	`{"effect":"allow","action":["kms:Describe*","kms:List*","kms:Get*"],"resource":"*"}`,
	`{"effect":"allow","action":["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey"],"resource":"qcs::kms:::key/*"}`,
	`{"effect":"deny","action":"kms:ScheduleKeyDeletion","resource":"*"}`,
	`{"effect":"deny","action":"kms:*","resource":"*","condition":{"ip_equal":{"qcs:ip":["10.0.0.0/8","192.168.0.0/16"]}}}`,
	`{"effect":"deny","action":"kms:*","resource":"*","condition":{"date_less_than":{"qcs:current_time":"2020-01-01T00:00:00Z"}}}`,
}

// manyUsers is how many users there are, each with policies of its own.
const manyUsers = 10_000

// seedUser adds users with these policies, one statement each, to a data
// directory and returns the credential of the first.
func seedUser(ctx context.Context, dir string) (c tc3.Credential, err error) {
	err = withNode(ctx, dir, func(opened *node.Node, account uint64) error {
		const uin = 5000
		err := opened.Store.Update(ctx, func(tx *store.Tx) error {
			for i := range uint64(manyUsers) {
				if err := insertUser(tx, account, uin+i*10); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		row, key, err := opened.Directory.Create(ctx, uin, "")
		c = tc3.Credential{SecretID: row.SecretID, SecretKey: string(key.Expose())}
		return err
	})
	return c, err
}

func insertUser(tx *store.Tx, account, uin uint64) error {
	name := fmt.Sprint("bench-", uin)
	err := errors.Join(tx.InsertPrincipal(store.Principal{Uin: uin, Account: account, Kind: store.PrincipalUser, Name: name}),
		tx.InsertCredential(store.Credential{SecretID: name, Principal: uin, Wrapped: []byte{0}, Enabled: true}))
	for i, statement := range userPolicies {
		id := uin + uint64(i)
		err = errors.Join(err, tx.InsertPolicy(store.Policy{ID: id, Account: account, Name: fmt.Sprint(name, "-", i),
			Document: `{"version":"2.0","statement":[` + statement + `]}`}),
			tx.Attach(store.Attachment{Account: account, Kind: store.AttachedToUser, Target: uin, Policy: id}))
	}
	return err
}

// withNode opens a data directory for a moment, a new one if there is none.
func withNode(ctx context.Context, dir string, do func(n *node.Node, account uint64) error) error {
	lock, err := node.TakeLock(dir)
	if err != nil {
		return err
	}
	opened, err := node.Open(ctx, lock, node.Config{Regions: []kms.Region{{Name: region}}})
	if err != nil {
		return err
	}
	defer opened.Close()
	owner, err := opened.Directory.Account(ctx, "")
	if err != nil {
		return err
	}
	return do(opened, owner.Uin)
}

// insertKey adds a key.
func insertKey(tx *store.Tx, n *node.Node, account uint64, row alg.Algorithm) (string, error) {
	id, now := uuid.New(), time.Now()
	version, err := n.Keyring.NewVersion(id, 1, row, now)
	if err != nil {
		return "", err
	}
	return id.String(), tx.InsertKey(store.Key{
		ID: id, Account: account, Region: region, Alias: "bench-" + id.String(),
		Usage: row.Usage, Algorithm: uint8(row.ID), State: store.Enabled,
		Origin: store.OriginKMS, Owner: store.OwnerUser, Creator: account,
		Created: now.Unix(), CreatedNano: now.UnixNano(), Version: 1,
	}, []store.KeyVersion{version}, nil)
}
