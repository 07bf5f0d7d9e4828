import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { save } from '../../lib/bytes'
import { eventsToCSV, eventsToJSON, look } from '../../lib/events'
import { dateTime, number } from '../../lib/format'
import type { Event } from '../../api/types'
import { Button } from '../../ui/button'
import { Confirm } from '../../ui/dialog'
import { Choices } from '../../ui/controls'
import { DownloadIcon } from '../../ui/icons'
import { useToast } from '../../ui/toast'
import { searchOf, type AuditFilters } from './search'

const most = 2000
const requests = 80

const forms = { csv: [eventsToCSV, 'text/csv'], json: [eventsToJSON, 'application/json'] } as const
type Form = keyof typeof forms

/** Export saves the events that the filters find, also those that are not shown yet. */
export function Export({ filters }: { filters: AuditFilters }) {
  const { t } = useTranslation()
  const toast = useToast()
  const [open, setOpen] = useState(false)
  const [form, setForm] = useState<Form>('csv')
  async function act() {
    const { events, next } = await look(searchOf(filters), '', most, requests)
    const [write, type] = forms[form] as readonly [(events: Event[]) => string, string]
    save(`audit-${dateTime(Date.now() / 1000).replace(/[: ]/g, '-')}.${form}`, write(events), type)
    toast(t(next ? 'audit.exportedNewest' : 'audit.exported', { n: number(events.length) }))
  }
  return (
    <>
      <Button icon={<DownloadIcon />} onClick={() => setOpen(true)}>{t('audit.export')}</Button>
      {open && (
        <Confirm title={t('audit.exportTitle')} confirm={t('audit.export')} act={act} onClose={() => setOpen(false)}>
          <p>{t('audit.exportText', { n: number(most) })}</p>
          <Choices compact hideLegend legend={t('audit.exportForm')} value={form} onChange={setForm} options={[{ value: 'csv', label: 'CSV' }, { value: 'json', label: 'JSON' }]} />
        </Confirm>
      )}
    </>
  )
}
