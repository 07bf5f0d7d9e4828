import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useRef } from 'react'
import { BrowserRouter, Navigate, Route, Routes } from 'react-router'
import { isAway } from './api/call'
import { basename } from './api/region'
import { SessionContext, useSessionQuery, whoIs } from './api/session'
import { Shell } from './layout/shell'
import { adminPages } from './pages/admin'
import KeyList from './pages/keys/list'
import SetUp from './pages/setup'
import SignIn from './pages/signin'
import { Bones, ErrorBox } from './ui/feedback'
import { Toasts } from './ui/toast'

const CreateKey = lazy(() => import('./pages/keys/create'))
const KeyPage = lazy(() => import('./pages/keys/key'))
const DataKeys = lazy(() => import('./pages/datakeys'))
const DataKeyPage = lazy(() => import('./pages/datakey'))
const WhiteBoxKeys = lazy(() => import('./pages/whiteboxes'))
const WhiteBoxPage = lazy(() => import('./pages/whitebox'))
const Tool = lazy(() => import('./pages/tool/tool'))
const NotFound = lazy(() => import('./pages/notfound'))

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only a lost connection is worth another try.
      retry: (count, error) => count < 1 && isAway(error),
    },
  },
})

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Toasts>
        <Gate />
      </Toasts>
    </QueryClientProvider>
  )
}

/** Gate shows the pages to who is signed in, and the way in to everyone else. */
function Gate() {
  const session = useSessionQuery()
  const wasIn = useRef(false)
  wasIn.current ||= session.data?.SignedIn ?? false
  // What is open stays open while the server cannot be reached, as long as the session lasts.
  const lasts = session.data?.SignedIn && session.data.Expires * 1000 > Date.now()
  if (session.error && !lasts) {
    return (
      <main className="gate">
        <ErrorBox error={session.error} retry={() => void session.refetch()} />
      </main>
    )
  }
  if (!session.data) return <main className="gate"><Bones /></main>
  if (location.pathname === '/console/setup' && (location.hash || !session.data.SignedIn)) return <SetUp />
  if (!session.data.SignedIn) return <SignIn session={session.data} again={wasIn.current} />
  return (
    <SessionContext.Provider value={session.data}>
      <BrowserRouter key={whoIs(session.data)} basename={basename}>
        <Shell>
          <Suspense fallback={<Bones lines={6} />}>
            <Pages />
          </Suspense>
        </Shell>
      </BrowserRouter>
    </SessionContext.Provider>
  )
}

function Pages() {
  return (
    <Routes>
      {adminPages}
      <Route path="/" element={<Navigate to="/keys" replace />} />
      <Route path="/setup" element={<Navigate to="/keys" replace />} />
      <Route path="/keys" element={<KeyList />} />
      <Route path="/keys/create" element={<CreateKey />} />
      <Route path="/keys/:id" element={<KeyPage />} />
      <Route path="/data-keys" element={<DataKeys />} />
      <Route path="/data-keys/:id" element={<DataKeyPage />} />
      <Route path="/white-box" element={<WhiteBoxKeys />} />
      <Route path="/white-box/:id" element={<WhiteBoxPage />} />
      <Route path="/tool" element={<Tool />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  )
}
