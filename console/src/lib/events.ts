// Events of the audit log, as the console shows them.
import { call } from '../api/call'
import type { Event, LookupAttribute } from '../api/types'

/** EventDetail is what stands as text in CloudAuditEvent. */
interface EventDetail {
  actionType?: string
  userAgent?: string
  apiErrorCode?: string
  apiErrorMessage?: string
  keyVersion?: number
  detail?: Record<string, string>
  entryHash?: string
  userIdentity?: { principalId?: string; secretId?: string; type?: string; userName?: string }
}

/** detailOf reads the text of an event; one that cannot be read has no details. */
export function detailOf(event: Event): EventDetail {
  try {
    return JSON.parse(event.CloudAuditEvent) as EventDetail
  } catch {
    return {}
  }
}

/** resourceOf is the last part of the name of what a call was about, the id of a key. */
export function resourceOf(event: Event): string {
  return event.Resources.ResourceName.split('/').pop() ?? ''
}

export const keyForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** keyUses are the actions that use a key: what applications call all day. */
export const keyUses = [
  'Encrypt', 'Decrypt', 'ReEncrypt', 'GenerateDataKey', 'AsymmetricRsaDecrypt', 'AsymmetricSm2Decrypt', 'SignByAsymmetricKey',
  'VerifyByAsymmetricKey', 'PostQuantumCryptoEncrypt', 'PostQuantumCryptoDecrypt', 'PostQuantumCryptoSign', 'PostQuantumCryptoVerify',
  'GetDataKeyPlaintext', 'GetDataKeyCiphertextBlob', 'EncryptByWhiteBox', 'DescribeWhiteBoxDecryptKey',
] as const

export interface Search {
  /** Unix seconds, both included. */
  from: number
  to: number
  where: LookupAttribute[]
  /** What the server cannot look up by. */
  keep?: (event: Event) => boolean
}

interface Found {
  events: Event[]
  /** Where to go on; empty when there are no more. */
  next: string
  requests: number
}

const perRequest = 50

/** look reads events, newest first, until there are enough or so many requests were made. */
export async function look(search: Search, token: string, enough: number, requests: number, signal?: AbortSignal): Promise<Found> {
  const events: Event[] = []
  let next = token
  for (let made = 1; ; made++) {
    const page = await call('LookUpEvents', {
      StartTime: search.from, EndTime: search.to, MaxResults: Math.min(perRequest, Math.max(1, enough)),
      LookupAttributes: search.where, ...(next ? { NextToken: next } : {}),
    }, signal)
    events.push(...(search.keep ? page.Events.filter(search.keep) : page.Events))
    next = page.ListOver ? '' : page.NextToken
    if (!next || events.length >= enough || made >= requests) return { events, next, requests: made }
  }
}

/** An entry that a spreadsheet would take for a formula gets an apostrophe. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** toCSV is a table as a file that spreadsheets open, with the byte order mark that they need for Chinese. */
export function toCSV(rows: string[][]): string {
  return '\ufeff' + rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

/** eventsToCSV has one line for an event. */
export function eventsToCSV(events: Event[]): string {
  const head = ['EventId', 'Time', 'EventName', 'Username', 'SecretId', 'SourceIPAddress', 'Region', 'Resource', 'ErrorCode', 'ErrorMessage', 'RequestId']
  return toCSV([head, ...events.map((event) => {
    const detail = detailOf(event)
    return [
      event.EventId, new Date(Number(event.EventTime) * 1000).toISOString(), event.EventName, event.Username, event.SecretId,
      event.SourceIPAddress, event.EventRegion, event.Resources.ResourceName, detail.apiErrorCode ?? '', detail.apiErrorMessage ?? '', event.RequestID,
    ]
  })])
}

/** eventsToJSON has the events with their details as objects. */
export function eventsToJSON(events: Event[]): string {
  return JSON.stringify(events.map((event) => ({ ...event, CloudAuditEvent: detailOf(event) })), null, 2) + '\n'
}
