import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import type { GenerateDataKeyRequest, GenerateDataKeyResponse, KeyMetadata } from '../../api/types'
import { fromBase64, save, utf8 } from '../../lib/bytes'
import { aliasForm } from '../../lib/keys'
import { Button, Copy } from '../../ui/button'
import { Choices, Field, Input, Textarea } from '../../ui/controls'
import { DownloadIcon } from '../../ui/icons'
import { ContextEditor, contextFault, contextText, noContext } from './context'
import { RunBar, Sides, useRun } from './operation'
import { useSecret } from './source'

/** DataKeyMaker makes a data key, to take away or to be kept by the server. */
export function DataKeyMaker({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const running = useRun()
  const [length, setLength] = useState('32')
  const [hosted, setHosted] = useState(false)
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [context, setContext] = useState(noContext)
  const [result, setResult] = useSecret<GenerateDataKeyResponse | undefined>(() => undefined)
  const bytes = Number(length)
  const badLength = !(Number.isInteger(bytes) && bytes >= 1 && bytes <= 1024)
  const badName = hosted && name !== '' && !aliasForm.test(name)
  const tooLong = utf8(description).length > 100

  const run = () => running.run(async (signal) => {
    const request: GenerateDataKeyRequest = { KeyId: data.KeyId, NumberOfBytes: bytes, EncryptionContext: contextText(context) }
    if (hosted) Object.assign(request, { IsHostedByKms: 1, DataKeyName: name, Description: description })
    setResult(await call('GenerateDataKey', request, signal))
  })

  return (
    <>
      <p className="muted">{t('tool.datakey.text')}</p>
      <div className="fields">
        <Field label={t('tool.datakey.length')} hint={t('tool.datakey.lengthHint')} error={badLength && t('tool.datakey.lengthHint')}>
          {(props) => <Input {...props} type="number" min={1} max={1024} style={{ width: 120 }} value={length} onChange={(e) => setLength(e.target.value)} />}
        </Field>
        <Choices legend={t('tool.datakey.keep')} value={hosted ? 'yes' : 'no'} onChange={(value) => setHosted(value === 'yes')} options={[
          { value: 'no', label: t('tool.datakey.keepNot'), text: t('tool.datakey.keepNotText') },
          { value: 'yes', label: t('tool.datakey.keepYes'), text: t('tool.datakey.keepYesText') }]} />
        {hosted && (
          <>
            <Field label={t('dataKeys.name')} hint={t('create.aliasRule')} error={badName && t('create.aliasRule')}>
              {(props) => <Input {...props} maxLength={60} value={name} onChange={(e) => setName(e.target.value)} />}
            </Field>
            <Field label={t('create.description')} optional error={tooLong && t('dataKeys.descriptionLong')}>
              {(props) => <Input {...props} value={description} onChange={(e) => setDescription(e.target.value)} />}
            </Field>
          </>
        )}
      </div>
      <ContextEditor context={context} onChange={setContext} />
      <RunBar label={t('tool.datakey.run')} running={running} disabled={badLength || contextFault(context) !== undefined || (hosted && (!name || badName || tooLong))}
        onRun={() => void run()} onClear={() => setResult(undefined)} />
      {result && (
        <Sides
          left={<Half label={t('tool.datakey.plaintext')} value={result.Plaintext} name="data-key.bin" bytes={fromBase64(result.Plaintext)} />}
          right={<Half label={t('tool.datakey.ciphertext')} value={result.CiphertextBlob} name="data-key.enc" />}
        />
      )}
    </>
  )
}

function Half({ label, value, name, bytes }: { label: string; value: string; name: string; bytes?: Uint8Array<ArrayBuffer> }) {
  const { t } = useTranslation()
  return (
    <div className="tool-side">
      <div className="tool-head"><h3>{label}</h3><Copy text={value} /></div>
      <Textarea readOnly aria-label={label} className="control-code" style={{ minHeight: 110 }} value={value} />
      <div className="tool-foot"><span /><Button icon={<DownloadIcon />} onClick={() => save(name, bytes ?? value)}>{t('tool.download')}</Button></div>
    </div>
  )
}
