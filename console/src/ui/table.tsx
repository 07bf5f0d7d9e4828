// Tables: TDesign's look around a plain table element. TDesign's Table adds 77 KB (117 KB with
// selection) to the first load, its rows cannot be sorted or paged by the keyboard, its
// checkboxes have no names, and it has neither caption nor aria-sort. In this one columns keep
// their width while rows come and go, and rows become cards on a narrow screen.
import 'tdesign-react/es/table/style/index.css'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '../lib/format'
import { IconButton } from './button'
import { Checkbox, Input, Select } from './controls'
import { Empty, ErrorBox } from './feedback'
import { ChevronLeftIcon, ChevronRightIcon, CaretDownIcon, CaretUpIcon, PageFirstIcon, PageLastIcon } from './icons'
import './table.css'

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

export interface TableProps<R> {
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
  onSelect?: ((selected: Set<string>) => void) | undefined
  /** Whether a row can be selected; all can without it. */
  selectable?: (row: R) => boolean
}

export function Table<R>(props: TableProps<R>) {
  const { caption, columns, rows, rowKey, error, retry, empty, busy, bones = 5, onSelect } = props
  if (error && !rows) return <ErrorBox error={error} retry={retry} />
  if (rows?.length === 0) return <>{empty}</>
  return (
    <div className="t-table t-table--hoverable">
      <div className="t-table__content">
        <table className="t-table--layout-fixed" aria-busy={!rows || busy}>
          <caption className="visually-hidden">{caption}</caption>
          <colgroup>
            {onSelect && <col className="col-select" />}
            {columns.map(({ id, width }) => (
              <col key={id} style={{ width }} />
            ))}
          </colgroup>
          <Head {...props} />
          <tbody className="t-table__body">
            {rows ? rows.map((row) => <Row key={rowKey(row)} row={row} {...props} />) : <BoneRows {...{ columns, bones }} select={!!onSelect} />}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function Head<R>({ columns, rows, rowKey, selected, onSelect, selectable = () => true }: TableProps<R>) {
  const { t } = useTranslation()
  const keys = rows?.filter(selectable).map(rowKey) ?? []
  const all = keys.length > 0 && keys.every((key) => selected?.has(key))
  const some = keys.some((key) => selected?.has(key))
  return (
    <thead className="t-table__header">
      <tr>
        {onSelect && (
          <th scope="col"><Checkbox bare checked={all} indeterminate={some && !all} onChange={() => onSelect(new Set(all ? [...selected ?? []].filter((key) => !keys.includes(key)) : [...selected ?? [], ...keys]))}>{t('table.selectAll')}</Checkbox></th>
        )}
        {columns.map(({ id, title, sort, end }) => (
          <th key={id} scope="col" className={end ? 'end' : ''} aria-sort={sort && (sort.descending ? 'descending' : 'ascending')}>
            {sort ? (
              <button type="button" className="sort" onClick={sort.toggle}>
                {title} {sort.descending ? <CaretDownIcon /> : <CaretUpIcon />}
              </button>
            ) : (
              title
            )}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Row<R>({ row, columns, rowKey, rowName, selected, onSelect, selectable = () => true }: TableProps<R> & { row: R }) {
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
    <tr className={chosen ? 't-table__row--selected' : ''}>
      {onSelect && (
        <td className="cell-select">
          {selectable(row) && <Checkbox bare checked={chosen} onChange={toggle}>{t('table.select', { name: rowName?.(row) ?? key })}</Checkbox>}
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

/** beyond stands in place of a page that a list no longer has. */
export function Beyond({ onFirst }: { onFirst: () => void }) {
  const { t } = useTranslation()
  return <Empty title={t('table.beyond')} action={<button type="button" className="link-button" onClick={onFirst}>{t('table.first')}</button>} />
}

interface PagesProps {
  total: number
  page: number
  size: number
  onPage: (page: number) => void
  onSize?: (size: number) => void
}

/**
 * Pages leads through the pages of a list. TDesign's Pagination is a list of items that the
 * keyboard does not reach, and adds 56 KB.
 */
export function Pages({ total, page, size, onPage, onSize }: PagesProps) {
  const { t } = useTranslation()
  const last = Math.max(1, Math.ceil(total / size))
  const go = (to: number) => onPage(Math.min(last, Math.max(1, to)))
  return (
    <nav className="pages" aria-label={t('table.pages')}>
      <span className="muted">{t('table.total', { total: number(total) })}</span>
      {onSize && (
        <Select aria-label={t('table.size')} size="small" className="page-size" value={String(size)} onChange={(value) => onSize(Number(value))}
          options={[10, 20, 50, 100].map((n) => ({ value: String(n), label: t('table.perPage', { n }) }))} />
      )}
      <span className="page-steps">
        <IconButton label={t('table.first')} disabled={page <= 1} onClick={() => go(1)}><PageFirstIcon /></IconButton>
        <IconButton label={t('table.previous')} disabled={page <= 1} onClick={() => go(page - 1)}><ChevronLeftIcon /></IconButton>
        <PageNumber key={page} page={page} go={go} />
        <span>/ {number(last)}</span>
        <IconButton label={t('table.next')} disabled={page >= last} onClick={() => go(page + 1)}><ChevronRightIcon /></IconButton>
        <IconButton label={t('table.last')} disabled={page >= last} onClick={() => go(last)}><PageLastIcon /></IconButton>
      </span>
    </nav>
  )
}

function PageNumber({ page, go }: { page: number; go: (page: number) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(String(page))
  return <Input aria-label={t('table.page')} size="small" inputMode="numeric" className="page-number" value={text} onChange={setText} onEnter={() => (Number(text) >= 1 ? go(Math.floor(Number(text))) : setText(String(page)))} />
}
