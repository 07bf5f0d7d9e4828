import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { call } from '../api/call'
import { useCan } from '../api/session'
import type { WhiteboxKeyInfo } from '../api/types'
import { rowsOf, useFilters, useFromList } from '../lib/filters'
import { dateTime } from '../lib/format'
import { aliasForm } from '../lib/keys'
import { Button, Copy, IconButton } from '../ui/button'
import { Choices, Field, Input, Select, Textarea } from '../ui/controls'
import { Confirm } from '../ui/dialog'
import { Empty, ErrorBox, Notice } from '../ui/feedback'
import { AddIcon, RefreshIcon } from '../ui/icons'
import { StateTag } from '../ui/key'
import { Card, Page } from '../ui/page'
import { ListPages } from '../ui/paged'
import { Beyond, Table, type Column } from '../ui/table'

const defaults = { state: '-1', page: '1', size: '20' }

/** The white-box keys of this region. */
export default function WhiteBoxKeys() {
  const { t } = useTranslation()
  const can = useCan()
  const [making, setMaking] = useState(false)
  const status = useQuery({
    queryKey: ['whitebox', 'status'], queryFn: () => call('DescribeWhiteBoxServiceStatus', {}), enabled: can('DescribeWhiteBoxServiceStatus'),
  })
  const off = status.data?.ServiceEnabled === false
  const make = can('CreateWhiteBoxKey') && !off && <Button theme="primary" icon={<AddIcon />} onClick={() => setMaking(true)}>{t('whiteBox.create')}</Button>
  return (
    <Page title={t('nav.whiteBox')} actions={make}>
      <p className="muted">{t('whiteBox.text')}</p>
      <Card>
        {status.error && <ErrorBox error={status.error} />}
        {off ? <Empty title={t('whiteBox.off')}>{t('whiteBox.offText')}</Empty> : <List create={make} />}
      </Card>
      {making && <Create onClose={() => setMaking(false)} />}
    </Page>
  )
}

function List({ create }: { create: ReactNode }) {
  const { t } = useTranslation()
  const [filters, set] = useFilters(defaults)
  const columns = useColumns()
  const request = { ...rowsOf(filters), ...(filters.state === '-1' ? {} : { KeyStatus: Number(filters.state) }) }
  const list = useQuery({ queryKey: ['whitebox', request], queryFn: ({ signal }) => call('DescribeWhiteBoxKeyDetails', request, signal) })
  const total = list.data?.TotalCount ?? 0
  return (
    <>
      <div className="filters">
        <Select aria-label={t('keys.state')} value={filters.state} onChange={(state) => set({ state })} options={[
          { value: '-1', label: t('keys.allStates') }, { value: '1', label: t('state.Enabled') }, { value: '0', label: t('state.Disabled') }]} />
        <span className="spring" />
        <IconButton label={t('common.refresh')} onClick={() => void list.refetch()}><RefreshIcon /></IconButton>
      </div>
      <Table caption={t('nav.whiteBox')} columns={columns} rows={list.data?.KeyInfos} rowKey={(row) => row.KeyId} error={list.error} retry={() => void list.refetch()}
        empty={total > 0 ? <Beyond onFirst={() => set({ page: '1' })} />
          : filters.state !== '-1' ? <Empty title={t('keys.noMatch')} /> : <Empty title={t('whiteBox.none')} action={create}>{t('whiteBox.noneText')}</Empty>} />
      <ListPages total={total} filters={filters} set={set} />
    </>
  )
}

function useColumns(): Column<WhiteboxKeyInfo>[] {
  const { t } = useTranslation()
  const from = useFromList()
  return [
    {
      id: 'name', title: t('keys.name'), width: '40%', wide: true,
      cell: (row) => (
        <>
          <Link className="cell-main" to={`/white-box/${row.KeyId}`} state={from}>{row.Alias}</Link>
          <span className="cell-sub"><code>{row.KeyId}</code> <Copy text={row.KeyId} label={t('keys.copyId', { name: row.Alias })} /></span>
        </>
      ),
    },
    { id: 'state', title: t('keys.state'), width: '15%', cell: (row) => <StateTag state={row.Status} /> },
    { id: 'algorithm', title: t('create.algorithm'), width: '14%', cell: (row) => row.Algorithm.replace('_', '-') },
    { id: 'bound', title: t('whiteBox.devices'), width: '14%', cell: (row) => t(row.DeviceFingerprintBind ? 'whiteBox.bound' : 'whiteBox.unbound') },
    { id: 'created', title: t('keys.created'), width: '17%', cell: (row) => dateTime(row.CreateTime).slice(0, 16) },
  ]
}

function Create({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [alias, setAlias] = useState('')
  const [algorithm, setAlgorithm] = useState<'AES_256' | 'SM4'>('AES_256')
  const [description, setDescription] = useState('')
  const bad = alias !== '' && !aliasForm.test(alias)
  async function act() {
    const made = await call('CreateWhiteBoxKey', { Alias: alias, Algorithm: algorithm, Description: description })
    await client.invalidateQueries({ queryKey: ['whitebox'] })
    void navigate(`/white-box/${made.KeyId}`)
  }
  return (
    <Confirm title={t('whiteBox.create')} confirm={t('create.submit')} ready={alias !== '' && !bad} act={act} onClose={onClose}>
      <Field label={t('create.alias')} hint={t('create.aliasRule')} error={bad && t('create.aliasRule')}>
        {(props) => <Input {...props} autoFocus maxLength={60} value={alias} onChange={setAlias} />}
      </Field>
      <Choices compact legend={t('create.algorithm')} value={algorithm} onChange={setAlgorithm} options={[{ value: 'AES_256', label: 'AES-256' }, { value: 'SM4', label: 'SM4' }]} />
      <Field label={t('create.description')} optional>
        {(props) => <Textarea {...props} rows={2} maxLength={1024} value={description} onChange={setDescription} />}
      </Field>
      <Notice>{t('whiteBox.slow')}</Notice>
    </Confirm>
  )
}
