// Pieces that show keys and how they are, on several pages.
import Tag from 'tdesign-react/es/tag'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { State } from '../lib/keys'
import { usageOf } from '../lib/keys'
import { Copy } from './button'

export type Tone = 'good' | 'off' | 'bad' | 'wait'

const themes = { good: 'success', off: 'default', bad: 'danger', wait: 'warning' } as const

/** Status says in a word and a colour how something is. */
export function Status({ tone, children, title, long }: { tone: Tone; children: ReactNode; title?: string; long?: boolean }) {
  return <Tag className={long ? 'status long' : 'status'} theme={themes[tone]} variant="light" {...(title ? { title } : {})}>{children}</Tag>
}

const tones: Record<string, Tone> = { Enabled: 'good', Disabled: 'off', PendingDelete: 'bad', PendingImport: 'wait', Archived: 'off' }

export function StateTag({ state }: { state: string }) {
  const { t } = useTranslation()
  return <Status tone={tones[state] ?? 'off'}>{t(`state.${state as State}`, state)}</Status>
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
