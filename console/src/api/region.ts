// The region is part of the address: /console/keys is in the default region,
// /console/ap-beijing/keys in another one. So a link leads to the same keys for
// everyone who opens it.

/** The first words of all addresses of the console that are no region. */
export const pages = ['', 'overview', 'keys', 'tool', 'data-keys', 'white-box', 'access', 'audit', 'settings', 'setup'] as const

const first = location.pathname.split('/')[2] ?? ''
const named = (pages as readonly string[]).includes(first) ? '' : first

let fallback = ''

/** setDefaultRegion is called with what the session says. */
export function setDefaultRegion(name: string) {
  fallback = name
}

/** currentRegion is the region that all calls go to; empty before sign-in. */
export function currentRegion(): string {
  return named || fallback
}

/** basename is what stands before the path of every page. */
export const basename = named ? `/console/${named}` : '/console'

/** enterRegion shows the same kind of page in another region. */
export function enterRegion(name: string) {
  const page = location.pathname.slice(basename.length).split('/')[1] ?? ''
  location.assign(`/console/${name === fallback ? '' : `${name}/`}${page}`)
}
