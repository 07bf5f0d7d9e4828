// A key that is being described, before it is created.
import { call } from '../../../api/call'
import type { CreateKeyRequest, Tag } from '../../../api/types'
import { utf8 } from '../../../lib/bytes'
import { aliasForm } from '../../../lib/keys'
import { whole } from '../../../ui/controls'
import { filled } from '../../../ui/tags'

export interface Draft {
  alias: string
  description: string
  usage: string
  /** Of a symmetric key; empty: what the region has by default. */
  spec: '' | 'AES_256' | 'SM4'
  origin: 'TENCENT_KMS' | 'EXTERNAL'
  rotate: boolean
  days: string
  tags: Tag[]
}

export const emptyDraft: Draft = { alias: '', description: '', usage: 'ENCRYPT_DECRYPT', spec: '', origin: 'TENCENT_KMS', rotate: false, days: '365', tags: [] }

export const purposes = ['encrypt', 'decrypt', 'sign'] as const
export type Purpose = (typeof purposes)[number]

export function purposeOf(usage: string): Purpose {
  if (usage === 'ENCRYPT_DECRYPT') return 'encrypt'
  return usage.startsWith('ASYMMETRIC_SIGN') ? 'sign' : 'decrypt'
}

export const symmetric = ({ usage }: Draft) => usage === 'ENCRYPT_DECRYPT'

export const rotates = (draft: Draft) => symmetric(draft) && draft.origin === 'TENCENT_KMS' && draft.rotate

/** faults tells which fields cannot stay as they are. */
export function faults(draft: Draft) {
  const names = filled(draft.tags).map(({ TagKey }) => TagKey)
  return {
    alias: draft.alias !== '' && (!aliasForm.test(draft.alias) || draft.alias.startsWith('kms-')),
    description: utf8(draft.description).length > 1024,
    days: rotates(draft) && !whole(draft.days, 7, 365),
    tags: new Set(names).size < names.length,
  }
}

export interface Created {
  id: string
  state: string
  /** Rotation was wanted and could not be switched on. */
  notRotating: boolean
}

/** create makes the key, and then switches its rotation on. */
export async function create(draft: Draft): Promise<Created> {
  const request: CreateKeyRequest = { Alias: draft.alias, KeyUsage: draft.usage, Type: symmetric(draft) && draft.origin === 'EXTERNAL' ? 2 : 1 }
  if (draft.description) request.Description = draft.description
  if (symmetric(draft) && draft.spec) request.KeySpec = draft.spec
  if (filled(draft.tags).length > 0) request.Tags = filled(draft.tags)
  const { KeyId, KeyState } = await call('CreateKey', request)
  let notRotating = false
  if (rotates(draft)) {
    await call('EnableKeyRotation', { KeyId, RotateDays: Number(draft.days) }).catch(() => { notRotating = true })
  }
  return { id: KeyId, state: KeyState, notRotating }
}
