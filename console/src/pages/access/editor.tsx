import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session'
import { checkPolicy, maxCharacters, policyText } from '../../lib/policy'
import { Button } from '../../ui/button'
import { Field, Textarea } from '../../ui/controls'

/** useFaults are the faults of a document, while it is being typed. */
export function useFaults(document: string, trust: boolean) {
  const { Actions } = useSession()
  return useMemo(() => checkPolicy(document, trust, new Set(Actions)), [document, trust, Actions])
}

interface EditorProps {
  value: string
  onChange: (value: string) => void
  trust?: boolean
}

/** PolicyEditor is a text with what is wrong with it. The server has the last word. */
export function PolicyEditor({ value, onChange, trust = false }: EditorProps) {
  const { t } = useTranslation()
  const faults = useFaults(value, trust)
  const [first] = faults
  const formatted = policyText(value)
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Field label={t(trust ? 'access.trust' : 'access.document')}
        error={first && <>{first.place && <code>{first.place}</code>} {t(`access.fault.${first.text}`, { value: first.value ?? '' })}{faults.length > 1 && ` ${t('access.moreFaults', { n: faults.length - 1 })}`}</>}
        hint={<span className="good-text">{t('access.noFault')}</span>}>
        {(props) => <Textarea {...props} className="control-code policy-text" rows={16} value={value} onChange={(e) => onChange(e.target.value)} />}
      </Field>
      <div className="row">
        <Button size="small" disabled={formatted === value} onClick={() => onChange(formatted)}>{t('access.format')}</Button>
        <span className="spring" />
        <span className="counter">{[...value].length} / {maxCharacters}</span>
      </div>
    </div>
  )
}
