import { Skeleton, Stack, Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Integration, integrations } from '../../../../domain/products.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyDone, notifyProblem } from '../../../notify.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { integrationsQuery, licencesQuery } from '../../../queries.ts'
import { Section } from '../../../ui/Section.tsx'

/** What the account is connected with; a switch acts at once. */
export function Integrations({ accountId }: { accountId: string }) {
  const client = useQueryClient()
  const query = integrationsQuery(accountId)
  const { data, error, refetch } = useQuery(query)
  const change = useMutation({
    mutationFn: async ({ name, on }: { name: Integration; on: boolean }) =>
      (await api.updateIntegrations({ params: { accountId }, body: { [name]: on } })).data,
    onSuccess: (now, { name, on }) => {
      client.setQueryData(query.queryKey, now)
      // What is on decides which licences can be managed.
      void client.invalidateQueries({ queryKey: licencesQuery(accountId).queryKey })
      notifyDone(t(on ? 'integrations.on' : 'integrations.off', { name: t(`integrations.${name}`) }))
    },
    onError: notifyProblem,
  })
  return (
    <Section title={t('integrations.title')} help={t('integrations.help')}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <Stack gap="md">
        {!error &&
          integrations.map((name) => {
            if (!data) return <Skeleton key={name} h={42} />
            const pending = change.isPending && change.variables.name === name ? change.variables.on : undefined
            return (
              <Switch
                key={name}
                label={t(`integrations.${name}`)}
                description={t(`integrations.${name}.help`)}
                checked={pending ?? data[name]}
                aria-busy={pending !== undefined || undefined}
                onChange={(event) => {
                  if (!change.isPending) change.mutate({ name, on: event.currentTarget.checked })
                }}
              />
            )
          })}
      </Stack>
    </Section>
  )
}
