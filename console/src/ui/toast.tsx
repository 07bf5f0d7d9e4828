// Short notes about what was done, spoken by screen readers.
import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react'
import { CheckCircleFilledIcon } from './icons'

const ToastContext = createContext<(text: string) => void>(() => {})

export const useToast = () => useContext(ToastContext)

export function Toasts({ children }: { children: ReactNode }) {
  const [notes, setNotes] = useState<{ id: number; text: string }[]>([])
  const next = useRef(0)
  const add = useCallback((text: string) => {
    const id = next.current++
    setNotes((all) => [...all.slice(-2), { id, text }])
    setTimeout(() => setNotes((all) => all.filter((note) => note.id !== id)), 3500)
  }, [])
  return (
    <ToastContext.Provider value={add}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {notes.map(({ id, text }) => (
          <div key={id} className="toast">
            <CheckCircleFilledIcon /> {text}
          </div>
        ))}
      </div>
    </ToastContext.Provider>
  )
}
