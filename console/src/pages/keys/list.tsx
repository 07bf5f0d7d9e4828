import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata, ListKeyDetailRequest } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { dateTime } from '../../lib/format'
import { states, usageOf, usages } from '../../lib/keys'
import { Button, Copy, IconButton } from '../../ui/button'
import { Input, Select } from '../../ui/controls'
import { Confirm } from '../../ui/dialog'
import { Empty } from '../../ui/feedback'
import { AddIcon, RefreshIcon } from '../../ui/icons'
import { StateTag, useUsageName } from '../../ui/key'
import { Card, Page } from '../../ui/page'
import { Pages, Table, type Column } from '../../ui/table'
import { useToast } from '../../ui/toast'

const defaults = { q: '', state: '0', usage: 'ALL', origin: 'ALL', tag: '', value: '', order: '0', page: '1', size: '20' }

function requestOf(f: typeof defaults): ListKeyDetailRequest {
  const size = Number(f.size) || 20
  return {
    Offset: (Math.max(1, Number(f.page) || 1) - 1) * size,
    Limit: size,
    OrderType: Number(f.order) || 0,
    KeyState: Number(f.state) || 0,
    KeyUsage: f.usage,
    Origin: f.origin,
    SearchKeyAlias: f.q,
    ...(f.tag ? { TagFilters: [{ TagKey: f.tag, TagValue: f.value ? [f.value] : [] }] } : {}),
  }
}

export default function KeyList() {
  const { t } = useTranslation()
  const can = useCan()
  const navigate = useNavigate()
  const usageName = useUsageName()
  const [filters, setFilters] = useFilters(defaults)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const request = requestOf(filters)
  const list = useQuery({
    queryKey: ['keys', request],
    queryFn: ({ signal }) => call('ListKeyDetail', request, signal),
    placeholderData: keepPreviousData,
    enabled: can('ListKeyDetail'),
  })
  const filtered = ['q', 'state', 'usage', 'origin', 'tag', 'value'].some(
    (name) => filters[name as 'q'] !== defaults[name as 'q'])
  const batch = can('EnableKeys') || can('DisableKeys')

  const columns: Column<KeyMetadata>[] = [
    {
      id: 'name', title: t('keys.name'), width: '38%', wide: true,
      cell: (key) => (
        <>
          <Link className="cell-main" to={`/keys/${key.KeyId}`}>{key.Alias}</Link>
          <span className="cell-sub"><code>{key.KeyId}</code> <Copy text={key.KeyId} label={t('keys.copyId', { name: key.Alias })} /></span>
        </>
      ),
    },
    { id: 'state', title: t('keys.state'), width: '16%', cell: (key) => <StateTag state={key.KeyState} /> },
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
      id: 'created', title: t('keys.created'), width: '15%', cell: (key) => dateTime(key.CreateTime).slice(0, 16),
      sort: { descending: filters.order !== '1', toggle: () => setFilters({ order: filters.order === '1' ? '0' : '1' }) },
    },
    {
      id: 'actions', title: t('keys.actions'), width: '11%',
      cell: (key) => usageOf(key.KeyUsage) && key.KeyState === 'Enabled'
        ? <Link to={`/tool?key=${key.KeyId}`} aria-label={t('keys.toolFor', { name: key.Alias })}>{t('nav.tool')}</Link>
        : <Link to={`/keys/${key.KeyId}`} aria-label={t('keys.detailsOf', { name: key.Alias })}>{t('keys.details')}</Link>,
    },
  ]

  return (
    <Page
      title={t('nav.keys')}
      actions={can('CreateKey') && (
        <Button theme="primary" icon={<AddIcon />} onClick={() => void navigate('/keys/create')}>{t('keys.create')}</Button>
      )}
    >
      <Card>
        <Filters filters={filters} set={setFilters} filtered={filtered} refresh={() => void list.refetch()} />
        {batch && selected.size > 0 && <Batch selected={selected} clear={() => setSelected(new Set())} />}
        <Table
          caption={t('nav.keys')}
          columns={columns}
          rows={can('ListKeyDetail') ? list.data?.KeyMetadatas : []}
          rowKey={(key) => key.KeyId}
          rowName={(key) => key.Alias}
          error={list.error}
          retry={() => void list.refetch()}
          busy={list.isPlaceholderData}
          selected={selected}
          onSelect={batch ? setSelected : undefined}
          empty={filtered ? (
            <Empty title={t('keys.noMatch')} action={
              <Button onClick={() => setFilters({ q: '', state: '0', usage: 'ALL', origin: 'ALL', tag: '', value: '' })}>{t('keys.clearFilters')}</Button>
            } />
          ) : (
            <Empty title={can('ListKeyDetail') ? t('keys.none') : t('keys.mayNotList')} action={can('CreateKey') && (
              <Button theme="primary" icon={<AddIcon />} onClick={() => void navigate('/keys/create')}>{t('keys.create')}</Button>
            )}>
              {can('ListKeyDetail') ? t('keys.noneText') : t('keys.mayNotListText')}
            </Empty>
          )}
        />
        {list.data && list.data.TotalCount > 0 && (
          <Pages total={list.data.TotalCount} page={Number(filters.page) || 1} size={Number(filters.size) || 20}
            onPage={(page) => setFilters({ page: String(page) }, { push: true })}
            onSize={(size) => setFilters({ size: String(size), page: '1' })} />
        )}
      </Card>
    </Page>
  )
}

interface FiltersProps {
  filters: typeof defaults
  set: (changes: Partial<typeof defaults>) => void
  filtered: boolean
  refresh: () => void
}

function Filters({ filters, set, filtered, refresh }: FiltersProps) {
  const { t } = useTranslation()
  const usageName = useUsageName()
  const [more, setMore] = useState(filters.tag !== '')
  return (
    <div className="filters" role="search">
      <Input className="search" type="search" aria-label={t('keys.search')} placeholder={t('keys.search')}
        value={filters.q} onChange={(e) => set({ q: e.target.value })} />
      <Select aria-label={t('keys.state')} value={filters.state} onChange={(state) => set({ state })}
        options={[{ value: '0', label: t('keys.allStates') },
          ...states.map((state, i) => ({ value: String(i + 1), label: t(`state.${state}`) }))]} />
      <Select aria-label={t('keys.usage')} value={filters.usage} onChange={(usage) => set({ usage })}
        options={[{ value: 'ALL', label: t('keys.allUsages') }, ...usages.map(({ name }) => ({ value: name, label: usageName(name) }))]} />
      <Select aria-label={t('keys.origin')} value={filters.origin} onChange={(origin) => set({ origin })}
        options={[{ value: 'ALL', label: t('keys.allOrigins') },
          { value: 'TENCENT_KMS', label: t('origin.TENCENT_KMS') }, { value: 'EXTERNAL', label: t('origin.EXTERNAL') }]} />
      {more ? (
        <>
          <Input style={{ maxWidth: 130 }} aria-label={t('tags.key')} placeholder={t('tags.key')} value={filters.tag} onChange={(e) => set({ tag: e.target.value })} />
          <Input style={{ maxWidth: 130 }} aria-label={t('tags.value')} placeholder={t('tags.anyValue')} value={filters.value} onChange={(e) => set({ value: e.target.value })} />
        </>
      ) : (
        <Button variant="text" onClick={() => setMore(true)}>{t('keys.filterTag')}</Button>
      )}
      {filtered && (
        <Button variant="text" onClick={() => { setMore(false); set({ q: '', state: '0', usage: 'ALL', origin: 'ALL', tag: '', value: '' }) }}>
          {t('keys.clearFilters')}
        </Button>
      )}
      <span className="spring" />
      <IconButton label={t('common.refresh')} onClick={refresh}><RefreshIcon /></IconButton>
    </div>
  )
}

/** Batch enables or disables the keys that were chosen, all or none. */
function Batch({ selected, clear }: { selected: ReadonlySet<string>; clear: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const toast = useToast()
  const client = useQueryClient()
  const [asking, setAsking] = useState<'EnableKeys' | 'DisableKeys'>()
  const n = selected.size
  async function act() {
    if (!asking) return
    await call(asking, { KeyIds: [...selected] })
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t(asking === 'EnableKeys' ? 'keys.enabledMany' : 'keys.disabledMany', { n }))
    clear()
  }
  return (
    <div className="batch">
      <span>{t('keys.chosen', { n })}</span>
      {can('EnableKeys') && <Button size="small" onClick={() => setAsking('EnableKeys')}>{t('key.enable')}</Button>}
      {can('DisableKeys') && <Button size="small" onClick={() => setAsking('DisableKeys')}>{t('key.disable')}</Button>}
      <Button size="small" variant="text" onClick={clear}>{t('keys.chooseNone')}</Button>
      {asking && (
        <Confirm
          title={t(asking === 'EnableKeys' ? 'keys.enableMany' : 'keys.disableMany', { n })}
          confirm={t(asking === 'EnableKeys' ? 'key.enable' : 'key.disable')}
          danger={asking === 'DisableKeys'}
          act={act}
          onClose={() => setAsking(undefined)}
        >
          <p>{t(asking === 'EnableKeys' ? 'key.enableText' : 'key.disableText')}</p>
          <p className="muted">{t('keys.allOrNone')}</p>
        </Confirm>
      )}
    </div>
  )
}
