import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Empty } from '../ui/feedback'
import { Card, Page } from '../ui/page'

export default function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('shell.notFound')}>
      <Card><Empty title={t('shell.notFound')} action={<Link to="/keys">{t('nav.keys')}</Link>}>{t('shell.notFoundText')}</Empty></Card>
    </Page>
  )
}
