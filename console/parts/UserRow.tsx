import { Link } from '@tanstack/react-router'
import { memo, type ReactNode } from 'react'
import type { User } from '../../domain/users.ts'
import { t } from '../i18n.ts'
import { paths } from '../paths.ts'
import grid from './RowGrid.module.css'
import cells from './UserCells.module.css'
import type { CellContext, UserColumn } from './UserColumns.tsx'
import { UserHighlight } from './UserHighlight.tsx'
import { UserSources } from './UserSources.tsx'
import { statusDetail, UserStatus } from './UserStatus.tsx'
import classes from './UserTable.module.css'

type Props = {
  row: number
  /** Pixels from the top of the list. */
  y: number
  /** Undefined while it is loaded. */
  user: User | undefined
  isActive: boolean
  isNarrow: boolean
  columns: readonly UserColumn[]
  context: CellContext
  actions?: (user: User, isActive: boolean) => ReactNode
  /** Undefined: rows can’t be selected. */
  isTicked?: boolean | undefined
  onTick?: (row: number, withShift: boolean) => void
}

/** One row at its place: the name is the link; the whole row opens it. */
export const UserRow = memo(function UserRow(props: Props) {
  const { row, y, user, isActive, isNarrow, columns, context, actions, isTicked, onTick } = props
  const tick =
    user && isTicked !== undefined && onTick ? (
      <input
        type="checkbox"
        className={classes.tick}
        checked={isTicked}
        tabIndex={isActive ? 0 : -1}
        aria-label={t('select.one', { name: user.displayName })}
        onChange={({ nativeEvent }) => onTick(row, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
      />
    ) : null
  return (
    <tr
      className={`${grid.row} ${classes.row}`}
      style={{ transform: `translateY(${y}px)` }}
      aria-rowindex={row + 2}
      data-row={row}
      data-active={isActive || undefined}
      data-odd={row % 2 === 1 || undefined}
      data-ticked={isTicked || undefined}
      aria-selected={user ? isTicked : undefined}
    >
      {!user && <Skeletons count={isNarrow ? 1 : columns.length + (actions ? 1 : 0)} />}
      {user && isNarrow && (
        <NarrowCells user={user} isActive={isActive} context={context} actions={actions} tick={tick} />
      )}
      {user &&
        !isNarrow &&
        columns.map((column, index) => (
          <td key={column.id}>
            {index === 0 ? (
              <>
                {tick}
                <NameLink user={user} isActive={isActive}>
                  {column.cell(user, context)}
                </NameLink>
              </>
            ) : (
              column.cell(user, context)
            )}
          </td>
        ))}
      {user && !isNarrow && actions && <td data-actions>{actions(user, isActive)}</td>}
    </tr>
  )
})

function NameLink({ user, isActive, children }: { user: User; isActive: boolean; children: ReactNode }) {
  return (
    <Link
      to={paths.user}
      params={{ accountId: user.accountId, userId: user.id }}
      className={classes.name}
      tabIndex={isActive ? 0 : -1}
      state={{ fromList: true }}
      preload={false}
      title={user.displayName}
      draggable={false}
    >
      {children}
    </Link>
  )
}

/** Two lines: name and status, email and what else tells users apart. */
function NarrowCells({
  user,
  isActive,
  context,
  actions,
  tick,
}: Pick<Props, 'isActive' | 'context' | 'actions'> & { user: User; tick: ReactNode }) {
  return (
    <>
      <td className={classes.narrowName}>
        <span className={classes.pick}>
          {tick}
          <NameLink user={user} isActive={isActive}>
            <UserHighlight text={user.displayName} words={context.words} />
          </NameLink>
        </span>
        <span className={cells.second}>
          <UserHighlight text={user.email ?? t('users.noEmail')} words={user.email ? context.words : []} />
        </span>
      </td>
      <td className={classes.narrowState} data-actions={actions ? true : undefined}>
        {actions ? (
          actions(user, isActive)
        ) : (
          <>
            <UserStatus user={user} />
            <span className={classes.narrowMore}>
              {statusDetail(user) && <span className={cells.second}>{statusDetail(user)}</span>}
              {user.role && user.role !== 'user' && <span className={cells.second}>{t(`role.${user.role}`)}</span>}
              <UserSources sources={user.sources.filter(({ kind }) => kind !== 'console')} />
            </span>
          </>
        )}
      </td>
    </>
  )
}

/** Bars where the texts will be. */
const Skeletons = memo(function Skeletons({ count }: { count: number }) {
  return Array.from({ length: count }, (_, cell) => cell).map((cell) => (
    <td key={cell} aria-hidden={cell > 0 || undefined}>
      <span className={`${grid.bar} ${classes.bar}`} />
      {cell === 0 && <span className={grid.hidden}>{t('users.loadingRow')}</span>}
    </td>
  ))
})
