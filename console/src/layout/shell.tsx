import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, useLocation } from 'react-router'
import { currentRegion, enterRegion } from '../api/region'
import { shownName, signOut, useCan, useSession } from '../api/session'
import { Boundary } from '../ui/boundary'
import { IconButton } from '../ui/button'
import { Select } from '../ui/controls'
import {
  DashboardIcon, DataBaseIcon, HistoryIcon, KeyIcon, LogoutIcon, ViewListIcon, SecuredIcon, SettingIcon, ToolsIcon, UsergroupIcon,
} from '../ui/icons'
import { regionName } from '../lib/regions'
import { Expiry } from './expiry'
import { LanguageSwitch, ThemeSwitch } from './preferences'

/** Shell is what stands around every page: navigation, region, who is signed in. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { pathname } = useLocation()
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  useEffect(() => {
    setOpen(false)
    // A new page begins at its top, also for screen readers, unless it has put the focus in a field.
    if (!first.current && !main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true })
    first.current = false
    window.scrollTo(0, 0)
  }, [pathname])
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(e) => { e.preventDefault(); main.current?.focus() }}>{t('shell.skip')}</a>
      <Header onMenu={() => setOpen(!open)} open={open} />
      <Navigation open={open} />
      {open && <div className="veil" onClick={() => setOpen(false)} />}
      <main id="main" ref={main} tabIndex={-1}>
        <Expiry />
        <Boundary key={pathname}>{children}</Boundary>
      </main>
    </div>
  )
}

function Header({ onMenu, open }: { onMenu: () => void; open: boolean }) {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <header className="header">
      <IconButton size="medium" label={t('shell.menu')} className="menu-button" aria-expanded={open} onClick={onMenu}>
        <ViewListIcon />
      </IconButton>
      <span className="brand">
        <img src="/console/icon.svg" alt="" width="26" height="26" />
        <span>{t('shell.product')}</span>
      </span>
      {session.Regions.length > 1 ? (
        <Select
          className="region"
          aria-label={t('shell.region')}
          value={currentRegion()}
          onChange={enterRegion}
          options={session.Regions.map(({ Name }) => ({ value: Name, label: regionName(Name) }))}
        />
      ) : (
        <span className="muted region">{regionName(currentRegion())}</span>
      )}
      <span className="spring" />
      <LanguageSwitch />
      <ThemeSwitch />
      <Account />
    </header>
  )
}

function Account() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const name = shownName(useSession().Principal)
  return (
    <>
      <NavLink to="/settings" className="account" aria-label={t('shell.account', { name })}>
        <span className="avatar" aria-hidden="true">{name.slice(0, 1).toUpperCase()}</span>
        <span className="account-name">{name}</span>
      </NavLink>
      <IconButton size="medium" label={t('shell.signOut')} onClick={() => void signOut(client)}>
        <LogoutIcon />
      </IconButton>
    </>
  )
}

/** Each of these gives the page about access something to show. */
const accessActions = ['ListUsers', 'ListGroups', 'DescribeRoleList', 'ListPolicies', 'ListAccessKeys', 'ListKeyDetail', 'SimulatePrincipalPolicy']

function Navigation({ open }: { open: boolean }) {
  const { t } = useTranslation()
  const can = useCan()
  const { Version } = useSession()
  const groups = [
    { title: t('nav.kms'), links: [
      { to: '/overview', label: t('nav.overview'), icon: <DashboardIcon />, show: can('DescribeKeyStatistics') || can('DescribeCallStatistics') },
      { to: '/keys', label: t('nav.keys'), icon: <KeyIcon />, show: can('ListKeyDetail') },
      { to: '/tool', label: t('nav.tool'), icon: <ToolsIcon />, show: true },
      { to: '/data-keys', label: t('nav.dataKeys'), icon: <DataBaseIcon />, show: can('ListDataKeyDetail') },
      { to: '/white-box', label: t('nav.whiteBox'), icon: <SecuredIcon />, show: can('DescribeWhiteBoxKeyDetails') },
    ] },
    { title: t('nav.admin'), links: [
      { to: '/access', label: t('nav.access'), icon: <UsergroupIcon />, show: accessActions.some((action) => can(action)) },
      { to: '/audit', label: t('nav.audit'), icon: <HistoryIcon />, show: can('LookUpEvents') || can('DescribeLogStatus') },
      { to: '/settings', label: t('nav.settings'), icon: <SettingIcon />, show: true },
    ] },
  ]
  return (
    <nav className={`sidebar${open ? ' open' : ''}`} aria-label={t('shell.navigation')}>
      <div className="sidebar-inner">
      {groups.map(({ title, links }) => (
        <div key={title}>
          <p className="nav-title">{title}</p>
          <ul>
            {links.filter(({ show }) => show).map(({ to, label, icon }) => (
              <li key={to}>
                <NavLink to={to}>
                  {icon} {label}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <p className="nav-version">miyao {Version}</p>
      </div>
    </nav>
  )
}
