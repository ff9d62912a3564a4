import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical } from '@tabler/icons-react'
import type { Ref } from 'react'
import { t, tCode } from '../i18n.ts'
import { type ActionEntry, entriesAt } from './action-entries.ts'

type Props = {
  ref?: Ref<HTMLButtonElement>
  scope: 'all' | 'selected'
  isDeletedView: boolean
  /** Of whom: the selected, or all. */
  count: number
  isAbout: boolean
  onChoose: (entry: ActionEntry) => void
}

/** The actions icon (⋮): what it offers changes with the selection, its place does not (2.10). */
export function ActionMenu({ ref, scope, isDeletedView, count, isAbout, onChoose }: Props) {
  const entries = entriesAt('icon', scope, isDeletedView)
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon ref={ref} variant="default" size={36} aria-label={t('menu.open')} disabled={entries.length === 0}>
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map((entry) => (
          <Menu.Item
            key={entry.label}
            c={entry.isRed ? 'var(--mantine-color-error)' : undefined}
            onClick={() => onChoose(entry)}
          >
            {tCode(entry.label, entry.action)} {t(isAbout ? 'do.countAbout' : 'do.count', { count })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
