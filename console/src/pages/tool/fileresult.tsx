import Progress from 'tdesign-react/es/progress'
import { useTranslation } from 'react-i18next'
import { save } from '../../lib/bytes'
import { size } from '../../lib/format'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/feedback'
import { DownloadIcon, LockOnIcon } from '../../ui/icons'
import { useSecret } from './source'

/** Made is a file on its way out of the browser's own encryption or decryption. */
interface Made {
  name: string
  total: number
  done: number
  file?: Blob
}

/** useMade makes a file under a data key, which is wiped afterwards, and says how far it is. */
export function useMade() {
  const [made, setMade] = useSecret<Made | undefined>(() => undefined)
  async function make(name: string, total: number, dataKey: Uint8Array, work: (progress: (done: number) => void) => Promise<Blob>) {
    setMade({ name, total, done: 0 })
    try {
      const file = await work((done) => setMade({ name, total, done }))
      setMade({ name, total, done: total, file })
    } catch (e) {
      setMade(undefined)
      throw e
    } finally {
      dataKey.fill(0)
    }
  }
  return { made, make, forget: () => setMade(undefined) }
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
            <div className="file-progress" role="progressbar" aria-label={t('envelope.progress')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
              <Progress percentage={percent} label={false} />
            </div>
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
