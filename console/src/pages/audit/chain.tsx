import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import type { DescribeLogStatusResponse } from '../../api/types'
import { dateTime, distance, number } from '../../lib/format'
import { Button } from '../../ui/button'
import { Bones, ErrorBox, Notice } from '../../ui/feedback'
import { Id, Status, type Tone } from '../../ui/key'
import { Card, Facts } from '../../ui/page'

const tones: Record<string, Tone> = { none: 'off', running: 'wait', whole: 'good', broken: 'bad' }
const again = 2000 // milliseconds until a check that runs is asked for again

/** Chain shows how far the audit log is signed, and whether its chain is whole. */
export function Chain() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [error, setError] = useState<unknown>()
  const status = useQuery({
    queryKey: ['chain'], queryFn: ({ signal }) => call('DescribeLogStatus', {}, signal),
    refetchInterval: ({ state }) => (state.data?.Check === 'running' ? again : false),
  })
  async function verify() {
    setError(undefined)
    try {
      client.setQueryData(['chain'], await call('DescribeLogStatus', { Verify: 1 }))
    } catch (e) {
      setError(e)
    }
  }
  return (
    <Card title={t('audit.chain')} actions={status.data && <Button loading={status.data.Check === 'running'} onClick={() => void verify()}>{t('audit.verify')}</Button>}>
      <p className="muted">{t('audit.chainText')}</p>
      {status.error ? <ErrorBox error={status.error} retry={() => void status.refetch()} /> : status.data ? <State data={status.data} /> : <Bones lines={3} />}
      {error !== undefined && <ErrorBox error={error} />}
    </Card>
  )
}

function State({ data }: { data: DescribeLogStatusResponse }) {
  const { t } = useTranslation()
  const { Check, CheckTime, CheckedEntry, Fault } = data
  return (
    <>
      {Check === 'broken' && <Notice warning>{t('audit.broken', { n: number(CheckedEntry) })} <code className="wrap">{Fault}</code></Notice>}
      <Facts facts={[
        [t('audit.check'), (
          <span className="row" role="status">
            <Status tone={tones[Check] ?? 'off'}>{t(`audit.checks.${Check as 'none'}`)}</Status>
            {CheckTime > 0 && <span className="muted">{dateTime(CheckTime)}{Check === 'whole' && t('audit.checkedTo', { n: number(CheckedEntry) })}</span>}
          </span>
        )],
        [t('audit.since'), dateTime(data.FirstTime)],
        [t('audit.lastEntry'), number(data.LastEntry)],
        [t('audit.lastHash'), <Id id={data.LastHash} />],
        [t('audit.signedTo'), t('audit.signed', { n: number(data.SignedEntry), at: dateTime(data.SignedTime), in: distance(data.SignedTime) })],
        [t('audit.signedHash'), <Id id={data.SignedHash} />],
      ]} />
    </>
  )
}
