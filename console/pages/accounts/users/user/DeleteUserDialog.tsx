import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { restoreDays } from '../../../../../domain/user-actions.ts'
import type { User } from '../../../../../domain/users.ts'
import { api } from '../../../../api.ts'
import { formatList, t } from '../../../../i18n.ts'
import { ConfirmWord } from '../../../../parts/ConfirmWord.tsx'
import { ProblemNotice } from '../../../../parts/ProblemNotice.tsx'
import { paths } from '../../../../paths.ts'
import { isProblem } from '../../../../problem.ts'
import { licencesQuery, userQuery } from '../../../../queries.ts'
import { forgetUsers } from '../use-user-rows.ts'
import { keepersOf } from './delete-consequences.ts'
import { LastAdmin } from './LastAdmin.tsx'

type Props = { user: User; etag: string; sentences: readonly string[]; opened: boolean; onClose: () => void }

/** **Delete User** (R26): the red button wakes only when the word is typed. The API’s word is always `delete`. */
export function DeleteUserDialog({ user, etag, sentences, opened, onClose }: Props) {
  const [typed, setTyped] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { accountId, id: userId, displayName: name } = user
  const keepers = keepersOf(user)
  const word = t('delete.confirmWord')
  const isAwake = typed.trim().toLocaleLowerCase() === word

  const remove = useMutation({
    mutationFn: (allowLastAdmin?: true) =>
      api.deleteUser({ params: { accountId, userId }, body: { confirm: 'delete', allowLastAdmin }, ifMatch: etag }),
    onSuccess: async () => {
      forgetUsers(client, accountId)
      void client.invalidateQueries({ queryKey: licencesQuery(accountId).queryKey })
      close()
      if (keepers.length > 0) {
        await client.invalidateQueries({ queryKey: userQuery(accountId, userId).queryKey })
        notifications.show({ message: t('delete.doneKept', { name, source: formatList(keepers) }) })
        return
      }
      await navigate({ to: paths.users, params: { accountId }, ignoreBlocker: true })
      client.removeQueries({ queryKey: userQuery(accountId, userId).queryKey })
      notifications.show({ message: t('delete.done', { name, days: restoreDays }) })
    },
    onError: (error) => {
      // Somebody changed the user meanwhile: what the dialog says may be another thing now.
      if (isProblem(error, 'version_stale'))
        void client.invalidateQueries({ queryKey: userQuery(accountId, userId).queryKey })
    },
  })
  const close = () => {
    setTyped('')
    remove.reset()
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (isAwake) remove.mutate(undefined)
  }
  const isLastAdmin = isProblem(remove.error, 'last_admin')
  return (
    <>
      <Modal opened={opened && !isLastAdmin} onClose={close} title={t('delete.title')}>
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <Text fw={600}>
              {name}
              {user.email && (
                <Text span c="dimmed" fw={400}>
                  {' '}
                  {user.email}
                </Text>
              )}
            </Text>
            {sentences.map((sentence) => (
              <Text key={sentence} size="sm">
                {sentence}
              </Text>
            ))}
            <ConfirmWord label={t('delete.confirmLabel', { word })} value={typed} onChange={setTyped} />
            <ProblemNotice error={isLastAdmin ? null : remove.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('action.cancel')}
              </Button>
              <Button type="submit" color="red" disabled={!isAwake} loading={remove.isPending}>
                {t('delete.submit')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
      <LastAdmin
        error={remove.error}
        onClose={remove.reset}
        onGo={() => remove.mutate(true)}
        isPending={remove.isPending}
      />
    </>
  )
}
