import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '../api/session'
import type { Event } from '../api/types'
import { detailOf, keyForm, look, resourceOf } from '../lib/events'
import { useFilters } from '../lib/filters'
import { dateTime, number } from '../lib/format'
import { useKeyName } from '../lib/names'
import { useUserName } from '../lib/principals'
import { Breakable } from '../ui/breakable'
import { Button, IconButton } from '../ui/button'
import { Empty, ErrorBox } from '../ui/feedback'
import { RefreshIcon } from '../ui/icons'
import { Card, Page } from '../ui/page'
import { Table, type Column } from '../ui/table'
import { Tabs } from '../ui/tabs'
import './audit/audit.css'
import { Chain } from './audit/chain'
import { EventDialog } from './audit/event'
import { Export } from './audit/export'
import { Filters } from './audit/filters'
import { defaults, searchOf, type AuditFilters } from './audit/search'
import { Status } from '../ui/key'

const onPage = 20
const requests = 10

type Tab = 'events' | 'chain'

export default function Audit() {
  const { t } = useTranslation()
  const can = useCan()
  const [{ tab }, set] = useFilters({ tab: 'events' })
  const tabs = ([['events', can('LookUpEvents')], ['chain', can('DescribeLogStatus')]] as [Tab, boolean][])
    .filter(([, show]) => show).map(([value]) => ({ value, label: t(`audit.tab.${value}`) }))
  const current = tabs.find(({ value }) => value === tab)?.value ?? tabs[0]?.value
  if (!current) return <Page title={t('nav.audit')}><Card><Empty title={t('audit.mayNot')}>{t('audit.mayNotText')}</Empty></Card></Page>
  return (
    <Page title={t('nav.audit')}>
      <Tabs label={t('nav.audit')} value={current} tabs={tabs} onChange={(value) => set({ tab: value }, { push: true })}>
        {current === 'events' ? <Events /> : <Chain />}
      </Tabs>
    </Page>
  )
}

function Events() {
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
  return (
    <Card>
      <Filters key={JSON.stringify(filters)} filters={filters} set={set} filtered={filtered}>
        <Export filters={filters} />
        <IconButton label={t('common.refresh')} size="medium" onClick={() => void list.refetch()}><RefreshIcon /></IconButton>
      </Filters>
      {list.error && events && <ErrorBox error={list.error} retry={() => void list.refetch()} />}
      <Table caption={t('nav.audit')} columns={columns} rows={events} rowKey={(event) => event.EventId} bones={8}
        busy={list.isFetching && !list.isFetchingNextPage} error={list.error} retry={() => void list.refetch()}
        empty={list.hasNextPage
          ? <Empty title={t('audit.sofar')}>{t('audit.sofarText')}</Empty>
          : <Empty title={t('audit.none')} action={filtered && <Button onClick={() => set(defaults)}>{t('audit.clear')}</Button>}>{t('audit.noneText')}</Empty>} />
      {events && (events.length > 0 || list.hasNextPage) && (
        <More shown={events.length} over={!list.hasNextPage} busy={list.isFetchingNextPage} go={() => void list.fetchNextPage()} />
      )}
      {opened && <EventDialog id={opened} known={events?.find(({ EventId }) => EventId === opened)} onClose={() => set({ event: '' })}
        only={(changes) => set({ ...changes, event: '' }, { push: true })} />}
    </Card>
  )
}

function More({ shown, over, busy, go }: { shown: number; over: boolean; busy: boolean; go: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="pages">
      <span className="muted" role="status">{t('audit.shown', { n: number(shown) })}</span>
      {over ? <span className="muted">{t('audit.over')}</span> : <Button loading={busy} onClick={go}>{t(shown ? 'audit.more' : 'audit.goOn')}</Button>}
    </div>
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
          <Breakable name={event.EventName} />
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
  if (!event.ErrorCode) return <Status tone="good">{t('audit.good')}</Status>
  return <Status tone="bad" long><Breakable name={detailOf(event).apiErrorCode || t('audit.results.bad')} /></Status>
}
