import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../api/call'
import { useCan } from '../../../api/session'
import { Button } from '../../../ui/button'
import { Confirm } from '../../../ui/dialog'
import { useToast } from '../../../ui/toast'

/** Batch enables or disables the keys that were chosen, all or none. */
export function Batch({ selected, clear }: { selected: ReadonlySet<string>; clear: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const toast = useToast()
  const client = useQueryClient()
  const [asking, setAsking] = useState<'EnableKeys' | 'DisableKeys'>()
  const n = selected.size
  async function act() {
    if (!asking) return
    await call(asking, { KeyIds: [...selected] })
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t(asking === 'EnableKeys' ? 'keys.enabledMany' : 'keys.disabledMany', { n }))
    clear()
  }
  return (
    <div className="batch" role="region" aria-label={t('keys.chosen', { n })}>
      <span>{t('keys.chosen', { n })}</span>
      {can('EnableKeys') && <Button size="small" onClick={() => setAsking('EnableKeys')}>{t('key.enable')}</Button>}
      {can('DisableKeys') && <Button size="small" onClick={() => setAsking('DisableKeys')}>{t('key.disable')}</Button>}
      <Button size="small" variant="text" onClick={clear}>{t('keys.chooseNone')}</Button>
      {asking && (
        <Confirm
          title={t(asking === 'EnableKeys' ? 'keys.enableMany' : 'keys.disableMany', { n })}
          confirm={t(asking === 'EnableKeys' ? 'key.enable' : 'key.disable')}
          danger={asking === 'DisableKeys'}
          act={act}
          onClose={() => setAsking(undefined)}
        >
          <p>{t(asking === 'EnableKeys' ? 'key.enableText' : 'key.disableText')}</p>
          <p className="muted">{t('keys.allOrNone')}</p>
        </Confirm>
      )}
    </div>
  )
}
