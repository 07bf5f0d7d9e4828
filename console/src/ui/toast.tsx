// Short notes about what was done, or why not, spoken by screen readers: TDesign's messages in a live region,
// which TDesign's own way to show them does not have. The newest lifts the region above dialogs.
import { Message } from 'tdesign-react/es/message'
import { createContext, useCallback, useContext, useLayoutEffect, useRef, useState, type ReactNode } from 'react'

type Theme = 'success' | 'warning'

const ToastContext = createContext<(text: string, theme?: Theme) => void>(() => {})

export const useToast = () => useContext(ToastContext)

export function Toasts({ children }: { children: ReactNode }) {
  const [notes, setNotes] = useState<{ id: number; text: string; theme: Theme }[]>([])
  const next = useRef(0)
  const region = useRef<HTMLDivElement>(null)
  const add = useCallback((text: string, theme: Theme = 'success') => {
    const id = next.current++
    setNotes((all) => [...all.slice(-2), { id, text, theme }])
  }, [])
  const newest = notes.at(-1)?.id
  useLayoutEffect(() => {
    // Browsers of 2023 and before have no popovers; there it stands below dialogs.
    region.current?.hidePopover?.()
    if (newest !== undefined) region.current?.showPopover?.()
  }, [newest])
  return (
    <ToastContext.Provider value={add}>
      {children}
      <div ref={region} popover="manual" className="toasts" role="status" aria-live="polite">
        {notes.map(({ id, text, theme }) => (
          <Message key={id} theme={theme} duration={3500} onDurationEnd={() => setNotes((all) => all.filter((note) => note.id !== id))}>{text}</Message>
        ))}
      </div>
    </ToastContext.Provider>
  )
}
