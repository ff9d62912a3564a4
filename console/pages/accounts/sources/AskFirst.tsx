import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { t } from '../../../i18n.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'

type Props = {
  opened: boolean
  title: string
  help: string
  action: string
  pending: boolean
  error: unknown
  onClose: () => void
  onConfirm: () => void
}

/** Says what a step means before it is taken. */
export function AskFirst({ opened, title, help, action, pending, error, onClose, onConfirm }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack gap="md">
        <Text>{help}</Text>
        <ProblemNotice error={error} />
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button color="red" loading={pending} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
