import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/call'
import type { KeyMetadata } from '../../api/types'
import { bytesIn, toBase64 } from '../../lib/bytes'
import type { Usage } from '../../lib/keys'
import { CodeBlock } from '../../ui/code'
import { Field, Select } from '../../ui/controls'
import { blobOf, plainName } from './decrypt'
import { RunBar, Sides, useOperation } from './operation'
import { ResultSide, SourceSide, bytesOf, emptySource, limit, sizeOf } from './source'

/** publicEncrypt is how openssl encrypts to a public key, for each algorithm. */
function publicEncrypt(usage: Usage, algorithm: string, alias: string): string | undefined {
  if (usage.kind !== 'rsa') return undefined
  const options = algorithm === 'RSAES_PKCS1_V1_5' ? '-pkeyopt rsa_padding_mode:pkcs1'
    : `-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:${algorithm.endsWith('256') ? 'sha256' : 'sha1'}`
  return `openssl pkeyutl -encrypt -pubin -inkey ${alias}.pem \\\n  ${options} \\\n  -in secret.txt -out secret.enc`
}

/** AsymmetricDecrypt decrypts what was encrypted with the public half of a key. */
export function AsymmetricDecrypt({ data, usage }: { data: KeyMetadata; usage: Usage }) {
  const { t } = useTranslation()
  const { running, source, change, result, setResult, clear } = useOperation('base64')
  const [algorithm, setAlgorithm] = useState(usage.algorithms[0] ?? '')
  const command = publicEncrypt(usage, algorithm, data.Alias)
  const run = () => running.run(async (signal) => {
    const ciphertext = await blobOf(source)
    if (!ciphertext) throw new Error(t('tool.noCiphertext'))
    const answer = usage.kind === 'rsa'
      ? await call('AsymmetricRsaDecrypt', { KeyId: data.KeyId, Ciphertext: ciphertext, Algorithm: algorithm }, signal)
      : await call('AsymmetricSm2Decrypt', { KeyId: data.KeyId, Ciphertext: ciphertext }, signal)
    setResult({ bytes: bytesIn(answer.Plaintext), name: plainName(source.file) })
  })
  return (
    <>
      {usage.algorithms.length > 0 && (
        <Field label={t('tool.algorithm')}>
          {(props) => <Select {...props} value={algorithm} onChange={(value) => { setAlgorithm(value); clear() }} options={usage.algorithms.map((value) => ({ value, label: value }))} />}
        </Field>
      )}
      <Sides
        left={<SourceSide label={t('tool.ciphertext')} source={source} onChange={change} forms={['base64']} placeholder={t('tool.decrypt.asymmetric')} />}
        right={<ResultSide label={t('tool.plaintext')} result={result} placeholder={t('tool.decrypt.result')} />}
      />
      <RunBar label={t('tool.run')} running={running} disabled={!sizeOf(source)} onRun={() => void run()} onClear={() => change(emptySource('base64'))} />
      <p className="muted">
        {t('tool.withPublicKey')} <Link to={`/keys/${data.KeyId}?tab=public`}>{t('public.title')}</Link>
      </p>
      {command && <CodeBlock code={command} label="openssl" />}
    </>
  )
}

export function PostQuantumEncrypt({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const { running, source, change, result, setResult } = useOperation()
  const size = sizeOf(source) ?? 0
  const run = () => running.run(async (signal) => {
    const bytes = (await bytesOf(source)) ?? new Uint8Array()
    const answer = await call('PostQuantumCryptoEncrypt', { KeyId: data.KeyId, PlainText: toBase64(bytes) }, signal)
    setResult({ text: answer.CiphertextBlob, name: `${source.file?.name ?? data.Alias}.enc` })
  })
  return (
    <>
      <Sides
        left={<SourceSide label={t('tool.plaintext')} source={source} onChange={change} max={limit} placeholder={t('tool.encrypt.placeholder')} />}
        right={<ResultSide label={t('tool.ciphertext')} result={result} placeholder={t('tool.encrypt.result')} />}
      />
      <RunBar label={t('tool.run')} running={running} disabled={size === 0 || size > limit} onRun={() => void run()} onClear={() => change(emptySource(source.form))} />
    </>
  )
}

export function PostQuantumDecrypt() {
  const { t } = useTranslation()
  const { running, source, change, result, setResult } = useOperation('base64')
  const run = () => running.run(async (signal) => {
    const blob = await blobOf(source)
    if (!blob) throw new Error(t('tool.noCiphertext'))
    const answer = await call('PostQuantumCryptoDecrypt', { CiphertextBlob: blob }, signal)
    setResult({ bytes: bytesIn(answer.PlainText), name: plainName(source.file) })
  })
  return (
    <>
      <Sides
        left={<SourceSide label={t('tool.ciphertext')} source={source} onChange={change} forms={['base64']} placeholder={t('tool.decrypt.placeholder')} />}
        right={<ResultSide label={t('tool.plaintext')} result={result} placeholder={t('tool.decrypt.result')} />}
      />
      <RunBar label={t('tool.run')} running={running} disabled={!sizeOf(source)} onRun={() => void run()} onClear={() => change(emptySource('base64'))} />
    </>
  )
}
