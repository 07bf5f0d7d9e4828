import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { actionNames } from '../../api/types'
import { useKeys } from '../../lib/names'
import { Button } from '../../ui/button'
import { Input, Select } from '../../ui/controls'
import { SearchIcon } from '../../ui/icons'
import { auditPeriods, defaults, type AuditFilters } from './search'

interface FiltersProps {
  filters: AuditFilters
  set: (changes: Partial<AuditFilters>, options?: { push?: boolean }) => void
  filtered: boolean
  children: ReactNode
}

/** Filters are looked up when they are sent: every look is itself on record. */
export function Filters({ filters, set, filtered, children }: FiltersProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(filters)
  const change = (part: Partial<AuditFilters>) => setDraft({ ...draft, ...part })
  const choose = (part: Partial<AuditFilters>) => set({ ...draft, ...part }, { push: true })
  const custom = !(draft.period in auditPeriods)
  const backwards = custom && draft.from !== '' && draft.to !== '' && draft.from > draft.to
  const text = (name: 'action' | 'key' | 'user' | 'source' | 'request', list?: string) => (
    <Input type="search" aria-label={t(`audit.${name}`)} placeholder={name === 'user' ? `${t('audit.user')} (${t('audit.userHint')})` : t(`audit.${name}`)}
      list={list} value={draft[name]} onChange={(value) => change({ [name]: value })} />
  )
  return (
    <form className="filter-grid" role="search" onSubmit={(e) => { e.preventDefault(); if (!backwards) choose({}) }}>
      <Choosing draft={draft} change={change} choose={choose} backwards={backwards} />
      {text('action', 'audit-actions')}
      {text('key', 'audit-keys')}
      {text('user')}
      {text('source')}
      {text('request')}
      <div className="filter-actions">
        <Button theme="primary" type="submit" icon={<SearchIcon />} disabled={backwards}>{t('audit.search')}</Button>
        {filtered && <Button variant="text" onClick={() => set(defaults, { push: true })}>{t('audit.clear')}</Button>}
        <span className="spring" />
        {children}
      </div>
      {backwards && <p className="field-note error-text" role="alert">{t('audit.badRange')}</p>}
      <Suggestions />
    </form>
  )
}

interface ChoosingProps {
  draft: AuditFilters
  change: (part: Partial<AuditFilters>) => void
  choose: (part: Partial<AuditFilters>) => void
  backwards: boolean
}

/** Choosing has the filters that are chosen, which are looked up at once. */
function Choosing({ draft, change, choose, backwards }: ChoosingProps) {
  const { t } = useTranslation()
  const custom = !(draft.period in auditPeriods)
  const results = [
    { value: '', label: t('audit.results.all') }, { value: 'good', label: t('audit.results.good') }, { value: 'bad', label: t('audit.results.bad') },
  ]
  if (!results.some(({ value }) => value === draft.result)) results.push({ value: draft.result, label: draft.result })
  const moment = (name: 'from' | 'to') => (
    <Input type="datetime-local" step={1} aria-label={t(`audit.${name}`)} value={draft[name]} aria-invalid={backwards || undefined} onChange={(value) => change({ [name]: value })} />
  )
  return (
    <>
      <Select aria-label={t('audit.period')} value={custom ? 'custom' : draft.period}
        onChange={(period) => (period === 'custom' ? change({ period }) : choose({ period, from: '', to: '' }))}
        options={[...Object.keys(auditPeriods), 'custom'].map((value) => ({ value, label: t(`audit.periods.${value as '24h'}`) }))} />
      {custom && <>{moment('from')}{moment('to')}</>}
      <Select aria-label={t('audit.result')} value={draft.result} onChange={(result) => choose({ result })} options={results} />
      <Select aria-label={t('audit.kind')} value={draft.kind} onChange={(kind) => choose({ kind })}
        options={['', 'Read', 'Write'].map((value) => ({ value, label: t(value ? `audit.kindsOf.${value as 'Read'}` : 'audit.kindsOf.all') }))} />
    </>
  )
}

function Suggestions() {
  const keys = useKeys()
  return (
    <>
      <datalist id="audit-actions">{actionNames.map((name) => <option key={name} value={name} />)}</datalist>
      <datalist id="audit-keys">{keys.data?.KeyMetadatas.map(({ KeyId, Alias }) => <option key={KeyId} value={KeyId}>{Alias}</option>)}</datalist>
    </>
  )
}
