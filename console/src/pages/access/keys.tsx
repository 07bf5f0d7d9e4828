import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { currentRegion } from '../../api/region'
import { useCan } from '../../api/session'
import type { AccessKey, SecretIdLastUsed } from '../../api/types'
import { save } from '../../lib/bytes'
import { toCSV } from '../../lib/events'
import { date, dateTime, distance } from '../../lib/format'
import { Button, Copy } from '../../ui/button'
import { Field, Input } from '../../ui/controls'
import { Confirm, Dialog } from '../../ui/dialog'
import { Empty, Notice } from '../../ui/feedback'
import { AddIcon, DownloadIcon } from '../../ui/icons'
import { Id, Status } from '../../ui/key'
import { Facts } from '../../ui/page'
import { Table, type Column } from '../../ui/table'
import { useToast } from '../../ui/toast'
import { useFresh, utc } from './data'

export interface NewKey {
  id: string
  secret: string
}

async function load(uin: number | undefined, withUse: boolean, signal: AbortSignal) {
  const { AccessKeys } = await call('ListAccessKeys', uin ? { TargetUin: uin } : {}, signal)
  const ids = AccessKeys.map(({ AccessKeyId }) => AccessKeyId)
  const used = new Map<string, SecretIdLastUsed>()
  for (let i = 0; withUse && i < ids.length; i += 10) {
    const { SecretIdLastUsedRows } = await call('GetSecurityLastUsed', { SecretIdList: ids.slice(i, i + 10) }, signal)
    for (const row of SecretIdLastUsedRows) used.set(row.SecretId, row)
  }
  return AccessKeys.map((key) => ({ ...key, used: used.get(key.AccessKeyId)?.LastSecretUsedDate ?? 0 }))
}

type Row = AccessKey & { used: number }

interface Target {
  TargetUin?: number
}

const active = ({ Status }: AccessKey) => Status === 'Active'

/** AccessKeys are the API keys of a user, or of who is signed in. */
export function AccessKeys({ uin }: { uin?: number }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const [creating, setCreating] = useState(false)
  const [made, setMade] = useState<NewKey>()
  const [deleting, setDeleting] = useState<Row>()
  const [turning, setTurning] = useState<Row>()
  const columns = useColumns(setTurning, setDeleting)
  const target: Target = uin ? { TargetUin: uin } : {}
  const list = useQuery({ queryKey: ['cam', 'keys', uin ?? 0], queryFn: ({ signal }) => load(uin, can('GetSecurityLastUsed'), signal) })
  return (
    <>
      <p className="muted">{t('access.keysText')}</p>
      {can('CreateAccessKey') && <div><Button icon={<AddIcon />} onClick={() => setCreating(true)}>{t('access.createKey')}</Button></div>}
      <Table caption={t('access.keys')} columns={columns} rows={list.data} rowKey={(key) => key.AccessKeyId} bones={2}
        error={list.error} retry={() => void list.refetch()} empty={<Empty title={t('access.noKeys')}>{t('access.noKeysText')}</Empty>} />
      {creating && <CreateKey target={target} onClose={() => setCreating(false)} onMade={(key) => { setMade(key); void fresh() }} />}
      {made && <Secret made={made} onClose={() => setMade(undefined)} />}
      {turning && <Turn row={turning} target={target} onClose={() => setTurning(undefined)} />}
      {deleting && <Delete row={deleting} target={target} onClose={() => setDeleting(undefined)} />}
    </>
  )
}

function useColumns(turn: (row: Row) => void, remove: (row: Row) => void): Column<Row>[] {
  const { t } = useTranslation()
  const can = useCan()
  const link = (label: string, key: Row, act: (row: Row) => void) => (
    <button type="button" className="link-button" aria-label={`${label} ${key.AccessKeyId}`} onClick={() => act(key)}>{label}</button>
  )
  return [
    { id: 'id', title: t('access.secretId'), width: '36%', cell: (key) => <><Id id={key.AccessKeyId} />{key.Description && <span className="muted small-line">{key.Description}</span>}</> },
    { id: 'state', title: t('keys.state'), width: '15%', cell: (key) => <Status tone={active(key) ? 'good' : 'off'}>{t(active(key) ? 'access.active' : 'access.inactive')}</Status> },
    { id: 'created', title: t('keys.created'), width: '18%', cell: (key) => <span className="nowrap">{date(utc(key.CreateTime))}</span> },
    { id: 'used', title: t('access.lastUsed'), width: '15%', cell: (key) => (key.used ? <span title={dateTime(key.used)}>{distance(key.used)}</span> : t('access.never')) },
    {
      id: 'actions', title: t('keys.actions'), width: '16%', cell: (key) => (
        <span className="row">
          {can('UpdateAccessKey') && link(t(active(key) ? 'key.disable' : 'key.enable'), key, turn)}
          {can('DeleteAccessKey') && link(t('access.delete'), key, remove)}
        </span>
      ),
    },
  ]
}

interface AskProps {
  row: Row
  target: Target
  onClose: () => void
}

/** Turn disables a key, or enables it. */
function Turn({ row, target, onClose }: AskProps) {
  const { t } = useTranslation()
  const fresh = useFresh()
  const on = active(row)
  return (
    <Confirm danger={on} title={t(on ? 'access.disableKey' : 'access.enableKey')} confirm={t(on ? 'key.disable' : 'key.enable')} onClose={onClose}
      act={async () => { await call('UpdateAccessKey', { ...target, AccessKeyId: row.AccessKeyId, Status: on ? 'Inactive' : 'Active' }); await fresh() }}>
      <p><code className="wrap">{row.AccessKeyId}</code></p>
      <p>{t(on ? 'access.disableKeyText' : 'access.enableKeyText')}</p>
    </Confirm>
  )
}

function Delete({ row, target, onClose }: AskProps) {
  const { t } = useTranslation()
  const fresh = useFresh()
  return (
    <Confirm danger title={t('access.deleteKey')} confirm={t('access.delete')} onClose={onClose}
      act={async () => { await call('DeleteAccessKey', { ...target, AccessKeyId: row.AccessKeyId }); await fresh() }}>
      <p><code className="wrap">{row.AccessKeyId}</code></p>
      <p>{t('access.deleteKeyText', { used: row.used ? dateTime(row.used) : t('access.never') })}</p>
    </Confirm>
  )
}

function CreateKey({ target, onClose, onMade }: { target: Target; onClose: () => void; onMade: (key: NewKey) => void }) {
  const { t } = useTranslation()
  const [description, setDescription] = useState('')
  const bad = description !== '' && !/^[A-Za-z0-9=,.@:/+_-]{1,1024}$/.test(description)
  return (
    <Confirm title={t('access.createKey')} confirm={t('access.create')} ready={!bad} onClose={onClose} act={async () => {
      const { AccessKey } = await call('CreateAccessKey', { ...target, Description: description })
      onMade({ id: AccessKey.AccessKeyId, secret: AccessKey.SecretAccessKey })
    }}>
      <Field label={t('access.keyUse')} optional hint={t('access.keyUseHint')} error={bad && t('access.keyUseRule')}>
        {(props) => <Input {...props} value={description} maxLength={1024} placeholder="order-service/prod" onChange={setDescription} />}
      </Field>
    </Confirm>
  )
}

/** Secret shows a new key, once. */
export function Secret({ made, onClose }: { made: NewKey; onClose: () => void }) {
  const { t } = useTranslation()
  const toast = useToast()
  const file = (name: string, text: string, type: string) => {
    save(name, text, type)
    toast(t('access.saved', { name }))
  }
  const env = `TENCENTCLOUD_SECRET_ID=${made.id}\nTENCENTCLOUD_SECRET_KEY=${made.secret}\nTENCENTCLOUD_REGION=${currentRegion()}\nMIYAO_ENDPOINT=${location.origin}\n`
  return (
    <Dialog stays title={t('access.madeKey')} onClose={onClose} footer={<Button theme="primary" onClick={onClose}>{t('access.savedIt')}</Button>}>
      <Notice warning>{t('access.secretOnce')}</Notice>
      <Facts facts={[
        [t('access.secretId'), <Id id={made.id} />],
        [t('access.secretKey'), <span className="id"><code data-secret>{made.secret}</code><Copy text={made.secret} label={t('access.copySecret')} /></span>],
      ]} />
      <div className="row">
        <Button icon={<DownloadIcon />} onClick={() => file(`${made.id}.csv`, toCSV([['SecretId', 'SecretKey'], [made.id, made.secret]]), 'text/csv')}>{t('access.downloadCSV')}</Button>
        <Button icon={<DownloadIcon />} onClick={() => file('credentials.env', env, 'text/plain')}>{t('access.downloadEnv')}</Button>
      </div>
    </Dialog>
  )
}
