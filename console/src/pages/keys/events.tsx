import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Event, KeyMetadata } from '../../api/types'
import { detailOf, look } from '../../lib/events'
import { useFilters } from '../../lib/filters'
import { dateTime } from '../../lib/format'
import { useUserName } from '../../lib/principals'
import { Breakable } from '../../ui/breakable'
import { Choices } from '../../ui/controls'
import { Empty } from '../../ui/feedback'
import { Card } from '../../ui/page'
import { Table, type Column } from '../../ui/table'
import { Status } from '../../ui/key'

const span = 30 * 86400

/** Actions that only look, as the console does all the time. */
const looks = /^(Describe|List|LookUp|Simulate|GetKeyRotationStatus|GetPublicKey)/

/** Events are the newest calls that were about a key. */
export default function Events({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const userName = useUserName()
  const all = `/audit?period=30d&key=${data.KeyId}`
  const [{ reads }, set] = useFilters({ reads: '' })
  const list = useQuery({
    queryKey: ['events', 'key', data.KeyId, reads],
    queryFn: ({ signal }) => {
      const now = Math.floor(Date.now() / 1000)
      const where = [{ AttributeKey: 'ResourceName', AttributeValue: data.KeyId }]
      return look({ from: now - span, to: now, where, ...(reads ? {} : { keep: (event) => !looks.test(event.EventName) }) }, '', 20, 10, signal)
    },
  })
  const columns: Column<Event>[] = [
    { id: 'action', title: t('events.action'), width: '28%', wide: true, cell: (event) => <Link to={`${all}&event=${event.EventId}`}><Breakable name={event.EventName} /></Link> },
    { id: 'result', title: t('events.result'), width: '26%', cell: (event) => {
      const code = detailOf(event).apiErrorCode
      return <Status long tone={event.ErrorCode === 0 ? 'good' : 'bad'} {...(code ? { title: code } : {})}>{event.ErrorCode === 0 ? t('events.ok') : <Breakable name={code ?? t('events.failed')} />}</Status>
    } },
    { id: 'user', title: t('events.user'), width: '14%', cell: (event) => userName(event.Username) },
    { id: 'source', title: t('events.source'), width: '14%', cell: (event) => event.SourceIPAddress },
    { id: 'time', title: t('events.time'), width: '18%', cell: (event) => dateTime(Number(event.EventTime)) },
  ]
  return (
    <Card title={t('events.title')} actions={<Link to={all}>{t('events.all')}</Link>}>
      <p className="muted">{t('events.text')}</p>
      <Choices compact hideLegend legend={t('events.which')} value={reads ? 'all' : 'some'} onChange={(value) => set({ reads: value === 'all' ? '1' : '' })}
        options={[{ value: 'some', label: t('events.usesAndChanges') }, { value: 'all', label: t('events.everything') }]} />
      <Table caption={t('events.title')} columns={columns} rows={list.data?.events} rowKey={(event) => event.EventId}
        error={list.error} retry={() => void list.refetch()} empty={<Empty title={t('events.none')} />} />
    </Card>
  )
}
