import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '../../api/session'
import type { StrategyInfo } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { number } from '../../lib/format'
import { Button } from '../../ui/button'
import { Select } from '../../ui/controls'
import { Empty } from '../../ui/feedback'
import { AddIcon } from '../../ui/icons'
import { Card } from '../../ui/page'
import { Paged } from '../../ui/paged'
import { Search } from '../../ui/search'
import type { Column } from '../../ui/table'
import { has, ownPolicy, usePolicies } from './data'
import { Policy } from './policy'
import { EditPolicy } from './policyedit'

export function Policies() {
  const { t } = useTranslation()
  const can = useCan()
  const policies = usePolicies()
  const [{ open, scope, q }, set] = useFilters({ tab: '', open: '', scope: '', q: '' })
  const [creating, setCreating] = useState(false)
  const rows = policies.data?.filter((p) => (!scope || (scope === 'own') === (p.Type === ownPolicy)) && has(q, p.PolicyName, p.Description))
  const columns: Column<StrategyInfo>[] = [
    { id: 'name', title: t('access.policyName'), width: '38%', cell: (p) => <button type="button" className="link-button cell-main" onClick={() => set({ open: String(p.PolicyId) }, { push: true })}>{p.PolicyName}</button> },
    { id: 'kind', title: t('access.kind'), width: '14%', cell: (p) => t(p.Type === ownPolicy ? 'access.own' : 'access.preset') },
    { id: 'text', title: t('access.remark'), width: '32%', cell: (p) => p.Description || t(`access.presets.${p.PolicyName as 'AdministratorAccess'}`, '–') },
    { id: 'n', title: t('access.attachments'), width: '16%', cell: (p) => number(p.Attachments) },
  ]
  return (
    <Card>
      <div className="filters" role="search">
        <Search label={t('access.searchPolicies')} value={q} onChange={(q) => set({ q })} />
        <Select aria-label={t('access.kind')} value={scope} onChange={(value) => set({ scope: value })}
          options={[{ value: '', label: t('access.allKinds') }, { value: 'own', label: t('access.own') }, { value: 'preset', label: t('access.preset') }]} />
        <span className="spring" />
        {can('CreatePolicy') && <Button theme="primary" icon={<AddIcon />} onClick={() => setCreating(true)}>{t('access.createPolicy')}</Button>}
      </div>
      <Paged caption={t('access.tab.policies')} columns={columns} rows={rows} rowKey={(p) => String(p.PolicyId)} error={policies.error}
        retry={() => void policies.refetch()} empty={<Empty title={t('access.noMatch')} />} />
      {creating && <EditPolicy onClose={() => setCreating(false)} />}
      {open && <Policy key={open} id={Number(open)} onClose={() => set({ open: '' })} />}
    </Card>
  )
}
