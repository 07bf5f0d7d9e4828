import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/call'
import { decrypt, isEnvelope, readHeader } from '../../envelope/envelope'
import { fromBase64, text, toBase64 } from '../../lib/bytes'
import { Notice } from '../../ui/feedback'
import { ContextEditor, contextFault, contextText, noContext } from './context'
import { FileResult, Insecure, type Made } from './fileresult'
import { RunBar, Sides, useRun } from './operation'
import { ResultSide, SourceSide, emptySource, sizeOf, useSecret, type Result, type Source } from './source'

/** largestBlob is far above any ciphertext that the server makes. */
const largestBlob = 1 << 20

/** blobOf gives a ciphertext in base64, however it was kept. */
export async function blobOf(source: Source): Promise<string | undefined> {
  if (!source.file) return fromBase64(source.value) && source.value.replace(/\s+/g, '')
  if (source.file.size > largestBlob) return undefined
  const bytes = new Uint8Array(await source.file.arrayBuffer())
  const kept = text(bytes)?.replace(/\s+/g, '')
  return kept && fromBase64(kept) ? kept : toBase64(bytes)
}

/** plainName is the name of a file without the ending that encryption gave it. */
export function plainName(file: File | undefined): string {
  return file ? file.name.replace(/\.(miyao|enc)$/, '') || 'plaintext' : 'plaintext'
}

/** Decrypt decrypts a ciphertext on the server, and a file of the envelope format in the browser. */
export function Decrypt() {
  const { t } = useTranslation()
  const running = useRun()
  const [source, setSource] = useState(() => emptySource('base64'))
  const [context, setContext] = useState(noContext)
  const [result, setResult] = useSecret<Result | undefined>(() => undefined)
  const [made, setMade] = useSecret<Made | undefined>(() => undefined)
  const [keyId, setKeyId] = useState('')
  const [envelope, setEnvelope] = useState(false)
  useEffect(() => {
    let current = true
    setEnvelope(false)
    if (source.file) void isEnvelope(source.file).then((is) => current && setEnvelope(is))
    return () => { current = false }
  }, [source.file])

  function change(next: Source) {
    setSource(next)
    setResult(undefined)
    setMade(undefined)
    setKeyId('')
    running.clear()
  }

  const onServer = () => running.run(async (signal) => {
    const blob = await blobOf(source)
    if (!blob) throw new Error(t('tool.noCiphertext'))
    const answer = await call('Decrypt', { CiphertextBlob: blob, EncryptionContext: contextText(context) }, signal)
    setKeyId(answer.KeyId)
    setResult({ bytes: fromBase64(answer.Plaintext) ?? new Uint8Array(), name: plainName(source.file) })
  })

  const inBrowser = () => running.run(async (signal) => {
    const { file } = source
    if (!file) return
    const header = await readHeader(file)
    const answer = await call('Decrypt', { CiphertextBlob: toBase64(header.blob), EncryptionContext: contextText(context) }, signal)
    const dataKey = fromBase64(answer.Plaintext) ?? new Uint8Array()
    const name = plainName(file)
    setKeyId(answer.KeyId)
    setMade({ name, total: file.size, done: 0 })
    try {
      const opened = await decrypt(file, header, dataKey, (done) => setMade({ name, total: file.size, done }), signal)
      setMade({ name, total: file.size, done: file.size, file: opened })
    } catch (e) {
      setMade(undefined)
      throw e
    } finally {
      dataKey.fill(0)
    }
  })

  return (
    <>
      <Sides
        left={<SourceSide label={t('tool.ciphertext')} source={source} onChange={change} forms={['base64']} placeholder={t('tool.decrypt.placeholder')} />}
        right={envelope
          ? <FileResult label={t('tool.plainFile')} made={made} placeholder={t('tool.decrypt.filePlaceholder')} />
          : <ResultSide label={t('tool.plaintext')} result={result} placeholder={t('tool.decrypt.result')} />}
      />
      {keyId && <p className="muted">{t('tool.usedKey')} <Link to={`/keys/${keyId}`}><code>{keyId}</code></Link></p>}
      {envelope && (window.isSecureContext ? <Notice>{t('envelope.explainDecrypt')}</Notice> : <Insecure />)}
      <ContextEditor context={context} onChange={setContext} decrypting />
      <RunBar label={t('tool.run')} running={running}
        disabled={!sizeOf(source) || contextFault(context) !== undefined || (envelope && !window.isSecureContext)}
        onRun={() => void (envelope ? inBrowser() : onServer())} onClear={() => change(emptySource('base64'))} />
    </>
  )
}
