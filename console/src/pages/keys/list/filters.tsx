import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListKeyDetailRequest, Tag } from '../../../api/types'
import { rowsOf } from '../../../lib/filters'
import { states, usages } from '../../../lib/keys'
import { Button, IconButton } from '../../../ui/button'
import { Select } from '../../../ui/controls'
import { Confirm } from '../../../ui/dialog'
import { FilterIcon, RefreshIcon } from '../../../ui/icons'
import { useUsageName } from '../../../ui/key'
import { Search } from '../../../ui/search'
import { TagEditor, filled } from '../../../ui/tags'

export const defaults = { q: '', state: '0', usage: 'ALL', origin: 'ALL', tags: '', order: '0', page: '1', size: '20' }
export type KeyFilters = typeof defaults

/** What "Clear filters" sets. */
export const none = { q: '', state: '0', usage: 'ALL', origin: 'ALL', tags: '' }

/** In the address, tags stand as those of a query would. */
const tagsOf = (text: string): Tag[] => [...new URLSearchParams(text)].map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
const textOf = (tags: Tag[]) => new URLSearchParams(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue])).toString()

/** requestOf is what the filters ask the server for. */
export function requestOf(f: KeyFilters): ListKeyDetailRequest {
  const tags = tagsOf(f.tags)
  return {
    ...rowsOf(f), OrderType: Number(f.order) || 0,
    KeyState: Number(f.state) || 0, KeyUsage: f.usage, Origin: f.origin, SearchKeyAlias: f.q,
    ...(tags.length > 0 ? { TagFilters: tags.map(({ TagKey, TagValue }) => ({ TagKey, TagValue: TagValue ? [TagValue] : [] })) } : {}),
  }
}

interface FiltersProps {
  filters: KeyFilters
  set: (changes: Partial<KeyFilters>) => void
  filtered: boolean
  refresh: () => void
}

export function Filters({ filters, set, filtered, refresh }: FiltersProps) {
  const { t } = useTranslation()
  const usageName = useUsageName()
  return (
    <div className="filters" role="search">
      <Search label={t('keys.search')} value={filters.q} onChange={(q) => set({ q })} />
      <Select aria-label={t('keys.state')} value={filters.state} onChange={(state) => set({ state })}
        options={[{ value: '0', label: t('keys.allStates') }, ...states.map((state, i) => ({ value: String(i + 1), label: t(`state.${state}`) }))]} />
      <Select aria-label={t('keys.usage')} value={filters.usage} onChange={(usage) => set({ usage })}
        options={[{ value: 'ALL', label: t('keys.allUsages') }, ...usages.map(({ name }) => ({ value: name, label: usageName(name) }))]} />
      <Select aria-label={t('keys.origin')} value={filters.origin} onChange={(origin) => set({ origin })}
        options={[{ value: 'ALL', label: t('keys.allOrigins') }, ...(['TENCENT_KMS', 'EXTERNAL'] as const).map((value) => ({ value, label: t(`origin.${value}`) }))]} />
      <TagFilter tags={tagsOf(filters.tags)} onChange={(tags) => set({ tags: textOf(tags) })} />
      {filtered && <Button variant="text" onClick={() => set(none)}>{t('keys.clearFilters')}</Button>}
      <span className="spring" />
      <IconButton label={t('common.refresh')} size="medium" onClick={refresh}><RefreshIcon /></IconButton>
    </div>
  )
}

function TagFilter({ tags, onChange }: { tags: Tag[]; onChange: (tags: Tag[]) => void }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<Tag[]>()
  return (
    <>
      <Button icon={<FilterIcon />} variant={tags.length > 0 ? 'outline' : 'text'} onClick={() => setDraft(tags.length > 0 ? tags : [{ TagKey: '', TagValue: '' }])}>
        {tags.length > 0 ? t('keys.filteredTags', { tags: tags.map(({ TagKey, TagValue }) => (TagValue ? `${TagKey}: ${TagValue}` : TagKey)).join(', ') }) : t('keys.filterTag')}
      </Button>
      {draft && (
        <Confirm title={t('keys.filterTag')} confirm={t('common.confirm')} act={async () => onChange(filled(draft))} onClose={() => setDraft(undefined)}>
          <p className="muted">{t('keys.filterTagText')}</p>
          <TagEditor tags={draft} onChange={setDraft} />
        </Confirm>
      )}
    </>
  )
}
