// Dialogs are the browser's own: focus stays inside, Escape closes, and what is
// behind cannot be reached.
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from './button'
import { Field, Input } from './controls'
import { ErrorBox } from './feedback'
import { CloseIcon } from './icons'

interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  wide?: boolean
  side?: boolean
}

export function Dialog({ title, onClose, children, footer, wide, side }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  const { t } = useTranslation()
  useEffect(() => {
    const dialog = element.current
    if (dialog && !dialog.open) dialog.showModal()
  }, [])
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      className={`dialog${wide ? ' dialog-wide' : ''}${side ? ' dialog-side' : ''}`}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <IconButton label={t('common.close')} onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </header>
      <div className="dialog-body">{children}</div>
      {footer && <footer>{footer}</footer>}
    </dialog>
  )
}

interface ConfirmProps {
  title: string
  children: ReactNode
  confirm: string
  danger?: boolean
  /** What has to be typed before the button works. */
  typed?: string
  ready?: boolean
  act: () => Promise<unknown>
  onClose: () => void
}

/** Confirm asks before something is done, does it, and shows why it failed. */
export function Confirm({ title, children, confirm, danger, typed, ready = true, act, onClose }: ConfirmProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const may = ready && (typed === undefined || text === typed)
  async function run() {
    if (!may || busy) return
    setBusy(true)
    setError(undefined)
    try {
      await act()
      onClose()
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button theme={danger ? 'danger' : 'primary'} disabled={!may} loading={busy} onClick={() => void run()}>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
      {typed !== undefined && (
        <Field label={t('common.typeToConfirm', { text: typed })}>
          {(props) => (
            <Input {...props} value={text} onChange={(e) => setText(e.target.value)} onKeyDown={(e) => e.key === 'Enter' && void run()} />
          )}
        </Field>
      )}
      {error !== undefined && <ErrorBox error={error} />}
    </Dialog>
  )
}
