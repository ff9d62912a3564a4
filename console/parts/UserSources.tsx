import { Badge, Group } from '@mantine/core'
import type { Origin } from '../../domain/sources.ts'
import { relativeTime, t, tCode } from '../i18n.ts'

type Source = { kind: Origin; name: string; lastSyncedAt?: string | null }

const sentence = ({ kind, name, lastSyncedAt }: Source): string => {
  if (kind === 'console' || kind === 'import') return t(`source.added.${kind}`)
  return lastSyncedAt ? t('source.synced', { name, when: relativeTime(lastSyncedAt) }) : name
}

/** A badge for each source of a user. names: with the name of the source instead of its kind. */
export function UserSources({ sources, names = false }: { sources: readonly Source[]; names?: boolean }) {
  return (
    <Group gap={4} component="span" wrap={names ? 'wrap' : 'nowrap'}>
      {sources.map((source) => {
        const isExternal = source.kind !== 'console' && source.kind !== 'import'
        return (
          <Badge
            key={`${source.kind} ${source.name}`}
            component="span"
            size="md"
            miw="max-content"
            variant={isExternal ? 'light' : 'transparent'}
            color="gray"
            px={isExternal ? 7 : 0}
            title={sentence(source)}
          >
            {names && isExternal ? source.name : tCode(`source.short.${source.kind}`, t(`source.${source.kind}`))}
          </Badge>
        )
      })}
    </Group>
  )
}
