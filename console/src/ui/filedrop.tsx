import { useEffect, useId, useState, type DragEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import './filedrop.css'
import { FileIcon, UploadIcon } from './icons'
import { useToast } from './toast'

const carriesFiles = ({ dataTransfer }: { dataTransfer: DataTransfer | null }) => dataTransfer?.types.includes('Files') ?? false

/** useNoStrayDrop keeps a file that misses its place from being opened instead of the page, whose text would be lost. */
function useNoStrayDrop() {
  useEffect(() => {
    const refuse = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented || !carriesFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'none'
    }
    window.addEventListener('dragover', refuse)
    window.addEventListener('drop', refuse)
    return () => {
      window.removeEventListener('dragover', refuse)
      window.removeEventListener('drop', refuse)
    }
  }, [])
}

interface FileDropProps {
  label: string
  onFile: (file: File) => unknown
  chosen?: string
}

/** useDrop makes an element take a dropped file. */
export function useDrop(onFile: (file: File) => unknown) {
  const { t } = useTranslation()
  const toast = useToast()
  const [over, setOver] = useState(false)
  useNoStrayDrop()
  return {
    over,
    props: {
      onDragOver: (event: DragEvent) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        setOver(true)
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        const file = event.dataTransfer.files[0]
        setOver(false)
        if (!file) return
        event.preventDefault()
        if (event.dataTransfer.items[0]?.webkitGetAsEntry()?.isDirectory) toast(t('tool.folder'), 'warning') // it looks like a file that cannot be read
        else void onFile(file)
      },
    },
  }
}

/**
 * FileButton opens the file chooser. The browser's own input has the focus: TDesign's Upload hides
 * its input, sends what is chosen itself, and adds 41 KB.
 */
export function FileButton({ label, onFile }: { label: ReactNode; onFile: (file: File) => unknown }) {
  const id = useId()
  return (
    <>
      <input
        id={id}
        type="file"
        className="visually-hidden file-input"
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) void onFile(file)
        }}
      />
      <label htmlFor={id} className="t-button t-button--theme-default t-button--variant-outline file-label">
        <UploadIcon /> <span className="t-button__text">{label}</span>
      </label>
    </>
  )
}

/** FileDrop takes one file, chosen or dropped. */
export function FileDrop({ label, onFile, chosen }: FileDropProps) {
  const { t } = useTranslation()
  const drop = useDrop(onFile)
  return (
    <div className={`drop${drop.over ? ' over' : ''}`} {...drop.props}>
      <div className="file file-small">
        {chosen ? <FileIcon /> : <UploadIcon />}
        <span>{chosen ?? t('common.dropHere')}</span>
        <FileButton label={chosen ? t('common.otherFile') : label} onFile={onFile} />
      </div>
    </div>
  )
}
