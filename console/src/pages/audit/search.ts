// What the address asks for, as a search in the audit log.
import type { LookupAttribute } from '../../api/types'
import type { Search } from '../../lib/events'

export const defaults = { period: '24h', from: '', to: '', action: '', key: '', user: '', source: '', request: '', result: '', kind: '' }
export type AuditFilters = typeof defaults

const hour = 3600

export const auditPeriods = { '1h': hour, '24h': 24 * hour, '7d': 7 * 24 * hour, '30d': 30 * 24 * hour, '365d': 365 * 24 * hour } as const

/** The attributes that the server looks up by. */
const attributes = { action: 'EventName', key: 'ResourceName', user: 'Username', source: 'SourceIPAddress', request: 'RequestId', kind: 'ActionType' } as const

/** seconds reads what <input type="datetime-local"> gives. */
function seconds(local: string): number | undefined {
  const at = new Date(local).getTime()
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000)
}

export function searchOf(filters: AuditFilters): Search {
  const now = Math.floor(Date.now() / 1000)
  const where: LookupAttribute[] = []
  for (const [name, AttributeKey] of Object.entries(attributes)) {
    const AttributeValue = filters[name as keyof typeof attributes].trim()
    if (AttributeValue) where.push({ AttributeKey, AttributeValue })
  }
  if (filters.result === 'good') where.push({ AttributeKey: 'ApiErrorCode', AttributeValue: '0' })
  else if (filters.result && filters.result !== 'bad') where.push({ AttributeKey: 'ApiErrorCode', AttributeValue: filters.result })
  const span = auditPeriods[filters.period as '24h']
  return {
    from: span ? now - span : (seconds(filters.from) ?? 0),
    to: span ? now : (seconds(filters.to) ?? now),
    where,
    ...(filters.result === 'bad' ? { keep: (event: { ErrorCode: number }) => event.ErrorCode !== 0 } : {}),
  }
}
