import { useState } from 'react'

/** useAttempt does one thing at a time, and keeps why it failed. */
export function useAttempt() {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  async function attempt(act: () => Promise<unknown>) {
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      await act()
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, attempt, forget: () => setError(undefined) }
}
