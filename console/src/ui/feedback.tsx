// What a page says when there is nothing, something is wrong, or not yet ready.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, NetworkError, SessionExpired } from '../api/call'
import { Button, Copy } from './button'
import { ErrorCircleFilledIcon, InfoCircleFilledIcon } from './icons'

/** ErrorBox shows a failure with what support would ask for. */
export function ErrorBox({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const api = error instanceof ApiError ? error : undefined
  const code = api?.code ?? 'Error'
  const message = code === NetworkError ? t('error.network')
    : code === SessionExpired ? t('error.expired')
      : api?.message || (error instanceof Error ? error.message : String(error))
  const denied = code.includes('UnauthorizedOperation')
  return (
    <div className="notice notice-error" role="alert">
      <ErrorCircleFilledIcon />
      <div>
        <p>{message}</p>
        {denied && <p>{t('error.denied')}</p>}
        <p className="error-details">
          <code>{code}</code>
          {api?.requestId && (
            <>
              <span>
                RequestId <code>{api.requestId}</code>
              </span>
              <Copy text={`${code}\n${message}\nRequestId: ${api.requestId}`} label={t('error.copy')} />
            </>
          )}
        </p>
      </div>
      {retry && <Button size="small" onClick={retry}>{t('common.retry')}</Button>}
    </div>
  )
}

export function Notice({ children, warning }: { children: ReactNode; warning?: boolean }) {
  return (
    <div className={`notice ${warning ? 'notice-warning' : 'notice-info'}`} role="note">
      {warning ? <ErrorCircleFilledIcon /> : <InfoCircleFilledIcon />}
      <div>{children}</div>
    </div>
  )
}

/** Empty says what to do where nothing is. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <svg width="56" height="44" viewBox="0 0 56 44" aria-hidden="true">
        <rect x="6" y="8" width="44" height="30" rx="4" className="empty-line" />
        <path d="M6 17h44M14 25h16M14 30h10" className="empty-line" />
      </svg>
      <p className="empty-title">{title}</p>
      {children && <p className="muted">{children}</p>}
      {action}
    </div>
  )
}

/** Bones stand where text will be. */
export function Bones({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation()
  return (
    <div className="bones" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="bone" />
      ))}
    </div>
  )
}
