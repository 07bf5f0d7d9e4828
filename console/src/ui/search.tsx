import { useEffect, useState } from 'react'
import { Input } from './controls'
import { SearchIcon } from './icons'

const pause = 250 // milliseconds without a key, before a search begins

/** Search is a field whose text is taken over when typing pauses. */
export function Search({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value]) // filters can be cleared elsewhere
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text), pause)
    return () => clearTimeout(timer)
  }, [text])
  return <Input className="search" type="search" prefixIcon={<SearchIcon />} aria-label={label} placeholder={label} value={text} onChange={setText} onEnter={() => onChange(text)} />
}
