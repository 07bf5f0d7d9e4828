import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { dateTime } from '../../lib/format'
import { Button } from '../../ui/button'
import { Field, Input } from '../../ui/controls'
import { Confirm } from '../../ui/dialog'
import { Card, Facts } from '../../ui/page'
import { useToast } from '../../ui/toast'

type Action = 'EnableKeyRotation' | 'DisableKeyRotation' | 'RotateKey'

/** Rotation shows when a key gets new material, and changes it. */
export default function Rotation({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const toast = useToast()
  const [asking, setAsking] = useState<Action>()
  const [days, setDays] = useState(String(data.RotateDays || 365))
  const bad = !(Number.isInteger(Number(days)) && Number(days) >= 7 && Number(days) <= 365)
  const usable = data.KeyState === 'Enabled'
  async function act() {
    if (!asking) return
    if (asking === 'EnableKeyRotation') await call(asking, { KeyId: data.KeyId, RotateDays: Number(days) })
    else await call(asking, { KeyId: data.KeyId })
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t(`rotation.done.${asking}`))
  }
  return (
    <Card title={t('rotation.title')} actions={
      <>
        {data.KeyRotationEnabled && can('RotateKey') && <Button disabled={!usable} onClick={() => setAsking('RotateKey')}>{t('rotation.now')}</Button>}
        {can('EnableKeyRotation') && <Button theme={data.KeyRotationEnabled ? 'default' : 'primary'} disabled={!usable} onClick={() => setAsking('EnableKeyRotation')}>{data.KeyRotationEnabled ? t('rotation.change') : t('rotation.on')}</Button>}
        {data.KeyRotationEnabled && can('DisableKeyRotation') && <Button onClick={() => setAsking('DisableKeyRotation')}>{t('rotation.off')}</Button>}
      </>
    }>
      <p className="muted">{t('rotation.text')}</p>
      <Facts facts={[
        [t('rotation.state'), data.KeyRotationEnabled ? t('rotation.isOn') : t('rotation.isOff')],
        data.KeyRotationEnabled && [t('rotation.days'), t('rotation.everyDays', { n: data.RotateDays })],
        [t('rotation.last'), dateTime(data.LastRotateTime)],
        data.KeyRotationEnabled && [t('rotation.next'), dateTime(data.NextRotateTime)],
      ]} />
      {asking && (
        <Confirm title={t(`rotation.ask.${asking}`)} confirm={t('common.confirm')} act={act} onClose={() => setAsking(undefined)} ready={asking !== 'EnableKeyRotation' || !bad}>
          <p>{t(`rotation.effect.${asking}`)}</p>
          {asking === 'EnableKeyRotation' && (
            <Field label={t('rotation.days')} hint={t('rotation.daysRule')} error={bad && t('rotation.daysRule')}>
              {(props) => <Input {...props} type="number" min={7} max={365} style={{ width: 120 }} value={days} onChange={(e) => setDays(e.target.value)} />}
            </Field>
          )}
        </Confirm>
      )}
    </Card>
  )
}
