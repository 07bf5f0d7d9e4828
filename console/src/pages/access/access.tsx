import { useTranslation } from 'react-i18next'
import { useCan, useSession } from '../../api/session'
import { useFilters } from '../../lib/filters'
import { Empty } from '../../ui/feedback'
import { Card, Page } from '../../ui/page'
import { Tabs } from '../../ui/tabs'
import './access.css'
import { Groups } from './groups'
import { AccessKeys } from './keys'
import { Policies } from './policies'
import { Roles } from './roles'
import { OwnPermissions } from './own'
import { Simulator } from './simulator'
import { Users } from './users'

type Tab = 'users' | 'groups' | 'roles' | 'policies' | 'keys' | 'check'

export default function Access() {
  const { t } = useTranslation()
  const can = useCan()
  const { Principal } = useSession()
  const [{ tab }, set] = useFilters({ tab: '', open: '' })
  const all: [Tab, boolean][] = [
    ['users', can('ListUsers')], ['groups', can('ListGroups')], ['roles', can('DescribeRoleList')],
    ['policies', can('ListPolicies')], ['keys', can('ListAccessKeys') && Principal.Kind !== 'role'], ['check', can('ListKeyDetail') || can('SimulatePrincipalPolicy')],
  ]
  const tabs = all.filter(([, show]) => show).map(([value]) => ({ value, label: t(`access.tab.${value}`) }))
  const current = tabs.find(({ value }) => value === tab)?.value ?? tabs[0]?.value
  if (!current) return <Page title={t('nav.access')}><Card><Empty title={t('access.mayNot')} /></Card></Page>
  return (
    <Page title={t('nav.access')}>
      <Tabs label={t('nav.access')} value={current} tabs={tabs} onChange={(value) => set({ tab: value, open: '' }, { push: true })}>
        {current === 'users' && <Users />}
        {current === 'groups' && <Groups />}
        {current === 'roles' && <Roles />}
        {current === 'policies' && <Policies />}
        {current === 'keys' && <Card title={t('access.myKeys')}><AccessKeys /></Card>}
        {current === 'check' && (can('SimulatePrincipalPolicy') ? <Simulator /> : <OwnPermissions />)}
      </Tabs>
    </Page>
  )
}
