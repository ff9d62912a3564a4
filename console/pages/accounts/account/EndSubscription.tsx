import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Subscription } from '../../../../domain/accounts.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyDone } from '../../../notify.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { licencesQuery, subscriptionsQuery } from '../../../queries.ts'

type Props = { accountId: string; subscription: Subscription | null; onClose: () => void }

/** Ends a subscription now, after saying what that means. */
export function EndSubscription({ accountId, subscription, onClose }: Props) {
  return (
    <Modal opened={subscription !== null} onClose={onClose} title={t('subscriptions.endTitle')}>
      {subscription && <Ask accountId={accountId} subscription={subscription} onClose={onClose} />}
    </Modal>
  )
}

function Ask({ accountId, subscription, onClose }: Props & { subscription: Subscription }) {
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: () => api.endSubscription({ params: { accountId, subscriptionId: subscription.id } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: subscriptionsQuery(accountId).queryKey })
      void client.invalidateQueries({ queryKey: licencesQuery(accountId).queryKey })
      notifyDone(t('subscriptions.endedToast'))
      onClose()
    },
  })
  const { quantity, productName: product } = subscription
  return (
    <Stack gap="md">
      <Text>{t('subscriptions.endHelp', { quantity, product })}</Text>
      <ProblemNotice error={end.error} />
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button color="red" loading={end.isPending} onClick={() => end.mutate()}>
          {t('subscriptions.end')}
        </Button>
      </Group>
    </Stack>
  )
}
