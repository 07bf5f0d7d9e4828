// The theme, which stands on the root element, where styles see it.
import { useSyncExternalStore } from 'react'
import { store } from '../i18n'

export type Theme = 'light' | 'dark'

const attribute = 'theme-mode'

function read(): Theme {
  return document.documentElement.getAttribute(attribute) === 'dark' ? 'dark' : 'light'
}

function subscribe(changed: () => void) {
  const watch = new MutationObserver(changed)
  watch.observe(document.documentElement, { attributeFilter: [attribute] })
  return () => watch.disconnect()
}

export const useTheme = () => useSyncExternalStore(subscribe, read)

/** setTheme changes the theme, and this browser remembers it. */
export function setTheme(theme: Theme) {
  document.documentElement.setAttribute(attribute, theme)
  store('miyao-theme', theme)
}
