import type { ReactNode } from 'react'
import type { SortField } from '../../domain/filter.ts'
import { restoreDays } from '../../domain/user-actions.ts'
import { type UserField, userFieldNames, userFields } from '../../domain/user-fields.ts'
import type { User } from '../../domain/users.ts'
import { formatDate, formatList, relativeTime, t, tCode } from '../i18n.ts'
import classes from './UserCells.module.css'
import { UserHighlight } from './UserHighlight.tsx'
import { UserSources } from './UserSources.tsx'
import { UserStatus } from './UserStatus.tsx'

/** What a cell may need besides its user. */
export type CellContext = { words: readonly string[]; productName: (id: string) => string }

export type UserColumn = {
  id: string
  label: string
  sort?: SortField
  /** Least width in pixels, and the share of what is left. */
  width: number
  grow: number
  /** Shown first where room is scarce: 1 is never left out, the last only when chosen. */
  rank: number
  cell: (user: User, context: CellContext) => ReactNode
}

const onlyWhenChosen = 99
const day = 86_400_000

/** The name of a field of the catalogue; a new field needs no message before it can be shown. */
export const userFieldLabel = (field: string): string =>
  tCode(
    `userField.${field}`,
    field.charAt(0).toUpperCase() + field.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  )

function Line({ children, dimmed = false }: { children: ReactNode; dimmed?: boolean }) {
  return <span className={dimmed ? classes.second : classes.line}>{children}</span>
}

/** A moment as a distance, the moment itself on hover; `never` where there was none. */
function When({ at, never }: { at: string | null; never: string }) {
  if (!at) return <Line dimmed>{never}</Line>
  return (
    <time className={classes.line} dateTime={at} title={formatDate(at, 'dateTime')}>
      {relativeTime(at)}
    </time>
  )
}

const column = (id: string, rest: Omit<UserColumn, 'id' | 'label' | 'grow'> & { grow?: number }): UserColumn => ({
  grow: 1,
  ...rest,
  id,
  label: tCode(`column.${id}`, userFieldLabel(id)),
})

const text = (field: UserField): UserColumn['cell'] =>
  function TextCell(user, { words }) {
    return (
      <Line>
        <UserHighlight text={user[field] ?? ''} words={words} />
      </Line>
    )
  }

const email = column('email', {
  sort: 'email',
  width: 210,
  grow: 3,
  rank: 2,
  cell: ({ email }, { words }) =>
    email ? (
      <span className={classes.address} title={email}>
        <UserHighlight text={email} words={words} />
      </span>
    ) : (
      <Line dimmed>{t('users.noEmail')}</Line>
    ),
})

const name = column('name', {
  sort: 'name',
  width: 176,
  grow: 3,
  rank: 1,
  cell: (user, { words }) => <UserHighlight text={user.displayName} words={words} />,
})

const sources = column('sources', {
  width: 116,
  rank: 6,
  cell: (user) => <UserSources sources={user.sources} />,
})

const plainWidths: Partial<Record<UserField, number>> = { mobile: 140 }

/** Fields of the catalogue that have no column of their own below: plain text, offered as a choice. */
const plain = userFieldNames
  .filter((field) => field !== 'name' && field !== 'email')
  .map((field) =>
    column(field, {
      width: plainWidths[field] ?? 110,
      rank: userFields[field].list ? 9 : onlyWhenChosen,
      cell: text(field),
    }),
  )

/** Every column that the list can show, in the order in which it shows them. */
export const userColumns: readonly UserColumn[] = [
  name,
  email,
  column('role', {
    sort: 'role',
    width: 110,
    rank: 4,
    cell: (user) => <Line>{user.role ? t(`role.${user.role}`) : t('users.none')}</Line>,
  }),
  column('status', { sort: 'status', width: 176, rank: 3, cell: (user) => <UserStatus user={user} detail /> }),
  ...plain,
  column('products', {
    width: 114,
    grow: 2,
    rank: 5,
    cell: (user, { productName }) => {
      const names = formatList(user.products.map(productName))
      return (
        <span className={classes.line} title={names}>
          {names}
        </span>
      )
    },
  }),
  sources,
  column('modifiedAt', {
    sort: 'modifiedAt',
    width: 118,
    rank: 8,
    cell: (user) => (
      <span className={classes.lines}>
        <When at={user.modifiedAt} never="" />
        {user.modifiedBy && <Line dimmed>{t('column.by', { name: user.modifiedBy.name })}</Line>}
      </span>
    ),
  }),
  column('lastSignInAt', {
    sort: 'lastSignInAt',
    width: 98,
    rank: 7,
    cell: (user) => <When at={user.lastSignInAt} never={t('column.never')} />,
  }),
  column('createdAt', {
    sort: 'createdAt',
    width: 100,
    rank: onlyWhenChosen,
    cell: (user) => <When at={user.createdAt} never="" />,
  }),
]

/** The columns of deleted users: who deleted them, when, and when they are erased. */
export const deletedColumns: readonly UserColumn[] = [
  name,
  email,
  column('deletedAt', {
    width: 140,
    grow: 2,
    rank: 2,
    cell: (user) => (
      <span className={classes.lines}>
        <When at={user.deletedAt} never="" />
        {user.deletedBy && <Line dimmed>{t('column.by', { name: user.deletedBy.name })}</Line>}
      </span>
    ),
  }),
  column('erasedAt', {
    width: 120,
    rank: 3,
    cell: (user) => <Line>{user.deletedAt && formatDate(erasedAt(user.deletedAt))}</Line>,
  }),
  sources,
]

/** When a deleted user is erased for good (R30). */
export const erasedAt = (deletedAt: string): Date => new Date(Date.parse(deletedAt) + restoreDays * day)

/** The columns that can be chosen, in order; the name is always there. */
export const choosableColumns = userColumns.filter(({ rank }) => rank > 1)

/** Room at both ends of a row, and of what can be done with it. Pixels at the usual text size. */
const padding = 32
export const actionsWidth = 116

export const leastWidth = (columns: readonly UserColumn[], hasActions: boolean): number =>
  columns.reduce((sum, { width }) => sum + width, padding + (hasActions ? actionsWidth : 0))

/**
 * The columns to show, in their own order: those chosen; where nobody chose, as many as fit into `width`, the more
 * important ones first.
 */
export function columnsFor(
  columns: readonly UserColumn[],
  chosen: readonly string[] | null,
  width: number,
  hasActions: boolean,
): readonly UserColumn[] {
  if (chosen) return columns.filter(({ id, rank }) => rank === 1 || chosen.includes(id))
  const fitting: UserColumn[] = []
  for (const candidate of [...columns].sort((a, b) => a.rank - b.rank)) {
    const fits = leastWidth([...fitting, candidate], hasActions) <= width
    if (candidate.rank > 1 && (candidate.rank === onlyWhenChosen || !fits)) break
    fitting.push(candidate)
  }
  return columns.filter((column) => fitting.includes(column))
}
