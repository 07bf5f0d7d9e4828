// Keys, and the names that stand where the API has their ids.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../api/call'
import { useCan } from '../api/session'
import type { KeyMetadata, ListKeyDetailRequest } from '../api/types'

/** The most keys that the server lists at once. */
export const most = 200

/** useKeys lists the newest keys of this region that fit. */
export function useKeys(filter: ListKeyDetailRequest = {}) {
  const can = useCan()
  const request = { KeyUsage: 'ALL', Origin: 'ALL', Limit: most, ...filter }
  return useQuery({
    queryKey: ['keys', request], queryFn: ({ signal }) => call('ListKeyDetail', request, signal), staleTime: 60_000, placeholderData: keepPreviousData,
    enabled: can('ListKeyDetail'),
  })
}

/** useKey reads one key. */
export function useKey(id: string) {
  const can = useCan()
  const { data, ...rest } = useQuery({ queryKey: ['keys', 'one', id], queryFn: ({ signal }) => call('DescribeKey', { KeyId: id }, signal), enabled: id !== '' && can('DescribeKey') })
  return { ...rest, data: data?.KeyMetadata as KeyMetadata | undefined }
}

/** useKeyName names a key by its alias, if it is one of the newest; one request serves a page. */
export function useKeyName(): (id: string) => string | undefined {
  const { data } = useKeys()
  const names = useMemo(() => new Map(data?.KeyMetadatas.map(({ KeyId, Alias }) => [KeyId, Alias])), [data])
  return (id) => names.get(id)
}
