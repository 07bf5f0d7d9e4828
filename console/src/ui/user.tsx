import { useUserName } from '../lib/principals'

/** User is a principal by name, with its uin. */
export function User({ uin }: { uin: string }) {
  const name = useUserName()(uin)
  return name === uin ? uin : <>{name} <span className="muted">{uin}</span></>
}
