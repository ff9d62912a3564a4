import { restoreDays } from '../../../../../domain/user-actions.ts'
import type { User } from '../../../../../domain/users.ts'
import { formatList, t } from '../../../../i18n.ts'

/** Whether a PBX or IoT link keeps the row when the user is deleted (R28, the strictest rule of 2.12). */
export const keepersOf = (user: Pick<User, 'sources'>): string[] =>
  user.sources.filter(({ kind }) => kind === 'pbx' || kind === 'iot').map(({ name }) => name)

/** What deleting does to this user, by where it comes from (2.12 and the removal table of the sources). */
export function consequences(user: Pick<User, 'displayName' | 'sources'>): string[] {
  const name = user.displayName
  const keepers = keepersOf(user)
  const directories = user.sources.filter(({ kind }) => kind === 'scim').map((source) => source.name)
  const source = formatList(directories)
  if (keepers.length > 0) {
    const kept = t('delete.what.kept', { name, source: formatList(keepers) })
    return directories.length > 0 ? [kept, t('delete.what.keptScim', { source })] : [kept]
  }
  if (directories.length > 0) return [t('delete.what.scim', { name, source, days: restoreDays })]
  return [t('delete.what.plain', { name, days: restoreDays })]
}
