package operator

import (
	"context"
	"time"

	"miyao/internal/audit"
)

// Account is an account as the operator sees it.
type Account struct {
	Uin     uint64    `json:"Uin"`
	Name    string    `json:"Name"`
	AppID   uint64    `json:"AppId"`
	Created time.Time `json:"CreateTime"`
}

// NewAccount is an account with the first credential of its root principal.
type NewAccount struct {
	Account
	Credential NewCredential
}

// CreateAccount makes an account with a root principal and a credential, whose
// secret is never shown again. The error is one of identity.ErrAccount… for a
// name that is not taken.
func (s *Service) CreateAccount(ctx context.Context, name string) (made NewAccount, err error) {
	err = s.change("CreateAccount", func(entry *audit.Entry) error {
		a, err := s.Directory.CreateAccount(ctx, name)
		if err != nil {
			return err
		}
		entry.Account = a.Account.Uin
		entry.Resources = []string{accountResource(a.Account.Uin), resource(a.Credential.SecretID)}
		made.Account = Account{a.Account.Uin, a.Account.Name, a.Account.AppID, time.Unix(a.Account.Created, 0).UTC()}
		made.Credential = NewCredential{s.shown(a.Credential), string(a.Secret.Expose())}
		a.Secret.Wipe()
		return nil
	})
	return made, err
}

// ListAccounts returns all accounts, oldest first.
func (s *Service) ListAccounts(ctx context.Context) ([]Account, error) {
	rows, err := s.Directory.Accounts(ctx)
	list := make([]Account, len(rows))
	for i, row := range rows {
		list[i] = Account{row.Uin, row.Name, row.AppID, time.Unix(row.Created, 0).UTC()}
	}
	return list, err
}
