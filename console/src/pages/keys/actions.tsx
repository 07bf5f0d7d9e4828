import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { Button } from '../../ui/button'
import { Field, Input } from '../../ui/controls'
import { Confirm } from '../../ui/dialog'
import { Notice } from '../../ui/feedback'
import { useToast } from '../../ui/toast'
import { LastUse } from './lastuse'

type Action = 'EnableKey' | 'DisableKey' | 'ScheduleKeyDeletion' | 'CancelKeyDeletion' | 'ArchiveKey' | 'CancelKeyArchive'

/** What can be done in a state. */
const offers: Record<string, Action[]> = {
  Enabled: ['DisableKey', 'ArchiveKey'],
  Disabled: ['EnableKey', 'ScheduleKeyDeletion'],
  PendingDelete: ['CancelKeyDeletion'],
  PendingImport: ['ScheduleKeyDeletion'],
  Archived: ['CancelKeyArchive'],
}

/** KeyActions changes the state of a key, after asking. */
export function KeyActions({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const toast = useToast()
  const [asking, setAsking] = useState<Action>()
  const [days, setDays] = useState('7')
  const badDays = !(Number.isInteger(Number(days)) && Number(days) >= 7 && Number(days) <= 30)
  if (data.Owner !== 'user') return null
  const deletion = asking === 'ScheduleKeyDeletion'

  async function act() {
    if (!asking) return
    if (asking === 'ScheduleKeyDeletion') await call(asking, { KeyId: data.KeyId, PendingWindowInDays: Number(days) })
    else await call(asking, { KeyId: data.KeyId })
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t(`key.done.${asking}`, { name: data.Alias }))
  }

  return (
    <>
      {(offers[data.KeyState] ?? []).filter((action) => can(action)).map((action) => (
        <Button key={action} onClick={() => setAsking(action)}
          theme={action === 'EnableKey' || action.startsWith('Cancel') ? 'primary' : action === 'ScheduleKeyDeletion' ? 'danger' : 'default'}>
          {t(`key.action.${action}`)}
        </Button>
      ))}
      {asking && (
        <Confirm title={t(`key.ask.${asking}`, { name: data.Alias })} confirm={t(`key.action.${asking}`)}
          danger={deletion || asking === 'DisableKey'} typed={deletion ? data.Alias : undefined} ready={!deletion || !badDays}
          act={act} onClose={() => setAsking(undefined)}>
          <p>{t(`key.effect.${asking}`)}</p>
          {(deletion || asking === 'DisableKey' || asking === 'ArchiveKey') && <LastUse id={data.KeyId} />}
          {deletion && (
            <>
              <Notice warning>{t('key.deleteWarning')}</Notice>
              <Field label={t('key.window')} hint={t('key.windowRule')} error={badDays && t('key.windowRule')}>
                {(props) => <Input {...props} type="number" min={7} max={30} style={{ width: 120 }} value={days} onChange={(e) => setDays(e.target.value)} />}
              </Field>
            </>
          )}
        </Confirm>
      )}
    </>
  )
}
