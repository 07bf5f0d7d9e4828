package kms

import "miyao/api"

// bindings is the table of actions: what this service answers, one line each.
// An action without a line is refused with UnsupportedOperation.
func bindings() []binding {
	return []binding{
		// Keys: key.go, list.go, state.go
		bind(api.CreateKey, createKey),
		bind(api.DescribeKey, describeKey),
		bind(api.DescribeKeys, describeKeys),
		bind(api.ListKeys, listKeys),
		bind(api.ListKeyDetail, listKeyDetail),
		bind(api.UpdateAlias, updateAlias),
		bind(api.UpdateKeyDescription, updateKeyDescription),
		bind(api.EnableKey, enableKey),
		bind(api.EnableKeys, enableKeys),
		bind(api.DisableKey, disableKey),
		bind(api.DisableKeys, disableKeys),
		bind(api.ScheduleKeyDeletion, scheduleKeyDeletion),
		bind(api.CancelKeyDeletion, cancelKeyDeletion),
		bind(api.ArchiveKey, archiveKey),
		bind(api.CancelKeyArchive, cancelKeyArchive),

		// rotation.go
		bind(api.EnableKeyRotation, enableKeyRotation),
		bind(api.DisableKeyRotation, disableKeyRotation),
		bind(api.GetKeyRotationStatus, getKeyRotationStatus),
		bind(api.RotateKey, rotateKey),

		// material.go
		bind(api.GetParametersForImport, getParametersForImport),
		bind(api.ImportKeyMaterial, importKeyMaterial),
		bind(api.DeleteImportedKeyMaterial, deleteImportedKeyMaterial),

		// symmetric.go
		bind(api.Encrypt, encrypt),
		bind(api.Decrypt, decrypt),
		bind(api.ReEncrypt, reEncrypt),
		bind(api.GenerateDataKey, generateDataKey),
		bind(api.GenerateRandom, generateRandom),

		// asymmetric.go
		bind(api.AsymmetricRsaDecrypt, asymmetricRsaDecrypt),
		bind(api.AsymmetricSm2Decrypt, asymmetricSm2Decrypt),
		bind(api.GetPublicKey, getPublicKey),
		bind(api.SignByAsymmetricKey, signByAsymmetricKey),
		bind(api.VerifyByAsymmetricKey, verifyByAsymmetricKey),

		// datakey.go, datakeylist.go, datakeystate.go
		bind(api.ImportDataKey, importDataKey),
		bind(api.GetDataKeyPlaintext, getDataKeyPlaintext),
		bind(api.GetDataKeyCiphertextBlob, getDataKeyCiphertextBlob),
		bind(api.DescribeDataKey, describeDataKey),
		bind(api.DescribeDataKeys, describeDataKeys),
		bind(api.ListDataKeys, listDataKeys),
		bind(api.ListDataKeyDetail, listDataKeyDetail),
		bind(api.UpdateDataKeyName, updateDataKeyName),
		bind(api.UpdateDataKeyDescription, updateDataKeyDescription),
		bind(api.EnableDataKey, enableDataKey),
		bind(api.EnableDataKeys, enableDataKeys),
		bind(api.DisableDataKey, disableDataKey),
		bind(api.DisableDataKeys, disableDataKeys),
		bind(api.ScheduleDataKeyDeletion, scheduleDataKeyDeletion),
		bind(api.CancelDataKeyDeletion, cancelDataKeyDeletion),

		// resource.go
		bind(api.BindCloudResource, bindCloudResource),
		bind(api.UnbindCloudResource, unbindCloudResource),

		// postquantum.go
		bind(api.PostQuantumCryptoEncrypt, postQuantumCryptoEncrypt),
		bind(api.PostQuantumCryptoDecrypt, postQuantumCryptoDecrypt),
		bind(api.PostQuantumCryptoSign, postQuantumCryptoSign),
		bind(api.PostQuantumCryptoVerify, postQuantumCryptoVerify),

		// whitebox.go
		bind(api.CreateWhiteBoxKey, createWhiteBoxKey),
		bind(api.EncryptByWhiteBox, encryptByWhiteBox),
		bind(api.DescribeWhiteBoxKey, describeWhiteBoxKey),
		bind(api.DescribeWhiteBoxKeyDetails, describeWhiteBoxKeyDetails),
		bind(api.DescribeWhiteBoxDecryptKey, describeWhiteBoxDecryptKey),
		bind(api.DescribeWhiteBoxDeviceFingerprints, describeWhiteBoxDeviceFingerprints),
		bind(api.OverwriteWhiteBoxDeviceFingerprints, overwriteWhiteBoxDeviceFingerprints),
		bind(api.EnableWhiteBoxKey, enableWhiteBoxKey),
		bind(api.EnableWhiteBoxKeys, enableWhiteBoxKeys),
		bind(api.DisableWhiteBoxKey, disableWhiteBoxKey),
		bind(api.DisableWhiteBoxKeys, disableWhiteBoxKeys),
		bind(api.DeleteWhiteBoxKey, deleteWhiteBoxKey),
		bind(api.DescribeWhiteBoxServiceStatus, describeWhiteBoxServiceStatus),

		// service.go
		bind(api.GetServiceStatus, getServiceStatus),
		bind(api.GetRegions, getRegions),
		bind(api.ListAlgorithms, listAlgorithms),

		// tag.go
		bind(api.DescribeResourceTagsByResourceIds, describeResourceTagsByResourceIds),
		bind(api.ModifyResourceTags, modifyResourceTags),

		// events.go, usage.go, statistics.go
		bind(api.LookUpEvents, lookUpEvents),
		bind(api.DescribeKeyUsage, describeKeyUsage),
		bind(api.DescribeCallStatistics, describeCallStatistics),
		bind(api.DescribeKeyStatistics, describeKeyStatistics),
		bind(api.DescribeLogStatus, describeLogStatus),
	}
}
