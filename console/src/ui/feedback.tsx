// What a page says when there is nothing, something is wrong, or not yet ready.
import Alert from 'tdesign-react/es/alert'
import TDEmpty from 'tdesign-react/es/empty'
import Skeleton from 'tdesign-react/es/skeleton'
import type { ReactElement, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, NetworkError, SessionExpired } from '../api/call'
import { Button, Copy } from './button'
import './feedback.css'

/** ErrorBox shows a failure with what support would ask for. */
export function ErrorBox({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const api = error instanceof ApiError ? error : undefined
  const code = api?.code ?? 'Error'
  const message = code === NetworkError ? t('error.network')
    : code === SessionExpired ? t('error.expired')
      : api?.message || (error instanceof Error ? error.message : String(error))
  const permission = code.includes('UnauthorizedOperation') ? /\b[a-z]+:[A-Z]\w+/.exec(message)?.[0] : undefined
  const text = [code, message, api?.requestId && `RequestId: ${api.requestId}`].filter(Boolean).join('\n')
  return (
    <div role="alert">
      <Alert theme="error" title={message} operation={retry && <Button size="small" onClick={retry}>{t('common.retry')}</Button>} message={
        <>
          {permission && <p>{t('error.denied')} <code>{permission}</code></p>}
          <p className="error-details">
            <code>{code}</code>
            {api?.requestId && <span>RequestId <code>{api.requestId}</code></span>}
            <Copy text={text} label={t('error.copy')} />
          </p>
        </>
      } />
    </div>
  )
}

export function Notice({ children, warning, action }: { children: ReactNode; warning?: boolean; action?: ReactElement }) {
  return <div role="note"><Alert theme={warning ? 'warning' : 'info'} message={children} operation={action} /></div>
}

/** Empty says what to do where nothing is. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return <TDEmpty className="empty" size="small" title={<p>{title}</p>} description={children ? <p>{children}</p> : undefined} action={action ? <>{action}</> : undefined} />
}

const widths = ['84%', '62%', '40%']

/** Bones stand where text will be. */
export function Bones({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation()
  return (
    <div className="bones" role="status" aria-label={t('common.loading')}>
      <Skeleton animation="gradient" rowCol={Array.from({ length: lines }, (_, i) => ({ width: widths[i % 3], height: '16px' }))} />
    </div>
  )
}
