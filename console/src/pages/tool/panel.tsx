import { useTranslation } from 'react-i18next'
import { useCan } from '../../api/session'
import type { KeyMetadata } from '../../api/types'
import { useFilters } from '../../lib/filters'
import { opensArchived, usageOf, type Usage } from '../../lib/keys'
import { Choices } from '../../ui/controls'
import { Empty, Notice } from '../../ui/feedback'
import { AsymmetricDecrypt, PostQuantumDecrypt, PostQuantumEncrypt } from './asymmetric'
import { DataKeyMaker } from './datakey'
import { Decrypt } from './decrypt'
import { Encrypt } from './encrypt'
import { Sign, Verify } from './sign'

export type Mode = 'encrypt' | 'decrypt' | 'datakey' | 'sign' | 'verify'

/** What each kind of key offers, and the action that stands behind it. */
const offers: Record<Usage['kind'], Partial<Record<Mode, string>>> = {
  symmetric: { encrypt: 'Encrypt', decrypt: 'Decrypt', datakey: 'GenerateDataKey' },
  rsa: { decrypt: 'AsymmetricRsaDecrypt' },
  sm2: { decrypt: 'AsymmetricSm2Decrypt' },
  sign: { sign: 'SignByAsymmetricKey', verify: 'VerifyByAsymmetricKey' },
  'pq-encrypt': { encrypt: 'PostQuantumCryptoEncrypt', decrypt: 'PostQuantumCryptoDecrypt' },
  'pq-sign': { sign: 'PostQuantumCryptoSign', verify: 'PostQuantumCryptoVerify' },
}

/** All of them: who may do none of these with a key has no use for it here. */
export const toolActions = Object.values(offers).flatMap((actions) => Object.values(actions))

/** ToolPanel is the online tool for one key. */
export default function ToolPanel({ fixed }: { fixed: KeyMetadata }) {
  const { t } = useTranslation()
  const can = useCan()
  const [{ mode }, set] = useFilters({ mode: '' })
  const usage = usageOf(fixed.KeyUsage)
  if (!usage) return null
  const modes = (Object.entries(offers[usage.kind]) as [Mode, string][]).filter(([, action]) => can(action)).map(([name]) => name)
  const current = modes.find((name) => name === mode) ?? modes[0]
  if (!current) return <Empty title={t('tool.mayNot')}>{t('tool.mayNotText')}</Empty>
  const refuses = fixed.KeyState !== 'Enabled' && !(fixed.KeyState === 'Archived' && current === 'decrypt' && opensArchived(fixed.KeyUsage))
  return (
    <>
      <Choices compact hideLegend legend={t('tool.mode')} value={current} onChange={(value) => set({ mode: value })}
        options={modes.map((value) => ({ value, label: t(`tool.${value}.name`) }))} />
      {refuses && <Notice warning>{t('tool.notEnabled')}</Notice>}
      <Operation key={current} mode={current} usage={usage} data={fixed} />
    </>
  )
}

function Operation({ mode, usage, data }: { mode: Mode; usage: Usage; data: KeyMetadata }) {
  const postQuantum = usage.kind.startsWith('pq')
  switch (mode) {
    case 'encrypt':
      return postQuantum ? <PostQuantumEncrypt data={data} /> : <Encrypt data={data} />
    case 'decrypt':
      return postQuantum ? <PostQuantumDecrypt /> : usage.kind === 'symmetric' ? <Decrypt /> : <AsymmetricDecrypt data={data} usage={usage} />
    case 'datakey':
      return <DataKeyMaker data={data} />
    case 'sign':
      return <Sign data={data} usage={usage} />
    case 'verify':
      return <Verify data={data} usage={usage} />
  }
}
