import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../api/call'
import { currentRegion, enterRegion } from '../api/region'
import { shownName, signOut, useCan, useSession, type Region, type SignedIn } from '../api/session'
import type { Language } from '../i18n'
import { chooseLanguage } from '../layout/preferences'
import { dateTime, distance, number } from '../lib/format'
import { regionName } from '../lib/regions'
import { setTheme, useTheme } from '../lib/theme'
import { Button } from '../ui/button'
import { Choices } from '../ui/controls'
import { Id, Status } from '../ui/key'
import { Card, Facts, Page } from '../ui/page'
import { Table, type Column } from '../ui/table'
import { Security } from './settings/security'

export default function Settings() {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const { Account, Principal, Expires, Node } = useSession()
  return (
    <Page title={t('nav.settings')} actions={<Button onClick={() => void signOut(client)}>{t('settings.signOut')}</Button>}>
      <Card title={t('settings.account')}>
        <Facts facts={[
          [t('settings.user'), shownName(Principal)],
          [t('settings.kind'), t(`settings.kinds.${Principal.Kind}`, { name: Principal.Name })],
          Principal.Kind === 'user' && [t('settings.userUin'), <Id id={Principal.Uin} />],
          [t('settings.accountName'), Account.Name],
          [t('settings.uin'), <Id id={Account.Uin} />],
          [t('settings.appId'), <Id id={Account.AppId} />],
          [t('settings.expires'), dateTime(Expires)],
        ]} />
      </Card>
      {Principal.Kind !== 'role' && <Security />}
      <Look />
      <Regions />
      {can('GetServiceStatus') && <Quotas />}
      {Node && <Server node={Node} />}
    </Page>
  )
}

/** Server is what root may know of the machine. */
function Server({ node }: { node: NonNullable<SignedIn['Node']> }) {
  const { t } = useTranslation()
  const can = useCan()
  const { Version } = useSession()
  return (
    <Card title={t('settings.server')}>
      <Facts facts={[
        [t('settings.version'), `miyao ${Version}`],
        [t('settings.started'), `${dateTime(node.Started)} (${distance(node.Started)})`],
        [t('settings.slots'), <ul className="plain-list">{node.Slots.map(({ Provider, Created }) => <li key={Provider + Created}><code>{Provider}:</code> <span className="muted">{t('settings.since', { at: dateTime(Created) })}</span></li>)}</ul>],
        can('DescribeLogStatus') && [t('nav.audit'), <Link to="/audit?tab=chain">{t('audit.chain')}</Link>],
      ]} />
    </Card>
  )
}

function Look() {
  const { t, i18n } = useTranslation()
  const theme = useTheme()
  return (
    <Card title={t('settings.look')}>
      <Facts facts={[
        [t('settings.language'), (
          <Choices<Language> compact hideLegend legend={t('settings.language')} value={i18n.language as Language} onChange={chooseLanguage}
            options={[{ value: 'zh-CN', label: <span lang="zh-CN">中文</span> }, { value: 'en-US', label: <span lang="en-US">English</span> }]} />
        )],
        [t('settings.theme'), (
          <Choices compact hideLegend legend={t('settings.theme')} value={theme} onChange={setTheme}
            options={[{ value: 'light', label: t('settings.themes.light') }, { value: 'dark', label: t('settings.themes.dark') }]} />
        )],
      ]} />
    </Card>
  )
}

function Regions() {
  const { t } = useTranslation()
  const session = useSession()
  const here = currentRegion()
  const columns: Column<Region>[] = [
    {
      id: 'region', title: t('settings.region'), width: '40%',
      cell: ({ Name }) => <span>{regionName(Name)}{Name === session.Region && <span className="muted"> ({t('settings.default')})</span>}</span>,
    },
    { id: 'standard', title: t('settings.standard'), width: '40%', cell: ({ SM }) => t(SM ? 'settings.standards.sm' : 'settings.standards.intl') },
    {
      id: 'enter', title: t('keys.actions'), width: '20%', cell: ({ Name }) => (Name === here
        ? <Status tone="good">{t('settings.current')}</Status>
        : <button type="button" className="link-button" aria-label={`${t('settings.enter')} ${regionName(Name)}`} onClick={() => enterRegion(Name)}>{t('settings.enter')}</button>),
    },
  ]
  return (
    <Card title={t('settings.regions')}>
      <Table caption={t('settings.regions')} columns={columns} rows={session.Regions} rowKey={({ Name }) => Name} empty={null} />
    </Card>
  )
}

interface Quota {
  name: string
  used?: number
  /** undefined where something is not offered. */
  limit: number | undefined
}

/** What the server says where there is no limit: the largest number of the API's type. */
const noLimit = 2 ** 31 - 1

function Quotas() {
  const { t } = useTranslation()
  const status = useQuery({ queryKey: ['status'], queryFn: ({ signal }) => call('GetServiceStatus', {}, signal) })
  const s = status.data
  const rows: Quota[] | undefined = s && [
    { name: t('settings.keys'), used: s.CmkUserCount, limit: s.CmkLimit },
    { name: t('settings.dataKeys'), used: s.DataKeyUsedCount, limit: s.IsAllowedDataKeyHosted ? s.DataKeyLimit + s.FreeDataKeyLimit : undefined },
    { name: t('settings.qps'), limit: s.QpsLimit },
    { name: t('settings.qpsTotal'), limit: s.QpsTotalLimit },
  ]
  const columns: Column<Quota>[] = [
    { id: 'name', title: t('settings.quota'), width: '40%', cell: ({ name }) => name },
    { id: 'used', title: t('settings.used'), width: '30%', cell: ({ used }) => (used === undefined ? '–' : number(used)) },
    {
      id: 'limit', title: t('settings.limit'), width: '30%',
      cell: ({ limit }) => (limit === undefined ? t('settings.notOffered') : limit >= noLimit ? t('settings.noLimit') : number(limit)),
    },
  ]
  return (
    <Card title={t('settings.quotasIn', { region: regionName(currentRegion()) })}>
      <Table caption={t('settings.quotas')} columns={columns} rows={rows} rowKey={({ name }) => name} bones={4}
        error={status.error} retry={() => void status.refetch()} empty={null} />
    </Card>
  )
}
