import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { t } from '../../../i18n.ts'
import { choosableColumns } from '../../../parts/UserColumns.tsx'
import { parametersOf, type UsersView } from './users-view.ts'

type Props = {
  accountId: string
  /** Asked when the menu opens: a search that is being typed doesn’t draw it anew. */
  now: () => UsersView
  size: number
}

/** The list as it is shown, to save: its search, filters, sort and chosen columns. */
export const UsersExportMenu = memo(function UsersExportMenu({ accountId, now, size }: Props) {
  const [opened, setOpened] = useState(false)
  const view = now()
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Tooltip label={t('users.export')} disabled={opened}>
          <ActionIcon variant="default" size={size} aria-label={t('users.export')}>
            <IconDownload size={size / 2} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('users.exportHelp')}</Menu.Label>
        <Menu.Item component="a" href={exportHref(accountId, 'xlsx', view)} download>
          {t('users.exportXlsx')}
        </Menu.Item>
        <Menu.Item component="a" href={exportHref(accountId, 'csv', view)} download>
          {t('users.exportCsv')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
})

/** Where nobody chose columns, the file has all of them, however few fit on the screen. */
function exportHref(accountId: string, kind: 'csv' | 'xlsx', view: UsersView): string {
  const chosen = view.deleted ? null : view.columns
  const columns = chosen && ['name', ...choosableColumns.map(({ id }) => id).filter((id) => chosen.includes(id))]
  const text = new URLSearchParams(parametersOf({ ...view, columns })).toString()
  return `/api/accounts/${accountId}/users.${kind}${text && `?${text}`}`
}
