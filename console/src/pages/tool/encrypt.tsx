import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { encrypt } from '../../envelope/envelope'
import { bytesIn, toBase64 } from '../../lib/bytes'
import { Notice } from '../../ui/feedback'
import { ContextEditor, contextFault, contextText, noContext } from './context'
import { FileResult, Insecure, useMade } from './fileresult'
import { RunBar, Sides, useOperation } from './operation'
import { ResultSide, SourceSide, bytesOf, emptySource, limit, sizeOf } from './source'

/** Encrypt encrypts up to 4 KB on the server, and more in the browser. */
export function Encrypt({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const { running, source, change, result, setResult, clear } = useOperation()
  const { made, make, forget } = useMade()
  const [context, setContext] = useState(noContext)
  const size = sizeOf(source)
  const large = size !== undefined && size > limit
  const possible = large ? can('GenerateDataKey') && window.isSecureContext : size !== undefined && size > 0
  const onServer = () => running.run(async (signal) => {
    const bytes = await bytesOf(source)
    if (!bytes) return
    const answer = await call('Encrypt', { KeyId: data.KeyId, Plaintext: toBase64(bytes), EncryptionContext: contextText(context) }, signal)
    bytes.fill(0)
    setResult({ text: answer.CiphertextBlob, name: `${source.file?.name ?? data.Alias}.enc` })
  })
  const inBrowser = () => running.run(async (signal) => {
    const file = source.file ?? new Blob([(await bytesOf(source)) ?? ''])
    const key = await call('GenerateDataKey', { KeyId: data.KeyId, KeySpec: 'AES_256', EncryptionContext: contextText(context) }, signal)
    const dataKey = bytesIn(key.Plaintext)
    await make(`${source.file?.name ?? data.Alias}.miyao`, file.size, dataKey, (progress) => encrypt(file, dataKey, bytesIn(key.CiphertextBlob), progress, signal))
  })
  return (
    <>
      <Sides
        left={<SourceSide label={t('tool.plaintext')} source={source} onChange={(next) => { change(next); forget() }} max={limit} placeholder={t('tool.encrypt.placeholder')} />}
        right={large
          ? <FileResult label={t('tool.encryptedFile')} made={made} placeholder={t('tool.encrypt.filePlaceholder')} />
          : <ResultSide label={t('tool.ciphertext')} result={result} placeholder={t('tool.encrypt.result')} />}
      />
      {large && (window.isSecureContext ? <Notice>{t('envelope.explain')}</Notice> : <Insecure />)}
      <ContextEditor context={context} onChange={(next) => { setContext(next); clear(); forget() }} />
      <RunBar label={t('tool.run')} disabled={!possible || contextFault(context) !== undefined} running={running}
        onRun={() => void (large ? inBrowser() : onServer())} onClear={() => { change(emptySource(source.form)); forget() }} />
    </>
  )
}
