import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request } from '../../api/call'
import { keepSession, useSession, type SignedIn } from '../../api/session'
import { Button } from '../../ui/button'
import { Field, Input } from '../../ui/controls'
import { Confirm } from '../../ui/dialog'
import { Card, Facts } from '../../ui/page'
import { useToast } from '../../ui/toast'
import { shortestPassword } from '../setup'
import { Status } from '../../ui/key'

const OneTimeCodes = lazy(() => import('./totp'))

/** Security is how the one who is signed in does so. */
export function Security() {
  const { t } = useTranslation()
  const { TOTP } = useSession()
  const [open, setOpen] = useState<'password' | 'enable' | 'disable'>()
  const close = () => setOpen(undefined)
  return (
    <Card title={t('settings.security')}>
      <Facts facts={[
        [t('settings.password'), <Button size="small" onClick={() => setOpen('password')}>{t('settings.changePassword')}</Button>],
        [t('settings.totp'), (
          <span className="row">
            <Status tone={TOTP ? 'good' : 'off'}>{t(TOTP ? 'settings.totpOn' : 'settings.totpOff')}</Status>
            <Button size="small" onClick={() => setOpen('enable')}>{t(TOTP ? 'settings.replace' : 'settings.enable')}</Button>
            {TOTP && <Button size="small" onClick={() => setOpen('disable')}>{t('settings.disable')}</Button>}
          </span>
        )],
      ]} />
      <p className="muted">{t('settings.totpText')}</p>
      {open === 'password' && <ChangePassword onClose={close} />}
      {open === 'disable' && <SwitchOff onClose={close} />}
      {open === 'enable' && <Suspense><OneTimeCodes onClose={close} /></Suspense>}
    </Card>
  )
}

function ChangePassword({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const toast = useToast()
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const short = [...next].length < shortestPassword
  const differs = again !== '' && again !== next
  async function act() {
    keepSession(client, await request<SignedIn>('POST', 'password', { Old: old, New: next }))
    toast(t('settings.changed'))
  }
  return (
    <Confirm title={t('settings.changePassword')} confirm={t('settings.changePassword')} ready={old !== '' && !short && again === next} act={act} onClose={onClose}>
      <p className="muted">{t('settings.passwordText')}</p>
      <Field label={t('settings.old')}>
        {(props) => <Input {...props} type="password" autoComplete="current-password" autoFocus value={old} onChange={setOld} />}
      </Field>
      <Field label={t('settings.new')} hint={t('setup.rule', { n: shortestPassword })}>
        {(props) => <Input {...props} type="password" autoComplete="new-password" value={next} onChange={setNext} />}
      </Field>
      <Field label={t('settings.again')} error={differs && t('setup.differs')}>
        {(props) => <Input {...props} type="password" autoComplete="new-password" value={again} onChange={setAgain} />}
      </Field>
    </Confirm>
  )
}

/** useCodes takes over whether one-time codes are asked for. */
export function useCodes() {
  const client = useQueryClient()
  const session = useSession()
  return (TOTP: boolean) => keepSession(client, { ...session, TOTP })
}

function SwitchOff({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const toast = useToast()
  const keep = useCodes()
  const [password, setPassword] = useState('')
  async function act() {
    await request('DELETE', 'totp', { Password: password })
    keep(false)
    toast(t('settings.disabled'))
  }
  return (
    <Confirm danger title={t('settings.disableTitle')} confirm={t('settings.disable')} ready={password !== ''} act={act} onClose={onClose}>
      <p>{t('settings.disableText')}</p>
      <Password value={password} onChange={setPassword} />
    </Confirm>
  )
}

export function Password({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  return (
    <Field label={t('settings.confirmPassword')}>
      {(props) => <Input {...props} type="password" autoComplete="current-password" autoFocus value={value} onChange={onChange} />}
    </Field>
  )
}
