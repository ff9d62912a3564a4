import { Button, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyDone, notifyProblem } from '../../../notify.ts'
import { paths } from '../../../paths.ts'

type Props = { accountId: string; importId: string; hasCorrections: boolean }

/** R32: nothing of it stays. Asks where work would be lost, and only there. */
export function CancelImport({ accountId, importId, hasCorrections }: Props) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isAsking, asking] = useDisclosure(false)
  const cancel = useMutation({
    mutationFn: () => api.cancelImport({ params: { accountId, importId } }),
    onSuccess: async () => {
      notifyDone(t('imports.cancelledToast'))
      void client.invalidateQueries({ queryKey: ['listImports', accountId] })
      await navigate({ to: paths.users, params: { accountId } })
      client.removeQueries({ queryKey: ['getImport', accountId, importId] })
    },
    onError: (error) => {
      notifyProblem(error)
      void client.invalidateQueries({ queryKey: ['getImport', accountId, importId] })
    },
  })
  return (
    <>
      <Button
        variant="default"
        loading={cancel.isPending}
        onClick={() => (hasCorrections ? asking.open() : cancel.mutate())}
      >
        {t('action.cancel')}
      </Button>
      <Modal opened={isAsking} onClose={asking.close} title={t('imports.cancelTitle')} size="sm">
        <Text size="sm">{t('imports.cancelHelp')}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('imports.cancelYes')}
          </Button>
          <Button data-autofocus onClick={asking.close}>
            {t('imports.cancelNo')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
