import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { opensArchived } from '../../lib/keys'
import { Button } from '../../ui/button'
import { NumberField, whole } from '../../ui/controls'
import { Confirm } from '../../ui/dialog'
import { Notice } from '../../ui/feedback'
import { useToast } from '../../ui/toast'
import { LastUse } from './lastuse'

type Action = 'EnableKey' | 'DisableKey' | 'ScheduleKeyDeletion' | 'CancelKeyDeletion' | 'ArchiveKey' | 'CancelKeyArchive'

/** What the server does in a state, but EnableKey where it would do the same as CancelKeyArchive. */
const offers: Record<string, Action[]> = {
  Enabled: ['DisableKey', 'ArchiveKey'],
  Disabled: ['EnableKey', 'ArchiveKey', 'ScheduleKeyDeletion'],
  PendingDelete: ['CancelKeyDeletion'],
  PendingImport: ['ScheduleKeyDeletion'],
  Archived: ['CancelKeyArchive', 'DisableKey', 'ScheduleKeyDeletion'],
}

/** KeyActions changes the state of a key, after asking. */
export function KeyActions({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const [asking, setAsking] = useState<Action>()
  if (data.Owner !== 'user') return null
  return (
    <>
      {(offers[data.KeyState] ?? []).filter((action) => can(action)).map((action) => (
        <Button key={action} onClick={() => setAsking(action)}
          theme={action === 'EnableKey' || action.startsWith('Cancel') ? 'primary' : action === 'ScheduleKeyDeletion' ? 'danger' : 'default'}>
          {t(`key.action.${action}`)}
        </Button>
      ))}
      {asking && <Ask action={asking} data={data} onClose={() => setAsking(undefined)} />}
    </>
  )
}

function Ask({ action, data, onClose }: { action: Action; data: KeyMetadata; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const toast = useToast()
  const [days, setDays] = useState('7')
  const deletion = action === 'ScheduleKeyDeletion'
  const stops = deletion || action === 'DisableKey' || action === 'ArchiveKey' // what some callers do now
  async function act() {
    if (deletion) await call(action, { KeyId: data.KeyId, PendingWindowInDays: Number(days) })
    else await call(action, { KeyId: data.KeyId })
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t(`key.done.${action}`, { name: data.Alias }))
  }
  return (
    <Confirm title={t(`key.ask.${action}`, { name: data.Alias })} confirm={t(`key.action.${action}`)}
      danger={deletion || action === 'DisableKey'} typed={deletion ? data.Alias : undefined} ready={!deletion || whole(days, 7, 30)} act={act} onClose={onClose}>
      <p>{t(action === 'ArchiveKey' && !opensArchived(data.KeyUsage) ? 'key.effect.ArchiveWhole' : `key.effect.${action}`)}</p>
      {stops && <LastUse id={data.KeyId} />}
      {deletion && (
        <>
          <Notice warning>{t('key.deleteWarning')}</Notice>
          <NumberField label={t('key.window')} rule={t('key.windowRule')} min={7} max={30} value={days} onChange={setDays} />
        </>
      )}
    </Confirm>
  )
}
