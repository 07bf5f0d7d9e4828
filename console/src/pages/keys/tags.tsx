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
import { TagEditor, TagList, filled } from '../../ui/tags'

const nameOf = (data: KeyMetadata) => ['keys', 'tags', data.KeyId]

/** KeyTags shows the tags of a key and changes them. */
export function KeyTags({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const [editing, setEditing] = useState(false)
  const tags = useQuery({
    queryKey: nameOf(data),
    queryFn: ({ signal }) => call('DescribeResourceTagsByResourceIds', {
      ServiceType: 'kms', ResourcePrefix: 'key', ResourceIds: [data.ResourceId], ResourceRegion: currentRegion(), Limit: 100,
    }, signal),
    select: ({ Tags }) => Tags.map(({ TagKey, TagValue }) => ({ TagKey, TagValue })),
  })
  return (
    <Card title={t('tags.title')} actions={can('ModifyResourceTags') && tags.data && <Button onClick={() => setEditing(true)}>{t('tags.edit')}</Button>}>
      {tags.error && <ErrorBox error={tags.error} retry={() => void tags.refetch()} />}
      {!tags.data && !tags.error && <Bones lines={1} />}
      {tags.data && (tags.data.length > 0 ? <TagList tags={tags.data} /> : <p className="muted">{t('tags.none')}</p>)}
      {editing && tags.data && <Edit data={data} tags={tags.data} onClose={() => setEditing(false)} />}
    </Card>
  )
}

function Edit({ data, tags, onClose }: { data: KeyMetadata; tags: Tag[]; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { Account } = useSession()
  const [draft, setDraft] = useState(tags)
  async function save() {
    const next = filled(draft)
    const keys = new Set(next.map(({ TagKey }) => TagKey))
    const gone = tags.filter(({ TagKey }) => !keys.has(TagKey)).map(({ TagKey }) => ({ TagKey }))
    if (next.length + gone.length === 0) return
    await call('ModifyResourceTags', { Resource: resourceName(Account.Uin, currentRegion(), data.ResourceId), ReplaceTags: next, DeleteTags: gone })
    await client.invalidateQueries({ queryKey: nameOf(data) })
  }
  return (
    <Confirm title={t('tags.edit')} confirm={t('common.save')} act={save} onClose={onClose}>
      <TagEditor tags={draft} onChange={setDraft} />
    </Confirm>
  )
}
