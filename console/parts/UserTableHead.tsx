import { UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { memo } from 'react'
import type { SortField } from '../../domain/filter.ts'
import { t } from '../i18n.ts'
import grid from './RowGrid.module.css'
import type { UserColumn } from './UserColumns.tsx'
import classes from './UserTable.module.css'

export type Sort = { field: SortField; descending: boolean }

type Props = {
  columns: readonly UserColumn[]
  isNarrow: boolean
  sort: Sort
  onSort: (field: SortField) => void
  withActions: boolean
  all: AllTicks
}

/** The check box over the rows: all that match, or none. */
export type AllTicks = { count: number; state: 'none' | 'some' | 'all'; onAll: () => void; onClear: () => void }

/** The header row; a click sorts. Narrow lists have no room for it: it is there for screen readers only. */
export const UserTableHead = memo(function UserTableHead(props: Props) {
  const { columns, isNarrow, sort, onSort, withActions, all } = props
  if (isNarrow) {
    return (
      <thead className={grid.hidden}>
        <tr aria-rowindex={1}>
          <th scope="col">{t('column.name')}</th>
          <th scope="col">{t(withActions ? 'column.restore' : 'column.status')}</th>
        </tr>
      </thead>
    )
  }
  return (
    <thead className={`${grid.head} ${classes.head}`}>
      <tr aria-rowindex={1} className={`${grid.headRow} ${classes.headRow}`}>
        {columns.map((column, index) => {
          const isSorted = column.sort === sort.field
          const Arrow = sort.descending ? IconArrowDown : IconArrowUp
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : column.sort ? 'none' : undefined}
            >
              {index === 0 && <AllBox all={all} />}
              {column.sort ? (
                <UnstyledButton
                  className={classes.sort}
                  data-sorted={isSorted || undefined}
                  onClick={() => column.sort && onSort(column.sort)}
                >
                  {column.label}
                  <Arrow size={14} className={classes.arrow} aria-hidden />
                </UnstyledButton>
              ) : (
                column.label
              )}
            </th>
          )
        })}
        {withActions && (
          <th scope="col">
            <span className={grid.hidden}>{t('column.restore')}</span>
          </th>
        )}
      </tr>
    </thead>
  )
})

function AllBox({ all }: { all: AllTicks }) {
  return (
    <input
      type="checkbox"
      className={classes.tick}
      disabled={all.count === 0}
      checked={all.state === 'all'}
      ref={(element) => {
        if (element) element.indeterminate = all.state === 'some'
      }}
      aria-label={t('select.all', { count: all.count })}
      onChange={all.state === 'all' ? all.onClear : all.onAll}
    />
  )
}
