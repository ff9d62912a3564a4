import { Button, Group, Text } from '@mantine/core'
import { t } from '../../../../i18n.ts'
import { NewEmailOffer } from './NewEmailOffer.tsx'
import classes from './UserPage.module.css'
import type { UserEdit } from './use-user-edit.ts'

/** Save and Cancel, in sight wherever one scrolls; says whether there is anything to save. */
export function SaveBar({ edit }: { edit: UserEdit }) {
  const count = edit.changed.length
  return (
    <div className={classes.bar}>
      <Group gap="sm" wrap="nowrap">
        <Button type="submit" loading={edit.save.isPending} disabled={count === 0}>
          {t('action.save')}
        </Button>
        <Button variant="default" onClick={edit.cancel} disabled={count === 0}>
          {t('action.cancel')}
        </Button>
      </Group>
      <NewEmailOffer edit={edit} />
      <Text size="sm" c="dimmed" role="status" hidden={edit.savedWithEmail && count === 0}>
        {count > 0 ? t('user.unsavedCount', { count }) : t('user.nothingToSave')}
      </Text>
    </div>
  )
}
