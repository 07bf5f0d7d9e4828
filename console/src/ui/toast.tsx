// Short notes about what was done, spoken by screen readers: TDesign's messages in a live region,
// which TDesign's own way to show them does not have.
import { Message } from 'tdesign-react/es/message'
import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react'

const ToastContext = createContext<(text: string) => void>(() => {})

export const useToast = () => useContext(ToastContext)

export function Toasts({ children }: { children: ReactNode }) {
  const [notes, setNotes] = useState<{ id: number; text: string }[]>([])
  const next = useRef(0)
  const add = useCallback((text: string) => {
    const id = next.current++
    setNotes((all) => [...all.slice(-2), { id, text }])
  }, [])
  return (
    <ToastContext.Provider value={add}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {notes.map(({ id, text }) => (
          <Message key={id} theme="success" duration={3500} onDurationEnd={() => setNotes((all) => all.filter((note) => note.id !== id))}>{text}</Message>
        ))}
      </div>
    </ToastContext.Provider>
  )
}
