import { useTranslation } from 'react-i18next'
import { currentRegion } from '../../api/region'
import { shownName, useSession } from '../../api/session'
import { actionsOf, managing } from '../../lib/actions'
import { useFilters } from '../../lib/filters'
import { resourceName } from '../../lib/keys'
import { useKey, useKeys } from '../../lib/names'
import { Bones, ErrorBox } from '../../ui/feedback'
import { Status } from '../../ui/key'
import { KeyPicker } from '../../ui/keypicker'
import { Card } from '../../ui/page'
import { useDecisions } from '../../ui/permissions'

/** OwnPermissions is what who is signed in may do with a key, for those who may not simulate. */
export function OwnPermissions() {
  const { t } = useTranslation()
  const { Account, Principal } = useSession()
  const [{ key }, set] = useFilters({ tab: '', key: '' })
  const list = useKeys()
  const one = useKey(key)
  const chosen = one.data ?? (key === '' ? list.data?.KeyMetadatas[0] : undefined)
  const actions = chosen ? [...actionsOf(chosen.KeyUsage), ...managing] : []
  const answer = useDecisions(actions, chosen ? [resourceName(Account.Uin, currentRegion(), chosen.ResourceId)] : [])
  return (
    <Card title={t('access.ownTitle', { name: shownName(Principal) })}>
      <p className="muted">{t('access.ownText')}</p>
      <KeyPicker label={t('tool.key')} value={chosen?.KeyId ?? key} onChange={(id) => set({ key: id })} />
      {answer.error ? <ErrorBox error={answer.error} retry={() => void answer.refetch()} /> : answer.data ? (
        <ul className="checks">
          {actions.map((name, i) => {
            const may = Principal.Kind === 'root' || answer.data.Allowed[i]?.[0] === true
            return <li key={name}><code>{`kms:${name}`}</code><Status tone={may ? 'good' : 'off'}>{t(may ? 'access.decisions.allowed' : 'access.decisions.unmatched')}</Status></li>
          })}
        </ul>
      ) : chosen && <Bones lines={5} />}
    </Card>
  )
}
