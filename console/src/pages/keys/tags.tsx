import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { currentRegion } from '../../api/region'
import { useCan, useSession } from '../../api/session'
import type { KeyMetadata, Tag } from '../../api/types'
import { resourceName } from '../../lib/keys'
import { Button } from '../../ui/button'
import { Confirm } from '../../ui/dialog'
import { Bones, ErrorBox } from '../../ui/feedback'
import { Card } from '../../ui/page'
import { TagEditor, filled } from '../../ui/tags'

/** KeyTags shows the tags of a key and changes them. */
export function KeyTags({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const { Account } = useSession()
  const [draft, setDraft] = useState<Tag[]>()
  const name = ['keys', 'tags', data.KeyId]
  const tags = useQuery({
    queryKey: name,
    queryFn: ({ signal }) => call('DescribeResourceTagsByResourceIds', {
      ServiceType: 'kms', ResourcePrefix: 'key', ResourceIds: [data.ResourceId], ResourceRegion: currentRegion(), Limit: 100,
    }, signal),
  })
  async function save() {
    const next = filled(draft ?? [])
    const keys = new Set(next.map(({ TagKey }) => TagKey))
    const gone = (tags.data?.Tags ?? []).filter(({ TagKey }) => !keys.has(TagKey))
    if (next.length + gone.length === 0) return
    await call('ModifyResourceTags', {
      Resource: resourceName(Account.Uin, currentRegion(), data.ResourceId),
      ReplaceTags: next,
      DeleteTags: gone.map(({ TagKey }) => ({ TagKey })),
    })
    await client.invalidateQueries({ queryKey: name })
  }
  return (
    <Card title={t('tags.title')} actions={can('ModifyResourceTags') && tags.data && (
      <Button size="small" onClick={() => setDraft(tags.data.Tags.map(({ TagKey, TagValue }) => ({ TagKey, TagValue })))}>{t('tags.edit')}</Button>
    )}>
      {tags.error && <ErrorBox error={tags.error} retry={() => void tags.refetch()} />}
      {!tags.data && !tags.error && <Bones lines={1} />}
      {tags.data && (tags.data.Tags.length > 0
        ? <div>{tags.data.Tags.map(({ TagKey, TagValue }) => <span key={TagKey} className="tag">{TagKey}: {TagValue}</span>)}</div>
        : <p className="muted">{t('tags.none')}</p>)}
      {draft && (
        <Confirm title={t('tags.edit')} confirm={t('common.save')} act={save} onClose={() => setDraft(undefined)}>
          <TagEditor tags={draft} onChange={setDraft} />
        </Confirm>
      )}
    </Card>
  )
}
