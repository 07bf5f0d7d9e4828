// Who there is in the account: users and roles, and the names that stand where the API has numbers.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../api/call'
import { useCan, useSession } from '../api/session'

/** The most entries that the server gives at once. */
export const most = 200

const pages = 10 // of them at most

/** everyPage reads a list that the server gives in pages. */
export async function everyPage<T>(load: (page: number) => Promise<{ rows: T[]; total: number }>): Promise<T[]> {
  const all: T[] = []
  for (let page = 1; page <= pages; page++) {
    const { rows, total } = await load(page)
    all.push(...rows)
    if (rows.length === 0 || all.length >= total) break
  }
  return all
}

export function useUsers() {
  const can = useCan()
  return useQuery({
    queryKey: ['cam', 'users'], queryFn: ({ signal }) => call('ListUsers', {}, signal), select: ({ Data }) => Data, staleTime: 60_000, enabled: can('ListUsers'),
  })
}

export function useRoles() {
  const can = useCan()
  return useQuery({
    queryKey: ['cam', 'roles'], enabled: can('DescribeRoleList'),
    queryFn: ({ signal }) => everyPage(async (Page) => {
      const { List, TotalNum } = await call('DescribeRoleList', { Page, Rp: most }, signal)
      return { rows: List ?? [], total: TotalNum }
    }),
  })
}

/** useUserName names who called, as events have it: root, or the uin of a user, or the id of a role. */
export function useUserName(): (username: string) => string {
  const { Account, Principal } = useSession()
  const { data: users } = useUsers()
  const { data: roles } = useRoles()
  const names = useMemo(() => new Map([
    ...(users ?? []).map(({ Uin, Name }) => [String(Uin), Name] as const), ...(roles ?? []).map(({ RoleId, RoleName }) => [RoleId, RoleName] as const),
  ]), [users, roles])
  return (username) => (username === Account.Uin ? 'root' : username === Principal.Uin ? Principal.Name : (names.get(username) ?? username))
}
