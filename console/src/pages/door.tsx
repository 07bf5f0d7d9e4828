import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageSwitch, ThemeSwitch } from '../layout/preferences'

/** Door is the frame of the pages before sign-in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${title} · miyao`
  }, [title])
  return (
    <div className="door">
      <div className="door-tools">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <main className="door-card">
        <img src="/console/icon.svg" alt="" width="44" height="44" />
        <h1>{title}</h1>
        <p className="muted">{t('shell.product')} · {location.host}</p>
        {children}
      </main>
    </div>
  )
}
