import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import { useAttempt } from '../../lib/attempt'
import { most } from '../../lib/principals'
import { Button } from '../../ui/button'
import { Select } from '../../ui/controls'
import { Bones, ErrorBox } from '../../ui/feedback'
import { useFresh, usePolicies } from './data'

interface Attached {
  id: number
  name: string
  remark: string
  /** Groups by which a user has it; empty if it is attached directly. */
  groups: string[]
}

type Holder = { kind: 'user'; uin: number } | { kind: 'group'; id: number } | { kind: 'role'; name: string }

async function load(holder: Holder, signal: AbortSignal): Promise<Attached[]> {
  if (holder.kind === 'user') {
    const { PolicyList } = await call('ListAttachedUserAllPolicies', { TargetUin: holder.uin, Rp: most, Page: 1, AttachType: 0 }, signal)
    return PolicyList.map((p) => ({ id: Number(p.PolicyId), name: p.PolicyName, remark: p.Description, groups: (p.Groups ?? []).map(({ GroupName }) => GroupName) }))
  }
  if (holder.kind === 'group') {
    const { List } = await call('ListAttachedGroupPolicies', { TargetGroupId: holder.id, Rp: most, Page: 1 }, signal)
    return List.map((p) => ({ id: p.PolicyId, name: p.PolicyName, remark: p.Remark, groups: [] }))
  }
  const { List } = await call('ListAttachedRolePolicies', { RoleName: holder.name, Rp: most, Page: 1 }, signal)
  return List.map((p) => ({ id: p.PolicyId, name: p.PolicyName, remark: p.Description, groups: [] }))
}

function attach(holder: Holder, id: number) {
  if (holder.kind === 'user') return call('AttachUserPolicy', { PolicyId: id, AttachUin: holder.uin })
  if (holder.kind === 'group') return call('AttachGroupPolicy', { PolicyId: id, AttachGroupId: holder.id })
  return call('AttachRolePolicy', { PolicyId: id, AttachRoleName: holder.name })
}

function detach(holder: Holder, id: number) {
  if (holder.kind === 'user') return call('DetachUserPolicy', { PolicyId: id, DetachUin: holder.uin })
  if (holder.kind === 'group') return call('DetachGroupPolicy', { PolicyId: id, DetachGroupId: holder.id })
  return call('DetachRolePolicy', { PolicyId: id, DetachRoleName: holder.name })
}

const actions = {
  user: ['ListAttachedUserAllPolicies', 'AttachUserPolicy', 'DetachUserPolicy'],
  group: ['ListAttachedGroupPolicies', 'AttachGroupPolicy', 'DetachGroupPolicy'],
  role: ['ListAttachedRolePolicies', 'AttachRolePolicy', 'DetachRolePolicy'],
} as const

/** AttachedPolicies are the policies that hold for a user, a group or a role. */
export function AttachedPolicies({ holder }: { holder: Holder }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const [see, add, remove] = actions[holder.kind]
  const list = useQuery({ queryKey: ['cam', 'attached', holder], queryFn: ({ signal }) => load(holder, signal), enabled: can(see) })
  const policies = usePolicies()
  if (!can(see)) return null
  const have = new Set(list.data?.filter(({ groups }) => groups.length === 0).map(({ id }) => id))
  return (
    <section className="stack">
      <h3>{t('access.tab.policies')}</h3>
      {list.error ? <ErrorBox error={list.error} retry={() => void list.refetch()} /> : !list.data ? <Bones lines={2} /> : (
        <Entries none={t('access.noPolicies')} entries={list.data.map((p) => ({
          id: `${p.id} ${p.groups.join()}`, name: p.name, to: `/access?tab=policies&open=${p.id}`,
          note: p.groups.length ? t('access.byGroups', { groups: p.groups.join(', ') }) : p.remark,
          remove: can(remove) && p.groups.length === 0 ? async () => { await detach(holder, p.id); await fresh() } : undefined,
        }))} />
      )}
      {can(add, 'ListPolicies') && list.data && (
        <Add label={t('access.attach')} options={(policies.data ?? []).filter((p) => !have.has(p.PolicyId)).map((p) => ({ value: String(p.PolicyId), label: p.PolicyName }))}
          add={async (id) => { await attach(holder, Number(id)); await fresh() }} />
      )}
    </section>
  )
}

interface Entry {
  id: string
  name: string
  to: string
  note?: string
  remove?: (() => Promise<unknown>) | undefined
}

/** Entries is a short list whose entries can be removed. */
export function Entries({ entries, none }: { entries: Entry[]; none: string }) {
  const { t } = useTranslation()
  const [removed, setRemoved] = useState('')
  const { busy, error, attempt } = useAttempt()
  function run({ id, remove }: Entry) {
    setRemoved(id)
    void attempt(async () => remove?.())
  }
  if (entries.length === 0) return <p className="muted">{none}</p>
  return (
    <>
      <ul className="entries">
        {entries.map((entry) => (
          <li key={entry.id}>
            <span><Link to={entry.to}>{entry.name}</Link>{entry.note && <span className="muted small-line">{entry.note}</span>}</span>
            {entry.remove && <Button size="small" variant="text" loading={busy && removed === entry.id} aria-label={t('access.removeOne', { name: entry.name })} onClick={() => run(entry)}>{t('access.remove')}</Button>}
          </li>
        ))}
      </ul>
      {error !== undefined && <ErrorBox error={error} />}
    </>
  )
}

/** Add chooses one of several and adds it. */
export function Add({ label, options, add }: { label: string; options: { value: string; label: string }[]; add: (value: string) => Promise<unknown> }) {
  const { t } = useTranslation()
  const [value, setValue] = useState('')
  const { busy, error, attempt } = useAttempt()
  const chosen = options.some((option) => option.value === value) ? value : ''
  const run = () => attempt(async () => {
    await add(chosen)
    setValue('')
  })
  return (
    <>
      <div className="row add-row">
        <Select aria-label={label} value={chosen} onChange={setValue} options={[{ value: '', label }, ...options]} />
        <Button disabled={!chosen} loading={busy} onClick={() => void run()}>{t('access.add')}</Button>
      </div>
      {error !== undefined && <ErrorBox error={error} />}
    </>
  )
}
