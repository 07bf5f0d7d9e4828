import { pageNumber, pageOf, useFilters, type PageFilters } from '../lib/filters'
import { Pages, Table, type TableProps } from './table'

const size = 20

/** Paged is a table of rows that are all there, a page at a time; the page is in the address. */
export function Paged<R>({ rows, ...rest }: TableProps<R>) {
  const [filters, set] = useFilters({ page: '1' })
  const last = Math.max(1, Math.ceil((rows?.length ?? 0) / size))
  const page = Math.min(last, pageNumber(filters.page))
  return (
    <>
      <Table {...rest} rows={rows?.slice((page - 1) * size, page * size)} />
      {rows && rows.length > size && <Pages total={rows.length} page={page} size={size} onPage={(to) => set({ page: String(to) }, { push: true })} />}
    </>
  )
}

interface ListPagesProps {
  total: number | undefined
  filters: PageFilters
  set: (changes: Partial<PageFilters>, options?: { push?: boolean }) => void
  /** How many rows a page has can be chosen. */
  sized?: boolean
}

/** ListPages leads through a list that the server gives in pages. */
export function ListPages({ total, filters, set, sized }: ListPagesProps) {
  if (!total) return null
  return (
    <Pages {...pageOf(filters)} total={total} onPage={(page) => set({ page: String(page) }, { push: true })}
      {...(sized && { onSize: (size) => set({ size: String(size), page: '1' }) })} />
  )
}
