import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request } from '../api/call'
import { keepSession, type SignedIn } from '../api/session'
import { useAttempt } from '../lib/attempt'
import { Button } from '../ui/button'
import { Field, Input } from '../ui/controls'
import { ErrorBox, Notice } from '../ui/feedback'
import { Door } from './door'

export const shortestPassword = 12

/** SetUp is where the one-time link leads: it sets root's first password. */
export default function SetUp() {
  const { t } = useTranslation()
  // Behind the # a token is sent to no server and stands in no log of one.
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '')
  return (
    <Door title={t('setup.title')}>
      {token ? <FirstPassword token={token} /> : <Notice warning>{t('setup.noToken')}</Notice>}
    </Door>
  )
}

function FirstPassword({ token }: { token: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const { busy, error, attempt } = useAttempt()
  const ready = [...password].length >= shortestPassword && again === password
  const differs = again !== '' && again !== password
  const submit = () => attempt(async () => {
    if (!ready) return
    const session = await request<SignedIn>('POST', 'setup', { Token: token, Password: password })
    history.replaceState(null, '', '/console/keys')
    keepSession(client, session)
  })
  return (
    <>
      <p>{t('setup.text')}</p>
      <form onSubmit={(e) => { e.preventDefault(); void submit() }}>
        <input type="hidden" name="username" autoComplete="username" value="root" readOnly />
        <Field label={t('setup.password')} hint={t('setup.rule', { n: shortestPassword })}>
          {(props) => <Input {...props} type="password" autoComplete="new-password" autoFocus required value={password} onChange={setPassword} />}
        </Field>
        <Field label={t('setup.again')} error={differs && t('setup.differs')}>
          {(props) => <Input {...props} type="password" autoComplete="new-password" required value={again} onChange={setAgain} />}
        </Field>
        {error !== undefined && <ErrorBox error={error} />}
        <Button theme="primary" type="submit" size="large" block disabled={!ready} loading={busy}>{t('setup.submit')}</Button>
      </form>
    </>
  )
}
