package operator

import (
	"context"
	"strconv"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/quota"
	"miyao/internal/store"
)

// QuotaSetting names the setting that keeps the quotas changed at run time.
const QuotaSetting = "quotas"

// Quota is what an account may do and have, and what of it was changed at run
// time.
type Quota struct {
	Account  string                  `json:"Account"` // its name; empty: all of which nothing else is said
	Keys     quota.Number            `json:"Keys"`
	DataKeys quota.Number            `json:"DataKeys"`
	Requests map[string]quota.Number `json:"Requests"`
	Changed  quota.Rules             `json:"Changed"`
}

// quotaOwner finds whose quotas are meant; an empty name is every account.
func (s *Service) quotaOwner(ctx context.Context, account string) (store.Account, error) {
	if account == "" {
		return store.Account{Uin: quota.EveryAccount}, nil
	}
	return s.Directory.Account(ctx, account)
}

// Quota returns the limits of an account (its name or uin), or those of every
// account of which nothing else is said.
func (s *Service) Quota(ctx context.Context, account string) (q Quota, err error) {
	owner, err := s.quotaOwner(ctx, account)
	if err != nil {
		return q, err
	}
	limits := s.Quotas.Of(owner.Uin)
	q = Quota{Account: owner.Name, Keys: number(limits.Keys), DataKeys: number(limits.DataKeys),
		Requests: limits.Requests, Changed: s.Quotas.Changed(owner.Uin)}
	return q, nil
}

func number(n *int) quota.Number {
	if n == nil {
		return quota.Unlimited
	}
	return quota.Number(*n)
}

// ChangeQuota changes the limits of an account, or of every account, at once, and
// returns them. The error is a *quota.EditError for what cannot be.
func (s *Service) ChangeQuota(ctx context.Context, account string, e quota.Edit) (q Quota, err error) {
	owner, err := s.quotaOwner(ctx, account)
	if err != nil {
		return q, err
	}
	err = s.change("ModifyAccountQuota", func(entry *audit.Entry) error {
		entry.Account, entry.Detail = owner.Uin, quotaDetail(&e)
		return s.changeQuota(ctx, owner.Uin, e)
	}, quotaResource(owner.Uin))
	if err != nil {
		return q, err
	}
	return s.Quota(ctx, account)
}

func (s *Service) changeQuota(ctx context.Context, uin uint64, e quota.Edit) error {
	return s.Quotas.Change(uin, e, func(text []byte) error {
		return s.Store.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting(QuotaSetting, text) })
	})
}

func quotaResource(uin uint64) string {
	if uin == quota.EveryAccount {
		return "account/*"
	}
	return accountResource(uin)
}

func accountResource(uin uint64) string { return "account/" + strconv.FormatUint(uin, 10) }

// quotaDetail is what an edit says, for the audit log.
func quotaDetail(e *quota.Edit) map[string]string {
	detail := map[string]string{}
	for name, text := range map[string]string{"preset": e.Preset, "keys": e.Keys, "dataKeys": e.DataKeys} {
		if text != "" {
			detail[name] = api.Shown(text)
		}
	}
	if e.Reset {
		detail["reset"] = "true"
	}
	for action, text := range e.Requests {
		detail["requests "+api.Shown(action)] = api.Shown(text)
	}
	return detail
}
