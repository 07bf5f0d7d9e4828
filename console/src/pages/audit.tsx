import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '../api/session'
import type { Event } from '../api/types'
import { save } from '../lib/bytes'
import { detailOf, eventsToCSV, eventsToJSON, keyForm, look, resourceOf } from '../lib/events'
import { useFilters } from '../lib/filters'
import { dateTime, number } from '../lib/format'
import { useKeyName, useUserName } from '../lib/names'
import { Button, IconButton } from '../ui/button'
import { Empty, ErrorBox } from '../ui/feedback'
import { DownloadIcon, RefreshIcon } from '../ui/icons'
import { Card, Page } from '../ui/page'
import { Table, type Column } from '../ui/table'
import './admin.css'
import { EventDialog } from './audit/event'
import { Filters } from './audit/filters'
import { defaults, searchOf, type AuditFilters } from './audit/search'

const onPage = 20
const requests = 10

export default function Audit() {
  const { t } = useTranslation()
  const [all, set] = useFilters({ ...defaults, event: '' })
  const { event: opened, ...filters } = all
  const list = useInfiniteQuery({
    queryKey: ['events', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => look(searchOf(filters), pageParam, onPage, requests, signal),
    getNextPageParam: ({ next }) => next || undefined,
    staleTime: 30_000,
  })
  const events = list.data?.pages.flatMap((page) => page.events)
  const filtered = Object.keys(defaults).some((name) => filters[name as keyof AuditFilters] !== defaults[name as keyof AuditFilters])
  const columns = useColumns((event) => set({ event: event.EventId }, { push: true }))
  const name = () => `audit-${dateTime(Date.now() / 1000).replace(/[: ]/g, '-')}`
  return (
    <Page title={t('nav.audit')} actions={
      <>
        <Button icon={<DownloadIcon />} disabled={!events?.length}
          onClick={() => save(`${name()}.json`, eventsToJSON(events ?? []), 'application/json')}>{t('audit.json')}</Button>
        <Button icon={<DownloadIcon />} disabled={!events?.length}
          onClick={() => save(`${name()}.csv`, eventsToCSV(events ?? []), 'text/csv')}>{t('audit.csv')}</Button>
        <IconButton label={t('common.refresh')} onClick={() => void list.refetch()}><RefreshIcon /></IconButton>
      </>
    }>
      <Card>
        <Filters key={JSON.stringify(filters)} filters={filters} set={set} filtered={filtered} />
        {list.error && events && <ErrorBox error={list.error} retry={() => void list.refetch()} />}
        <Table
          caption={t('nav.audit')}
          columns={columns}
          rows={events}
          bones={8}
          busy={list.isFetching && !list.isFetchingNextPage}
          rowKey={(event) => event.EventId}
          error={list.error}
          retry={() => void list.refetch()}
          empty={list.hasNextPage
            ? <Empty title={t('audit.sofar')}>{t('audit.sofarText')}</Empty>
            : <Empty title={t('audit.none')} action={filtered && <Button onClick={() => set(defaults)}>{t('audit.clear')}</Button>}>{t('audit.noneText')}</Empty>}
        />
        {events && (events.length > 0 || list.hasNextPage) && (
          <div className="pages">
            <span className="muted" role="status">{t('audit.shown', { n: number(events.length) })}</span>
            {list.hasNextPage
              ? <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t(events.length ? 'audit.more' : 'audit.goOn')}</Button>
              : <span className="muted">{t('audit.over')}</span>}
          </div>
        )}
      </Card>
      {opened && <EventDialog id={opened} known={events?.find(({ EventId }) => EventId === opened)} onClose={() => set({ event: '' })}
        only={(changes) => set({ ...changes, event: '' }, { push: true })} />}
    </Page>
  )
}

function useColumns(open: (event: Event) => void): Column<Event>[] {
  const { t } = useTranslation()
  const can = useCan()
  const keyName = useKeyName()
  const userName = useUserName()
  return [
    { id: 'time', title: t('audit.time'), width: '18%', cell: (event) => <span className="nowrap">{dateTime(Number(event.EventTime))}</span> },
    {
      id: 'action', title: t('audit.action'), width: '17%', cell: (event) => (
        <button type="button" className="link-button" aria-label={t('audit.open', { action: event.EventName, id: event.EventId })} onClick={() => open(event)}>
          {event.EventName}
        </button>
      ),
    },
    {
      id: 'resource', title: t('audit.resource'), width: '28%', cell: (event) => {
        const id = resourceOf(event)
        if (!id) return '–'
        const name = keyForm.test(id) && can('ListKeyDetail') ? keyName(id) : undefined
        return name ? <><span className="cell-main">{name}</span><span className="cell-sub">{id}</span></> : <code>{id}</code>
      },
    },
    { id: 'user', title: t('audit.user'), width: '10%', cell: (event) => (event.Username ? userName(event.Username) : t('audit.server')) },
    { id: 'source', title: t('audit.address'), width: '11%', cell: (event) => event.SourceIPAddress || '–' },
    { id: 'result', title: t('audit.result'), width: '16%', cell: (event) => <Result event={event} /> },
  ]
}

export function Result({ event }: { event: Event }) {
  const { t } = useTranslation()
  if (!event.ErrorCode) return <span className="state state-ok">{t('audit.good')}</span>
  return <span className="state state-bad state-wrap">{breakable(detailOf(event).apiErrorCode) || t('audit.results.bad')}</span>
}

/** A code may break behind its dots. */
const breakable = (code = '') => code.replaceAll('.', '.\u200b')
