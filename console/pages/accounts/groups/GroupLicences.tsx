import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Group as DirectoryGroup } from '../../../../domain/api/groups.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyDone, notifyProblem } from '../../../notify.ts'
import { licencesQuery } from '../../../queries.ts'
import { Section } from '../../../ui/Section.tsx'
import { groupQuery } from './group-queries.ts'

/** The product that members get; a shortage is shown with the way to try again. */
export function GroupLicences({ accountId, group }: { accountId: string; group: DirectoryGroup }) {
  const client = useQueryClient()
  const { data: licences } = useQuery(licencesQuery(accountId))
  const change = useMutation({
    mutationFn: async (product: string | null) =>
      (await api.updateGroup({ params: { accountId, groupId: group.id }, body: { product } })).data,
    onSuccess: (now) => {
      client.setQueryData(groupQuery(accountId, group.id).queryKey, now)
      void client.invalidateQueries({ queryKey: licencesQuery(accountId).queryKey })
      void client.invalidateQueries({ queryKey: ['listUsers', accountId] })
      notifyDone(t('group.saved'))
    },
    onError: notifyProblem,
  })
  const products = (licences ?? []).map(({ product, name }) => ({ value: product, label: name }))
  return (
    <Section title={t('group.licences')} help={t('group.licencesHelp')}>
      <Stack gap="md">
        <Select
          label={t('groups.product')}
          data={products}
          value={group.product}
          placeholder={t('groups.noProduct')}
          clearable
          disabled={change.isPending}
          onChange={(product) => change.mutate(product)}
          maw={360}
        />
        {group.shortage && (
          <Alert color="orange" icon={<IconAlertTriangle aria-hidden />}>
            <Group justify="space-between">
              <Text size="sm">{t('group.shortage', group.shortage)}</Text>
              <Button
                size="compact-sm"
                variant="default"
                loading={change.isPending}
                onClick={() => change.mutate(group.product)}
              >
                {t('group.retry')}
              </Button>
            </Group>
          </Alert>
        )}
      </Stack>
    </Section>
  )
}
