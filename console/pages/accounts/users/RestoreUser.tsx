import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import type { User } from '../../../../domain/users.ts'
import { api } from '../../../api.ts'
import { problemText, t } from '../../../i18n.ts'
import { isProblem } from '../../../problem.ts'

/** Brings one deleted user back (R30); an email that was taken meanwhile is explained. */
export function RestoreUser({
  user,
  onDone,
  size = 'compact-sm',
  isTabStop = true,
}: {
  user: User
  onDone: () => void
  size?: 'compact-sm' | 'sm'
  isTabStop?: boolean
}) {
  const name = user.displayName
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      api.runUserAction({
        params: { accountId: user.accountId },
        body: { action: 'restore', selection: { ids: [user.id] } },
      }),
    onSuccess: () => {
      notifications.show({ message: t('user.restored', { name }) })
      onDone()
    },
    onError: (error) => {
      const isTaken = isProblem(error, 'email_taken') || (isProblem(error) && error.body.reason === 'email_taken')
      const { title, help } = problemText(error)
      notifications.show(
        isTaken
          ? { color: 'red', message: t('user.restoreTaken', { name }), autoClose: false }
          : { color: 'red', title, message: help, autoClose: false },
      )
    },
  })
  return (
    <Button
      variant="default"
      size={size}
      tabIndex={isTabStop ? undefined : -1}
      loading={isPending}
      onClick={() => mutate()}
      aria-label={t('user.restoreOf', { name })}
    >
      {t('user.restore')}
    </Button>
  )
}
