import { Alert, Stack, Text } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { User } from '../../../../../domain/users.ts'
import { formatDate, relativeTime, t } from '../../../../i18n.ts'
import { erasedAt } from '../../../../parts/UserColumns.tsx'
import { RestoreUser } from '../RestoreUser.tsx'
import { forgetUsers } from '../use-user-rows.ts'
import { HistorySection } from './HistorySection.tsx'
import { UserHeader } from './UserHeader.tsx'

/** A deleted user: who deleted it, until when it can be restored, and its history. */
export function DeletedUser({ user, onRestored }: { user: User; onRestored: () => void }) {
  const client = useQueryClient()
  const deletedAt = user.deletedAt ?? ''
  const when = relativeTime(deletedAt)
  const restored = () => {
    forgetUsers(client, user.accountId)
    onRestored()
  }
  return (
    <Stack gap="xl" mt="xs">
      <UserHeader user={user} isSelf={false} />
      <Alert color="gray" icon={<IconTrash aria-hidden />} title={t('user.deleted')}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">
            {user.deletedBy
              ? t('user.deletedBy', { when, name: user.deletedBy.name })
              : t('user.deletedWhen', { when })}{' '}
            {t('user.erasedOn', { date: formatDate(erasedAt(deletedAt)) })}
          </Text>
          <RestoreUser user={user} onDone={restored} size="sm" />
        </Stack>
      </Alert>
      <HistorySection user={user} />
    </Stack>
  )
}
