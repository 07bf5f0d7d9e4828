import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { request } from '../../api/call'
import { useSession } from '../../api/session'
import { keyUses } from '../../lib/events'
import { useFilters } from '../../lib/filters'
import { useAllKeys } from '../../lib/names'
import { currentRegion } from '../../api/region'
import { resourceName } from '../../lib/keys'
import { Field, Select } from '../../ui/controls'
import { Bones, ErrorBox } from '../../ui/feedback'
import { Card } from '../../ui/page'

const manage = [
  'DescribeKey', 'EnableKey', 'DisableKey', 'UpdateAlias', 'UpdateKeyDescription', 'EnableKeyRotation', 'DisableKeyRotation', 'GetPublicKey',
  'ScheduleKeyDeletion', 'CancelKeyDeletion', 'ArchiveKey', 'CancelKeyArchive', 'GetParametersForImport', 'ImportKeyMaterial', 'DeleteImportedKeyMaterial',
]
const use = keyUses.filter((name) => !name.includes('DataKey') || name === 'GenerateDataKey').filter((name) => !name.includes('WhiteBox'))

/** Check asks the server what who is signed in may do with a key. */
export function Check() {
  const { t } = useTranslation()
  const { Account, Principal } = useSession()
  const keys = useAllKeys()
  const [{ key }, set] = useFilters({ tab: '', key: '' })
  const chosen = keys.data?.keys.find(({ KeyId }) => KeyId === key) ?? keys.data?.keys[0]
  const resource = chosen && resourceName(Account.Uin, currentRegion(), chosen.ResourceId)
  const actions = [...use, ...manage]
  const answer = useQuery({
    queryKey: ['permissions', resource],
    queryFn: () => request<{ Allowed: boolean[][] }>('POST', 'permissions', { Action: actions, Resource: [resource] }),
    enabled: resource !== undefined,
  })
  const verdict = (name: string) => answer.data?.Allowed[actions.indexOf(name)]?.[0] ?? false
  const group = (title: string, names: string[]) => (
    <section className="stack">
      <h3>{title}</h3>
      <ul className="checks">
        {names.map((name) => (
          <li key={name}><code>{name}</code><span className={`state ${verdict(name) ? 'state-ok' : 'state-bad'}`}>{t(verdict(name) ? 'access.allowed' : 'access.denied')}</span></li>
        ))}
      </ul>
    </section>
  )
  return (
    <Card title={t('access.checkTitle', { name: Principal.Name })}>
      <p className="muted">{t('access.checkText')}</p>
      {keys.error && <ErrorBox error={keys.error} retry={() => void keys.refetch()} />}
      {keys.data && (
        <Field label={t('tool.key')}>
          {(props) => <Select {...props} value={chosen?.KeyId ?? ''} onChange={(value) => set({ key: value })}
            options={keys.data.keys.map(({ KeyId, Alias }) => ({ value: KeyId, label: `${Alias} (${KeyId})` }))} />}
        </Field>
      )}
      {answer.error ? <ErrorBox error={answer.error} retry={() => void answer.refetch()} /> : answer.data ? (
        <>{group(t('access.checkUse'), [...use])}{group(t('access.checkManage'), manage)}</>
      ) : resource && <Bones lines={5} />}
    </Card>
  )
}
