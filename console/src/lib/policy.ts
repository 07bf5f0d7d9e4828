// What can be said about a policy document while it is being typed. The server
// decides: it reads the document again, and more strictly.

export interface Fault {
  /** A path such as statement[0].action, or empty. */
  place: string
  /** Key of the text that says what is wrong, and what it names. */
  text: 'syntax' | 'object' | 'missing' | 'unknown' | 'version' | 'effect' | 'list' | 'action' | 'noAction' | 'resource' | 'principal' | 'long'
  value?: string
}

export const maxCharacters = 6144

const actionForm = /^(\*|(name\/)?[a-z*]+:[A-Za-z0-9*?]+)$/
const resourceForm = /^(\*|qcs:[^:]*:[^:]*:[^:]*:[^:]*:.+)$/

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/** checkPolicy names the first things that are wrong with a document; actions are those that exist, without service. */
export function checkPolicy(document: string, trust: boolean, actions: ReadonlySet<string>): Fault[] {
  if ([...document].length > maxCharacters) return [{ place: '', text: 'long', value: String(maxCharacters) }]
  let parsed: unknown
  try {
    parsed = JSON.parse(document)
  } catch (error) {
    return [{ place: '', text: 'syntax', value: error instanceof Error ? error.message : '' }]
  }
  if (!isObject(parsed)) return [{ place: '', text: 'object' }]
  const faults = members('', parsed, ['version', 'statement'], [])
  if ('version' in parsed && parsed.version !== '2.0') faults.push({ place: 'version', text: 'version' })
  if ('statement' in parsed) {
    if (!Array.isArray(parsed.statement) || parsed.statement.length === 0) faults.push({ place: 'statement', text: 'list' })
    else parsed.statement.forEach((statement, i) => faults.push(...checkStatement(`statement[${i}]`, statement, trust, actions)))
  }
  return faults
}

function members(place: string, value: Record<string, unknown>, required: string[], optional: string[]): Fault[] {
  const at = (name: string) => (place ? `${place}.${name}` : name)
  return [
    ...required.filter((name) => !(name in value)).map((name): Fault => ({ place: at(name), text: 'missing' })),
    ...Object.keys(value).filter((name) => ![...required, ...optional].includes(name)).map((name): Fault => ({ place: at(name), text: 'unknown' })),
  ]
}

function checkStatement(place: string, statement: unknown, trust: boolean, actions: ReadonlySet<string>): Fault[] {
  if (!isObject(statement)) return [{ place, text: 'object' }]
  const faults = members(place, statement, ['effect', 'action', trust ? 'principal' : 'resource'], ['condition'])
  const { effect, action, resource, principal, condition } = statement
  if (effect !== undefined && effect !== 'allow' && effect !== 'deny') faults.push({ place: `${place}.effect`, text: 'effect' })
  if (action !== undefined) faults.push(...each(`${place}.action`, action, (value) => actionFault(value, actions)))
  if (!trust && resource !== undefined) {
    faults.push(...each(`${place}.resource`, resource, (value) => (resourceForm.test(value) ? undefined : 'resource')))
  }
  if (trust && principal !== undefined && !isObject(principal)) faults.push({ place: `${place}.principal`, text: 'principal' })
  if (condition !== undefined && !isObject(condition)) faults.push({ place: `${place}.condition`, text: 'object' })
  return faults
}

function each(place: string, value: unknown, check: (value: string) => Fault['text'] | undefined): Fault[] {
  const values = list(value)
  if (values.length === 0) return [{ place, text: 'list' }]
  return values.flatMap((one, i): Fault[] => {
    const at = Array.isArray(value) ? `${place}[${i}]` : place
    if (typeof one !== 'string') return [{ place: at, text: 'list' }]
    const text = check(one)
    return text ? [{ place: at, text, value: one }] : []
  })
}

/** actionFault finds typing errors: an action of KMS that does not exist holds for nothing. */
function actionFault(value: string, actions: ReadonlySet<string>): Fault['text'] | undefined {
  if (!actionForm.test(value)) return 'action'
  const [service, name = ''] = value.replace(/^name\//, '').split(':')
  if (service !== 'kms' || actions.size === 0) return undefined
  const pattern = new RegExp(`^${name.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
  return [...actions].some((action) => pattern.test(action)) ? undefined : 'noAction'
}

/** policyText is a document as people read it. */
export function policyText(document: string): string {
  try {
    return JSON.stringify(JSON.parse(document), null, 2)
  } catch {
    return document
  }
}
