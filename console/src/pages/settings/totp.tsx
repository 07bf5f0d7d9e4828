import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request } from '../../api/call'
import { Button } from '../../ui/button'
import { Field, Input } from '../../ui/controls'
import { Dialog } from '../../ui/dialog'
import { ErrorBox } from '../../ui/feedback'
import { Id } from '../../ui/key'
import { Facts } from '../../ui/page'
import { useToast } from '../../ui/toast'
import { Password, useCodes } from './security'

interface Seed {
  URL: string
  Secret: string
}

/** OneTimeCodes sets an authenticator app up: password, seed, and a first code that shows that it works. */
export default function OneTimeCodes({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const toast = useToast()
  const keep = useCodes()
  const [password, setPassword] = useState('')
  const [seed, setSeed] = useState<Seed>()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const ready = seed ? /^\d{6}$/.test(code.trim()) : password !== ''

  async function go() {
    if (!ready || busy) return
    setBusy(true)
    setError(undefined)
    try {
      if (!seed) {
        setSeed(await request<Seed>('POST', 'totp', { Password: password }))
        setPassword('')
      } else {
        await request('POST', 'totp/confirm', { Code: code.trim() })
        keep(true)
        toast(t('settings.enabled'))
        onClose()
      }
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog title={t('settings.enableTitle')} onClose={onClose} footer={
      <>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button theme="primary" disabled={!ready} loading={busy} onClick={() => void go()}>{t(seed ? 'settings.finish' : 'settings.next')}</Button>
      </>
    }>
      <form className="stack" onSubmit={(e) => { e.preventDefault(); void go() }}>
        {!seed && <Password value={password} onChange={setPassword} />}
        {seed && (
          <>
            <p>{t('settings.addToApp')}</p>
            <Facts facts={[
              [t('settings.secret'), <Id id={seed.Secret} />],
              [t('settings.uri'), <a href={seed.URL}>{t('settings.openApp')}</a>],
            ]} />
            <Field label={t('settings.enterCode')} hint={t('settings.enterCodeHint')}>
              {(props) => <Input {...props} inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus value={code} onChange={(e) => setCode(e.target.value)} />}
            </Field>
          </>
        )}
        {error !== undefined && <ErrorBox error={error} />}
      </form>
    </Dialog>
  )
}
