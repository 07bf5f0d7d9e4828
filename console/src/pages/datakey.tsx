import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { call, failure } from '../api/call'
import { useCan } from '../api/session'
import type { DataKeyMetadata } from '../api/types'
import { fromBase64, save } from '../lib/bytes'
import { bytes, dateTime, distance } from '../lib/format'
import { Button, Copy } from '../ui/button'
import { NumberField, Textarea, whole } from '../ui/controls'
import { Confirm } from '../ui/dialog'
import { Bones, ErrorBox, Notice } from '../ui/feedback'
import { DownloadIcon } from '../ui/icons'
import { Id, StateTag } from '../ui/key'
import { User } from '../ui/user'
import { Card, Editable, Facts, Page } from '../ui/page'
import { OnKey } from '../ui/permissions'
import { useToast } from '../ui/toast'
import { useRun } from './tool/operation'
import { useSecret } from './tool/source'

type Action = 'EnableDataKey' | 'DisableDataKey' | 'ScheduleDataKeyDeletion' | 'CancelDataKeyDeletion'

const offers: Record<string, Action[]> = {
  Enabled: ['DisableDataKey'], Disabled: ['EnableDataKey', 'ScheduleDataKeyDeletion'], PendingDelete: ['CancelDataKeyDeletion'],
}

export default function DataKeyPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const key = useQuery({ queryKey: ['datakeys', 'one', id], queryFn: ({ signal }) => call('DescribeDataKey', { DataKeyId: id }, signal) })
  const back = { to: '/data-keys', label: t('nav.dataKeys') }
  const data = key.data?.DataKeyMetadata
  if (failure(key)) return <Page title={t('nav.dataKeys')} back={back}><ErrorBox error={key.error} retry={() => void key.refetch()} /></Page>
  if (!data) return <Page title={t('nav.dataKeys')} back={back}><Card><Bones lines={5} /></Card></Page>
  return <OnKey data={data}><Loaded data={data} back={back} /></OnKey>
}

function Loaded({ data, back }: { data: DataKeyMetadata; back: { to: string; label: string } }) {
  const { t } = useTranslation()
  return (
    <Page title={data.DataKeyName} back={back} actions={<Actions data={data} />} status={<StateTag state={data.KeyState} />}>
      {data.KeyState === 'PendingDelete' && <Notice warning>{t('dataKeys.pendingDelete', { at: dateTime(data.DeletionDate), in: distance(data.DeletionDate) })}</Notice>}
      <Details data={data} />
      <Retrieve data={data} />
    </Page>
  )
}

function Details({ data }: { data: DataKeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const fresh = () => client.invalidateQueries({ queryKey: ['datakeys'] })
  const fixed = data.KeyState === 'PendingDelete'
  return (
    <Card title={t('key.tab.details')}>
      <Facts facts={[
        [t('dataKeys.id'), <Id id={data.DataKeyId} />],
        [t('dataKeys.name'), (
          <Editable value={data.DataKeyName} label={t('dataKeys.name')} max={60} disabled={fixed || !can('UpdateDataKeyName')}
            save={async (DataKeyName) => { await call('UpdateDataKeyName', { DataKeyId: data.DataKeyId, DataKeyName }); await fresh() }} />
        )],
        [t('dataKeys.key'), <Link to={`/keys/${data.KeyId}`}>{data.KeyName}</Link>],
        [t('dataKeys.size'), bytes(data.NumberOfBytes)],
        [t('keys.origin'), t(`origin.${data.Origin as 'EXTERNAL'}`, data.Origin)],
        [t('keys.created'), dateTime(data.CreateTime)],
        [t('key.creator'), <User uin={data.CreatorUinString || String(data.CreatorUin)} />],
        data.DeletionDate > 0 && [t('key.deletion'), dateTime(data.DeletionDate)],
        [t('key.description'), (
          <Editable value={data.Description} label={t('key.description')} max={100} disabled={fixed || !can('UpdateDataKeyDescription')}
            save={async (Description) => { await call('UpdateDataKeyDescription', { DataKeyId: data.DataKeyId, Description }); await fresh() }} />
        )],
      ]} />
    </Card>
  )
}

/** Retrieve gives the data key back, in plaintext or as a ciphertext. */
function Retrieve({ data }: { data: DataKeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const running = useRun()
  const [plain, setPlain] = useSecret<string | undefined>(() => undefined)
  const [blob, setBlob] = useState<string>()
  const getBlob = can('GetDataKeyCiphertextBlob') && data.KeyState !== 'PendingDelete'
  const getPlain = can('GetDataKeyPlaintext') && data.KeyState === 'Enabled'
  if (!getBlob && !getPlain) return null
  const id = { DataKeyId: data.DataKeyId }
  return (
    <Card title={t('dataKeys.retrieve')} actions={
      <>
        {getBlob && <Button loading={running.busy} onClick={() => void running.run(async (signal) => setBlob((await call('GetDataKeyCiphertextBlob', id, signal)).CiphertextBlob))}>{t('dataKeys.getBlob')}</Button>}
        {plain !== undefined ? <Button onClick={() => setPlain(undefined)}>{t('dataKeys.hide')}</Button>
          : getPlain && <Button loading={running.busy} onClick={() => void running.run(async (signal) => setPlain((await call('GetDataKeyPlaintext', id, signal)).Plaintext))}>{t('dataKeys.getPlain')}</Button>}
      </>
    }>
      <p className="muted">{t('dataKeys.retrieveText')}</p>
      {running.error !== undefined && <ErrorBox error={running.error} />}
      {blob !== undefined && <Value label={t('tool.datakey.ciphertext')} value={blob} name={`${data.DataKeyName}.enc`} />}
      {plain !== undefined && <Value label={t('tool.datakey.plaintext')} value={plain} name={`${data.DataKeyName}.bin`} bytes={fromBase64(plain)} />}
    </Card>
  )
}

export function Value({ label, value, name, bytes }: { label: string; value: string; name: string; bytes?: Uint8Array<ArrayBuffer> }) {
  const { t } = useTranslation()
  return (
    <div className="tool-side small">
      <div className="tool-head"><h3>{label}</h3><span className="row"><Copy text={value} /><Button size="small" icon={<DownloadIcon />} onClick={() => save(name, bytes ?? value)}>{t('tool.download')}</Button></span></div>
      <Textarea readOnly aria-label={label} className="code-input" value={value} />
    </div>
  )
}

function Actions({ data }: { data: DataKeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const toast = useToast()
  const [asking, setAsking] = useState<Action>()
  const [days, setDays] = useState('7')
  const deletion = asking === 'ScheduleDataKeyDeletion'
  async function act() {
    if (!asking) return
    if (asking === 'ScheduleDataKeyDeletion') await call(asking, { DataKeyId: data.DataKeyId, PendingWindowInDays: Number(days) })
    else await call(asking, { DataKeyId: data.DataKeyId })
    await client.invalidateQueries({ queryKey: ['datakeys'] })
    toast(t(`dataKeys.done.${asking}`, { name: data.DataKeyName }))
  }
  return (
    <>
      {(offers[data.KeyState] ?? []).filter((action) => can(action)).map((action) => (
        <Button key={action} theme={action === 'ScheduleDataKeyDeletion' ? 'danger' : action === 'DisableDataKey' ? 'default' : 'primary'} onClick={() => setAsking(action)}>
          {t(`dataKeys.action.${action}`)}
        </Button>
      ))}
      {asking && (
        <Confirm title={t(`dataKeys.ask.${asking}`, { name: data.DataKeyName })} confirm={t(`dataKeys.action.${asking}`)} danger={deletion || asking === 'DisableDataKey'}
          typed={deletion ? data.DataKeyName : undefined} ready={!deletion || whole(days, 7, 30)} act={act} onClose={() => setAsking(undefined)}>
          <p>{t(`dataKeys.effect.${asking}`)}</p>
          {deletion && (
            <NumberField label={t('key.window')} rule={t('key.windowRule')} min={7} max={30} value={days} onChange={setDays} />
          )}
        </Confirm>
      )}
    </>
  )
}
