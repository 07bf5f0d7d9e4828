// Who is signed in, and what they may do.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { request, whenSessionExpires } from './call'
import { setDefaultRegion } from './region'

export interface Region {
  Name: string
  SM: boolean
}

export interface SignedIn {
  SignedIn: true
  Account: { Uin: string; AppId: string; Name: string }
  Principal: { Uin: string; Name: string; Kind: 'root' | 'user' }
  Regions: Region[]
  Region: string
  Expires: number
  Actions: string[]
  /** One-time codes are asked for at sign-in. */
  TOTP: boolean
  Version: string
}

export interface SignedOut {
  SignedIn: false
  Setup: boolean
  OIDC: { Name: string } | null
  Version: string
}

export type Session = SignedIn | SignedOut

const key = ['session']

/** keepSession takes over what the server says about the session. */
export function keepSession(client: QueryClient, session: Session) {
  if (session.SignedIn) setDefaultRegion(session.Region)
  client.setQueryData(key, session)
}

export async function loadSession(): Promise<Session> {
  const session = await request<Session>('GET', 'session')
  if (session.SignedIn) setDefaultRegion(session.Region)
  return session
}

export function useSessionQuery() {
  const client = useQueryClient()
  whenSessionExpires(() => void client.invalidateQueries({ queryKey: key }))
  return useQuery({ queryKey: key, queryFn: loadSession, staleTime: Infinity, retry: false })
}

/** signOut ends the session and forgets everything that was shown. */
export async function signOut(client: QueryClient) {
  await request('DELETE', 'session')
  await client.refetchQueries({ queryKey: key })
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] })
}

export const SessionContext = createContext<SignedIn | null>(null)

export function useSession(): SignedIn {
  const session = useContext(SessionContext)
  if (!session) throw new Error('no session')
  return session
}

/** useCan tells whether some policy may allow an action to who is signed in. */
export function useCan() {
  const { Actions } = useSession()
  return (...actions: string[]) => actions.every((action) => Actions.includes(action))
}
