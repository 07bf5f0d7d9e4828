package api

// Temporary credentials.

var (
	// AssumeRole returns a temporary credential of a role.
	AssumeRole = declareIn[AssumeRoleRequest, AssumeRoleResponse](ProductSTS, "AssumeRole", Change)
	// GetCallerIdentity tells who the caller is. Everyone may ask.
	GetCallerIdentity = declareIn[GetCallerIdentityRequest, GetCallerIdentityResponse](ProductSTS, "GetCallerIdentity", Read)
	// GetFederationToken returns a temporary credential that may do no more than a policy says,
	// and no more than the caller.
	GetFederationToken = declareIn[GetFederationTokenRequest, GetFederationTokenResponse](ProductSTS, "GetFederationToken", Change)
)

// Credentials are a temporary credential. Requests are signed with TmpSecretId and
// TmpSecretKey and carry Token.
type Credentials struct {
	// Sent with each request, as X-TC-Token or Token.
	Token string
	// The SecretId.
	TmpSecretId string
	// The SecretKey.
	TmpSecretKey string
}

// AssumeRoleRequest is the input of [AssumeRole].
type AssumeRoleRequest struct {
	// qcs::cam::uin/<account>:roleName/<name> or qcs::cam::uin/<account>:role/<id>.
	RoleArn string `kms:"required"`
	// Name of the session in the audit log: 2 to 128 of letters, digits and +=,.@_-.
	RoleSessionName string `kms:"required"`
	// Life of the credential, default 7200, at most what the role allows.
	DurationSeconds *uint64 `json:",omitzero"`
	// Policy document that limits the session; may be URL-encoded.
	Policy string `json:",omitzero"`
	// Compared by conditions of the role's trust policy as sts:external_id.
	ExternalId string `json:",omitzero"`
	// Not used here: only an empty list is taken.
	Tags []Tag `json:",omitzero"`
	// Name that is added to the audit entry: 2 to 128 of letters, digits and +=,.@_-.
	SourceIdentity string `json:",omitzero"`
	// Not used here: multi-factor checks belong to the console.
	SerialNumber string `json:",omitzero"`
	// Not used here: multi-factor checks belong to the console.
	TokenCode string `json:",omitzero"`
}

// AssumeRoleResponse is the result of [AssumeRole].
type AssumeRoleResponse struct {
	// The temporary credential.
	Credentials Credentials
	// Unix seconds.
	ExpiredTime int64
	// ExpiredTime as ISO 8601 in UTC.
	Expiration string
	Meta
}

// GetCallerIdentityRequest is the input of [GetCallerIdentity].
type GetCallerIdentityRequest struct{}

// GetCallerIdentityResponse is the result of [GetCallerIdentity].
type GetCallerIdentityResponse struct {
	// Resource name of the caller.
	Arn string
	// Uin of the account.
	AccountId string
	// Uin of a user; <role id>:<session> of a role; <uin>:<name> of a federation token.
	UserId string
	// Uin of the principal; for a role, of the principal that asked for its credential, by
	// way of other roles or not. A role of a console session has that of its account.
	PrincipalId string
	// CAMUser, CAMRole or FederatedUser.
	Type string
	Meta
}

// GetFederationTokenRequest is the input of [GetFederationToken].
type GetFederationTokenRequest struct {
	// Name of the session in the audit log, as RoleSessionName.
	Name string `kms:"required"`
	// Policy document that limits the session; may be URL-encoded.
	Policy string `kms:"required"`
	// Life of the credential, default 1800; at most 7200 for a root principal, 129600 for a user.
	DurationSeconds *uint64 `json:",omitzero"`
}

// GetFederationTokenResponse is the result of [GetFederationToken].
type GetFederationTokenResponse struct {
	// The temporary credential.
	Credentials Credentials
	// Unix seconds.
	ExpiredTime uint64
	// ExpiredTime as ISO 8601 in UTC.
	Expiration string
	Meta
}
