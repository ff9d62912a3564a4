import { Badge, Button, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { Import } from '../../../../domain/imports.ts'
import { announce } from '../../../announce.ts'
import { t } from '../../../i18n.ts'
import classes from './Imports.module.css'
import type { RowsSnapshot } from './import-rows.ts'

type Props = {
  found: Import
  snapshot: RowsSnapshot
  isNarrowed: boolean
  search: string
  /** What was done last to many rows. */
  note: string
  onRefresh: () => void
  onAll: () => void
}

/** The line above the grid, always there so that nothing moves: *No errors found*, or how many; what is shown. */
export function ImportLine({ found, snapshot, isNarrowed, search, note, onRefresh, onAll }: Props) {
  const { error } = found.counts
  const { key, total, mended } = snapshot
  const matching = isNarrowed && key !== null ? t('imports.match', { count: total }) : ''
  const [spoken] = useDebouncedValue(matching, 600)
  useEffect(() => {
    if (spoken) announce(spoken)
  }, [spoken])
  return (
    <div className={classes.line}>
      {error === 0 ? (
        <span className={classes.fine}>
          <IconCircleCheck size={16} aria-hidden />
          {t('imports.noErrors')}
        </span>
      ) : (
        <Badge color="red" leftSection={<IconAlertTriangle size={13} aria-hidden />}>
          {t('imports.errors', { count: error })}
        </Badge>
      )}
      <Text size="sm" className={classes.matching}>
        {matching && total === 0 && search ? t('imports.noMatch', { search }) : matching}
      </Text>
      {note && (
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      )}
      {mended > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={onRefresh} title={t('imports.refresh')}>
          {t('imports.hideMended', { count: mended })}
        </Button>
      )}
      {isNarrowed && key !== null && total === 0 && (
        <Button variant="subtle" size="compact-sm" onClick={onAll}>
          {t('imports.allRows')}
        </Button>
      )}
    </div>
  )
}
