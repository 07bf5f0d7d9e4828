import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan } from '../../api/session'
import type { PolicyVersionItem } from '../../api/types'
import { dateTime } from '../../lib/format'
import { policyText } from '../../lib/policy'
import { most } from '../../lib/principals'
import { Button } from '../../ui/button'
import { CodeBlock } from '../../ui/code'
import { Confirm, Dialog } from '../../ui/dialog'
import { Bones, ErrorBox } from '../../ui/feedback'
import { Status } from '../../ui/key'
import { Facts } from '../../ui/page'
import { Entries } from './attached'
import { ownPolicy, useFresh, utc } from './data'
import { EditPolicy } from './policyedit'

function useVersions(id: number) {
  const can = useCan()
  return useQuery({
    queryKey: ['cam', 'versions', id], queryFn: ({ signal }) => call('ListPolicyVersions', { PolicyId: id }, signal), enabled: can('ListPolicyVersions'),
    select: ({ Versions }) => Versions,
  })
}

/** Policy is a policy with what it is attached to and its versions. */
export function Policy({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const [asking, setAsking] = useState<'edit' | 'delete'>()
  const policy = useQuery({ queryKey: ['cam', 'policy', id], queryFn: ({ signal }) => call('GetPolicy', { PolicyId: id }, signal) })
  const versions = useVersions(id)
  const mine = policy.data?.Type === ownPolicy
  return (
    <Dialog side title={policy.data?.PolicyName ?? t('access.policy')} onClose={onClose} footer={mine && (
      <>
        {can('DeletePolicy') && <Button theme="danger" onClick={() => setAsking('delete')}>{t('access.deletePolicy')}</Button>}
        {can('UpdatePolicy') && <Button theme="primary" onClick={() => setAsking('edit')}>{t('access.editPolicy')}</Button>}
      </>
    )}>
      {policy.error ? <ErrorBox error={policy.error} retry={() => void policy.refetch()} /> : !policy.data ? <Bones lines={6} /> : (
        <>
          <Facts facts={[
            [t('access.kind'), t(mine ? 'access.own' : 'access.preset')],
            !!policy.data.Description && [t('access.remark'), policy.data.Description],
          ]} />
          <CodeBlock label={t('access.document')} code={policyText(policy.data.PolicyDocument)} />
        </>
      )}
      <Holders id={id} />
      {versions.error && <ErrorBox error={versions.error} retry={() => void versions.refetch()} />}
      {mine && versions.data && <Versions id={id} versions={versions.data} />}
      {asking === 'edit' && policy.data && (
        <EditPolicy policy={{ ...policy.data, id, versions: versions.data?.length ?? 0 }} onClose={() => setAsking(undefined)} />
      )}
      {asking === 'delete' && policy.data && (
        <Confirm danger title={t('access.deletePolicy')} confirm={t('access.delete')} typed={policy.data.PolicyName} onClose={() => setAsking(undefined)}
          act={async () => { await call('DeletePolicy', { PolicyId: [id] }); onClose(); await fresh() }}>
          <p>{t('access.deletePolicyText')}</p>
        </Confirm>
      )}
    </Dialog>
  )
}

const entityTabs = { 1: 'users', 2: 'groups', 3: 'roles' } as const

/** Holders are the users, groups and roles that a policy is attached to. */
function Holders({ id }: { id: number }) {
  const { t } = useTranslation()
  const can = useCan()
  const entities = useQuery({
    queryKey: ['cam', 'entities', id], queryFn: ({ signal }) => call('ListEntitiesForPolicy', { PolicyId: id, Page: 1, Rp: most }, signal), enabled: can('ListEntitiesForPolicy'),
  })
  if (entities.error) return <ErrorBox error={entities.error} retry={() => void entities.refetch()} />
  return entities.data && (
    <section className="stack">
      <h3>{t('access.attachedTo')}</h3>
      <Entries none={t('access.attachedToNone')} entries={entities.data.List.map((e) => {
        const tab = entityTabs[e.RelatedType as keyof typeof entityTabs]
        return { id: `${tab} ${e.Id}`, name: e.Name, note: t(`access.entities.${tab}`), to: `/access?tab=${tab}&open=${encodeURIComponent(tab === 'groups' ? e.Id : e.Name)}` }
      })} />
    </section>
  )
}

/** Versions are the documents that a policy had and can have again. */
function Versions({ id, versions }: { id: number; versions: PolicyVersionItem[] }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const [open, setOpen] = useState<PolicyVersionItem>()
  const [deleting, setDeleting] = useState<PolicyVersionItem>()
  return (
    <section className="stack">
      <h3>{t('access.versions')}</h3>
      <ul className="entries">
        {versions.map((v) => (
          <li key={v.VersionId}>
            <span>{t('access.version', { n: v.VersionId })}<span className="muted small-line">{dateTime(utc(v.CreateDate))}</span></span>
            <span className="row">
              {v.IsDefaultVersion ? <Status tone="good">{t('access.versionInEffect')}</Status> : (
                <>
                  {can('GetPolicyVersion') && <Button size="small" variant="text" onClick={() => setOpen(v)}>{t('access.showVersion')}</Button>}
                  {can('DeletePolicyVersion') && <Button size="small" variant="text" onClick={() => setDeleting(v)}>{t('access.delete')}</Button>}
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {open && <Version id={id} version={open.VersionId} onClose={() => setOpen(undefined)} />}
      {deleting && (
        <Confirm danger title={t('access.deleteVersion', { n: deleting.VersionId })} confirm={t('access.delete')} onClose={() => setDeleting(undefined)}
          act={async () => { await call('DeletePolicyVersion', { PolicyId: id, VersionId: [deleting.VersionId] }); await fresh() }}>
          <p>{t('access.deleteVersionText')}</p>
        </Confirm>
      )}
    </section>
  )
}

/** Version shows an earlier document and puts it into effect. */
function Version({ id, version, onClose }: { id: number; version: number; onClose: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const document = useQuery({
    queryKey: ['cam', 'version', id, version], queryFn: ({ signal }) => call('GetPolicyVersion', { PolicyId: id, VersionId: version }, signal),
    select: ({ PolicyVersion }) => policyText(PolicyVersion.Document),
  })
  const shown = document.error ? <ErrorBox error={document.error} retry={() => void document.refetch()} />
    : document.data === undefined ? <Bones lines={6} /> : <CodeBlock label={t('access.document')} code={document.data} />
  const title = t('access.version', { n: version })
  if (!can('SetDefaultPolicyVersion')) return <Dialog wide title={title} onClose={onClose}>{shown}</Dialog>
  return (
    <Confirm wide title={title} confirm={t('access.useVersion')} ready={document.data !== undefined} onClose={onClose}
      act={async () => { await call('SetDefaultPolicyVersion', { PolicyId: id, VersionId: version }); await fresh() }}>
      {shown}
      <p className="muted">{t('access.atOnce')}</p>
    </Confirm>
  )
}
