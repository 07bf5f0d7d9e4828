import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan, useSession } from '../../api/session'
import type { GetPolicyResponse, StrategyInfo } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { number } from '../../lib/format'
import { keyUses } from '../../lib/events'
import { policyText } from '../../lib/policy'
import { Button } from '../../ui/button'
import { CodeBlock } from '../../ui/code'
import { Field, Input, Select } from '../../ui/controls'
import { Confirm, Dialog } from '../../ui/dialog'
import { Bones, Empty, ErrorBox } from '../../ui/feedback'
import { AddIcon } from '../../ui/icons'
import { Card, Facts } from '../../ui/page'
import { Table, type Column } from '../../ui/table'
import { Entries } from './attached'
import { longNameForm, most, useFresh, usePolicies } from './data'
import { PolicyEditor, useFaults } from './editor'

const own = 1

export function Policies() {
  const { t } = useTranslation()
  const can = useCan()
  const policies = usePolicies()
  const [{ open, scope, q }, set] = useFilters({ tab: '', open: '', scope: '', q: '' })
  const [creating, setCreating] = useState(false)
  const rows = policies.data?.List.filter((p) => (!scope || (scope === 'own') === (p.Type === own)) &&
    [p.PolicyName, p.Description].some((text) => text.toLowerCase().includes(q.toLowerCase())))
  const columns: Column<StrategyInfo>[] = [
    { id: 'name', title: t('access.policyName'), width: '38%', cell: (p) => <button type="button" className="link-button cell-main" onClick={() => set({ open: String(p.PolicyId) }, { push: true })}>{p.PolicyName}</button> },
    { id: 'kind', title: t('access.kind'), width: '14%', cell: (p) => t(p.Type === own ? 'access.own' : 'access.preset') },
    { id: 'text', title: t('access.remark'), width: '32%', cell: (p) => p.Description || '–' },
    { id: 'n', title: t('access.attachments'), width: '16%', cell: (p) => number(p.Attachments) },
  ]
  return (
    <Card>
      <div className="filters" role="search">
        <Input className="search" type="search" aria-label={t('access.searchPolicies')} placeholder={t('access.searchPolicies')} value={q} onChange={(e) => set({ q: e.target.value })} />
        <Select aria-label={t('access.kind')} value={scope} onChange={(value) => set({ scope: value })}
          options={[{ value: '', label: t('access.allKinds') }, { value: 'own', label: t('access.own') }, { value: 'preset', label: t('access.preset') }]} />
        <span className="spring" />
        {can('CreatePolicy') && <Button theme="primary" icon={<AddIcon />} onClick={() => setCreating(true)}>{t('access.createPolicy')}</Button>}
      </div>
      <Table caption={t('access.tab.policies')} columns={columns} rows={rows} rowKey={(p) => String(p.PolicyId)} error={policies.error}
        retry={() => void policies.refetch()} empty={<Empty title={t('access.noMatch')} />} />
      {creating && <EditPolicy onClose={() => setCreating(false)} />}
      {open && <Policy key={open} id={Number(open)} onClose={() => set({ open: '' })} />}
    </Card>
  )
}

/** What a new policy begins with: the use of all keys, and no more. */
function useExample() {
  const { Account } = useSession()
  return JSON.stringify({
    version: '2.0',
    statement: [{
      effect: 'allow', action: keyUses.slice(0, 4).map((name) => `kms:${name}`), resource: [`qcs::kms:*:uin/${Account.Uin}:key/*`],
    }],
  }, null, 2)
}

function EditPolicy({ id, policy, onClose }: { id?: number; policy?: GetPolicyResponse; onClose: () => void }) {
  const { t } = useTranslation()
  const fresh = useFresh()
  const example = useExample()
  const [name, setName] = useState(policy?.PolicyName ?? '')
  const [remark, setRemark] = useState(policy?.Description ?? '')
  const [document, setDocument] = useState(policy ? policyText(policy.PolicyDocument) : example)
  const faults = useFaults(document, false)
  const bad = name !== '' && !longNameForm.test(name)
  async function act() {
    const body = { PolicyName: name, Description: remark, PolicyDocument: document }
    if (id === undefined) await call('CreatePolicy', body)
    else await call('UpdatePolicy', { PolicyId: id, ...body })
    await fresh()
  }
  return (
    <Confirm title={t(id === undefined ? 'access.createPolicy' : 'access.editPolicy')} confirm={t(id === undefined ? 'access.create' : 'common.save')}
      ready={name !== '' && !bad && faults.length === 0} act={act} onClose={onClose}>
      <Field label={t('access.policyName')} error={bad && t('access.nameRule', { n: 128 })}>
        {(props) => <Input {...props} autoFocus value={name} maxLength={128} onChange={(e) => setName(e.target.value)} />}
      </Field>
      <Field label={t('access.remark')} optional>
        {(props) => <Input {...props} value={remark} maxLength={300} onChange={(e) => setRemark(e.target.value)} />}
      </Field>
      <PolicyEditor value={document} onChange={setDocument} />
      {id !== undefined && <p className="muted">{t('access.atOnce')}</p>}
    </Confirm>
  )
}

const entityTabs = { 1: 'users', 2: 'groups', 3: 'roles' } as const

function Policy({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const [asking, setAsking] = useState<'edit' | 'delete'>()
  const policy = useQuery({ queryKey: ['cam', 'policy', id], queryFn: ({ signal }) => call('GetPolicy', { PolicyId: id }, signal) })
  const entities = useQuery({
    queryKey: ['cam', 'entities', id], queryFn: ({ signal }) => call('ListEntitiesForPolicy', { PolicyId: id, Page: 1, Rp: most }, signal), enabled: can('ListEntitiesForPolicy'),
  })
  const mine = policy.data?.Type === own
  return (
    <Dialog side title={policy.data?.PolicyName ?? t('access.policy')} onClose={onClose} footer={mine && (
      <>
        {can('DeletePolicy') && <Button theme="danger" onClick={() => setAsking('delete')}>{t('access.deletePolicy')}</Button>}
        {can('UpdatePolicy') && <Button theme="primary" onClick={() => setAsking('edit')}>{t('access.editPolicy')}</Button>}
      </>
    )}>
      {policy.error ? <ErrorBox error={policy.error} retry={() => void policy.refetch()} /> : !policy.data ? <Bones lines={6} /> : (
        <>
          <Facts facts={[
            [t('access.kind'), t(mine ? 'access.own' : 'access.preset')],
            !!policy.data.Description && [t('access.remark'), policy.data.Description],
          ]} />
          <CodeBlock label={t('access.document')} code={policyText(policy.data.PolicyDocument)} />
        </>
      )}
      {entities.error && <ErrorBox error={entities.error} retry={() => void entities.refetch()} />}
      {entities.data && (
        <section className="stack">
          <h3>{t('access.attachedTo')}</h3>
          <Entries none={t('access.attachedToNone')} entries={entities.data.List.map((e) => {
            const tab = entityTabs[e.RelatedType as keyof typeof entityTabs]
            return { id: `${tab} ${e.Id}`, name: e.Name, note: t(`access.tab.${tab}`), to: `/access?tab=${tab}&open=${encodeURIComponent(tab === 'groups' ? e.Id : e.Name)}` }
          })} />
        </section>
      )}
      {asking === 'edit' && policy.data && <EditPolicy id={id} policy={policy.data} onClose={() => setAsking(undefined)} />}
      {asking === 'delete' && policy.data && (
        <Confirm danger title={t('access.deletePolicy')} confirm={t('access.delete')} typed={policy.data.PolicyName} onClose={() => setAsking(undefined)}
          act={async () => { await call('DeletePolicy', { PolicyId: [id] }); onClose(); await fresh() }}>
          <p>{t('access.deletePolicyText', { n: entities.data?.TotalNum ?? 0 })}</p>
        </Confirm>
      )}
    </Dialog>
  )
}
