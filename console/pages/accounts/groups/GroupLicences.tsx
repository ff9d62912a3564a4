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

const none = 'none'

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
      for (const key of ['listUsers', 'listGroups']) void client.invalidateQueries({ queryKey: [key, accountId] })
      notifyDone(t('group.saved'))
    },
    onError: notifyProblem,
  })
  const products = (licences ?? []).map(({ product, name }) => ({ value: product, label: name }))
  // A product that can no longer be had is shown as long as the rule names it.
  const isKnown = group.product === null || products.some(({ value }) => value === group.product)
  const choices = [
    { value: none, label: t('groups.noProduct') },
    ...products,
    ...(isKnown ? [] : [{ value: group.product!, label: group.product! }]),
  ]
  return (
    <Section title={t('group.licences')} help={t('group.licencesHelp')}>
      <Stack gap="md">
        <Select
          label={t('groups.product')}
          data={choices}
          value={group.product ?? none}
          allowDeselect={false}
          disabled={change.isPending}
          onChange={(product) => change.mutate(product === none ? null : product)}
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
