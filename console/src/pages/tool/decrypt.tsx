import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/call'
import { decrypt, isEnvelope, readHeader } from '../../envelope/envelope'
import { bytesIn, fromBase64, text, toBase64 } from '../../lib/bytes'
import { Notice } from '../../ui/feedback'
import { ContextEditor, contextFault, contextText, noContext } from './context'
import { FileResult, Insecure, useMade } from './fileresult'
import { RunBar, Sides, useOperation } from './operation'
import { ResultSide, SourceSide, emptySource, sizeOf, type Source } from './source'

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

/** useEnvelope tells whether a file has the envelope format. */
function useEnvelope(file: File | undefined): boolean {
  const [envelope, setEnvelope] = useState(false)
  useEffect(() => {
    let current = true
    setEnvelope(false)
    if (file) void isEnvelope(file).then((is) => current && setEnvelope(is))
    return () => { current = false }
  }, [file])
  return envelope
}

/** Decrypt decrypts a ciphertext on the server, and a file of the envelope format in the browser. */
export function Decrypt() {
  const { t } = useTranslation()
  const { running, source, change, result, setResult, clear } = useOperation('base64')
  const { made, make, forget } = useMade()
  const [context, setContext] = useState(noContext)
  const [keyId, setKeyId] = useState('')
  const envelope = useEnvelope(source.file)
  const fresh = () => { forget(); setKeyId('') }
  async function ask(CiphertextBlob: string, signal: AbortSignal) {
    const answer = await call('Decrypt', { CiphertextBlob, EncryptionContext: contextText(context) }, signal)
    setKeyId(answer.KeyId)
    return bytesIn(answer.Plaintext)
  }
  const onServer = () => running.run(async (signal) => {
    const blob = await blobOf(source)
    if (!blob) throw new Error(t('tool.noCiphertext'))
    setResult({ bytes: await ask(blob, signal), name: plainName(source.file) })
  })
  const inBrowser = (file: File) => running.run(async (signal) => {
    const header = await readHeader(file)
    const dataKey = await ask(toBase64(header.blob), signal)
    await make(plainName(file), file.size, dataKey, (progress) => decrypt(file, header, dataKey, progress, signal))
  })
  return (
    <>
      <Sides
        left={<SourceSide label={t('tool.ciphertext')} source={source} onChange={(next) => { change(next); fresh() }} forms={['base64']} placeholder={t('tool.decrypt.placeholder')} />}
        right={envelope
          ? <FileResult label={t('tool.plainFile')} made={made} placeholder={t('tool.decrypt.filePlaceholder')} />
          : <ResultSide label={t('tool.plaintext')} result={result} placeholder={t('tool.decrypt.result')} />}
      />
      {keyId && <p className="muted">{t('tool.usedKey')} <Link to={`/keys/${keyId}`}><code>{keyId}</code></Link></p>}
      {envelope && (window.isSecureContext ? <Notice>{t('envelope.explainDecrypt')}</Notice> : <Insecure />)}
      <ContextEditor context={context} onChange={(next) => { setContext(next); clear(); fresh() }} decrypting />
      <RunBar label={t('tool.run')} running={running}
        disabled={!sizeOf(source) || contextFault(context) !== undefined || (envelope && !window.isSecureContext)}
        onRun={() => void (envelope && source.file ? inBrowser(source.file) : onServer())} onClear={() => { change(emptySource('base64')); fresh() }} />
    </>
  )
}
