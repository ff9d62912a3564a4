import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconFileImport, IconPlus, IconSearchOff, IconTrash, IconUsers } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { restoreDays } from '../../../../domain/user-actions.ts'
import { t } from '../../../i18n.ts'
import type { FilterKindShown } from '../../../parts/FilterBar.tsx'
import { filtersInWords } from './filter-kinds.ts'
import classes from './UsersPage.module.css'
import { cleared, type FilterKind, filterCount, isNarrowed, type UsersView } from './users-view.ts'

type Props = {
  view: UsersView
  kinds: readonly FilterKindShown<FilterKind>[]
  onChange: (view: UsersView) => void
  onAdd: () => void
  onImport: () => void
}

/** Instead of rows: nothing found says what was searched and offers to clear; nobody there says what to do. */
export function UsersEmpty({ view, kinds, onChange, onAdd, onImport }: Props) {
  if (isNarrowed(view)) {
    const search = view.search.trim()
    const filters = filtersInWords(view, kinds)
    const both = search !== '' && filterCount(view) > 0
    return (
      <Empty
        icon={<IconSearchOff size={36} stroke={1.25} aria-hidden />}
        title={t('users.noMatchTitle')}
        help={
          both
            ? t('users.noMatchBoth', { search, filters })
            : search
              ? t('users.noMatchSearch', { search })
              : t('users.noMatchFilters', { filters })
        }
      >
        {search && (
          <Button variant="default" onClick={() => onChange({ ...view, search: '' })}>
            {t('users.clearSearch')}
          </Button>
        )}
        {both && (
          <Button variant="default" onClick={() => onChange({ ...cleared(view), search: view.search })}>
            {t('users.clearFilters')}
          </Button>
        )}
        {filterCount(view) > 0 && (
          <Button variant={both ? 'filled' : 'default'} onClick={() => onChange(cleared(view))}>
            {t(both ? 'users.clearAll' : 'users.clearFilters')}
          </Button>
        )}
      </Empty>
    )
  }
  if (view.deleted) {
    return (
      <Empty
        icon={<IconTrash size={36} stroke={1.25} aria-hidden />}
        title={t('users.emptyDeletedTitle')}
        help={t('users.emptyDeletedHelp', { days: restoreDays })}
      />
    )
  }
  return (
    <Empty
      icon={<IconUsers size={36} stroke={1.25} aria-hidden />}
      title={t('users.emptyTitle')}
      help={t('users.emptyHelp')}
    >
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
        {t('users.add')}
      </Button>
      <Button variant="default" leftSection={<IconFileImport size={16} aria-hidden />} onClick={onImport}>
        {t('imports.open')}
      </Button>
    </Empty>
  )
}

function Empty({
  icon,
  title,
  help,
  children,
}: {
  icon: ReactNode
  title: string
  help: string
  children?: ReactNode
}) {
  return (
    <Stack align="center" justify="center" gap="xs" className={classes.empty}>
      <span className={classes.emptyIcon}>{icon}</span>
      <Title order={2}>{title}</Title>
      <Text c="dimmed" size="sm" ta="center" maw={460}>
        {help}
      </Text>
      <Group mt="sm" justify="center">
        {children}
      </Group>
    </Stack>
  )
}
