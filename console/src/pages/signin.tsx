import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, request } from '../api/call'
import { keepSession, type SignedIn, type SignedOut } from '../api/session'
import { Button } from '../ui/button'
import { Field, Input } from '../ui/controls'
import { ErrorBox, Notice } from '../ui/feedback'
import { Door } from './door'

export default function SignIn({ session }: { session: SignedOut }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [account, setAccount] = useState<string>()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [wantsCode, setWantsCode] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError>()
  const form = useRef<HTMLFormElement>(null)

  async function submit() {
    setBusy(true)
    setError(undefined)
    try {
      const body = { Name: name.trim(), Account: account?.trim() ?? '', Password: password, Code: code.trim() }
      keepSession(client, await request<SignedIn>('POST', 'session', body))
    } catch (e) {
      const problem = e as ApiError
      if (problem.code === 'CodeRequired' && !wantsCode) setWantsCode(true)
      else setError(problem)
      setCode('')
    } finally {
      setBusy(false)
    }
  }

  if (session.Setup) {
    return (
      <Door title={t('signin.title')}>
        <Notice>{t('signin.needsSetup')}</Notice>
      </Door>
    )
  }
  return (
    <Door title={t('signin.title')}>
      <form ref={form} onSubmit={(e) => { e.preventDefault(); void submit() }}>
        {account !== undefined && (
          <Field label={t('signin.account')} hint={t('signin.accountHint')}>
            {(props) => <Input {...props} inputMode="numeric" value={account} onChange={(e) => setAccount(e.target.value)} />}
          </Field>
        )}
        <Field label={t('signin.name')} hint={t('signin.nameHint')}>
          {(props) => <Input {...props} name="username" autoComplete="username" autoFocus placeholder="root" value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={t('signin.password')}>
          {(props) => <Input {...props} name="password" type="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} />}
        </Field>
        {wantsCode && (
          <Field label={t('signin.code')} hint={t('signin.codeHint')}>
            {(props) => <Input {...props} inputMode="numeric" autoComplete="one-time-code" maxLength={8} autoFocus required value={code} onChange={(e) => setCode(e.target.value)} />}
          </Field>
        )}
        {error && <ErrorBox error={error} />}
        <Button theme="primary" type="submit" size="large" block loading={busy}>
          {t('signin.submit')}
        </Button>
      </form>
      {session.OIDC && (
        <a className="door-link" href="/console/oidc">
          {t('signin.oidc', { name: session.OIDC.Name })}
        </a>
      )}
      {account === undefined && (
        <button type="button" className="link-button" onClick={() => setAccount('')}>
          {t('signin.otherAccount')}
        </button>
      )}
    </Door>
  )
}
