import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { encrypt } from '../../envelope/envelope'
import { fromBase64, toBase64, utf8 } from '../../lib/bytes'
import { Notice } from '../../ui/feedback'
import { ContextEditor, contextFault, contextText, noContext } from './context'
import { FileResult, Insecure, type Made } from './fileresult'
import { RunBar, Sides, useRun } from './operation'
import { ResultSide, SourceSide, bytesOf, emptySource, limit, sizeOf, useSecret, type Result, type Source } from './source'

/** Encrypt encrypts up to 4 KB on the server, and more in the browser. */
export function Encrypt({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const running = useRun()
  const [source, setSource] = useSecret(() => emptySource())
  const [context, setContext] = useState(noContext)
  const [result, setResult] = useState<Result>()
  const [made, setMade] = useState<Made>()
  const size = sizeOf(source)
  const large = size !== undefined && size > limit
  const possible = large ? can('GenerateDataKey') && window.isSecureContext : size !== undefined && size > 0

  function change(next: Source) {
    setSource(next)
    setResult(undefined)
    setMade(undefined)
    running.clear()
  }

  const onServer = () => running.run(async (signal) => {
    const bytes = await bytesOf(source)
    if (!bytes) return
    const answer = await call('Encrypt', { KeyId: data.KeyId, Plaintext: toBase64(bytes), EncryptionContext: contextText(context) }, signal)
    bytes.fill(0)
    setResult({ text: answer.CiphertextBlob, name: `${source.file?.name ?? data.Alias}.enc` })
  })

  const inBrowser = () => running.run(async (signal) => {
    const file: Blob | undefined = source.file ?? new Blob([(source.form === 'text' ? utf8(source.value) : fromBase64(source.value)) ?? ''])
    const key = await call('GenerateDataKey', { KeyId: data.KeyId, KeySpec: 'AES_256', EncryptionContext: contextText(context) }, signal)
    const dataKey = fromBase64(key.Plaintext) ?? new Uint8Array()
    const name = `${source.file?.name ?? data.Alias}.miyao`
    setMade({ name, total: file.size, done: 0 })
    try {
      const sealed = await encrypt(file, dataKey, fromBase64(key.CiphertextBlob) ?? new Uint8Array(),
        (done) => setMade({ name, total: file.size, done }), signal)
      setMade({ name, total: file.size, done: file.size, file: sealed })
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
        left={<SourceSide label={t('tool.plaintext')} source={source} onChange={change} max={limit} placeholder={t('tool.encrypt.placeholder')} />}
        right={large
          ? <FileResult label={t('tool.encryptedFile')} made={made} placeholder={t('tool.encrypt.filePlaceholder')} />
          : <ResultSide label={t('tool.ciphertext')} result={result} placeholder={t('tool.encrypt.result')} />}
      />
      {large && (window.isSecureContext ? <Notice>{t('envelope.explain')}</Notice> : <Insecure />)}
      <ContextEditor context={context} onChange={setContext} />
      <RunBar label={t('tool.run')} disabled={!possible || contextFault(context) !== undefined} running={running}
        onRun={() => void (large ? inBrowser() : onServer())} onClear={() => change(emptySource(source.form))} />
    </>
  )
}
