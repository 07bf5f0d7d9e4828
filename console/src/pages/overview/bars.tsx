import { Link } from 'react-router'
import { number } from '../../lib/format'

interface BarsProps {
  label: string
  rows: { label: string; kind?: string | undefined; to: string | undefined; n: number }[]
  none?: string
  bad?: boolean
}

/** Bars compare numbers; each leads to what it counts. */
export function Bars({ label, rows, none, bad }: BarsProps) {
  if (rows.length === 0) return <p className="muted">{none}</p>
  const largest = Math.max(...rows.map(({ n }) => n))
  return (
    <ul className={`bars${bad ? ' bars-bad' : ''}`} aria-label={label}>
      {rows.map(({ label: name, kind, to, n }, i) => (
        <li key={i}>
          <span className="bar-name" title={name}>{to ? <Link to={to}>{name}</Link> : name}{kind && <span className="muted"> {kind}</span>}</span>
          <span className="bar-number">{number(n)}</span>
          <span className="bar" aria-hidden="true"><span style={{ width: `${(n / largest) * 100}%` }} /></span>
        </li>
      ))}
    </ul>
  )
}
