// Dialogs: TDesign's card in the browser's own modal dialog. TDesign's Dialog and Drawer have no
// role, let the focus out into the page behind and do not bring it back; Escape then does nothing.
import { DialogCard } from 'tdesign-react/es/dialog'
import 'tdesign-react/es/drawer/style/index.css'
import { useId, useLayoutEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '../lib/attempt'
import { Button, IconButton } from './button'
import { Field, Input } from './controls'
import './dialog.css'
import { ErrorBox } from './feedback'
import { CloseIcon } from './icons'

interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  wide?: boolean
  /** It stands at the side of the window, and a click beside it closes it. */
  side?: boolean
  /** Escape does not close it: what it shows cannot be had again. */
  stays?: boolean
}

export function Dialog({ title, onClose, children, footer, wide, side, stays }: DialogProps) {
  const id = useId()
  const { t } = useTranslation()
  const element = useModal()
  const heading = <h2 id={id}>{title}</h2>
  const close = <IconButton label={t('common.close')} onClick={onClose}><CloseIcon /></IconButton>
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      className={side ? 'drawer' : `dialog${wide ? ' dialog-wide' : ''}`}
      {...(stays && { closedby: 'none' })}
      onClick={(event: MouseEvent) => side && event.target === element.current && onClose()}
      onCancel={(event) => {
        if (event.target !== element.current) return // of a file chooser inside
        event.preventDefault()
        if (!stays) onClose()
      }}
    >
      {side ? (
        <div className="drawer-frame">
          <header className="t-drawer__header">{heading}{close}</header>
          <div className="t-drawer__body dialog-body">{children}</div>
          {footer && <footer className="t-drawer__footer">{footer}</footer>}
        </div>
      ) : (
        <DialogCard header={heading} closeBtn={close} footer={footer ? <>{footer}</> : false}><div className="dialog-body">{children}</div></DialogCard>
      )}
    </dialog>
  )
}

/** useModal opens a dialog while its component is there, and gives the focus back afterwards. */
function useModal() {
  const element = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = element.current
    if (dialog && !dialog.open) dialog.showModal()
    return () => {
      dialog?.close() // which brings the focus back to where it was,
      setTimeout(() => { // or to the page, if what had it is gone
        if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true })
      })
    }
  }, [])
  return element
}

interface ConfirmProps {
  title: string
  children: ReactNode
  confirm: string
  danger?: boolean
  /** What has to be typed before the button works. */
  typed?: string
  ready?: boolean
  wide?: boolean
  act: () => Promise<unknown>
  onClose: () => void
}

/** Confirm asks before something is done, does it, and shows why it failed. */
export function Confirm({ title, children, confirm, danger, typed, ready = true, wide, act, onClose }: ConfirmProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const { busy, error, attempt } = useAttempt()
  const may = ready && (typed === undefined || text === typed)
  async function run() {
    if (!may) return
    await attempt(async () => {
      await act()
      onClose()
    })
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      wide={wide}
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
          {(props) => <Input {...props} value={text} onChange={setText} onEnter={() => void run()} />}
        </Field>
      )}
      {error !== undefined && <ErrorBox error={error} />}
    </Dialog>
  )
}
