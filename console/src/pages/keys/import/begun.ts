import { useState } from 'react'
import type { GetParametersForImportResponse } from '../../../api/types'

/** Begun is an import whose material is being encrypted elsewhere, for which the same parameters have to stay. None of it is secret. */
export interface Begun {
  algorithm: string
  parameters: GetParametersForImportResponse
}

function read(name: string): Begun | undefined {
  try {
    const begun = JSON.parse(sessionStorage.getItem(name) ?? '') as Begun
    return begun.parameters.ParametersValidTo * 1000 > Date.now() ? begun : undefined
  } catch {
    return undefined // there is none, or no storage
  }
}

/** useBegun keeps an import in this window while other pages are shown, and when it is loaded again. */
export function useBegun(key: string) {
  const name = `miyao-import-${key}`
  const [begun, setBegun] = useState(() => read(name))
  function keep(next: Begun | undefined) {
    setBegun(next)
    try {
      if (next) sessionStorage.setItem(name, JSON.stringify(next))
      else sessionStorage.removeItem(name)
    } catch {
      // Storage is switched off; it lasts until the page is left.
    }
  }
  return [begun, keep] as const
}
