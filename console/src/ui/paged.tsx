import { useFilters } from '../lib/filters'
import { Pages, Table, type TableProps } from './table'

const size = 20

/** Paged is a table of rows that are all there, a page at a time; the page is in the address. */
export function Paged<R>({ rows, ...rest }: TableProps<R>) {
  const [filters, set] = useFilters({ page: '1' })
  const last = Math.max(1, Math.ceil((rows?.length ?? 0) / size))
  const page = Math.min(last, Math.max(1, Number(filters.page) || 1))
  return (
    <>
      <Table {...rest} rows={rows?.slice((page - 1) * size, page * size)} />
      {rows && rows.length > size && <Pages total={rows.length} page={page} size={size} onPage={(to) => set({ page: String(to) }, { push: true })} />}
    </>
  )
}
