// What the pages of access management read. After a change all of it is read anew.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import { everyPage, most } from '../../lib/principals'

export function useGroups() {
  const can = useCan()
  return useQuery({
    queryKey: ['cam', 'groups'], enabled: can('ListGroups'),
    queryFn: ({ signal }) => everyPage(async (Page) => {
      const { GroupInfo, TotalNum } = await call('ListGroups', { Page, Rp: most }, signal)
      return { rows: GroupInfo, total: TotalNum }
    }),
  })
}

export function usePolicies() {
  const can = useCan()
  return useQuery({
    queryKey: ['cam', 'policies'], enabled: can('ListPolicies'),
    queryFn: ({ signal }) => everyPage(async (Page) => {
      const { List, TotalNum } = await call('ListPolicies', { Page, Rp: most }, signal)
      return { rows: List, total: TotalNum }
    }),
  })
}

/** Type of a policy that the account made; others are presets. */
export const ownPolicy = 1

/** useFresh reads everything anew. */
export function useFresh() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['cam'] })
}

/** has tells whether one of some texts has what is searched for. */
export function has(search: string, ...texts: string[]): boolean {
  return texts.some((text) => text.toLowerCase().includes(search.trim().toLowerCase()))
}

/** utc reads the times of CAM, which are UTC, as Unix seconds. */
export function utc(time: string): number {
  const at = Date.parse(`${time.replace(' ', 'T')}Z`)
  return Number.isNaN(at) ? 0 : at / 1000
}

export const nameForm = /^[A-Za-z0-9+=,.@_-]{1,64}$/
export const longNameForm = /^[A-Za-z0-9+=,.@_-]{1,128}$/
