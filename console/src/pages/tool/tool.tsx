import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import { useFilters } from '../../lib/filters'
import { usageOf, usages } from '../../lib/keys'
import { Field } from '../../ui/controls'
import { Bones, Empty, ErrorBox } from '../../ui/feedback'
import { useUsageName } from '../../ui/key'
import { Card, Page } from '../../ui/page'
import { Link } from 'react-router'
import ToolPanel from './panel'

const most = 200

/** The online tool as a page of its own: choose a key, then work with it. */
export default function Tool() {
  const { t } = useTranslation()
  const can = useCan()
  const usageName = useUsageName()
  const [{ key }, set] = useFilters({ key: '', mode: '' })
  const request = { KeyUsage: 'ALL', KeyState: 1, Limit: most }
  const list = useQuery({
    queryKey: ['keys', request],
    queryFn: ({ signal }) => call('ListKeyDetail', request, signal),
    enabled: can('ListKeyDetail'),
  })
  const named = useQuery({
    queryKey: ['keys', 'one', key],
    queryFn: ({ signal }) => call('DescribeKey', { KeyId: key }, signal),
    enabled: key !== '' && can('DescribeKey'),
  })
  const keys = list.data?.KeyMetadatas.filter(({ KeyUsage }) => usageOf(KeyUsage)) ?? []
  const chosen = named.data?.KeyMetadata ?? keys.find(({ KeyId }) => KeyId === key) ?? (key === '' ? keys[0] : undefined)
  const missing = chosen && !keys.some(({ KeyId }) => KeyId === chosen.KeyId)
  return (
    <Page title={t('nav.tool')}>
      <p className="muted">{t('tool.intro')}</p>
      <Card>
        {list.error && <ErrorBox error={list.error} retry={() => void list.refetch()} />}
        {named.error && <ErrorBox error={named.error} />}
        {(list.isLoading || named.isLoading) && <Bones />}
        {list.data && keys.length === 0 && !chosen && (
          <Empty title={t('tool.noKeys')} action={can('CreateKey') && <Link to="/keys/create">{t('keys.create')}</Link>}>{t('tool.noKeysText')}</Empty>
        )}
        {(keys.length > 0 || chosen) && (
          <Field label={t('tool.key')} hint={(list.data?.TotalCount ?? 0) > most && t('tool.manyKeys', { n: most })}>
            {(props) => (
              <select {...props} className="control" value={chosen?.KeyId ?? ''} onChange={(e) => set({ key: e.target.value, mode: '' })}>
                {!chosen && <option value="" />}
                {missing && <option value={chosen.KeyId}>{chosen.Alias}</option>}
                {usages.map(({ name }) => {
                  const group = keys.filter(({ KeyUsage }) => KeyUsage === name)
                  return group.length > 0 && (
                    <optgroup key={name} label={usageName(name)}>
                      {group.map(({ KeyId, Alias }) => <option key={KeyId} value={KeyId}>{Alias} ({KeyId.slice(0, 8)})</option>)}
                    </optgroup>
                  )
                })}
              </select>
            )}
          </Field>
        )}
        {chosen && <ToolPanel key={chosen.KeyId} fixed={chosen} />}
        {!can('ListKeyDetail') && !chosen && <Empty title={t('keys.mayNotList')}>{t('tool.byAddress')}</Empty>}
      </Card>
    </Page>
  )
}
