import {
  IconBuilding,
  IconBuildings,
  IconHistory,
  IconPlugConnected,
  IconProgressCheck,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import { Link, type LinkProps, useParams } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense } from 'react'
import type { Session } from '../../domain/sessions.ts'
import { t } from '../i18n.ts'
import { paths } from '../paths.ts'
import { isPartner, may } from '../session.ts'
import { AccountSwitcher } from './AccountSwitcher.tsx'
import classes from './ShellNav.module.css'

// Its toasts and dialogs are loaded behind the first page.
const RunningJobs = lazy(async () => ({ default: (await import('./JobRunning.tsx')).RunningJobs }))

/** Where one can go: only what exists, and what the signed-in user may open. */
export function ShellNav({ session }: { session: Session }) {
  const { accountId } = useParams({ strict: false })
  const administers = may(session, 'users:read')
  const inAccount = accountId ?? (session.user.role === 'account_admin' ? session.account.id : undefined)
  return (
    <nav className={classes.nav} aria-label={t('nav.label')}>
      {isPartner(session) && (
        <Entry to={paths.accounts} icon={<IconBuildings />} activeOptions={{ exact: true }}>
          {t('nav.accounts')}
        </Entry>
      )}
      {administers && <AccountSwitcher session={session} />}
      {administers && inAccount && (
        <>
          <Entry
            to={paths.account}
            params={{ accountId: inAccount }}
            icon={<IconBuilding />}
            activeOptions={{ exact: true }}
          >
            {t('nav.accountInformation')}
          </Entry>
          <Entry to={paths.users} params={{ accountId: inAccount }} icon={<IconUsers />}>
            {t('nav.users')}
          </Entry>
          <Entry to={paths.jobs} params={{ accountId: inAccount }} icon={<IconProgressCheck />}>
            {t('nav.jobs')}
            <Suspense>
              <RunningJobs accountId={inAccount} />
            </Suspense>
          </Entry>
          <Entry to={paths.groups} params={{ accountId: inAccount }} icon={<IconUsersGroup />}>
            {t('nav.groups')}
          </Entry>
          <Entry to={paths.sources} params={{ accountId: inAccount }} icon={<IconPlugConnected />}>
            {t('nav.sources')}
          </Entry>
          <Entry to={paths.events} params={{ accountId: inAccount }} icon={<IconHistory />}>
            {t('nav.events')}
          </Entry>
        </>
      )}
      {!administers && (
        <Entry to={paths.profile} icon={<IconUserCircle />}>
          {t('nav.profile')}
        </Entry>
      )}
    </nav>
  )
}

function Entry({ icon, children, ...link }: LinkProps & { icon: ReactNode; children: ReactNode }) {
  return (
    <Link {...link} className={classes.entry} activeOptions={{ includeSearch: false, ...link.activeOptions }}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      {children}
    </Link>
  )
}
