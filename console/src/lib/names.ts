// Names that stand where the API has numbers: aliases of keys, names of users.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../api/call'
import { useCan, useSession } from '../api/session'
import type { KeyMetadata } from '../api/types'

const perRequest = 200
const requests = 10

export interface AllKeys {
  keys: KeyMetadata[]
  total: number
}

async function loadKeys(signal: AbortSignal): Promise<AllKeys> {
  const keys: KeyMetadata[] = []
  let total = 0
  for (let i = 0; i < requests; i++) {
    const page = await call('ListKeyDetail', { Offset: keys.length, Limit: perRequest, KeyUsage: 'ALL', Origin: 'ALL' }, signal)
    keys.push(...page.KeyMetadatas)
    total = page.TotalCount
    if (page.KeyMetadatas.length === 0 || keys.length >= total) break
  }
  return { keys, total }
}

/** useAllKeys has the keys of this region, the newest two thousand at most. */
export function useAllKeys() {
  const can = useCan()
  return useQuery({
    queryKey: ['keys', 'all'], queryFn: ({ signal }) => loadKeys(signal), staleTime: 60_000, enabled: can('ListKeyDetail'),
  })
}

/** useKeyName names a key by its alias where that is known. */
export function useKeyName(): (id: string) => string | undefined {
  const { data } = useAllKeys()
  const names = useMemo(() => new Map(data?.keys.map(({ KeyId, Alias }) => [KeyId, Alias])), [data])
  return (id) => names.get(id)
}

/** useUserName names who called, as events have it: root, or a uin. */
export function useUserName(): (username: string) => string {
  const can = useCan()
  const { Principal } = useSession()
  const { data } = useQuery({ queryKey: ['cam', 'users'], queryFn: ({ signal }) => call('ListUsers', {}, signal), staleTime: 60_000, enabled: can('ListUsers') })
  const names = useMemo(() => new Map(data?.Data.map(({ Uin, Name }) => [String(Uin), Name])), [data])
  return (username) => (username === Principal.Uin ? Principal.Name : (names.get(username) ?? username))
}
