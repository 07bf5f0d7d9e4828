// The actions on keys, by what they are for.
import { usageOf, type Usage } from './keys'

const byKind: Record<Usage['kind'], readonly string[]> = {
  symmetric: ['Encrypt', 'Decrypt', 'ReEncrypt', 'GenerateDataKey'],
  rsa: ['AsymmetricRsaDecrypt', 'GetPublicKey'],
  sm2: ['AsymmetricSm2Decrypt', 'GetPublicKey'],
  sign: ['SignByAsymmetricKey', 'VerifyByAsymmetricKey', 'GetPublicKey'],
  'pq-encrypt': ['PostQuantumCryptoEncrypt', 'PostQuantumCryptoDecrypt', 'GetPublicKey'],
  'pq-sign': ['PostQuantumCryptoSign', 'PostQuantumCryptoVerify', 'GetPublicKey'],
}

/** actionsOf are the actions that use a key of a usage. */
export function actionsOf(usage: string): readonly string[] {
  const kind = usageOf(usage)?.kind
  return kind ? byKind[kind] : []
}

/** managing are the actions that change a key. */
export const managing = [
  'DescribeKey', 'EnableKey', 'DisableKey', 'UpdateAlias', 'UpdateKeyDescription', 'EnableKeyRotation', 'DisableKeyRotation', 'RotateKey',
  'ArchiveKey', 'CancelKeyArchive', 'ScheduleKeyDeletion', 'CancelKeyDeletion', 'GetParametersForImport', 'ImportKeyMaterial', 'DeleteImportedKeyMaterial',
] as const

/** creating are the actions that need no key. */
export const creating = ['CreateKey', 'ListKeyDetail', 'CreateWhiteBoxKey', 'DescribeWhiteBoxKeyDetails', 'ListDataKeyDetail', 'GetServiceStatus', 'GenerateRandom'] as const
