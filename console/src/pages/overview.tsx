import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCan } from '../api/session'
import type { KeyMetadata } from '../api/types'
import { look, keyUses } from '../lib/events'
import { useFilters } from '../lib/filters'
import { dateTime, number } from '../lib/format'
import { states, usages } from '../lib/keys'
import { useAllKeys, useKeyName, useUserName } from '../lib/names'
import { IconButton, Button } from '../ui/button'
import { Choices } from '../ui/controls'
import { Bones, Empty, ErrorBox, Notice } from '../ui/feedback'
import { AddIcon, RefreshIcon } from '../ui/icons'
import { useUsageName } from '../ui/key'
import { Card, Page } from '../ui/page'
import './admin.css'
import { Bars } from './overview/bars'
import { countCalls, hour, periods, type Counts, type Period } from './overview/counts'
import { Due } from './overview/due'

const Chart = lazy(() => import('./overview/chart'))

export default function Overview() {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const all = useAllKeys()
  return (
    <Page title={t('nav.overview')} actions={
      <IconButton label={t('common.refresh')} onClick={() => { void all.refetch(); void client.invalidateQueries({ queryKey: ['calls'] }) }}><RefreshIcon /></IconButton>
    }>
      {all.error && <ErrorBox error={all.error} retry={() => void all.refetch()} />}
      {can('ListKeyDetail') && !all.error && (
        all.data?.total === 0 ? <NoKeys /> : <KeyTiles keys={all.data?.keys} />
      )}
      {all.data && all.data.total > all.data.keys.length && (
        <Notice>{t('overview.someKeys', { n: number(all.data.keys.length), total: number(all.data.total) })}</Notice>
      )}
      {can('LookUpEvents') && <Calls />}
      {all.data && all.data.total > 0 && (
        <div className="grid-2">
          <Card title={t('overview.due')}><Due keys={all.data.keys} /></Card>
          <Card title={t('overview.byUsage')}><ByUsage keys={all.data.keys} /></Card>
        </div>
      )}
    </Page>
  )
}

function NoKeys() {
  const { t } = useTranslation()
  const can = useCan()
  const navigate = useNavigate()
  return (
    <Card>
      <Empty title={t('keys.none')} action={can('CreateKey') && (
        <Button theme="primary" icon={<AddIcon />} onClick={() => void navigate('/keys/create')}>{t('keys.create')}</Button>
      )}>{t('keys.noneText')}</Empty>
    </Card>
  )
}

function KeyTiles({ keys }: { keys: KeyMetadata[] | undefined }) {
  const { t } = useTranslation()
  const tiles = [
    { label: t('overview.allKeys'), to: '/keys', n: keys?.length },
    ...states.map((state, i) => ({
      label: t(`state.${state}`), to: `/keys?state=${i + 1}`, n: keys?.filter(({ KeyState }) => KeyState === state).length,
    })),
  ]
  return (
    <div className="tiles" aria-busy={!keys}>
      {tiles.map(({ label, to, n }) => (
        <Link key={to} to={to} className="tile">
          <strong>{n === undefined ? <span className="bone tile-bone" /> : number(n)}</strong>
          <span>{label}</span>
        </Link>
      ))}
    </div>
  )
}

function ByUsage({ keys }: { keys: KeyMetadata[] }) {
  const { t } = useTranslation()
  const usageName = useUsageName()
  const rows = usages
    .map(({ name }) => ({ label: usageName(name), to: `/keys?usage=${name}`, n: keys.filter(({ KeyUsage }) => KeyUsage === name).length }))
    .filter(({ n }) => n > 0).sort((a, b) => b.n - a.n)
  return <Bars label={t('overview.byUsage')} rows={rows} />
}

const most = 20 // requests, of 50 events each

function useCalls(period: Period, kind: string) {
  return useQuery({
    queryKey: ['calls', period, kind],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Counts> => {
      const to = Math.floor(Date.now() / 1000)
      const from = to - periods[period]
      const where = kind === 'use'
        ? keyUses.map((AttributeValue) => ({ AttributeKey: 'EventName', AttributeValue }))
        : [{ AttributeKey: 'ResourceType', AttributeValue: 'kms' }]
      const found = await look({ from, to, where }, '', most * 50, most, signal)
      return countCalls(found.events, from, to, found.next === '')
    },
  })
}

function Calls() {
  const { t } = useTranslation()
  const [{ period, calls }, set] = useFilters({ period: 'day', calls: 'use' })
  const chosen: Period = period in periods ? (period as Period) : 'day'
  const counts = useCalls(chosen, calls)
  const error = counts.error
  return (
    <>
      <Card title={t('overview.calls')} actions={
        <>
          <Choices compact hideLegend legend={t('overview.which')} value={calls === 'all' ? 'all' : 'use'} onChange={(value) => set({ calls: value })}
            options={[{ value: 'use', label: t('overview.use') }, { value: 'all', label: t('overview.all') }]} />
          <Choices compact hideLegend legend={t('overview.period')} value={chosen} onChange={(value) => set({ period: value })}
            options={(Object.keys(periods) as Period[]).map((value) => ({ value, label: t(`overview.periods.${value}`) }))} />
        </>
      }>
        {error ? <ErrorBox error={error} retry={() => void counts.refetch()} />
          : !counts.data ? <div className="chart"><Bones lines={5} /></div>
            : counts.data.calls === 0 ? <Empty title={t('overview.noCalls')}>{t('overview.noCallsText')}</Empty>
              : <OverTime counts={counts.data} />}
      </Card>
      {counts.data && counts.data.calls > 0 && <Tops counts={counts.data} period={chosen} />}
    </>
  )
}

function OverTime({ counts }: { counts: Counts }) {
  const { t } = useTranslation()
  const { calls, errors, from, to, complete } = counts
  const rate = `${((errors / calls) * 100).toFixed(errors && errors / calls < 0.01 ? 2 : 1)} %`
  const span = { from: dateTime(from), to: dateTime(to) }
  return (
    <>
      <p className="muted">
        {t(complete ? 'overview.shown' : 'overview.shownNewest', { ...span, n: number(calls) })}
      </p>
      <div className="figures">
        <p><strong>{number(calls)}</strong> {t('overview.calls')}</p>
        <p><strong className={errors ? 'error-text' : ''}>{number(errors)}</strong> {t('overview.errors')} ({rate})</p>
        {to - from > hour && <p><strong>{number(Math.round((calls / Math.max(1, to - from)) * hour))}</strong> {t('overview.perHour')}</p>}
      </div>
      <Suspense fallback={<div className="chart"><Bones lines={5} /></div>}>
        <Chart counts={counts} label={t('overview.chart', { ...span, calls: number(calls), errors: number(errors) })}
          names={{ good: t('overview.answered'), bad: t('overview.refused') }} />
      </Suspense>
    </>
  )
}

const auditPeriods: Record<Period, string> = { hour: '1h', day: '24h', week: '7d', month: '30d' }

function Tops({ counts, period }: { counts: Counts; period: Period }) {
  const { t } = useTranslation()
  const keyName = useKeyName()
  const userName = useUserName()
  const link = (name: string, value: string) => `/audit?period=${auditPeriods[period]}&${name}=${encodeURIComponent(value)}`
  return (
    <div className="grid-3">
      <Card title={t('overview.topKeys')}>
        <Bars label={t('overview.topKeys')} none={t('overview.noKeyCalls')}
          rows={counts.keys.map(([id, n]) => ({ label: keyName(id) ?? id, to: link('key', id), n }))} />
      </Card>
      <Card title={t('overview.topCallers')}>
        <Bars label={t('overview.topCallers')} rows={counts.callers.map(([name, n]) => ({ label: userName(name), to: link('user', name), n }))} />
      </Card>
      <Card title={t('overview.topErrors')}>
        <Bars label={t('overview.topErrors')} bad none={t('overview.noErrors')}
          rows={counts.codes.map(([code, n]) => ({ label: code, to: link('result', code), n }))} />
      </Card>
    </div>
  )
}
