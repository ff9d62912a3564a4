import { Burger, Drawer, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { t } from '../i18n.ts'
import { useSession } from '../session.ts'
import { AskedUndo } from './AskedUndo.tsx'
import { Brand } from './Brand.tsx'
import { useCurrentAccount } from './current-account.ts'
import classes from './Shell.module.css'
import { ShellNav } from './ShellNav.tsx'
import { UserMenu } from './UserMenu.tsx'

/** Navigation beside, or on a narrow screen above, every page behind sign-in. */
export function Shell() {
  const session = useSession()
  const account = useCurrentAccount()
  const [opened, { toggle, close }] = useDisclosure()
  const { pathname } = useLocation()
  const [shownAt, setShownAt] = useState(pathname)
  if (shownAt !== pathname) {
    // A navigation closes the drawer.
    setShownAt(pathname)
    close()
  }
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t('nav.skip')}
      </a>
      <section className={classes.bar} aria-label={t('nav.place')}>
        <Burger
          opened={opened}
          onClick={toggle}
          size="sm"
          aria-label={opened ? t('nav.close') : t('nav.open')}
          aria-expanded={opened}
        />
        {account ? (
          <Text className={classes.barAccount} fw={600} truncate>
            {account.name}
          </Text>
        ) : (
          <Brand />
        )}
        <UserMenu session={session} compact />
      </section>
      <section className={classes.side} aria-label={t('nav.place')}>
        <Brand />
        <ShellNav session={session} />
        <UserMenu session={session} />
      </section>
      <Drawer
        opened={opened}
        onClose={close}
        position="left"
        size={288}
        title={<Brand />}
        hiddenFrom="md"
        classNames={{ body: classes.drawer }}
        transitionProps={{ duration: 120 }}
      >
        <ShellNav session={session} />
      </Drawer>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <AskedUndo />
    </div>
  )
}
