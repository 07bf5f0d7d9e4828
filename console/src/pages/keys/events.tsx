import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Event, KeyMetadata } from '../../api/types'
import { detailOf, look } from '../../lib/events'
import { dateTime } from '../../lib/format'
import { useUserName } from '../../lib/names'
import { Empty } from '../../ui/feedback'
import { Card } from '../../ui/page'
import { Table, type Column } from '../../ui/table'

const span = 30 * 86400

/** Events are the newest calls that were about a key. */
export default function Events({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const userName = useUserName()
  const all = `/audit?period=30d&key=${data.KeyId}`
  const list = useQuery({
    queryKey: ['events', 'key', data.KeyId],
    queryFn: ({ signal }) => {
      const now = Math.floor(Date.now() / 1000)
      return look({ from: now - span, to: now, where: [{ AttributeKey: 'ResourceName', AttributeValue: data.KeyId }] }, '', 20, 4, signal)
    },
  })
  const columns: Column<Event>[] = [
    { id: 'action', title: t('events.action'), width: '28%', wide: true, cell: (event) => <Link to={`${all}&event=${event.EventId}`}>{event.EventName}</Link> },
    { id: 'result', title: t('events.result'), width: '26%', cell: (event) => {
      const code = detailOf(event).apiErrorCode
      return <span className={`state ${event.ErrorCode === 0 ? 'state-ok' : 'state-bad'}`} title={code}>{event.ErrorCode === 0 ? t('events.ok') : code ?? t('events.failed')}</span>
    } },
    { id: 'user', title: t('events.user'), width: '14%', cell: (event) => userName(event.Username) },
    { id: 'source', title: t('events.source'), width: '14%', cell: (event) => event.SourceIPAddress },
    { id: 'time', title: t('events.time'), width: '18%', cell: (event) => dateTime(Number(event.EventTime)) },
  ]
  return (
    <Card title={t('events.title')} actions={<Link to={all}>{t('events.all')}</Link>}>
      <p className="muted">{t('events.text')}</p>
      <Table caption={t('events.title')} columns={columns} rows={list.data?.events} rowKey={(event) => event.EventId}
        error={list.error} retry={() => void list.refetch()} empty={<Empty title={t('events.none')} />} />
    </Card>
  )
}
