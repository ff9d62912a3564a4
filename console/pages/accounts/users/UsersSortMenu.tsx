import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import { t } from '../../../i18n.ts'
import { userColumns } from '../../../parts/UserColumns.tsx'
import type { Sort } from '../../../parts/UserTableHead.tsx'

/** Sorting where the list is too narrow for headers. */
export function UsersSortMenu({ sort, onSort }: { sort: Sort; onSort: (field: Sort['field']) => void }) {
  const Arrow = sort.descending ? IconArrowDown : IconArrowUp
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('users.sort')}>
          <IconArrowsSort size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {userColumns.map(({ id, label, sort: field }) => {
          if (!field) return null
          const isSorted = field === sort.field
          const state = isSorted ? t(sort.descending ? 'users.sortedDescending' : 'users.sortedAscending') : undefined
          return (
            <Menu.Item
              key={id}
              onClick={() => onSort(field)}
              leftSection={
                isSorted ? <Arrow size={16} role="img" aria-label={state} /> : <span style={{ width: 16 }} />
              }
            >
              {label}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
