import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../api/call'
import { useCan } from '../api/session'
import type { DataKeyMetadata, ListDataKeyDetailRequest } from '../api/types'
import { rowsOf, useFilters, useFromList } from '../lib/filters'
import { bytes, dateTime } from '../lib/format'
import { Button, Copy, IconButton, LinkButton } from '../ui/button'
import { Select } from '../ui/controls'
import { Empty } from '../ui/feedback'
import { AddIcon, RefreshIcon } from '../ui/icons'
import { StateTag } from '../ui/key'
import { Card, Page } from '../ui/page'
import { ListPages } from '../ui/paged'
import { Search } from '../ui/search'
import { Beyond, Table, type Column } from '../ui/table'
import { ImportDataKey } from './datakeys/import'

const defaults = { q: '', state: '0', origin: 'ALL', key: '', order: '0', page: '1', size: '20' }

function requestOf(f: typeof defaults): ListDataKeyDetailRequest {
  return {
    ...rowsOf(f), OrderType: Number(f.order) || 0,
    KeyState: Number(f.state) || 0, Origin: f.origin, SearchKeyAlias: f.q, ...(f.key ? { KeyId: f.key } : {}),
  }
}

/** The data keys that the server keeps. */
export default function DataKeys() {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const [filters, set] = useFilters(defaults)
  const [importing, setImporting] = useState(false)
  const request = requestOf(filters)
  const list = useQuery({
    queryKey: ['datakeys', request],
    queryFn: ({ signal }) => call('ListDataKeyDetail', request, signal),
    placeholderData: keepPreviousData,
  })
  const filtered = filters.q !== '' || filters.state !== '0' || filters.origin !== 'ALL' || filters.key !== ''
  const columns = useColumns(filters.order, (order) => set({ order }))
  const make = can('GenerateDataKey') && <LinkButton to="/tool?mode=datakey" icon={<AddIcon />}>{t('dataKeys.create')}</LinkButton>
  return (
    <Page title={t('nav.dataKeys')} actions={<>{can('ImportDataKey') && <Button onClick={() => setImporting(true)}>{t('dataKeys.import')}</Button>}{make}</>}>
      <p className="muted">{t('dataKeys.text')}</p>
      <Card>
        <Filters filters={filters} set={set} filtered={filtered}>
          <IconButton label={t('common.refresh')} onClick={() => void list.refetch()}><RefreshIcon /></IconButton>
        </Filters>
        <Table caption={t('nav.dataKeys')} columns={columns} rows={list.data?.DataKeyMetadatas} rowKey={(row) => row.DataKeyId}
          error={list.error} retry={() => void list.refetch()} busy={list.isPlaceholderData}
          empty={(list.data?.TotalCount ?? 0) > 0 ? <Beyond onFirst={() => set({ page: '1' })} /> : filtered ? <Empty title={t('dataKeys.noMatch')} action={<Button onClick={() => set(defaults)}>{t('keys.clearFilters')}</Button>} />
            : <Empty title={t('dataKeys.none')} action={make}>{t('dataKeys.noneText')}</Empty>} />
        <ListPages total={list.data?.TotalCount} filters={filters} set={set} sized />
      </Card>
      {importing && <ImportDataKey onClose={() => setImporting(false)} done={() => client.invalidateQueries({ queryKey: ['datakeys'] })} />}
    </Page>
  )
}

function useColumns(order: string, setOrder: (order: string) => void): Column<DataKeyMetadata>[] {
  const { t } = useTranslation()
  const from = useFromList()
  return [
    {
      id: 'name', title: t('dataKeys.name'), width: '36%', wide: true,
      cell: (row) => (
        <>
          <Link className="cell-main" to={`/data-keys/${row.DataKeyId}`} state={from}>{row.DataKeyName}</Link>
          <span className="cell-sub"><code>{row.DataKeyId}</code> <Copy text={row.DataKeyId} label={t('keys.copyId', { name: row.DataKeyName })} /></span>
        </>
      ),
    },
    { id: 'state', title: t('keys.state'), width: '16%', cell: (row) => <StateTag state={row.KeyState} /> },
    {
      id: 'key', title: t('dataKeys.key'), width: '20%',
      cell: (row) => <Link to={`/keys/${row.KeyId}`}>{row.KeyName}</Link>,
    },
    { id: 'size', title: t('dataKeys.size'), width: '11%', end: true, cell: (row) => bytes(row.NumberOfBytes) },
    {
      id: 'created', title: t('keys.created'), width: '17%', cell: (row) => dateTime(row.CreateTime).slice(0, 16),
      sort: { descending: order !== '1', toggle: () => setOrder(order === '1' ? '0' : '1') },
    },
  ]
}

interface FiltersProps {
  filters: typeof defaults
  set: (changes: Partial<typeof defaults>) => void
  filtered: boolean
  children: ReactNode
}

function Filters({ filters, set, filtered, children }: FiltersProps) {
  const { t } = useTranslation()
  const states = [
    { value: '0', label: t('keys.allStates') }, { value: '1', label: t('state.Enabled') },
    { value: '2', label: t('state.Disabled') }, { value: '3', label: t('state.PendingDelete') },
  ]
  const origins = [
    { value: 'ALL', label: t('keys.allOrigins') }, { value: 'TENCENT_KMS', label: t('origin.TENCENT_KMS') }, { value: 'EXTERNAL', label: t('origin.EXTERNAL') },
  ]
  return (
    <div className="filters" role="search">
      <Search label={t('dataKeys.search')} value={filters.q} onChange={(q) => set({ q })} />
      <Select aria-label={t('keys.state')} value={filters.state} onChange={(state) => set({ state })} options={states} />
      <Select aria-label={t('keys.origin')} value={filters.origin} onChange={(origin) => set({ origin })} options={origins} />
      {filtered && <Button variant="text" onClick={() => set(defaults)}>{t('keys.clearFilters')}</Button>}
      <span className="spring" />
      {children}
    </div>
  )
}
