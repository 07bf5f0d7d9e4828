package kms_test

import (
	"miyao/api"
	"miyao/internal/alg"
)

// request makes requests of an action that succeed, with no optional field that
// is not needed.
type request struct {
	kind string // of the resource that the request names
	make func(s *stock, kind, id string) object
}

// signatureOf is the algorithm by which keys of a usage sign here.
var signatureOf = map[string]string{
	alg.SignVerifyRSA2048: "RSA_PSS_SHA_256", alg.SignVerifySM2: "SM2DSA",
	alg.SignVerifyECC: "ECC_P256_R1", alg.SignVerifyECDSA: "ECC_P384_R1",
}

func nothing(*stock, string, string) object { return object{} }

func keyID(_ *stock, _, id string) object { return object{"KeyId": id} }

func keyIDs(_ *stock, _, id string) object { return object{"KeyIds": []any{id}} }

func dataKeyID(_ *stock, _, id string) object { return object{"DataKeyId": id} }

func dataKeyIDs(_ *stock, _, id string) object { return object{"DataKeyIds": []any{id}} }

func resourceOf(s *stock, _, id string) object {
	return object{"KeyId": id, "ProductId": "ssm", "ResourceId": "secret-1"}
}

var requests = map[string]request{
	// Keys.
	"CreateKey": {"", func(s *stock, _, _ string) object { return object{"Alias": s.newName()} }},
	"UpdateAlias": {alg.EncryptDecrypt, func(s *stock, _, id string) object {
		return object{"KeyId": id, "Alias": s.newName()}
	}},
	"UpdateKeyDescription": {alg.EncryptDecrypt, func(_ *stock, _, id string) object {
		return object{"KeyId": id, "Description": "new"}
	}},
	"DescribeKey":   {alg.EncryptDecrypt, keyID},
	"DescribeKeys":  {alg.EncryptDecrypt, keyIDs},
	"ListKeys":      {"", nothing},
	"ListKeyDetail": {"", nothing},
	"EnableKey":     {alg.EncryptDecrypt, keyID},
	"EnableKeys":    {alg.EncryptDecrypt, keyIDs},
	"DisableKey":    {alg.EncryptDecrypt, keyID},
	"DisableKeys":   {alg.EncryptDecrypt, keyIDs},
	"ScheduleKeyDeletion": {alg.EncryptDecrypt, func(s *stock, _, id string) object {
		must(s.world, api.DisableKey, api.DisableKeyRequest{KeyId: id})
		return object{"KeyId": id, "PendingWindowInDays": 7}
	}},
	"CancelKeyDeletion": {alg.EncryptDecrypt, func(s *stock, _, id string) object {
		must(s.world, api.DisableKey, api.DisableKeyRequest{KeyId: id})
		must(s.world, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: 7})
		return object{"KeyId": id}
	}},
	"ArchiveKey": {alg.EncryptDecrypt, keyID},
	"CancelKeyArchive": {alg.EncryptDecrypt, func(s *stock, _, id string) object {
		must(s.world, api.ArchiveKey, api.ArchiveKeyRequest{KeyId: id})
		return object{"KeyId": id}
	}},

	// Rotation.
	"EnableKeyRotation":    {alg.EncryptDecrypt, keyID},
	"DisableKeyRotation":   {alg.EncryptDecrypt, keyID},
	"GetKeyRotationStatus": {alg.EncryptDecrypt, keyID},
	"RotateKey": {alg.EncryptDecrypt, func(s *stock, _, id string) object {
		must(s.world, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: id})
		return object{"KeyId": id}
	}},

	// Imported material.
	"GetParametersForImport": {external, func(_ *stock, _, id string) object {
		return object{"KeyId": id, "WrappingAlgorithm": "RSAES_OAEP_SHA_1", "WrappingKeySpec": "RSA_2048"}
	}},
	"ImportKeyMaterial": {external, func(s *stock, _, id string) object {
		r := s.importRequest(id)
		return object{"KeyId": id, "ImportToken": r.ImportToken.String(), "EncryptedKeyMaterial": r.EncryptedKeyMaterial.String()}
	}},
	"DeleteImportedKeyMaterial": {external, keyID},

	// Symmetric encryption.
	"Encrypt": {alg.EncryptDecrypt, func(_ *stock, _, id string) object {
		return object{"KeyId": id, "Plaintext": "eA=="}
	}},
	"Decrypt": {alg.EncryptDecrypt, func(s *stock, _, id string) object {
		return object{"CiphertextBlob": s.ciphertext(id).String()}
	}},
	"ReEncrypt": {alg.EncryptDecrypt, func(s *stock, _, id string) object {
		return object{"CiphertextBlob": s.ciphertext(id).String()}
	}},
	"GenerateDataKey": {alg.EncryptDecrypt, func(_ *stock, _, id string) object {
		return object{"KeyId": id, "KeySpec": "AES_256"}
	}},
	"GenerateRandom": {"", func(*stock, string, string) object { return object{"NumberOfBytes": 16} }},

	// Asymmetric and post-quantum keys.
	"GetPublicKey": {alg.SignVerifyECC, keyID},
	"AsymmetricRsaDecrypt": {alg.DecryptRSA2048, func(s *stock, _, id string) object {
		sealed := s.encryptTo(s.publicDER(id), "RSAES_OAEP_SHA_256", []byte("x"))
		return object{"KeyId": id, "Algorithm": "RSAES_OAEP_SHA_256", "Ciphertext": api.Base64(sealed).String()}
	}},
	"AsymmetricSm2Decrypt": {alg.DecryptSM2, func(s *stock, _, id string) object {
		sealed := s.encryptTo(s.publicDER(id), "SM2_C1C3C2_ASN1", []byte("sixteen bytes ok"))
		return object{"KeyId": id, "Ciphertext": api.Base64(sealed).String()}
	}},
	"SignByAsymmetricKey": {alg.SignVerifyECC, func(_ *stock, usage, id string) object {
		return object{"KeyId": id, "Algorithm": signatureOf[usage], "Message": "eA=="}
	}},
	"VerifyByAsymmetricKey": {alg.SignVerifyECC, func(s *stock, usage, id string) object {
		signature := must(s.world, api.SignByAsymmetricKey, api.SignByAsymmetricKeyRequest{
			KeyId: id, Algorithm: signatureOf[usage], Message: []byte("x")}).Signature
		return object{"KeyId": id, "Algorithm": signatureOf[usage], "Message": "eA==", "SignatureValue": signature.String()}
	}},
	"PostQuantumCryptoEncrypt": {alg.DecryptKyber, func(_ *stock, _, id string) object {
		return object{"KeyId": id, "PlainText": "eA=="}
	}},
	"PostQuantumCryptoDecrypt": {alg.DecryptKyber, func(s *stock, _, id string) object {
		blob := must(s.world, api.PostQuantumCryptoEncrypt, api.PostQuantumCryptoEncryptRequest{KeyId: id, PlainText: []byte("x")}).CiphertextBlob
		return object{"CiphertextBlob": blob.String()}
	}},
	"PostQuantumCryptoSign": {alg.SignVerifyMLDSA, func(_ *stock, _, id string) object {
		return object{"KeyId": id, "Message": "eA=="}
	}},
	"PostQuantumCryptoVerify": {alg.SignVerifyMLDSA, func(s *stock, _, id string) object {
		signature := must(s.world, api.PostQuantumCryptoSign, api.PostQuantumCryptoSignRequest{KeyId: id, Message: []byte("x")}).Signature
		return object{"KeyId": id, "Message": "eA==", "SignatureValue": signature.String()}
	}},

	// Data keys.
	"ImportDataKey": {alg.EncryptDecrypt, func(s *stock, _, id string) object {
		return object{"KeyId": id, "DataKeyName": s.newName(), "ImportType": 2, "ImportKeyMaterial": "eA=="}
	}},
	"GetDataKeyPlaintext":      {dataKeys, dataKeyID},
	"GetDataKeyCiphertextBlob": {dataKeys, dataKeyID},
	"DescribeDataKey":          {dataKeys, dataKeyID},
	"DescribeDataKeys":         {dataKeys, dataKeyIDs},
	"ListDataKeys":             {"", nothing},
	"ListDataKeyDetail":        {"", nothing},
	"UpdateDataKeyName": {dataKeys, func(s *stock, _, id string) object {
		return object{"DataKeyId": id, "DataKeyName": s.newName()}
	}},
	"UpdateDataKeyDescription": {dataKeys, func(_ *stock, _, id string) object {
		return object{"DataKeyId": id, "Description": "new"}
	}},
	"EnableDataKey":   {dataKeys, dataKeyID},
	"EnableDataKeys":  {dataKeys, dataKeyIDs},
	"DisableDataKey":  {dataKeys, dataKeyID},
	"DisableDataKeys": {dataKeys, dataKeyIDs},
	"ScheduleDataKeyDeletion": {dataKeys, func(s *stock, _, id string) object {
		must(s.world, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: id})
		return object{"DataKeyId": id, "PendingWindowInDays": 7}
	}},
	"CancelDataKeyDeletion": {dataKeys, func(s *stock, _, id string) object {
		must(s.world, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: id})
		must(s.world, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: id, PendingWindowInDays: 7})
		return object{"DataKeyId": id}
	}},

	// White-box keys.
	"CreateWhiteBoxKey": {"", func(s *stock, _, _ string) object {
		return object{"Alias": s.newName(), "Algorithm": "SM4"}
	}},
	"DeleteWhiteBoxKey": {whiteBox, func(s *stock, _, id string) object {
		must(s.world, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: id})
		return object{"KeyId": id}
	}},
	"EncryptByWhiteBox": {whiteBox, func(_ *stock, _, id string) object {
		return object{"KeyId": id, "PlainText": "eA=="}
	}},
	"DescribeWhiteBoxKey":                 {whiteBox, keyID},
	"DescribeWhiteBoxDecryptKey":          {whiteBox, keyID},
	"DescribeWhiteBoxDeviceFingerprints":  {whiteBox, keyID},
	"DescribeWhiteBoxKeyDetails":          {"", nothing},
	"DescribeWhiteBoxServiceStatus":       {"", nothing},
	"EnableWhiteBoxKey":                   {whiteBox, keyID},
	"EnableWhiteBoxKeys":                  {whiteBox, keyIDs},
	"DisableWhiteBoxKey":                  {whiteBox, keyID},
	"DisableWhiteBoxKeys":                 {whiteBox, keyIDs},
	"OverwriteWhiteBoxDeviceFingerprints": {whiteBox, keyID},

	// Cloud resources and the service itself.
	"BindCloudResource": {alg.EncryptDecrypt, resourceOf},
	"UnbindCloudResource": {alg.EncryptDecrypt, func(s *stock, kind, id string) object {
		must(s.world, api.BindCloudResource, api.BindCloudResourceRequest{KeyId: id, ProductId: "ssm", ResourceId: "secret-1"})
		return resourceOf(s, kind, id)
	}},
	"GetServiceStatus": {"", nothing},
	"GetRegions":       {"", nothing},
	"ListAlgorithms":   {"", nothing},
}

// request makes a request of an action. Requests that change what they name get
// a resource of their own.
func (s *stock) request(action *api.Info) object {
	s.t.Helper()
	r, ok := requests[action.Name]
	if !ok {
		s.t.Fatalf("there is no request of %s", action.Name)
	}
	if action.Kind == api.Change {
		return r.make(s, r.kind, s.fresh(r.kind))
	}
	return r.make(s, r.kind, s.one(r.kind))
}
