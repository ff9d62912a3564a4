import type { Readable } from 'node:stream'
import { type Predicate, predicateOf, type SortField } from '../../../domain/filter.ts'
import { importColumns } from '../../../domain/import-words.ts'
import { type ExportColumn, type ExportUsersQuery, exportColumns } from '../../../domain/user-export.ts'
import type { User } from '../../../domain/users.ts'
import { messages } from '../../messages/messages.ts'
import type { Context } from '../../platform/context.ts'
import { command, query } from '../../platform/operation.ts'
import { record } from '../../platform/record.ts'
import { type SheetKind, writeSheet } from '../../platform/spreadsheet.ts'
import { countUpTo, type Order, type Position, selectPage } from './users.list.sql.ts'
import { wholeRow } from './users.row.sql.ts'
import { toUser } from './users.shape.ts'

const stretch = 1_000
const permission = 'users:read' as const
const say = messages('en')

type Cell = { header: string; width?: number; text: (user: User) => string | null }

const sourceName = ({ kind, name }: User['sources'][number]) =>
  kind === 'console' || kind === 'import' ? say(`export.source.${kind}`) : name

/** Headers that the import knows are its own, so that a list can be mended in a spreadsheet and brought back. */
const cells: Record<ExportColumn, Cell> = {
  firstName: { header: importColumns.firstName, text: (user) => user.firstName },
  lastName: { header: importColumns.lastName, text: (user) => user.lastName },
  name: { header: importColumns.name, width: 28, text: (user) => user.name },
  email: { header: importColumns.email, width: 34, text: (user) => user.email },
  role: { header: importColumns.role, text: (user) => (user.role ? say(`export.role.${user.role}`) : '') },
  mobile: { header: importColumns.mobile, text: (user) => user.mobile },
  extension: { header: importColumns.extension, text: (user) => user.extension },
  products: { header: importColumns.products, width: 28, text: (user) => user.products.join(',') },
  status: { header: 'STATUS', text: (user) => say(`export.status.${user.status}`) },
  sources: { header: 'SOURCES', text: (user) => user.sources.map(sourceName).join(', ') },
  lastSignInAt: { header: 'LAST SIGN-IN', width: 26, text: (user) => user.lastSignInAt },
  createdAt: { header: 'CREATED', width: 26, text: (user) => user.createdAt },
  modifiedAt: { header: 'LAST MODIFIED', width: 26, text: (user) => user.modifiedAt },
  deletedAt: { header: 'DELETED', width: 26, text: (user) => user.deletedAt },
  erasedAt: { header: 'ERASED', width: 26, text: (user) => user.erasedAt },
}
const order = Object.keys(cells) as ExportColumn[]
const onlyOfDeleted: ReadonlySet<ExportColumn> = new Set(['deletedAt', 'erasedAt'])

/** The name as shown is made of three fields; a file has them all. */
function columnsOf({ columns, deleted }: ExportUsersQuery): Cell[] {
  const wanted = new Set(columns ?? exportColumns.filter((column) => deleted || !onlyOfDeleted.has(column)))
  if (wanted.has('name')) wanted.add('firstName').add('lastName')
  return order.filter((column) => wanted.has(column)).map((column) => cells[column])
}

type Wanted = { predicate: Predicate; order: Order; from?: Position | undefined }

/** Says before anything leaves who takes how many users out; of a search only that there was one, it may be a name. */
const recordExport = command<ExportUsersQuery & { kind: SheetKind }, number>(
  { name: 'recordExport', permission },
  async (context, { kind, search, sort, columns, ...filter }) => {
    const count = await countUpTo(context.tx, predicateOf({ ...filter, search }), null)
    const data = { kind, count, filter: { ...filter, searched: Boolean(search?.trim()) }, columns: columns ?? null }
    await record(context, [{ name: 'users.exported', data }])
    return { changed: 1, result: count }
  },
)

const readStretch = query<Wanted, { users: User[]; last: Position | undefined }>(
  { name: 'exportUsers', permission },
  async ({ tx }, wanted) => {
    const found = await selectPage(tx, { ...wanted, limit: stretch })
    const last = found.at(-1)
    return { users: found.map((one) => toUser(wholeRow(one))), last: last && { key: last.sort_key, id: last.id } }
  },
)

/**
 * The list as a spreadsheet, of any length: read in stretches while it is sent, so that memory does not grow with it, and
 * a slow reader holds no transaction. The first is read before anything is answered, so that a refusal is no half file.
 */
export async function exportUsers(context: Context, input: ExportUsersQuery & { kind: SheetKind }): Promise<Readable> {
  const wanted: Wanted = {
    predicate: predicateOf(input),
    order: { field: input.sort.replace('-', '') as SortField, descending: input.sort.startsWith('-') },
  }
  await recordExport(context, input)
  const first = await readStretch(context, wanted)
  const columns = columnsOf(input)
  async function* stretches() {
    for (
      let { users, last } = first;
      users.length > 0;
      { users, last } = await readStretch(context, { ...wanted, from: last })
    ) {
      yield users.map((user) => columns.map(({ text }) => text(user) ?? ''))
      if (users.length < stretch) return
    }
  }
  return writeSheet(input.kind, { name: 'Users', columns, stretches: stretches() })
}
