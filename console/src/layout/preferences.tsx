// Theme and language: small choices that this browser remembers.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setLanguage, store, type Language } from '../i18n'
import { IconButton } from '../ui/button'
import { MoonIcon, SunnyIcon, TranslateIcon } from '../ui/icons'

function theme() {
  return document.documentElement.getAttribute('theme-mode') === 'dark' ? 'dark' : 'light'
}

export function ThemeSwitch() {
  const { t } = useTranslation()
  const [now, setNow] = useState(theme)
  const next = now === 'dark' ? 'light' : 'dark'
  function change() {
    document.documentElement.setAttribute('theme-mode', next)
    store('miyao-theme', next)
    setNow(next)
  }
  return (
    <IconButton label={next === 'dark' ? t('shell.dark') : t('shell.light')} onClick={change}>
      {next === 'dark' ? <MoonIcon /> : <SunnyIcon />}
    </IconButton>
  )
}

export function LanguageSwitch() {
  const { i18n } = useTranslation()
  const next: Language = i18n.language === 'zh-CN' ? 'en-US' : 'zh-CN'
  function change() {
    store('miyao-language', next)
    void setLanguage(next)
  }
  return (
    <button type="button" className="icon-button icon-text" lang={next} onClick={change}>
      <TranslateIcon /> {next === 'zh-CN' ? '中文' : 'English'}
    </button>
  )
}
