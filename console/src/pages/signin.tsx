import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, request } from '../api/call'
import { keepSession, type SignedIn, type SignedOut } from '../api/session'
import { useAttempt } from '../lib/attempt'
import { Button } from '../ui/button'
import { Field, Input } from '../ui/controls'
import { ErrorBox, Notice } from '../ui/feedback'
import { Door } from './door'

/** SignIn is the way in, the first time or again, when a session has ended while a page was open. */
export default function SignIn({ session, again }: { session: SignedOut; again: boolean }) {
  const { t } = useTranslation()
  const [account, setAccount] = useState<string>()
  if (session.Setup) return <Door title={t('signin.title')}><Notice>{t('signin.needsSetup')}</Notice></Door>
  return (
    <Door title={t('signin.title')}>
      {again && <Notice>{t('signin.again')}</Notice>}
      <PasswordForm account={account} setAccount={setAccount} />
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

function PasswordForm({ account, setAccount }: { account: string | undefined; setAccount: (account: string) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string>() // undefined until it is asked for
  const { busy, error, attempt } = useAttempt()
  const submit = () => attempt(async () => {
    try {
      const body = { Name: name.trim(), Account: account?.trim() ?? '', Password: password, Code: code?.trim() ?? '' }
      keepSession(client, await request<SignedIn>('POST', 'session', body))
    } catch (e) {
      const asked = e instanceof ApiError && e.code === 'CodeRequired'
      if (asked || code !== undefined) setCode('')
      if (!asked || code !== undefined) throw e
    }
  })
  return (
    <form onSubmit={(e) => { e.preventDefault(); void submit() }}>
      {account !== undefined && (
        <Field label={t('signin.account')} hint={t('signin.accountHint')}>
          {(props) => <Input {...props} inputMode="numeric" value={account} onChange={setAccount} />}
        </Field>
      )}
      <Field label={t('signin.name')} hint={t('signin.nameHint')}>
        {(props) => <Input {...props} name="username" autoComplete="username" autoFocus placeholder="root" value={name} onChange={setName} />}
      </Field>
      <Field label={t('signin.password')}>
        {(props) => <Input {...props} name="password" type="password" autoComplete="current-password" required value={password} onChange={setPassword} />}
      </Field>
      {code !== undefined && (
        <Field label={t('signin.code')} hint={t('signin.codeHint')}>
          {(props) => <Input {...props} inputMode="numeric" autoComplete="one-time-code" maxLength={8} autoFocus required value={code} onChange={setCode} />}
        </Field>
      )}
      {error !== undefined && <ErrorBox error={error} />}
      <Button theme="primary" type="submit" size="large" block loading={busy}>{t('signin.submit')}</Button>
    </form>
  )
}
