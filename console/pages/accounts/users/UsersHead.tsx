import { Button, Group } from '@mantine/core'
import { IconFileImport, IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { t } from '../../../i18n.ts'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import classes from './UsersPage.module.css'

type Props = { isDeletedView: boolean; onImport: () => void; onImportNear: () => void; onAdd: () => void }

/** The title of the page, and the ways to more users. */
export const UsersHead = memo(function UsersHead({ isDeletedView, onImport, onImportNear, onAdd }: Props) {
  return (
    <Group justify="space-between" wrap="nowrap" className={classes.head}>
      <PageTitle title={t(isDeletedView ? 'users.showDeleted' : 'users.title')} />
      {!isDeletedView && (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button
            variant="default"
            leftSection={<IconFileImport size={16} aria-hidden />}
            onClick={onImport}
            onPointerEnter={onImportNear}
          >
            {t('imports.open')}
          </Button>
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
            {t('users.add')}
          </Button>
        </Group>
      )}
    </Group>
  )
})
