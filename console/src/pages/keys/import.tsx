import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { GetParametersForImportResponse, KeyMetadata } from '../../api/types'
import { save, toBase64 } from '../../lib/bytes'
import { dateTime } from '../../lib/format'
import { wrappingAlgorithms } from '../../lib/keys'
import { Button } from '../../ui/button'
import { CodeBlock } from '../../ui/code'
import { Field, Input, Select } from '../../ui/controls'
import { Confirm } from '../../ui/dialog'
import { Empty, ErrorBox, Notice } from '../../ui/feedback'
import { FileDrop } from '../../ui/filedrop'
import { DownloadIcon } from '../../ui/icons'
import { Card, Facts } from '../../ui/page'
import { useToast } from '../../ui/toast'

/** wrapCommand is the openssl command that encrypts material for an import. */
export function wrapCommand(algorithm: string, bytes: number): string {
  const options: Record<string, string> = {
    RSAES_OAEP_SHA_256: '-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256',
    RSAES_OAEP_SHA_1: '-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha1 -pkeyopt rsa_mgf1_md:sha1',
    RSAES_PKCS1_V1_5: '-pkeyopt rsa_padding_mode:pkcs1',
  }
  return [
    `openssl rand -out material.bin ${bytes}`,
    `openssl pkeyutl -encrypt -pubin -inkey wrapping-key.pem \\\n  ${options[algorithm]} \\\n  -in material.bin -out material.enc`,
  ].join('\n')
}

function pem(der: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${der.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END PUBLIC KEY-----\n`
}

const last = 2147443200

export default function ImportWizard({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const client = useQueryClient()
  const toast = useToast()
  const [algorithm, setAlgorithm] = useState('RSAES_OAEP_SHA_256')
  const [parameters, setParameters] = useState<GetParametersForImportResponse>()
  const [material, setMaterial] = useState<{ name: string; bytes: Uint8Array }>()
  const [until, setUntil] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [erasing, setErasing] = useState(false)
  const bytes = data.Type === 4 ? 16 : 32
  const present = data.KeyState === 'Enabled' || data.KeyState === 'Disabled'
  const validTo = until ? Math.floor(new Date(until).getTime() / 1000) : 0
  const badTime = until !== '' && !(validTo > Date.now() / 1000 && validTo <= last)

  async function run(act: () => Promise<void>) {
    setBusy(true)
    setError(undefined)
    try {
      await act()
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  const prepare = () => run(async () => {
    setParameters(await call('GetParametersForImport', { KeyId: data.KeyId, WrappingAlgorithm: algorithm, WrappingKeySpec: 'RSA_2048' }))
    setMaterial(undefined)
  })
  const bring = () => run(async () => {
    if (!parameters || !material || badTime) return
    await call('ImportKeyMaterial', {
      KeyId: data.KeyId, ImportToken: parameters.ImportToken, EncryptedKeyMaterial: toBase64(material.bytes), ValidTo: validTo,
    })
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t('import.done'))
    setParameters(undefined)
    setMaterial(undefined)
  })

  const state = (
    <Card title={t('import.state')} actions={present && can('DeleteImportedKeyMaterial') && (
      <Button theme="danger" onClick={() => setErasing(true)}>{t('import.erase')}</Button>
    )}>
      <Facts facts={[
        [t('import.material'), present ? t('import.present') : t('import.missing')],
        [t('key.validTo'), data.ValidTo ? dateTime(data.ValidTo) : t('key.never')],
      ]} />
      {erasing && (
        <Confirm title={t('import.eraseAsk')} confirm={t('import.erase')} danger typed={data.Alias} onClose={() => setErasing(false)}
          act={async () => { await call('DeleteImportedKeyMaterial', { KeyId: data.KeyId }); await client.invalidateQueries({ queryKey: ['keys'] }) }}>
          <p>{t('import.eraseText')}</p>
        </Confirm>
      )}
    </Card>
  )
  if (!can('GetParametersForImport', 'ImportKeyMaterial')) return state
  if (data.KeyState !== 'PendingImport' && data.KeyState !== 'Enabled') {
    return <>{state}<Card><Empty title={t('import.notNow')} /></Card></>
  }
  const step = !parameters ? 1 : !material ? 2 : 3
  return (
    <>
      {state}
      <Card title={present ? t('import.again') : t('import.title')}>
        {present && <Notice>{t('import.sameOnly')}</Notice>}
        <ol className="steps">
          {([1, 2, 3] as const).map((n) => (
            <li key={n} aria-current={n === step ? 'step' : undefined} className={n < step ? 'done' : ''}>{t(`import.step${n}`)}</li>
          ))}
        </ol>
        <Field label={t('import.algorithm')} hint={t('import.algorithmHint')}>
          {(props) => (
            <Select {...props} value={algorithm} onChange={(value) => { setAlgorithm(value); setParameters(undefined); setMaterial(undefined) }}
              options={wrappingAlgorithms.map((value) => ({ value, label: value }))} />
          )}
        </Field>
        {!parameters && <div><Button theme="primary" loading={busy} onClick={() => void prepare()}>{t('import.prepare')}</Button></div>}
        {parameters && (
          <>
            <p>{t('import.download', { until: dateTime(parameters.ParametersValidTo) })}</p>
            <div className="actions">
              <Button icon={<DownloadIcon />} onClick={() => save('wrapping-key.pem', pem(parameters.PublicKey), 'application/x-pem-file')}>wrapping-key.pem</Button>
              <Button icon={<DownloadIcon />} variant="text" onClick={() => save('import-token.txt', parameters.ImportToken, 'text/plain')}>{t('import.token')}</Button>
            </div>
            <p>{t('import.encrypt', { bytes })}</p>
            <CodeBlock code={wrapCommand(algorithm, bytes)} label={t('import.command')} />
            <p className="muted">{t('import.keep')}</p>
            <FileDrop
              label={t('import.choose')}
              onFile={async (file) => setMaterial({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })}
              chosen={material && `${material.name} (${material.bytes.length} B)`}
            />
            {material && material.bytes.length !== 256 && <Notice warning>{t('import.size', { n: material.bytes.length })}</Notice>}
            <Field label={t('import.until')} optional hint={t('import.untilHint')} error={badTime && t('import.untilRule')}>
              {(props) => <Input {...props} type="datetime-local" style={{ width: 240 }} value={until} onChange={(e) => setUntil(e.target.value)} />}
            </Field>
            <div className="actions">
              <Button theme="primary" loading={busy} disabled={!material || badTime} onClick={() => void bring()}>{t('import.submit')}</Button>
              <Button onClick={() => { setParameters(undefined); setMaterial(undefined); setError(undefined) }}>{t('import.restart')}</Button>
            </div>
          </>
        )}
        {error !== undefined && <ErrorBox error={error} />}
      </Card>
    </>
  )
}
