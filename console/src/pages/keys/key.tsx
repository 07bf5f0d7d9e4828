import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { call, failure } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { date, dateTime, distance } from '../../lib/format'
import { external, opensArchived, usageOf } from '../../lib/keys'
import { useKey } from '../../lib/names'
import { Bones, Empty, ErrorBox, Notice } from '../../ui/feedback'
import { Id, StateTag, useUsageName } from '../../ui/key'
import { User } from '../../ui/user'
import { Card, Editable, Facts, Page } from '../../ui/page'
import { OnKey } from '../../ui/permissions'
import { Tabs } from '../../ui/tabs'
import { KeyActions } from './actions'
import './key.css'
import { KeyTags } from './tags'

const Tool = lazy(() => import('../tool/panel'))
const ImportWizard = lazy(() => import('./import'))
const PublicKey = lazy(() => import('./publickey'))
const Rotation = lazy(() => import('./rotation'))
const Code = lazy(() => import('./code'))
const Events = lazy(() => import('./events'))
const Access = lazy(() => import('./access'))

type Tab = 'details' | 'tool' | 'rotation' | 'import' | 'public' | 'access' | 'events' | 'code'

export default function KeyPage() {
  const { t } = useTranslation()
  const can = useCan()
  const { id = '' } = useParams()
  const key = useKey(id)
  const back = { to: '/keys', label: t('nav.keys') }
  if (!can('DescribeKey')) return <Page title={t('key.title')} back={back}><Card><Empty title={t('key.mayNot')}>{t('key.mayNotText')}</Empty></Card></Page>
  if (failure(key)) return <Page title={t('key.title')} back={back}><ErrorBox error={key.error} retry={() => void key.refetch()} /></Page>
  if (!key.data) return <Page title={t('key.title')} back={back}><Card><Bones lines={6} /></Card></Page>
  return <OnKey data={key.data}><Loaded key={id} data={key.data} back={back} /></OnKey>
}

function Loaded({ data, back }: { data: KeyMetadata; back: { to: string; label: string } }) {
  const { t } = useTranslation()
  const can = useCan()
  const [{ tab }, set] = useFilters({ tab: 'details' })
  const kind = usageOf(data.KeyUsage)?.kind
  const all: [Tab, boolean][] = [
    ['details', true],
    ['tool', kind !== undefined],
    ['rotation', kind !== undefined],
    ['import', external(data)],
    ['public', kind !== 'symmetric' && can('GetPublicKey')],
    ['access', can('ListPrincipalsForResource')],
    ['events', can('LookUpEvents')],
    ['code', kind !== undefined],
  ]
  const shown = all.filter(([, show]) => show).map(([value]) => value)
  const current = shown.find((value) => value === tab) ?? 'details'
  return (
    <Page title={data.Alias} back={back} actions={<KeyActions data={data} />} status={<StateTag state={data.KeyState} />}>
      <Situation data={data} />
      <Tabs label={data.Alias} value={current} onChange={(value) => set({ tab: value }, { push: true })}
        tabs={shown.map((value) => ({ value, label: t(`key.tab.${value}`) }))}>
        <Suspense fallback={<Card><Bones /></Card>}>
          {current === 'details' && <Details data={data} />}
          {current === 'tool' && <Card><Tool fixed={data} /></Card>}
          {current === 'rotation' && <Rotation data={data} />}
          {current === 'import' && <ImportWizard data={data} />}
          {current === 'public' && <PublicKey data={data} />}
          {current === 'access' && <Access data={data} />}
          {current === 'events' && <Events data={data} />}
          {current === 'code' && <Code data={data} />}
        </Suspense>
      </Tabs>
    </Page>
  )
}

/** Situation says what has to be known about a key that cannot be used as usual. */
function Situation({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  switch (data.KeyState) {
    case 'PendingDelete':
      return <Notice warning>{t('key.pendingDelete', { at: dateTime(data.DeletionDate), in: distance(data.DeletionDate) })}</Notice>
    case 'PendingImport':
      return <Notice warning>{t('key.pendingImport')}</Notice>
    case 'Disabled':
      return <Notice>{t('key.disabledNote')}</Notice>
    case 'Archived':
      return <Notice>{t(opensArchived(data.KeyUsage) ? 'key.archivedNote' : 'key.archivedWhole')}</Notice>
  }
  return null
}

function Details({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const usageName = useUsageName()
  const fresh = () => client.invalidateQueries({ queryKey: ['keys'] })
  const fixed = data.KeyState === 'PendingDelete' || data.Owner !== 'user'
  return (
    <>
      <Card title={t('key.tab.details')}>
        <Facts facts={[
          [t('key.id'), <Id id={data.KeyId} />],
          [t('key.alias'), (
            <Editable value={data.Alias} label={t('key.alias')} max={60} disabled={fixed || !can('UpdateAlias')}
              save={async (Alias) => { await call('UpdateAlias', { KeyId: data.KeyId, Alias }); await fresh() }} />
          )],
          [t('keys.usage'), usageName(data.KeyUsage)],
          [t('key.standard'), data.Type === 4 ? t('key.standardSM') : t('key.standardFIPS')],
          [t('keys.origin'), t(`origin.${data.Origin as 'EXTERNAL'}`, data.Origin)],
          [t('keys.created'), dateTime(data.CreateTime)],
          [t('key.creator'), <User uin={data.CreatorUinString || String(data.CreatorUin)} />],
          data.Owner !== 'user' && [t('key.owner'), data.Owner],
          data.Origin === 'EXTERNAL' && [t('key.validTo'), data.ValidTo ? dateTime(data.ValidTo) : t('key.never')],
          data.KeyRotationEnabled && [t('rotation.next'), date(data.NextRotateTime)],
          data.DeletionDate > 0 && [t('key.deletion'), dateTime(data.DeletionDate)],
          [t('key.resource'), <Id id={data.ResourceId} />],
          [t('key.description'), (
            <Editable value={data.Description} label={t('key.description')} max={1024} long disabled={fixed || !can('UpdateKeyDescription')}
              save={async (Description) => { await call('UpdateKeyDescription', { KeyId: data.KeyId, Description }); await fresh() }} />
          )],
        ]} />
      </Card>
      {can('DescribeResourceTagsByResourceIds') && <KeyTags data={data} />}
    </>
  )
}
