import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { GroupInfo } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { date } from '../../lib/format'
import { useUsers } from '../../lib/principals'
import { Button } from '../../ui/button'
import { Field, Input } from '../../ui/controls'
import { Confirm, Dialog } from '../../ui/dialog'
import { Bones, Empty, ErrorBox } from '../../ui/feedback'
import { AddIcon } from '../../ui/icons'
import { Card, Editable, Facts } from '../../ui/page'
import { Paged } from '../../ui/paged'
import type { Column } from '../../ui/table'
import { Add, AttachedPolicies, Entries } from './attached'
import { nameForm, useFresh, useGroups, utc } from './data'

export function Groups() {
  const { t } = useTranslation()
  const can = useCan()
  const groups = useGroups()
  const [{ open }, set] = useFilters({ tab: '', open: '' })
  const [creating, setCreating] = useState(false)
  const group = groups.data?.find(({ GroupId }) => String(GroupId) === open)
  const columns: Column<GroupInfo>[] = [
    { id: 'name', title: t('access.groupName'), width: '40%', cell: (g) => <button type="button" className="link-button cell-main" onClick={() => set({ open: String(g.GroupId) }, { push: true })}>{g.GroupName}</button> },
    { id: 'remark', title: t('access.remark'), width: '40%', cell: (g) => g.Remark || '–' },
    { id: 'created', title: t('keys.created'), width: '20%', cell: (g) => date(utc(g.CreateTime)) },
  ]
  return (
    <Card>
      <div className="row">
        <p className="muted grow">{t('access.groupsText')}</p>
        {can('CreateGroup') && <Button theme="primary" icon={<AddIcon />} onClick={() => setCreating(true)}>{t('access.createGroup')}</Button>}
      </div>
      <Paged caption={t('access.tab.groups')} columns={columns} rows={groups.data} rowKey={(g) => String(g.GroupId)} error={groups.error}
        retry={() => void groups.refetch()} empty={<Empty title={t('access.noGroups')} />} />
      {creating && <CreateGroup onClose={() => setCreating(false)} />}
      {group && <Group group={group} onClose={() => set({ open: '' })} />}
      {open && groups.data && !group && <Dialog side title={open} onClose={() => set({ open: '' })}><Empty title={t('access.gone')} /></Dialog>}
    </Card>
  )
}

function CreateGroup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const fresh = useFresh()
  const [name, setName] = useState('')
  const [remark, setRemark] = useState('')
  const bad = name !== '' && !nameForm.test(name)
  return (
    <Confirm title={t('access.createGroup')} confirm={t('access.create')} ready={name !== '' && !bad} onClose={onClose}
      act={async () => { await call('CreateGroup', { GroupName: name, Remark: remark }); await fresh() }}>
      <Field label={t('access.groupName')} error={bad && t('access.nameRule', { n: 64 })}>
        {(props) => <Input {...props} autoFocus value={name} maxLength={64} onChange={setName} />}
      </Field>
      <Field label={t('access.remark')} optional>
        {(props) => <Input {...props} value={remark} maxLength={300} onChange={setRemark} />}
      </Field>
    </Confirm>
  )
}

function Group({ group, onClose }: { group: GroupInfo; onClose: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const [deleting, setDeleting] = useState(false)
  return (
    <Dialog side title={group.GroupName} onClose={onClose} footer={can('DeleteGroup') && <Button theme="danger" onClick={() => setDeleting(true)}>{t('access.deleteGroup')}</Button>}>
      <Facts facts={[
        [t('access.remark'), (
          <Editable value={group.Remark} label={t('access.remark')} max={300} disabled={!can('UpdateGroup')}
            save={async (Remark) => { await call('UpdateGroup', { GroupId: group.GroupId, Remark }); await fresh() }} />
        )],
      ]} />
      {can('GetGroup') && <Members id={group.GroupId} />}
      <AttachedPolicies holder={{ kind: 'group', id: group.GroupId }} />
      {deleting && (
        <Confirm danger title={t('access.deleteGroup')} confirm={t('access.delete')} onClose={() => setDeleting(false)}
          act={async () => { await call('DeleteGroup', { GroupId: group.GroupId }); onClose(); await fresh() }}>
          <p>{t('access.deleteGroupText', { name: group.GroupName })}</p>
        </Confirm>
      )}
    </Dialog>
  )
}

function Members({ id }: { id: number }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const users = useUsers()
  const group = useQuery({ queryKey: ['cam', 'group', id], queryFn: ({ signal }) => call('GetGroup', { GroupId: id }, signal) })
  const have = new Set(group.data?.UserInfo.map(({ Uin }) => Uin))
  return (
    <section className="stack">
      <h3>{t('access.members')}</h3>
      {group.error ? <ErrorBox error={group.error} retry={() => void group.refetch()} /> : !group.data ? <Bones lines={2} /> : (
        <Entries none={t('access.noMembers')} entries={group.data.UserInfo.map((u) => ({
          id: String(u.Uin), name: u.Name, note: u.Remark, to: `/access?tab=users&open=${encodeURIComponent(u.Name)}`,
          remove: can('RemoveUserFromGroup') ? async () => { await call('RemoveUserFromGroup', { Info: [{ GroupId: id, Uin: u.Uin }] }); await fresh() } : undefined,
        }))} />
      )}
      {can('AddUserToGroup', 'ListUsers') && group.data && (
        <Add label={t('access.addMember')} options={(users.data ?? []).filter((u) => !have.has(u.Uin)).map((u) => ({ value: String(u.Uin), label: u.Name }))}
          add={async (uin) => { await call('AddUserToGroup', { Info: [{ GroupId: id, Uin: Number(uin) }] }); await fresh() }} />
      )}
    </section>
  )
}
