import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import type { SimulatePrincipalPolicyResponse, SimulationResult } from '../../api/types'
import { actionsOf, creating, managing } from '../../lib/actions'
import { useFilters } from '../../lib/filters'
import { useKey } from '../../lib/names'
import { policyText } from '../../lib/policy'
import { Button } from '../../ui/button'
import { Field, Input, Select } from '../../ui/controls'
import { Bones, Empty, ErrorBox } from '../../ui/feedback'
import { Status, type Tone } from '../../ui/key'
import { KeyPicker } from '../../ui/keypicker'
import { Card, Facts } from '../../ui/page'
import { Table, type Column } from '../../ui/table'
import { useRoles, useUsers } from '../../lib/principals'

const address = /^[0-9a-fA-F.:]{2,45}$/

/** Simulator asks the server what any principal may do, and because of which statement. */
export function Simulator() {
  const { t } = useTranslation()
  const { Principal } = useSession()
  const self = { root: 'root', user: Principal.Uin, role: `role/${Principal.Name}` }[Principal.Kind]
  const [{ who, key, ip }, set] = useFilters({ tab: '', who: self, key: '', ip: '' })
  const [draft, setDraft] = useState(ip)
  const badAddress = draft !== '' && !address.test(draft)
  return (
    <>
      <Card title={t('access.simulateTitle')}>
        <p className="muted">{t('access.simulateText')}</p>
        <form className="simulator" onSubmit={(e) => { e.preventDefault(); if (!badAddress) set({ ip: draft }) }}>
          <Who value={who} onChange={(value) => set({ who: value })} />
          <KeyPicker label={t('tool.key')} none={t('access.simulateNoKey')} value={key} onChange={(value) => set({ key: value })} />
          <Field label={t('access.simulateAddress')} optional error={badAddress && t('access.badAddress')} hint={t('access.simulateAddressHint')}>
            {(props) => <Input {...props} placeholder="10.0.0.7" value={draft} onChange={setDraft} />}
          </Field>
          <div><Button type="submit" theme="primary" disabled={badAddress || draft === ip}>{t('access.simulateAgain')}</Button></div>
        </form>
      </Card>
      <Verdict who={who} id={key} ip={ip} />
    </>
  )
}

function Who({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  const { Principal } = useSession()
  const users = useUsers().data ?? []
  const roles = useRoles().data ?? []
  const known = value === 'root' || users.some(({ Uin }) => String(Uin) === value) || roles.some(({ RoleName }) => `role/${RoleName}` === value)
  return (
    <Field label={t('access.simulateWho')}>
      {(props) => (
        <Select {...props} value={value} onChange={onChange}>
          <option value="root">root</option>
          {!known && <option value={value}>{value === Principal.Uin ? Principal.Name : value}</option>}
          <optgroup label={t('access.tab.users')}>{users.map(({ Uin, Name }) => <option key={Uin} value={String(Uin)}>{Name}</option>)}</optgroup>
          <optgroup label={t('access.tab.roles')}>{roles.map(({ RoleId, RoleName }) => <option key={RoleId} value={`role/${RoleName}`}>{RoleName}</option>)}</optgroup>
        </Select>
      )}
    </Field>
  )
}

/** Verdict shows the decisions: about a key, or about actions without one. */
function Verdict({ who, id, ip }: { who: string; id: string; ip: string }) {
  const { t } = useTranslation()
  const key = useKey(id)
  const usage = key.data?.KeyUsage
  const names = id === '' ? creating : [...actionsOf(usage ?? 'ENCRYPT_DECRYPT'), ...managing]
  const answer = useQuery({
    queryKey: ['cam', 'simulate', who, id, ip, names],
    queryFn: ({ signal }) => call('SimulatePrincipalPolicy', {
      Principal: who, ActionNames: names.map((name) => `kms:${name}`), ...(id ? { Resource: id } : {}), ...(ip ? { SourceIp: ip } : {}),
    }, signal),
    enabled: id === '' || !key.isLoading,
  })
  if (answer.error) return <ErrorBox error={answer.error} retry={() => void answer.refetch()} />
  if (!answer.data) return <Card><Bones lines={6} /></Card>
  return (
    <>
      <Card title={t('access.simulateResult', { name: answer.data.PrincipalName })}><Decisions results={answer.data.Results} /></Card>
      <Card title={t('access.inEffect')}><InEffect answer={answer.data} /></Card>
    </>
  )
}

const tones: Record<string, Tone> = { allowed: 'good', denied: 'bad', unmatched: 'off' }

function Decisions({ results }: { results: SimulationResult[] }) {
  const { t } = useTranslation()
  const columns: Column<SimulationResult>[] = [
    { id: 'action', title: t('audit.action'), width: '30%', wide: true, cell: ({ ActionName }) => <code>{ActionName}</code> },
    { id: 'decision', title: t('access.decision'), width: '20%', cell: ({ Decision }) => <Status tone={tones[Decision] ?? 'off'}>{t(`access.decisions.${Decision as 'allowed'}`)}</Status> },
    { id: 'because', title: t('access.because'), width: '50%', cell: (result) => <Because result={result} /> },
  ]
  return <Table caption={t('access.decision')} columns={columns} rows={results} rowKey={({ ActionName }) => ActionName} empty={null} />
}

function Because({ result: { Policy, Decision, Statement, StatementIndex } }: { result: SimulationResult }) {
  const { t } = useTranslation()
  if (!Policy) return <span className="muted">{t(Decision === 'allowed' ? 'access.becauseRoot' : 'access.becauseNone')}</span>
  return (
    <details>
      <summary>{t('access.statement', { policy: Policy.PolicyName, n: StatementIndex + 1 })}{Policy.GroupName && ` ${t('access.byGroups', { groups: Policy.GroupName })}`}</summary>
      <pre className="statement">{policyText(Statement)}</pre>
    </details>
  )
}

function InEffect({ answer: { Policies, PrincipalType, PrincipalId } }: { answer: SimulatePrincipalPolicyResponse }) {
  const { t } = useTranslation()
  if (PrincipalType === 'root') return <p className="muted">{t('access.becauseRoot')}</p>
  if (Policies.length === 0) return <Empty title={t('access.noPolicies')} />
  return (
    <>
      <Facts facts={[[t('access.uin'), PrincipalId]]} />
      <ul className="entries">
        {Policies.map(({ PolicyId, PolicyName, GroupName }) => (
          <li key={`${PolicyId} ${GroupName}`}>
            <span><Link to={`/access?tab=policies&open=${PolicyId}`}>{PolicyName}</Link>{GroupName && <span className="muted small-line">{t('access.byGroups', { groups: GroupName })}</span>}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
