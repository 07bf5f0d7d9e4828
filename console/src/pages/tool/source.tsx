// The two sides of the online tool: what goes in, and what comes out.
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fromBase64, save, text, toBase64, utf8 } from '../../lib/bytes'
import { bytes as inWords, number, size } from '../../lib/format'
import { Button, Copy } from '../../ui/button'
import { Choices, Textarea } from '../../ui/controls'
import { FileButton, useDrop } from '../../ui/filedrop'
import { CloseIcon, DownloadIcon, FileIcon } from '../../ui/icons'

/** The most that the server encrypts or signs at once. */
export const limit = 4096

export type Form = 'text' | 'base64'

export interface Source {
  value: string
  form: Form
  file?: File
}

export const emptySource = (form: Form = 'text'): Source => ({ value: '', form })

/**
 * useSecret is a state that is cleared when the page is left: also when the
 * browser keeps the page to come back to it.
 */
export function useSecret<T>(initial: () => T) {
  const [value, setValue] = useState(initial)
  useEffect(() => {
    const forget = () => setValue(initial())
    window.addEventListener('pagehide', forget)
    return () => window.removeEventListener('pagehide', forget)
  }, [])
  return [value, setValue] as const
}

/** bytesOf gives the bytes of a source; undefined when it is no base64. */
export async function bytesOf(source: Source): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (source.file) return new Uint8Array(await source.file.arrayBuffer())
  return source.form === 'text' ? utf8(source.value) : fromBase64(source.value)
}

/** sizeOf counts the bytes of a source; undefined when it is no base64. */
export function sizeOf(source: Source): number | undefined {
  if (source.file) return source.file.size
  return source.form === 'text' ? utf8(source.value).length : fromBase64(source.value)?.length
}

const forms: readonly Form[] = ['text', 'base64']

interface SourceSideProps {
  label: string
  source: Source
  onChange: (source: Source) => void
  forms?: readonly Form[]
  placeholder?: string
  max?: number
  file?: boolean
  children?: ReactNode
}

/** SourceSide takes text, base64 or a file. */
export function SourceSide({ label, source, onChange, forms: offered = forms, placeholder, max, file = true, children }: SourceSideProps) {
  const { t } = useTranslation()
  const drop = useDrop((dropped) => file && onChange({ ...emptySource(source.form), file: dropped }))
  const bytes = sizeOf(source)
  return (
    <div className="tool-side">
      <div className="tool-head">
        <h3>{label}</h3>
        {offered.length > 1 && !source.file && (
          <Choices compact hideLegend legend={t('tool.form')} value={source.form} onChange={(form) => onChange({ ...source, form })}
            options={offered.map((form) => ({ value: form, label: t(`tool.forms.${form}`) }))} />
        )}
      </div>
      <div className={`drop${drop.over ? ' over' : ''}`} {...(file ? drop.props : {})}>
        {source.file ? (
          <div className="file">
            <FileIcon />
            <strong>{source.file.name}</strong>
            <span className="muted">{size(source.file.size)}</span>
            <Button size="small" icon={<CloseIcon />} onClick={() => onChange(emptySource(source.form))}>{t('tool.removeFile')}</Button>
          </div>
        ) : (
          <Textarea className={source.form === 'base64' ? 'code-input' : ''} aria-label={label} placeholder={placeholder} value={source.value}
            aria-invalid={bytes === undefined || undefined} onChange={(value) => onChange({ ...source, value: value })} />
        )}
      </div>
      <div className="tool-foot">
        {bytes === undefined ? <span className="counter over">{t('tool.noBase64')}</span>
          : source.file?.size === 0 ? <span className="counter over">{t('tool.emptyFile')}</span>
          : max !== undefined ? <span className={`counter${bytes > max ? ' over' : ''}`}>{t('tool.counter', { n: number(bytes), max: number(max) })}</span>
            : <span className="counter">{inWords(bytes)}</span>}
        {file && <FileButton label={t('tool.chooseFile')} onFile={(chosen) => onChange({ ...emptySource(source.form), file: chosen })} />}
      </div>
      {children}
    </div>
  )
}

/** Result is what an operation gave: text that is shown, or bytes. */
export type Result = { text: string; name: string } | { bytes: Uint8Array<ArrayBuffer>; name: string }

interface ResultSideProps {
  label: string
  result: Result | undefined
  placeholder: string
  children?: ReactNode
}

export function ResultSide({ label, result, placeholder, children }: ResultSideProps) {
  const { t } = useTranslation()
  const decoded = result && 'bytes' in result ? text(result.bytes) : undefined
  const [form, setForm] = useState<Form>('text')
  const binary = result !== undefined && 'bytes' in result
  const shown = decoded === undefined ? 'base64' : form
  const plain = !result ? '' : 'text' in result ? result.text : shown === 'text' ? (decoded ?? '') : toBase64(result.bytes)
  return (
    <div className="tool-side">
      <div className="tool-head">
        <h3>{label}</h3>
        {binary && (
          <Choices<Form> compact hideLegend legend={t('tool.form')} value={shown} onChange={setForm}
            options={(decoded === undefined ? ['base64' as const] : forms).map((form) => ({ value: form, label: t(`tool.forms.${form}`) }))} />
        )}
      </div>
      <Textarea readOnly className="code-input" aria-label={label} value={plain} placeholder={placeholder} />
      <div className="tool-foot">
        <span className="counter">{result && 'bytes' in result ? inWords(result.bytes.length) : ''}</span>
        <span className="row">
          {result && <Copy text={plain} />}
          <Button icon={<DownloadIcon />} disabled={!result}
            onClick={() => result && save(result.name, 'text' in result ? result.text : result.bytes, 'text' in result ? 'text/plain' : undefined)}>
            {t('tool.download')}
          </Button>
        </span>
      </div>
      {children}
    </div>
  )
}
