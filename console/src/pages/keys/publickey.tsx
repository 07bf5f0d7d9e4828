import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import type { KeyMetadata } from '../../api/types'
import { fromBase64, save } from '../../lib/bytes'
import { Button } from '../../ui/button'
import { CodeBlock } from '../../ui/code'
import { Bones, Empty, ErrorBox } from '../../ui/feedback'
import { DownloadIcon } from '../../ui/icons'
import { Card } from '../../ui/page'

/** PublicKey shows the public half of an asymmetric key and saves it. */
export default function PublicKey({ data }: { data: KeyMetadata }) {
  const { t } = useTranslation()
  const enabled = data.KeyState === 'Enabled'
  const key = useQuery({
    queryKey: ['keys', 'public', data.KeyId],
    queryFn: ({ signal }) => call('GetPublicKey', { KeyId: data.KeyId }, signal),
    enabled,
  })
  if (!enabled) return <Card><Empty title={t('public.disabled')}>{t('public.disabledText')}</Empty></Card>
  const pem = key.data?.PublicKeyPem ?? ''
  return (
    <Card title={t('public.title')} actions={key.data && (
      <>
        <Button icon={<DownloadIcon />} onClick={() => save(`${data.Alias}.pem`, pem, 'application/x-pem-file')}>PEM</Button>
        <Button icon={<DownloadIcon />} onClick={() => save(`${data.Alias}.der`, fromBase64(key.data.PublicKey) ?? '')}>DER</Button>
      </>
    )}>
      <p className="muted">{t('public.text')}</p>
      {key.error && <ErrorBox error={key.error} retry={() => void key.refetch()} />}
      {!key.data && !key.error && <Bones lines={6} />}
      {key.data && <CodeBlock code={pem} label={t('public.title')} />}
    </Card>
  )
}
