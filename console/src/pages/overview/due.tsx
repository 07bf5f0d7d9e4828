import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { KeyMetadata } from '../../api/types'
import { date, distance } from '../../lib/format'
import { Empty } from '../../ui/feedback'

const shown = 8
const soon = 30 * 24 * 3600

/** Due lists what will happen to keys, the next first: deletion, expiry of material, rotation. */
export function Due({ keys }: { keys: KeyMetadata[] }) {
  const { t } = useTranslation()
  const due = keys.flatMap((key) => [
    ...(key.KeyState === 'PendingDelete' ? [{ key, what: 'deletion' as const, at: key.DeletionDate }] : []),
    ...(key.Origin === 'EXTERNAL' && key.ValidTo > 0 ? [{ key, what: 'expiry' as const, at: key.ValidTo }] : []),
    ...(key.KeyRotationEnabled && key.KeyState === 'Enabled' ? [{ key, what: 'rotation' as const, at: key.NextRotateTime }] : []),
  ]).sort((a, b) => a.at - b.at)
  if (due.length === 0) return <Empty title={t('overview.nothingDue')}>{t('overview.nothingDueText')}</Empty>
  const near = Date.now() / 1000 + soon
  return (
    <>
      <ul className="due">
        {due.slice(0, shown).map(({ key, what, at }) => (
          <li key={key.KeyId + what}>
            <Link to={`/keys/${key.KeyId}${what === 'rotation' ? '?tab=rotation' : what === 'expiry' ? '?tab=import' : ''}`}>{key.Alias}</Link>
            <span className={`state ${what === 'rotation' ? 'state-ok' : at < near ? 'state-bad' : 'state-wait'}`}>{t(`overview.what.${what}`)}</span>
            <time dateTime={new Date(at * 1000).toISOString()} className="muted">{date(at)}, {distance(at)}</time>
          </li>
        ))}
      </ul>
      {due.length > shown && <p className="muted">{t('overview.moreDue', { n: due.length - shown })}</p>}
    </>
  )
}
