import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '../../api/session'
import { keyUses, look } from '../../lib/events'
import { dateTime, distance } from '../../lib/format'
import { useUserName } from '../../lib/names'
import { Bones, Notice } from '../../ui/feedback'

const span = 90 * 86400
const uses = new Set<string>(keyUses)

/** LastUse says who used a key of late, and would miss it. */
export function LastUse({ id }: { id: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const userName = useUserName()
  const found = useQuery({
    queryKey: ['events', 'uses', id],
    queryFn: ({ signal }) => {
      const now = Math.floor(Date.now() / 1000)
      const where = [{ AttributeKey: 'ResourceName', AttributeValue: id }, { AttributeKey: 'ApiErrorCode', AttributeValue: '0' }]
      return look({ from: now - span, to: now, where, keep: ({ EventName }) => uses.has(EventName) }, '', 50, 4, signal)
    },
    enabled: can('LookUpEvents'),
  })
  if (!can('LookUpEvents') || found.error) return null
  if (!found.data) return <div aria-label={t('lastUse.loading')}><Bones lines={1} /></div>
  const last = found.data.events[0]
  if (!last) return <Notice>{t('lastUse.none')}</Notice>
  const users = [...new Set(found.data.events.map(({ Username }) => userName(Username)))]
  const at = Number(last.EventTime)
  return (
    <Notice warning>
      <p>{t('lastUse.some', { at: dateTime(at), in: distance(at), user: userName(last.Username), source: last.SourceIPAddress, action: last.EventName })}</p>
      <p>{t('lastUse.users', { users: users.join(', ') })} {t('lastUse.text')}</p>
    </Notice>
  )
}
