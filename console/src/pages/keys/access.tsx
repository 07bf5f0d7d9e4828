import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata, PrincipalAccess } from '../../api/types'
import { actionsOf, managing } from '../../lib/actions'
import { Button } from '../../ui/button'
import { Empty, Notice } from '../../ui/feedback'
import { Status } from '../../ui/key'
import { Card } from '../../ui/page'
import { Table, type Column } from '../../ui/table'

/** Access lists who may use or manage a key, and what each of them may do. */
export default function Access({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const using = actionsOf(data.KeyUsage)
  const list = useInfiniteQuery({
    queryKey: ['keys', 'access', data.KeyId],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call('ListPrincipalsForResource', {
      Resource: data.KeyId, ActionNames: [...using, ...managing].map((name) => `kms:${name}`), ...(pageParam ? { Marker: pageParam } : {}),
    }, signal),
    getNextPageParam: ({ Marker }) => Marker || undefined,
  })
  const rows = list.data?.pages.flatMap(({ Principals }) => Principals)
  const columns: Column<PrincipalAccess>[] = [
    { id: 'who', title: t('keyAccess.who'), width: '26%', wide: true, cell: (row) => <Who row={row} /> },
    { id: 'use', title: t('keyAccess.use'), width: '34%', cell: (row) => <Actions row={row} of={using} /> },
    { id: 'manage', title: t('keyAccess.manage'), width: '40%', cell: (row) => <Actions row={row} of={managing} /> },
  ]
  return (
    <Card title={t('keyAccess.title')}>
      <p className="muted">{t('keyAccess.text')}</p>
      <Table caption={t('keyAccess.title')} columns={columns} rows={rows} rowKey={({ PrincipalType, PrincipalId }) => PrincipalType + PrincipalId}
        error={list.error} retry={() => void list.refetch()} empty={<Empty title={t('keyAccess.none')} />} />
      {list.hasNextPage && <div><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('keyAccess.more')}</Button></div>}
      <Notice>{t('keyAccess.note')}</Notice>
    </Card>
  )
}

function Who({ row }: { row: PrincipalAccess }) {
  const { t } = useTranslation()
  const can = useCan()
  const { PrincipalName: name, PrincipalType: type } = row
  const to = type === 'user' && can('ListUsers') ? `/access?tab=users&open=${encodeURIComponent(name)}`
    : type === 'role' && can('DescribeRoleList') ? `/access?tab=roles&open=${encodeURIComponent(name)}` : undefined
  return (
    <>
      {to ? <Link className="cell-main" to={to}>{name}</Link> : <span className="cell-main">{name}</span>}
      <span className="cell-sub">{t(`keyAccess.type.${type as 'user'}`)} {row.PrincipalId}</span>
    </>
  )
}

function Actions({ row, of }: { row: PrincipalAccess; of: readonly string[] }) {
  const { t } = useTranslation()
  const may = of.filter((name) => row.ActionNames.includes(`kms:${name}`))
  if (may.length === of.length) return <Status tone="good">{t('keyAccess.everything')}</Status>
  if (may.length === 0) return <span className="muted">–</span>
  return <span className="wrap">{may.map((name) => <code key={name} className="action-name">{name}</code>)}</span>
}
