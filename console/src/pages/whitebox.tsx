import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { call, failure } from '../api/call'
import { useCan } from '../api/session'
import type { DeviceFingerprint, WhiteboxKeyInfo } from '../api/types'
import { fromBase64, save, toBase64 } from '../lib/bytes'
import { dateTime } from '../lib/format'
import { Button } from '../ui/button'
import { Field, Textarea } from '../ui/controls'
import { Confirm } from '../ui/dialog'
import { Bones, ErrorBox } from '../ui/feedback'
import { DownloadIcon } from '../ui/icons'
import { Id, StateTag } from '../ui/key'
import { User } from '../ui/user'
import { Card, Facts, Page } from '../ui/page'
import { OnKey } from '../ui/permissions'
import { useToast } from '../ui/toast'
import { RunBar, Sides, useOperation, useRun } from './tool/operation'
import { ResultSide, SourceSide, bytesOf, emptySource, limit, sizeOf } from './tool/source'

type Action = 'EnableWhiteBoxKey' | 'DisableWhiteBoxKey' | 'DeleteWhiteBoxKey'

const offers: Record<string, Action[]> = { Enabled: ['DisableWhiteBoxKey'], Disabled: ['EnableWhiteBoxKey', 'DeleteWhiteBoxKey'] }

export default function WhiteBoxPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const key = useQuery({ queryKey: ['whitebox', 'one', id], queryFn: ({ signal }) => call('DescribeWhiteBoxKey', { KeyId: id }, signal) })
  const back = { to: '/white-box', label: t('nav.whiteBox') }
  const data = key.data?.KeyInfo
  if (failure(key)) return <Page title={t('nav.whiteBox')} back={back}><ErrorBox error={key.error} retry={() => void key.refetch()} /></Page>
  if (!data) return <Page title={t('nav.whiteBox')} back={back}><Card><Bones lines={5} /></Card></Page>
  return <OnKey data={data}><Loaded data={data} back={back} /></OnKey>
}

function Loaded({ data, back }: { data: WhiteboxKeyInfo; back: { to: string; label: string } }) {
  const { t } = useTranslation()
  const can = useCan()
  const running = useRun()
  const download = () => running.run(async (signal) => {
    const answer = await call('DescribeWhiteBoxDecryptKey', { KeyId: data.KeyId }, signal)
    save(`${data.Alias}-decrypt.key`, fromBase64(answer.DecryptKey) ?? '')
  })
  return (
    <Page title={data.Alias} back={back} actions={<Actions data={data} />} status={<StateTag state={data.Status} />}>
      <Card title={t('key.tab.details')} actions={can('DescribeWhiteBoxDecryptKey') && (
        <Button icon={<DownloadIcon />} loading={running.busy} onClick={() => void download()}>{t('whiteBox.decryptKey')}</Button>
      )}>
        <Facts facts={[
          [t('key.id'), <Id id={data.KeyId} />],
          [t('create.algorithm'), data.Algorithm.replace('_', '-')],
          [t('keys.created'), dateTime(data.CreateTime)],
          [t('key.creator'), <User uin={String(data.CreatorUin)} />],
          [t('key.resource'), <Id id={data.ResourceId} />],
          [t('key.description'), data.Description || t('common.none')],
        ]} />
        <p className="muted">{t('whiteBox.decryptKeyText')}</p>
        {running.error !== undefined && <ErrorBox error={running.error} />}
      </Card>
      {can('EncryptByWhiteBox') && data.Status === 'Enabled' && <Card title={t('tool.encrypt.name')}><Encrypt data={data} /></Card>}
      {can('DescribeWhiteBoxDeviceFingerprints') && <Devices id={data.KeyId} />}
    </Page>
  )
}

function Encrypt({ data }: { data: WhiteboxKeyInfo }) {
  const { t } = useTranslation()
  const { running, source, change, result, setResult } = useOperation()
  const [iv, setIV] = useState('')
  const size = sizeOf(source) ?? 0
  const run = () => running.run(async (signal) => {
    const bytes = (await bytesOf(source)) ?? new Uint8Array()
    const answer = await call('EncryptByWhiteBox', { KeyId: data.KeyId, PlainText: toBase64(bytes) }, signal)
    setIV(answer.InitializationVector)
    setResult({ text: answer.CipherText, name: `${source.file?.name ?? data.Alias}.enc` })
  })
  return (
    <>
      <Sides
        left={<SourceSide label={t('tool.plaintext')} source={source} max={limit} placeholder={t('tool.encrypt.placeholder')} onChange={change} />}
        right={<ResultSide label={t('tool.ciphertext')} result={result} placeholder={t('tool.encrypt.result')}>
          {result && <p className="muted">{t('whiteBox.vector')} <Id id={iv} /></p>}
        </ResultSide>}
      />
      <RunBar label={t('tool.run')} running={running} disabled={size === 0 || size > limit} onRun={() => void run()}
        onClear={() => change(emptySource())} />
    </>
  )
}

const fingerprintForm = /^[0-9a-f]{8}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{14}-[0-9a-f]{16}$/

/** Devices shows the devices that a key is bound to, and sets them, one in a line. */
function Devices({ id }: { id: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const [draft, setDraft] = useState<string>()
  const name = ['whitebox', 'devices', id]
  const devices = useQuery({ queryKey: name, queryFn: ({ signal }) => call('DescribeWhiteBoxDeviceFingerprints', { KeyId: id }, signal) })
  const lines = (draft ?? '').split('\n').map((line) => line.trim()).filter(Boolean)
  const parsed: DeviceFingerprint[] = lines.map((line) => {
    const [Identity = '', ...rest] = line.split(/\s+/)
    return { Identity, Description: rest.join(' ') }
  })
  const bad = parsed.some(({ Identity }) => !fingerprintForm.test(Identity))
  return (
    <Card title={t('whiteBox.devices')} actions={can('OverwriteWhiteBoxDeviceFingerprints') && devices.data && (
      <Button onClick={() => setDraft(devices.data.DeviceFingerprints.map(({ Identity, Description }) => `${Identity} ${Description ?? ''}`.trim()).join('\n'))}>{t('whiteBox.editDevices')}</Button>
    )}>
      <p className="muted">{t('whiteBox.devicesText')}</p>
      {devices.error && <ErrorBox error={devices.error} />}
      {devices.data?.DeviceFingerprints.length === 0 && <p>{t('whiteBox.unbound')}</p>}
      {devices.data?.DeviceFingerprints.map(({ Identity, Description }) => <p key={Identity} className="wrap"><code>{Identity}</code> <span className="muted">{Description}</span></p>)}
      {draft !== undefined && (
        <Confirm title={t('whiteBox.editDevices')} confirm={t('common.save')} ready={!bad} onClose={() => setDraft(undefined)}
          act={async () => {
            await call('OverwriteWhiteBoxDeviceFingerprints', { KeyId: id, DeviceFingerprints: parsed })
            await client.invalidateQueries({ queryKey: ['whitebox'] })
          }}>
          <Field label={t('whiteBox.fingerprints')} hint={t('whiteBox.fingerprintsHint')} error={bad && t('whiteBox.fingerprintBad')}>
            {(props) => <Textarea {...props} className="code-input" rows={6} value={draft} onChange={setDraft} />}
          </Field>
        </Confirm>
      )}
    </Card>
  )
}

function Actions({ data }: { data: WhiteboxKeyInfo }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [asking, setAsking] = useState<Action>()
  async function act() {
    if (!asking) return
    await call(asking, { KeyId: data.KeyId })
    toast(t(`whiteBox.done.${asking}`, { name: data.Alias }))
    if (asking === 'DeleteWhiteBoxKey') void navigate('/white-box')
    else await client.invalidateQueries({ queryKey: ['whitebox', 'one', data.KeyId] })
    void client.invalidateQueries({ queryKey: ['whitebox'], refetchType: 'none' })
  }
  return (
    <>
      {(offers[data.Status] ?? []).filter((action) => can(action)).map((action) => (
        <Button key={action} theme={action === 'DeleteWhiteBoxKey' ? 'danger' : action === 'EnableWhiteBoxKey' ? 'primary' : 'default'} onClick={() => setAsking(action)}>
          {t(`whiteBox.action.${action}`)}
        </Button>
      ))}
      {asking && (
        <Confirm title={t(`whiteBox.ask.${asking}`, { name: data.Alias })} confirm={t(`whiteBox.action.${asking}`)} danger={asking !== 'EnableWhiteBoxKey'}
          typed={asking === 'DeleteWhiteBoxKey' ? data.Alias : undefined} act={act} onClose={() => setAsking(undefined)}>
          <p>{t(`whiteBox.effect.${asking}`)}</p>
        </Confirm>
      )}
    </>
  )
}
