package policy

import "slices"

// Preset is a policy that every account has.
type Preset struct{ Name, Document string }

// Presets returns the presets. AdministratorAccess, QcloudKMSFullAccess and
// QcloudKMSReadOnlyAccess have names of the cloud; MiyaoKMSUseOnlyAccess is
// for programs that use keys and do not manage them. Who may delete every key may
// also see who uses it, and who may list keys may see how many there are.
//
// The last two list their actions one by one, because some actions that are
// named like reading return key material: GetDataKeyPlaintext and
// DescribeWhiteBoxDecryptKey, but also DescribeWhiteBoxKey, whose answer holds
// both tables of a white-box key.
func Presets() []Preset { return slices.Clone(presets) }

var presets = []Preset{
	{"AdministratorAccess", `{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}`},
	{"QcloudKMSFullAccess", `{"version":"2.0","statement":[{"effect":"allow","action":["kms:*","cloudaudit:DescribeKeyStatistics","cloudaudit:DescribeKeyUsage"],"resource":"*"}]}`},
	{"QcloudKMSReadOnlyAccess", `{"version":"2.0","statement":[{"effect":"allow","action":[` +
		`"kms:DescribeDataKey","kms:DescribeDataKeys","kms:DescribeKey","kms:DescribeKeys",` +
		`"kms:DescribeWhiteBoxDeviceFingerprints","kms:DescribeWhiteBoxKeyDetails","kms:DescribeWhiteBoxServiceStatus",` +
		`"kms:GetKeyRotationStatus","kms:GetPublicKey","kms:GetRegions","kms:GetServiceStatus",` +
		`"kms:ListAlgorithms","kms:ListDataKeyDetail","kms:ListDataKeys","kms:ListKeyDetail","kms:ListKeys",` +
		`"cloudaudit:DescribeKeyStatistics"` +
		`],"resource":"*"}]}`},
	{"MiyaoKMSUseOnlyAccess", `{"version":"2.0","statement":[{"effect":"allow","action":[` +
		`"kms:AsymmetricRsaDecrypt","kms:AsymmetricSm2Decrypt","kms:Decrypt","kms:DescribeWhiteBoxDecryptKey",` +
		`"kms:Encrypt","kms:EncryptByWhiteBox","kms:GenerateDataKey","kms:GenerateRandom",` +
		`"kms:GetDataKeyCiphertextBlob","kms:GetDataKeyPlaintext","kms:GetPublicKey",` +
		`"kms:PostQuantumCryptoDecrypt","kms:PostQuantumCryptoEncrypt","kms:PostQuantumCryptoSign",` +
		`"kms:PostQuantumCryptoVerify","kms:ReEncrypt","kms:SignByAsymmetricKey","kms:VerifyByAsymmetricKey"` +
		`],"resource":"*"}]}`},
}
