// What the pages of access management read. After a change all of it is read anew.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/call'
import { useCan } from '../../api/session'

/** The most entries that the server gives at once. */
export const most = 200

export function useUsers() {
  const can = useCan()
  return useQuery({ queryKey: ['cam', 'users'], queryFn: ({ signal }) => call('ListUsers', {}, signal), enabled: can('ListUsers') })
}

export function useGroups() {
  const can = useCan()
  return useQuery({ queryKey: ['cam', 'groups'], queryFn: ({ signal }) => call('ListGroups', { Page: 1, Rp: most }, signal), enabled: can('ListGroups') })
}

export function useRoles() {
  const can = useCan()
  return useQuery({
    queryKey: ['cam', 'roles'], queryFn: ({ signal }) => call('DescribeRoleList', { Page: 1, Rp: most }, signal), enabled: can('DescribeRoleList'),
  })
}

export function usePolicies() {
  const can = useCan()
  return useQuery({ queryKey: ['cam', 'policies'], queryFn: ({ signal }) => call('ListPolicies', { Page: 1, Rp: most }, signal), enabled: can('ListPolicies') })
}

/** useFresh reads everything anew. */
export function useFresh() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['cam'] })
}

/** utc reads the times of CAM, which are UTC, as Unix seconds. */
export function utc(time: string): number {
  const at = Date.parse(`${time.replace(' ', 'T')}Z`)
  return Number.isNaN(at) ? 0 : at / 1000
}

export const nameForm = /^[A-Za-z0-9+=,.@_-]{1,64}$/
export const longNameForm = /^[A-Za-z0-9+=,.@_-]{1,128}$/
