import { Button, Group, Modal, Text } from '@mantine/core'
import { t } from '../../../../i18n.ts'
import { isProblem } from '../../../../problem.ts'
import { useSession } from '../../../../session.ts'

type Props = { error: unknown; onClose: () => void; onGo: () => void; isPending: boolean }

/** R14: what was refused because nobody could manage the account after it; a partner may go on. */
export function LastAdmin({ error, onClose, onGo, isPending }: Props) {
  const session = useSession()
  const mayGo = session.user.role === 'partner'
  return (
    <Modal opened={isProblem(error, 'last_admin')} onClose={onClose} title={t('lastAdmin.title')}>
      <Text size="sm">{t(mayGo ? 'lastAdmin.partner' : 'lastAdmin.help')}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t(mayGo ? 'action.cancel' : 'action.close')}
        </Button>
        {mayGo && (
          <Button color="red" loading={isPending} onClick={onGo}>
            {t('lastAdmin.go')}
          </Button>
        )}
      </Group>
    </Modal>
  )
}
