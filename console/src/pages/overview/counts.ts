// Counts over events, made in the browser.
import type { Event } from '../../api/types'
import { detailOf, keyForm, resourceOf } from '../../lib/events'

export const hour = 3600
export const periods = { hour, day: 24 * hour, week: 7 * 24 * hour, month: 30 * 24 * hour }
export type Period = keyof typeof periods

export interface Bucket {
  /** Unix seconds of its begin. */
  at: number
  good: number
  bad: number
}

type Top = [name: string, n: number][]

export interface Counts {
  from: number
  to: number
  /** No event of the period is missing; else the period was cut to the newest ones. */
  complete: boolean
  calls: number
  errors: number
  step: number
  buckets: Bucket[]
  keys: Top
  callers: Top
  codes: Top
}

const steps = [1, 5, 10, 30, 60, 300, 600, 1800, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour]
const columns = 48

/** countCalls counts events, the newest first; incomplete ones reach back to the oldest. */
export function countCalls(events: Event[], from: number, to: number, complete: boolean): Counts {
  const oldest = Number(events.at(-1)?.EventTime ?? from)
  const start = complete ? from : Math.max(from, oldest)
  const step = steps.find((s) => (to - start) / s <= columns) ?? 24 * hour
  const first = Math.floor(start / step) * step
  const buckets: Bucket[] = []
  for (let at = first; at <= to; at += step) buckets.push({ at, good: 0, bad: 0 })
  const keys = new Map<string, number>()
  const callers = new Map<string, number>()
  const codes = new Map<string, number>()
  const add = (map: Map<string, number>, name: string) => map.set(name, (map.get(name) ?? 0) + 1)
  for (const event of events) {
    const bucket = buckets[Math.floor((Number(event.EventTime) - first) / step)]
    if (bucket) bucket[event.ErrorCode ? 'bad' : 'good']++
    const key = resourceOf(event)
    if (keyForm.test(key)) add(keys, key)
    if (event.Username) add(callers, event.Username)
    if (event.ErrorCode) add(codes, detailOf(event).apiErrorCode ?? '')
  }
  return {
    from: start, to, complete, step, buckets, calls: events.length, errors: events.filter(({ ErrorCode }) => ErrorCode).length,
    keys: top(keys), callers: top(callers), codes: top(codes),
  }
}

function top(map: Map<string, number>): Top {
  return [...map].sort((a, b) => b[1] - a[1]).slice(0, 6)
}
