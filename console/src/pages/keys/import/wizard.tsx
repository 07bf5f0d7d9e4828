import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import Steps from 'tdesign-react/es/steps'
import { call } from '../../../api/call'
import type { GetParametersForImportResponse, KeyMetadata } from '../../../api/types'
import { useAttempt } from '../../../lib/attempt'
import { save, toBase64 } from '../../../lib/bytes'
import { dateTime } from '../../../lib/format'
import { wrappingAlgorithms } from '../../../lib/keys'
import { Button } from '../../../ui/button'
import { CodeBlock } from '../../../ui/code'
import { Field, Input, Select } from '../../../ui/controls'
import { ErrorBox, Notice } from '../../../ui/feedback'
import { FileDrop } from '../../../ui/filedrop'
import { DownloadIcon } from '../../../ui/icons'
import { useToast } from '../../../ui/toast'
import { useBegun } from './begun'
import { pem, wrapCommand } from './command'

const last = 2147443200 // the latest ValidTo
const wrapped = 256 // bytes of anything that RSA-2048 encrypted

interface Material {
  name: string
  bytes: Uint8Array
}

/** Wizard leads through an import: get parameters, encrypt the material, upload it. */
export function Wizard({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const toast = useToast()
  const [begun, keep] = useBegun(data.KeyId)
  const [algorithm, setAlgorithm] = useState(begun?.algorithm ?? 'RSAES_OAEP_SHA_256')
  const parameters = begun?.parameters
  const [material, setMaterial] = useState<Material>()
  const { busy, error, attempt, forget } = useAttempt()
  const restart = () => {
    keep(undefined)
    setMaterial(undefined)
  }
  const prepare = () => attempt(async () => {
    keep({ algorithm, parameters: await call('GetParametersForImport', { KeyId: data.KeyId, WrappingAlgorithm: algorithm, WrappingKeySpec: 'RSA_2048' }) })
  })
  const bring = (material: Material, ValidTo: number) => attempt(async () => {
    await call('ImportKeyMaterial', { KeyId: data.KeyId, ImportToken: parameters?.ImportToken ?? '', EncryptedKeyMaterial: toBase64(material.bytes), ValidTo })
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t('import.done'))
    restart()
  })
  return (
    <>
      <Progress step={!parameters ? 0 : !material ? 1 : 2} />
      <Field label={t('import.algorithm')} hint={t('import.algorithmHint')}>
        {(props) => <Select {...props} value={algorithm} onChange={(value) => { setAlgorithm(value); restart() }} options={wrappingAlgorithms.map((value) => ({ value, label: value }))} />}
      </Field>
      {parameters
        ? <Rest key={parameters.ImportToken} {...{ data, algorithm, parameters, material, setMaterial, busy, bring }} restart={() => { restart(); forget() }} />
        : <div><Button theme="primary" loading={busy} onClick={() => void prepare()}>{t('import.prepare')}</Button></div>}
      {error !== undefined && <ErrorBox error={error} />}
    </>
  )
}

/** Progress shows the steps; what TDesign's are for, screen readers are told here. */
function Progress({ step }: { step: number }) {
  const { t } = useTranslation()
  const names = [t('import.step1'), t('import.step2'), t('import.step3')]
  return (
    <div role="group" aria-label={t('import.steps', { n: step + 1, total: names.length, name: names[step] })}>
      <Steps readOnly current={step} options={names.map((title) => ({ title }))} />
    </div>
  )
}

interface RestProps {
  data: KeyMetadata
  algorithm: string
  parameters: GetParametersForImportResponse
  material?: Material
  setMaterial: (material: Material) => void
  busy: boolean
  bring: (material: Material, validTo: number) => Promise<void>
  restart: () => void
}

/** Rest is what follows when the parameters are there. */
function Rest({ data, algorithm, parameters, material, setMaterial, busy, bring, restart }: RestProps) {
  const { t } = useTranslation()
  const [until, setUntil] = useState('')
  const bytes = data.Type === 4 ? 16 : 32
  const validTo = until ? Math.floor(new Date(until).getTime() / 1000) : 0
  const badTime = until !== '' && !(validTo > Date.now() / 1000 && validTo <= last)
  return (
    <>
      <p>{t('import.download', { until: dateTime(parameters.ParametersValidTo) })}</p>
      <div className="actions">
        <Button icon={<DownloadIcon />} onClick={() => save('wrapping-key.pem', pem(parameters.PublicKey), 'application/x-pem-file')}>wrapping-key.pem</Button>
        <Button icon={<DownloadIcon />} variant="text" onClick={() => save('import-token.txt', parameters.ImportToken, 'text/plain')}>import-token.txt</Button>
      </div>
      <p className="muted">{t('import.token')}</p>
      <p>{t('import.encrypt', { bytes })}</p>
      <CodeBlock code={wrapCommand(algorithm, bytes)} label={t('import.command')} />
      <Notice>{t('import.keep')}</Notice>
      <FileDrop label={t('import.choose')} chosen={material && `${material.name} (${material.bytes.length} B)`}
        onFile={async (file) => setMaterial({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })} />
      {material && material.bytes.length !== wrapped && <Notice warning>{t('import.size', { n: material.bytes.length })}</Notice>}
      <Field label={t('import.until')} optional hint={t('import.untilHint')} error={badTime && t('import.untilRule')}>
        {(props) => <Input {...props} type="datetime-local" value={until} onChange={setUntil} />}
      </Field>
      <div className="actions">
        <Button theme="primary" loading={busy} disabled={!material || badTime} onClick={() => material && void bring(material, validTo)}>{t('import.submit')}</Button>
        <Button onClick={restart}>{t('import.restart')}</Button>
      </div>
    </>
  )
}
