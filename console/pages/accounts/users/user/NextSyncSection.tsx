import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { UserLinks } from '../../../../../domain/api/user-links.ts'
import type { UserField } from '../../../../../domain/user-fields.ts'
import type { User } from '../../../../../domain/users.ts'
import { formatList, t } from '../../../../i18n.ts'
import { userFieldLabel } from '../../../../parts/UserColumns.tsx'
import { Section } from '../../../../ui/Section.tsx'
import { sourcesQuery } from '../../sources/source-queries.ts'
import { type NextSync, nextSyncs } from './next-sync.ts'

/** What each source of the user will do with its next sync (R8, R9). */
export function NextSyncSection({ user, links }: { user: User; links: UserLinks }) {
  const all = nextSyncs(user, links)
  const { data: sources } = useQuery({ ...sourcesQuery(user.accountId), enabled: all.length > 0 })
  if (all.length === 0) return null
  return (
    <Section title={t('nextSync.title')} help={user.suspendedByAdmin ? t('nextSync.suspended') : undefined}>
      {all.map((sync) => {
        const source = sources?.find(({ id }) => id === sync.sourceId)
        const isHalted = source !== undefined && (source.state !== 'active' || !source.integrationOn)
        const lines = isHalted
          ? [t(source.integrationOn ? 'nextSync.paused' : 'nextSync.off', { source: sync.source })]
          : linesOf(sync, source?.mayGrantAdmin === true)
        return (
          <div key={sync.sourceId}>
            <Text size="sm" fw={500}>
              {sync.source}
            </Text>
            <List size="sm" mb="xs" aria-label={t('nextSync.of', { source: sync.source })}>
              {lines.map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          </div>
        )
      })}
    </Section>
  )
}

const inWords = (fields: readonly UserField[]) => formatList(fields.map(userFieldLabel))

function linesOf({ source, writes, overruled, leaves, active }: NextSync, mayGrantAdmin: boolean): string[] {
  const owners = [...new Set(overruled.map(({ owner }) => owner))]
  return [
    ...(writes.length > 0 ? [t('nextSync.writes', { fields: inWords(writes) })] : []),
    ...owners.map((owner) => {
      const fields = overruled.filter((one) => one.owner === owner).map(({ field }) => field)
      return t('nextSync.overruled', { fields: inWords(fields), owner })
    }),
    ...(leaves.length > 0 ? [t('nextSync.leaves', { fields: inWords(leaves) })] : []),
    ...(active ? [t(`nextSync.active.${active}`, { source })] : []),
    t(mayGrantAdmin ? 'nextSync.mayGrantAdmin' : 'nextSync.role'),
  ]
}
