import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keepSession, loadSession, prolong, useSession } from '../api/session'
import { timeOfDay } from '../lib/format'
import { Button } from '../ui/button'
import { Notice } from '../ui/feedback'

const before = 120 // seconds before the end

/** near is when the session ends, if that is soon; else 0. */
const near = (end: number) => (end - Date.now() / 1000 <= before + 5 ? end : 0)

/** look asks when the session ends; never, if that cannot be known. */
async function look(client: QueryClient): Promise<number> {
  const session = await loadSession().catch(() => undefined)
  if (!session?.SignedIn) return Infinity
  keepSession(client, session)
  return session.Expires
}

/** Expiry says that the session is about to end, and can prolong it. */
export function Expiry() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { Expires } = useSession()
  const [end, setEnd] = useState(0)
  const [last, setLast] = useState(false) // using the session does not prolong it: it is as old as it may get
  useEffect(() => {
    const timer = setTimeout(async () => {
      setEnd(near(await look(client))) // it may have been used meanwhile
    }, Math.max(0, (Expires - before) * 1000 - Date.now()))
    return () => clearTimeout(timer)
  }, [client, Expires])
  if (end === 0) return null
  async function stay() {
    await prolong()
    const still = near(await look(client))
    setLast(still !== 0)
    setEnd(still)
  }
  return (
    <div className="expiry" role="alert">
      <Notice warning {...(last ? {} : { action: <Button size="small" onClick={() => void stay()}>{t('shell.stay')}</Button> })}>
        {t(last ? 'shell.ends' : 'shell.expires', { at: timeOfDay(end) })}
      </Notice>
    </div>
  )
}
