import { useTranslation } from 'react-i18next'
import { save } from '../../lib/bytes'
import { size } from '../../lib/format'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/feedback'
import { DownloadIcon, LockOnIcon } from '../../ui/icons'

/** Made is a file on its way out of the browser's own encryption or decryption. */
export interface Made {
  name: string
  total: number
  done: number
  file?: Blob
}

export function FileResult({ label, made, placeholder }: { label: string; made: Made | undefined; placeholder: string }) {
  const { t } = useTranslation()
  const percent = made ? (made.total === 0 ? 100 : Math.floor((made.done / made.total) * 100)) : 0
  return (
    <div className="tool-side">
      <div className="tool-head"><h3>{label}</h3></div>
      <div className="file">
        <LockOnIcon />
        {!made && <span className="muted">{placeholder}</span>}
        {made && <strong>{made.name}</strong>}
        {made && !made.file && (
          <>
            <progress aria-label={t('envelope.progress')} max={made.total} value={made.done} />
            <span className="counter">{t('envelope.done', { done: size(made.done), total: size(made.total), percent })}</span>
          </>
        )}
        {made?.file && <span className="muted" role="status">{t('envelope.ready', { size: size(made.file.size) })}</span>}
      </div>
      <div className="tool-foot">
        <span />
        <Button icon={<DownloadIcon />} theme={made?.file ? 'primary' : 'default'} disabled={!made?.file}
          onClick={() => made?.file && save(made.name, made.file)}>
          {t('tool.download')}
        </Button>
      </div>
    </div>
  )
}

/** Insecure says why the browser does not encrypt files here. */
export function Insecure() {
  const { t } = useTranslation()
  return <Notice warning>{t('envelope.insecure')}</Notice>
}
