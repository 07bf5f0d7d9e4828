// Package api is the wire protocol: the 69 actions of the KMS API, version
// 2019-01-18, and those of other products that belong to keys: tags, temporary
// credentials, users, policies and accounts. It has one descriptor and two structs for each
// action, the error codes, and the strict reader for request bodies. It holds
// shapes only; what an action does stands in the service.
//
// JSON member names equal the Go field names. An optional scalar is a pointer,
// or a string of which the empty one means missing.
package api

import "reflect"

// Product is an API of the cloud: one service in one version.
type Product struct {
	// Service is the first label of the API's host name; clients sign for it.
	Service string
	// Version is what a request names as X-TC-Version. Products may share it;
	// no two of them share the name of an action.
	Version string
}

func (p Product) String() string { return p.Service + " " + p.Version }

// The products. Their actions are told apart by name and version, wherever a
// request was sent and whatever service it was signed for.
var (
	// ProductKMS is key management.
	ProductKMS = Product{"kms", "2019-01-18"}
	// ProductTag is the part of the tag API that belongs to keys.
	ProductTag = Product{"tag", "2018-08-13"}
	// ProductSTS gives temporary credentials.
	ProductSTS = Product{"sts", "2018-08-13"}
	// ProductAudit is the part of the CloudAudit API that looks calls up.
	ProductAudit = Product{"cloudaudit", "2019-03-19"}
	// ProductCAM manages users, access keys, policies, groups and roles.
	ProductCAM = Product{"cam", "2019-01-16"}
	// ProductOperator is miyao's own: accounts, for an operator's credential.
	ProductOperator = Product{"miyao", "2026-01-01"}
)

// Products returns all products, KMS first.
func Products() []Product {
	return []Product{ProductKMS, ProductTag, ProductSTS, ProductAudit, ProductCAM, ProductOperator}
}

// Kind tells what an action does to keys.
type Kind int

// The kinds of action.
const (
	Read   Kind = iota // returns attributes
	UseKey             // computes with key material or random bytes
	Change             // changes what is stored
)

func (k Kind) String() string { return [...]string{"read", "use", "change"}[k] }

// Info describes an action without its types.
type Info struct {
	Product  Product
	Name     string
	Kind     Kind
	Request  reflect.Type // a struct
	Response reflect.Type // a struct
	request  *plan
}

// Action is an action's descriptor with its request and response types.
type Action[Req, Resp any] struct{ *Info }

// declare makes an action of KMS.
func declare[Req, Resp any](name string, kind Kind) Action[Req, Resp] {
	return declareIn[Req, Resp](ProductKMS, name, kind)
}

func declareIn[Req, Resp any](product Product, name string, kind Kind) Action[Req, Resp] {
	req := reflect.TypeFor[Req]()
	return Action[Req, Resp]{&Info{product, name, kind, req, reflect.TypeFor[Resp](), planOf(req)}}
}

// Actions returns the descriptors of all actions in the order of [Products],
// those of one product sorted by name.
func Actions() []*Info {
	return []*Info{
		ArchiveKey.Info,
		AsymmetricRsaDecrypt.Info,
		AsymmetricSm2Decrypt.Info,
		BindCloudResource.Info,
		CancelDataKeyDeletion.Info,
		CancelKeyArchive.Info,
		CancelKeyDeletion.Info,
		CreateKey.Info,
		CreateWhiteBoxKey.Info,
		Decrypt.Info,
		DeleteImportedKeyMaterial.Info,
		DeleteWhiteBoxKey.Info,
		DescribeDataKey.Info,
		DescribeDataKeys.Info,
		DescribeKey.Info,
		DescribeKeys.Info,
		DescribeWhiteBoxDecryptKey.Info,
		DescribeWhiteBoxDeviceFingerprints.Info,
		DescribeWhiteBoxKey.Info,
		DescribeWhiteBoxKeyDetails.Info,
		DescribeWhiteBoxServiceStatus.Info,
		DisableDataKey.Info,
		DisableDataKeys.Info,
		DisableKey.Info,
		DisableKeyRotation.Info,
		DisableKeys.Info,
		DisableWhiteBoxKey.Info,
		DisableWhiteBoxKeys.Info,
		EnableDataKey.Info,
		EnableDataKeys.Info,
		EnableKey.Info,
		EnableKeyRotation.Info,
		EnableKeys.Info,
		EnableWhiteBoxKey.Info,
		EnableWhiteBoxKeys.Info,
		Encrypt.Info,
		EncryptByWhiteBox.Info,
		GenerateDataKey.Info,
		GenerateRandom.Info,
		GetDataKeyCiphertextBlob.Info,
		GetDataKeyPlaintext.Info,
		GetKeyRotationStatus.Info,
		GetParametersForImport.Info,
		GetPublicKey.Info,
		GetRegions.Info,
		GetServiceStatus.Info,
		ImportDataKey.Info,
		ImportKeyMaterial.Info,
		ListAlgorithms.Info,
		ListDataKeyDetail.Info,
		ListDataKeys.Info,
		ListKeyDetail.Info,
		ListKeys.Info,
		OverwriteWhiteBoxDeviceFingerprints.Info,
		PostQuantumCryptoDecrypt.Info,
		PostQuantumCryptoEncrypt.Info,
		PostQuantumCryptoSign.Info,
		PostQuantumCryptoVerify.Info,
		ReEncrypt.Info,
		RotateKey.Info,
		ScheduleDataKeyDeletion.Info,
		ScheduleKeyDeletion.Info,
		SignByAsymmetricKey.Info,
		UnbindCloudResource.Info,
		UpdateAlias.Info,
		UpdateDataKeyDescription.Info,
		UpdateDataKeyName.Info,
		UpdateKeyDescription.Info,
		VerifyByAsymmetricKey.Info,

		DescribeResourceTagsByResourceIds.Info,
		ModifyResourceTags.Info,

		AssumeRole.Info,
		GetCallerIdentity.Info,
		GetFederationToken.Info,

		DescribeCallStatistics.Info,
		DescribeKeyStatistics.Info,
		DescribeKeyUsage.Info,
		DescribeLogStatus.Info,
		LookUpEvents.Info,

		AddUser.Info,
		AddUserToGroup.Info,
		AttachGroupPolicy.Info,
		AttachRolePolicy.Info,
		AttachUserPolicy.Info,
		CreateAccessKey.Info,
		CreateGroup.Info,
		CreatePolicy.Info,
		CreatePolicyVersion.Info,
		CreateRole.Info,
		DeleteAccessKey.Info,
		DeleteGroup.Info,
		DeletePolicy.Info,
		DeletePolicyVersion.Info,
		DeleteRole.Info,
		DeleteUser.Info,
		DescribeRoleList.Info,
		DescribeSubAccounts.Info,
		DetachGroupPolicy.Info,
		DetachRolePolicy.Info,
		DetachUserPolicy.Info,
		GetGroup.Info,
		GetPolicy.Info,
		GetPolicyVersion.Info,
		GetRole.Info,
		GetSecurityLastUsed.Info,
		GetUser.Info,
		GetUserAppId.Info,
		ListAccessKeys.Info,
		ListAttachedGroupPolicies.Info,
		ListAttachedRolePolicies.Info,
		ListAttachedUserAllPolicies.Info,
		ListAttachedUserPolicies.Info,
		ListEntitiesForPolicy.Info,
		ListGroups.Info,
		ListGroupsForUser.Info,
		ListPolicies.Info,
		ListPolicyVersions.Info,
		ListPrincipalsForResource.Info,
		ListUsers.Info,
		ListUsersForGroup.Info,
		RemoveUserFromGroup.Info,
		SetDefaultPolicyVersion.Info,
		SimulatePrincipalPolicy.Info,
		UpdateAccessKey.Info,
		UpdateAssumeRolePolicy.Info,
		UpdateGroup.Info,
		UpdatePolicy.Info,
		UpdateRoleConsoleLogin.Info,
		UpdateRoleDescription.Info,
		UpdateRoleSessionDuration.Info,
		UpdateUser.Info,

		CreateAccount.Info,
		DescribeAccountQuota.Info,
		DescribeAccounts.Info,
		ModifyAccountQuota.Info,
	}
}
