import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCan } from '../../api/session'
import { useAttempt } from '../../lib/attempt'
import { Button } from '../../ui/button'
import { Empty, ErrorBox } from '../../ui/feedback'
import { useUsageName } from '../../ui/key'
import { Card, Facts, Page } from '../../ui/page'
import { TagList, filled } from '../../ui/tags'
import { useToast } from '../../ui/toast'
import './create.css'
import { create, emptyDraft, faults, rotates, symmetric, type Draft } from './create/draft'
import { Material, Naming, Tagging, Using, useDefaultSpec } from './create/sections'

/** CreateKey describes a new key, for who may create one. */
export default function CreateKey() {
  const { t } = useTranslation()
  const can = useCan()
  return (
    <Page title={t('keys.create')} back={{ to: '/keys', label: t('nav.keys') }}>
      {can('CreateKey') ? <Form /> : <Card><Empty title={t('create.mayNot')}>{t('create.mayNotText')}</Empty></Card>}
    </Page>
  )
}

/** Form describes a key in a few parts, with a summary beside them. */
function Form() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const toast = useToast()
  const [draft, setDraft] = useState<Draft>(emptyDraft)
  const { busy, error, attempt } = useAttempt()
  const ready = draft.alias !== '' && !Object.values(faults(draft)).some(Boolean)
  const part = { draft, change: (part: Partial<Draft>) => setDraft({ ...draft, ...part }) }

  const submit = () => attempt(async () => {
    if (!ready) return
    const key = await create(draft)
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(key.notRotating ? t('create.noRotation') : t('create.done', { name: draft.alias }))
    void navigate(`/keys/${key.id}${key.state === 'PendingImport' ? '?tab=import' : ''}`)
  })
  return (
    <form className="create" onSubmit={(e) => { e.preventDefault(); void submit() }}>
      <div className="stack">
        <Part n={1} title={t('create.part.name')}><Naming {...part} /></Part>
        <Part n={2} title={t('create.part.usage')}><Using {...part} /></Part>
        {symmetric(draft) && <Part n={3} title={t('create.part.material')}><Material {...part} /></Part>}
        <Part n={symmetric(draft) ? 4 : 3} title={t('tags.title')} optional><Tagging {...part} /></Part>
      </div>
      <aside className="create-summary">
        <Card title={t('create.summary')}>
          <Summary draft={draft} />
          {error !== undefined && <ErrorBox error={error} />}
          <div className="actions">
            <Button theme="primary" type="submit" loading={busy} disabled={!ready}>{t('create.submit')}</Button>
            <Button onClick={() => void navigate('/keys')}>{t('common.cancel')}</Button>
          </div>
        </Card>
      </aside>
    </form>
  )
}

function Part({ n, title, optional, children }: { n: number; title: string; optional?: boolean; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Card title={<><span className="part-number" aria-hidden="true">{n}</span> {title}{optional && <span className="muted part-optional"> {t('common.optional')}</span>}</>}>
      <div className="fields">{children}</div>
    </Card>
  )
}

function Summary({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const usageName = useUsageName()
  const byDefault = useDefaultSpec()
  const tags = filled(draft.tags)
  return (
    <Facts facts={[
      [t('create.alias'), draft.alias || <span className="muted">{t('create.noName')}</span>],
      [t('keys.usage'), usageName(draft.usage)],
      symmetric(draft) && [t('create.algorithm'), draft.spec ? draft.spec.replace('_', '-') : byDefault],
      symmetric(draft) && [t('keys.origin'), t(`origin.${draft.origin}`)],
      symmetric(draft) && draft.origin === 'TENCENT_KMS' && [t('rotation.state'), rotates(draft) ? t('rotation.everyDays', { n: draft.days }) : t('rotation.isOff')],
      tags.length > 0 && [t('tags.title'), <TagList tags={tags} />],
    ]} />
  )
}
