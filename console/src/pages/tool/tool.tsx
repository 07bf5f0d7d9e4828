import { useTranslation } from 'react-i18next'
import { useCan } from '../../api/session'
import { useFilters } from '../../lib/filters'
import { usageOf } from '../../lib/keys'
import { useKey, useKeys } from '../../lib/names'
import { LinkButton } from '../../ui/button'
import { Bones, Empty, ErrorBox } from '../../ui/feedback'
import { KeyPicker } from '../../ui/keypicker'
import { Card, Page } from '../../ui/page'
import { OnKey } from '../../ui/permissions'
import ToolPanel from './panel'

const enabled = 1

/** The online tool as a page of its own: choose a key, then work with it. */
export default function Tool() {
  const { t } = useTranslation()
  const can = useCan()
  const [{ key }, set] = useFilters({ key: '', mode: '' })
  const list = useKeys({ KeyState: enabled })
  const named = useKey(key)
  const chosen = named.data ?? list.data?.KeyMetadatas.find(({ KeyId, KeyUsage }) => (key === '' ? usageOf(KeyUsage) : KeyId === key))
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
