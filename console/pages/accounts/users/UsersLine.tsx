import { Button, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowLeft, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { restoreDays } from '../../../../domain/user-actions.ts'
import { announce } from '../../../announce.ts'
import { t } from '../../../i18n.ts'
import classes from './UsersPage.module.css'
import { isNarrowed, type UsersView } from './users-view.ts'

type Props = {
  view: UsersView
  /** Null before the first answer. */
  total: number | null
  isExact: boolean
  /** Not only an estimate, which a count is about to replace. */
  isCounted: boolean
  /** The total is of the view, not of the one before. */
  isCurrent: boolean
  isSearching: boolean
  onDeleted: (deleted: boolean) => void
  onClear: (() => void) | undefined
  children: ReactNode
}

/** How many users, in words. */
function countInWords(view: UsersView, total: number, isExact: boolean, isCounted: boolean): string {
  if (!isExact && !isCounted) return t('users.matchEstimate', { count: total })
  if (isNarrowed(view)) return t(isExact ? 'users.match' : 'users.matchAbout', { count: total })
  if (view.deleted) return t('users.countDeleted', { count: total })
  return t(isExact ? 'users.count' : 'users.countAbout', { count: total })
}

/** The line under the toolbar, always there so that nothing moves: the total, the chosen filters, the way to the deleted. */
export function UsersLine({
  view,
  total,
  isExact,
  isCounted,
  isCurrent,
  isSearching,
  onDeleted,
  onClear,
  children,
}: Props) {
  const words = total === null ? '' : countInWords(view, total, isExact, isCounted)
  // Spoken when the typing rests.
  const [spoken] = useDebouncedValue(isCurrent ? words : '', 600)
  useEffect(() => {
    if (spoken) announce(spoken)
  }, [spoken])
  const [isSlow] = useDebouncedValue(isSearching, 300)
  return (
    <div className={classes.line}>
      <Text size="sm" fw={500} className={classes.total}>
        {isSearching && isSlow ? t('users.searching') : words || '\u00a0'}
      </Text>
      {children}
      {onClear && (
        <Button variant="subtle" size="compact-sm" onClick={onClear}>
          {t('filter.clear')}
        </Button>
      )}
      <span className={classes.space} />
      {view.deleted && (
        <Text size="sm" c="dimmed" visibleFrom="md">
          {t('users.deletedHelp', { days: restoreDays })}
        </Text>
      )}
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={view.deleted ? <IconArrowLeft size={16} aria-hidden /> : <IconTrash size={16} aria-hidden />}
        onClick={() => onDeleted(!view.deleted)}
      >
        {t(view.deleted ? 'users.showLive' : 'users.showDeleted')}
      </Button>
    </div>
  )
}
