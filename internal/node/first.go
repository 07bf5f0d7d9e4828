package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"miyao/internal/envfile"
	"miyao/internal/identity"
	"miyao/internal/keyring"
	"miyao/internal/seal"
	"miyao/internal/secret"
	"miyao/internal/store"
	"miyao/internal/wholefile"
)

// initialise makes root key, account, credential and audit signing key. The
// files come first and the store's one transaction last: if the process dies
// in between, the next start begins anew, and nothing was in use.
func (n *Node) initialise(ctx context.Context, c *Config, provider seal.Provider) error {
	if err := n.unused(); err != nil {
		return err
	}
	if maker, ok := provider.(seal.Creator); ok {
		if err := maker.Create(ctx); err != nil {
			return err
		}
	}
	root := secret.Random(keyring.RootKeyBytes)
	sealed, err := provider.Seal(ctx, root)
	if err != nil {
		return fmt.Errorf("seal the new root key: %w", err)
	}
	if n.Keyring, err = keyring.New(root, n.Store, c.Now); err != nil {
		return err
	}
	audit, err := n.newAuditKey()
	if err != nil {
		return err
	}
	now := c.Now().Unix()
	account, err := identity.MakeAccount(n.Keyring, "root", "made at the first start", now)
	if err != nil {
		return err
	}
	defer account.Secret.Wipe()
	if err := wholefile.Replace(filepath.Join(n.DataDir, CredentialsFile), wholefile.Bytes(credentialsEnv(c, account.Credential.SecretID, account.Secret))); err != nil {
		return fmt.Errorf("write the first credential: %w", err)
	}
	return n.Store.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.InsertSlot(store.Slot{URI: c.Seal, Sealed: sealed, Created: now}); err != nil {
			return err
		}
		if err := tx.SetSetting(auditKeySetting, audit); err != nil {
			return err
		}
		return account.Insert(tx)
	})
}

// unused refuses a directory that has been in use, but whose database is not
// where --store says: making another would put a new credential in the place of
// the one that opens the old.
func (n *Node) unused() error {
	found, err := os.ReadDir(filepath.Join(n.DataDir, AuditDir))
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(found) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for an audit log: %w", err)
	}
	return fmt.Errorf("%s has been in use, for it has an audit log, but its database is empty or missing; put the database back from a backup, or name the right one with --store", n.DataDir)
}

// credentialsEnv is the file that client commands and SDK programs read.
func credentialsEnv(c *Config, secretID string, key secret.Bytes) []byte {
	var b bytes.Buffer
	b.WriteString(envfile.Line(envfile.SecretID, secretID))
	b.WriteString(envfile.Line(envfile.SecretKey, string(key.Expose())))
	b.WriteString(envfile.Line(envfile.Region, c.Regions[0].Name))
	return b.Bytes()
}

// updateCredentialsFile writes endpoint and CA file into credentials.env, where
// another --listen changed them. A file that the operator removed stays away.
func (n *Node) updateCredentialsFile(c *Config) error {
	if c.Endpoint == "" { // no server: a command of the operator
		return nil
	}
	path := filepath.Join(n.DataDir, CredentialsFile)
	before, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	after := envfile.Set(envfile.Set(before, envfile.Endpoint, c.Endpoint), envfile.CAFile, c.CAFile)
	if bytes.Equal(before, after) {
		return nil
	}
	if err := wholefile.Replace(path, wholefile.Bytes(after)); err != nil {
		return fmt.Errorf("update %s: %w", path, err)
	}
	return nil
}

// defaultEndpoint is where a server listens that was told nothing else.
const defaultEndpoint = "http://127.0.0.1:8573"

// lastEndpoint is the address that the last server had, as credentials.env
// tells it.
func (n *Node) lastEndpoint() string {
	values, err := envfile.Read(filepath.Join(n.DataDir, CredentialsFile))
	if err != nil || values[envfile.Endpoint] == "" { // the operator may have removed or changed it
		return defaultEndpoint
	}
	return values[envfile.Endpoint]
}
