// The controls of forms. Text fields are TDesign's; Field ties them to their
// label and to what is said about their value.
import 'tdesign-react/es/checkbox/style/index.css'
import TDInput from 'tdesign-react/es/input'
import 'tdesign-react/es/radio/style/index.css'
import TDTextarea from 'tdesign-react/es/textarea'
import type { ComponentProps, ReactNode, Ref } from 'react'
import { useId, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import './controls.css'
import { ChevronDownIcon } from './icons'

interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  optional?: boolean
  children: (props: Described) => ReactNode
}

/** What a control gets from its Field. */
export interface Described {
  id: string
  'aria-describedby'?: string
  'aria-invalid'?: true
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

type Attribute = string | number | boolean | undefined

/**
 * useAttributes sets attributes on the element inside a component of TDesign, whose Input hands
 * none on: without them no label belongs to it, and no screen reader says what is wrong with it.
 */
function useAttributes(element: () => HTMLElement | null | undefined, attributes: Record<string, Attribute>) {
  useLayoutEffect(() => {
    const target = element()
    for (const [name, value] of Object.entries(attributes)) {
      if (value === undefined || value === false) target?.removeAttribute(name)
      else target?.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value))
    }
  })
}

type InputType = 'text' | 'password' | 'number' | 'search' | 'datetime-local'

interface InputProps extends Partial<Described> {
  value: string
  onChange: (value: string) => void
  type?: InputType
  'aria-label'?: string
  placeholder?: string
  name?: string
  autoComplete?: string
  autoFocus?: boolean
  inputMode?: 'numeric'
  list?: string
  min?: number
  max?: number
  step?: number
  maxLength?: number
  required?: boolean
  size?: 'small' | 'medium' | 'large'
  className?: string
  style?: ComponentProps<'div'>['style']
  prefixIcon?: ComponentProps<typeof TDInput>['prefixIcon']
  onEnter?: () => void
}

export function Input({ type = 'text', placeholder = '', autoComplete = 'off', autoFocus, className, prefixIcon, onEnter, ...rest }: InputProps) {
  const { value, onChange, name, size, style, id, list, min, max, step, required, maxLength, inputMode } = rest
  const input = useRef<{ inputElement: HTMLInputElement }>(null)
  useAttributes(() => input.current?.inputElement, {
    id, list, min, max, step, required, autofocus: autoFocus, inputmode: inputMode, maxlength: maxLength, spellcheck: 'false', 'aria-label': rest['aria-label'],
    'aria-describedby': rest['aria-describedby'], 'aria-invalid': rest['aria-invalid'],
  })
  return (
    <TDInput ref={input as Ref<never>} type={type as 'text'} value={value} onChange={onChange} placeholder={placeholder} autocomplete={autoComplete}
      autofocus={autoFocus} clearable={type === 'search'} status={rest['aria-invalid'] ? 'error' : 'default'} {...(onEnter ? { onEnter: () => onEnter() } : {})}
      {...(name ? { name } : {})} {...(size ? { size } : {})} {...(className ? { className } : {})} {...(style ? { style } : {})} {...(prefixIcon ? { prefixIcon } : {})} />
  )
}

/** whole tells whether a text is a whole number within bounds. */
export function whole(text: string, min: number, max: number): boolean {
  return /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max
}

interface NumberFieldProps {
  label: string
  /** What numbers are allowed, in words. */
  rule: string
  min: number
  max: number
  value: string
  onChange: (value: string) => void
}

/** NumberField takes a whole number within bounds. */
export function NumberField({ label, rule, min, max, value, onChange }: NumberFieldProps) {
  return (
    <Field label={label} hint={rule} error={!whole(value, min, max) && rule}>
      {(props) => <Input {...props} type="number" min={min} max={max} className="number-input" value={value} onChange={onChange} />}
    </Field>
  )
}

interface TextareaProps extends Partial<Described> {
  value: string
  onChange?: (value: string) => void
  'aria-label'?: string
  placeholder?: string
  rows?: number
  maxLength?: number
  readOnly?: boolean
  autoFocus?: boolean
  className?: string
}

export function Textarea({ onChange, className = '', placeholder = '', readOnly, autoFocus, maxLength, ...rest }: TextareaProps) {
  return (
    <TDTextarea {...rest} className={className} placeholder={placeholder} readOnly={readOnly} autofocus={autoFocus} maxLength={maxLength} autoComplete="off" spellCheck={false}
      status={rest['aria-invalid'] ? 'error' : 'default'} onChange={(value) => onChange?.(value)} />
  )
}

interface SelectProps extends Omit<ComponentProps<'select'>, 'onChange' | 'size'> {
  options?: readonly { value: string; label: string }[]
  onChange: (value: string) => void
  size?: 'small'
}

/**
 * Select is the browser's own in the look of TDesign. TDesign's is a text field for screen
 * readers: no role says that it opens a list, no option is announced; it adds 46 KB.
 */
export function Select({ options, onChange, size, className = '', style, children, ...rest }: SelectProps) {
  return (
    <div className={`t-input__wrap select ${className}`} style={style}>
      <div className={`t-input t-input--suffix${size ? ' t-size-s' : ''}${rest['aria-invalid'] ? ' t-is-error' : ''}`}>
        <select className="t-input__inner" onChange={(event) => onChange(event.target.value)} {...rest}>
          {children}
          {options?.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <span className="t-input__suffix t-input__suffix-icon"><ChevronDownIcon /></span>
      </div>
    </div>
  )
}

interface CheckboxProps {
  checked: boolean
  indeterminate?: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  /** The label is spoken and not shown. */
  bare?: boolean
}

/**
 * Checkbox has TDesign's look around the browser's own input. With TDesign's, the keyboard
 * stops at the label, which has no role: a screen reader does not say that it can be checked.
 */
export function Checkbox({ checked, indeterminate = false, onChange, children, bare }: CheckboxProps) {
  return (
    <label className={`t-checkbox${checked ? ' t-is-checked' : ''}${indeterminate ? ' t-is-indeterminate' : ''}`}>
      <input type="checkbox" className="t-checkbox__former" checked={checked} onChange={(event) => onChange(event.target.checked)}
        ref={(box) => { if (box) box.indeterminate = indeterminate }} />
      <span className="t-checkbox__input" />
      <span className={bare ? 'visually-hidden' : 't-checkbox__label'}>{children}</span>
    </label>
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

/**
 * Choices are radio buttons: as cards that explain themselves, or compact in a row. They are the
 * browser's in TDesign's look, for TDesign's have the fault of its checkbox, and arrow keys do
 * not move between them.
 */
export function Choices<V extends string>({ legend, hideLegend, value, options, onChange, compact }: ChoicesProps<V>) {
  const name = useId()
  const kind = compact ? 't-radio-button' : 't-radio'
  return (
    <fieldset className={compact ? '' : 'choices'}>
      <legend className={hideLegend ? 'visually-hidden' : ''}>{legend}</legend>
      <div className={compact ? 't-radio-group t-radio-group__outline t-size-m segments' : 'choice-grid'}>
        {options.map((option) => (
          <label key={option.value} className={`${kind}${option.value === value ? ' t-is-checked' : ''}`}>
            <input type="radio" className={`${kind}__former`} name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span className={`${kind}__input`} />
            <span className={`${kind}__label`}>
              {option.label}
              {option.text && <span className="choice-text">{option.text}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
