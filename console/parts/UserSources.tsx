import type { Origin } from '../../domain/sources.ts'
import { relativeTime, t, tCode } from '../i18n.ts'
import classes from './UserCells.module.css'

type Source = { kind: Origin; name: string; lastSyncedAt?: string | null }

const sentence = ({ kind, name, lastSyncedAt }: Source): string => {
  if (kind === 'console' || kind === 'import') return t(`source.added.${kind}`)
  return lastSyncedAt ? t('source.synced', { name, when: relativeTime(lastSyncedAt) }) : name
}

/**
 * A badge for each source of a user. Plain elements, since a list draws many of them in a frame.
 * @param names with the name of the source instead of its kind
 */
export function UserSources({ sources, names = false }: { sources: readonly Source[]; names?: boolean }) {
  return (
    <span className={classes.sources}>
      {sources.map((source) => {
        const isExternal = source.kind !== 'console' && source.kind !== 'import'
        return (
          <span
            key={`${source.kind} ${source.name}`}
            className={isExternal ? classes.badge : classes.origin}
            title={sentence(source)}
          >
            {names && isExternal ? source.name : tCode(`source.short.${source.kind}`, t(`source.${source.kind}`))}
          </span>
        )
      })}
    </span>
  )
}
