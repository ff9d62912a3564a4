import { Badge, Group, Stack, Text } from '@mantine/core'
import type { User } from '../../../../../domain/users.ts'
import { formatDate, relativeTime, t } from '../../../../i18n.ts'
import { PageTitle } from '../../../../parts/PageTitle.tsx'
import { UserSources } from '../../../../parts/UserSources.tsx'
import { statusDetail, UserStatus } from '../../../../parts/UserStatus.tsx'

/** Who this is, in which state, from where, and what happened last. */
export function UserHeader({ user, isSelf }: { user: User; isSelf: boolean }) {
  const when = relativeTime(user.modifiedAt)
  const modified = user.modifiedBy
    ? t('user.modifiedBy', { when, name: user.modifiedBy.name })
    : t('user.modified', { when })
  const lastSignIn = user.lastSignInAt
    ? t('user.lastSignIn', { when: relativeTime(user.lastSignInAt) })
    : t('user.neverSignedIn')
  const detail = user.deletedAt ? null : statusDetail(user)
  return (
    <Stack gap={6}>
      <Group gap="sm">
        <PageTitle title={user.displayName} />
        {user.role && user.role !== 'user' && <Badge size="lg">{t(`role.${user.role}`)}</Badge>}
        {isSelf && (
          <Badge size="lg" color="gray">
            {t('users.you')}
          </Badge>
        )}
      </Group>
      <Group gap="lg">
        <Group gap={6} fz="sm">
          <UserStatus user={user} />
          {detail && (
            <Text span inherit c="dimmed">
              · {detail}
            </Text>
          )}
        </Group>
        <UserSources sources={user.sources} names />
      </Group>
      <Text size="sm" c="dimmed">
        <span title={formatDate(user.modifiedAt, 'dateTime')}>{modified}</span> ·{' '}
        <span title={user.lastSignInAt ? formatDate(user.lastSignInAt, 'dateTime') : undefined}>{lastSignIn}</span>
      </Text>
    </Stack>
  )
}
