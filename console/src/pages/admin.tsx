// The pages of an administrator, each loaded when it is opened.
import { lazy } from 'react'
import { Route } from 'react-router'

const Overview = lazy(() => import('./overview'))
const Access = lazy(() => import('./access/access'))
const Audit = lazy(() => import('./audit'))
const Settings = lazy(() => import('./settings'))

export const adminPages = (
  <>
    <Route path="/overview" element={<Overview />} />
    <Route path="/access" element={<Access />} />
    <Route path="/audit" element={<Audit />} />
    <Route path="/settings" element={<Settings />} />
  </>
)
