package api

// Accounts, for the operator.

var (
	// CreateAccount makes an account, with a root principal and its first access key. Only an
	// operator's credential may.
	CreateAccount = declareIn[CreateAccountRequest, CreateAccountResponse](ProductOperator, "CreateAccount", Change)
	// DescribeAccountQuota tells what an account may do and have. Only an operator's credential may.
	DescribeAccountQuota = declareIn[DescribeAccountQuotaRequest, DescribeAccountQuotaResponse](ProductOperator, "DescribeAccountQuota", Read)
	// DescribeAccounts lists all accounts, oldest first. Only an operator's credential may.
	DescribeAccounts = declareIn[DescribeAccountsRequest, DescribeAccountsResponse](ProductOperator, "DescribeAccounts", Read)
	// ModifyAccountQuota changes what an account may do and have, at once. What it says goes
	// before the settings of the server. Only an operator's credential may.
	ModifyAccountQuota = declareIn[ModifyAccountQuotaRequest, ModifyAccountQuotaResponse](ProductOperator, "ModifyAccountQuota", Change)
)

// AccountInfo is an account.
type AccountInfo struct {
	// Uin of the account and of its root principal.
	Uin uint64
	// App id.
	AppId uint64
	// Name of the account.
	AccountName string
	// Unix seconds.
	CreateTime uint64
}

// AccountQuota is what an account may do and have, in each region. Numbers stand as text;
// none is no limit.
type AccountQuota struct {
	// Keys in every state.
	KeyLimit string
	// Hosted data keys, without those that are pending deletion.
	DataKeyLimit string
	// Requests a second, by name of the action. * stands for the actions that have no entry.
	RequestLimits []RequestLimit
}

// RequestLimit is how often an action may be called.
type RequestLimit struct {
	// Name of an action, or * for all that have no limit of their own.
	ActionName string `kms:"required"`
	// Requests a second, or none.
	PerSecond string `kms:"required"`
}

// CreateAccountRequest is the input of [CreateAccount].
type CreateAccountRequest struct {
	// 1 to 64 letters, digits and +=,.@_-, not only digits, which no other account has.
	AccountName string `kms:"required"`
}

// CreateAccountResponse is the result of [CreateAccount].
type CreateAccountResponse struct {
	// The new account.
	Account AccountInfo
	// SecretId of its root principal.
	SecretId string
	// SecretKey of its root principal, which is never shown again.
	SecretKey string
	Meta
}

// DescribeAccountsRequest is the input of [DescribeAccounts].
type DescribeAccountsRequest struct{}

// DescribeAccountsResponse is the result of [DescribeAccounts].
type DescribeAccountsResponse struct {
	// All accounts.
	Accounts []AccountInfo
	Meta
}

// DescribeAccountQuotaRequest is the input of [DescribeAccountQuota].
type DescribeAccountQuotaRequest struct {
	// Name or uin of the account; empty: what holds for accounts of which nothing else is said.
	Account string `json:",omitzero"`
}

// DescribeAccountQuotaResponse is the result of [DescribeAccountQuota].
type DescribeAccountQuotaResponse struct {
	// What holds.
	Quota AccountQuota
	// What of it was changed by ModifyAccountQuota, for this account: empty texts where nothing was.
	Changed AccountQuota
	// Preset that was set by ModifyAccountQuota; empty: none was.
	ChangedPreset string
	Meta
}

// ModifyAccountQuotaRequest is the input of [ModifyAccountQuota]. A limit is a number, none for
// no limit, or default to take an earlier change back; one that is left out stays.
type ModifyAccountQuotaRequest struct {
	// Name or uin of the account; empty: every account of which nothing else is said.
	Account string `json:",omitzero"`
	// 1: takes all earlier changes back first. Default 0.
	Reset *uint64 `json:",omitzero"`
	// cloud (the limits of the cloud service) or none, in the place of what the settings say;
	// default takes that back.
	Preset string `json:",omitzero"`
	// Keys in each region.
	KeyLimit string `json:",omitzero"`
	// Hosted data keys in each region.
	DataKeyLimit string `json:",omitzero"`
	// Requests a second, by action.
	RequestLimits []RequestLimit `json:",omitzero"`
}

// ModifyAccountQuotaResponse is the result of [ModifyAccountQuota].
type ModifyAccountQuotaResponse struct {
	// What holds now.
	Quota AccountQuota
	Meta
}
