import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/call'
import { basename } from '../../api/region'
import type { Event } from '../../api/types'
import { detailOf, keyForm, resourceOf } from '../../lib/events'
import { dateTime } from '../../lib/format'
import { useKeyName } from '../../lib/names'
import { useUserName } from '../../lib/principals'
import { Button, Copy } from '../../ui/button'
import { CodeBlock } from '../../ui/code'
import { Dialog } from '../../ui/dialog'
import { Bones, Empty, ErrorBox } from '../../ui/feedback'
import { Id } from '../../ui/key'
import { Facts } from '../../ui/page'
import { Result } from '../audit'
import type { AuditFilters } from './search'

interface EventDialogProps {
  id: string
  /** The event, if it is in the list already. */
  known: Event | undefined
  onClose: () => void
  only: (filters: Partial<AuditFilters>) => void
}

/** EventDialog shows one event in full. */
export function EventDialog({ id, known, onClose, only }: EventDialogProps) {
  const { t } = useTranslation()
  const found = useQuery({
    queryKey: ['events', 'one', id],
    queryFn: async ({ signal }) => {
      const page = await call('LookUpEvents', {
        StartTime: 0, EndTime: Math.floor(Date.now() / 1000) + 60, MaxResults: 1, LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: id }],
      }, signal)
      return page.Events[0] ?? null
    },
    enabled: !known,
    staleTime: Infinity,
  })
  const event = known ?? found.data
  return (
    <Dialog side title={event ? event.EventName : t('audit.event')} onClose={onClose}>
      {event ? <Full event={event} only={only} />
        : found.error ? <ErrorBox error={found.error} retry={() => void found.refetch()} />
          : event === null ? <Empty title={t('audit.gone')}>{t('audit.goneText')}</Empty>
            : <Bones lines={8} />}
    </Dialog>
  )
}

function Full({ event, only }: { event: Event; only: EventDialogProps['only'] }) {
  const { t } = useTranslation()
  const keyName = useKeyName()
  const userName = useUserName()
  const detail = detailOf(event)
  const key = resourceOf(event)
  const isKey = keyForm.test(key)
  const uin = detail.userIdentity?.principalId
  const link = `${location.origin}${basename}/audit?event=${event.EventId}`
  return (
    <>
      <div className="row">
        <Result event={event} />
        <span className="spring" />
        {isKey && <Button size="small" onClick={() => only({ key })}>{t('audit.filterKey')}</Button>}
        {event.Username && <Button size="small" onClick={() => only({ user: event.Username })}>{t('audit.filterUser')}</Button>}
      </div>
      {detail.apiErrorMessage && <p className="wrap" data-user>{detail.apiErrorMessage}</p>}
      <Facts facts={[
        [t('audit.time'), dateTime(Number(event.EventTime))],
        [t('audit.user'), event.Username ? <>{userName(event.Username)}{uin && uin !== userName(event.Username) && <span className="muted"> {uin}</span>}</> : t('audit.server')],
        !!event.SecretId && [t('audit.secretId'), <Id id={event.SecretId} />],
        [t('audit.source'), event.SourceIPAddress || '–'],
        !!detail.userAgent && [t('audit.agent'), detail.userAgent],
        [t('audit.region'), event.EventRegion || '–'],
        !!key && [t('audit.resource'), isKey && keyName(key) ? <><Link to={`/keys/${key}`}>{keyName(key)}</Link> <Id id={key} /></> : <Id id={key} />],
        !!detail.keyVersion && [t('audit.version'), String(detail.keyVersion)],
        !!detail.actionType && [t('audit.kind'), t(`audit.kinds.${detail.actionType as 'Read'}`, detail.actionType)],
        [t('audit.request'), event.RequestID ? <Id id={event.RequestID} /> : '–'],
        [t('audit.id'), <span className="id"><code>{event.EventId}</code><Copy text={link} label={t('audit.link')} /></span>],
        !!detail.entryHash && [t('audit.hash'), <Id id={detail.entryHash} />],
      ]} />
      <h3>{t('audit.raw')}</h3>
      <CodeBlock label={t('audit.raw')} code={JSON.stringify({ ...event, CloudAuditEvent: detail }, null, 2)} />
    </>
  )
}
