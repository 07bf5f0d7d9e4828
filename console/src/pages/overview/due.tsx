import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { KeyDue } from '../../api/types'
import { date, distance } from '../../lib/format'
import { Empty } from '../../ui/feedback'
import { Status } from '../../ui/key'

const shown = 8
const soon = 30 * 86400

const tabs: Record<string, string> = { Rotation: '?tab=rotation', Expiry: '?tab=import' }

/** Due lists what will happen to keys, the next first: deletion, expiry of material, rotation. */
export function Due({ due, total }: { due: KeyDue[]; total: number }) {
  const { t } = useTranslation()
  if (due.length === 0) return <Empty title={t('overview.nothingDue')}>{t('overview.nothingDueText')}</Empty>
  const near = Date.now() / 1000 + soon
  return (
    <>
      <ul className="due">
        {due.slice(0, shown).map(({ KeyId, Alias, Event, Time }) => (
          <li key={KeyId + Event}>
            <Link to={`/keys/${KeyId}${tabs[Event] ?? ''}`}>{Alias}</Link>
            <Status tone={Event === 'Rotation' ? 'good' : Time < near ? 'bad' : 'wait'}>{t(`overview.what.${Event as 'Rotation'}`)}</Status>
            <time dateTime={new Date(Time * 1000).toISOString()} className="muted">{date(Time)} ({distance(Time)})</time>
          </li>
        ))}
      </ul>
      {total > shown && <p className="muted">{t('overview.moreDue', { n: total - shown })}</p>}
    </>
  )
}
