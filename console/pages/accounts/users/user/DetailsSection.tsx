import { Text } from '@mantine/core'
import type { UserLinks } from '../../../../../domain/api/user-links.ts'
import { type UserField, userFieldNames } from '../../../../../domain/user-fields.ts'
import type { User } from '../../../../../domain/users.ts'
import { fieldText, formatList, relativeTime, t } from '../../../../i18n.ts'
import { CatalogueForm, type Lock } from '../../../../parts/CatalogueForm.tsx'
import { Section } from '../../../../ui/Section.tsx'
import type { UserEdit } from './use-user-edit.ts'

/** Whose each locked field is, when it was last written, what the next sync does, and what other sources say (R8). */
function locksOf(user: User, links: UserLinks | undefined): Partial<Record<UserField, Lock>> {
  const locks: Partial<Record<UserField, Lock>> = {}
  for (const field of userFieldNames) {
    const lock = user.lockedFields.find((candidate) => candidate.field === field)
    if (!lock) continue
    const known = links?.fields.find((candidate) => candidate.field === field)
    const writtenAt = known?.owner?.writtenAt ?? user.sources.find(({ name }) => name === lock.source)?.lastSyncedAt
    const others = (known?.said ?? []).filter(({ name }) => name !== lock.source)
    locks[field] = {
      source: lock.source,
      sentence: writtenAt
        ? t('locked.sentence', { source: lock.source, when: relativeTime(writtenAt) })
        : t('locked.sentenceUnsynced', { source: lock.source }),
      others: others.map(({ name, value }) =>
        value === null ? t('locked.othersEmpty', { source: name }) : t('locked.others', { source: name, value }),
      ),
    }
  }
  return locks
}

/** The fields of the catalogue; those that a source owns are locked and say why. */
export function DetailsSection({ edit, links }: { edit: UserEdit; links: UserLinks | undefined }) {
  const { user, draft } = edit.edit
  const locks = locksOf(user, links)
  const owners = [...new Set(Object.values(locks).map(({ source }) => source))]
  const external = user.sources.filter(({ kind }) => kind !== 'console' && kind !== 'import')
  const errors = Object.fromEntries(
    Object.entries(edit.faults).map(([field, code]) => [field, code && fieldText(code)]),
  )
  return (
    <Section
      title={t('user.details')}
      help={owners.length > 0 ? t('locked.help', { sources: formatList(owners) }) : undefined}
    >
      <CatalogueForm texts={draft} errors={errors} locks={locks} onChange={edit.change} onBlur={edit.judge} />
      {external.length > 0 && (
        <Text size="sm" c="dimmed" mt="md">
          {t('locked.openHelp', { source: formatList(external.map(({ name }) => name)) })}
        </Text>
      )}
    </Section>
  )
}
