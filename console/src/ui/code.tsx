import { Copy } from './button'

/** CodeBlock shows code as it is, with a copy button in its corner. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className="code-block">
      <pre tabIndex={0} aria-label={label}>
        <code>{code}</code>
      </pre>
      <Copy text={code} />
    </div>
  )
}
