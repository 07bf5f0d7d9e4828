// Filters of a page live in its address, so that every view is a link.
import { useCallback, useMemo } from 'react'
import { useLocation, useSearchParams } from 'react-router'

/** useFilters reads filters from the address; those with their default are left out of it. */
export function useFilters<F extends Record<string, string>>(defaults: F) {
  const [params, setParams] = useSearchParams()
  const { state } = useLocation()
  const values = useMemo(() => {
    const read = { ...defaults } as Record<string, string>
    for (const name of Object.keys(defaults)) read[name] = params.get(name) ?? defaults[name] ?? ''
    return read as F
    // The defaults of a page are constant.
  }, [params])

  const set = useCallback(
    (changes: Partial<F>, options?: { push?: boolean }) => {
      setParams(
        (current) => {
          const next = new URLSearchParams(current)
          // Another selection begins at its first page.
          if (!('page' in changes)) next.delete('page')
          for (const [name, value] of Object.entries(changes)) {
            if (value === undefined || value === '' || value === defaults[name]) next.delete(name)
            else next.set(name, value as string)
          }
          return next
        },
        { replace: !options?.push, state: state as unknown },
      )
    },
    [setParams, state],
  )
  return [values, set] as const
}

/** pageNumber reads the number of a page, which counts from 1. */
export const pageNumber = (page: string) => Math.max(1, Number(page) || 1)

/** The page of a list that the server gives in pages, in its filters. */
export interface PageFilters {
  page: string
  size: string
}

/** pageOf reads the page, and how many rows it has. */
export const pageOf = ({ page, size }: PageFilters) => ({ page: pageNumber(page), size: Number(size) || 20 })

/** rowsOf is how the page is asked for. */
export function rowsOf(filters: PageFilters) {
  const { page, size } = pageOf(filters)
  return { Offset: (page - 1) * size, Limit: size }
}

interface FromList {
  list: string
}

/** useFromList is what links from a list to its entries carry, so that the way back leads to the same view of the list. */
export const useFromList = (): FromList => ({ list: useLocation().search })

/** useListView is that view, for the entry; empty: it was not opened from a list. */
export const useListView = () => (useLocation().state as FromList | null)?.list ?? ''
