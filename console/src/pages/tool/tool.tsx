import { useTranslation } from 'react-i18next'
import { currentRegion } from '../../api/region'
import { useCan, useSession } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { resourceName, usageOf } from '../../lib/keys'
import { useKey, useKeys } from '../../lib/names'
import { LinkButton } from '../../ui/button'
import { Bones, Empty, ErrorBox } from '../../ui/feedback'
import { KeyPicker } from '../../ui/keypicker'
import { Card, Page } from '../../ui/page'
import { OnKey, useDecisions } from '../../ui/permissions'
import ToolPanel, { toolActions } from './panel'

const enabled = 1

/** useFirst is the newest key that is of use here for who is signed in; undefined while that is not known. */
function useFirst(keys: KeyMetadata[] | undefined): KeyMetadata | undefined {
  const { Account, Principal } = useSession()
  const usable = keys?.filter(({ KeyUsage }) => usageOf(KeyUsage)) ?? []
  const { data } = useDecisions(toolActions, usable.map(({ ResourceId }) => resourceName(Account.Uin, currentRegion(), ResourceId)))
  if (Principal.Kind === 'root') return usable[0]
  return data && (usable.find((_, i) => data.Allowed.some((decisions) => decisions[i])) ?? usable[0])
}

/** The online tool as a page of its own: choose a key, then work with it. */
export default function Tool() {
  const { t } = useTranslation()
  const can = useCan()
  const [{ key }, set] = useFilters({ key: '', mode: '' })
  const list = useKeys({ KeyState: enabled })
  const named = useKey(key)
  const first = useFirst(key === '' ? list.data?.KeyMetadatas : undefined)
  const chosen = named.data ?? list.data?.KeyMetadatas.find(({ KeyId }) => KeyId === key) ?? first
  return (
    <Page title={t('nav.tool')}>
      <p className="muted">{t('tool.intro')}</p>
      <Card>
        {list.data && list.data.TotalCount === 0 && !chosen && (
          <Empty title={t('tool.noKeys')} action={can('CreateKey') && <LinkButton to="/keys/create">{t('keys.create')}</LinkButton>}>{t('tool.noKeysText')}</Empty>
        )}
        {can('ListKeyDetail') && (!list.data || list.data.TotalCount > 0 || chosen) && (
          <KeyPicker label={t('tool.key')} state={enabled} value={chosen?.KeyId ?? key} onChange={(id) => set({ key: id, mode: '' })} />
        )}
        {named.error && <ErrorBox error={named.error} />}
        {named.isLoading && <Bones />}
        {chosen && <OnKey data={chosen}><ToolPanel key={chosen.KeyId} fixed={chosen} /></OnKey>}
        {!can('ListKeyDetail') && key === '' && <Empty title={t('keys.mayNotList')}>{t('tool.byAddress')}</Empty>}
      </Card>
    </Page>
  )
}
