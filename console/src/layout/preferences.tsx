// Theme and language: small choices that this browser remembers.
import { useTranslation } from 'react-i18next'
import { setLanguage, store, type Language } from '../i18n'
import { setTheme, useTheme } from '../lib/theme'
import { Button, IconButton } from '../ui/button'
import { MoonIcon, SunnyIcon, TranslateIcon } from '../ui/icons'

export function ThemeSwitch() {
  const { t } = useTranslation()
  const next = useTheme() === 'dark' ? 'light' : 'dark'
  return (
    <IconButton size="medium" label={next === 'dark' ? t('shell.dark') : t('shell.light')} onClick={() => setTheme(next)}>
      {next === 'dark' ? <MoonIcon /> : <SunnyIcon />}
    </IconButton>
  )
}

/** chooseLanguage changes the language, and this browser remembers it. */
export function chooseLanguage(language: Language) {
  store('miyao-language', language)
  void setLanguage(language)
}

export function LanguageSwitch() {
  const { i18n } = useTranslation()
  const next: Language = i18n.language === 'zh-CN' ? 'en-US' : 'zh-CN'
  return (
    <Button variant="text" className="language" icon={<TranslateIcon />} title={next === 'zh-CN' ? '中文' : 'English'} onClick={() => chooseLanguage(next)}>
      <span lang={next}>{next === 'zh-CN' ? '中文' : 'English'}</span>
    </Button>
  )
}
