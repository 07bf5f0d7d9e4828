// Languages: the texts of one are loaded when it is chosen.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Shape } from './shape'
import type zh from './zh'

export type Language = 'zh-CN' | 'en-US'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: Shape<typeof zh> }
  }
}

const loaders = { 'zh-CN': () => import('./zh'), 'en-US': () => import('./en') }

/** stored reads a choice that this browser remembers. */
export function stored(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

export function store(name: string, value: string) {
  try {
    localStorage.setItem(name, value)
  } catch {
    // Storage is switched off; the choice lasts until the page is left.
  }
}

function preferred(): Language {
  const chosen = stored('miyao-language')
  if (chosen === 'zh-CN' || chosen === 'en-US') return chosen
  return navigator.languages.some((name) => name.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en-US'
}

export async function setLanguage(language: Language) {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await loaders[language]()).default)
  }
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

export async function startLanguages() {
  await i18next.use(initReactI18next).init({
    resources: {},
    lng: 'none',
    fallbackLng: false,
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
    showSupportNotice: false,
  })
  await setLanguage(preferred())
}
