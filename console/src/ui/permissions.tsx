// What may be done with one key: what the policies of who is signed in say about it, and not only
// that they allow an action on something.
import { useQuery } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import { failure, request } from '../api/call'
import { currentRegion } from '../api/region'
import { SessionContext, useSession } from '../api/session'
import type { Actions } from '../api/types'
import { resourceName } from '../lib/keys'
import { Bones, ErrorBox } from './feedback'

/** The actions on a key, a hosted data key or a white-box key that pages offer. */
const onKeys: readonly (keyof Actions)[] = [
  'DescribeKey', 'UpdateAlias', 'UpdateKeyDescription', 'EnableKey', 'DisableKey', 'ScheduleKeyDeletion', 'CancelKeyDeletion', 'ArchiveKey', 'CancelKeyArchive',
  'EnableKeyRotation', 'DisableKeyRotation', 'RotateKey', 'GetPublicKey', 'GetParametersForImport', 'ImportKeyMaterial', 'DeleteImportedKeyMaterial',
  'Encrypt', 'Decrypt', 'GenerateDataKey', 'AsymmetricRsaDecrypt', 'AsymmetricSm2Decrypt', 'SignByAsymmetricKey', 'VerifyByAsymmetricKey',
  'PostQuantumCryptoEncrypt', 'PostQuantumCryptoDecrypt', 'PostQuantumCryptoSign', 'PostQuantumCryptoVerify',
  'DescribeResourceTagsByResourceIds', 'ModifyResourceTags',
  'DescribeDataKey', 'UpdateDataKeyName', 'UpdateDataKeyDescription', 'EnableDataKey', 'DisableDataKey', 'ScheduleDataKeyDeletion', 'CancelDataKeyDeletion',
  'GetDataKeyPlaintext', 'GetDataKeyCiphertextBlob',
  'DescribeWhiteBoxKey', 'EnableWhiteBoxKey', 'DisableWhiteBoxKey', 'DeleteWhiteBoxKey', 'DescribeWhiteBoxDecryptKey', 'EncryptByWhiteBox',
  'DescribeWhiteBoxDeviceFingerprints', 'OverwriteWhiteBoxDeviceFingerprints',
]

interface Decisions {
  Allowed: boolean[][]
}

/** useDecisions asks the server which actions are allowed on which resources. Root may do everything, so nothing is asked. */
export function useDecisions(actions: readonly string[], resources: string[]) {
  const { Principal } = useSession()
  return useQuery({
    queryKey: ['permissions', actions, resources], staleTime: 60_000, enabled: Principal.Kind !== 'root' && resources.length > 0,
    queryFn: () => request<Decisions>('POST', 'permissions', { Action: actions, Resource: resources }),
  })
}

/** OnKey shows its children with what may be done with a key, or with what else has a resource id as keys do. */
export function OnKey({ data, children }: { data: { ResourceId: string }; children: ReactNode }) {
  const session = useSession()
  const decisions = useDecisions(onKeys, [resourceName(session.Account.Uin, currentRegion(), data.ResourceId)])
  const narrowed = useMemo(() => {
    const refused = new Set<string>(onKeys.filter((_, i) => decisions.data?.Allowed[i]?.[0] === false))
    return { ...session, Actions: session.Actions.filter((name) => !refused.has(name)) }
  }, [session, decisions.data])
  if (failure(decisions)) return <ErrorBox error={decisions.error} retry={() => void decisions.refetch()} />
  if (session.Principal.Kind !== 'root' && !decisions.data) return <Bones />
  return <SessionContext value={narrowed}>{children}</SessionContext>
}
