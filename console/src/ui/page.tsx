// The frame of a page and of what is on it.
import TDCard from 'tdesign-react/es/card'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAttempt } from '../lib/attempt'
import { useListView } from '../lib/filters'
import { Button, IconButton } from './button'
import { Input, Textarea } from './controls'
import { ErrorBox } from './feedback'
import { EditIcon } from './icons'

interface PageProps {
  title: string
  /** It stands behind the title. */
  status?: ReactNode
  back?: { to: string; label: string }
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, status, back, actions, children }: PageProps) {
  const { t } = useTranslation()
  const view = useListView()
  useEffect(() => {
    document.title = `${title} · miyao`
  }, [title])
  return (
    <div className="page">
      {back && (
        <nav className="crumbs" aria-label={t('shell.crumbs')}>
          <Link to={back.to + view}>{back.label}</Link> <span aria-hidden="true">/</span>
        </nav>
      )}
      <div className="page-head">
        <h1>{title} {status}</h1>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </div>
  )
}

export function Card({ title, actions, children, className = '' }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section>
      <TDCard bordered className={`card ${className}`} title={title && <h2>{title}</h2>} actions={actions && <div className="actions">{actions}</div>}>
        <div className="stack">{children}</div>
      </TDCard>
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
export function Editable(props: EditableProps) {
  const { value, label, disabled } = props
  const { t } = useTranslation()
  const [editing, setEditing] = useState(false)
  const edit = useRef<HTMLButtonElement>(null)
  function end() {
    setEditing(false)
    setTimeout(() => edit.current?.focus())
  }
  if (editing) return <Editing {...props} end={end} />
  return (
    <span className="editable">
      <span className={value ? 'wrap' : 'muted'}>{value || t('common.none')}</span>
      {!disabled && (
        <IconButton ref={edit} label={t('common.edit', { what: label })} onClick={() => setEditing(true)}>
          <EditIcon />
        </IconButton>
      )}
    </span>
  )
}

function Editing({ value, label, long, max, save, end }: EditableProps & { end: () => void }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(value)
  const { busy, error, attempt } = useAttempt()
  const submit = () => attempt(async () => {
    if (draft !== value) await save(draft)
    end()
  })
  const control = { 'aria-label': label, value: draft, maxLength: max, autoFocus: true, onChange: setDraft }
  return (
    <form
      className="editing"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault() // else a dialog around it closes
        end()
      }}
    >
      {long ? <Textarea rows={3} {...control} /> : <Input {...control} />}
      <div className="actions">
        <Button theme="primary" type="submit" loading={busy}>{t('common.save')}</Button>
        <Button onClick={end}>{t('common.cancel')}</Button>
      </div>
      {error !== undefined && <ErrorBox error={error} />}
    </form>
  )
}
