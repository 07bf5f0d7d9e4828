import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failure } from '../api/call'
import { usages } from '../lib/keys'
import { most, useKey, useKeys } from '../lib/names'
import { Field, Input, Select } from './controls'
import { Bones, ErrorBox } from './feedback'
import { useUsageName } from './key'
import { SearchIcon } from './icons'
import './keypicker.css'

interface KeyPickerProps {
  label: string
  value: string
  onChange: (id: string) => void
  /** As in ListKeyDetail; 0 is any. */
  state?: number
  usage?: string
  /** What stands for no key, where none can be chosen too. */
  none?: string
}

/** From so many keys on there is a field to search them. */
const many = 20

/** KeyPicker chooses a key; where there are many, the server searches them. */
export function KeyPicker({ label, value, onChange, state = 0, usage = 'ALL', none }: KeyPickerProps) {
  const { t } = useTranslation()
  const usageName = useUsageName()
  const [search, setSearch] = useState('')
  const all = useKeys({ KeyState: state, KeyUsage: usage })
  const found = useKeys({ KeyState: state, KeyUsage: usage, SearchKeyAlias: search.trim() })
  const chosen = useKey(value)
  if (failure(all)) return <ErrorBox error={all.error} retry={() => void all.refetch()} />
  if (!all.data) return <Bones lines={1} />
  const keys = found.data?.KeyMetadatas ?? []
  const apart = value !== '' && !keys.some(({ KeyId }) => KeyId === value)
  const total = found.data?.TotalCount ?? 0
  return (
    <div className="key-picker">
      <Field label={label} hint={total > most && t('tool.manyKeys', { n: most, total })}>
        {(props) => (
          <Select {...props} value={value} onChange={onChange}>
            {(none !== undefined || value === '') && <option value="">{none ?? t('tool.chooseKey')}</option>}
            {apart && <option value={value}>{chosen.data?.Alias ?? value}</option>}
            {usages.map(({ name }) => {
              const group = keys.filter(({ KeyUsage }) => KeyUsage === name)
              return group.length > 0 && (
                <optgroup key={name} label={usageName(name)}>
                  {group.map(({ KeyId, Alias }) => <option key={KeyId} value={KeyId}>{Alias} ({KeyId.slice(0, 8)})</option>)}
                </optgroup>
              )
            })}
          </Select>
        )}
      </Field>
      {all.data.TotalCount > many && (
        <Field label={t('tool.searchKey')} hint={search.trim() !== '' && t('tool.foundKeys', { n: total })}>
          {(props) => <Input {...props} type="search" prefixIcon={<SearchIcon />} placeholder={t('keys.search')} value={search} onChange={setSearch} />}
        </Field>
      )}
    </div>
  )
}
