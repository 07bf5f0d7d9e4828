import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import type { KeyMetadata } from '../../api/types'
import { toBase64 } from '../../lib/bytes'
import type { Usage } from '../../lib/keys'
import { Choices, Field, Select } from '../../ui/controls'
import { Notice } from '../../ui/feedback'
import { CheckCircleFilledIcon, ErrorCircleFilledIcon } from '../../ui/icons'
import { blobOf } from './decrypt'
import { RunBar, Sides, useRun } from './operation'
import { ResultSide, SourceSide, bytesOf, emptySource, limit, sizeOf, useSecret, type Result } from './source'

type MessageType = 'RAW' | 'DIGEST'

/** hashOf is the hash that a signature algorithm stands on, where the browser has it. */
function hashOf(algorithm: string): string | undefined {
  if (algorithm === 'SM2DSA' || algorithm === '') return undefined
  return algorithm.includes('384') ? 'SHA-384' : 'SHA-256'
}

/**
 * useMessage is what is signed: up to 4 KB as it is, or a digest, which for a file the browser
 * computes. Whatever changes about it, what was answered before no longer belongs to it.
 */
function useMessage(usage: Usage, changed: () => void) {
  const [source, setSource] = useSecret(() => emptySource())
  const [algorithm, setAlgorithm] = useState(usage.algorithms[0] ?? '')
  const [type, setType] = useState<MessageType>('RAW')
  const size = sizeOf(source)
  const hash = window.isSecureContext ? hashOf(algorithm) : undefined
  const hashed = type === 'RAW' && source.file !== undefined && (size ?? 0) > limit && hash !== undefined
  const fits = size !== undefined && size > 0 && (hashed || size <= limit)
  async function message() {
    const bytes = (await bytesOf(source)) ?? new Uint8Array()
    if (!hashed) return { Message: toBase64(bytes), MessageType: type }
    return { Message: toBase64(new Uint8Array(await crypto.subtle.digest(hash, bytes))), MessageType: 'DIGEST' }
  }
  const then = <T,>(set: (value: T) => void) => (value: T) => {
    set(value)
    changed()
  }
  return { source, setSource: then(setSource), algorithm, setAlgorithm: then(setAlgorithm), type, setType: then(setType), hash, hashed, fits, message }
}

function Options({ usage, m }: { usage: Usage; m: ReturnType<typeof useMessage> }) {
  const { t } = useTranslation()
  if (usage.algorithms.length === 0) return null
  return (
    <div className="row tool-options">
      <Field label={t('tool.algorithm')}>
        {(props) => <Select {...props} value={m.algorithm} onChange={m.setAlgorithm} options={usage.algorithms.map((value) => ({ value, label: value }))} />}
      </Field>
      <Choices compact legend={t('tool.messageType')} value={m.type} onChange={m.setType}
        options={[{ value: 'RAW', label: t('tool.raw') }, { value: 'DIGEST', label: t('tool.digest') }]} />
    </div>
  )
}

function Hints({ m }: { m: ReturnType<typeof useMessage> }) {
  const { t } = useTranslation()
  if (m.hashed) return <Notice>{t('tool.hashed', { hash: m.hash })}</Notice>
  const size = sizeOf(m.source)
  if (size !== undefined && size > limit) return <Notice warning>{t('tool.tooLarge')}</Notice>
  return null
}

export function Sign({ data, usage }: { data: KeyMetadata; usage: Usage }) {
  const { t } = useTranslation()
  const running = useRun()
  const [result, setResult] = useState<Result>()
  const m = useMessage(usage, () => {
    setResult(undefined)
    running.stop()
  })
  const run = () => running.run(async (signal) => {
    const message = await m.message()
    const answer = usage.kind === 'pq-sign'
      ? await call('PostQuantumCryptoSign', { KeyId: data.KeyId, Message: message.Message }, signal)
      : await call('SignByAsymmetricKey', { KeyId: data.KeyId, Algorithm: m.algorithm, ...message }, signal)
    setResult({ text: answer.Signature, name: `${m.source.file?.name ?? data.Alias}.sig` })
  })
  return (
    <>
      <Options usage={usage} m={m} />
      <Sides
        left={<SourceSide label={t('tool.message')} source={m.source} onChange={m.setSource} max={limit} placeholder={t('tool.sign.placeholder')} />}
        right={<ResultSide label={t('tool.signature')} result={result} placeholder={t('tool.sign.result')} />}
      />
      <Hints m={m} />
      <RunBar label={t('tool.run')} running={running} disabled={!m.fits} onRun={() => void run()} onClear={() => m.setSource(emptySource(m.source.form))} />
    </>
  )
}

export function Verify({ data, usage }: { data: KeyMetadata; usage: Usage }) {
  const { t } = useTranslation()
  const running = useRun()
  const [signature, setSignature] = useState(() => emptySource('base64'))
  const [valid, setValid] = useState<boolean>()
  const changed = () => {
    setValid(undefined)
    running.stop()
  }
  const m = useMessage(usage, changed)
  const run = () => running.run(async (signal) => {
    setValid(undefined)
    const message = await m.message()
    const value = await blobOf(signature)
    if (!value) throw new Error(t('tool.noSignature'))
    const answer = usage.kind === 'pq-sign'
      ? await call('PostQuantumCryptoVerify', { KeyId: data.KeyId, Message: message.Message, SignatureValue: value }, signal)
      : await call('VerifyByAsymmetricKey', { KeyId: data.KeyId, Algorithm: m.algorithm, SignatureValue: value, ...message }, signal)
    setValid(answer.SignatureValid)
  })
  return (
    <>
      <Options usage={usage} m={m} />
      <Sides
        left={<SourceSide label={t('tool.message')} source={m.source} max={limit} placeholder={t('tool.verify.placeholder')} onChange={m.setSource} />}
        right={<SourceSide label={t('tool.signature')} source={signature} forms={['base64']} placeholder={t('tool.verify.signature')}
          onChange={(source) => { setSignature(source); changed() }} />}
      />
      <Hints m={m} />
      <div role="status">
        {valid === true && <p className="verdict verdict-good"><CheckCircleFilledIcon /> {t('tool.verify.valid')}</p>}
        {valid === false && <p className="verdict verdict-bad"><ErrorCircleFilledIcon /> {t('tool.verify.invalid')}</p>}
      </div>
      <RunBar label={t('tool.run')} running={running} disabled={!m.fits || !sizeOf(signature)} onRun={() => void run()}
        onClear={() => { m.setSource(emptySource()); setSignature(emptySource('base64')) }} />
    </>
  )
}
