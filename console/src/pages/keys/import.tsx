import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { dateTime } from '../../lib/format'
import { Button } from '../../ui/button'
import { Confirm } from '../../ui/dialog'
import { Empty, Notice } from '../../ui/feedback'
import { Status } from '../../ui/key'
import { Card, Facts } from '../../ui/page'
import { Wizard } from './import/wizard'

/** Import shows the material of an imported key, and brings it in. */
export default function Import({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const present = data.KeyState !== 'PendingImport'
  return (
    <>
      {/* Of a key that waits for its deletion the server does not say whether it has material. */}
      {data.KeyState !== 'PendingDelete' && <Material data={data} present={present} />}
      {can('GetParametersForImport', 'ImportKeyMaterial') && (
        <Card title={present ? t('import.again') : t('import.title')}>
          {data.KeyState !== 'PendingImport' && data.KeyState !== 'Enabled' ? <Empty title={t('import.notNow')} /> : (
            <>
              {present && <Notice>{t('import.sameOnly')}</Notice>}
              <Wizard data={data} />
            </>
          )}
        </Card>
      )}
    </>
  )
}

function Material({ data, present }: { data: KeyMetadata; present: boolean }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const [erasing, setErasing] = useState(false)
  async function erase() {
    await call('DeleteImportedKeyMaterial', { KeyId: data.KeyId })
    await client.invalidateQueries({ queryKey: ['keys'] })
  }
  return (
    <Card title={t('import.state')} actions={present && can('DeleteImportedKeyMaterial') && <Button theme="danger" onClick={() => setErasing(true)}>{t('import.erase')}</Button>}>
      <Facts facts={[
        [t('import.material'), <Status tone={present ? 'good' : 'wait'}>{present ? t('import.present') : t('import.missing')}</Status>],
        present && [t('key.validTo'), data.ValidTo ? dateTime(data.ValidTo) : t('key.never')],
      ]} />
      {erasing && (
        <Confirm title={t('import.eraseAsk')} confirm={t('import.erase')} danger typed={data.Alias} onClose={() => setErasing(false)} act={erase}>
          <p>{t('import.eraseText')}</p>
        </Confirm>
      )}
    </Card>
  )
}
