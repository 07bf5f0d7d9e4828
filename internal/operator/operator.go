// Package operator is what the owner of a data directory may do to it: manage
// accounts, their quotas and credentials, make the link by which root's password
// for the console is set, and ask what policies decide. Who may open the
// directory's control socket, or the directory itself, is the operator; there is
// no other check. Whom he gives an operator's credential may manage accounts and
// quotas over the network. Every change is in the audit log.
package operator

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/quota"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// Service does the operator's work.
type Service struct {
	Directory *identity.Directory
	SignIns   *identity.SignIns
	Keys      *kms.Service
	Audit     *audit.Log
	Quotas    *quota.Set
	Store     *store.DB
	// ConsoleURL is where browsers reach the server: scheme, host and port.
	ConsoleURL string
	Now        func() time.Time
}

// Credential is a credential as the operator sees it.
type Credential struct {
	SecretID string    `json:"SecretId"`
	Uin      uint64    `json:"Uin"`
	Enabled  bool      `json:"Enabled"`
	Operator bool      `json:"Operator,omitzero"` // for administering accounts over the network
	Created  time.Time `json:"CreateTime"`
	Note     string    `json:"Note"`
	LastUsed time.Time `json:"LastUsedTime,omitzero"`
}

// maxNote is the longest note, in bytes.
const maxNote = 1024

// ErrNote refuses a note that could not be kept and shown as it is.
var ErrNote = errors.New("a note is text in UTF-8 of at most 1024 bytes")

// CreateCredential makes a credential of the root principal of an account (its
// name or uin; empty: the first) and returns it with its secret, which is never
// shown again.
func (s *Service) CreateCredential(ctx context.Context, account, note string) (c Credential, key secret.Bytes, err error) {
	if len(note) > maxNote || !utf8.ValidString(note) {
		return c, key, ErrNote
	}
	err = s.change("CreateCredential", func(entry *audit.Entry) error {
		owner, err := s.Directory.Account(ctx, account)
		if err != nil {
			return err
		}
		var row store.Credential
		if row, key, err = s.Directory.Create(ctx, owner.Uin, note); err != nil {
			return err
		}
		entry.Account, entry.Resources = owner.Uin, []string{resource(row.SecretID)}
		c = s.shown(row)
		return nil
	})
	return c, key, err
}

// CreateOperatorCredential creates a credential that administers accounts over the
// network, and may do nothing in one.
func (s *Service) CreateOperatorCredential(ctx context.Context, note string) (c Credential, key secret.Bytes, err error) {
	if len(note) > maxNote || !utf8.ValidString(note) {
		return c, key, ErrNote
	}
	err = s.change("CreateCredential", func(entry *audit.Entry) error {
		var row store.Credential
		if row, key, err = s.Directory.CreateOperator(ctx, note); err != nil {
			return err
		}
		entry.Account, entry.Resources = store.OperatorUin, []string{resource(row.SecretID)}
		c = s.shown(row)
		return nil
	})
	return c, key, err
}

// ListCredentials returns all credentials, oldest first.
func (s *Service) ListCredentials(ctx context.Context) ([]Credential, error) {
	rows, err := s.Directory.List(ctx)
	list := make([]Credential, len(rows))
	for i, row := range rows {
		list[i] = s.shown(row)
	}
	return list, err
}

// Done is what a change of a credential left behind.
type Done struct {
	// Warning says that nobody but the operator can administer the account now. It
	// is no refusal: a credential that leaked has to go at once, and the operator
	// can make another.
	Warning string `json:"Warning,omitzero"`
}

// SetCredentialEnabled switches a credential on or off.
func (s *Service) SetCredentialEnabled(ctx context.Context, secretID string, enabled bool) (Done, error) {
	if enabled {
		return Done{}, s.change("EnableCredential", func(*audit.Entry) error {
			return s.Directory.SetEnabled(ctx, secretID, true)
		}, resource(secretID))
	}
	return s.takeAway(ctx, "DisableCredential", secretID, func() error { return s.Directory.SetEnabled(ctx, secretID, false) })
}

// DeleteCredential removes a credential for good.
func (s *Service) DeleteCredential(ctx context.Context, secretID string) (Done, error) {
	return s.takeAway(ctx, "DeleteCredential", secretID, func() error { return s.Directory.Delete(ctx, secretID) })
}

// takeAway takes a credential out of use, and warns if it was the last way in.
func (s *Service) takeAway(ctx context.Context, action, secretID string, fn func() error) (done Done, err error) {
	account, locked, err := s.Directory.LockedOut(ctx, secretID)
	if err != nil && !errors.Is(err, identity.ErrUnknownCredential) { // which fn says
		return done, err
	}
	if locked {
		done.Warning = fmt.Sprintf("the root principal of account %s has no enabled credential and no password for the console now: "+
			"nobody can administer the account until you make one with miyao credential create --account %[1]s", account.Name)
	}
	return done, s.change(action, func(*audit.Entry) error { return fn() }, resource(secretID))
}

// ConsoleLink is a one-time link.
type ConsoleLink struct {
	URL     string    `json:"URL"`
	Expires time.Time `json:"ExpireTime"`
}

// CreateConsoleLink makes the link by which a browser sets root's password for
// the console, once. It takes the place of the link before.
func (s *Service) CreateConsoleLink(ctx context.Context) (link ConsoleLink, err error) {
	err = s.change("CreateConsoleLink", func(entry *audit.Entry) error {
		owner, err := s.Directory.Account(ctx, "")
		if err != nil {
			return err
		}
		made, err := s.SignIns.NewLink(ctx)
		entry.Account = owner.Uin
		// Browsers keep what follows # to themselves: no log or proxy sees it.
		link = ConsoleLink{s.ConsoleURL + "/console/setup#token=" + made.Token, made.Expires.UTC()}
		return err
	})
	return link, err
}

// change records the intent, makes the change and records the result.
func (s *Service) change(action string, fn func(result *audit.Entry) error, resources ...string) error {
	entry := audit.Entry{
		Time: s.Now(), RequestID: uuid.NewString(), Phase: audit.PhaseIntent, Action: action,
		UserAgent: "operator", Resources: resources,
	}
	if err := s.Audit.AppendSync(&entry); err != nil {
		return err
	}
	result := entry
	err := fn(&result)
	result.Time, result.Phase = s.Now(), audit.PhaseResult
	if err != nil {
		result.Code, result.Message = "FailedOperation", err.Error()
	}
	if failure := s.Audit.AppendSync(&result); failure != nil {
		return failure
	}
	return err
}

func resource(secretID string) string { return "credential/" + secretID }

func (s *Service) shown(row store.Credential) Credential {
	c := Credential{
		SecretID: row.SecretID, Uin: row.Principal, Enabled: row.Enabled, Operator: row.Principal == store.OperatorUin,
		Created: time.Unix(row.Created, 0).UTC(), Note: row.Note,
	}
	if used := s.Directory.LastUsed(row); used != 0 {
		c.LastUsed = time.Unix(used, 0).UTC()
	}
	return c
}
