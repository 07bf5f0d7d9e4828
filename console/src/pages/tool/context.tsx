// The encryption context: pairs of names and values, or text as it is.
import { useTranslation } from 'react-i18next'
import { Choices, Field, Input, Textarea } from '../../ui/controls'
import { Button, IconButton } from '../../ui/button'
import { AddIcon, DeleteIcon } from '../../ui/icons'

export interface Context {
  form: 'pairs' | 'json'
  pairs: { name: string; value: string }[]
  json: string
}

export const noContext = (): Context => ({ form: 'pairs', pairs: [], json: '' })

/** contextText is what is sent. */
export function contextText(context: Context): string {
  if (context.form === 'json') return context.json.trim()
  const pairs = context.pairs.filter(({ name }) => name !== '')
  return pairs.length === 0 ? '' : JSON.stringify(Object.fromEntries(pairs.map(({ name, value }) => [name, value])))
}

/** contextFault says why a context cannot be sent. */
export function contextFault(context: Context): 'long' | 'twice' | undefined {
  if ([...contextText(context)].length > 1024) return 'long'
  const names = context.pairs.map(({ name }) => name).filter(Boolean)
  return context.form === 'pairs' && new Set(names).size < names.length ? 'twice' : undefined
}

export function ContextEditor({ context, onChange, decrypting }: { context: Context; onChange: (context: Context) => void; decrypting?: boolean }) {
  const { t } = useTranslation()
  const fault = contextFault(context)
  const text = contextText(context)
  const pairs = context.pairs.length > 0 ? context.pairs : [{ name: '', value: '' }]
  const change = (at: number, part: Partial<{ name: string; value: string }>) =>
    onChange({ ...context, pairs: pairs.map((pair, i) => (i === at ? { ...pair, ...part } : pair)) })
  return (
    <details className="more" open={text !== '' || undefined}>
      <summary>{t('context.title')} <span className="muted">{text === '' ? t('common.optional') : ''}</span></summary>
      <div className="stack tight">
        <p className="muted">{t(decrypting ? 'context.decryptText' : 'context.encryptText')}</p>
        <Choices compact hideLegend legend={t('context.form')} value={context.form}
          onChange={(form) => onChange({ ...context, form, json: form === 'json' && text ? text : context.json })}
          options={[{ value: 'pairs', label: t('context.pairs') }, { value: 'json', label: 'JSON' }]} />
        {context.form === 'json' ? (
          <Field label="EncryptionContext" error={fault && t(`context.${fault}`)}>
            {(props) => <Textarea {...props} className="code-input" rows={3} placeholder={'{"env":"prod"}'} value={context.json} onChange={(value) => onChange({ ...context, json: value })} />}
          </Field>
        ) : (
          <div className="stack tight pairs">
            {pairs.map((pair, i) => (
              <div className="pair" key={i}>
                <Input aria-label={t('context.name', { n: i + 1 })} placeholder="env" value={pair.name} onChange={(value) => change(i, { name: value })} />
                <Input aria-label={t('context.value', { n: i + 1 })} placeholder="prod" value={pair.value} onChange={(value) => change(i, { value: value })} />
                <IconButton label={t('context.remove', { n: i + 1 })} onClick={() => onChange({ ...context, pairs: pairs.filter((_, at) => at !== i) })}><DeleteIcon /></IconButton>
              </div>
            ))}
            {fault && <p className="field-note error-text">{t(`context.${fault}`)}</p>}
            <div><Button size="small" icon={<AddIcon />} onClick={() => onChange({ ...context, pairs: [...pairs, { name: '', value: '' }] })}>{t('context.add')}</Button></div>
          </div>
        )}
      </div>
    </details>
  )
}
