import { ActionIcon, Button, Checkbox, Popover, Stack, Text, Tooltip } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../../../i18n.ts'
import type { UserColumn } from '../../../parts/UserColumns.tsx'

type Props = {
  columns: readonly UserColumn[]
  /** What is shown now. */
  shown: readonly string[]
  /** Somebody chose; without that as many as fit are shown. */
  isChosen: boolean
  onChange: (columns: string[] | null) => void
}

/** Which columns the list shows. The name is always there. */
export function UsersColumnsMenu({ columns, shown, isChosen, onChange }: Props) {
  const [opened, setOpened] = useState(false)
  const toggle = (id: string) =>
    onChange(
      columns
        .map((column) => column.id)
        .filter((other) => (other === id ? !shown.includes(id) : shown.includes(other))),
    )
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 90 }}
    >
      <Popover.Target>
        <Tooltip label={t('users.columns')} disabled={opened}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('users.columns')}
            onClick={() => setOpened((open) => !open)}
          >
            <IconColumns3 size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={t('users.columns')}>
        <Stack gap={8}>
          <Text size="xs" c="dimmed">
            {t('users.columnsHelp')}
          </Text>
          {columns.map(({ id, label }) => (
            <Checkbox key={id} label={label} checked={shown.includes(id)} onChange={() => toggle(id)} />
          ))}
          <Button variant="subtle" size="compact-sm" disabled={!isChosen} onClick={() => onChange(null)}>
            {t('users.columnsReset')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
