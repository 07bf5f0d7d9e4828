// The controls of forms: the browser's own, in the look of TDesign, because
// they bring keyboard, screen reader and touch with them.
import { useId, type ComponentProps, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  optional?: boolean
  children: (props: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** Field is a labelled control with a hint, or what is wrong with its value. */
export function Field({ label, hint, error, optional, children }: FieldProps) {
  const id = useId()
  const { t } = useTranslation()
  const note = error || hint
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="muted"> {t('common.optional')}</span>}
      </label>
      {children({
        id,
        ...(note ? { 'aria-describedby': `${id}-note` } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {note && (
        <p id={`${id}-note`} className={error ? 'field-note error-text' : 'field-note'}>
          {note}
        </p>
      )}
    </div>
  )
}

export function Input({ className = '', ...rest }: ComponentProps<'input'>) {
  return <input className={`control ${className}`} autoComplete="off" spellCheck={false} {...rest} />
}

export function Textarea({ className = '', ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={`control ${className}`} autoComplete="off" spellCheck={false} {...rest} />
}

interface SelectProps extends Omit<ComponentProps<'select'>, 'onChange'> {
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
}

export function Select({ options, onChange, className = '', ...rest }: SelectProps) {
  return (
    <select className={`control ${className}`} onChange={(event) => onChange(event.target.value)} {...rest}>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}

interface ChoicesProps<V extends string> {
  legend: string
  hideLegend?: boolean
  value: V
  options: readonly { value: V; label: ReactNode; text?: ReactNode }[]
  onChange: (value: V) => void
  compact?: boolean
}

/** Choices are radio buttons: as cards that explain themselves, or compact in a row. */
export function Choices<V extends string>({ legend, hideLegend, value, options, onChange, compact }: ChoicesProps<V>) {
  const name = useId()
  return (
    <fieldset className={compact ? 'segments' : 'choices'}>
      <legend className={hideLegend ? 'visually-hidden' : ''}>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className={option.value === value ? 'chosen' : ''}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span className="choice-label">{option.label}</span>
          {option.text && <span className="choice-text">{option.text}</span>}
        </label>
      ))}
    </fieldset>
  )
}
