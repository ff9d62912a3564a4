import { memo, useCallback } from 'react'
import { BulkBar } from '../../../parts/BulkBar.tsx'
import type { FilterKindShown } from '../../../parts/FilterBar.tsx'
import { FilterMenu } from '../../../parts/FilterMenu.tsx'
import type { Selected } from '../../../parts/selection.ts'
import { choosableColumns, type UserColumn } from '../../../parts/UserColumns.tsx'
import type { Sort } from '../../../parts/UserTableHead.tsx'
import { UsersColumnsMenu } from './UsersColumnsMenu.tsx'
import { UsersExportMenu } from './UsersExportMenu.tsx'
import classes from './UsersPage.module.css'
import { UsersSortMenu } from './UsersSortMenu.tsx'
import { type FilterKind, toggled, type UsersView } from './users-view.ts'

type Props = {
  accountId: string
  /** As it is in the address. */
  view: UsersView
  now: () => UsersView
  update: (how: (view: UsersView) => UsersView) => void
  kinds: readonly FilterKindShown<FilterKind>[]
  isCounting: boolean
  hasFailed: boolean
  onCount: () => void
  isNarrow: boolean
  onSort: (field: Sort['field']) => void
  columns: readonly UserColumn[]
  onColumns: (columns: string[] | null) => void
  selected: Selected
  onStarted: () => void
}

/** What stands beside the search bar. A key press of a search doesn’t draw it anew: the rows come first. */
export const UsersTools = memo(function UsersTools(props: Props) {
  const { accountId, view, now, update, isNarrow, columns } = props
  const toggle = useCallback(
    (kind: FilterKind, value: string) => update((shown) => toggled(shown, kind, value)),
    [update],
  )
  return (
    <>
      <FilterMenu
        kinds={props.kinds}
        chosen={view}
        isCounting={props.isCounting}
        hasFailed={props.hasFailed}
        onToggle={toggle}
        onOpen={props.onCount}
      />
      <span className={classes.space} />
      {isNarrow && <UsersSortMenu sort={view.sort} onSort={props.onSort} />}
      {!isNarrow && !view.deleted && (
        <UsersColumnsMenu
          columns={choosableColumns}
          shown={columns.map(({ id }) => id)}
          isChosen={view.columns !== null}
          onChange={props.onColumns}
        />
      )}
      {!isNarrow && <UsersExportMenu accountId={accountId} now={now} size={36} />}
      <BulkBar
        accountId={accountId}
        selected={props.selected}
        isDeletedView={view.deleted}
        onStarted={props.onStarted}
      />
    </>
  )
})
