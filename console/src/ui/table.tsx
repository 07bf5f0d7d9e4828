// Tables: a plain table element whose columns keep their width while rows come
// and go, and whose rows become cards on a narrow screen.
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '../lib/format'
import { IconButton } from './button'
import { Select } from './controls'
import { ErrorBox } from './feedback'
import { ChevronLeftIcon, ChevronRightIcon } from './icons'

export interface Column<R> {
  id: string
  title: ReactNode
  width?: string
  cell: (row: R) => ReactNode
  sort?: { descending: boolean; toggle: () => void }
  end?: boolean
  /** On a narrow screen the cell stands without its title. */
  wide?: boolean
}

interface TableProps<R> {
  caption: string
  columns: Column<R>[]
  rows: R[] | undefined
  rowKey: (row: R) => string
  rowName?: (row: R) => string
  error?: unknown
  retry?: () => void
  empty: ReactNode
  busy?: boolean
  bones?: number
  selected?: ReadonlySet<string>
  onSelect?: (selected: Set<string>) => void
}

export function Table<R>(props: TableProps<R>) {
  const { caption, columns, rows, rowKey, error, retry, empty, busy, bones = 5, selected, onSelect } = props
  const { t } = useTranslation()
  if (error && !rows) return <ErrorBox error={error} retry={retry} />
  if (rows?.length === 0) return <>{empty}</>
  const keys = rows?.map(rowKey) ?? []
  const all = keys.length > 0 && keys.every((key) => selected?.has(key))
  const some = keys.some((key) => selected?.has(key))
  return (
    <div className="table-frame">
      <table className="table" aria-busy={!rows || busy}>
        <caption className="visually-hidden">{caption}</caption>
        <colgroup>
          {onSelect && <col className="col-select" />}
          {columns.map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {onSelect && (
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label={t('table.selectAll')}
                  checked={all}
                  ref={(box) => {
                    if (box) box.indeterminate = some && !all
                  }}
                  onChange={() => onSelect(all ? new Set() : new Set(keys))}
                />
              </th>
            )}
            {columns.map(({ id, title, sort, end }) => (
              <th key={id} scope="col" className={end ? 'end' : ''} aria-sort={sort && (sort.descending ? 'descending' : 'ascending')}>
                {sort ? (
                  <button type="button" className="sort" onClick={sort.toggle}>
                    {title} <span aria-hidden="true">{sort.descending ? '↓' : '↑'}</span>
                  </button>
                ) : (
                  title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{rows ? rows.map((row) => <Row key={rowKey(row)} row={row} {...props} />) : <BoneRows {...{ columns, bones }} select={!!onSelect} />}</tbody>
      </table>
    </div>
  )
}

function Row<R>({ row, columns, rowKey, rowName, selected, onSelect }: TableProps<R> & { row: R }) {
  const { t } = useTranslation()
  const key = rowKey(row)
  const chosen = selected?.has(key) ?? false
  function toggle() {
    const next = new Set(selected)
    if (chosen) next.delete(key)
    else next.add(key)
    onSelect?.(next)
  }
  return (
    <tr className={chosen ? 'chosen' : ''}>
      {onSelect && (
        <td className="cell-select">
          <input type="checkbox" aria-label={t('table.select', { name: rowName?.(row) ?? key })} checked={chosen} onChange={toggle} />
        </td>
      )}
      {columns.map(({ id, title, cell, end, wide }) => (
        <td key={id} className={end ? 'end' : wide ? 'cell-wide' : ''} data-label={typeof title === 'string' && !wide ? title : undefined}>
          {cell(row)}
        </td>
      ))}
    </tr>
  )
}

function BoneRows<R>({ columns, bones, select }: { columns: Column<R>[]; bones: number; select: boolean }) {
  return Array.from({ length: bones }, (_, i) => (
    <tr key={i} aria-hidden="true">
      {select && <td className="cell-select" />}
      {columns.map(({ id }) => (
        <td key={id}>
          <span className="bone" />
        </td>
      ))}
    </tr>
  ))
}

interface PagesProps {
  total: number
  page: number
  size: number
  onPage: (page: number) => void
  onSize?: (size: number) => void
}

/** Pages leads through the pages of a list. */
export function Pages({ total, page, size, onPage, onSize }: PagesProps) {
  const { t } = useTranslation()
  const id = useId()
  const last = Math.max(1, Math.ceil(total / size))
  return (
    <nav className="pages" aria-label={t('table.pages')}>
      <span className="muted">{t('table.total', { total: number(total) })}</span>
      {onSize && (
        <>
          <label htmlFor={id} className="visually-hidden">
            {t('table.size')}
          </label>
          <Select id={id} className="control-small" value={String(size)} onChange={(value) => onSize(Number(value))}
            options={[10, 20, 50, 100].map((n) => ({ value: String(n), label: t('table.perPage', { n }) }))} />
        </>
      )}
      <IconButton label={t('table.previous')} disabled={page <= 1} onClick={() => onPage(page - 1)}>
        <ChevronLeftIcon />
      </IconButton>
      <span aria-current="page">
        {page} / {last}
      </span>
      <IconButton label={t('table.next')} disabled={page >= last} onClick={() => onPage(page + 1)}>
        <ChevronRightIcon />
      </IconButton>
    </nav>
  )
}
