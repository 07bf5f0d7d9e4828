import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata, KeyVersionUsage } from '../../api/types'
import { date, dateTime, distance, number } from '../../lib/format'
import { external, usageOf } from '../../lib/keys'
import { useKeyUsage } from '../../lib/usage'
import { Button } from '../../ui/button'
import { NumberField, whole } from '../../ui/controls'
import { Confirm } from '../../ui/dialog'
import { Empty } from '../../ui/feedback'
import { Status } from '../../ui/key'
import { Card, Facts } from '../../ui/page'
import { Table, type Column } from '../../ui/table'
import { useToast } from '../../ui/toast'

type Action = 'EnableKeyRotation' | 'DisableKeyRotation' | 'RotateKey'

/** Rotation shows when a key gets new material, changes that, and shows which versions are in use. */
export default function Rotation({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const [asking, setAsking] = useState<Action>()
  const byItself = usageOf(data.KeyUsage)?.kind === 'symmetric' && !external(data)
  const on = byItself && data.KeyRotationEnabled
  return (
    <>
      <Card title={t('rotation.title')} actions={
        <>
          {(on || !byItself) && data.KeyState === 'Enabled' && can('RotateKey') && <Button onClick={() => setAsking('RotateKey')}>{t('rotation.now')}</Button>}
          {byItself && data.KeyState !== 'PendingDelete' && can('EnableKeyRotation') && <Button theme={on ? 'default' : 'primary'} onClick={() => setAsking('EnableKeyRotation')}>{on ? t('rotation.change') : t('rotation.on')}</Button>}
          {on && can('DisableKeyRotation') && <Button onClick={() => setAsking('DisableKeyRotation')}>{t('rotation.off')}</Button>}
        </>
      }>
        <p className="muted">{t(byItself ? 'rotation.text' : external(data) ? 'rotation.textExternal' : 'rotation.textAsymmetric')}</p>
        <Facts facts={[
          byItself && [t('rotation.state'), <Status tone={on ? 'good' : 'off'}>{on ? t('rotation.isOn') : t('rotation.isOff')}</Status>],
          on && [t('rotation.days'), t('rotation.everyDays', { n: data.RotateDays })],
          [t('rotation.last'), data.LastRotateTime ? dateTime(data.LastRotateTime) : t('rotation.neverRotated')],
          on && [t('rotation.next'), `${dateTime(data.NextRotateTime)} (${distance(data.NextRotateTime)})`],
        ]} />
        {asking && <Ask action={asking} data={data} onClose={() => setAsking(undefined)} />}
      </Card>
      {can('DescribeKeyUsage') && <Versions id={data.KeyId} />}
    </>
  )
}

function Ask({ action, data, onClose }: { action: Action; data: KeyMetadata; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [days, setDays] = useState(String(data.RotateDays || 365))
  const effect = action === 'RotateKey' && external(data) ? 'RotateExternal' : action
  async function act() {
    if (action === 'EnableKeyRotation') await call(action, { KeyId: data.KeyId, RotateDays: Number(days) })
    else await call(action, { KeyId: data.KeyId })
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t(`rotation.done.${effect}`))
    if (effect === 'RotateExternal') void navigate(`/keys/${data.KeyId}?tab=import`)
  }
  return (
    <Confirm title={t(`rotation.ask.${action}`)} confirm={t(`rotation.confirm.${action}`)} act={act} onClose={onClose} ready={action !== 'EnableKeyRotation' || whole(days, 7, 365)}>
      <p>{t(`rotation.effect.${effect}`)}</p>
      {action === 'EnableKeyRotation' && <NumberField label={t('rotation.days')} rule={t('rotation.daysRule')} min={7} max={365} value={days} onChange={setDays} />}
    </Confirm>
  )
}

/** Versions are those that were used, as far as the audit log goes back. */
function Versions({ id }: { id: string }) {
  const { t } = useTranslation()
  const usage = useKeyUsage(id)
  const columns: Column<KeyVersionUsage>[] = [
    { id: 'version', title: t('rotation.version'), width: '34%', cell: ({ Version }) => t('rotation.versionN', { n: Version }) },
    { id: 'count', title: t('rotation.uses'), width: '33%', cell: ({ Count }) => number(Count) },
    { id: 'last', title: t('rotation.lastUse'), width: '33%', cell: ({ LastUsedTime }) => dateTime(LastUsedTime) },
  ]
  return (
    <Card title={t('rotation.versions')}>
      <p className="muted">{t('rotation.versionsText', { since: usage.data ? date(usage.data.Since) : '…' })}</p>
      <Table caption={t('rotation.versions')} columns={columns} rows={usage.data?.Versions} rowKey={({ Version }) => String(Version)} bones={2}
        error={usage.error} retry={() => void usage.refetch()} empty={<Empty title={t('rotation.noUses')} />} />
    </Card>
  )
}
