import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { useCan, useSession } from '../../api/session'
import type { GetPolicyResponse } from '../../api/types'
import { keyUses } from '../../lib/events'
import { policyText } from '../../lib/policy'
import { Checkbox, Field, Input } from '../../ui/controls'
import { Confirm } from '../../ui/dialog'
import { longNameForm, useFresh } from './data'
import { PolicyEditor, useFault } from './editor'

const maxVersions = 5 // of a policy

/** What a new policy begins with: the use of all keys, and no more. */
function useExample() {
  const { Account } = useSession()
  return JSON.stringify({
    version: '2.0',
    statement: [{
      effect: 'allow', action: keyUses.slice(0, 4).map((name) => `kms:${name}`), resource: [`qcs::kms:*:uin/${Account.Uin}:key/*`],
    }],
  }, null, 2)
}

interface EditPolicyProps {
  /** What is changed; none: a new policy. */
  policy?: GetPolicyResponse & { id: number; versions: number }
  onClose: () => void
}

export function EditPolicy({ policy, onClose }: EditPolicyProps) {
  const { t } = useTranslation()
  const can = useCan()
  const fresh = useFresh()
  const example = useExample()
  const [name, setName] = useState(policy?.PolicyName ?? '')
  const [remark, setRemark] = useState(policy?.Description ?? '')
  const before = policy ? policyText(policy.PolicyDocument) : example
  const [document, setDocument] = useState(before)
  const room = !!policy && policy.versions < maxVersions
  const [keep, setKeep] = useState(room && can('CreatePolicyVersion'))
  const fault = useFault(document, false)
  const bad = name !== '' && !longNameForm.test(name)
  async function act() {
    const texts = { PolicyName: name, Description: remark }
    if (!policy) await call('CreatePolicy', { ...texts, PolicyDocument: document })
    else if (!keep || document === before) await call('UpdatePolicy', { PolicyId: policy.id, ...texts, PolicyDocument: document })
    else {
      await call('CreatePolicyVersion', { PolicyId: policy.id, PolicyDocument: document, SetAsDefault: true })
      await call('UpdatePolicy', { PolicyId: policy.id, ...texts })
    }
    await fresh()
  }
  return (
    <Confirm wide title={t(policy ? 'access.editPolicy' : 'access.createPolicy')} confirm={t(policy ? 'common.save' : 'access.create')}
      ready={name !== '' && !bad && fault?.Message === ''} act={act} onClose={onClose}>
      <Field label={t('access.policyName')} error={bad && t('access.nameRule', { n: 128 })}>
        {(props) => <Input {...props} autoFocus value={name} maxLength={128} onChange={setName} />}
      </Field>
      <Field label={t('access.remark')} optional>
        {(props) => <Input {...props} value={remark} maxLength={300} onChange={setRemark} />}
      </Field>
      <PolicyEditor value={document} onChange={setDocument} fault={fault} />
      {policy && can('CreatePolicyVersion') && (
        room ? <Checkbox checked={keep} onChange={setKeep}>{t('access.keepVersion')}</Checkbox> : <p className="muted">{t('access.versionsFull', { n: maxVersions })}</p>
      )}
      {policy && <p className="muted">{t('access.atOnce')}</p>}
    </Confirm>
  )
}
