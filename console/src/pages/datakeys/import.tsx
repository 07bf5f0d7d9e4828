import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call'
import { fromBase64, utf8 } from '../../lib/bytes'
import { aliasForm } from '../../lib/keys'
import { useKeys } from '../../lib/names'
import { Choices, Field, Input, Textarea } from '../../ui/controls'
import { Confirm } from '../../ui/dialog'
import { KeyPicker } from '../../ui/keypicker'

/** ImportDataKey lets the server keep a data key that exists already. */
export function ImportDataKey({ onClose, done }: { onClose: () => void; done: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const keys = useKeys({ KeyState: 1, KeyUsage: 'ENCRYPT_DECRYPT' })
  const [name, setName] = useState('')
  const [type, setType] = useState<'1' | '2'>('1')
  const [material, setMaterial] = useState('')
  const [key, setKey] = useState('')
  const [description, setDescription] = useState('')
  const parent = key || keys.data?.KeyMetadatas[0]?.KeyId || ''
  const bytes = fromBase64(material)
  const badName = name !== '' && !aliasForm.test(name)
  const ready = name !== '' && !badName && !!bytes?.length && (type === '1' || parent !== '') && utf8(description).length <= 100
  async function act() {
    await call('ImportDataKey', {
      DataKeyName: name, ImportType: Number(type), ImportKeyMaterial: material.replace(/\s+/g, ''), Description: description,
      ...(type === '2' ? { KeyId: parent } : {}),
    })
    await done()
  }
  return (
    <Confirm title={t('dataKeys.import')} confirm={t('dataKeys.importDo')} ready={ready} act={act} onClose={onClose}>
      <Field label={t('dataKeys.name')} hint={t('create.aliasRule')} error={badName && t('create.aliasRule')}>
        {(props) => <Input {...props} autoFocus maxLength={60} value={name} onChange={setName} />}
      </Field>
      <Choices legend={t('dataKeys.form')} value={type} onChange={setType} options={[
        { value: '1', label: t('dataKeys.formBlob'), text: t('dataKeys.formBlobText') },
        { value: '2', label: t('dataKeys.formPlain'), text: t('dataKeys.formPlainText') }]} />
      <Field label={type === '1' ? t('tool.datakey.ciphertext') : t('tool.datakey.plaintext')} error={material !== '' && !bytes && t('tool.noBase64')}>
        {(props) => <Textarea {...props} className="code-input" rows={4} value={material} onChange={setMaterial} />}
      </Field>
      {type === '2' && (
        <KeyPicker label={t('dataKeys.key')} state={1} usage="ENCRYPT_DECRYPT" value={parent} onChange={setKey} />
      )}
      <Field label={t('create.description')} optional error={utf8(description).length > 100 && t('dataKeys.descriptionLong')}>
        {(props) => <Input {...props} value={description} onChange={setDescription} />}
      </Field>
    </Confirm>
  )
}
