// Who is signed in, and what they may do.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect } from 'react'
import { request, whenSessionExpires } from './call'
import { setDefaultRegion } from './region'

export interface Region {
  Name: string
  SM: boolean
}

export interface SignedIn {
  SignedIn: true
  Account: { Uin: string; AppId: string; Name: string }
  /** Session is the name that the provider of identities has for the one who took a role. */
  Principal: { Uin: string; Name: string; Kind: 'root' | 'user' | 'role'; Session?: string }
  Regions: Region[]
  Region: string
  Expires: number
  Actions: string[]
  /** One-time codes are asked for at sign-in. */
  TOTP: boolean
  Version: string
  /** What root may know of the server. */
  Node: { Started: number; Slots: { Provider: string; Created: number }[] } | null
}

export interface SignedOut {
  SignedIn: false
  Setup: boolean
  OIDC: { Name: string } | null
  Version: string
}

type Session = SignedIn | SignedOut

const key = ['session']

/** whoIs tells one who is signed in from another; empty: nobody is. */
export const whoIs = (session: Session | undefined) =>
  (session?.SignedIn ? `${session.Account.Uin} ${session.Principal.Uin} ${session.Principal.Session ?? ''}` : '')

/** takeOver takes over what the server says about the session. What was shown to somebody else is forgotten. */
function takeOver(client: QueryClient, session: Session): Session {
  if (session.SignedIn) setDefaultRegion(session.Region)
  if (whoIs(session) !== whoIs(client.getQueryData<Session>(key))) client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] })
  return session
}

/** keepSession takes over what the server says about the session, here and in what is shown. */
export function keepSession(client: QueryClient, session: Session) {
  client.setQueryData(key, takeOver(client, session))
}

export const loadSession = () => request<Session>('GET', 'session')

const soonest = 30_000 // milliseconds between two looks whether the session is over

/** useSessionQuery has the session. When it ends or becomes another one, here or in another tab, everything that was shown is forgotten. */
export function useSessionQuery() {
  const client = useQueryClient()
  const query = useQuery({ queryKey: key, queryFn: async () => takeOver(client, await loadSession()), staleTime: Infinity, retry: false, refetchOnWindowFocus: 'always' })
  const { data, dataUpdatedAt } = query
  useEffect(() => whenSessionExpires(() => void client.invalidateQueries({ queryKey: key })), [client])
  useEffect(() => {
    if (!data?.SignedIn) return
    // Asking does not prolong the session; calls meanwhile did.
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: key }), Math.max(soonest, data.Expires * 1000 - Date.now() + 1000))
    return () => clearTimeout(timer)
  }, [client, data, dataUpdatedAt])
  return query
}

/** shownName is what somebody is called. */
export const shownName = ({ Session, Name }: SignedIn['Principal']) => Session ?? Name

/** prolong uses the session, so that it does not end. */
export const prolong = () => request('POST', 'permissions', { Action: [], Resource: [] })

/** signOut ends the session. */
export async function signOut(client: QueryClient) {
  await request('DELETE', 'session')
  await client.refetchQueries({ queryKey: key })
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
