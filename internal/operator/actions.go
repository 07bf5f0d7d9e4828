package operator

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/quota"
	"miyao/internal/store"
)

// Bindings returns the actions by which an operator's credential administers
// accounts over the network, for kms.Config. Service.Keys is not used by them.
func Bindings(s *Service) []kms.Binding {
	return []kms.Binding{
		kms.Bind(api.CreateAccount, s.createAccountAction),
		kms.Bind(api.DescribeAccounts, s.describeAccountsAction),
		kms.Bind(api.DescribeAccountQuota, s.describeQuotaAction),
		kms.Bind(api.ModifyAccountQuota, s.modifyQuotaAction),
	}
}

func (s *Service) createAccountAction(c kms.Call, r *api.CreateAccountRequest) (*api.CreateAccountResponse, error) {
	if err := c.AllowOperator(); err != nil {
		return nil, err
	}
	var a identity.NewAccount
	err := c.ChangeBy(func() (err error) {
		a, err = s.Directory.CreateAccount(c.Context(), r.AccountName)
		return err
	})
	if errors.Is(err, identity.ErrAccountName) || errors.Is(err, identity.ErrAccountExists) {
		return nil, api.Errorf(api.InvalidParameterValue, "AccountName is refused: %v.", "AccountName 不可用：%v。", err)
	}
	if err != nil {
		return nil, err
	}
	defer a.Secret.Wipe()
	c.Made(accountResource(a.Account.Uin))
	c.Note("accessKeyId", a.Credential.SecretID)
	return &api.CreateAccountResponse{Account: accountInfo(a.Account), SecretId: a.Credential.SecretID, SecretKey: string(a.Secret.Expose())}, nil
}

func accountInfo(a store.Account) api.AccountInfo {
	return api.AccountInfo{Uin: a.Uin, AppId: a.AppID, AccountName: a.Name, CreateTime: uint64(a.Created)}
}

func (s *Service) describeAccountsAction(c kms.Call, _ *api.DescribeAccountsRequest) (*api.DescribeAccountsResponse, error) {
	if err := c.AllowOperator(); err != nil {
		return nil, err
	}
	rows, err := s.Directory.Accounts(c.Context())
	answer := &api.DescribeAccountsResponse{Accounts: []api.AccountInfo{}}
	for _, a := range rows {
		answer.Accounts = append(answer.Accounts, accountInfo(a))
	}
	return answer, err
}

func (s *Service) describeQuotaAction(c kms.Call, r *api.DescribeAccountQuotaRequest) (*api.DescribeAccountQuotaResponse, error) {
	if err := c.AllowOperator(); err != nil {
		return nil, err
	}
	q, err := s.Quota(c.Context(), r.Account)
	if err != nil {
		return nil, quotaRefusal(err)
	}
	text := func(n *quota.Number) string {
		if n == nil {
			return ""
		}
		return n.String()
	}
	return &api.DescribeAccountQuotaResponse{Quota: accountQuota(&q), ChangedPreset: q.Changed.Preset, Changed: api.AccountQuota{
		KeyLimit: text(q.Changed.Keys), DataKeyLimit: text(q.Changed.DataKeys), RequestLimits: requestLimits(q.Changed.Requests)}}, nil
}

func accountQuota(q *Quota) api.AccountQuota {
	return api.AccountQuota{KeyLimit: q.Keys.String(), DataKeyLimit: q.DataKeys.String(), RequestLimits: requestLimits(q.Requests)}
}

func requestLimits(requests map[string]quota.Number) []api.RequestLimit {
	list := []api.RequestLimit{}
	for _, name := range slices.Sorted(maps.Keys(requests)) {
		list = append(list, api.RequestLimit{ActionName: name, PerSecond: requests[name].String()})
	}
	return list
}

func (s *Service) modifyQuotaAction(c kms.Call, r *api.ModifyAccountQuotaRequest) (*api.ModifyAccountQuotaResponse, error) {
	if err := c.AllowOperator(); err != nil {
		return nil, err
	}
	edit := quota.Edit{Preset: r.Preset, Keys: r.KeyLimit, DataKeys: r.DataKeyLimit, Requests: map[string]string{}}
	if r.Reset != nil {
		if edit.Reset = *r.Reset == 1; *r.Reset > 1 {
			return nil, api.Errorf(api.InvalidParameter, "Reset must be 0 or 1.", "Reset 必须为 0 或 1。")
		}
	}
	for _, limit := range r.RequestLimits {
		edit.Requests[limit.ActionName] = cmp.Or(limit.PerSecond, "?") // an empty one is no number
	}
	owner, err := s.quotaOwner(c.Context(), r.Account)
	if err != nil {
		return nil, quotaRefusal(err)
	}
	c.Made(quotaResource(owner.Uin))
	for name, text := range quotaDetail(&edit) {
		c.Note(name, text)
	}
	if err := c.ChangeBy(func() error { return s.changeQuota(c.Context(), owner.Uin, edit) }); err != nil {
		return nil, quotaRefusal(err)
	}
	q, err := s.Quota(c.Context(), r.Account)
	return &api.ModifyAccountQuotaResponse{Quota: accountQuota(&q)}, err
}

// quotaParameters names the members of quotas as the API does.
var quotaParameters = strings.NewReplacer("preset:", "Preset:", "data-keys:", "DataKeyLimit:", "keys:", "KeyLimit:", "requests:", "RequestLimits:")

// quotaRefusal turns mistakes of the caller into published errors.
func quotaRefusal(err error) error {
	if errors.Is(err, identity.ErrUnknownAccount) {
		return api.Errorf(api.ResourceNotFound, "There is no such account; DescribeAccounts lists those that exist.", "账号不存在，可用 DescribeAccounts 查询现有账号。")
	}
	if errors.As(err, new(*quota.EditError)) {
		first, _, _ := strings.Cut(err.Error(), "\n") // one mistake a line
		first = quotaParameters.Replace(first)
		return api.Errorf(api.InvalidParameterValue, "The quota is refused: %s.", "配额无效：%s。", first)
	}
	return err
}
