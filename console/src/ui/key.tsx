// Pieces that show keys, on several pages.
import { useTranslation } from 'react-i18next'
import type { State } from '../lib/keys'
import { usageOf } from '../lib/keys'
import { Copy } from './button'

const tone: Record<string, string> = {
  Enabled: 'state-ok', Disabled: 'state-off', PendingDelete: 'state-bad', PendingImport: 'state-wait', Archived: 'state-off',
}

export function StateTag({ state }: { state: string }) {
  const { t } = useTranslation()
  return <span className={`state ${tone[state] ?? 'state-off'}`}>{t(`state.${state as State}`, state)}</span>
}

/** useUsageName names a usage as people say it. */
export function useUsageName() {
  const { t } = useTranslation()
  return (name: string) => (usageOf(name) ? t(`usage.${name as 'ENCRYPT_DECRYPT'}.name`) : name)
}

export function Id({ id }: { id: string }) {
  return (
    <span className="id">
      <code>{id}</code>
      <Copy text={id} />
    </span>
  )
}
