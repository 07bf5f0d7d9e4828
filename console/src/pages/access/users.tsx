import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { SubAccountInfo } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { date } from '../../lib/format'
import { most, useUsers } from '../../lib/principals'
import { Button, Copy } from '../../ui/button'
import { Checkbox, Field, Input } from '../../ui/controls'
import { Confirm, Dialog } from '../../ui/dialog'
import { Bones, Empty, ErrorBox, Notice } from '../../ui/feedback'
import { AddIcon } from '../../ui/icons'
import { Id, Status } from '../../ui/key'
import { Card, Editable, Facts } from '../../ui/page'
import { Paged } from '../../ui/paged'
import { Search } from '../../ui/search'
import type { Column } from '../../ui/table'
import { Add, AttachedPolicies, Entries } from './attached'
import { has, nameForm, useFresh, useGroups, utc } from './data'
import { AccessKeys, Secret, type NewKey } from './keys'

/** What is shown once, after a user was made. */
interface Made {
  name: string
  password: string
  key: NewKey | undefined
}

export function Users() {
  const { t } = useTranslation()
  const can = useCan()
  const users = useUsers()
  const [{ open, q }, set] = useFilters({ tab: '', open: '', q: '' })
  const [creating, setCreating] = useState(false)
  const [made, setMade] = useState<Made>()
  const rows = users.data?.filter(({ Name, Uin, Remark }) => has(q, Name, String(Uin), Remark))
  const user = users.data?.find(({ Name }) => Name === open)
  const columns: Column<SubAccountInfo>[] = [
    { id: 'name', title: t('access.userName'), width: '34%', wide: true, cell: (u) => <><button type="button" className="link-button cell-main" onClick={() => set({ open: u.Name }, { push: true })}>{u.Name}</button>{u.Remark && <span className="muted small-line">{u.Remark}</span>}</> },
    { id: 'uin', title: t('access.uin'), width: '24%', cell: (u) => <Id id={String(u.Uin)} /> },
    { id: 'console', title: t('access.console'), width: '22%', cell: (u) => <Status tone={u.ConsoleLogin ? 'good' : 'off'}>{t(u.ConsoleLogin ? 'access.may' : 'access.mayNotSignIn')}</Status> },
    { id: 'created', title: t('keys.created'), width: '20%', cell: (u) => date(utc(u.CreateTime)) },
  ]
  return (
    <Card>
      <div className="filters" role="search">
        <Search label={t('access.searchUsers')} value={q} onChange={(q) => set({ q })} />
        <span className="spring" />
        {can('AddUser') && <Button theme="primary" icon={<AddIcon />} onClick={() => setCreating(true)}>{t('access.createUser')}</Button>}
      </div>
      <Paged caption={t('access.tab.users')} columns={columns} rows={rows} rowKey={(u) => u.Name} error={users.error} retry={() => void users.refetch()}
        empty={<Empty title={q ? t('access.noMatch') : t('access.noUsers')}>{!q && t('access.noUsersText')}</Empty>} />
      {creating && <CreateUser onClose={() => setCreating(false)} onMade={setMade} />}
      {made?.key && <Secret made={made.key} onClose={() => setMade({ ...made, key: undefined })} />}
      {made?.password && !made.key && <MadePassword name={made.name} password={made.password} onClose={() => setMade(undefined)} />}
      {user && <User user={user} onClose={() => set({ open: '' })} />}
      {open && users.data && !user && <Dialog side title={open} onClose={() => set({ open: '' })}><Empty title={t('access.gone')} /></Dialog>}
    </Card>
  )
}

function CreateUser({ onClose, onMade }: { onClose: () => void; onMade: (made: Made) => void }) {
  const { t } = useTranslation()
  const fresh = useFresh()
  const [name, setName] = useState('')
  const [remark, setRemark] = useState('')
  const [signIn, setSignIn] = useState(false)
  const [withKey, setWithKey] = useState(true)
  const bad = name !== '' && (!nameForm.test(name) || name === 'root')
  return (
    <Confirm title={t('access.createUser')} confirm={t('access.create')} ready={name !== '' && !bad} onClose={onClose} act={async () => {
      const user = await call('AddUser', { Name: name, Remark: remark, ConsoleLogin: signIn ? 1 : 0, UseApi: withKey ? 1 : 0 })
      onMade({ name, password: user.Password, key: user.SecretId ? { id: user.SecretId, secret: user.SecretKey } : undefined })
      await fresh()
    }}>
      <Field label={t('access.userName')} error={bad && t('access.nameRule', { n: 64 })}>
        {(props) => <Input {...props} autoFocus value={name} maxLength={64} onChange={setName} />}
      </Field>
      <Field label={t('access.remark')} optional>
        {(props) => <Input {...props} value={remark} maxLength={300} onChange={setRemark} />}
      </Field>
      <Checkbox checked={withKey} onChange={setWithKey}>{t('access.withKey')}</Checkbox>
      <Checkbox checked={signIn} onChange={setSignIn}>{t('access.withSignIn')}</Checkbox>
      <p className="muted">{t('access.createUserText')}</p>
    </Confirm>
  )
}

function MadePassword({ name, password, onClose }: { name: string; password: string; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog stays title={t('access.madeUser', { name })} onClose={onClose} footer={<Button theme="primary" onClick={onClose}>{t('access.savedIt')}</Button>}>
      <Notice warning>{t('access.passwordOnce')}</Notice>
      <Facts facts={[
        [t('access.userName'), name],
        [t('signin.password'), <span className="id"><code data-secret>{password}</code><Copy text={password} /></span>],
      ]} />
    </Dialog>
  )
}

function User({ user, onClose }: { user: SubAccountInfo; onClose: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const [asking, setAsking] = useState<'delete' | 'password' | 'signIn'>()
  const close = () => setAsking(undefined)
  const update = async (change: object) => { await call('UpdateUser', { Name: user.Name, ...change }); await fresh() }
  return (
    <Dialog side title={user.Name} onClose={onClose} footer={can('DeleteUser') && <Button theme="danger" onClick={() => setAsking('delete')}>{t('access.deleteUser')}</Button>}>
      <Facts facts={[
        [t('access.uin'), <Id id={String(user.Uin)} />],
        [t('access.remark'), <Editable value={user.Remark} label={t('access.remark')} max={300} disabled={!can('UpdateUser')} save={(Remark) => update({ Remark })} />],
        [t('access.console'), (
          <span className="row">
            <Status tone={user.ConsoleLogin ? 'good' : 'off'}>{t(user.ConsoleLogin ? 'access.may' : 'access.mayNotSignIn')}</Status>
            {can('UpdateUser') && <Button size="small" onClick={() => setAsking(user.ConsoleLogin ? 'signIn' : 'password')}>{t(user.ConsoleLogin ? 'access.stopSignIn' : 'access.allowSignIn')}</Button>}
            {can('UpdateUser') && !!user.ConsoleLogin && <Button size="small" onClick={() => setAsking('password')}>{t('access.setPassword')}</Button>}
          </span>
        )],
      ]} />
      {can('ListAccessKeys') && <section className="stack"><h3>{t('access.keys')}</h3><AccessKeys uin={user.Uin} /></section>}
      <AttachedPolicies holder={{ kind: 'user', uin: user.Uin }} />
      {can('ListGroupsForUser') && <UserGroups uin={user.Uin} />}
      {asking === 'password' && <SetPassword name={user.Name} onClose={close} set={(Password) => update({ ConsoleLogin: 1, Password })} />}
      {asking === 'signIn' && (
        <Confirm danger title={t('access.stopSignIn')} confirm={t('access.stopSignIn')} act={() => update({ ConsoleLogin: 0 })} onClose={close}><p>{t('access.stopSignInText', { name: user.Name })}</p></Confirm>
      )}
      {asking === 'delete' && (
        <Confirm danger title={t('access.deleteUser')} confirm={t('access.delete')} typed={user.Name} onClose={close}
          act={async () => { await call('DeleteUser', { Name: user.Name, Force: 1 }); onClose(); await fresh() }}>
          <p>{t('access.deleteUserText', { name: user.Name })}</p>
        </Confirm>
      )}
    </Dialog>
  )
}

function SetPassword({ name, set, onClose }: { name: string; set: (password: string) => Promise<unknown>; onClose: () => void }) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  return (
    <Confirm title={t('access.passwordOf', { name })} confirm={t('common.save')} ready={[...password].length >= 12} act={() => set(password)} onClose={onClose}>
      <Field label={t('setup.password')} hint={t('setup.rule', { n: 12 })}>
        {(props) => <Input {...props} type="password" autoComplete="new-password" autoFocus value={password} onChange={setPassword} />}
      </Field>
    </Confirm>
  )
}

function UserGroups({ uin }: { uin: number }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const list = useQuery({ queryKey: ['cam', 'groupsOf', uin], queryFn: ({ signal }) => call('ListGroupsForUser', { SubUin: uin, Page: 1, Rp: most }, signal) })
  const groups = useGroups()
  const have = new Set(list.data?.GroupInfo.map(({ GroupId }) => GroupId))
  return (
    <section className="stack">
      <h3>{t('access.tab.groups')}</h3>
      {list.error ? <ErrorBox error={list.error} retry={() => void list.refetch()} /> : !list.data ? <Bones lines={2} /> : (
        <Entries none={t('access.noGroupsOf')} entries={list.data.GroupInfo.map((g) => ({
          id: String(g.GroupId), name: g.GroupName, note: g.Remark, to: `/access?tab=groups&open=${g.GroupId}`,
          remove: can('RemoveUserFromGroup') ? async () => { await call('RemoveUserFromGroup', { Info: [{ GroupId: g.GroupId, Uin: uin }] }); await fresh() } : undefined,
        }))} />
      )}
      {can('AddUserToGroup', 'ListGroups') && list.data && (
        <Add label={t('access.addToGroup')} options={(groups.data ?? []).filter((g) => !have.has(g.GroupId)).map((g) => ({ value: String(g.GroupId), label: g.GroupName }))}
          add={async (id) => { await call('AddUserToGroup', { Info: [{ GroupId: Number(id), Uin: uin }] }); await fresh() }} />
      )}
    </section>
  )
}
