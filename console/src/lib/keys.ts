// What the console knows about keys: usages and what each of them can do.
import type { KeyMetadata } from '../api/types'

export interface Usage {
  name: string
  /** What is done with such a key in the online tool. */
  kind: 'symmetric' | 'rsa' | 'sm2' | 'sign' | 'pq-encrypt' | 'pq-sign'
  /** Values of Algorithm for signing or decrypting. */
  algorithms: string[]
}

const rsaEncryption = ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1', 'RSAES_PKCS1_V1_5']

export const usages: readonly Usage[] = [
  { name: 'ENCRYPT_DECRYPT', kind: 'symmetric', algorithms: [] },
  { name: 'ASYMMETRIC_DECRYPT_RSA_2048', kind: 'rsa', algorithms: rsaEncryption },
  { name: 'ASYMMETRIC_DECRYPT_SM2', kind: 'sm2', algorithms: [] },
  { name: 'ASYMMETRIC_SIGN_VERIFY_RSA_2048', kind: 'sign', algorithms: ['RSA_PSS_SHA_256', 'RSA_PKCS1_SHA_256'] },
  { name: 'ASYMMETRIC_SIGN_VERIFY_SM2', kind: 'sign', algorithms: ['SM2DSA'] },
  { name: 'ASYMMETRIC_SIGN_VERIFY_ECC', kind: 'sign', algorithms: ['ECC_P256_R1'] },
  { name: 'ASYMMETRIC_SIGN_VERIFY_ECDSA384', kind: 'sign', algorithms: ['ECC_P384_R1'] },
  { name: 'ASYMMETRIC_DECRYPT_KYBER_AES', kind: 'pq-encrypt', algorithms: [] },
  { name: 'ASYMMETRIC_SIGN_VERIFY_DILITHIUM', kind: 'pq-sign', algorithms: [] },
]

export function usageOf(name: string): Usage | undefined {
  return usages.find((usage) => usage.name === name)
}

export const wrappingAlgorithms = rsaEncryption

export const states = ['Enabled', 'Disabled', 'PendingDelete', 'PendingImport', 'Archived'] as const
export type State = (typeof states)[number]

/** opensArchived tells whether archived keys of a usage still decrypt; others do nothing until they are taken from the archive. */
export const opensArchived = (usage: string) => ['symmetric', 'pq-encrypt'].includes(usageOf(usage)?.kind ?? '')

export const external = (key: KeyMetadata) => key.Origin === 'EXTERNAL'

/** aliasForm is the form of the name of a key. */
export const aliasForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/

/** resourceName is the name of a key in policies and in the audit log. */
export function resourceName(account: string, region: string, resource: string): string {
  return `qcs::kms:${region}:uin/${account}:key/${resource}`
}
