import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request } from '../../api/call'
import { maxCharacters, policyText, unknownActions } from '../../lib/policy'
import { Button } from '../../ui/button'
import { Field, Textarea } from '../../ui/controls'

interface Fault {
  Place: string
  Message: string
}

const pause = 250 // milliseconds without a key, before the server is asked

/** useFault has what the server would refuse in a document, while it is being typed; undefined until that is known. */
export function useFault(document: string, trust: boolean): Fault | undefined {
  const { t, i18n } = useTranslation()
  const [settled, setSettled] = useState(document)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(document), pause)
    return () => clearTimeout(timer)
  }, [document])
  const answer = useQuery({
    queryKey: ['policy', i18n.language, trust, settled], queryFn: () => request<Fault>('POST', 'policy', { Document: settled, Trust: trust }),
    staleTime: Infinity, placeholderData: keepPreviousData,
  })
  if (answer.error) return { Place: '', Message: answer.error.message }
  if (settled !== document || answer.isPlaceholderData || !answer.data) return undefined
  const [unknown] = answer.data.Message ? [] : unknownActions(document)
  return unknown ? { Place: '', Message: t('access.noAction', { name: unknown }) } : answer.data
}

interface EditorProps {
  value: string
  onChange: (value: string) => void
  fault: Fault | undefined
  trust?: boolean
}

/** PolicyEditor is a text with what is wrong with it. */
export function PolicyEditor({ value, onChange, fault, trust = false }: EditorProps) {
  const { t } = useTranslation()
  const formatted = policyText(value)
  return (
    <div className="stack tight">
      <Field label={t(trust ? 'access.trust' : 'access.document')} error={fault?.Message && <>{fault.Place && <code>{fault.Place}</code>} {fault.Message}</>}
        hint={<span className={fault ? 'good-text' : ''} role="status">{t(fault ? 'access.noFault' : 'access.checking')}</span>}>
        {(props) => <Textarea {...props} className="code-input policy-text" rows={16} value={value} onChange={onChange} />}
      </Field>
      <div className="row">
        <Button size="small" disabled={formatted === value} onClick={() => onChange(formatted)}>{t('access.format')}</Button>
        <span className="spring" />
        <span className="counter">{[...value].length} / {maxCharacters}</span>
      </div>
    </div>
  )
}
