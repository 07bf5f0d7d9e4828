import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBox } from './feedback'

interface BoundaryProps {
  children: ReactNode
}

/**
 * Boundary stands around what is loaded when it is needed. That fails when the server cannot be
 * reached, and when it was updated since the page was opened; the rest of the page stays.
 */
export class Boundary extends Component<BoundaryProps, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    return this.state.error === undefined ? this.props.children : <Failed error={this.state.error} />
  }
}

function Failed({ error }: { error: unknown }) {
  const { t } = useTranslation()
  // Browsers and Vite have no code for it, only words.
  const loading = error instanceof Error && /dynamically imported module|importing a module|preload css/i.test(error.message)
  return <ErrorBox error={loading ? new Error(t('error.page')) : error} retry={() => location.reload()} />
}
