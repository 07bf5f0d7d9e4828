import { useTranslation } from 'react-i18next'
import { useCan } from '../../api/session'
import type { DescribeKeyUsageResponse } from '../../api/types'
import { date, dateTime, distance, number } from '../../lib/format'
import { useUserName } from '../../lib/principals'
import { useKeyUsage } from '../../lib/usage'
import { Bones, ErrorBox, Notice } from '../../ui/feedback'

const most = 5

/** LastUse says how a key was used, by whom, and who would miss it. */
export function LastUse({ id }: { id: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const usage = useKeyUsage(id)
  if (!can('DescribeKeyUsage')) return <Notice>{t('lastUse.mayNot')}</Notice>
  if (usage.error) return <ErrorBox error={usage.error} retry={() => void usage.refetch()} />
  if (!usage.data) return <Bones lines={2} />
  const { Total, Refused, Since } = usage.data
  if (Total + Refused === 0) return <Notice>{t('lastUse.none', { since: date(Since) })}</Notice>
  return <Notice><Uses usage={usage.data} /></Notice>
}

function Uses({ usage }: { usage: DescribeKeyUsageResponse }) {
  const { t } = useTranslation()
  const userName = useUserName()
  const { Total, Refused, Since, Versions, Principals, TotalPrincipals } = usage
  return (
    <div className="last-use">
      {Total > 0 && (
        <p>{t('lastUse.last', {
          at: dateTime(usage.LastUsedTime), in: distance(usage.LastUsedTime), user: userName(usage.LastPrincipal), source: usage.LastSourceIP, action: usage.LastAction,
        })}</p>
      )}
      {Refused > 0 && (
        <p>{t('lastUse.refused', {
          n: number(Refused), at: dateTime(usage.LastRefusedTime), in: distance(usage.LastRefusedTime), user: userName(usage.LastRefusedPrincipal), action: usage.LastRefusedAction,
        })}</p>
      )}
      <p>{t('lastUse.total', { n: number(Total), since: date(Since) })}</p>
      {Versions.length > 0 && (
        <p>{t('lastUse.versions', {
          versions: Versions.map(({ Version, Count }) => t('lastUse.version', { version: Version, n: number(Count) })).join(t('common.comma')),
        })}</p>
      )}
      <p>{t('lastUse.breaks')}</p>
      <ul>
        {Principals.slice(0, most).map(({ Principal, Count, LastUsedTime, LastRefusedTime }) => (
          <li key={Principal}>{t('lastUse.user', { user: userName(Principal), n: number(Count), in: distance(Math.max(LastUsedTime, LastRefusedTime)) })}</li>
        ))}
        {TotalPrincipals > most && <li>{t('lastUse.more', { n: number(TotalPrincipals - most) })}</li>}
      </ul>
    </div>
  )
}
