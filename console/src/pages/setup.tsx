import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request } from '../api/call'
import { keepSession, type SignedIn } from '../api/session'
import { Button } from '../ui/button'
import { Field, Input } from '../ui/controls'
import { ErrorBox, Notice } from '../ui/feedback'
import { Door } from './door'

export const shortestPassword = 12

/** SetUp is where the one-time link leads: it sets root's first password. */
export default function SetUp() {
  const { t } = useTranslation()
  const client = useQueryClient()
  // Behind the # a token is sent to no server and stands in no log of one.
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const short = [...password].length < shortestPassword
  const differs = again !== '' && again !== password

  async function submit() {
    if (short || again !== password) return
    setBusy(true)
    setError(undefined)
    try {
      const session = await request<SignedIn>('POST', 'setup', { Token: token, Password: password })
      history.replaceState(null, '', '/console/keys')
      keepSession(client, session)
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }

  if (!token) {
    return (
      <Door title={t('setup.title')}>
        <Notice warning>{t('setup.noToken')}</Notice>
      </Door>
    )
  }
  return (
    <Door title={t('setup.title')}>
      <p>{t('setup.text')}</p>
      <form onSubmit={(e) => { e.preventDefault(); void submit() }}>
        <input type="hidden" name="username" autoComplete="username" value="root" readOnly />
        <Field label={t('setup.password')} hint={t('setup.rule', { n: shortestPassword })}>
          {(props) => <Input {...props} type="password" autoComplete="new-password" autoFocus required value={password} onChange={(e) => setPassword(e.target.value)} />}
        </Field>
        <Field label={t('setup.again')} error={differs && t('setup.differs')}>
          {(props) => <Input {...props} type="password" autoComplete="new-password" required value={again} onChange={(e) => setAgain(e.target.value)} />}
        </Field>
        {error !== undefined && <ErrorBox error={error} />}
        <Button theme="primary" type="submit" size="large" block disabled={short || again !== password} loading={busy}>
          {t('setup.submit')}
        </Button>
      </form>
    </Door>
  )
}
