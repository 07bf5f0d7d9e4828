import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, failure } from '../api/call'
import { useCan } from '../api/session'
import type { DescribeKeyStatisticsResponse } from '../api/types'
import { number } from '../lib/format'
import { states, usages } from '../lib/keys'
import { IconButton, LinkButton } from '../ui/button'
import { Bones, Empty, ErrorBox } from '../ui/feedback'
import { AddIcon, RefreshIcon } from '../ui/icons'
import { useUsageName } from '../ui/key'
import { Card, Page } from '../ui/page'
import { Link } from 'react-router'
import { Bars } from './overview/bars'
import { CallStatistics } from './overview/calls'
import { Due } from './overview/due'
import './overview/overview.css'

export default function Overview() {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const nothing = !can('DescribeKeyStatistics') && !can('DescribeCallStatistics')
  return (
    <Page title={t('nav.overview')} actions={
      <IconButton label={t('common.refresh')} onClick={() => void client.invalidateQueries({ queryKey: ['statistics'] })}><RefreshIcon /></IconButton>
    }>
      {can('DescribeKeyStatistics') && <Keys />}
      {can('DescribeCallStatistics') && <CallStatistics />}
      {nothing && <Card><Empty title={t('overview.mayNot')}>{t('overview.mayNotText')}</Empty></Card>}
    </Page>
  )
}

/** Keys counts the keys of this region, and lists what will happen to them. */
function Keys() {
  const { t } = useTranslation()
  const can = useCan()
  const keys = useQuery({ queryKey: ['statistics', 'keys'], queryFn: ({ signal }) => call('DescribeKeyStatistics', {}, signal) })
  if (failure(keys)) return <ErrorBox error={keys.error} retry={() => void keys.refetch()} />
  if (keys.data?.Total === 0) {
    return (
      <Card>
        <Empty title={t('keys.none')} action={can('CreateKey') && <LinkButton to="/keys/create" icon={<AddIcon />}>{t('keys.create')}</LinkButton>}>{t('keys.noneText')}</Empty>
      </Card>
    )
  }
  return (
    <>
      <Tiles data={keys.data} />
      <div className="grid-2">
        <Card title={t('overview.due')}>{keys.data ? <Due due={keys.data.Due} total={keys.data.TotalDue} /> : <Bones lines={5} />}</Card>
        <Card title={t('overview.byUsage')}>{keys.data ? <ByUsage data={keys.data} /> : <Bones lines={5} />}</Card>
      </div>
    </>
  )
}

function Tiles({ data }: { data: DescribeKeyStatisticsResponse | undefined }) {
  const { t } = useTranslation()
  const count = (state: string) => data?.Counts.filter(({ KeyState }) => KeyState === state).reduce((sum, { Count }) => sum + Count, 0)
  const tiles = [
    { label: t('overview.allKeys'), to: '/keys', n: data?.Total },
    ...states.map((state, i) => ({ label: t(`state.${state}`), to: `/keys?state=${i + 1}`, n: count(state) })),
  ]
  return (
    <div className="tiles" aria-busy={!data}>
      {tiles.map(({ label, to, n }) => (
        <Link key={to} to={to} className="tile">
          <span>{label}</span>
          <strong>{n === undefined ? <span className="bone tile-bone" /> : number(n)}</strong>
        </Link>
      ))}
    </div>
  )
}

function ByUsage({ data }: { data: DescribeKeyStatisticsResponse }) {
  const { t } = useTranslation()
  const usageName = useUsageName()
  const rows = usages
    .map(({ name }) => ({ label: usageName(name), to: `/keys?usage=${name}`, n: data.Counts.filter(({ KeyUsage }) => KeyUsage === name).reduce((sum, { Count }) => sum + Count, 0) }))
    .filter(({ n }) => n > 0).sort((a, b) => b.n - a.n)
  return <Bars label={t('overview.byUsage')} rows={rows} />
}
