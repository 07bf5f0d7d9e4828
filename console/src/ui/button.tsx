import TDButton from 'tdesign-react/es/button'
import type { ComponentProps, ReactElement, ReactNode } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { CheckIcon, CopyIcon } from './icons'
import { useToast } from './toast'

interface ButtonProps extends Omit<ComponentProps<typeof TDButton>, 'onClick' | 'children' | 'content'> {
  onClick?: () => void
  children?: ReactNode
}

/** Button is TDesign's; while it loads it can have focus but does nothing. */
export function Button({ onClick, loading, theme = 'default', variant = 'outline', ...rest }: ButtonProps) {
  return (
    <TDButton
      tag="button" // TDesign's disabled button would else be a div
      theme={theme}
      variant={theme === 'default' ? variant : (variant === 'outline' ? 'base' : variant)}
      loading={loading}
      onClick={() => !loading && onClick?.()}
      {...rest}
    />
  )
}

/** LinkButton is a link that looks like a button. */
export function LinkButton({ to, icon, children }: { to: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <Link className="t-button t-button--theme-primary t-button--variant-base" to={to}>
      {icon}<span className="t-button__text">{children}</span>
    </Link>
  )
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  /** It is spoken, and shown as a tip. */
  label: string
  children: ReactElement
}

/** IconButton is a button that only has an icon. */
export function IconButton({ label, children, className = '', ...rest }: IconButtonProps) {
  return <Button shape="square" variant="text" size="small" aria-label={label} title={label} icon={children} className={`icon-button ${className}`} {...rest} />
}

/** Copy copies a text and says so. */
export function Copy({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation()
  const toast = useToast()
  const [done, setDone] = useState(false)
  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      // Without a secure origin there is no clipboard; the old way still works.
      const area = document.createElement('textarea')
      area.value = text
      const host = document.querySelector('dialog[open]') ?? document.body
      host.append(area)
      area.select()
      document.execCommand('copy')
      area.remove()
    }
    toast(t('common.copied'))
    setDone(true)
    setTimeout(() => setDone(false), 1500)
  }
  return (
    <IconButton label={done ? t('common.copied') : label ?? t('common.copy')} onClick={() => void copy()}>
      {done ? <CheckIcon /> : <CopyIcon />}
    </IconButton>
  )
}
