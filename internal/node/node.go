// Package node is one running miyao: a data directory, its lock, and the
// services in it, wired together. It makes the directory's content at the
// first start and refuses a directory that another process has open or that
// lost its root key.
//
//	miyao-data/              mode 0700
//	  miyao.lock             held while a process has the directory open
//	  miyao.db               rows; material only wrapped; miyao.db-lock while it is open
//	  root.key               opens the root key (seal file:)
//	  audit/                 the audit log
//	  credentials.env        the first credential
//	  control.sock           for the operator's commands
package node

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/cam"
	"miyao/internal/identity"
	"miyao/internal/keyring"
	"miyao/internal/kms"
	"miyao/internal/operator"
	"miyao/internal/quota"
	"miyao/internal/seal"
	"miyao/internal/secret"
	"miyao/internal/store"
	"miyao/internal/sts"
	"miyao/internal/wholefile"
)

// Names in the data directory.
const (
	CredentialsFile = "credentials.env"
	AuditDir        = "audit"
	databaseFile    = "miyao.db"
)

// Config says how to open a data directory. The zero value of every field but
// Regions is usable.
type Config struct {
	// Store is the database's URI; empty means SQLite in the data directory.
	Store string
	// Seal is the URI of the provider that protects the root key; empty means
	// "file:".
	Seal string
	// Regions are those on offer; the first is the default.
	Regions []kms.Region
	// Quotas says what accounts may do and have, in the form of quota.Open;
	// empty means none.
	Quotas string
	// AuditSyncAll brings every audit entry to stable storage before the answer.
	AuditSyncAll bool
	// Endpoint is the address that clients use, and CAFile the certificate that
	// they have to trust, if any; credentials.env follows them.
	Endpoint string
	CAFile   string
	// ConsoleURL is where browsers reach the console; empty means Endpoint.
	ConsoleURL string
	// PasswordCost is for tests; a server leaves it at its default.
	PasswordCost identity.PasswordCost
	Logger       *slog.Logger
	Now          func() time.Time
}

// Node is open until Close.
type Node struct {
	DataDir   string
	Store     *store.DB
	Keyring   *keyring.Keyring
	Audit     *audit.Log
	Directory *identity.Directory
	SignIns   *identity.SignIns
	Quotas    *quota.Set
	Service   *kms.Service
	// ConsoleURL is where browsers reach the console: scheme, host and port.
	ConsoleURL string
	// First says that this start made the content of the data directory.
	First bool

	lock       *Lock
	recognised bool // see recognise

	now  func() time.Time
	stop func() // ends what runs beside
	done sync.WaitGroup
}

// Open opens the locked data directory, making its content at the first start.
// The lock is the node's from now on, also after an error.
func Open(ctx context.Context, lock *Lock, c Config) (n *Node, err error) {
	n = &Node{DataDir: lock.dataDir, lock: lock}
	c.setDefaults(n.DataDir)
	n.now = c.Now
	defer func() {
		if err != nil {
			_ = n.Close()
			n = nil
		}
	}()
	if err = wholefile.Sweep(n.DataDir); err != nil {
		return n, fmt.Errorf("remove what a crash left: %w", err)
	}
	if n.Store, err = store.Open(ctx, c.Store); err != nil {
		return n, err
	}
	provider, err := seal.Open(ctx, c.Seal, seal.Env{DataDir: n.DataDir})
	if err != nil {
		return n, err
	}
	slots, err := n.slots(ctx)
	if err != nil {
		return n, err
	}
	if len(slots) == 0 {
		n.First = true
		err = n.initialise(ctx, &c, provider)
	} else {
		err = n.unseal(ctx, &c, provider, slots)
	}
	if err == nil {
		err = n.updateCredentialsFile(&c)
	}
	if err != nil {
		return n, err
	}
	n.ConsoleURL = cmp.Or(c.ConsoleURL, c.Endpoint, n.lastEndpoint())
	return n, n.start(ctx, &c)
}

func (c *Config) setDefaults(dataDir string) {
	if c.Store == "" {
		c.Store = "sqlite:" + filepath.Join(dataDir, databaseFile)
	}
	if c.Seal == "" {
		c.Seal = "file:"
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
}

// Slot is one way to open the root key, and when it was made.
type Slot struct {
	Provider string // the scheme of its URI, such as "file"
	Created  time.Time
}

// Slots returns the slots of the root key, the oldest first.
func (n *Node) Slots(ctx context.Context) (list []Slot, err error) {
	rows, err := n.slots(ctx)
	for _, row := range rows {
		provider, _, _ := strings.Cut(row.URI, ":")
		list = append(list, Slot{provider, time.Unix(row.Created, 0)})
	}
	return list, err
}

func (n *Node) slots(ctx context.Context) (slots []store.Slot, err error) {
	err = n.Store.View(ctx, func(tx *store.Tx) error {
		if slots, err = tx.Slots(); err != nil || len(slots) > 0 {
			return err
		}
		accounts, err := tx.Accounts()
		if err == nil && len(accounts) > 0 {
			err = errors.New("the store has accounts but no root key slot: it is damaged; restore it from a backup")
		}
		return err
	})
	return slots, err
}

// unseal opens the root key with the first slot that the provider opens.
func (n *Node) unseal(ctx context.Context, c *Config, provider seal.Provider, slots []store.Slot) error {
	var failures []error
	for _, slot := range slots {
		root, err := provider.Unseal(ctx, slot.Sealed)
		if err == nil {
			n.Keyring, err = keyring.New(root, n.Store, c.Now)
			return err
		}
		failures = append(failures, fmt.Errorf("slot %d (%s): %w", slot.ID, slot.URI, err))
	}
	return fmt.Errorf("the root key cannot be unsealed with --seal %s: %w", c.Seal, errors.Join(failures...))
}

// start wires what stands on an open keyring.
func (n *Node) start(ctx context.Context, c *Config) error {
	signer, err := n.auditKey(ctx)
	if err != nil {
		return err
	}
	n.Audit, err = audit.Open(filepath.Join(n.DataDir, AuditDir),
		audit.Options{Signer: signer, SyncAll: c.AuditSyncAll, SegmentBytes: auditSegment, Now: c.Now, Logger: c.Logger})
	if err == nil {
		err = n.recognise(ctx, c.Logger)
	}
	if err != nil {
		return err
	}
	if n.Directory, err = identity.Open(ctx, n.Store, n.Keyring, c.Now); err != nil {
		return err
	}
	if err := n.openQuotas(ctx, c); err != nil {
		return err
	}
	n.SignIns = identity.NewSignIns(n.Store, n.Keyring, c.Now, c.PasswordCost)
	n.Service = kms.New(kms.Config{
		Quotas: n.Quotas,
		Store:  n.Store, Keyring: n.Keyring, Audit: n.Audit, Regions: c.Regions, Logger: c.Logger, Now: c.Now,
		Actions: slices.Concat(sts.Bindings(n.Directory), operator.Bindings(n.Operator()), cam.Bindings(cam.Config{Directory: n.Directory,
			NewVerifier: n.SignIns.NewVerifier, SignInChanged: n.SignIns.Changed})),
	})
	n.keepLastUsed(c.Logger)
	return nil
}

// openQuotas reads the settings, and what was changed at run time.
func (n *Node) openQuotas(ctx context.Context, c *Config) (err error) {
	if n.Quotas, err = quota.Open(c.Quotas, actionNames(), c.Now); err != nil {
		return err
	}
	var changed []byte
	err = n.Store.View(ctx, func(tx *store.Tx) error {
		changed, err = tx.Setting(operator.QuotaSetting)
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read the quotas: %w", err)
	}
	return n.Quotas.Restore(changed)
}

func actionNames() (names []string) {
	for _, action := range api.Actions() {
		names = append(names, action.Name)
	}
	return names
}

// keepLastUsed writes the uses of credentials until Close.
func (n *Node) keepLastUsed(log *slog.Logger) {
	ctx, stop := context.WithCancel(context.Background())
	n.stop = stop
	n.done.Go(func() {
		tick := time.NewTicker(identity.LastUsedInterval)
		defer tick.Stop()
		n.Directory.KeepLastUsed(ctx, tick.C, log)
	})
}

// auditSegment is the size of an audit segment in bytes. A start verifies the
// last one, which takes about 3 ms per megabyte.
const auditSegment = 16 << 20

// auditKeySetting names the wrapped seed of the key that signs checkpoints.
const auditKeySetting = "audit-signing-key"

func (n *Node) auditKey(ctx context.Context) (ed25519.PrivateKey, error) {
	var wrapped []byte
	err := n.Store.View(ctx, func(tx *store.Tx) (err error) {
		wrapped, err = tx.Setting(auditKeySetting)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the audit signing key: %w", err)
	}
	seed, err := n.Keyring.Unwrap(keyring.ForAuditKey, auditKeySetting, wrapped)
	if err != nil {
		return nil, err
	}
	defer seed.Wipe()
	return ed25519.NewKeyFromSeed(seed.Expose()), nil
}

// newAuditKey makes and wraps the seed of a signing key.
func (n *Node) newAuditKey() ([]byte, error) {
	seed := secret.Random(ed25519.SeedSize)
	defer seed.Wipe()
	return n.Keyring.Wrap(keyring.ForAuditKey, auditKeySetting, seed)
}

// Ready says whether the node can answer: whether its store can be read and its
// audit log written, and both are still where the next start looks for them.
func (n *Node) Ready(ctx context.Context) error {
	if err := n.Store.InPlace(); err != nil {
		return fmt.Errorf("what is written to the store is lost: %w", err)
	}
	if _, err := n.slots(ctx); err != nil {
		return fmt.Errorf("the store cannot be read: %w", err)
	}
	return n.Audit.Ready()
}

// Close closes what Open opened, the audit log with a last checkpoint.
func (n *Node) Close() error {
	if n.stop != nil {
		n.stop()
		n.done.Wait()
	}
	var failures []error
	if n.Audit != nil {
		failures = append(failures, n.Audit.Close())
		if n.recognised {
			_ = n.keepHead(context.Background()) // else the store knows an earlier one
		}
	}
	if n.Store != nil {
		failures = append(failures, n.Store.Close())
	}
	return errors.Join(append(failures, n.lock.Release())...)
}

// Operator is the service behind the control socket and the operator's
// commands.
func (n *Node) Operator() *operator.Service {
	return &operator.Service{
		Directory: n.Directory, SignIns: n.SignIns, Keys: n.Service, Audit: n.Audit, Quotas: n.Quotas, Store: n.Store,
		ConsoleURL: n.ConsoleURL, Now: n.now,
	}
}
