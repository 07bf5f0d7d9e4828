package api

// Users and their access keys.

var (
	// AddUser makes a sub-user, with an access key if asked for.
	AddUser = declareIn[AddUserRequest, AddUserResponse](ProductCAM, "AddUser", Change)
	// CreateAccessKey makes an access key (SecretId and SecretKey); the secret is shown this once.
	CreateAccessKey = declareIn[CreateAccessKeyRequest, CreateAccessKeyResponse](ProductCAM, "CreateAccessKey", Change)
	// DeleteAccessKey removes an access key for good, at once.
	DeleteAccessKey = declareIn[DeleteAccessKeyRequest, DeleteAccessKeyResponse](ProductCAM, "DeleteAccessKey", Change)
	// DeleteUser removes a sub-user with its memberships and attachments.
	DeleteUser = declareIn[DeleteUserRequest, DeleteUserResponse](ProductCAM, "DeleteUser", Change)
	// DescribeSubAccounts finds sub-users by uin; those that do not exist are left out.
	DescribeSubAccounts = declareIn[DescribeSubAccountsRequest, DescribeSubAccountsResponse](ProductCAM, "DescribeSubAccounts", Read)
	// GetSecurityLastUsed tells when access keys were last used.
	GetSecurityLastUsed = declareIn[GetSecurityLastUsedRequest, GetSecurityLastUsedResponse](ProductCAM, "GetSecurityLastUsed", Read)
	// GetUser returns a sub-user.
	GetUser = declareIn[GetUserRequest, GetUserResponse](ProductCAM, "GetUser", Read)
	// GetUserAppId tells the numbers of the caller and its account.
	GetUserAppId = declareIn[GetUserAppIdRequest, GetUserAppIdResponse](ProductCAM, "GetUserAppId", Read)
	// ListAccessKeys lists the access keys of a user, without their secrets.
	ListAccessKeys = declareIn[ListAccessKeysRequest, ListAccessKeysResponse](ProductCAM, "ListAccessKeys", Read)
	// ListUsers lists all sub-users.
	ListUsers = declareIn[ListUsersRequest, ListUsersResponse](ProductCAM, "ListUsers", Read)
	// UpdateAccessKey switches an access key on or off, at once.
	UpdateAccessKey = declareIn[UpdateAccessKeyRequest, UpdateAccessKeyResponse](ProductCAM, "UpdateAccessKey", Change)
	// UpdateUser changes a sub-user; what is missing stays.
	UpdateUser = declareIn[UpdateUserRequest, UpdateUserResponse](ProductCAM, "UpdateUser", Change)
)

// AccessKey is an access key without its secret.
type AccessKey struct {
	// SecretId.
	AccessKeyId string
	// Active or Inactive.
	Status string
	// UTC, like 2026-01-31 23:59:59.
	CreateTime string
	// What it is for.
	Description string
}

// AccessKeyDetail is a new access key.
type AccessKeyDetail struct {
	// SecretId.
	AccessKeyId string
	// SecretKey, which is never shown again.
	SecretAccessKey string
	// Active.
	Status string
	// UTC, like 2026-01-31 23:59:59.
	CreateTime string
	// What it is for.
	Description string
}

// SecretIdLastUsed tells when an access key was last used.
type SecretIdLastUsed struct {
	// SecretId.
	SecretId string
	// Day in UTC, like 2026-01-31; null: never.
	LastUsedDate *string
	// Unix seconds; null: never.
	LastSecretUsedDate *uint64
}

// SubAccountInfo is a sub-user.
type SubAccountInfo struct {
	// Uin.
	Uin uint64
	// Name.
	Name string
	// The Uin again.
	Uid uint64
	// Remark.
	Remark string
	// 1 if the user can sign in to the console.
	ConsoleLogin uint64
	// Phone number.
	PhoneNum string
	// Country code of the phone number.
	CountryCode string
	// Mail address.
	Email string
	// UTC, like 2026-01-31 23:59:59.
	CreateTime string
	// The Name again.
	NickName string
}

// SubAccountUser is a sub-user that was found by uin.
type SubAccountUser struct {
	// Uin.
	Uin uint64
	// Name.
	Name string
	// The Uin again.
	Uid uint64
	// Remark.
	Remark string
	// UTC, like 2026-01-31 23:59:59.
	CreateTime string
	// 2: a sub-user.
	UserType uint64
}

// AddUserRequest is the input of [AddUser].
type AddUserRequest struct {
	// 1 to 64 letters, digits and +=,.@_-; unique in the account. Not root.
	Name string `kms:"required"`
	// Up to 300 bytes.
	Remark string `json:",omitzero"`
	// 1: the user can sign in to the console. Default 0.
	ConsoleLogin *uint64 `json:",omitzero"`
	// 1: makes an access key. Default 0.
	UseApi *uint64 `json:",omitzero"`
	// Password for the console, with ConsoleLogin 1; without it one is made up.
	Password string `json:",omitzero"`
	// Read and not used: passwords do not expire.
	NeedResetPassword *uint64 `json:",omitzero"`
	// Phone number.
	PhoneNum string `json:",omitzero"`
	// Country code of the phone number.
	CountryCode string `json:",omitzero"`
	// Mail address.
	Email string `json:",omitzero"`
}

// AddUserResponse is the result of [AddUser].
type AddUserResponse struct {
	// Uin of the user.
	Uin uint64
	// Its name.
	Name string
	// Password that was made up, else empty.
	Password string
	// SecretId of the access key, else empty.
	SecretId string
	// SecretKey of the access key, which is never shown again, else empty.
	SecretKey string
	// The Uin again.
	Uid uint64
	Meta
}

// CreateAccessKeyRequest is the input of [CreateAccessKey].
type CreateAccessKeyRequest struct {
	// Uin of the user; 0 or missing: the caller.
	TargetUin *uint64 `json:",omitzero"`
	// What the key is for: up to 1024 letters, digits and =,.@:/+-_.
	Description string `json:",omitzero"`
}

// CreateAccessKeyResponse is the result of [CreateAccessKey].
type CreateAccessKeyResponse struct {
	// The new key.
	AccessKey AccessKeyDetail
	Meta
}

// DeleteAccessKeyRequest is the input of [DeleteAccessKey].
type DeleteAccessKeyRequest struct {
	// SecretId.
	AccessKeyId string `kms:"required"`
	// Uin of the user; 0 or missing: the caller.
	TargetUin *uint64 `json:",omitzero"`
}

// DeleteAccessKeyResponse is the result of [DeleteAccessKey].
type DeleteAccessKeyResponse struct{ Meta }

// DeleteUserRequest is the input of [DeleteUser].
type DeleteUserRequest struct {
	// Name of the user.
	Name string `kms:"required"`
	// 1: deletes the user's access keys too; 0: a user that has some is kept. Default 0.
	Force *uint64 `json:",omitzero"`
}

// DeleteUserResponse is the result of [DeleteUser].
type DeleteUserResponse struct{ Meta }

// DescribeSubAccountsRequest is the input of [DescribeSubAccounts].
type DescribeSubAccountsRequest struct {
	// 1 to 50 uins.
	FilterSubAccountUin []uint64 `kms:"required"`
}

// DescribeSubAccountsResponse is the result of [DescribeSubAccounts].
type DescribeSubAccountsResponse struct {
	// Users by uin.
	SubAccounts []SubAccountUser
	Meta
}

// GetSecurityLastUsedRequest is the input of [GetSecurityLastUsed].
type GetSecurityLastUsedRequest struct {
	// 1 to 10 SecretIds; those that do not exist are left out.
	SecretIdList []string `kms:"required"`
}

// GetSecurityLastUsedResponse is the result of [GetSecurityLastUsed].
type GetSecurityLastUsedResponse struct {
	// In the order of SecretIdList.
	SecretIdLastUsedRows []SecretIdLastUsed
	Meta
}

// GetUserRequest is the input of [GetUser].
type GetUserRequest struct {
	// Name of the user.
	Name string `kms:"required"`
}

// GetUserResponse is the result of [GetUser].
type GetUserResponse struct {
	// Uin.
	Uin uint64
	// Name.
	Name string
	// The Uin again.
	Uid uint64
	// Remark.
	Remark string
	// 1 if the user can sign in to the console.
	ConsoleLogin uint64
	// Phone number.
	PhoneNum string
	// Country code of the phone number.
	CountryCode string
	// Mail address.
	Email string
	Meta
}

// GetUserAppIdRequest is the input of [GetUserAppId].
type GetUserAppIdRequest struct{}

// GetUserAppIdResponse is the result of [GetUserAppId].
type GetUserAppIdResponse struct {
	// Uin of the caller.
	Uin string
	// Uin of the account.
	OwnerUin string
	// AppId of the account.
	AppId uint64
	Meta
}

// ListAccessKeysRequest is the input of [ListAccessKeys].
type ListAccessKeysRequest struct {
	// Uin of the user; 0 or missing: the caller.
	TargetUin *uint64 `json:",omitzero"`
}

// ListAccessKeysResponse is the result of [ListAccessKeys].
type ListAccessKeysResponse struct {
	// Keys, oldest first.
	AccessKeys []AccessKey
	Meta
}

// ListUsersRequest is the input of [ListUsers].
type ListUsersRequest struct{}

// ListUsersResponse is the result of [ListUsers].
type ListUsersResponse struct {
	// Users, newest first.
	Data []SubAccountInfo
	Meta
}

// UpdateAccessKeyRequest is the input of [UpdateAccessKey].
type UpdateAccessKeyRequest struct {
	// SecretId.
	AccessKeyId string `kms:"required"`
	// Active or Inactive.
	Status string `kms:"required"`
	// Uin of the user; 0 or missing: the caller.
	TargetUin *uint64 `json:",omitzero"`
}

// UpdateAccessKeyResponse is the result of [UpdateAccessKey].
type UpdateAccessKeyResponse struct{ Meta }

// UpdateUserRequest is the input of [UpdateUser].
type UpdateUserRequest struct {
	// Name of the user, which cannot be changed.
	Name string `kms:"required"`
	// Up to 300 bytes.
	Remark *string `json:",omitzero"`
	// 1: the user can sign in to the console; 0: it cannot.
	ConsoleLogin *uint64 `json:",omitzero"`
	// Password for the console, for a user that can sign in to it.
	Password string `json:",omitzero"`
	// Read and not used: passwords do not expire.
	NeedResetPassword *uint64 `json:",omitzero"`
	// Phone number.
	PhoneNum *string `json:",omitzero"`
	// Country code of the phone number.
	CountryCode *string `json:",omitzero"`
	// Mail address.
	Email *string `json:",omitzero"`
}

// UpdateUserResponse is the result of [UpdateUser].
type UpdateUserResponse struct{ Meta }
