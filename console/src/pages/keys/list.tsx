import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/call'
import { currentRegion } from '../../api/region'
import { useCan, useSession } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { useFilters, useFromList } from '../../lib/filters'
import { dateTime } from '../../lib/format'
import { resourceName, usageOf } from '../../lib/keys'
import { Button, Copy, LinkButton } from '../../ui/button'
import { Empty } from '../../ui/feedback'
import { AddIcon } from '../../ui/icons'
import { StateTag, useUsageName } from '../../ui/key'
import { Card, Page } from '../../ui/page'
import { ListPages } from '../../ui/paged'
import { useDecisions } from '../../ui/permissions'
import { Beyond, Table, type Column } from '../../ui/table'
import { Batch } from './list/batch'
import { Filters, defaults, none, requestOf, type KeyFilters } from './list/filters'

export default function KeyList() {
  const { t } = useTranslation()
  const can = useCan()
  const [filters, set] = useFilters(defaults)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const request = requestOf(filters)
  const list = useQuery({
    queryKey: ['keys', request],
    queryFn: ({ signal }) => call('ListKeyDetail', request, signal),
    placeholderData: keepPreviousData,
    enabled: can('ListKeyDetail'),
  })
  const rows = can('ListKeyDetail') ? list.data?.KeyMetadatas : []
  const changeable = useChangeable(rows)
  const filtered = Object.keys(none).some((name) => filters[name as keyof typeof none] !== none[name as keyof typeof none])
  const columns = useColumns(filters, set)
  const create = can('CreateKey') && <LinkButton to="/keys/create" icon={<AddIcon />}>{t('keys.create')}</LinkButton>
  const total = list.data?.TotalCount ?? 0
  return (
    <Page title={t('nav.keys')} actions={create}>
      <Card>
        {can('ListKeyDetail') && <Filters filters={filters} set={set} filtered={filtered} refresh={() => void list.refetch()} />}
        {selected.size > 0 && <Batch selected={selected} clear={() => setSelected(new Set())} />}
        <Table caption={t('nav.keys')} columns={columns} rows={rows} rowKey={(key) => key.KeyId} rowName={(key) => key.Alias}
          error={list.error} retry={() => void list.refetch()} busy={list.isPlaceholderData}
          selected={selected} onSelect={can('EnableKeys') || can('DisableKeys') ? setSelected : undefined} selectable={changeable}
          empty={total > 0 ? <Beyond onFirst={() => set({ page: '1' })} /> : <Nothing filtered={filtered} clear={() => set(none)} create={create} />} />
        <ListPages total={total} filters={filters} set={set} sized />
      </Card>
    </Page>
  )
}

/** Nothing says why there are no keys, and what to do. */
function Nothing({ filtered, clear, create }: { filtered: boolean; clear: () => void; create: ReactNode }) {
  const { t } = useTranslation()
  const can = useCan()
  if (!can('ListKeyDetail')) return <Empty title={t('keys.mayNotList')} action={create}>{t('keys.mayNotListText')}</Empty>
  if (filtered) return <Empty title={t('keys.noMatch')} action={<Button onClick={clear}>{t('keys.clearFilters')}</Button>} />
  return <Empty title={t('keys.none')} action={create}>{t('keys.noneText')}</Empty>
}

/** useChangeable tells of a row whether it can be enabled or disabled, and may be by who is signed in. */
function useChangeable(rows: KeyMetadata[] | undefined): (key: KeyMetadata) => boolean {
  const { Account, Principal } = useSession()
  const names = rows?.map(({ ResourceId }) => resourceName(Account.Uin, currentRegion(), ResourceId)) ?? []
  const { data } = useDecisions(['EnableKeys', 'DisableKeys'], names)
  return (key) => {
    if (key.Owner !== 'user' || !['Enabled', 'Disabled', 'Archived'].includes(key.KeyState)) return false
    if (Principal.Kind === 'root') return true
    const at = rows?.indexOf(key) ?? -1
    return data?.Allowed.some((decisions) => decisions[at] === true) ?? false
  }
}

function useColumns(filters: KeyFilters, set: (changes: Partial<KeyFilters>) => void): Column<KeyMetadata>[] {
  const { t } = useTranslation()
  const usageName = useUsageName()
  const from = useFromList()
  return [
    {
      id: 'name', title: t('keys.name'), width: '36%', wide: true,
      cell: (key) => (
        <>
          <Link className="cell-main" to={`/keys/${key.KeyId}`} state={from}>{key.Alias}</Link>
          <span className="cell-sub"><code>{key.KeyId}</code> <Copy text={key.KeyId} label={t('keys.copyId', { name: key.Alias })} /></span>
        </>
      ),
    },
    { id: 'state', title: t('keys.state'), width: '15%', cell: (key) => <StateTag state={key.KeyState} /> },
    {
      id: 'usage', title: t('keys.usage'), width: '20%',
      cell: (key) => (
        <>
          {usageName(key.KeyUsage)}
          <span className="cell-sub">{t(`origin.${key.Origin as 'EXTERNAL'}`, key.Origin)}</span>
        </>
      ),
    },
    {
      id: 'created', title: t('keys.created'), width: '17%', cell: (key) => dateTime(key.CreateTime).slice(0, 16),
      sort: { descending: filters.order !== '1', toggle: () => set({ order: filters.order === '1' ? '0' : '1' }) },
    },
    {
      id: 'actions', title: t('keys.actions'), width: '12%',
      cell: (key) => usageOf(key.KeyUsage) && key.KeyState === 'Enabled'
        ? <Link to={`/tool?key=${key.KeyId}`} aria-label={t('keys.toolFor', { name: key.Alias })}>{t('nav.tool')}</Link>
        : <Link to={`/keys/${key.KeyId}`} state={from} aria-label={t('keys.detailsOf', { name: key.Alias })}>{t('keys.details')}</Link>,
    },
  ]
}
