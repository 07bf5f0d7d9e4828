package api

import "fmt"

// Code is a published error code of the API. Clients compare codes; messages
// are for people.
type Code string

// Error is the only kind of failure that a caller sees.
type Error struct {
	Code    Code
	Message string
	// MessageZH is Message in Chinese, for callers that ask for zh-CN.
	MessageZH string
	// RequestID is filled in by the client from the answer.
	RequestID string
}

// Error implements error.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// Errorf makes an Error from an English and a Chinese format, which take the
// same arguments.
func Errorf(code Code, en, zh string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(en, args...), MessageZH: fmt.Sprintf(zh, args...)}
}

// In returns the message in a language of X-TC-Language; anything but zh-CN
// means English.
func (e *Error) In(language string) string {
	if language == "zh-CN" && e.MessageZH != "" {
		return e.MessageZH
	}
	return e.Message
}

// The published codes: those of KMS 2019-01-18 and the public ones that every
// product of the cloud may answer.
const (
	// The action was retired.
	ActionOffline Code = "ActionOffline"
	// Signature or CAM check failed, no finer code.
	AuthFailure Code = "AuthFailure"
	// Authorization header does not have the required form.
	InvalidAuthorization Code = "AuthFailure.InvalidAuthorization"
	// SecretId is not a cloud API key.
	InvalidSecretId Code = "AuthFailure.InvalidSecretId"
	// Multi-factor check failed.
	MFAFailure Code = "AuthFailure.MFAFailure"
	// SecretId is unknown, deleted or disabled.
	SecretIdNotFound Code = "AuthFailure.SecretIdNotFound"
	// Timestamp is more than 5 minutes away from server time.
	SignatureExpire Code = "AuthFailure.SignatureExpire"
	// Signature does not match.
	SignatureFailure Code = "AuthFailure.SignatureFailure"
	// Temporary-credential token is wrong or expired.
	TokenFailure Code = "AuthFailure.TokenFailure"
	// Caller is known but CAM does not allow the call.
	AuthFailureUnauthorizedOperation Code = "AuthFailure.UnauthorizedOperation"
	// DryRun was set and the request would have succeeded.
	DryRunOperation Code = "DryRunOperation"
	// Operation failed. For DeleteWhiteBoxKey: the key is still enabled.
	FailedOperation Code = "FailedOperation"
	// Key is bound to a cloud product (BindCloudResource), so it cannot be taken out of use.
	CmkUsedByCloudProduct Code = "FailedOperation.CmkUsedByCloudProduct"
	// Asymmetric decryption failed: wrong padding, wrong key, bad ciphertext form.
	DecryptError Code = "FailedOperation.DecryptError"
	// Encryption step failed. Wrapping the result to that key failed (bad PEM, unsupported
	// key, algorithm does not fit).
	EncryptionError Code = "FailedOperation.EncryptionError"
	// A rotation task for this key is still running.
	RotateTaskRunning Code = "FailedOperation.RotateTaskRunning"
	// The tag service refused or failed.
	TaggingError Code = "FailedOperation.TaggingError"
	// Server fault.
	InternalError Code = "InternalError"
	// No such action in this version.
	InvalidAction Code = "InvalidAction"
	// A parameter is malformed: wrong type, bad encoding, out of range where no finer code
	// exists.
	InvalidParameter Code = "InvalidParameter"
	// EncryptedKeyMaterial does not decrypt with the wrapping key and algorithm of the token.
	DecryptMaterialError Code = "InvalidParameter.DecryptMaterialError"
	// PendingWindowInDays is not in 7..30.
	InvalidPendingWindowInDays Code = "InvalidParameter.InvalidPendingWindowInDays"
	// A parameter has a value that is not allowed.
	InvalidParameterValue Code = "InvalidParameterValue"
	// Alias is taken in this account and region.
	AliasAlreadyExists Code = "InvalidParameterValue.AliasAlreadyExists"
	// Name of the hosted data key is taken.
	DataKeyNameAlreadyExists Code = "InvalidParameterValue.DataKeyNameAlreadyExists"
	// Same data key id twice in a batch.
	DuplicatedDataKeyId Code = "InvalidParameterValue.DuplicatedDataKeyId"
	// Same key id twice in a batch.
	DuplicatedKeyId Code = "InvalidParameterValue.DuplicatedKeyId"
	// Alias breaks the naming rule.
	InvalidAlias Code = "InvalidParameterValue.InvalidAlias"
	// Ciphertext is not one of this service, is damaged, or does not authenticate, a wrong
	// EncryptionContext included.
	InvalidCiphertext Code = "InvalidParameterValue.InvalidCiphertext"
	// Data key id is malformed.
	InvalidDataKeyId Code = "InvalidParameterValue.InvalidDataKeyId"
	// Data key name breaks the naming rule.
	InvalidDataKeyName Code = "InvalidParameterValue.InvalidDataKeyName"
	// HSM cluster id is unknown or does not match the key.
	InvalidHsmClusterId Code = "InvalidParameterValue.InvalidHsmClusterId"
	// Material handed to ImportDataKey is not acceptable.
	InvalidImportKeyMaterial Code = "InvalidParameterValue.InvalidImportKeyMaterial"
	// KeyId is malformed.
	InvalidKeyId Code = "InvalidParameterValue.InvalidKeyId"
	// KeyUsage is unknown, or the key has another usage than the action needs.
	InvalidKeyUsage Code = "InvalidParameterValue.InvalidKeyUsage"
	// Plaintext is not base64, empty or too long.
	InvalidPlaintext Code = "InvalidParameterValue.InvalidPlaintext"
	// Type (or ImportType / IsHostedByKms) has a value outside its enumeration.
	InvalidType Code = "InvalidParameterValue.InvalidType"
	// Imported material differs from the material this key was first given.
	MaterialNotMatch Code = "InvalidParameterValue.MaterialNotMatch"
	// Same TagKey twice.
	TagKeysDuplicated Code = "InvalidParameterValue.TagKeysDuplicated"
	// Tag key or value is not known.
	TagsNotExisted Code = "InvalidParameterValue.TagsNotExisted"
	// Request is not proper HTTP/1.1, or its body is neither JSON nor a form.
	InvalidRequest Code = "InvalidRequest"
	// Source address is blocked.
	IpInBlacklist Code = "IpInBlacklist"
	// Source address is not on the allow list.
	IpNotInWhitelist Code = "IpNotInWhitelist"
	// Quota used up.
	LimitExceeded Code = "LimitExceeded"
	// Key quota used up.
	CmkLimitExceeded Code = "LimitExceeded.CmkLimitExceeded"
	// Hosted data key quota used up.
	DataKeyLimitExceeded Code = "LimitExceeded.DataKeyLimitExceeded"
	// More than 200 device fingerprints.
	FingerprintsLimitExceeded Code = "LimitExceeded.FingerprintsLimitExceeded"
	// White-box key quota (50) used up.
	KeyLimitExceeded Code = "LimitExceeded.KeyLimitExceeded"
	// A required parameter is missing.
	MissingParameter Code = "MissingParameter"
	// No such product.
	NoSuchProduct Code = "NoSuchProduct"
	// No such API version.
	NoSuchVersion Code = "NoSuchVersion"
	// Rate limit hit.
	RequestLimitExceeded Code = "RequestLimitExceeded"
	// Rate limit of the root account over all regions hit.
	GlobalRegionUinLimitExceeded Code = "RequestLimitExceeded.GlobalRegionUinLimitExceeded"
	// Rate limit of the source address hit.
	IPLimitExceeded Code = "RequestLimitExceeded.IPLimitExceeded"
	// Manual rotation tried again too soon; default is once in 24 hours.
	RotateRateLimited Code = "RequestLimitExceeded.RotateRateLimited"
	// Rate limit of the root account hit.
	UinLimitExceeded Code = "RequestLimitExceeded.UinLimitExceeded"
	// Request is too large.
	RequestSizeLimitExceeded Code = "RequestSizeLimitExceeded"
	// Resource is in use.
	ResourceInUse Code = "ResourceInUse"
	// Not enough resources.
	ResourceInsufficient Code = "ResourceInsufficient"
	// White-box key does not exist.
	ResourceNotFound Code = "ResourceNotFound"
	// Resource cannot be used.
	ResourceUnavailable Code = "ResourceUnavailable"
	// No such (key, product, resource) binding.
	CloudResourceBindingNotFound Code = "ResourceUnavailable.CloudResourceBindingNotFound"
	// Key is archived, encryption refused.
	CmkArchived Code = "ResourceUnavailable.CmkArchived"
	// Key is disabled.
	CmkDisabled Code = "ResourceUnavailable.CmkDisabled"
	// Key does not exist in this account and region (or was finally deleted).
	CmkNotFound Code = "ResourceUnavailable.CmkNotFound"
	// CancelKeyDeletion on a key that is not pending deletion.
	CmkNotPendingDelete Code = "ResourceUnavailable.CmkNotPendingDelete"
	// ScheduleKeyDeletion on a key that is not disabled.
	CmkShouldBeDisabled Code = "ResourceUnavailable.CmkShouldBeDisabled"
	// The state of the key does not allow the action.
	CmkStateNotSupport Code = "ResourceUnavailable.CmkStateNotSupport"
	// Hosted data key is disabled.
	DataKeyDisabled Code = "ResourceUnavailable.DataKeyDisabled"
	// Hosted data key does not exist.
	DataKeyNotFound Code = "ResourceUnavailable.DataKeyNotFound"
	// CancelDataKeyDeletion on a data key that is not pending deletion.
	DataKeyNotPendingDelete Code = "ResourceUnavailable.DataKeyNotPendingDelete"
	// Hosted data key is pending deletion.
	DataKeyPendingDelete Code = "ResourceUnavailable.DataKeyPendingDelete"
	// The state of the data key does not allow the action.
	DataKeyStateNotSupport Code = "ResourceUnavailable.DataKeyStateNotSupport"
	// White-box key is disabled.
	KeyDisabled Code = "ResourceUnavailable.KeyDisabled"
	// Key is pending deletion.
	KeyPendingDelete Code = "ResourceUnavailable.KeyPendingDelete"
	// White-box key service is not switched on for the account.
	NotPurchased Code = "ResourceUnavailable.NotPurchased"
	// ImportToken is past its 24 hours or was superseded.
	TokenExpired Code = "ResourceUnavailable.TokenExpired"
	// Response is too large.
	ResponseSizeLimitExceeded Code = "ResponseSizeLimitExceeded"
	// Service is down for now.
	ServiceUnavailable Code = "ServiceUnavailable"
	// CAM does not allow the call.
	UnauthorizedOperation Code = "UnauthorizedOperation"
	// Request carries an undefined parameter.
	UnknownParameter Code = "UnknownParameter"
	// Operation is not supported.
	UnsupportedOperation Code = "UnsupportedOperation"
	// EXTERNAL key cannot have automatic rotation.
	ExternalCmkCanNotRotate Code = "UnsupportedOperation.ExternalCmkCanNotRotate"
	// Action is for EXTERNAL keys only.
	NotExternalCmk Code = "UnsupportedOperation.NotExternalCmk"
	// MemberAccount used without being organisation admin or delegated admin.
	NotRoleOperation Code = "UnsupportedOperation.NotRoleOperation"
	// Key belongs to a cloud product; only user-created ones may be changed.
	NotUserCreatedCmk Code = "UnsupportedOperation.NotUserCreatedCmk"
	// RotateKey refused: rotation not enabled, EXTERNAL key, or replica key.
	RotateNotSupported Code = "UnsupportedOperation.RotateNotSupported"
	// Service cannot take the change right now.
	ServiceTemporaryUnavailable Code = "UnsupportedOperation.ServiceTemporaryUnavailable"
	// KeyUsage exists but is not offered in this region.
	UnsupportedKeyUsageInCurrentRegion Code = "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion"
	// HTTP method other than GET and POST.
	UnsupportedProtocol Code = "UnsupportedProtocol"
	// Region is not offered for this action.
	UnsupportedRegion Code = "UnsupportedRegion"
)

// The codes of the tag API, version 2018-08-13, that are not among those above.
const (
	// The same tag stands in ReplaceTags and in DeleteTags.
	DeleteTagsParamError Code = "InvalidParameterValue.DeleteTagsParamError"
	// Region of the resource is not offered.
	RegionInvalid Code = "InvalidParameterValue.RegionInvalid"
	// Resource name is malformed, or there is no such resource.
	ResourceDescriptionError Code = "InvalidParameterValue.ResourceDescriptionError"
	// Resource id is malformed.
	ResourceIdInvalid Code = "InvalidParameterValue.ResourceIdInvalid"
	// Resource prefix does not exist for the service type.
	ResourcePrefixInvalid Code = "InvalidParameterValue.ResourcePrefixInvalid"
	// Service type is not known.
	ServiceTypeInvalid Code = "InvalidParameterValue.ServiceTypeInvalid"
	// Tag key holds a character that it must not.
	TagKeyCharacterIllegal Code = "InvalidParameterValue.TagKeyCharacterIllegal"
	// Same tag key twice.
	TagKeyDuplicate Code = "InvalidParameterValue.TagKeyDuplicate"
	// Tag key is empty.
	TagKeyEmpty Code = "InvalidParameterValue.TagKeyEmpty"
	// Tag key is too long.
	TagKeyLengthExceeded Code = "InvalidParameterValue.TagKeyLengthExceeded"
	// Tag value holds a character that it must not.
	TagValueCharacterIllegal Code = "InvalidParameterValue.TagValueCharacterIllegal"
	// Tag value is too long.
	TagValueLengthExceeded Code = "InvalidParameterValue.TagValueLengthExceeded"
	// Too many tags on one resource.
	ResourceAttachedTags Code = "LimitExceeded.ResourceAttachedTags"
)

// The codes of the STS API, version 2018-08-13, that are not among those above.
const (
	// A temporary credential may not ask for another one in this way.
	TempKeyNotAllowed Code = "FailedOperation.TempKeyNotAllowed"
	// Life of the credential is out of range.
	OverTimeError Code = "InvalidParameter.OverTimeError"
	// A name is malformed.
	ParamError Code = "InvalidParameter.ParamError"
	// Policy of the session is too long.
	PolicyTooLong Code = "InvalidParameter.PolicyTooLong"
	// Resource name of the role is malformed.
	ResouceError Code = "InvalidParameter.ResouceError"
	// Policy of the session is malformed.
	StrategyFormatError Code = "InvalidParameter.StrategyFormatError"
	// Role does not exist, or does not trust the caller.
	RoleNotFound Code = "ResourceNotFound.RoleNotFound"
)

// The codes of the CloudAudit API, version 2019-03-19, that are not among those above.
const (
	// MaxResults is not in 1..50.
	MaxResultInvalid Code = "InvalidParameterValue.MaxResult"
	// StartTime is after EndTime.
	TimeInvalid Code = "InvalidParameterValue.Time"
	// AttributeKey is not one that can be looked up.
	AttributeKeyInvalid Code = "InvalidParameterValue.attributeKey"
)

// The codes of the CAM API, version 2019-01-16, that are not among those above.
const (
	// Policies cannot be attached any more: there are too many already.
	AttachmentFull Code = "InvalidParameter.AttachmentFull"
	// Access keys: something was refused for which there is no finer code.
	AccessKeyFailed Code = "FailedOperation.Accesskey"
	// A principal has as many access keys as it may have.
	AccessKeyOverLimit Code = "OperationDenied.AccessKeyOverLimit"
	// Member action of a policy document.
	ActionError Code = "InvalidParameter.ActionError"
	// Member condition of a policy document.
	ConditionError Code = "InvalidParameter.ConditionError"
	// Description is too long.
	DescriptionLengthOverlimit Code = "InvalidParameter.DescriptionLengthOverlimit"
	// Member effect of a policy document.
	EffectError Code = "InvalidParameter.EffectError"
	// EntityFilter is not known.
	EntityFilterError Code = "InvalidParameter.EntityFilterError"
	// Group name is taken.
	GroupNameInUse Code = "InvalidParameter.GroupNameInUse"
	// Group does not exist.
	GroupNotExist Code = "ResourceNotFound.GroupNotExist"
	// User has access keys and was not to be deleted with them.
	HaveKeys Code = "OperationDenied.HaveKeys"
	// Too many policies in one request.
	OperatePoliciesOverLimit Code = "InvalidParameter.OperatePoliciesOverLimit"
	// Password for the console breaks the rules.
	PasswordViolatedRules Code = "InvalidParameter.PasswordViolatedRules"
	// Policy document as a whole.
	PolicyDocumentError Code = "InvalidParameter.PolicyDocumentError"
	// Policy document is too long.
	PolicyDocumentLengthOverLimit Code = "InvalidParameter.PolicyDocumentLengthOverLimit"
	// Policy cannot be changed: it is a preset.
	PolicyIdError Code = "InvalidParameter.PolicyIdError"
	// Policy does not exist (in requests about roles).
	PolicyIdNotExist Code = "InvalidParameter.PolicyIdNotExist"
	// Policy does not exist.
	PolicyIdNotFound Code = "ResourceNotFound.PolicyIdNotFound"
	// Policy name breaks the naming rule.
	PolicyNameError Code = "InvalidParameter.PolicyNameError"
	// Policy name is taken.
	PolicyNameInUse Code = "FailedOperation.PolicyNameInUse"
	// Version of a policy is in effect, and so not deleted.
	PolicyVersionAlreadyDefault Code = "FailedOperation.PolicyVersionAlreadyDefault"
	// Policy has as many versions as it may.
	PolicyVersionFull Code = "FailedOperation.PolicyVersionFull"
	// Version of a policy does not exist.
	PolicyVersionNotExists Code = "InvalidParameter.PolicyVersionNotExists"
	// Member principal of a trust policy.
	PrincipalError Code = "InvalidParameter.PrincipalError"
	// Member resource of a policy document.
	ResourceError Code = "InvalidParameter.ResourceError"
	// Role name breaks the naming rule.
	RoleNameError Code = "InvalidParameter.RoleNameError"
	// Role name is taken.
	RoleNameInUse Code = "InvalidParameter.RoleNameInUse"
	// Role does not exist.
	RoleNotExist Code = "InvalidParameter.RoleNotExist"
	// Scope is not known.
	ScopeError Code = "InvalidParameter.ScopeError"
	// Access key does not exist.
	SecretNotExist Code = "ResourceNotFound.SecretNotExist"
	// Member statement of a policy document.
	StatementError Code = "InvalidParameter.StatementError"
	// A sub-user may not manage the access keys of the root principal.
	SubUinDenied Code = "OperationDenied.SubUin"
	// User name is taken.
	SubUserNameInUse Code = "InvalidParameter.SubUserNameInUse"
	// User does not exist (in requests about access keys).
	TargetUserNotExist Code = "InvalidParameter.UserNotExist"
	// Access key belongs to another user.
	UinNotMatch Code = "OperationDenied.UinNotMatch"
	// User is in as many groups as it may be.
	UserGroupFull Code = "InvalidParameter.UserGroupFull"
	// User name breaks the naming rule.
	UserNameIllegal Code = "InvalidParameter.UserNameIllegal"
	// User does not exist.
	UserNotExist Code = "ResourceNotFound.UserNotExist"
	// Neither Uin nor Uid of a user was given.
	UserUinAndUinNotAllNull Code = "InvalidParameter.UserUinAndUinNotAllNull"
	// Member version of a policy document.
	VersionError Code = "InvalidParameter.VersionError"
)
