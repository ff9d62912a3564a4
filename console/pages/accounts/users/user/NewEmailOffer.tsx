import { Button, Group, Text } from '@mantine/core'
import { t } from '../../../../i18n.ts'
import { ProblemNotice } from '../../../../parts/ProblemNotice.tsx'
import { useUserAction } from './use-user-action.ts'
import type { UserEdit } from './use-user-edit.ts'

/** R12: the email of an unregistered user was changed, so the old link is void; a new one is offered on the spot. */
export function NewEmailOffer({ edit }: { edit: UserEdit }) {
  const { user } = edit.edit
  const email = user.email ?? ''
  const act = useUserAction(user, () => t('userSignIn.sent', { email }))
  if (!edit.savedWithEmail || edit.changed.length > 0) return null
  return (
    <Group gap="sm" role="status">
      <Text size="sm">{t('userSignIn.newEmail', { email })}</Text>
      <Button
        size="compact-sm"
        variant="light"
        loading={act.isPending}
        onClick={() => act.mutate({ action: 'send_welcome_email' }, { onSuccess: edit.forgetSavedEmail })}
      >
        {t('userSignIn.send')}
      </Button>
      <ProblemNotice error={act.error} />
    </Group>
  )
}
