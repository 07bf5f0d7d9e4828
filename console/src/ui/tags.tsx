import TDTag from 'tdesign-react/es/tag'
import { useTranslation } from 'react-i18next'
import type { Tag } from '../api/types'
import { Button, IconButton } from './button'
import { Input } from './controls'
import { AddIcon, DeleteIcon } from './icons'

/** TagEditor edits a list of tags. */
export function TagEditor({ tags, onChange }: { tags: Tag[]; onChange: (tags: Tag[]) => void }) {
  const { t } = useTranslation()
  const change = (at: number, part: Partial<Tag>) => onChange(tags.map((tag, i) => (i === at ? { ...tag, ...part } : tag)))
  return (
    <div className="stack tight">
      {tags.map((tag, i) => (
        <div className="pair" key={i}>
          <Input aria-label={`${t('tags.key')} ${i + 1}`} placeholder={t('tags.key')} maxLength={127} value={tag.TagKey} onChange={(TagKey) => change(i, { TagKey })} />
          <Input aria-label={`${t('tags.value')} ${i + 1}`} placeholder={t('tags.value')} maxLength={255} value={tag.TagValue} onChange={(TagValue) => change(i, { TagValue })} />
          <IconButton label={t('tags.remove', { n: i + 1 })} onClick={() => onChange(tags.filter((_, at) => at !== i))}><DeleteIcon /></IconButton>
        </div>
      ))}
      <div>
        <Button size="small" icon={<AddIcon />} onClick={() => onChange([...tags, { TagKey: '', TagValue: '' }])}>{t('tags.add')}</Button>
      </div>
    </div>
  )
}

/** filled leaves out tags without a key. */
export const filled = (tags: Tag[]) => tags.filter(({ TagKey }) => TagKey !== '')

/** TagList shows tags. */
export function TagList({ tags }: { tags: Tag[] }) {
  return <span className="tags">{tags.map(({ TagKey, TagValue }) => <TDTag key={TagKey} className="tag" variant="light">{TagValue ? `${TagKey}: ${TagValue}` : TagKey}</TDTag>)}</span>
}
