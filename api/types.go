package api

// Meta is part of every response.
type Meta struct {
	// UUID made by the server for every request.
	RequestId string
}

// SetRequestID fills in the request id; the server calls it on every answer.
func (m *Meta) SetRequestID(id string) { m.RequestId = id }

// Answer is what every response type is through its [Meta].
type Answer interface{ SetRequestID(id string) }

// AlgorithmInfo is one usage and algorithm on offer.
type AlgorithmInfo struct {
	// KeyUsage value accepted by CreateKey.
	KeyUsage string
	// Algorithm name.
	Algorithm string
}

// DataKey is the id of a hosted data key.
type DataKey struct {
	// Data key id.
	DataKeyId string
}

// DataKeyMetadata holds the attributes of a hosted data key.
type DataKeyMetadata struct {
	// Data key id.
	DataKeyId string
	// Parent key id.
	KeyId string
	// Alias of the parent key.
	KeyName string
	// Name.
	DataKeyName string
	// Length in bytes.
	NumberOfBytes uint64
	// Unix seconds.
	CreateTime uint64
	// Up to 100 bytes.
	Description string
	// Enabled, Disabled or PendingDelete.
	KeyState string
	// Uin of the creator (root or sub-account).
	CreatorUin uint64
	// user, or the product name for product-created keys.
	Owner string
	// Unix seconds, 0 if none.
	DeletionDate uint64
	// TENCENT_KMS or EXTERNAL.
	Origin string
	// Cluster id or empty.
	HsmClusterId string
	// creatorUin/<creatorUin>/<dataKeyId>.
	ResourceId string
	// 0 primary, 1 replica.
	IsSyncReplica int64 `json:",omitzero"`
	// Region the replica came from.
	SourceRegion string `json:",omitzero"`
	// 0 not synchronised, 1 done, 2 failed, 3 running.
	SyncStatus int64 `json:",omitzero"`
	// Outcome text.
	SyncMessages string `json:",omitzero"`
	// Unix seconds.
	SyncStartTime uint64 `json:",omitzero"`
	// Unix seconds.
	SyncEndTime uint64 `json:",omitzero"`
	// Source cluster; empty = shared public cluster.
	SourceHsmClusterId string `json:",omitzero"`
	// App id of the member account.
	AccountAppId uint64 `json:",omitzero"`
	// Uin of the member account.
	AccountUin uint64 `json:",omitzero"`
	// Name of the member account.
	AccountName string `json:",omitzero"`
	// CreatorUin as text.
	CreatorUinString string
}

// DestinationSyncConfig is the target of a cross-region synchronisation.
type DestinationSyncConfig struct {
	// Target region.
	DestinationRegion string
	// Empty = shared public cluster, else an exclusive cluster.
	HsmClusterId string
}

// DeviceFingerprint identifies a device a white-box key is bound to.
type DeviceFingerprint struct {
	// Matches ^[0-9a-f]{8}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{16}$.
	Identity string `kms:"required"`
	// At most 1024 bytes.
	Description string `json:",omitzero"`
}

// Event is one call in the audit log.
type Event struct {
	// Number of the call's entry in the log, as text.
	EventId string
	// root, or the uin of the user or role that called.
	Username string
	// Unix seconds, as text.
	EventTime string
	// Everything about the event: a JSON object as text.
	CloudAuditEvent string
	// Chinese name of the resource type.
	ResourceTypeCn string
	// 0 if the call was answered, 1 if it was refused; the code is apiErrorCode in
	// CloudAuditEvent.
	ErrorCode int64
	// Name of the action.
	EventName string
	// Of the credential that signed.
	SecretId string
	// Host name of the API that was called.
	EventSource string
	// RequestId of the answer.
	RequestID string
	// Region of the call.
	ResourceRegion string
	// Uin of the account.
	AccountID uint64
	// Address that the call came from.
	SourceIPAddress string
	// Empty.
	EventNameCn string
	// What the call was about.
	Resources Resource
	// Region of the call.
	EventRegion string
	// Empty.
	Location string
}

// ExclusiveHSM is a dedicated HSM cluster.
type ExclusiveHSM struct {
	// Cluster id.
	HsmClusterId string
	// Cluster name.
	HsmClusterName string
}

// Key is the id of a key.
type Key struct {
	// Key id.
	KeyId string
}

// KeyMetadata holds the attributes of a key.
type KeyMetadata struct {
	// Key id.
	KeyId string
	// Alias.
	Alias string
	// Unix seconds.
	CreateTime uint64
	// Up to 1024 bytes.
	Description string
	// Enabled, Disabled, PendingDelete, PendingImport or Archived.
	KeyState string
	// See CreateKey.KeyUsage.
	KeyUsage string
	// Family of the algorithm, not a certificate: 4 for the SM algorithms, 2 for the others.
	// Not CreateKey.Type.
	Type int64
	// Uin of the creator.
	CreatorUin uint64
	// Automatic rotation on.
	KeyRotationEnabled bool
	// user, or the product name for product-created keys.
	Owner string
	// Unix seconds.
	NextRotateTime uint64
	// Unix seconds, 0 if none.
	DeletionDate uint64
	// TENCENT_KMS or EXTERNAL.
	Origin string
	// For EXTERNAL: Unix seconds of material expiry, 0 = never.
	ValidTo uint64
	// creatorUin/<creatorUin>/<keyId>.
	ResourceId string
	// Cluster id or empty.
	HsmClusterId string
	// Rotation period in days.
	RotateDays uint64
	// Unix seconds of the last rotation.
	LastRotateTime uint64
	// 0 primary, 1 replica.
	IsSyncReplica int64 `json:",omitzero"`
	// Region the replica came from.
	SourceRegion string `json:",omitzero"`
	// 0 not synchronised, 1 done, 2 failed, 3 running.
	SyncStatus int64 `json:",omitzero"`
	// Outcome text.
	SyncMessages string `json:",omitzero"`
	// Unix seconds.
	SyncStartTime uint64 `json:",omitzero"`
	// Unix seconds.
	SyncEndTime uint64 `json:",omitzero"`
	// Source cluster; empty = shared public cluster.
	SourceHsmClusterId string `json:",omitzero"`
	// App id of the member account.
	AccountAppId uint64 `json:",omitzero"`
	// Uin of the member account.
	AccountUin uint64 `json:",omitzero"`
	// Name of the member account.
	AccountName string `json:",omitzero"`
	// CreatorUin as text.
	CreatorUinString string
}

// KeyVersionUsage is how a version of a key was used.
type KeyVersionUsage struct {
	// Number of the version, from 1.
	Version uint64
	// Calls that used it.
	Count uint64
	// Unix seconds of the last of them.
	LastUsedTime uint64
}

// PrincipalUsage is how a caller used a key.
type PrincipalUsage struct {
	// Uin of a user or root, or id of a role.
	Principal string
	// Calls that used the key.
	Count uint64
	// Unix seconds of the last of them; 0: there was none.
	LastUsedTime uint64
	// Calls that were refused because of the state of the key.
	Refused uint64
	// Unix seconds of the last of these; 0: there was none.
	LastRefusedTime uint64
}

// LookupAttribute is a condition on events.
type LookupAttribute struct {
	// RequestId, EventName (an action), EventId, ReadOnly (true or false), ActionType (Read or
	// Write), Username (root or a uin), PrincipalId (a uin), AccessKeyId (a SecretId),
	// ResourceType (kms), ResourceName or ResourceId (a KeyId, ResourceId or resource name),
	// ApiErrorCode (a code, also without its finer part; 0 for success) or SourceIPAddress.
	AttributeKey string `kms:"required"`
	// The value looked for.
	AttributeValue string `kms:"required"`
}

// MemberAccount names an account of the organisation.
type MemberAccount struct {
	// App id of the member account.
	MemberAppId *uint64 `json:",omitzero"`
	// Uin of the member account.
	MemberUin *uint64 `json:",omitzero"`
}

// RegionQps is the rate limit of a region.
type RegionQps struct {
	// Region id.
	Region string
	// Requests per second.
	Qps uint64
}

// Resource is what a call was about.
type Resource struct {
	// Service of the action, such as kms.
	ResourceType string
	// Resource name, if there is one; of several the first.
	ResourceName string
}

// ResourceTag is a tag as the tag API has it, where its published name is Tag.
type ResourceTag struct {
	// Tag key, 1 to 127 characters.
	TagKey string `kms:"required"`
	// Tag value, up to 255 characters. An empty one may be left out, as SDKs do in a query.
	TagValue string
	// Custom, which is also the default.
	Category string `json:",omitzero"`
}

// Tag is a key and value that an account attaches to a key.
type Tag struct {
	// Tag key.
	TagKey string `kms:"required"`
	// Tag value.
	TagValue string `kms:"required"`
}

// TagFilter selects by tag: the key must be present with one of the values.
type TagFilter struct {
	// Tag key.
	TagKey string `kms:"required"`
	// Accepted values; empty = any value.
	TagValue []string `json:",omitzero"`
}

// TagKeyObject names a tag.
type TagKeyObject struct {
	// Tag key.
	TagKey string `kms:"required"`
}

// TagResource is a tag of a resource.
type TagResource struct {
	// Tag key.
	TagKey string
	// Tag value.
	TagValue string
	// Resource id as the request named it.
	ResourceId string
	// Always kms.
	ServiceType string
	// Always Custom.
	Category string
}

// WhiteboxKeyInfo holds the attributes of a white-box key.
type WhiteboxKeyInfo struct {
	// White-box key id.
	KeyId string
	// 1 to 60 characters from letters, digits, "-" and "_"; first character a letter or digit.
	// Unique.
	Alias string
	// Uin of the creator.
	CreatorUin uint64
	// Up to 1024 bytes.
	Description string
	// Unix seconds.
	CreateTime uint64
	// Enabled or Disabled.
	Status string
	// Uin of the owning root account.
	OwnerUin uint64
	// AES_256 or SM4.
	Algorithm string
	// Base64 white-box encryption key; empty in DescribeWhiteBoxKeyDetails.
	EncryptKey Base64
	// Base64 white-box decryption key; empty in DescribeWhiteBoxKeyDetails.
	DecryptKey Base64
	// creatorUin/<creatorUin>/<keyId>.
	ResourceId string
	// Whether any fingerprint is bound.
	DeviceFingerprintBind bool
}
