import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { DescribeCallStatisticsResponse } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { dateTime, number } from '../../lib/format'
import { useUserName } from '../../lib/principals'
import { Choices } from '../../ui/controls'
import { Bones, Empty, ErrorBox } from '../../ui/feedback'
import { Card } from '../../ui/page'
import { Bars } from './bars'

const Chart = lazy(() => import('./chart'))

/** The periods on offer in seconds, under the names that the audit page has for them. */
const periods = { '1h': 3600, '24h': 86400, '7d': 7 * 86400, '30d': 30 * 86400 } as const
type Period = keyof typeof periods

/** What stands beside the name of a key that is no key as most are. */
const kinds: Record<string, 'overview.dataKey' | 'overview.whiteBoxKey'> = { DataKey: 'overview.dataKey', WhiteBoxKey: 'overview.whiteBoxKey' }

export interface Statistics extends DescribeCallStatisticsResponse {
  EndTime: number
}

function useStatistics(period: Period, kind: string) {
  return useQuery({
    queryKey: ['statistics', 'calls', period, kind],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Statistics> => {
      const EndTime = Math.floor(Date.now() / 1000) + 1
      return { ...await call('DescribeCallStatistics', { StartTime: EndTime - periods[period], EndTime, Kind: kind }, signal), EndTime }
    },
  })
}

/** CallStatistics shows the calls of the account over time, and who and what had most of them. */
export function CallStatistics() {
  const { t } = useTranslation()
  const [{ period, calls }, set] = useFilters({ period: '24h', calls: 'use' })
  const chosen: Period = period in periods ? (period as Period) : '24h'
  const which = calls === 'all' ? 'all' : 'use'
  const { data, error, refetch, isPlaceholderData } = useStatistics(chosen, which === 'use' ? 'UseKey' : '')
  return (
    <>
      <Card title={t('overview.calls')} actions={
        <>
          <Choices compact hideLegend legend={t('overview.which')} value={which} onChange={(value) => set({ calls: value })}
            options={[{ value: 'use', label: t('overview.use') }, { value: 'all', label: t('overview.all') }]} />
          <Choices compact hideLegend legend={t('overview.period')} value={chosen} onChange={(value) => set({ period: value })}
            options={(Object.keys(periods) as Period[]).map((value) => ({ value, label: t(`overview.periods.${value}`) }))} />
        </>
      }>
        {error ? <ErrorBox error={error} retry={() => void refetch()} />
          : !data ? <div className="chart"><Bones lines={5} /></div>
            : data.Calls === 0 ? <Empty title={t('overview.noCalls')}>{t('overview.noCallsText')}</Empty>
              : <div aria-busy={isPlaceholderData}><OverTime data={data} asked={periods[chosen]} /></div>}
      </Card>
      {data && !error && <Tops data={data} period={chosen} />}
    </>
  )
}

function OverTime({ data, asked }: { data: Statistics; asked: number }) {
  const { t } = useTranslation()
  const { Calls, Errors, StartTime, EndTime } = data
  const share = Errors / Calls
  const span = { from: dateTime(StartTime), to: dateTime(EndTime) }
  const short = StartTime > EndTime - asked + data.Interval
  return (
    <div className="stack">
      <div className="figures">
        <p><strong>{number(Calls)}</strong> {t('overview.calls')}</p>
        <p><strong className={Errors ? 'error-text' : ''}>{number(Errors)}</strong> {t('overview.errors')} ({(share * 100).toFixed(Errors && share < 0.01 ? 2 : 1)}%)</p>
        <p><strong>{number(Math.round((Calls / Math.max(1, EndTime - StartTime)) * 3600))}</strong> {t('overview.perHour')}</p>
      </div>
      {short && <p className="muted">{t('overview.short', span)}</p>}
      <Suspense fallback={<div className="chart"><Bones lines={5} /></div>}>
        <Chart data={data} label={t('overview.chart', { ...span, calls: number(Calls), errors: number(Errors) })} names={{ good: t('overview.answered'), bad: t('overview.refused') }} />
      </Suspense>
    </div>
  )
}

function Tops({ data, period }: { data: Statistics; period: Period }) {
  const { t } = useTranslation()
  const can = useCan()
  const userName = useUserName()
  const link = (name: string, value: string) => (can('LookUpEvents') ? `/audit?period=${period}&${name}=${encodeURIComponent(value)}` : undefined)
  return (
    <>
      <p className="muted">{t('overview.topsText')}</p>
      <div className="grid-3">
        <Card title={t('overview.topKeys')}>
          <Bars label={t('overview.topKeys')} none={t('overview.noKeyCalls')}
            rows={data.Keys.map(({ KeyId, Kind, Alias, Calls }) => ({ label: Alias || KeyId, kind: kinds[Kind] && t(kinds[Kind]), to: Alias ? link('key', KeyId) : undefined, n: Calls }))} />
        </Card>
        <Card title={t('overview.topCallers')}>
          <Bars label={t('overview.topCallers')} none={t('overview.noKeyCalls')} rows={data.Principals.map(({ Principal, Calls }) => ({ label: userName(Principal), to: link('user', Principal), n: Calls }))} />
        </Card>
        <Card title={t('overview.topErrors')}>
          <Bars label={t('overview.topErrors')} bad none={t('overview.noErrors')} rows={data.Codes.map(({ Code, Calls }) => ({ label: Code, to: link('result', Code), n: Calls }))} />
        </Card>
      </div>
    </>
  )
}
