import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { date, dateTime, distance } from '../../lib/format'
import { external, usageOf } from '../../lib/keys'
import { Bones, ErrorBox, Notice } from '../../ui/feedback'
import { Id, StateTag, useUsageName } from '../../ui/key'
import { Card, Editable, Facts, Page } from '../../ui/page'
import { Tabs } from '../../ui/tabs'
import { KeyActions } from './actions'
import { KeyTags } from './tags'

const Tool = lazy(() => import('../tool/panel'))
const ImportWizard = lazy(() => import('./import'))
const PublicKey = lazy(() => import('./publickey'))
const Rotation = lazy(() => import('./rotation'))
const Code = lazy(() => import('./code'))
const Events = lazy(() => import('./events'))

type Tab = 'details' | 'tool' | 'rotation' | 'import' | 'public' | 'events' | 'code'

export default function KeyPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const key = useQuery({ queryKey: ['keys', 'one', id], queryFn: ({ signal }) => call('DescribeKey', { KeyId: id }, signal) })
  const back = { to: '/keys', label: t('nav.keys') }
  if (key.error) {
    return <Page title={t('key.title')} back={back}><ErrorBox error={key.error} retry={() => void key.refetch()} /></Page>
  }
  if (!key.data) return <Page title={t('key.title')} back={back}><Card><Bones lines={6} /></Card></Page>
  return <Loaded key={id} data={key.data.KeyMetadata} back={back} />
}

function Loaded({ data, back }: { data: KeyMetadata; back: { to: string; label: string } }) {
  const { t } = useTranslation()
  const can = useCan()
  const [{ tab }, set] = useFilters({ tab: 'details' })
  const kind = usageOf(data.KeyUsage)?.kind
  const all: [Tab, boolean][] = [
    ['details', true],
    ['tool', kind !== undefined],
    ['rotation', kind === 'symmetric' && !external(data)],
    ['import', external(data)],
    ['public', kind !== 'symmetric' && can('GetPublicKey')],
    ['events', can('LookUpEvents')],
    ['code', kind !== undefined],
  ]
  const shown = all.filter(([, show]) => show).map(([value]) => value)
  const current = shown.find((value) => value === tab) ?? 'details'
  return (
    <Page title={data.Alias} back={back} actions={<KeyActions data={data} />}
      heading={<span className="row" style={{ gap: 12 }}>{data.Alias} <span style={{ fontSize: 14, fontWeight: 400 }}><StateTag state={data.KeyState} /></span></span>}>
      <Situation data={data} />
      <Tabs label={data.Alias} value={current} onChange={(value) => set({ tab: value }, { push: true })}
        tabs={shown.map((value) => ({ value, label: t(`key.tab.${value}`) }))}>
        <Suspense fallback={<Card><Bones /></Card>}>
          {current === 'details' && <Details data={data} />}
          {current === 'tool' && <Card><Tool fixed={data} /></Card>}
          {current === 'rotation' && <Rotation data={data} />}
          {current === 'import' && <ImportWizard data={data} />}
          {current === 'public' && <PublicKey data={data} />}
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
      return <Notice>{t('key.archivedNote')}</Notice>
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
          [t('key.creator'), data.CreatorUinString || String(data.CreatorUin)],
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
