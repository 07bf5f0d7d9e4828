// The frame of a page and of what is on it.
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button, IconButton } from './button'
import { Input, Textarea } from './controls'
import { ErrorBox } from './feedback'
import { EditIcon } from './icons'

interface PageProps {
  title: string
  /** What the title bar shows, where it is more than the name of the page. */
  heading?: ReactNode
  back?: { to: string; label: string }
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, heading, back, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · miyao`
  }, [title])
  return (
    <div className="page">
      {back && (
        <nav className="crumbs">
          <Link to={back.to}>{back.label}</Link> <span aria-hidden="true">/</span>
        </nav>
      )}
      <div className="page-head">
        <h1>{heading ?? title}</h1>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </div>
  )
}

export function Card({ title, actions, children, className = '' }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`card ${className}`}>
      {(title || actions) && (
        <div className="card-head">
          {title && <h2>{title}</h2>}
          {actions && <div className="actions">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  )
}

/** Facts are names with their values. */
export function Facts({ facts }: { facts: ([string, ReactNode] | false)[] }) {
  return (
    <dl className="facts">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

interface EditableProps {
  value: string
  label: string
  disabled?: boolean
  long?: boolean
  max: number
  save: (value: string) => Promise<unknown>
}

/** Editable is a text that is changed in place. */
export function Editable({ value, label, disabled, long, max, save }: EditableProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  if (draft === undefined) {
    return (
      <span className="editable">
        <span className={value ? 'wrap' : 'muted'}>{value || t('common.none')}</span>
        {!disabled && (
          <IconButton label={t('common.edit', { what: label })} onClick={() => setDraft(value)}>
            <EditIcon />
          </IconButton>
        )}
      </span>
    )
  }
  async function submit() {
    setBusy(true)
    setError(undefined)
    try {
      if (draft !== value) await save(draft ?? '')
      setDraft(undefined)
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  const control = { 'aria-label': label, value: draft, maxLength: max, autoFocus: true }
  return (
    <form
      className="editing"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => event.key === 'Escape' && setDraft(undefined)}
    >
      {long ? <Textarea rows={3} {...control} onChange={(e) => setDraft(e.target.value)} /> : <Input {...control} onChange={(e) => setDraft(e.target.value)} />}
      <Button size="small" theme="primary" type="submit" loading={busy}>
        {t('common.save')}
      </Button>
      <Button size="small" onClick={() => setDraft(undefined)}>
        {t('common.cancel')}
      </Button>
      {error !== undefined && <ErrorBox error={error} />}
    </form>
  )
}

