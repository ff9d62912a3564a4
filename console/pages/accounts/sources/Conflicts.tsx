import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Conflict } from '../../../../domain/api/sources.ts'
import { userFieldNames } from '../../../../domain/user-fields.ts'
import { api } from '../../../api.ts'
import { relativeTime, t } from '../../../i18n.ts'
import { notifyDone, notifyProblem } from '../../../notify.ts'
import { Address } from '../../../parts/Address.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { userFieldLabel } from '../../../parts/UserColumns.tsx'
import { Section } from '../../../ui/Section.tsx'
import classes from './Sources.module.css'
import { conflictsQuery, sourcesChanged } from './source-queries.ts'

type Decision = { decision: 'link' | 'keep_apart' | 'ignore' | 'undo'; userId?: string }
type Decide = (conflict: Conflict, body: Decision) => void

/** The conflict desk: both sides field by field, and the choice; every choice can be undone. */
export function Conflicts({ accountId }: { accountId: string }) {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(conflictsQuery(accountId))
  const decide = useMutation({
    mutationFn: ({ conflict, body }: { conflict: Conflict; body: Decision }) =>
      api.decideConflict({ params: { accountId, conflictId: conflict.id }, body }),
    onSuccess: (_, { body }) => {
      sourcesChanged(client, accountId)
      notifyDone(t(`conflicts.done.${body.decision}`))
    },
    onError: notifyProblem,
  })
  const onDecide: Decide = (conflict, body) => {
    if (!decide.isPending) decide.mutate({ conflict, body })
  }
  const open = data?.filter(({ state }) => state === 'open') ?? []
  const decided = data?.filter(({ state }) => state !== 'open') ?? []
  return (
    <>
      <Section title={t('conflicts.title')} help={t('conflicts.help')}>
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {data && open.length === 0 && <Text c="dimmed">{t('conflicts.none')}</Text>}
        <Stack gap="xl">
          {open.map((conflict) => (
            <OpenConflict key={conflict.id} conflict={conflict} onDecide={onDecide} />
          ))}
        </Stack>
      </Section>
      {decided.length > 0 && (
        <Section title={t('conflicts.decided')}>
          <Stack gap="xs">
            {decided.map((conflict) => (
              <Group key={conflict.id} justify="space-between">
                <Text size="sm">
                  {conflict.userName} · {conflict.sourceName}{' '}
                  <Badge color="gray" variant="light">
                    {t(`conflicts.state.${conflict.state === 'open' ? 'ignored' : conflict.state}`)}
                  </Badge>
                </Text>
                <Button variant="default" size="compact-sm" onClick={() => onDecide(conflict, { decision: 'undo' })}>
                  {t('conflicts.undo')}
                </Button>
              </Group>
            ))}
          </Stack>
        </Section>
      )}
    </>
  )
}

const originName = (name: string) => (name === 'console' || name === 'import' ? t(`source.${name}`) : name)

function OpenConflict({ conflict, onDecide }: { conflict: Conflict; onDecide: Decide }) {
  const { candidates, wanted, sourceName, tries, lastSeenAt } = conflict
  const fields = userFieldNames.filter((field) => wanted[field] || candidates.some(({ values }) => values[field]))
  return (
    <div>
      <Text fw={500}>{t(`conflicts.rule.${conflict.rule}`, { source: sourceName })}</Text>
      <Text size="sm" c="dimmed" mb="xs">
        {t('conflicts.tries', { count: tries, when: relativeTime(lastSeenAt) })}
      </Text>
      <Table aria-label={conflict.userName} layout="fixed" className={classes.sides}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('conflicts.field')}</Table.Th>
            <Table.Th>{t('conflicts.theirs')}</Table.Th>
            {candidates.map((candidate) => (
              <Table.Th key={candidate.id}>{candidate.displayName}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Table.Tr>
            <Table.Th scope="row">{t('conflicts.userName')}</Table.Th>
            <Table.Td>
              <Address text={conflict.userName} />
            </Table.Td>
            {candidates.map((candidate) => (
              <Table.Td key={candidate.id}>–</Table.Td>
            ))}
          </Table.Tr>
          <Table.Tr>
            <Table.Th scope="row">{t('groups.source')}</Table.Th>
            <Table.Td>{sourceName}</Table.Td>
            {candidates.map((candidate) => (
              <Table.Td key={candidate.id}>{candidate.sources.map(originName).join(', ')}</Table.Td>
            ))}
          </Table.Tr>
          {fields.map((field) => (
            <Table.Tr key={field}>
              <Table.Th scope="row">{userFieldLabel(field)}</Table.Th>
              <Table.Td>
                <Address text={wanted[field] ?? '–'} />
              </Table.Td>
              {candidates.map((candidate) => (
                <Table.Td key={candidate.id}>
                  <Address text={candidate.values[field] ?? '–'} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group mt="sm">
        {candidates.map((candidate) => (
          <Button
            key={candidate.id}
            size="compact-sm"
            onClick={() => onDecide(conflict, { decision: 'link', userId: candidate.id })}
          >
            {candidates.length > 1 ? t('conflicts.linkWith', { name: candidate.displayName }) : t('conflicts.link')}
          </Button>
        ))}
        <Button variant="default" size="compact-sm" onClick={() => onDecide(conflict, { decision: 'keep_apart' })}>
          {t('conflicts.keepApart')}
        </Button>
        <Button variant="default" size="compact-sm" onClick={() => onDecide(conflict, { decision: 'ignore' })}>
          {t('conflicts.ignore')}
        </Button>
      </Group>
    </div>
  )
}
