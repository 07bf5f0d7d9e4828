// The parts of the form that describes a new key.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../../api/call'
import { currentRegion } from '../../../api/region'
import { useCan, useSession } from '../../../api/session'
import { usageOf, usages } from '../../../lib/keys'
import { Checkbox, Choices, Field, Input, NumberField, Textarea } from '../../../ui/controls'
import { Notice } from '../../../ui/feedback'
import { useUsageName } from '../../../ui/key'
import { TagEditor } from '../../../ui/tags'
import { faults, purposeOf, purposes, symmetric, type Draft, type Purpose } from './draft'

interface SectionProps {
  draft: Draft
  change: (part: Partial<Draft>) => void
}

export function Naming({ draft, change }: SectionProps) {
  const { t } = useTranslation()
  const bad = faults(draft)
  return (
    <>
      <Field label={t('create.alias')} hint={t('create.aliasRule')} error={bad.alias && t('create.aliasRule')}>
        {(props) => <Input {...props} autoFocus required maxLength={60} value={draft.alias} onChange={(alias) => change({ alias })} />}
      </Field>
      <Field label={t('create.description')} optional error={bad.description && t('create.descriptionLong')}>
        {(props) => <Textarea {...props} rows={2} value={draft.description} onChange={(description) => change({ description })} />}
      </Field>
    </>
  )
}

/** useOffered has the usages that this region offers. */
function useOffered() {
  const can = useCan()
  const { data } = useQuery({ queryKey: ['algorithms'], queryFn: ({ signal }) => call('ListAlgorithms', {}, signal), staleTime: Infinity, enabled: can('ListAlgorithms') })
  const names = data ? [...data.SymmetricAlgorithms, ...data.AsymmetricAlgorithms, ...data.AsymmetricSignVerifyAlgorithms].map(({ KeyUsage }) => KeyUsage) : ['ENCRYPT_DECRYPT']
  return usages.filter(({ name }) => names.includes(name))
}

/** useDefaultSpec is the algorithm of symmetric keys in this region. */
export function useDefaultSpec() {
  const { Regions } = useSession()
  return Regions.find(({ Name }) => Name === currentRegion())?.SM ? 'SM4' : 'AES-256'
}

export function Using({ draft, change }: SectionProps) {
  const { t } = useTranslation()
  const usageName = useUsageName()
  const offered = useOffered()
  const byDefault = useDefaultSpec()
  const purpose = purposeOf(draft.usage)
  return (
    <>
      <Choices<Purpose> legend={t('create.purpose')} value={purpose}
        onChange={(next) => change({ usage: offered.find(({ name }) => purposeOf(name) === next)?.name ?? draft.usage })}
        options={purposes.filter((p) => offered.some(({ name }) => purposeOf(name) === p)).map((p) => ({ value: p, label: t(`purpose.${p}.name`), text: t(`purpose.${p}.text`) }))} />
      {symmetric(draft) ? (
        <Choices<Draft['spec']> legend={t('create.algorithm')} value={draft.spec} onChange={(spec) => change({ spec })} options={[
          { value: '', label: t('create.regionDefault', { name: byDefault }), text: t('create.regionDefaultText') },
          { value: 'AES_256', label: 'AES-256', text: t('create.aesText') }, { value: 'SM4', label: 'SM4', text: t('create.sm4Text') }]} />
      ) : (
        <Choices legend={t('create.algorithm')} value={draft.usage} onChange={(usage) => change({ usage })}
          options={offered.filter(({ name }) => purposeOf(name) === purpose)
            .map(({ name }) => ({ value: name, label: usageName(name), text: t(`usage.${name as 'ENCRYPT_DECRYPT'}.text`) }))} />
      )}
      {usageOf(draft.usage)?.kind.startsWith('pq') && <Notice>{t('create.postQuantum')}</Notice>}
    </>
  )
}

export function Material({ draft, change }: SectionProps) {
  const { t } = useTranslation()
  const can = useCan()
  return (
    <>
      <Choices<Draft['origin']> legend={t('create.origin')} value={draft.origin} onChange={(origin) => change({ origin })} options={[
        { value: 'TENCENT_KMS', label: t('origin.TENCENT_KMS'), text: t('create.originKms') },
        { value: 'EXTERNAL', label: t('origin.EXTERNAL'), text: t('create.originExternal') }]} />
      {draft.origin === 'TENCENT_KMS' && can('EnableKeyRotation') && (
        <>
          <Checkbox checked={draft.rotate} onChange={(rotate) => change({ rotate })}>{t('create.rotate')}</Checkbox>
          {draft.rotate && <NumberField label={t('rotation.days')} rule={t('rotation.daysRule')} min={7} max={365} value={draft.days} onChange={(days) => change({ days })} />}
        </>
      )}
    </>
  )
}

export function Tagging({ draft, change }: SectionProps) {
  const { t } = useTranslation()
  return (
    <>
      <p className="muted">{t('create.tagsText')}</p>
      <TagEditor tags={draft.tags} onChange={(tags) => change({ tags })} />
      {faults(draft).tags && <p className="field-note error-text" role="alert">{t('tags.twice')}</p>}
    </>
  )
}
