import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/call'
import { currentRegion } from '../../api/region'
import { useCan, useSession } from '../../api/session'
import type { CreateKeyRequest, Tag } from '../../api/types'
import { utf8 } from '../../lib/bytes'
import { aliasForm, usageOf, usages } from '../../lib/keys'
import { Button } from '../../ui/button'
import { Choices, Field, Input, Select, Textarea } from '../../ui/controls'
import { ErrorBox, Notice } from '../../ui/feedback'
import { useUsageName } from '../../ui/key'
import { Card, Page } from '../../ui/page'
import { TagEditor, filled } from '../../ui/tags'
import { useToast } from '../../ui/toast'

const purposes = ['encrypt', 'decrypt', 'sign'] as const
type Purpose = (typeof purposes)[number]

function purposeOf(usage: string): Purpose {
  if (usage === 'ENCRYPT_DECRYPT') return 'encrypt'
  return usage.startsWith('ASYMMETRIC_SIGN') ? 'sign' : 'decrypt'
}

export default function CreateKey() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const can = useCan()
  const client = useQueryClient()
  const toast = useToast()
  const usageName = useUsageName()
  const session = useSession()
  const sm = session.Regions.find(({ Name }) => Name === currentRegion())?.SM ?? false
  const [alias, setAlias] = useState('')
  const [description, setDescription] = useState('')
  const [usage, setUsage] = useState('ENCRYPT_DECRYPT')
  const [spec, setSpec] = useState('')
  const [origin, setOrigin] = useState<'1' | '2'>('1')
  const [days, setDays] = useState('')
  const [tags, setTags] = useState<Tag[]>([])
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const algorithms = useQuery({ queryKey: ['algorithms'], queryFn: () => call('ListAlgorithms', {}), staleTime: Infinity, enabled: can('ListAlgorithms') })
  const offered = new Set(algorithms.data ? [
    ...algorithms.data.SymmetricAlgorithms, ...algorithms.data.AsymmetricAlgorithms, ...algorithms.data.AsymmetricSignVerifyAlgorithms,
  ].map(({ KeyUsage }) => KeyUsage) : ['ENCRYPT_DECRYPT'])
  const choices = usages.filter(({ name }) => offered.has(name))
  const symmetric = usage === 'ENCRYPT_DECRYPT'
  const badAlias = alias !== '' && (!aliasForm.test(alias) || alias.startsWith('kms-'))
  const rotates = symmetric && origin === '1' && days !== ''
  const badDays = rotates && !(Number.isInteger(Number(days)) && Number(days) >= 7 && Number(days) <= 365)
  const tooLong = utf8(description).length > 1024

  function choosePurpose(purpose: Purpose) {
    setUsage(choices.find(({ name }) => purposeOf(name) === purpose)?.name ?? 'ENCRYPT_DECRYPT')
  }

  async function submit() {
    if (!alias || badAlias || badDays || tooLong) return
    setBusy(true)
    setError(undefined)
    const request: CreateKeyRequest = { Alias: alias, KeyUsage: usage, Type: symmetric ? Number(origin) : 1 }
    if (description) request.Description = description
    if (symmetric && spec) request.KeySpec = spec
    if (filled(tags).length > 0) request.Tags = filled(tags)
    try {
      const key = await call('CreateKey', request)
      let rotationFailed: unknown
      if (rotates) await call('EnableKeyRotation', { KeyId: key.KeyId, RotateDays: Number(days) }).catch((e: unknown) => { rotationFailed = e })
      await client.invalidateQueries({ queryKey: ['keys'] })
      toast(rotationFailed ? t('create.noRotation') : t('create.done', { name: alias }))
      void navigate(`/keys/${key.KeyId}${key.KeyState === 'PendingImport' ? '?tab=import' : ''}`)
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }

  return (
    <Page title={t('keys.create')} back={{ to: '/keys', label: t('nav.keys') }}>
      <form onSubmit={(e) => { e.preventDefault(); void submit() }}>
        <Card>
          <div className="fields">
            <Field label={t('create.alias')} hint={t('create.aliasRule')} error={badAlias && t('create.aliasRule')}>
              {(props) => <Input {...props} autoFocus required maxLength={60} value={alias} onChange={(e) => setAlias(e.target.value)} />}
            </Field>
            <Field label={t('create.description')} optional error={tooLong && t('create.descriptionLong')}>
              {(props) => <Textarea {...props} rows={2} value={description} onChange={(e) => setDescription(e.target.value)} />}
            </Field>
            <Choices<Purpose>
              legend={t('create.purpose')}
              value={purposeOf(usage)}
              onChange={choosePurpose}
              options={purposes.filter((p) => choices.some(({ name }) => purposeOf(name) === p))
                .map((p) => ({ value: p, label: t(`purpose.${p}.name`), text: t(`purpose.${p}.text`) }))}
            />
            {symmetric ? (
              <Field label={t('create.algorithm')} hint={t('create.algorithmHint', { name: sm ? 'SM4' : 'AES-256' })}>
                {(props) => (
                  <Select {...props} value={spec} onChange={setSpec} options={[
                    { value: '', label: t('create.regionDefault', { name: sm ? 'SM4' : 'AES-256' }) },
                    { value: 'AES_256', label: 'AES-256' }, { value: 'SM4', label: 'SM4' }]} />
                )}
              </Field>
            ) : (
              <Choices
                legend={t('create.algorithm')}
                value={usage}
                onChange={setUsage}
                options={choices.filter(({ name }) => purposeOf(name) === purposeOf(usage))
                  .map(({ name }) => ({ value: name, label: usageName(name), text: t(`usage.${name as 'ENCRYPT_DECRYPT'}.text`) }))}
              />
            )}
            {symmetric && (
              <Choices
                legend={t('create.origin')}
                value={origin}
                onChange={setOrigin}
                options={[
                  { value: '1', label: t('origin.TENCENT_KMS'), text: t('create.originKms') },
                  { value: '2', label: t('origin.EXTERNAL'), text: t('create.originExternal') }]}
              />
            )}
            {symmetric && origin === '1' && can('EnableKeyRotation') && (
              <div className="stack" style={{ gap: 8 }}>
                <label className="check">
                  <input type="checkbox" checked={days !== ''} onChange={(e) => setDays(e.target.checked ? '365' : '')} /> {t('create.rotate')}
                </label>
                {days !== '' && (
                  <Field label={t('rotation.days')} hint={t('rotation.daysRule')} error={badDays && t('rotation.daysRule')}>
                    {(props) => <Input {...props} type="number" min={7} max={365} style={{ width: 120 }} value={days} onChange={(e) => setDays(e.target.value || ' ')} />}
                  </Field>
                )}
              </div>
            )}
            <div className="field">
              <span style={{ fontWeight: 500 }}>{t('tags.title')} <span className="muted">{t('common.optional')}</span></span>
              <TagEditor tags={tags} onChange={setTags} />
            </div>
            {usageOf(usage)?.kind.startsWith('pq') && <Notice>{t('create.postQuantum')}</Notice>}
            {error !== undefined && <ErrorBox error={error} />}
            <div className="actions">
              <Button theme="primary" type="submit" loading={busy} disabled={!alias || badAlias || badDays || tooLong}>{t('create.submit')}</Button>
              <Button onClick={() => void navigate('/keys')}>{t('common.cancel')}</Button>
            </div>
          </div>
        </Card>
      </form>
    </Page>
  )
}
