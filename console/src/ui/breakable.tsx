import { Fragment } from 'react'

/** Breakable is the name of an action or a code, which may break between its words and stays what it is when it is copied. */
export function Breakable({ name }: { name: string }) {
  return name.split(/(?<=[a-z.])(?=[A-Z])/).map((word, i) => <Fragment key={i}>{i > 0 && <wbr />}{word}</Fragment>)
}
