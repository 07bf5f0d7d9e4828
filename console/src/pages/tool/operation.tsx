import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { EnvelopeError } from '../../envelope/envelope'
import { Button } from '../../ui/button'
import { ErrorBox } from '../../ui/feedback'
import { ArrowRightIcon } from '../../ui/icons'
import { emptySource, useSecret, type Form, type Result, type Source } from './source'
import './tool.css'

/** useRun runs one operation at a time; leaving the page stops it, and so does whatever makes its result worthless. */
export function useRun() {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const control = useRef<AbortController>(undefined)
  useEffect(() => () => control.current?.abort(), [])
  function stop() {
    control.current?.abort()
    setBusy(false)
    setError(undefined)
  }
  async function run(work: (signal: AbortSignal) => Promise<void>) {
    const mine = new AbortController()
    control.current = mine
    setBusy(true)
    setError(undefined)
    try {
      await work(mine.signal)
    } catch (e) {
      if (!mine.signal.aborted) setError(explained(e, t))
    } finally {
      if (!mine.signal.aborted) setBusy(false)
    }
  }
  return { busy, error, run, stop }
}

/** explained says in words what is wrong with a file; browsers have a few English ones. */
function explained(error: unknown, t: TFunction): unknown {
  if (error instanceof EnvelopeError) return new Error(t(`envelope.fault.${error.fault}`))
  return error instanceof DOMException ? new Error(t('tool.unreadable', { name: error.name })) : error
}

/** useOperation is an operation with what goes in and what comes out; when the one changes, the other is forgotten. */
export function useOperation(form: Form = 'text') {
  const running = useRun()
  const [source, setSource] = useSecret(() => emptySource(form))
  const [result, setResult] = useSecret<Result | undefined>(() => undefined)
  function clear() {
    setResult(undefined)
    running.stop()
  }
  function change(next: Source) {
    setSource(next)
    clear()
  }
  return { running, source, change, result, setResult, clear }
}

/** Sides lays out the two sides of an operation. */
export function Sides({ left, right }: { left: ReactNode; right: ReactNode }) {
  return (
    <div className="tool">
      {left}
      <span className="tool-arrow" aria-hidden="true"><ArrowRightIcon /></span>
      {right}
    </div>
  )
}

interface RunBarProps {
  label: string
  disabled?: boolean
  running: ReturnType<typeof useRun>
  onRun: () => void
  onClear: () => void
}

export function RunBar({ label, disabled, running, onRun, onClear }: RunBarProps) {
  const { t } = useTranslation()
  return (
    <>
      {running.error !== undefined && <ErrorBox error={running.error} />}
      <div className="actions">
        <Button theme="primary" disabled={disabled} loading={running.busy} onClick={onRun}>{label}</Button>
        <Button onClick={() => { running.stop(); onClear() }}>{t('tool.clear')}</Button>
      </div>
    </>
  )
}
