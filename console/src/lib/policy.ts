// Policy documents, as far as the server does not judge them.
import { actionNames } from '../api/types'

export const maxCharacters = 6144

/** policyText is a document as people read it. */
export function policyText(document: string): string {
  try {
    return JSON.stringify(JSON.parse(document), null, 2)
  } catch {
    return document
  }
}

/**
 * unknownActions finds typing errors: an action of KMS that does not exist is no fault, as it may
 * exist one day, but the statement holds for nothing.
 */
export function unknownActions(document: string): string[] {
  return [...document.matchAll(/"(?:name\/)?kms:([A-Za-z0-9*?]+)"/g)].map(([, name = '']) => name).filter((name) => {
    const pattern = new RegExp(`^${name.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
    return !actionNames.some((action) => pattern.test(action))
  }).map((name) => `kms:${name}`)
}
