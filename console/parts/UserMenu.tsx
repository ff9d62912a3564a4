import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconDotsVertical, IconInbox, IconLogout, IconUserCircle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Session } from '../../domain/sessions.ts'
import { t } from '../i18n.ts'
import { paths } from '../paths.ts'
import { useSignOut } from './sign-out.ts'
import { ThemeItems } from './ThemeSwitch.tsx'
import classes from './UserMenu.module.css'

/** The signed-in person: profile, theme, sign out. compact: only the initials are shown. */
export function UserMenu({ session, compact = false }: { session: Session; compact?: boolean }) {
  const { user, account } = session
  const signOut = useSignOut()
  return (
    <Menu position={compact ? 'bottom-end' : 'top-start'} width={232}>
      <Menu.Target>
        <UnstyledButton
          className={classes.target}
          aria-label={compact ? t('user.menu', { name: user.displayName }) : undefined}
        >
          {compact ? (
            <IconUserCircle size={24} stroke={1.6} aria-hidden />
          ) : (
            <>
              <Avatar name={user.displayName} size={30} color="gray" variant="light" aria-hidden />
              <VisuallyHidden>{t('user.menuOf')}</VisuallyHidden>
              <span className={classes.who}>
                <Text size="sm" fw={500} truncate>
                  {user.displayName}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {account.name}
                </Text>
              </span>
              <IconDotsVertical size={16} aria-hidden />
            </>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.head}>
          <Text size="sm" fw={600} truncate>
            {user.displayName}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {user.email}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {t(`role.${user.role}`)} · {account.name}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to={paths.profile} leftSection={<IconUserCircle size={16} aria-hidden />}>
          {t('nav.profile')}
        </Menu.Item>
        {session.mailbox && (
          <Menu.Item component={Link} to={paths.mailbox} leftSection={<IconInbox size={16} aria-hidden />}>
            {t('user.mailbox')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <ThemeItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          {t('user.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
