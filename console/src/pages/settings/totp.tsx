import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import QRCode from 'tdesign-react/es/qrcode'
import { request } from '../../api/call'
import { useAttempt } from '../../lib/attempt'
import { Button } from '../../ui/button'
import { Field, Input } from '../../ui/controls'
import { Dialog } from '../../ui/dialog'
import { ErrorBox } from '../../ui/feedback'
import { Id } from '../../ui/key'
import { Facts } from '../../ui/page'
import { useToast } from '../../ui/toast'
import './settings.css'
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
  const { busy, error, attempt } = useAttempt()
  const ready = seed ? /^\d{6}$/.test(code.trim()) : password !== ''
  const go = () => attempt(async () => {
    if (!ready) return
    if (!seed) {
      setSeed(await request<Seed>('POST', 'totp', { Password: password }))
      setPassword('')
      return
    }
    await request('POST', 'totp/confirm', { Code: code.trim() })
    keep(true)
    toast(t('settings.enabled'))
    onClose()
  })
  return (
    <Dialog title={t('settings.enableTitle')} onClose={onClose} footer={
      <>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button theme="primary" disabled={!ready} loading={busy} onClick={() => void go()}>{t(seed ? 'settings.finish' : 'settings.next')}</Button>
      </>
    }>
      <form className="stack" onSubmit={(e) => { e.preventDefault(); void go() }}>
        {seed ? <Enrol seed={seed} code={code} setCode={setCode} /> : <Password value={password} onChange={setPassword} />}
        {error !== undefined && <ErrorBox error={error} />}
      </form>
    </Dialog>
  )
}

function Enrol({ seed, code, setCode }: { seed: Seed; code: string; setCode: (code: string) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <p>{t('settings.addToApp')}</p>
      <div className="qr" role="img" aria-label={t('settings.qr')}><QRCode type="svg" value={seed.URL} size={184} color="#000" bgColor="#fff" level="M" /></div>
      <Facts facts={[
        [t('settings.secret'), <Id id={seed.Secret} />],
        [t('settings.uri'), <a href={seed.URL}>{t('settings.openApp')}</a>],
      ]} />
      <Field label={t('settings.enterCode')} hint={t('settings.enterCodeHint')}>
        {(props) => <Input {...props} inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus value={code} onChange={setCode} />}
      </Field>
    </>
  )
}
