// Written by internal/apigen from package api. Do not edit.

/** Standard base64, padded. */
export type Base64 = string

export interface ArchiveKeyRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface ArchiveKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface AsymmetricRsaDecryptRequest {
  /** Key id, a lower-case UUID. Must have usage ASYMMETRIC_DECRYPT_RSA_2048 (else InvalidParameterValue.InvalidKeyUsage) and be Enabled. */
  KeyId: string
  /** Base64 of the RSA ciphertext made with the public key; 256 bytes for RSA-2048. */
  Ciphertext: Base64
  /** RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1 or RSAES_OAEP_SHA_256. */
  Algorithm: string
}

export interface AsymmetricRsaDecryptResponse {
  /** Key id. */
  KeyId: string
  /** Base64 plaintext. */
  Plaintext: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface AsymmetricSm2DecryptRequest {
  /** Key id, a lower-case UUID. Must have usage ASYMMETRIC_DECRYPT_SM2 (else InvalidParameterValue.InvalidKeyUsage) and be Enabled. */
  KeyId: string
  /** Base64; decoded value is the ASN.1 DER C1C3C2 form and at most 256 bytes long. */
  Ciphertext: Base64
}

export interface AsymmetricSm2DecryptResponse {
  /** Key id. */
  KeyId: string
  /** Base64 plaintext. */
  Plaintext: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface BindCloudResourceRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Identifier of the cloud product, for example ssm. */
  ProductId: string
  /** Resource or instance id chosen by the calling product; stored as text. */
  ResourceId: string
}

export interface BindCloudResourceResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CancelDataKeyDeletionRequest {
  /** Data key id, a lower-case UUID. */
  DataKeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface CancelDataKeyDeletionResponse {
  /** Data key whose deletion was cancelled. */
  DataKeyId: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CancelKeyArchiveRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface CancelKeyArchiveResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CancelKeyDeletionRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface CancelKeyDeletionResponse {
  /** Key whose deletion was cancelled. */
  KeyId: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CreateKeyRequest {
  /** 1 to 60 characters from letters, digits, "-" and "_"; first character a letter or digit. Unique. The prefix kms- is reserved for cloud products. Bad form -> InvalidParameterValue.InvalidAlias; taken -> InvalidParameterValue.AliasAlreadyExists. */
  Alias: string
  /** At most 1024 bytes. */
  Description?: string
  /** Default ENCRYPT_DECRYPT. Others: ASYMMETRIC_DECRYPT_RSA_2048, ASYMMETRIC_DECRYPT_SM2, ASYMMETRIC_SIGN_VERIFY_SM2, ASYMMETRIC_SIGN_VERIFY_ECC, ASYMMETRIC_SIGN_VERIFY_RSA_2048, ASYMMETRIC_SIGN_VERIFY_ECDSA384, ASYMMETRIC_DECRYPT_KYBER_AES, ASYMMETRIC_SIGN_VERIFY_DILITHIUM. Unknown -> InvalidParameterValue.InvalidKeyUsage. */
  KeyUsage?: string
  /** Extension of miyao: AES_256 or SM4 for ENCRYPT_DECRYPT. Default: the standard of the region. */
  KeySpec?: string
  /** 1 = material made by KMS (default), 2 = EXTERNAL (material to be imported). Other -> InvalidParameterValue.InvalidType. Not the same scale as KeyMetadata.Type. */
  Type?: number
  /** Tag pairs. Repeated TagKey -> InvalidParameterValue.TagKeysDuplicated. */
  Tags?: Tag[]
  /** Must be left out or empty, as there are no HSM clusters; else InvalidParameterValue.InvalidHsmClusterId. */
  HsmClusterId?: string
}

export interface CreateKeyResponse {
  /** Key id. */
  KeyId: string
  /** Echo. */
  Alias: string
  /** Unix seconds. */
  CreateTime: number
  /** Echo. */
  Description: string
  /** Enabled, or PendingImport for an EXTERNAL key. */
  KeyState: string
  /** Effective usage. */
  KeyUsage: string
  /** 0 = tags saved, 1 = internal error, 2 = business error. */
  TagCode: number
  /** Outcome text of tagging, for example ok. */
  TagMsg: string
  /** Cluster id or empty. */
  HsmClusterId: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CreateWhiteBoxKeyRequest {
  /** 1 to 60 characters from letters, digits, "-" and "_"; first character a letter or digit. Unique. Bad form -> InvalidParameterValue.InvalidAlias; taken -> InvalidParameterValue.AliasAlreadyExists. */
  Alias: string
  /** AES_256 or SM4. */
  Algorithm: string
  /** At most 1024 bytes. */
  Description?: string
  /** Tag pairs. Repeated TagKey -> InvalidParameterValue.TagKeysDuplicated. */
  Tags?: Tag[]
}

export interface CreateWhiteBoxKeyResponse {
  /** Base64 white-box table for encryption. */
  EncryptKey: Base64
  /** Base64 white-box table for decryption. */
  DecryptKey: Base64
  /** White-box key id. */
  KeyId: string
  /** 0 = tags saved, 1 = internal error, 2 = business error. */
  TagCode: number
  /** Outcome text of tagging, for example ok. */
  TagMsg: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DecryptRequest {
  /** Text returned by Encrypt, GenerateDataKey, ReEncrypt or GetDataKeyCiphertextBlob, unchanged. Unparsable -> InvalidParameterValue.InvalidCiphertext. */
  CiphertextBlob: Base64
  /** JSON object text of key/value pairs, at most 1024 characters. Whatever was given on encryption has to be given again on decryption. Missing or different -> InvalidParameterValue.InvalidCiphertext. */
  EncryptionContext?: string
  /** PEM SubjectPublicKeyInfo, RSA-2048 or SM2. When present, the returned plaintext is encrypted to it (failure -> FailedOperation.EncryptionError); empty means no wrapping. */
  EncryptionPublicKey?: string
  /** Only meaningful with EncryptionPublicKey. One of SM2 (raw C1C3C2), SM2_C1C3C2_ASN1, RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256. Default SM2. Must fit the key type. */
  EncryptionAlgorithm?: string
}

export interface DecryptResponse {
  /** Key found in the ciphertext. */
  KeyId: string
  /** Base64 plaintext; with EncryptionPublicKey, base64 of the plaintext encrypted to that key. */
  Plaintext: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DeleteImportedKeyMaterialRequest {
  /** Key id, a lower-case UUID. Must be EXTERNAL. */
  KeyId: string
}

export interface DeleteImportedKeyMaterialResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DeleteWhiteBoxKeyRequest {
  /** White-box key id, a lower-case UUID. */
  KeyId: string
}

export interface DeleteWhiteBoxKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeDataKeyRequest {
  /** Data key id, a lower-case UUID. */
  DataKeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface DescribeDataKeyResponse {
  /** Data key attributes. */
  DataKeyMetadata: DataKeyMetadata
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeDataKeysRequest {
  /** 1 to 100 data key ids, no repeats (InvalidParameterValue.DuplicatedDataKeyId), each well formed and existing. */
  DataKeyIds: string[]
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface DescribeDataKeysResponse {
  /** Data key attributes, one per requested id. */
  DataKeyMetadatas: DataKeyMetadata[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeKeyRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface DescribeKeyResponse {
  /** Key attributes. */
  KeyMetadata: KeyMetadata
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeKeysRequest {
  /** 1 to 100 key ids, no repeats (InvalidParameterValue.DuplicatedKeyId). */
  KeyIds: string[]
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface DescribeKeysResponse {
  /** Key attributes, one per requested id. */
  KeyMetadatas: KeyMetadata[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeWhiteBoxDecryptKeyRequest {
  /** White-box key id, a lower-case UUID. */
  KeyId: string
}

export interface DescribeWhiteBoxDecryptKeyResponse {
  /** Base64 white-box decryption key. */
  DecryptKey: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeWhiteBoxDeviceFingerprintsRequest {
  /** White-box key id, a lower-case UUID. */
  KeyId: string
}

export interface DescribeWhiteBoxDeviceFingerprintsResponse {
  /** All bound fingerprints. */
  DeviceFingerprints: DeviceFingerprint[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeWhiteBoxKeyRequest {
  /** White-box key id, a lower-case UUID. */
  KeyId: string
}

export interface DescribeWhiteBoxKeyResponse {
  /** White-box key attributes. */
  KeyInfo: WhiteboxKeyInfo
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeWhiteBoxKeyDetailsRequest {
  /** 0 = Disabled, 1 = Enabled. Missing = all. */
  KeyStatus?: number
  /** Zero-based start index. Default 0. */
  Offset?: number
  /** Page size. Default 0, which means no paging. */
  Limit?: number
  /** Tag conditions. */
  TagFilters?: TagFilter[]
}

export interface DescribeWhiteBoxKeyDetailsResponse {
  /** White-box key attributes. */
  KeyInfos: WhiteboxKeyInfo[]
  /** Number of matches before paging. */
  TotalCount: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeWhiteBoxServiceStatusRequest {
}

export interface DescribeWhiteBoxServiceStatusResponse {
  /** Whether white-box keys are available to the account. */
  ServiceEnabled: boolean
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DisableDataKeyRequest {
  /** Data key id, a lower-case UUID. */
  DataKeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface DisableDataKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DisableDataKeysRequest {
  /** 1 to 100 data key ids, no repeats (InvalidParameterValue.DuplicatedDataKeyId), each well formed and existing. */
  DataKeyIds: string[]
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface DisableDataKeysResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DisableKeyRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface DisableKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DisableKeyRotationRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface DisableKeyRotationResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DisableKeysRequest {
  /** 1 to 100 key ids, no repeats (InvalidParameterValue.DuplicatedKeyId). */
  KeyIds: string[]
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface DisableKeysResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DisableWhiteBoxKeyRequest {
  /** White-box key id, a lower-case UUID. */
  KeyId: string
}

export interface DisableWhiteBoxKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DisableWhiteBoxKeysRequest {
  /** At most 50 white-box key ids, all well formed, distinct and existing. */
  KeyIds: string[]
}

export interface DisableWhiteBoxKeysResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface EnableDataKeyRequest {
  /** Data key id, a lower-case UUID. */
  DataKeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface EnableDataKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface EnableDataKeysRequest {
  /** 1 to 100 data key ids, no repeats (InvalidParameterValue.DuplicatedDataKeyId), each well formed and existing. */
  DataKeyIds: string[]
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface EnableDataKeysResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface EnableKeyRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface EnableKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface EnableKeyRotationRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** 7 to 365. Default 365. */
  RotateDays?: number
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface EnableKeyRotationResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface EnableKeysRequest {
  /** 1 to 100 key ids, no repeats (InvalidParameterValue.DuplicatedKeyId). */
  KeyIds: string[]
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface EnableKeysResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface EnableWhiteBoxKeyRequest {
  /** White-box key id, a lower-case UUID. */
  KeyId: string
}

export interface EnableWhiteBoxKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface EnableWhiteBoxKeysRequest {
  /** At most 50 white-box key ids, all well formed, distinct and existing. */
  KeyIds: string[]
}

export interface EnableWhiteBoxKeysResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface EncryptRequest {
  /** Key id, a lower-case UUID. Usage must be ENCRYPT_DECRYPT. */
  KeyId: string
  /** Base64; decoded 1 to 4096 bytes. Bad base64 or size -> InvalidParameterValue.InvalidPlaintext. */
  Plaintext: Base64
  /** JSON object text of key/value pairs, at most 1024 characters. Whatever was given on encryption has to be given again on decryption. */
  EncryptionContext?: string
}

export interface EncryptResponse {
  /** Opaque text that carries the key id, key version and ciphertext. */
  CiphertextBlob: Base64
  /** Key used. */
  KeyId: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface EncryptByWhiteBoxRequest {
  /** White-box key id, a lower-case UUID. */
  KeyId: string
  /** Base64 (note the capital T); decoded at most 4096 bytes. */
  PlainText: Base64
  /** Base64 of exactly 16 bytes. Missing = made by the service and returned. */
  InitializationVector?: Base64
}

export interface EncryptByWhiteBoxResponse {
  /** Base64; echo of the request value or the generated one. */
  InitializationVector: Base64
  /** Base64 ciphertext (note the capital T). */
  CipherText: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GenerateDataKeyRequest {
  /** Key id, a lower-case UUID. Usage must be ENCRYPT_DECRYPT (else InvalidParameterValue.InvalidKeyUsage). */
  KeyId: string
  /** AES_128 (16 bytes) or AES_256 (32 bytes). At least one of KeySpec and NumberOfBytes is needed. */
  KeySpec?: string
  /** 1 to 1024. Wins over KeySpec when both are given. */
  NumberOfBytes?: number
  /** JSON object text of key/value pairs, at most 1024 characters. Whatever was given on encryption has to be given again on decryption. */
  EncryptionContext?: string
  /** PEM SubjectPublicKeyInfo, RSA-2048 or SM2. When present, the returned plaintext is encrypted to it (failure -> FailedOperation.EncryptionError); empty means no wrapping. */
  EncryptionPublicKey?: string
  /** Only meaningful with EncryptionPublicKey. One of SM2 (raw C1C3C2), SM2_C1C3C2_ASN1, RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256. Default SM2. Must fit the key type. */
  EncryptionAlgorithm?: string
  /** 0 = not stored (default), 1 = stored as a hosted data key. */
  IsHostedByKms?: number
  /** Needed when IsHostedByKms is 1, otherwise ignored. Bad form -> InvalidParameterValue.InvalidDataKeyName; taken -> InvalidParameterValue.DataKeyNameAlreadyExists. The alias rule applies. */
  DataKeyName?: string
  /** At most 100 bytes. Used only for a hosted data key. */
  Description?: string
  /** Must be left out or empty, as there are no HSM clusters; else InvalidParameterValue.InvalidHsmClusterId. */
  HsmClusterId?: string
  /** Effective only when IsHostedByKms is 1. Tag pairs. Repeated TagKey -> InvalidParameterValue.TagKeysDuplicated. */
  Tags?: Tag[]
}

export interface GenerateDataKeyResponse {
  /** Key id. */
  KeyId: string
  /** Base64 data key; with EncryptionPublicKey, base64 of the data key encrypted to that key. */
  Plaintext: Base64
  /** Data key encrypted under the key; usable with Decrypt. */
  CiphertextBlob: Base64
  /** Only when hosted. */
  DataKeyId?: string
  /** 0 = tags saved, 1 = internal error, 2 = business error. */
  TagCode?: number
  /** Outcome text of tagging, for example ok. */
  TagMsg?: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GenerateRandomRequest {
  /** 1 to 1024. */
  NumberOfBytes: number
}

export interface GenerateRandomResponse {
  /** Base64 of the random bytes. */
  Plaintext: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetDataKeyCiphertextBlobRequest {
  /** Data key id, a lower-case UUID. */
  DataKeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface GetDataKeyCiphertextBlobResponse {
  /** Data key encrypted under its key; usable with Decrypt. */
  CiphertextBlob: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetDataKeyPlaintextRequest {
  /** Data key id, a lower-case UUID. */
  DataKeyId: string
  /** PEM SubjectPublicKeyInfo, RSA-2048 or SM2. When present, the returned plaintext is encrypted to it (failure -> FailedOperation.EncryptionError); empty means no wrapping. */
  EncryptionPublicKey?: string
  /** Only meaningful with EncryptionPublicKey. One of SM2 (raw C1C3C2), SM2_C1C3C2_ASN1, RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256. Default SM2. Must fit the key type. */
  EncryptionAlgorithm?: string
}

export interface GetDataKeyPlaintextResponse {
  /** Base64 data key; with EncryptionPublicKey, base64 of the data key encrypted to that key. */
  Plaintext: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetKeyRotationStatusRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface GetKeyRotationStatusResponse {
  /** Whether automatic rotation is on. */
  KeyRotationEnabled: boolean
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetParametersForImportRequest {
  /** Key id, a lower-case UUID. Must be an EXTERNAL key (else UnsupportedOperation.NotExternalCmk). */
  KeyId: string
  /** RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1 or RSAES_OAEP_SHA_256. */
  WrappingAlgorithm: string
  /** RSA_2048 only. */
  WrappingKeySpec: string
}

export interface GetParametersForImportResponse {
  /** Key id. */
  KeyId: string
  /** Opaque base64 text, bound to this key and wrapping key. */
  ImportToken: Base64
  /** Base64 of the DER SubjectPublicKeyInfo of the RSA-2048 wrapping key. */
  PublicKey: Base64
  /** Unix seconds; 24 hours after the call. */
  ParametersValidTo: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetPublicKeyRequest {
  /** Key id, a lower-case UUID. An asymmetric key in state Enabled. */
  KeyId: string
}

export interface GetPublicKeyResponse {
  /** Key id. */
  KeyId: string
  /** Base64 of the DER SubjectPublicKeyInfo. */
  PublicKey: Base64
  /** PEM "PUBLIC KEY" block, 64 character lines. */
  PublicKeyPem: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetRegionsRequest {
}

export interface GetRegionsResponse {
  /** Region ids, for example ap-guangzhou. */
  Regions: string[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetServiceStatusRequest {
}

export interface GetServiceStatusResponse {
  /** true = service bought and usable. */
  ServiceEnabled: boolean
  /** 0 not purchased, 1 normal, 2 stopped for arrears, 3 resources released. */
  InvalidType: number
  /** 0 basic edition, 1 ultimate edition. */
  UserLevel: number
  /** Unix seconds when the ultimate edition ends. */
  ProExpireTime: number
  /** 0 no automatic renewal, 1 automatic renewal. */
  ProRenewFlag: number
  /** Purchase id of the ultimate edition, empty if none. */
  ProResourceId: string
  /** Managed edition on. */
  ExclusiveVSMEnabled: boolean
  /** Exclusive edition on. */
  ExclusiveHSMEnabled: boolean
  /** Subscription text. */
  SubscriptionInfo: string
  /** User keys in use. */
  CmkUserCount: number
  /** Key quota. */
  CmkLimit: number
  /** Exclusive clusters. */
  ExclusiveHSMList: ExclusiveHSM[]
  /** Hosted data keys available. */
  IsAllowedDataKeyHosted: boolean
  /** Bought quota of hosted data keys. */
  DataKeyLimit: number
  /** Free quota of hosted data keys. */
  FreeDataKeyLimit: number
  /** Hosted data keys in use. */
  DataKeyUsedCount: number
  /** Cross-region synchronisation targets. */
  SyncTaskList: DestinationSyncConfig[]
  /** Synchronisation available. */
  IsAllowedSync: boolean
  /** Requests a second of all actions together, in this region; 2147483647 = unlimited. */
  QpsLimit: number
  /** The same in all regions together. */
  QpsTotalLimit: number
  /** QpsLimit of each region; empty = unlimited. */
  RegionsQps: RegionQps[]
  /** Numeric zone of the resource. */
  ResourceZone: number
  /** Numeric region of the resource. */
  ResourceRegion: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ImportDataKeyRequest {
  /** Name of the data key; the alias rule applies. Bad form -> InvalidParameterValue.InvalidDataKeyName. */
  DataKeyName: string
  /** ImportType 2: base64 of the plaintext key (1 to 1024 bytes). ImportType 1: a ciphertext made by GenerateDataKey. Bad -> InvalidParameterValue.InvalidImportKeyMaterial. */
  ImportKeyMaterial: Base64
  /** 1 = ciphertext from GenerateDataKey, 2 = plaintext. Other -> InvalidParameterValue.InvalidType. */
  ImportType: number
  /** At most 100 bytes. */
  Description?: string
  /** Needed for ImportType 2 (key that will encrypt the data key). Optional for ImportType 1; when given it must equal the key inside the ciphertext. */
  KeyId?: string
  /** Must be left out or empty, as there are no HSM clusters; else InvalidParameterValue.InvalidHsmClusterId. */
  HsmClusterId?: string
  /** Tag pairs. Repeated TagKey -> InvalidParameterValue.TagKeysDuplicated. */
  Tags?: Tag[]
}

export interface ImportDataKeyResponse {
  /** Key id. */
  KeyId: string
  /** Data key id. */
  DataKeyId: string
  /** 0 = tags saved, 1 = internal error, 2 = business error. */
  TagCode: number
  /** Outcome text of tagging, for example ok. */
  TagMsg: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ImportKeyMaterialRequest {
  /** Base64 of the raw key bytes encrypted with the wrapping public key: 32 bytes for a key of AES_256 (KeyMetadata.Type 2), 16 bytes for one of SM4 (Type 4). Undecryptable -> InvalidParameter.DecryptMaterialError; differs from an earlier import -> InvalidParameterValue.MaterialNotMatch. */
  EncryptedKeyMaterial: Base64
  /** Token from the latest GetParametersForImport for this key. Expired or superseded -> ResourceUnavailable.TokenExpired. */
  ImportToken: Base64
  /** Key id, a lower-case UUID. Same id the token was issued for. */
  KeyId: string
  /** Unix seconds. 0 or missing = never expires. Otherwise later than now and at most 2147443200. */
  ValidTo?: number
}

export interface ImportKeyMaterialResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListAlgorithmsRequest {
}

export interface ListAlgorithmsResponse {
  /** Symmetric entries. */
  SymmetricAlgorithms: AlgorithmInfo[]
  /** Asymmetric decryption entries. */
  AsymmetricAlgorithms: AlgorithmInfo[]
  /** Signing entries. */
  AsymmetricSignVerifyAlgorithms: AlgorithmInfo[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListDataKeyDetailRequest {
  /** Zero-based start index. Default 0. */
  Offset?: number
  /** Page size. Default 10, maximum 200. */
  Limit?: number
  /** 0 = created by the user (default), 1 = created automatically for another cloud product. */
  Role?: number
  /** Sort by creation time: 0 = newest first (default), 1 = oldest first. */
  OrderType?: number
  /** 0 = all (default), 1 Enabled, 2 Disabled, 3 PendingDelete. */
  KeyState?: number
  /** Substring match on DataKeyId or DataKeyName. */
  SearchKeyAlias?: string
  /** TENCENT_KMS, EXTERNAL or ALL, case sensitive. Missing means ALL. */
  Origin?: string
  /** Must be left out, empty or "default", as there are no HSM clusters; else InvalidParameterValue.InvalidHsmClusterId. */
  HsmClusterId?: string
  /** Only data keys under this key. */
  KeyId?: string
  /** Only data keys of this many bytes. */
  DataKeyLen?: number
  /** Tag conditions. */
  TagFilters?: TagFilter[]
  /** Accounts whose keys are listed; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccounts?: MemberAccount[]
}

export interface ListDataKeyDetailResponse {
  /** One page of data key attributes. */
  DataKeyMetadatas: DataKeyMetadata[]
  /** Number of matches before paging. */
  TotalCount: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListDataKeysRequest {
  /** Zero-based start index. Default 0. */
  Offset?: number
  /** Page size. Default 10, maximum 200. */
  Limit?: number
  /** 0 = created by the user (default), 1 = created automatically for another cloud product. */
  Role?: number
  /** Must be left out or empty, as there are no HSM clusters; else InvalidParameterValue.InvalidHsmClusterId. */
  HsmClusterId?: string
}

export interface ListDataKeysResponse {
  /** One page of ids. */
  DataKeys: DataKey[]
  /** Number of matches before paging. */
  TotalCount: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListKeyDetailRequest {
  /** Zero-based start index. Default 0. */
  Offset?: number
  /** Page size. Default 10, maximum 200. */
  Limit?: number
  /** 0 = created by the user (default), 1 = created automatically for another cloud product. */
  Role?: number
  /** Sort by creation time: 0 = newest first (default), 1 = oldest first. */
  OrderType?: number
  /** 0 = all (default), 1 Enabled, 2 Disabled, 3 PendingDelete, 4 PendingImport, 5 Archived. */
  KeyState?: number
  /** Substring match on KeyId or Alias. */
  SearchKeyAlias?: string
  /** TENCENT_KMS, EXTERNAL or ALL, case sensitive. Missing means ALL. */
  Origin?: string
  /** ALL or one of the KeyUsages of CreateKey. Empty = ENCRYPT_DECRYPT only. */
  KeyUsage?: string
  /** Tag conditions. */
  TagFilters?: TagFilter[]
  /** Must be left out, empty or "default", as there are no HSM clusters; else InvalidParameterValue.InvalidHsmClusterId. */
  HsmClusterId?: string
  /** Accounts whose keys are listed; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccounts?: MemberAccount[]
}

export interface ListKeyDetailResponse {
  /** Number of matches before paging. */
  TotalCount: number
  /** One page of key attributes. */
  KeyMetadatas: KeyMetadata[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListKeysRequest {
  /** Zero-based start index. Default 0. */
  Offset?: number
  /** Page size. Default 10, maximum 200. */
  Limit?: number
  /** 0 = created by the user (default), 1 = created automatically for another cloud product. */
  Role?: number
  /** Must be left out or empty, as there are no HSM clusters; else InvalidParameterValue.InvalidHsmClusterId. */
  HsmClusterId?: string
}

export interface ListKeysResponse {
  /** One page of ids. */
  Keys: Key[]
  /** Number of matches before paging. */
  TotalCount: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface OverwriteWhiteBoxDeviceFingerprintsRequest {
  /** White-box key id, a lower-case UUID. */
  KeyId: string
  /** 0 to 200 entries (more -> LimitExceeded.FingerprintsLimitExceeded). Replaces the whole list; empty removes all. */
  DeviceFingerprints?: DeviceFingerprint[]
}

export interface OverwriteWhiteBoxDeviceFingerprintsResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface PostQuantumCryptoDecryptRequest {
  /** Text returned by PostQuantumCryptoEncrypt. Unparsable -> InvalidParameterValue.InvalidCiphertext. */
  CiphertextBlob: Base64
  /** PEM SubjectPublicKeyInfo, RSA-2048 or SM2. When present, the returned plaintext is encrypted to it (failure -> FailedOperation.EncryptionError); empty means no wrapping. */
  EncryptionPublicKey?: string
  /** Only meaningful with EncryptionPublicKey. One of SM2 (raw C1C3C2), SM2_C1C3C2_ASN1, RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256. Default SM2. Must fit the key type. */
  EncryptionAlgorithm?: string
}

export interface PostQuantumCryptoDecryptResponse {
  /** Key id. */
  KeyId: string
  /** Base64 plaintext (note the capital T), or base64 of it encrypted to EncryptionPublicKey. */
  PlainText: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface PostQuantumCryptoEncryptRequest {
  /** Key id, a lower-case UUID. Usage: ASYMMETRIC_DECRYPT_KYBER_AES. */
  KeyId: string
  /** Base64 (note the capital T); decoded at most 4096 bytes. */
  PlainText: Base64
}

export interface PostQuantumCryptoEncryptResponse {
  /** Opaque text, only for PostQuantumCryptoDecrypt. */
  CiphertextBlob: Base64
  /** Key id. */
  KeyId: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface PostQuantumCryptoSignRequest {
  /** Base64; decoded at most 4096 bytes. No digest mode. */
  Message: Base64
  /** Key id, a lower-case UUID. Usage: ASYMMETRIC_SIGN_VERIFY_DILITHIUM. */
  KeyId: string
}

export interface PostQuantumCryptoSignResponse {
  /** Base64. */
  Signature: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface PostQuantumCryptoVerifyRequest {
  /** Key id, a lower-case UUID. Usage: ASYMMETRIC_SIGN_VERIFY_DILITHIUM. */
  KeyId: string
  /** Base64 of the signature from PostQuantumCryptoSign. */
  SignatureValue: Base64
  /** Base64; decoded at most 4096 bytes. */
  Message: Base64
}

export interface PostQuantumCryptoVerifyResponse {
  /** true or false; a bad signature is not an API error. */
  SignatureValid: boolean
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ReEncryptRequest {
  /** Ciphertext to refresh, as returned by this service. Unparsable -> InvalidParameterValue.InvalidCiphertext. */
  CiphertextBlob: Base64
  /** Target key id. Empty = the key of the input; then the text is renewed only if that key has rotated since, or the context changes. */
  DestinationKeyId?: string
  /** Context the input was made with; empty if none was used. */
  SourceEncryptionContext?: string
  /** Context bound to the new ciphertext; must be given again on Decrypt. */
  DestinationEncryptionContext?: string
}

export interface ReEncryptResponse {
  /** New ciphertext, or the input unchanged when ReEncrypted is false. */
  CiphertextBlob: Base64
  /** Key of the returned ciphertext. */
  KeyId: string
  /** Key of the input ciphertext. */
  SourceKeyId: string
  /** false when key, key version and context stay the same (no work done). */
  ReEncrypted: boolean
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface RotateKeyRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface RotateKeyResponse {
  /** Id of the rotation task; success is seen through LastRotateTime and NextRotateTime in DescribeKey. */
  TaskId: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ScheduleDataKeyDeletionRequest {
  /** Data key id, a lower-case UUID. */
  DataKeyId: string
  /** 7 to 30. Other -> InvalidParameter.InvalidPendingWindowInDays. */
  PendingWindowInDays: number
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface ScheduleDataKeyDeletionResponse {
  /** Unix seconds when the deletion is carried out. */
  DeletionDate: number
  /** Data key now pending deletion. */
  DataKeyId: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ScheduleKeyDeletionRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** 7 to 30. Other -> InvalidParameter.InvalidPendingWindowInDays. */
  PendingWindowInDays: number
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface ScheduleKeyDeletionResponse {
  /** Unix seconds when the deletion is carried out. */
  DeletionDate: number
  /** Key now pending deletion. */
  KeyId: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface SignByAsymmetricKeyRequest {
  /** SM2DSA, ECC_P256_R1, ECC_P384_R1 (or ECDSA384), RSA_PSS_SHA_256 or RSA_PKCS1_SHA_256. Must match the KeyUsage. */
  Algorithm: string
  /** Base64. RAW: decoded at most 4096 bytes. DIGEST: decoded exactly 32 bytes, or 48 with ECC_P384_R1; for SM2DSA that is SM3(Z || M). */
  Message: Base64
  /** Key id, a lower-case UUID. Usage ASYMMETRIC_SIGN_VERIFY_*, state Enabled. */
  KeyId: string
  /** RAW (default) or DIGEST. */
  MessageType?: string
}

export interface SignByAsymmetricKeyResponse {
  /** Base64. ECDSA and SM2: ASN.1 DER SEQUENCE(r, s). RSA: 256 bytes. */
  Signature: Base64
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UnbindCloudResourceRequest {
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Identifier of the cloud product, for example ssm. */
  ProductId: string
  /** Resource or instance id chosen by the calling product; stored as text. */
  ResourceId: string
}

export interface UnbindCloudResourceResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateAliasRequest {
  /** 1 to 60 characters from letters, digits, "-" and "_"; first character a letter or digit. Unique. Bad form -> InvalidParameterValue.InvalidAlias; taken -> InvalidParameterValue.AliasAlreadyExists. */
  Alias: string
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface UpdateAliasResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateDataKeyDescriptionRequest {
  /** Data key id, a lower-case UUID. */
  DataKeyId: string
  /** At most 100 bytes. */
  Description: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface UpdateDataKeyDescriptionResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateDataKeyNameRequest {
  /** Data key id, a lower-case UUID. */
  DataKeyId: string
  /** New name; the alias rule applies and uniqueness. */
  DataKeyName: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface UpdateDataKeyNameResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateKeyDescriptionRequest {
  /** At most 1024 bytes. */
  Description: string
  /** Key id, a lower-case UUID. */
  KeyId: string
  /** Account that owns the key; another account than the caller's gives UnsupportedOperation.NotRoleOperation. */
  MemberAccount?: MemberAccount
}

export interface UpdateKeyDescriptionResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface VerifyByAsymmetricKeyRequest {
  /** Key id, a lower-case UUID. Usage ASYMMETRIC_SIGN_VERIFY_*, state Enabled. */
  KeyId: string
  /** Base64 of the signature from SignByAsymmetricKey. */
  SignatureValue: Base64
  /** Base64. RAW: decoded at most 4096 bytes. DIGEST: decoded exactly 32 bytes, or 48 with ECC_P384_R1. It must be what was signed, or its digest. */
  Message: Base64
  /** Same values as SignByAsymmetricKey. */
  Algorithm: string
  /** RAW (default) or DIGEST. */
  MessageType?: string
}

export interface VerifyByAsymmetricKeyResponse {
  /** true or false; a bad signature is not an API error. */
  SignatureValid: boolean
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeResourceTagsByResourceIdsRequest {
  /** Kms, or cam, whose users and roles have no tags. */
  ServiceType: string
  /** Only key, of kms. */
  ResourcePrefix: string
  /** 1 to 50 resource ids: the ResourceId of a key, creatorUin/<creatorUin>/<keyId>, or its KeyId. */
  ResourceIds: string[]
  /** Region of the keys. */
  ResourceRegion: string
  /** First tag to show, default 0. */
  Offset?: number
  /** Tags to show, default 15. */
  Limit?: number
  /** Custom, System or All, default All. Every tag of a key is a Custom one. */
  Category?: string
}

export interface DescribeResourceTagsByResourceIdsResponse {
  /** Tags in all. */
  TotalCount: number
  /** Offset of the request. */
  Offset: number
  /** Limit of the request, or its default. */
  Limit: number
  /** Tags in the order of the resource ids, those of one key by TagKey. */
  Tags: TagResource[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ModifyResourceTagsRequest {
  /** Resource name of a key: qcs::kms:<region>:uin/<uin>:key/<resourceId>. The account may be left empty after uin/; the resource id is as in DescribeResourceTagsByResourceIds. */
  Resource: string
  /** Tags to add; the value of one that the key has is replaced. */
  ReplaceTags?: ResourceTag[]
  /** Tags to remove; those that the key does not have are ignored. None may stand in ReplaceTags too. One of both lists is needed. */
  DeleteTags?: TagKeyObject[]
}

export interface ModifyResourceTagsResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface AssumeRoleRequest {
  /** qcs::cam::uin/<account>:roleName/<name> or qcs::cam::uin/<account>:role/<id>. */
  RoleArn: string
  /** Name of the session in the audit log: 2 to 128 of letters, digits and +=,.@_-. */
  RoleSessionName: string
  /** Life of the credential, default 7200, at most what the role allows. */
  DurationSeconds?: number
  /** Policy document that limits the session; may be URL-encoded. */
  Policy?: string
  /** Compared by conditions of the role's trust policy as sts:external_id. */
  ExternalId?: string
  /** Not used here: only an empty list is taken. */
  Tags?: Tag[]
  /** Name that is added to the audit entry: 2 to 128 of letters, digits and +=,.@_-. */
  SourceIdentity?: string
  /** Not used here: multi-factor checks belong to the console. */
  SerialNumber?: string
  /** Not used here: multi-factor checks belong to the console. */
  TokenCode?: string
}

export interface AssumeRoleResponse {
  /** The temporary credential. */
  Credentials: Credentials
  /** Unix seconds. */
  ExpiredTime: number
  /** ExpiredTime as ISO 8601 in UTC. */
  Expiration: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetCallerIdentityRequest {
}

export interface GetCallerIdentityResponse {
  /** Resource name of the caller. */
  Arn: string
  /** Uin of the account. */
  AccountId: string
  /** Uin of a user; <role id>:<session> of a role; <uin>:<name> of a federation token. */
  UserId: string
  /** Uin of the principal; for a role, of the principal that asked for its credential, by way of other roles or not. A role of a console session has that of its account. */
  PrincipalId: string
  /** CAMUser, CAMRole or FederatedUser. */
  Type: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetFederationTokenRequest {
  /** Name of the session in the audit log, as RoleSessionName. */
  Name: string
  /** Policy document that limits the session; may be URL-encoded. */
  Policy: string
  /** Life of the credential, default 1800; at most 7200 for a root principal, 129600 for a user. */
  DurationSeconds?: number
}

export interface GetFederationTokenResponse {
  /** The temporary credential. */
  Credentials: Credentials
  /** Unix seconds. */
  ExpiredTime: number
  /** ExpiredTime as ISO 8601 in UTC. */
  Expiration: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeCallStatisticsRequest {
  /** Begin of the time that is counted, in Unix seconds, included. It is rounded down to a whole interval. */
  StartTime: number
  /** End of the time that is counted, in Unix seconds, not included. */
  EndTime: number
  /** Read, Change or UseKey: only calls of actions of that kind in Points, Calls and Errors. Empty: all. */
  Kind?: string
}

export interface DescribeCallStatisticsResponse {
  /** Begin of the time that was counted. Later than in the request if there are too many calls to count at once. */
  StartTime: number
  /** Seconds of an interval. */
  Interval: number
  /** Calls of the kind in all. */
  Calls: number
  /** How many of them were refused. */
  Errors: number
  /** Calls of the kind by interval, the earliest first; intervals without calls are left out. */
  Points: CallPoint[]
  /** Keys that calls of any kind named, those with the most calls first; at most 10. */
  Keys: KeyCalls[]
  /** Who made these calls, those with the most first; at most 10. */
  Principals: PrincipalCalls[]
  /** Codes that calls of any kind were refused with, the most frequent first; at most 10. */
  Codes: CodeCalls[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeKeyStatisticsRequest {
}

export interface DescribeKeyStatisticsResponse {
  /** Keys in all, of any state. */
  Total: number
  /** Keys by state and usage, those with no keys left out. */
  Counts: KeyCount[]
  /** What will happen to keys next, the earliest first; at most 20. */
  Due: KeyDue[]
  /** How much of that there is. */
  TotalDue: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeKeyUsageRequest {
  /** Id of a key, a hosted data key or a white-box key. */
  KeyId: string
}

export interface DescribeKeyUsageResponse {
  /** As in the request. */
  KeyId: string
  /** Calls that used the key. */
  Total: number
  /** Unix seconds of the last of them; 0: there was none. */
  LastUsedTime: number
  /** Uin of who made the last of them, or id of the role; empty if there was none. */
  LastPrincipal: string
  /** Action of the last of them. */
  LastAction: string
  /** Address from which the last of them came. */
  LastSourceIP: string
  /** Calls that would have used the key and were refused because of its state, such as Disabled or PendingDelete: somebody still needs it. */
  Refused: number
  /** Unix seconds of the last of these; 0: there was none. */
  LastRefusedTime: number
  /** Uin of who made the last of these, or id of the role; empty if there was none. */
  LastRefusedPrincipal: string
  /** Action of the last of these. */
  LastRefusedAction: string
  /** Address from which the last of these came. */
  LastRefusedSourceIP: string
  /** Unix seconds of the first entry of the audit log: of uses before it nothing is known. */
  Since: number
  /** Uses by key version, the newest version first. */
  Versions: KeyVersionUsage[]
  /** Uses by caller, the last one first; at most 100. */
  Principals: PrincipalUsage[]
  /** Callers in all. */
  TotalPrincipals: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeLogStatusRequest {
  /** 1 = read the whole log and check its chain and signatures, in the background, unless that is being done or ended less than nine times as long ago as it took; ask again for its result. 0 = only tell (default). */
  Verify?: number
}

export interface DescribeLogStatusResponse {
  /** Number of the last entry. */
  LastEntry: number
  /** Its hash, in hexadecimal, to which all before contribute. */
  LastHash: string
  /** Unix seconds of the first entry that is there; 0: there is none. */
  FirstTime: number
  /** Number of the last entry that is signed; those after it are chained. */
  SignedEntry: number
  /** Hash of that entry. */
  SignedHash: string
  /** Unix seconds of its signature; 0: there is none. */
  SignedTime: number
  /** The check of the chain: none since the server started, running, whole or broken. */
  Check: string
  /** Unix seconds when that check ended; 0: it did not. */
  CheckTime: number
  /** Number of the last entry up to which the chain was found whole. */
  CheckedEntry: number
  /** What is broken; empty: nothing. */
  Fault: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface LookUpEventsRequest {
  /** Unix seconds of the earliest event. */
  StartTime: number
  /** Unix seconds of the latest event. */
  EndTime: number
  /** Conditions that an event must all fit; of several with one AttributeKey, any. */
  LookupAttributes?: LookupAttribute[]
  /** NextToken of the page before. */
  NextToken?: string
  /** Events on a page, 1 to 50, default 10. */
  MaxResults?: number
  /** Standard or quick, which are the same here. */
  Mode?: string
}

export interface LookUpEventsResponse {
  /** NextToken for the next page; empty if ListOver. */
  NextToken: string
  /** A page, newest event first. It may be short, even empty, before the list is over: a page ends when so much of the log was read. */
  Events: Event[]
  /** There are no more events. */
  ListOver: boolean
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface AddUserRequest {
  /** 1 to 64 letters, digits and +=,.@_-; unique in the account. Not root. */
  Name: string
  /** Up to 300 bytes. */
  Remark?: string
  /** 1: the user can sign in to the console. Default 0. */
  ConsoleLogin?: number
  /** 1: makes an access key. Default 0. */
  UseApi?: number
  /** Password for the console, with ConsoleLogin 1; without it one is made up. */
  Password?: string
  /** Read and not used: passwords do not expire. */
  NeedResetPassword?: number
  /** Phone number. */
  PhoneNum?: string
  /** Country code of the phone number. */
  CountryCode?: string
  /** Mail address. */
  Email?: string
}

export interface AddUserResponse {
  /** Uin of the user. */
  Uin: number
  /** Its name. */
  Name: string
  /** Password that was made up, else empty. */
  Password: string
  /** SecretId of the access key, else empty. */
  SecretId: string
  /** SecretKey of the access key, which is never shown again, else empty. */
  SecretKey: string
  /** The Uin again. */
  Uid: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface AddUserToGroupRequest {
  /** 1 to 100 users and groups. */
  Info: GroupIdOfUidInfo[]
}

export interface AddUserToGroupResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface AttachGroupPolicyRequest {
  /** Policy id. */
  PolicyId: number
  /** Group id. */
  AttachGroupId: number
}

export interface AttachGroupPolicyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface AttachRolePolicyRequest {
  /** Policy id; this or PolicyName. */
  PolicyId?: number
  /** Role id; this or AttachRoleName. */
  AttachRoleId?: string
  /** Role name. */
  AttachRoleName?: string
  /** Policy name. */
  PolicyName?: string
}

export interface AttachRolePolicyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface AttachUserPolicyRequest {
  /** Policy id. */
  PolicyId: number
  /** Uin of the user. */
  AttachUin: number
}

export interface AttachUserPolicyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CreateAccessKeyRequest {
  /** Uin of the user; 0 or missing: the caller. */
  TargetUin?: number
  /** What the key is for: up to 1024 letters, digits and =,.@:/+-_. */
  Description?: string
}

export interface CreateAccessKeyResponse {
  /** The new key. */
  AccessKey: AccessKeyDetail
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CreateGroupRequest {
  /** 1 to 64 letters, digits and +=,.@_-; unique in the account. */
  GroupName: string
  /** Up to 300 bytes. */
  Remark?: string
}

export interface CreateGroupResponse {
  /** Group id. */
  GroupId: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CreatePolicyRequest {
  /** 1 to 128 letters, digits and +=,.@_-; unique in the account and not that of a preset. */
  PolicyName: string
  /** Policy document, up to 6144 characters. */
  PolicyDocument: string
  /** Up to 300 bytes. */
  Description?: string
  /** Not used here: only an empty list is taken. */
  Tags?: CamTag[]
}

export interface CreatePolicyResponse {
  /** Policy id. */
  PolicyId: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CreatePolicyVersionRequest {
  /** Policy id. */
  PolicyId: number
  /** Policy document, at most 6144 characters. */
  PolicyDocument: string
  /** Puts the version into effect. */
  SetAsDefault: boolean
}

export interface CreatePolicyVersionResponse {
  /** Number of the version. */
  VersionId: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CreateRoleRequest {
  /** 1 to 128 letters, digits and +=,.@_-; unique in the account. */
  RoleName: string
  /** Trust policy, up to 6144 characters. */
  PolicyDocument: string
  /** Up to 300 bytes. */
  Description?: string
  /** Only 0: roles do not sign in to the console. */
  ConsoleLogin?: number
  /** Longest life of a temporary credential in seconds, up to 43200; 0 or missing: 7200. */
  SessionDuration?: number
  /** Not used here: only an empty list is taken. */
  Tags?: CamTag[]
}

export interface CreateRoleResponse {
  /** Role id. */
  RoleId: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DeleteAccessKeyRequest {
  /** SecretId. */
  AccessKeyId: string
  /** Uin of the user; 0 or missing: the caller. */
  TargetUin?: number
}

export interface DeleteAccessKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DeleteGroupRequest {
  /** Group id. */
  GroupId: number
}

export interface DeleteGroupResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DeletePolicyRequest {
  /** 1 to 100 policy ids. */
  PolicyId: number[]
}

export interface DeletePolicyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DeletePolicyVersionRequest {
  /** Policy id. */
  PolicyId: number
  /** Numbers of versions. */
  VersionId: number[]
}

export interface DeletePolicyVersionResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DeleteRoleRequest {
  /** Role id; this or RoleName. */
  RoleId?: string
  /** Role name. */
  RoleName?: string
}

export interface DeleteRoleResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DeleteUserRequest {
  /** Name of the user. */
  Name: string
  /** 1: deletes the user's access keys too; 0: a user that has some is kept. Default 0. */
  Force?: number
}

export interface DeleteUserResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeRoleListRequest {
  /** Page from 1. */
  Page: number
  /** Entries on a page, 1 to 200. */
  Rp: number
  /** Not used here: only an empty list is taken. */
  Tags?: CamTag[]
}

export interface DescribeRoleListResponse {
  /** Roles by id. */
  List: RoleInfo[]
  /** Roles in all. */
  TotalNum: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeSubAccountsRequest {
  /** 1 to 50 uins. */
  FilterSubAccountUin: number[]
}

export interface DescribeSubAccountsResponse {
  /** Users by uin. */
  SubAccounts: SubAccountUser[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DetachGroupPolicyRequest {
  /** Policy id. */
  PolicyId: number
  /** Group id. */
  DetachGroupId: number
}

export interface DetachGroupPolicyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DetachRolePolicyRequest {
  /** Policy id; this or PolicyName. */
  PolicyId?: number
  /** Role id; this or DetachRoleName. */
  DetachRoleId?: string
  /** Role name. */
  DetachRoleName?: string
  /** Policy name. */
  PolicyName?: string
}

export interface DetachRolePolicyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DetachUserPolicyRequest {
  /** Policy id. */
  PolicyId: number
  /** Uin of the user. */
  DetachUin: number
}

export interface DetachUserPolicyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetGroupRequest {
  /** Group id. */
  GroupId: number
}

export interface GetGroupResponse {
  /** Group id. */
  GroupId: number
  /** Group name. */
  GroupName: string
  /** Number of members. */
  GroupNum: number
  /** Remark. */
  Remark: string
  /** UTC, like 2026-01-31 23:59:59. */
  CreateTime: string
  /** Members by uin. */
  UserInfo: GroupMemberInfo[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetPolicyRequest {
  /** Policy id. */
  PolicyId: number
}

export interface GetPolicyResponse {
  /** Policy name. */
  PolicyName: string
  /** Description. */
  Description: string
  /** 1: made by the account. 2: a preset. */
  Type: number
  /** UTC, like 2026-01-31 23:59:59; empty for a preset. */
  AddTime: string
  /** UTC, like 2026-01-31 23:59:59; empty for a preset. */
  UpdateTime: string
  /** The document as it was given. */
  PolicyDocument: string
  /** Empty. */
  PresetAlias: string
  /** 0. */
  IsServiceLinkedRolePolicy: number
  /** Empty. */
  Tags: CamTag[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetPolicyVersionRequest {
  /** Policy id. */
  PolicyId: number
  /** Number of the version. */
  VersionId: number
}

export interface GetPolicyVersionResponse {
  /** The version. */
  PolicyVersion: PolicyVersionDetail
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetRoleRequest {
  /** Role id; this or RoleName. */
  RoleId?: string
  /** Role name. */
  RoleName?: string
}

export interface GetRoleResponse {
  /** The role. */
  RoleInfo: RoleInfo
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetSecurityLastUsedRequest {
  /** 1 to 10 SecretIds; those that do not exist are left out. */
  SecretIdList: string[]
}

export interface GetSecurityLastUsedResponse {
  /** In the order of SecretIdList. */
  SecretIdLastUsedRows: SecretIdLastUsed[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetUserRequest {
  /** Name of the user. */
  Name: string
}

export interface GetUserResponse {
  /** Uin. */
  Uin: number
  /** Name. */
  Name: string
  /** The Uin again. */
  Uid: number
  /** Remark. */
  Remark: string
  /** 1 if the user can sign in to the console. */
  ConsoleLogin: number
  /** Phone number. */
  PhoneNum: string
  /** Country code of the phone number. */
  CountryCode: string
  /** Mail address. */
  Email: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface GetUserAppIdRequest {
}

export interface GetUserAppIdResponse {
  /** Uin of the caller. */
  Uin: string
  /** Uin of the account. */
  OwnerUin: string
  /** AppId of the account. */
  AppId: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListAccessKeysRequest {
  /** Uin of the user; 0 or missing: the caller. */
  TargetUin?: number
}

export interface ListAccessKeysResponse {
  /** Keys, oldest first. */
  AccessKeys: AccessKey[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListAttachedGroupPoliciesRequest {
  /** Group id. */
  TargetGroupId: number
  /** Page from 1, default 1. */
  Page?: number
  /** Entries on a page, 1 to 200, default 20. */
  Rp?: number
  /** Part of the policy name. */
  Keyword?: string
}

export interface ListAttachedGroupPoliciesResponse {
  /** Policies in all. */
  TotalNum: number
  /** Policies, first attached first. */
  List: AttachPolicyInfo[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListAttachedRolePoliciesRequest {
  /** Page from 1. */
  Page: number
  /** Entries on a page, 1 to 200. */
  Rp: number
  /** Role id; this or RoleName. */
  RoleId?: string
  /** Role name. */
  RoleName?: string
  /** User: made by the account. QCS: presets. Default both. */
  PolicyType?: string
  /** Part of the policy name. */
  Keyword?: string
}

export interface ListAttachedRolePoliciesResponse {
  /** Policies, first attached first. */
  List: AttachedPolicyOfRole[]
  /** Policies in all. */
  TotalNum: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListAttachedUserAllPoliciesRequest {
  /** Uin of the user. */
  TargetUin: number
  /** Entries on a page, 1 to 200. */
  Rp: number
  /** Page from 1. */
  Page: number
  /** 0: all; 1: attached to the user directly; 2: by groups. */
  AttachType: number
  /** 1: made by the account. 2: presets. Default both. */
  StrategyType?: number
  /** Part of the policy name. */
  Keyword?: string
}

export interface ListAttachedUserAllPoliciesResponse {
  /** Policies, each once, those attached directly first. */
  PolicyList: AttachedUserPolicy[]
  /** Policies in all. */
  TotalNum: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListAttachedUserPoliciesRequest {
  /** Uin of the user. */
  TargetUin: number
  /** Page from 1, default 1. */
  Page?: number
  /** Entries on a page, 1 to 200, default 20. */
  Rp?: number
}

export interface ListAttachedUserPoliciesResponse {
  /** Policies in all. */
  TotalNum: number
  /** Policies, first attached first. */
  List: AttachPolicyInfo[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListEntitiesForPolicyRequest {
  /** Policy id. */
  PolicyId: number
  /** Page from 1, default 1. */
  Page?: number
  /** Entries on a page, 1 to 200, default 20. */
  Rp?: number
  /** All, User, Group or Role. Default All. */
  EntityFilter?: string
}

export interface ListEntitiesForPolicyResponse {
  /** Entities in all. */
  TotalNum: number
  /** Entities, first attached first. */
  List: AttachEntityOfPolicy[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListGroupsRequest {
  /** Page from 1, default 1. */
  Page?: number
  /** Entries on a page, 1 to 200, default 20. */
  Rp?: number
  /** Part of the group name. */
  Keyword?: string
}

export interface ListGroupsResponse {
  /** Groups in all. */
  TotalNum: number
  /** Groups by id. */
  GroupInfo: GroupInfo[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListGroupsForUserRequest {
  /** Uid of the user, which is its Uin; this or SubUin. */
  Uid?: number
  /** Entries on a page, 1 to 200, default 20. */
  Rp?: number
  /** Page from 1, default 1. */
  Page?: number
  /** Uin of the user. */
  SubUin?: number
}

export interface ListGroupsForUserResponse {
  /** Groups in all. */
  TotalNum: number
  /** Groups by id. */
  GroupInfo: GroupInfo[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListPoliciesRequest {
  /** Entries on a page, 1 to 200, default 20. */
  Rp?: number
  /** Page from 1, default 1. */
  Page?: number
  /** All, QCS (presets) or Local (made by the account). Default All. */
  Scope?: string
  /** Part of the policy name. */
  Keyword?: string
}

export interface ListPoliciesResponse {
  /** Policies in all. */
  TotalNum: number
  /** Presets, then the account's own by id. */
  List: StrategyInfo[]
  /** Empty. */
  ServiceTypeList: string[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListPolicyVersionsRequest {
  /** Policy id. */
  PolicyId: number
}

export interface ListPolicyVersionsResponse {
  /** The versions. */
  Versions: PolicyVersionItem[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListPrincipalsForResourceRequest {
  /** Id or alias of a key, id of a hosted data key or white-box key, or a resource name (qcs::...). */
  Resource: string
  /** 1 to 50 actions, such as kms:Encrypt. */
  ActionNames: string[]
  /** Go on where an answer ended: its Marker. */
  Marker?: string
}

export interface ListPrincipalsForResourceResponse {
  /** Those who may do one of the actions or more: root, then users by uin, then roles by id. A part of the list may be short, or empty, while Marker is not. */
  Principals: PrincipalAccess[]
  /** Where to go on; empty: these were all. */
  Marker: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListUsersRequest {
}

export interface ListUsersResponse {
  /** Users, newest first. */
  Data: SubAccountInfo[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ListUsersForGroupRequest {
  /** Group id. */
  GroupId: number
  /** Page from 1, default 1. */
  Page?: number
  /** Entries on a page, 1 to 200, default 20. */
  Rp?: number
}

export interface ListUsersForGroupResponse {
  /** Users in all. */
  TotalNum: number
  /** Users by uin. */
  UserInfo: GroupMemberInfo[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface RemoveUserFromGroupRequest {
  /** 1 to 100 users and groups. */
  Info: GroupIdOfUidInfo[]
}

export interface RemoveUserFromGroupResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface SetDefaultPolicyVersionRequest {
  /** Policy id. */
  PolicyId: number
  /** Number of the version. */
  VersionId: number
}

export interface SetDefaultPolicyVersionResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface SimulatePrincipalPolicyRequest {
  /** Uin or name of a user, role/ and the name of a role, or root. */
  Principal: string
  /** 1 to 200 actions, such as kms:Encrypt. */
  ActionNames: string[]
  /** Id or alias of a key, id of a hosted data key or white-box key, or a resource name (qcs::...). Empty: the actions have no resource; those that act on none are decided without one in any case. */
  Resource?: string
  /** Address that the calls would come from; empty: conditions on qcs:ip do not hold. */
  SourceIp?: string
  /** Suppose that the resource has these tags, instead of those that it has. */
  ResourceTags?: Tag[]
  /** Tags that the calls would give. */
  RequestTags?: Tag[]
}

export interface SimulatePrincipalPolicyResponse {
  /** Name of the principal. */
  PrincipalName: string
  /** Uin of a user or root, or id of a role. */
  PrincipalId: string
  /** User, root or role. */
  PrincipalType: string
  /** A decision for each of ActionNames, in their order. */
  Results: SimulationResult[]
  /** All policies that hold for the principal; for root, none need to. */
  Policies: PolicyInEffect[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateAccessKeyRequest {
  /** SecretId. */
  AccessKeyId: string
  /** Active or Inactive. */
  Status: string
  /** Uin of the user; 0 or missing: the caller. */
  TargetUin?: number
}

export interface UpdateAccessKeyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateAssumeRolePolicyRequest {
  /** Trust policy, up to 6144 characters. */
  PolicyDocument: string
  /** Role id; this or RoleName. */
  RoleId?: string
  /** Role name. */
  RoleName?: string
}

export interface UpdateAssumeRolePolicyResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateGroupRequest {
  /** Group id. */
  GroupId: number
  /** 1 to 64 letters, digits and +=,.@_-; unique in the account. */
  GroupName?: string
  /** Up to 300 bytes. */
  Remark?: string
}

export interface UpdateGroupResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdatePolicyRequest {
  /** Policy id; this or PolicyName. */
  PolicyId?: number
  /** Policy name; beside PolicyId the new one. */
  PolicyName?: string
  /** Up to 300 bytes. */
  Description?: string
  /** Policy document, up to 6144 characters. */
  PolicyDocument?: string
}

export interface UpdatePolicyResponse {
  /** Policy id. */
  PolicyId: number
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateRoleConsoleLoginRequest {
  /** 0. */
  ConsoleLogin: number
  /** Role id, here as a number; this or RoleName. */
  RoleId?: number
  /** Role name; this or RoleId. */
  RoleName?: string
}

export interface UpdateRoleConsoleLoginResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateRoleDescriptionRequest {
  /** Up to 300 bytes; may be empty. */
  Description: string
  /** Role id; this or RoleName. */
  RoleId?: string
  /** Role name. */
  RoleName?: string
}

export interface UpdateRoleDescriptionResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateRoleSessionDurationRequest {
  /** Longest life of a temporary credential in seconds, up to 43200; 0: 7200. */
  SessionDuration: number
  /** Role name; this or RoleId. */
  RoleName?: string
  /** Role id, here as a number. */
  RoleId?: number
}

export interface UpdateRoleSessionDurationResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface UpdateUserRequest {
  /** Name of the user, which cannot be changed. */
  Name: string
  /** Up to 300 bytes. */
  Remark?: string
  /** 1: the user can sign in to the console; 0: it cannot. */
  ConsoleLogin?: number
  /** Password for the console, for a user that can sign in to it. */
  Password?: string
  /** Read and not used: passwords do not expire. */
  NeedResetPassword?: number
  /** Phone number. */
  PhoneNum?: string
  /** Country code of the phone number. */
  CountryCode?: string
  /** Mail address. */
  Email?: string
}

export interface UpdateUserResponse {
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface CreateAccountRequest {
  /** 1 to 64 letters, digits and +=,.@_-, not only digits, which no other account has. */
  AccountName: string
}

export interface CreateAccountResponse {
  /** The new account. */
  Account: AccountInfo
  /** SecretId of its root principal. */
  SecretId: string
  /** SecretKey of its root principal, which is never shown again. */
  SecretKey: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeAccountQuotaRequest {
  /** Name or uin of the account; empty: what holds for accounts of which nothing else is said. */
  Account?: string
}

export interface DescribeAccountQuotaResponse {
  /** What holds. */
  Quota: AccountQuota
  /** What of it was changed by ModifyAccountQuota, for this account: empty texts where nothing was. */
  Changed: AccountQuota
  /** Preset that was set by ModifyAccountQuota; empty: none was. */
  ChangedPreset: string
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface DescribeAccountsRequest {
}

export interface DescribeAccountsResponse {
  /** All accounts. */
  Accounts: AccountInfo[]
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface ModifyAccountQuotaRequest {
  /** Name or uin of the account; empty: every account of which nothing else is said. */
  Account?: string
  /** 1: takes all earlier changes back first. Default 0. */
  Reset?: number
  /** Cloud (the limits of the cloud service) or none, in the place of what the settings say; default takes that back. */
  Preset?: string
  /** Keys in each region. */
  KeyLimit?: string
  /** Hosted data keys in each region. */
  DataKeyLimit?: string
  /** Requests a second, by action. */
  RequestLimits?: RequestLimit[]
}

export interface ModifyAccountQuotaResponse {
  /** What holds now. */
  Quota: AccountQuota
  /** UUID made by the server for every request. */
  RequestId: string
}

export interface MemberAccount {
  /** App id of the member account. */
  MemberAppId?: number
  /** Uin of the member account. */
  MemberUin?: number
}

export interface Tag {
  /** Tag key. */
  TagKey: string
  /** Tag value. */
  TagValue: string
}

export interface DataKeyMetadata {
  /** Data key id. */
  DataKeyId: string
  /** Parent key id. */
  KeyId: string
  /** Alias of the parent key. */
  KeyName: string
  /** Name. */
  DataKeyName: string
  /** Length in bytes. */
  NumberOfBytes: number
  /** Unix seconds. */
  CreateTime: number
  /** Up to 100 bytes. */
  Description: string
  /** Enabled, Disabled or PendingDelete. */
  KeyState: string
  /** Uin of the creator (root or sub-account). */
  CreatorUin: number
  /** User, or the product name for product-created keys. */
  Owner: string
  /** Unix seconds, 0 if none. */
  DeletionDate: number
  /** TENCENT_KMS or EXTERNAL. */
  Origin: string
  /** Cluster id or empty. */
  HsmClusterId: string
  /** creatorUin/<creatorUin>/<dataKeyId>. */
  ResourceId: string
  /** 0 primary, 1 replica. */
  IsSyncReplica?: number
  /** Region the replica came from. */
  SourceRegion?: string
  /** 0 not synchronised, 1 done, 2 failed, 3 running. */
  SyncStatus?: number
  /** Outcome text. */
  SyncMessages?: string
  /** Unix seconds. */
  SyncStartTime?: number
  /** Unix seconds. */
  SyncEndTime?: number
  /** Source cluster; empty = shared public cluster. */
  SourceHsmClusterId?: string
  /** App id of the member account. */
  AccountAppId?: number
  /** Uin of the member account. */
  AccountUin?: number
  /** Name of the member account. */
  AccountName?: string
  /** CreatorUin as text. */
  CreatorUinString: string
}

export interface KeyMetadata {
  /** Key id. */
  KeyId: string
  /** Alias. */
  Alias: string
  /** Unix seconds. */
  CreateTime: number
  /** Up to 1024 bytes. */
  Description: string
  /** Enabled, Disabled, PendingDelete, PendingImport or Archived. */
  KeyState: string
  /** See CreateKey.KeyUsage. */
  KeyUsage: string
  /** Family of the algorithm, not a certificate: 4 for the SM algorithms, 2 for the others. Not CreateKey.Type. */
  Type: number
  /** Uin of the creator. */
  CreatorUin: number
  /** Automatic rotation on. */
  KeyRotationEnabled: boolean
  /** User, or the product name for product-created keys. */
  Owner: string
  /** Unix seconds. */
  NextRotateTime: number
  /** Unix seconds, 0 if none. */
  DeletionDate: number
  /** TENCENT_KMS or EXTERNAL. */
  Origin: string
  /** For EXTERNAL: Unix seconds of material expiry, 0 = never. */
  ValidTo: number
  /** creatorUin/<creatorUin>/<keyId>. */
  ResourceId: string
  /** Cluster id or empty. */
  HsmClusterId: string
  /** Rotation period in days. */
  RotateDays: number
  /** Unix seconds of the last rotation. */
  LastRotateTime: number
  /** 0 primary, 1 replica. */
  IsSyncReplica?: number
  /** Region the replica came from. */
  SourceRegion?: string
  /** 0 not synchronised, 1 done, 2 failed, 3 running. */
  SyncStatus?: number
  /** Outcome text. */
  SyncMessages?: string
  /** Unix seconds. */
  SyncStartTime?: number
  /** Unix seconds. */
  SyncEndTime?: number
  /** Source cluster; empty = shared public cluster. */
  SourceHsmClusterId?: string
  /** App id of the member account. */
  AccountAppId?: number
  /** Uin of the member account. */
  AccountUin?: number
  /** Name of the member account. */
  AccountName?: string
  /** CreatorUin as text. */
  CreatorUinString: string
}

export interface DeviceFingerprint {
  /** Matches ^[0-9a-f]{8}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{16}$. */
  Identity: string
  /** At most 1024 bytes. */
  Description?: string
}

export interface WhiteboxKeyInfo {
  /** White-box key id. */
  KeyId: string
  /** 1 to 60 characters from letters, digits, "-" and "_"; first character a letter or digit. Unique. */
  Alias: string
  /** Uin of the creator. */
  CreatorUin: number
  /** Up to 1024 bytes. */
  Description: string
  /** Unix seconds. */
  CreateTime: number
  /** Enabled or Disabled. */
  Status: string
  /** Uin of the owning root account. */
  OwnerUin: number
  /** AES_256 or SM4. */
  Algorithm: string
  /** Base64 white-box encryption key; empty in DescribeWhiteBoxKeyDetails. */
  EncryptKey: Base64
  /** Base64 white-box decryption key; empty in DescribeWhiteBoxKeyDetails. */
  DecryptKey: Base64
  /** creatorUin/<creatorUin>/<keyId>. */
  ResourceId: string
  /** Whether any fingerprint is bound. */
  DeviceFingerprintBind: boolean
}

export interface TagFilter {
  /** Tag key. */
  TagKey: string
  /** Accepted values; empty = any value. */
  TagValue?: string[]
}

export interface ExclusiveHSM {
  /** Cluster id. */
  HsmClusterId: string
  /** Cluster name. */
  HsmClusterName: string
}

export interface DestinationSyncConfig {
  /** Target region. */
  DestinationRegion: string
  /** Empty = shared public cluster, else an exclusive cluster. */
  HsmClusterId: string
}

export interface RegionQps {
  /** Region id. */
  Region: string
  /** Requests per second. */
  Qps: number
}

export interface AlgorithmInfo {
  /** KeyUsage value accepted by CreateKey. */
  KeyUsage: string
  /** Algorithm name. */
  Algorithm: string
}

export interface DataKey {
  /** Data key id. */
  DataKeyId: string
}

export interface Key {
  /** Key id. */
  KeyId: string
}

export interface TagResource {
  /** Tag key. */
  TagKey: string
  /** Tag value. */
  TagValue: string
  /** Resource id as the request named it. */
  ResourceId: string
  /** Always kms. */
  ServiceType: string
  /** Always Custom. */
  Category: string
}

export interface ResourceTag {
  /** Tag key, 1 to 127 characters. */
  TagKey: string
  /** Tag value, up to 255 characters. An empty one may be left out, as SDKs do in a query. */
  TagValue: string
  /** Custom, which is also the default. */
  Category?: string
}

export interface TagKeyObject {
  /** Tag key. */
  TagKey: string
}

export interface Credentials {
  /** Sent with each request, as X-TC-Token or Token. */
  Token: string
  /** The SecretId. */
  TmpSecretId: string
  /** The SecretKey. */
  TmpSecretKey: string
}

export interface CallPoint {
  /** Unix seconds of its beginning. */
  Time: number
  /** Calls in it. */
  Calls: number
  /** How many of them were refused. */
  Errors: number
}

export interface KeyCalls {
  /** Id of a key, a hosted data key or a white-box key. */
  KeyId: string
  /** Key, DataKey or WhiteBoxKey; empty if it is gone or is no key. */
  Kind: string
  /** Name of the key; empty if it is gone or is no key. */
  Alias: string
  /** Calls that named it. */
  Calls: number
  /** How many of them were refused. */
  Errors: number
}

export interface PrincipalCalls {
  /** Uin of a user or root, or id of a role. */
  Principal: string
  /** Calls that named a key. */
  Calls: number
  /** How many of them were refused. */
  Errors: number
}

export interface CodeCalls {
  /** The code. */
  Code: string
  /** Calls. */
  Calls: number
}

export interface KeyCount {
  /** State of the keys. */
  KeyState: string
  /** Usage of the keys. */
  KeyUsage: string
  /** How many there are. */
  Count: number
}

export interface KeyDue {
  /** Key id. */
  KeyId: string
  /** Name of the key. */
  Alias: string
  /** Rotation, Expiry (of imported material) or Deletion. */
  Event: string
  /** Unix seconds when it will. */
  Time: number
}

export interface KeyVersionUsage {
  /** Number of the version, from 1. */
  Version: number
  /** Calls that used it. */
  Count: number
  /** Unix seconds of the last of them. */
  LastUsedTime: number
}

export interface PrincipalUsage {
  /** Uin of a user or root, or id of a role. */
  Principal: string
  /** Calls that used the key. */
  Count: number
  /** Unix seconds of the last of them; 0: there was none. */
  LastUsedTime: number
  /** Calls that were refused because of the state of the key. */
  Refused: number
  /** Unix seconds of the last of these; 0: there was none. */
  LastRefusedTime: number
}

export interface LookupAttribute {
  /** RequestId, EventName (an action), EventId, ReadOnly (true or false), ActionType (Read or Write), Username (root or a uin), PrincipalId (a uin), AccessKeyId (a SecretId), ResourceType (kms), ResourceName or ResourceId (a KeyId, ResourceId or resource name), ApiErrorCode (a code, also without its finer part; 0 for success) or SourceIPAddress. */
  AttributeKey: string
  /** The value looked for. */
  AttributeValue: string
}

export interface Event {
  /** Number of the call's entry in the log, as text. */
  EventId: string
  /** Root, or the uin of the user or role that called. */
  Username: string
  /** Unix seconds, as text. */
  EventTime: string
  /** Everything about the event: a JSON object as text. */
  CloudAuditEvent: string
  /** Chinese name of the resource type. */
  ResourceTypeCn: string
  /** 0 if the call was answered, 1 if it was refused; the code is apiErrorCode in CloudAuditEvent. */
  ErrorCode: number
  /** Name of the action. */
  EventName: string
  /** Of the credential that signed. */
  SecretId: string
  /** Host name of the API that was called. */
  EventSource: string
  /** RequestId of the answer. */
  RequestID: string
  /** Region of the call. */
  ResourceRegion: string
  /** Uin of the account. */
  AccountID: number
  /** Address that the call came from. */
  SourceIPAddress: string
  /** Empty. */
  EventNameCn: string
  /** What the call was about. */
  Resources: Resource
  /** Region of the call. */
  EventRegion: string
  /** Empty. */
  Location: string
}

export interface GroupIdOfUidInfo {
  /** Group id. */
  GroupId: number
  /** Uid of the user, which is its Uin; this or Uin. */
  Uid?: number
  /** Uin of the user. */
  Uin?: number
}

export interface AccessKeyDetail {
  /** SecretId. */
  AccessKeyId: string
  /** SecretKey, which is never shown again. */
  SecretAccessKey: string
  /** Active. */
  Status: string
  /** UTC, like 2026-01-31 23:59:59. */
  CreateTime: string
  /** What it is for. */
  Description: string
}

export interface CamTag {
  /** Tag key. */
  Key: string
  /** Tag value. */
  Value: string
}

export interface RoleInfo {
  /** Role id. */
  RoleId: string
  /** Role name. */
  RoleName: string
  /** Trust policy: who may assume the role. */
  PolicyDocument: string
  /** Description. */
  Description: string
  /** UTC, like 2026-01-31 23:59:59. */
  AddTime: string
  /** UTC, like 2026-01-31 23:59:59. */
  UpdateTime: string
  /** 0: roles do not sign in to the console. */
  ConsoleLogin: number
  /** User. */
  RoleType: string
  /** Longest life of a temporary credential in seconds. */
  SessionDuration: number
  /** Empty. */
  Tags: CamTag[]
  /** qcs::cam::uin/<account>:roleName/<name>. */
  RoleArn: string
}

export interface SubAccountUser {
  /** Uin. */
  Uin: number
  /** Name. */
  Name: string
  /** The Uin again. */
  Uid: number
  /** Remark. */
  Remark: string
  /** UTC, like 2026-01-31 23:59:59. */
  CreateTime: string
  /** 2: a sub-user. */
  UserType: number
}

export interface GroupMemberInfo {
  /** The Uin again. */
  Uid: number
  /** Uin. */
  Uin: number
  /** Name. */
  Name: string
  /** Phone number. */
  PhoneNum: string
  /** Country code of the phone number. */
  CountryCode: string
  /** 0. */
  PhoneFlag: number
  /** Mail address. */
  Email: string
  /** 0. */
  EmailFlag: number
  /** 2: a sub-user. */
  UserType: number
  /** UTC, like 2026-01-31 23:59:59. */
  CreateTime: string
  /** 0. */
  IsReceiverOwner: number
  /** Remark. */
  Remark: string
}

export interface PolicyVersionDetail {
  /** Number of the version, from 1; never given twice. */
  VersionId: number
  /** UTC, like 2026-01-31 23:59:59. */
  CreateDate: string
  /** 1: in effect. */
  IsDefaultVersion: number
  /** Policy document. */
  Document: string
}

export interface SecretIdLastUsed {
  /** SecretId. */
  SecretId: string
  /** Day in UTC, like 2026-01-31; null: never. */
  LastUsedDate: string
  /** Unix seconds; null: never. */
  LastSecretUsedDate: number
}

export interface AccessKey {
  /** SecretId. */
  AccessKeyId: string
  /** Active or Inactive. */
  Status: string
  /** UTC, like 2026-01-31 23:59:59. */
  CreateTime: string
  /** What it is for. */
  Description: string
}

export interface AttachPolicyInfo {
  /** Policy id. */
  PolicyId: number
  /** Policy name. */
  PolicyName: string
  /** When it was attached: UTC, like 2026-01-31 23:59:59. */
  AddTime: string
  /** 2: made from a document. */
  CreateMode: number
  /** User: made by the account. QCS: a preset. */
  PolicyType: string
  /** Description of the policy. */
  Remark: string
  /** 0. */
  Deactived: number
  /** Empty. */
  DeactivedDetail: string[]
}

export interface AttachedPolicyOfRole {
  /** Policy id. */
  PolicyId: number
  /** Policy name. */
  PolicyName: string
  /** When it was attached: UTC, like 2026-01-31 23:59:59. */
  AddTime: string
  /** User: made by the account. QCS: a preset. */
  PolicyType: string
  /** 2: made from a document. */
  CreateMode: number
  /** 0. */
  Deactived: number
  /** Empty. */
  DeactivedDetail: string[]
  /** Description of the policy. */
  Description: string
}

export interface AttachedUserPolicy {
  /** Policy id. */
  PolicyId: string
  /** Policy name. */
  PolicyName: string
  /** Description of the policy. */
  Description: string
  /** When it was first attached: UTC, like 2026-01-31 23:59:59. */
  AddTime: string
  /** 1: made by the account. 2: a preset. */
  StrategyType: string
  /** 2: made from a document. */
  CreateMode: string
  /** Groups by which it holds; empty if it is attached to the user directly only. */
  Groups: AttachedUserPolicyGroupInfo[]
  /** 0. */
  Deactived: number
  /** Empty. */
  DeactivedDetail: string[]
}

export interface AttachEntityOfPolicy {
  /** Uin of the user, or id of the group or role. */
  Id: string
  /** Its name. */
  Name: string
  /** Uin of the user, else 0. */
  Uin: number
  /** 1 user, 2 group, 3 role. */
  RelatedType: number
  /** UTC, like 2026-01-31 23:59:59. */
  AttachmentTime: string
}

export interface GroupInfo {
  /** Group id. */
  GroupId: number
  /** Group name. */
  GroupName: string
  /** UTC, like 2026-01-31 23:59:59. */
  CreateTime: string
  /** Remark. */
  Remark: string
}

export interface StrategyInfo {
  /** Policy id. */
  PolicyId: number
  /** Policy name. */
  PolicyName: string
  /** UTC, like 2026-01-31 23:59:59; empty for a preset. */
  AddTime: string
  /** 1: made by the account. 2: a preset. */
  Type: number
  /** Description of the policy. */
  Description: string
  /** 2: made from a document. */
  CreateMode: number
  /** Users, groups and roles that it is attached to. */
  Attachments: number
  /** Empty. */
  ServiceType: string
  /** 0. */
  Deactived: number
  /** Empty. */
  DeactivedDetail: string[]
  /** 0. */
  IsServiceLinkedPolicy: number
  /** The Attachments again. */
  AttachEntityCount: number
  /** UTC, like 2026-01-31 23:59:59; empty for a preset. */
  UpdateTime: string
  /** Empty. */
  Tags: CamTag[]
}

export interface PolicyVersionItem {
  /** Number of the version, from 1; never given twice. */
  VersionId: number
  /** UTC, like 2026-01-31 23:59:59. */
  CreateDate: string
  /** 1: in effect. */
  IsDefaultVersion: number
}

export interface PrincipalAccess {
  /** Name of the principal. */
  PrincipalName: string
  /** Uin of a user or root, or id of a role. */
  PrincipalId: string
  /** User, root or role. */
  PrincipalType: string
  /** Those of the actions that it may do. */
  ActionNames: string[]
}

export interface SubAccountInfo {
  /** Uin. */
  Uin: number
  /** Name. */
  Name: string
  /** The Uin again. */
  Uid: number
  /** Remark. */
  Remark: string
  /** 1 if the user can sign in to the console. */
  ConsoleLogin: number
  /** Phone number. */
  PhoneNum: string
  /** Country code of the phone number. */
  CountryCode: string
  /** Mail address. */
  Email: string
  /** UTC, like 2026-01-31 23:59:59. */
  CreateTime: string
  /** The Name again. */
  NickName: string
}

export interface SimulationResult {
  /** The action. */
  ActionName: string
  /** Name of the resource that policies were asked about; empty: none. */
  ResourceName: string
  /** A call would be allowed. */
  Allowed: boolean
  /** Allowed; denied, by a statement; unmatched: no statement allows it. */
  Decision: string
  /** Whose statement decided; null if none did, as for root, who needs none, and for sts:GetCallerIdentity, which everyone may do. */
  Policy: PolicyInEffect
  /** Place of the statement in the policy, from 0; -1 if none decided. */
  StatementIndex: number
  /** The statement; empty if none decided. */
  Statement: string
}

export interface PolicyInEffect {
  /** Policy id. */
  PolicyId: number
  /** Policy name. */
  PolicyName: string
  /** Name of the group that it is attached to; empty: it is attached directly. */
  GroupName: string
}

export interface AccountInfo {
  /** Uin of the account and of its root principal. */
  Uin: number
  /** App id. */
  AppId: number
  /** Name of the account. */
  AccountName: string
  /** Unix seconds. */
  CreateTime: number
}

export interface AccountQuota {
  /** Keys in every state. */
  KeyLimit: string
  /** Hosted data keys, without those that are pending deletion. */
  DataKeyLimit: string
  /** Requests a second, by name of the action. * stands for the actions that have no entry. */
  RequestLimits: RequestLimit[]
}

export interface RequestLimit {
  /** Name of an action, or * for all that have no limit of their own. */
  ActionName: string
  /** Requests a second, or none. */
  PerSecond: string
}

export interface Resource {
  /** Service of the action, such as kms. */
  ResourceType: string
  /** Resource name, if there is one; of several the first. */
  ResourceName: string
}

export interface AttachedUserPolicyGroupInfo {
  /** Group id. */
  GroupId: number
  /** Group name. */
  GroupName: string
}

/** Every action with its types. */
export interface Actions {
  /** Stops a key from encrypting; it may still decrypt. */
  ArchiveKey: { request: ArchiveKeyRequest; response: ArchiveKeyResponse }
  /** Decrypts with the private half of an RSA-2048 key. */
  AsymmetricRsaDecrypt: { request: AsymmetricRsaDecryptRequest; response: AsymmetricRsaDecryptResponse }
  /** Decrypts with the private half of an SM2 key. */
  AsymmetricSm2Decrypt: { request: AsymmetricSm2DecryptRequest; response: AsymmetricSm2DecryptResponse }
  /** Records that a resource depends on a key, which protects the key from being taken out of use. */
  BindCloudResource: { request: BindCloudResourceRequest; response: BindCloudResourceResponse }
  /** Takes a hosted data key back from pending deletion. */
  CancelDataKeyDeletion: { request: CancelDataKeyDeletionRequest; response: CancelDataKeyDeletionResponse }
  /** Makes an archived key usable for encryption again. */
  CancelKeyArchive: { request: CancelKeyArchiveRequest; response: CancelKeyArchiveResponse }
  /** Takes a key back from pending deletion; it becomes Disabled, or PendingImport if it has no material. */
  CancelKeyDeletion: { request: CancelKeyDeletionRequest; response: CancelKeyDeletionResponse }
  /** Makes a key. */
  CreateKey: { request: CreateKeyRequest; response: CreateKeyResponse }
  /** Makes a white-box key and its tables. */
  CreateWhiteBoxKey: { request: CreateWhiteBoxKeyRequest; response: CreateWhiteBoxKeyResponse }
  /** Opens a ciphertext blob; the key is found in the blob. */
  Decrypt: { request: DecryptRequest; response: DecryptResponse }
  /** Erases the imported material of an EXTERNAL key. */
  DeleteImportedKeyMaterial: { request: DeleteImportedKeyMaterialRequest; response: DeleteImportedKeyMaterialResponse }
  /** Removes a disabled white-box key at once. */
  DeleteWhiteBoxKey: { request: DeleteWhiteBoxKeyRequest; response: DeleteWhiteBoxKeyResponse }
  /** Returns the attributes of a hosted data key. */
  DescribeDataKey: { request: DescribeDataKeyRequest; response: DescribeDataKeyResponse }
  /** Returns the attributes of several hosted data keys. */
  DescribeDataKeys: { request: DescribeDataKeysRequest; response: DescribeDataKeysResponse }
  /** Returns the attributes of a key, in every state. */
  DescribeKey: { request: DescribeKeyRequest; response: DescribeKeyResponse }
  /** Returns the attributes of several keys; one unknown id fails the call. */
  DescribeKeys: { request: DescribeKeysRequest; response: DescribeKeysResponse }
  /** Returns the decryption table of a white-box key. */
  DescribeWhiteBoxDecryptKey: { request: DescribeWhiteBoxDecryptKeyRequest; response: DescribeWhiteBoxDecryptKeyResponse }
  /** Lists the devices a white-box key is bound to. */
  DescribeWhiteBoxDeviceFingerprints: { request: DescribeWhiteBoxDeviceFingerprintsRequest; response: DescribeWhiteBoxDeviceFingerprintsResponse }
  /** Returns the attributes of a white-box key and both of its tables. */
  DescribeWhiteBoxKey: { request: DescribeWhiteBoxKeyRequest; response: DescribeWhiteBoxKeyResponse }
  /** Lists white-box keys with their attributes. */
  DescribeWhiteBoxKeyDetails: { request: DescribeWhiteBoxKeyDetailsRequest; response: DescribeWhiteBoxKeyDetailsResponse }
  /** Tells whether white-box keys are offered. */
  DescribeWhiteBoxServiceStatus: { request: DescribeWhiteBoxServiceStatusRequest; response: DescribeWhiteBoxServiceStatusResponse }
  /** Takes a hosted data key out of use. */
  DisableDataKey: { request: DisableDataKeyRequest; response: DisableDataKeyResponse }
  /** Takes several hosted data keys out of use, all or none. */
  DisableDataKeys: { request: DisableDataKeysRequest; response: DisableDataKeysResponse }
  /** Takes a key out of use; it neither encrypts nor decrypts until it is enabled. */
  DisableKey: { request: DisableKeyRequest; response: DisableKeyResponse }
  /** Switches automatic rotation off. */
  DisableKeyRotation: { request: DisableKeyRotationRequest; response: DisableKeyRotationResponse }
  /** Takes several keys out of use, all or none. */
  DisableKeys: { request: DisableKeysRequest; response: DisableKeysResponse }
  /** Takes a white-box key out of use. */
  DisableWhiteBoxKey: { request: DisableWhiteBoxKeyRequest; response: DisableWhiteBoxKeyResponse }
  /** Takes several white-box keys out of use, all or none. */
  DisableWhiteBoxKeys: { request: DisableWhiteBoxKeysRequest; response: DisableWhiteBoxKeysResponse }
  /** Puts a hosted data key into use. */
  EnableDataKey: { request: EnableDataKeyRequest; response: EnableDataKeyResponse }
  /** Puts several hosted data keys into use, all or none. */
  EnableDataKeys: { request: EnableDataKeysRequest; response: EnableDataKeysResponse }
  /** Puts a disabled or archived key into use; an enabled key stays as it is. */
  EnableKey: { request: EnableKeyRequest; response: EnableKeyResponse }
  /** Switches automatic rotation on. */
  EnableKeyRotation: { request: EnableKeyRotationRequest; response: EnableKeyRotationResponse }
  /** Puts several keys into use, all or none. */
  EnableKeys: { request: EnableKeysRequest; response: EnableKeysResponse }
  /** Puts a white-box key into use. */
  EnableWhiteBoxKey: { request: EnableWhiteBoxKeyRequest; response: EnableWhiteBoxKeyResponse }
  /** Puts several white-box keys into use, all or none. */
  EnableWhiteBoxKeys: { request: EnableWhiteBoxKeysRequest; response: EnableWhiteBoxKeysResponse }
  /** Encrypts up to 4096 bytes under an enabled key. */
  Encrypt: { request: EncryptRequest; response: EncryptResponse }
  /** Encrypts with a white-box key on the server. */
  EncryptByWhiteBox: { request: EncryptByWhiteBoxRequest; response: EncryptByWhiteBoxResponse }
  /** Makes a data key and returns it in plaintext and encrypted under a key. */
  GenerateDataKey: { request: GenerateDataKeyRequest; response: GenerateDataKeyResponse }
  /** Returns random bytes. */
  GenerateRandom: { request: GenerateRandomRequest; response: GenerateRandomResponse }
  /** Returns a hosted data key as a ciphertext blob that Decrypt opens. */
  GetDataKeyCiphertextBlob: { request: GetDataKeyCiphertextBlobRequest; response: GetDataKeyCiphertextBlobResponse }
  /** Returns a hosted data key in plaintext. */
  GetDataKeyPlaintext: { request: GetDataKeyPlaintextRequest; response: GetDataKeyPlaintextResponse }
  /** Tells whether automatic rotation is on. */
  GetKeyRotationStatus: { request: GetKeyRotationStatusRequest; response: GetKeyRotationStatusResponse }
  /** Returns the wrapping public key and the token for an import of material. */
  GetParametersForImport: { request: GetParametersForImportRequest; response: GetParametersForImportResponse }
  /** Returns the public half of an asymmetric key. */
  GetPublicKey: { request: GetPublicKeyRequest; response: GetPublicKeyResponse }
  /** Lists the regions this server offers. */
  GetRegions: { request: GetRegionsRequest; response: GetRegionsResponse }
  /** Tells the state of the service and its quotas. */
  GetServiceStatus: { request: GetServiceStatusRequest; response: GetServiceStatusResponse }
  /** Stores an existing data key as a hosted one. */
  ImportDataKey: { request: ImportDataKeyRequest; response: ImportDataKeyResponse }
  /** Gives an EXTERNAL key its material. */
  ImportKeyMaterial: { request: ImportKeyMaterialRequest; response: ImportKeyMaterialResponse }
  /** Lists the key usages and algorithms on offer. */
  ListAlgorithms: { request: ListAlgorithmsRequest; response: ListAlgorithmsResponse }
  /** Lists hosted data keys with their attributes. */
  ListDataKeyDetail: { request: ListDataKeyDetailRequest; response: ListDataKeyDetailResponse }
  /** Lists the ids of hosted data keys. */
  ListDataKeys: { request: ListDataKeysRequest; response: ListDataKeysResponse }
  /** Lists keys with their attributes; an empty KeyUsage shows ENCRYPT_DECRYPT keys only. */
  ListKeyDetail: { request: ListKeyDetailRequest; response: ListKeyDetailResponse }
  /** Lists the ids of keys that are Enabled, Disabled or PendingImport. */
  ListKeys: { request: ListKeysRequest; response: ListKeysResponse }
  /** Replaces the devices a white-box key is bound to. */
  OverwriteWhiteBoxDeviceFingerprints: { request: OverwriteWhiteBoxDeviceFingerprintsRequest; response: OverwriteWhiteBoxDeviceFingerprintsResponse }
  /** Opens what PostQuantumCryptoEncrypt returned. */
  PostQuantumCryptoDecrypt: { request: PostQuantumCryptoDecryptRequest; response: PostQuantumCryptoDecryptResponse }
  /** Encrypts under a post-quantum key. */
  PostQuantumCryptoEncrypt: { request: PostQuantumCryptoEncryptRequest; response: PostQuantumCryptoEncryptResponse }
  /** Signs with a post-quantum key. */
  PostQuantumCryptoSign: { request: PostQuantumCryptoSignRequest; response: PostQuantumCryptoSignResponse }
  /** Checks a post-quantum signature. */
  PostQuantumCryptoVerify: { request: PostQuantumCryptoVerifyRequest; response: PostQuantumCryptoVerifyResponse }
  /** Moves a ciphertext to another key, context or key version without showing the plaintext. */
  ReEncrypt: { request: ReEncryptRequest; response: ReEncryptResponse }
  /** Gives a key a new version of its material now. */
  RotateKey: { request: RotateKeyRequest; response: RotateKeyResponse }
  /** Plans the deletion of a disabled hosted data key. */
  ScheduleDataKeyDeletion: { request: ScheduleDataKeyDeletionRequest; response: ScheduleDataKeyDeletionResponse }
  /** Plans the deletion of a key that is not enabled. */
  ScheduleKeyDeletion: { request: ScheduleKeyDeletionRequest; response: ScheduleKeyDeletionResponse }
  /** Signs a message or its digest. */
  SignByAsymmetricKey: { request: SignByAsymmetricKeyRequest; response: SignByAsymmetricKeyResponse }
  /** Removes the record that a resource depends on a key. */
  UnbindCloudResource: { request: UnbindCloudResourceRequest; response: UnbindCloudResourceResponse }
  /** Renames a key. */
  UpdateAlias: { request: UpdateAliasRequest; response: UpdateAliasResponse }
  /** Changes the description of a hosted data key. */
  UpdateDataKeyDescription: { request: UpdateDataKeyDescriptionRequest; response: UpdateDataKeyDescriptionResponse }
  /** Renames a hosted data key. */
  UpdateDataKeyName: { request: UpdateDataKeyNameRequest; response: UpdateDataKeyNameResponse }
  /** Changes the description of a key. */
  UpdateKeyDescription: { request: UpdateKeyDescriptionRequest; response: UpdateKeyDescriptionResponse }
  /** Checks a signature over a message or its digest. */
  VerifyByAsymmetricKey: { request: VerifyByAsymmetricKeyRequest; response: VerifyByAsymmetricKeyResponse }
  /** Returns the tags of several keys; a key that does not exist has none. */
  DescribeResourceTagsByResourceIds: { request: DescribeResourceTagsByResourceIdsRequest; response: DescribeResourceTagsByResourceIdsResponse }
  /** Sets and removes tags of a key in any state, all or none. */
  ModifyResourceTags: { request: ModifyResourceTagsRequest; response: ModifyResourceTagsResponse }
  /** Returns a temporary credential of a role. */
  AssumeRole: { request: AssumeRoleRequest; response: AssumeRoleResponse }
  /** Tells who the caller is. Everyone may ask. */
  GetCallerIdentity: { request: GetCallerIdentityRequest; response: GetCallerIdentityResponse }
  /** Returns a temporary credential that may do no more than a policy says, and no more than the caller. */
  GetFederationToken: { request: GetFederationTokenRequest; response: GetFederationTokenResponse }
  /** Counts the calls of the caller's account in the audit log. An addition of miyao. */
  DescribeCallStatistics: { request: DescribeCallStatisticsRequest; response: DescribeCallStatisticsResponse }
  /** Counts the keys of the caller's account in the region of the request, and tells what will happen to them next. An addition of miyao. */
  DescribeKeyStatistics: { request: DescribeKeyStatisticsRequest; response: DescribeKeyStatisticsResponse }
  /** Tells how a key was used, as far as the audit log goes back: look before you delete one. An addition of miyao. Policies grant it on the key, as kms actions. */
  DescribeKeyUsage: { request: DescribeKeyUsageRequest; response: DescribeKeyUsageResponse }
  /** Tells how far the audit log goes and is signed, and whether its chain was found whole. It is one log for all accounts of the server. An addition of miyao. */
  DescribeLogStatus: { request: DescribeLogStatusRequest; response: DescribeLogStatusResponse }
  /** Finds the calls of the caller's account in the audit log, newest first. */
  LookUpEvents: { request: LookUpEventsRequest; response: LookUpEventsResponse }
  /** Makes a sub-user, with an access key if asked for. */
  AddUser: { request: AddUserRequest; response: AddUserResponse }
  /** Puts users into groups, all or none. Who is in a group already stays. */
  AddUserToGroup: { request: AddUserToGroupRequest; response: AddUserToGroupResponse }
  /** Lets a policy hold for the members of a group. One that does already stays. */
  AttachGroupPolicy: { request: AttachGroupPolicyRequest; response: AttachGroupPolicyResponse }
  /** Lets a policy hold for a role. One that does already stays. */
  AttachRolePolicy: { request: AttachRolePolicyRequest; response: AttachRolePolicyResponse }
  /** Lets a policy hold for a sub-user. One that does already stays. */
  AttachUserPolicy: { request: AttachUserPolicyRequest; response: AttachUserPolicyResponse }
  /** Makes an access key (SecretId and SecretKey); the secret is shown this once. */
  CreateAccessKey: { request: CreateAccessKeyRequest; response: CreateAccessKeyResponse }
  /** Makes a group of users that share policies. */
  CreateGroup: { request: CreateGroupRequest; response: CreateGroupResponse }
  /** Makes a policy, which holds for nobody until it is attached. */
  CreatePolicy: { request: CreatePolicyRequest; response: CreatePolicyResponse }
  /** Adds a version to a policy, which takes effect at once or when SetDefaultPolicyVersion says so. A policy has 5 at most. */
  CreatePolicyVersion: { request: CreatePolicyVersionRequest; response: CreatePolicyVersionResponse }
  /** Makes a role, which those that its trust policy names can assume with STS. */
  CreateRole: { request: CreateRoleRequest; response: CreateRoleResponse }
  /** Removes an access key for good, at once. */
  DeleteAccessKey: { request: DeleteAccessKeyRequest; response: DeleteAccessKeyResponse }
  /** Removes a group with its memberships and attachments; its users stay. */
  DeleteGroup: { request: DeleteGroupRequest; response: DeleteGroupResponse }
  /** Removes policies, all or none, and detaches them from everyone. */
  DeletePolicy: { request: DeletePolicyRequest; response: DeletePolicyResponse }
  /** Removes versions of a policy, all or none; the one in effect stays. */
  DeletePolicyVersion: { request: DeletePolicyVersionRequest; response: DeletePolicyVersionResponse }
  /** Removes a role with its attachments; its temporary credentials end. */
  DeleteRole: { request: DeleteRoleRequest; response: DeleteRoleResponse }
  /** Removes a sub-user with its memberships and attachments. */
  DeleteUser: { request: DeleteUserRequest; response: DeleteUserResponse }
  /** Lists the roles of the account. */
  DescribeRoleList: { request: DescribeRoleListRequest; response: DescribeRoleListResponse }
  /** Finds sub-users by uin; those that do not exist are left out. */
  DescribeSubAccounts: { request: DescribeSubAccountsRequest; response: DescribeSubAccountsResponse }
  /** Is the opposite of AttachGroupPolicy; one that is not attached is no error. */
  DetachGroupPolicy: { request: DetachGroupPolicyRequest; response: DetachGroupPolicyResponse }
  /** Is the opposite of AttachRolePolicy; one that is not attached is no error. */
  DetachRolePolicy: { request: DetachRolePolicyRequest; response: DetachRolePolicyResponse }
  /** Is the opposite of AttachUserPolicy; one that is not attached is no error. */
  DetachUserPolicy: { request: DetachUserPolicyRequest; response: DetachUserPolicyResponse }
  /** Returns a group with its members. */
  GetGroup: { request: GetGroupRequest; response: GetGroupResponse }
  /** Returns a policy with its document. */
  GetPolicy: { request: GetPolicyRequest; response: GetPolicyResponse }
  /** Returns a version of a policy with its document. */
  GetPolicyVersion: { request: GetPolicyVersionRequest; response: GetPolicyVersionResponse }
  /** Returns a role. */
  GetRole: { request: GetRoleRequest; response: GetRoleResponse }
  /** Tells when access keys were last used. */
  GetSecurityLastUsed: { request: GetSecurityLastUsedRequest; response: GetSecurityLastUsedResponse }
  /** Returns a sub-user. */
  GetUser: { request: GetUserRequest; response: GetUserResponse }
  /** Tells the numbers of the caller and its account. */
  GetUserAppId: { request: GetUserAppIdRequest; response: GetUserAppIdResponse }
  /** Lists the access keys of a user, without their secrets. */
  ListAccessKeys: { request: ListAccessKeysRequest; response: ListAccessKeysResponse }
  /** Lists the policies of a group. */
  ListAttachedGroupPolicies: { request: ListAttachedGroupPoliciesRequest; response: ListAttachedGroupPoliciesResponse }
  /** Lists the policies of a role. */
  ListAttachedRolePolicies: { request: ListAttachedRolePoliciesRequest; response: ListAttachedRolePoliciesResponse }
  /** Lists the policies of a sub-user, those of its groups too. */
  ListAttachedUserAllPolicies: { request: ListAttachedUserAllPoliciesRequest; response: ListAttachedUserAllPoliciesResponse }
  /** Lists the policies that are attached to a sub-user directly. */
  ListAttachedUserPolicies: { request: ListAttachedUserPoliciesRequest; response: ListAttachedUserPoliciesResponse }
  /** Lists what a policy is attached to. */
  ListEntitiesForPolicy: { request: ListEntitiesForPolicyRequest; response: ListEntitiesForPolicyResponse }
  /** Lists the groups of the account. */
  ListGroups: { request: ListGroupsRequest; response: ListGroupsResponse }
  /** Lists the groups that a user is in. */
  ListGroupsForUser: { request: ListGroupsForUserRequest; response: ListGroupsForUserResponse }
  /** Lists presets and the account's own policies. */
  ListPolicies: { request: ListPoliciesRequest; response: ListPoliciesResponse }
  /** Lists the versions of a policy, the newest first. */
  ListPolicyVersions: { request: ListPolicyVersionsRequest; response: ListPolicyVersionsResponse }
  /** Lists who may do actions on a resource: root, users and roles, as calls made with their own credentials would be decided now. An addition of miyao. It acts in the region of the request. A caller needs the permission without a resource and, if the resource is a key, kms:DescribeKey for that. */
  ListPrincipalsForResource: { request: ListPrincipalsForResourceRequest; response: ListPrincipalsForResourceResponse }
  /** Lists all sub-users. */
  ListUsers: { request: ListUsersRequest; response: ListUsersResponse }
  /** Lists the users in a group. */
  ListUsersForGroup: { request: ListUsersForGroupRequest; response: ListUsersForGroupResponse }
  /** Takes users out of groups, all or none. Who is not in a group is no error. */
  RemoveUserFromGroup: { request: RemoveUserFromGroupRequest; response: RemoveUserFromGroupResponse }
  /** Puts a version of a policy into effect, for everyone it is attached to, at once. */
  SetDefaultPolicyVersion: { request: SetDefaultPolicyVersionRequest; response: SetDefaultPolicyVersionResponse }
  /** Tells whether a user or role may do actions on a resource, and because of which statement, as calls made with its own credential would be decided now. An addition of miyao. It acts in the region of the request. Nothing is done; a caller needs the permission for the principal it asks about and, if the resource is a key, kms:DescribeKey for that. Sessions can have policies of their own, which are not known here, and who assumes a role has to be named by its trust policy too. */
  SimulatePrincipalPolicy: { request: SimulatePrincipalPolicyRequest; response: SimulatePrincipalPolicyResponse }
  /** Switches an access key on or off, at once. */
  UpdateAccessKey: { request: UpdateAccessKeyRequest; response: UpdateAccessKeyResponse }
  /** Replaces the trust policy of a role. Temporary credentials that exist stay. */
  UpdateAssumeRolePolicy: { request: UpdateAssumeRolePolicyRequest; response: UpdateAssumeRolePolicyResponse }
  /** Changes name and remark of a group; what is missing stays. */
  UpdateGroup: { request: UpdateGroupRequest; response: UpdateGroupResponse }
  /** Changes a policy, for everyone it is attached to, at once. */
  UpdatePolicy: { request: UpdatePolicyRequest; response: UpdatePolicyResponse }
  /** Takes 0 only: a role does not sign in to the console by itself. */
  UpdateRoleConsoleLogin: { request: UpdateRoleConsoleLoginRequest; response: UpdateRoleConsoleLoginResponse }
  /** Replaces the description of a role. */
  UpdateRoleDescription: { request: UpdateRoleDescriptionRequest; response: UpdateRoleDescriptionResponse }
  /** Replaces the longest life of a role's temporary credentials. */
  UpdateRoleSessionDuration: { request: UpdateRoleSessionDurationRequest; response: UpdateRoleSessionDurationResponse }
  /** Changes a sub-user; what is missing stays. */
  UpdateUser: { request: UpdateUserRequest; response: UpdateUserResponse }
  /** Makes an account, with a root principal and its first access key. Only an operator's credential may. */
  CreateAccount: { request: CreateAccountRequest; response: CreateAccountResponse }
  /** Tells what an account may do and have. Only an operator's credential may. */
  DescribeAccountQuota: { request: DescribeAccountQuotaRequest; response: DescribeAccountQuotaResponse }
  /** Lists all accounts, oldest first. Only an operator's credential may. */
  DescribeAccounts: { request: DescribeAccountsRequest; response: DescribeAccountsResponse }
  /** Changes what an account may do and have, at once. What it says goes before the settings of the server. Only an operator's credential may. */
  ModifyAccountQuota: { request: ModifyAccountQuotaRequest; response: ModifyAccountQuotaResponse }
}

/** The names of all actions. */
export const actionNames: readonly (keyof Actions)[] = [
  'ArchiveKey',
  'AsymmetricRsaDecrypt',
  'AsymmetricSm2Decrypt',
  'BindCloudResource',
  'CancelDataKeyDeletion',
  'CancelKeyArchive',
  'CancelKeyDeletion',
  'CreateKey',
  'CreateWhiteBoxKey',
  'Decrypt',
  'DeleteImportedKeyMaterial',
  'DeleteWhiteBoxKey',
  'DescribeDataKey',
  'DescribeDataKeys',
  'DescribeKey',
  'DescribeKeys',
  'DescribeWhiteBoxDecryptKey',
  'DescribeWhiteBoxDeviceFingerprints',
  'DescribeWhiteBoxKey',
  'DescribeWhiteBoxKeyDetails',
  'DescribeWhiteBoxServiceStatus',
  'DisableDataKey',
  'DisableDataKeys',
  'DisableKey',
  'DisableKeyRotation',
  'DisableKeys',
  'DisableWhiteBoxKey',
  'DisableWhiteBoxKeys',
  'EnableDataKey',
  'EnableDataKeys',
  'EnableKey',
  'EnableKeyRotation',
  'EnableKeys',
  'EnableWhiteBoxKey',
  'EnableWhiteBoxKeys',
  'Encrypt',
  'EncryptByWhiteBox',
  'GenerateDataKey',
  'GenerateRandom',
  'GetDataKeyCiphertextBlob',
  'GetDataKeyPlaintext',
  'GetKeyRotationStatus',
  'GetParametersForImport',
  'GetPublicKey',
  'GetRegions',
  'GetServiceStatus',
  'ImportDataKey',
  'ImportKeyMaterial',
  'ListAlgorithms',
  'ListDataKeyDetail',
  'ListDataKeys',
  'ListKeyDetail',
  'ListKeys',
  'OverwriteWhiteBoxDeviceFingerprints',
  'PostQuantumCryptoDecrypt',
  'PostQuantumCryptoEncrypt',
  'PostQuantumCryptoSign',
  'PostQuantumCryptoVerify',
  'ReEncrypt',
  'RotateKey',
  'ScheduleDataKeyDeletion',
  'ScheduleKeyDeletion',
  'SignByAsymmetricKey',
  'UnbindCloudResource',
  'UpdateAlias',
  'UpdateDataKeyDescription',
  'UpdateDataKeyName',
  'UpdateKeyDescription',
  'VerifyByAsymmetricKey',
  'DescribeResourceTagsByResourceIds',
  'ModifyResourceTags',
  'AssumeRole',
  'GetCallerIdentity',
  'GetFederationToken',
  'DescribeCallStatistics',
  'DescribeKeyStatistics',
  'DescribeKeyUsage',
  'DescribeLogStatus',
  'LookUpEvents',
  'AddUser',
  'AddUserToGroup',
  'AttachGroupPolicy',
  'AttachRolePolicy',
  'AttachUserPolicy',
  'CreateAccessKey',
  'CreateGroup',
  'CreatePolicy',
  'CreatePolicyVersion',
  'CreateRole',
  'DeleteAccessKey',
  'DeleteGroup',
  'DeletePolicy',
  'DeletePolicyVersion',
  'DeleteRole',
  'DeleteUser',
  'DescribeRoleList',
  'DescribeSubAccounts',
  'DetachGroupPolicy',
  'DetachRolePolicy',
  'DetachUserPolicy',
  'GetGroup',
  'GetPolicy',
  'GetPolicyVersion',
  'GetRole',
  'GetSecurityLastUsed',
  'GetUser',
  'GetUserAppId',
  'ListAccessKeys',
  'ListAttachedGroupPolicies',
  'ListAttachedRolePolicies',
  'ListAttachedUserAllPolicies',
  'ListAttachedUserPolicies',
  'ListEntitiesForPolicy',
  'ListGroups',
  'ListGroupsForUser',
  'ListPolicies',
  'ListPolicyVersions',
  'ListPrincipalsForResource',
  'ListUsers',
  'ListUsersForGroup',
  'RemoveUserFromGroup',
  'SetDefaultPolicyVersion',
  'SimulatePrincipalPolicy',
  'UpdateAccessKey',
  'UpdateAssumeRolePolicy',
  'UpdateGroup',
  'UpdatePolicy',
  'UpdateRoleConsoleLogin',
  'UpdateRoleDescription',
  'UpdateRoleSessionDuration',
  'UpdateUser',
  'CreateAccount',
  'DescribeAccountQuota',
  'DescribeAccounts',
  'ModifyAccountQuota',
]
