import { useTranslation } from 'react-i18next'
import { currentRegion } from '../../api/region'
import type { KeyMetadata } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { callOf, languages, type Language } from '../../lib/snippets'
import { CodeBlock } from '../../ui/code'
import { Choices } from '../../ui/controls'
import { Card } from '../../ui/page'

/** Code shows programs that use this key. */
export default function Code({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const [{ language }, set] = useFilters({ tab: 'details', language: 'Python' })
  const chosen: Language = language in languages ? (language as Language) : 'Python'
  const code = languages[chosen](callOf(data), { origin: location.origin, region: currentRegion() })
  return (
    <Card title={t('code.title')}>
      <p className="muted">{t('code.text')} {location.protocol === 'https:' && t('code.ca')}</p>
      <Choices compact hideLegend legend={t('code.language')} value={chosen} onChange={(value) => set({ language: value })}
        options={(Object.keys(languages) as Language[]).map((value) => ({ value, label: value }))} />
      <CodeBlock code={code} label={t('code.title')} />
    </Card>
  )
}
