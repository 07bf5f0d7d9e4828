import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session'
import { useAllKeys } from '../../lib/names'
import { Button } from '../../ui/button'
import { Input, Select } from '../../ui/controls'
import { SearchIcon } from '../../ui/icons'
import { auditPeriods, defaults, type AuditFilters } from './search'

interface FiltersProps {
  filters: AuditFilters
  set: (changes: Partial<AuditFilters>, options?: { push?: boolean }) => void
  filtered: boolean
}

/** Filters are looked up when they are sent: every look is itself on record. */
export function Filters({ filters, set, filtered }: FiltersProps) {
  const { t } = useTranslation()
  const { Actions } = useSession()
  const keys = useAllKeys()
  const [draft, setDraft] = useState(filters)
  const change = (part: Partial<AuditFilters>) => setDraft({ ...draft, ...part })
  const choose = (part: Partial<AuditFilters>) => set({ ...draft, ...part }, { push: true })
  const custom = !(draft.period in auditPeriods)
  const backwards = custom && draft.from !== '' && draft.to !== '' && draft.from > draft.to
  const text = (name: 'action' | 'key' | 'user' | 'source' | 'request', list?: string) => (
    <Input type="search" aria-label={t(`audit.${name}`)} placeholder={name === 'user' ? `${t('audit.user')} (${t('audit.userHint')})` : t(`audit.${name}`)}
      list={list} value={draft[name]} onChange={(e) => change({ [name]: e.target.value })} />
  )
  const results = [
    { value: '', label: t('audit.results.all') }, { value: 'good', label: t('audit.results.good') }, { value: 'bad', label: t('audit.results.bad') },
  ]
  if (!results.some(({ value }) => value === draft.result)) results.push({ value: draft.result, label: draft.result })
  return (
    <form className="filters filter-grid" role="search" onSubmit={(e) => { e.preventDefault(); if (!backwards) choose({}) }}>
      <Select aria-label={t('audit.period')} value={custom ? 'custom' : draft.period}
        onChange={(period) => (period === 'custom' ? change({ period }) : choose({ period, from: '', to: '' }))}
        options={[...Object.keys(auditPeriods), 'custom'].map((value) => ({ value, label: t(`audit.periods.${value as '24h'}`) }))} />
      {custom && (
        <>
          <Input type="datetime-local" step={1} aria-label={t('audit.from')} value={draft.from} aria-invalid={backwards || undefined} onChange={(e) => change({ from: e.target.value })} />
          <Input type="datetime-local" step={1} aria-label={t('audit.to')} value={draft.to} aria-invalid={backwards || undefined} onChange={(e) => change({ to: e.target.value })} />
        </>
      )}
      <Select aria-label={t('audit.result')} value={draft.result} onChange={(result) => choose({ result })} options={results} />
      {text('action', 'audit-actions')}
      {text('key', 'audit-keys')}
      {text('user')}
      {text('source')}
      {text('request')}
      <div className="row">
        <Button theme="primary" type="submit" icon={<SearchIcon />} disabled={backwards}>{t('audit.search')}</Button>
        {filtered && <Button variant="text" onClick={() => set(defaults, { push: true })}>{t('audit.clear')}</Button>}
      </div>
      {backwards && <p className="field-note error-text" role="alert">{t('audit.badRange')}</p>}
      <datalist id="audit-actions">{Actions.map((name) => <option key={name} value={name} />)}</datalist>
      <datalist id="audit-keys">{keys.data?.keys.slice(0, 200).map(({ KeyId, Alias }) => <option key={KeyId} value={KeyId}>{Alias}</option>)}</datalist>
    </form>
  )
}
