import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan, useSession } from '../../api/session'
import type { RoleInfo } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { date } from '../../lib/format'
import { policyText } from '../../lib/policy'
import { useRoles } from '../../lib/principals'
import { Button } from '../../ui/button'
import { CodeBlock } from '../../ui/code'
import { Field, Input } from '../../ui/controls'
import { Confirm, Dialog } from '../../ui/dialog'
import { Empty } from '../../ui/feedback'
import { AddIcon } from '../../ui/icons'
import { Id } from '../../ui/key'
import { Card, Editable, Facts } from '../../ui/page'
import { Paged } from '../../ui/paged'
import type { Column } from '../../ui/table'
import { AttachedPolicies } from './attached'
import { longNameForm, useFresh, utc } from './data'
import { PolicyEditor, useFault } from './editor'

export function Roles() {
  const { t } = useTranslation()
  const can = useCan()
  const roles = useRoles()
  const [{ open }, set] = useFilters({ tab: '', open: '' })
  const [creating, setCreating] = useState(false)
  const role = roles.data?.find(({ RoleName }) => RoleName === open)
  const columns: Column<RoleInfo>[] = [
    { id: 'name', title: t('access.roleName'), width: '40%', cell: (r) => <button type="button" className="link-button cell-main" onClick={() => set({ open: r.RoleName }, { push: true })}>{r.RoleName}</button> },
    { id: 'text', title: t('access.remark'), width: '40%', cell: (r) => r.Description || '–' },
    { id: 'created', title: t('keys.created'), width: '20%', cell: (r) => date(utc(r.AddTime)) },
  ]
  return (
    <Card>
      <div className="row">
        <p className="muted grow">{t('access.rolesText')}</p>
        {can('CreateRole') && <Button theme="primary" icon={<AddIcon />} onClick={() => setCreating(true)}>{t('access.createRole')}</Button>}
      </div>
      <Paged caption={t('access.tab.roles')} columns={columns} rows={roles.data} rowKey={(r) => r.RoleName} error={roles.error}
        retry={() => void roles.refetch()} empty={<Empty title={t('access.noRoles')} />} />
      {creating && <CreateRole onClose={() => setCreating(false)} />}
      {role && <Role role={role} onClose={() => set({ open: '' })} />}
      {open && roles.data && !role && <Dialog side title={open} onClose={() => set({ open: '' })}><Empty title={t('access.gone')} /></Dialog>}
    </Card>
  )
}

function CreateRole({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { Account } = useSession()
  const fresh = useFresh()
  const [name, setName] = useState('')
  const [remark, setRemark] = useState('')
  const [trust, setTrust] = useState(() => JSON.stringify({
    version: '2.0', statement: [{ effect: 'allow', action: 'name/sts:AssumeRole', principal: { qcs: [`qcs::cam::uin/${Account.Uin}:root`] } }],
  }, null, 2))
  const fault = useFault(trust, true)
  const bad = name !== '' && !longNameForm.test(name)
  return (
    <Confirm title={t('access.createRole')} confirm={t('access.create')} ready={name !== '' && !bad && fault?.Message === ''} onClose={onClose}
      act={async () => { await call('CreateRole', { RoleName: name, Description: remark, PolicyDocument: trust }); await fresh() }}>
      <Field label={t('access.roleName')} error={bad && t('access.nameRule', { n: 128 })}>
        {(props) => <Input {...props} autoFocus value={name} maxLength={128} onChange={setName} />}
      </Field>
      <Field label={t('access.remark')} optional>
        {(props) => <Input {...props} value={remark} maxLength={300} onChange={setRemark} />}
      </Field>
      <PolicyEditor trust value={trust} onChange={setTrust} fault={fault} />
    </Confirm>
  )
}

function Role({ role, onClose }: { role: RoleInfo; onClose: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const [asking, setAsking] = useState<'trust' | 'delete'>()
  return (
    <Dialog side title={role.RoleName} onClose={onClose} footer={can('DeleteRole') && <Button theme="danger" onClick={() => setAsking('delete')}>{t('access.deleteRole')}</Button>}>
      <Facts facts={[
        [t('access.roleArn'), <Id id={role.RoleArn} />],
        [t('access.remark'), (
          <Editable value={role.Description} label={t('access.remark')} max={300} disabled={!can('UpdateRoleDescription')}
            save={async (Description) => { await call('UpdateRoleDescription', { RoleName: role.RoleName, Description }); await fresh() }} />
        )],
        [t('access.duration'), (
          <Editable value={String(role.SessionDuration)} label={t('access.duration')} max={5} disabled={!can('UpdateRoleSessionDuration')}
            save={async (text) => { await call('UpdateRoleSessionDuration', { RoleName: role.RoleName, SessionDuration: Number(text) }); await fresh() }} />
        )],
      ]} />
      <section className="stack">
        <h3>{t('access.trust')}</h3>
        <CodeBlock label={t('access.trust')} code={policyText(role.PolicyDocument)} />
        {can('UpdateAssumeRolePolicy') && <div><Button size="small" onClick={() => setAsking('trust')}>{t('access.editTrust')}</Button></div>}
      </section>
      <AttachedPolicies holder={{ kind: 'role', name: role.RoleName }} />
      {asking === 'trust' && <EditTrust role={role} onClose={() => setAsking(undefined)} />}
      {asking === 'delete' && (
        <Confirm danger title={t('access.deleteRole')} confirm={t('access.delete')} typed={role.RoleName} onClose={() => setAsking(undefined)}
          act={async () => { await call('DeleteRole', { RoleName: role.RoleName }); onClose(); await fresh() }}>
          <p>{t('access.deleteRoleText')}</p>
        </Confirm>
      )}
    </Dialog>
  )
}

function EditTrust({ role, onClose }: { role: RoleInfo; onClose: () => void }) {
  const { t } = useTranslation()
  const fresh = useFresh()
  const [trust, setTrust] = useState(policyText(role.PolicyDocument))
  const fault = useFault(trust, true)
  return (
    <Confirm title={t('access.editTrust')} confirm={t('common.save')} ready={fault?.Message === ''} onClose={onClose}
      act={async () => { await call('UpdateAssumeRolePolicy', { RoleName: role.RoleName, PolicyDocument: trust }); await fresh() }}>
      <PolicyEditor trust value={trust} onChange={setTrust} fault={fault} />
    </Confirm>
  )
}
