import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import type { GenerateDataKeyRequest, GenerateDataKeyResponse, KeyMetadata } from '../../api/types'
import { bytesIn, save, utf8 } from '../../lib/bytes'
import { aliasForm } from '../../lib/keys'
import { Button, Copy } from '../../ui/button'
import { Choices, Field, Input, NumberField, Textarea, whole } from '../../ui/controls'
import { DownloadIcon } from '../../ui/icons'
import { ContextEditor, contextFault, contextText, noContext } from './context'
import { RunBar, Sides, useRun } from './operation'
import { useSecret } from './source'

/** DataKeyMaker makes a data key, to take away or to be kept by the server. */
export function DataKeyMaker({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const running = useRun()
  const [length, setLength] = useState('32')
  const [kept, setKept] = useState<Kept>()
  const [context, setContext] = useState(noContext)
  const [result, setResult] = useSecret<GenerateDataKeyResponse | undefined>(() => undefined)
  const ready = whole(length, 1, 1024) && contextFault(context) === undefined && (!kept || (kept.name !== '' && !badName(kept) && !tooLong(kept)))
  /** What was made before is not what is described now. */
  const change = <T,>(set: (value: T) => void) => (value: T) => {
    set(value)
    setResult(undefined)
    running.stop()
  }
  const run = () => running.run(async (signal) => {
    setResult(undefined)
    const request: GenerateDataKeyRequest = { KeyId: data.KeyId, NumberOfBytes: Number(length), EncryptionContext: contextText(context) }
    if (kept) Object.assign(request, { IsHostedByKms: 1, DataKeyName: kept.name, Description: kept.description })
    setResult(await call('GenerateDataKey', request, signal))
  })
  return (
    <>
      <p className="muted">{t('tool.datakey.text')}</p>
      <div className="fields">
        <NumberField label={t('tool.datakey.length')} rule={t('tool.datakey.lengthHint')} min={1} max={1024} value={length} onChange={change(setLength)} />
        <Choices legend={t('tool.datakey.keep')} value={kept ? 'yes' : 'no'} onChange={change((value) => setKept(value === 'yes' ? { name: '', description: '' } : undefined))} options={[
          { value: 'no', label: t('tool.datakey.keepNot'), text: t('tool.datakey.keepNotText') },
          { value: 'yes', label: t('tool.datakey.keepYes'), text: t('tool.datakey.keepYesText') }]} />
        {kept && <Keeping kept={kept} onChange={change(setKept)} />}
      </div>
      <ContextEditor context={context} onChange={change(setContext)} />
      <RunBar label={t('tool.datakey.run')} running={running} disabled={!ready} onRun={() => void run()} onClear={() => setResult(undefined)} />
      {result && (
        <Sides
          left={<Half label={t('tool.datakey.plaintext')} value={result.Plaintext} name="data-key.bin" bytes={bytesIn(result.Plaintext)} />}
          right={<Half label={t('tool.datakey.ciphertext')} value={result.CiphertextBlob} name="data-key.enc" />}
        />
      )}
    </>
  )
}

/** Kept describes a data key that the server keeps. */
interface Kept {
  name: string
  description: string
}

const badName = ({ name }: Kept) => name !== '' && !aliasForm.test(name)
const tooLong = ({ description }: Kept) => utf8(description).length > 100

function Keeping({ kept, onChange }: { kept: Kept; onChange: (kept: Kept) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={t('dataKeys.name')} hint={t('create.aliasRule')} error={badName(kept) && t('create.aliasRule')}>
        {(props) => <Input {...props} maxLength={60} value={kept.name} onChange={(name) => onChange({ ...kept, name })} />}
      </Field>
      <Field label={t('create.description')} optional error={tooLong(kept) && t('dataKeys.descriptionLong')}>
        {(props) => <Input {...props} value={kept.description} onChange={(description) => onChange({ ...kept, description })} />}
      </Field>
    </>
  )
}

function Half({ label, value, name, bytes }: { label: string; value: string; name: string; bytes?: Uint8Array<ArrayBuffer> }) {
  const { t } = useTranslation()
  return (
    <div className="tool-side small">
      <div className="tool-head"><h3>{label}</h3><Copy text={value} /></div>
      <Textarea readOnly aria-label={label} className="code-input" value={value} />
      <div className="tool-foot"><span /><Button icon={<DownloadIcon />} onClick={() => save(name, bytes ?? value)}>{t('tool.download')}</Button></div>
    </div>
  )
}
