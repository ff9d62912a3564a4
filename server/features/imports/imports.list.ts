import type { z } from 'zod'
import { searchWords } from '../../../domain/fold.ts'
import { importColumns } from '../../../domain/import-words.ts'
import type { Import, ImportRow, importRowsQuery } from '../../../domain/imports.ts'
import type { Page } from '../../../domain/page.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { getAccount } from '../accounts/accounts.ts'
import { listLicences } from '../licences/licences.ts'
import { readUsers } from '../users/users.ts'
import { rulesOf } from './imports.judge.ts'
import * as rows from './imports.rows.sql.ts'
import { toImport, toRow } from './imports.shape.ts'
import * as imports from './imports.sql.ts'

const permission = 'imports:update' as const
/** Rows of one email that are named. */
const mostTwins = 20

export const carriedOf = (record: imports.ImportRecord): rows.Carried | null =>
  record.job_id === null ? null : { jobId: record.job_id, ended: record.state === 'done' }

export async function requireImport(context: TxContext, importId: string): Promise<imports.ImportRecord> {
  const record = await imports.selectImport(context.tx, importId)
  if (!record) throw new Problem('not_found')
  return record
}

export const countsOf = async ({ tx }: TxContext, record: imports.ImportRecord): Promise<imports.ImportCounts> =>
  record.counts ?? rows.selectCounts(tx, record.id, carriedOf(record))

/** Seats that the rows would take, beside those that there are. */
async function licencesOf(context: TxContext, record: imports.ImportRecord): Promise<Import['licences']> {
  if (record.state !== 'preview') return []
  const needed = await rows.selectSeatsNeeded(context.tx, record.id)
  if (needed.length === 0) return []
  const { items } = await listLicences(context, undefined)
  return needed.map((one) => {
    const seats = items.find((licence) => licence.product === one.product)
    return { ...one, available: seats?.available ?? 0, quantity: seats?.quantity ?? 0 }
  })
}

export const readImport = async (context: TxContext, importId: string): Promise<Import> => {
  const record = await requireImport(context, importId)
  return toImport(record, await countsOf(context, record), await licencesOf(context, record))
}

/** Rows with all that a person wants to know of them: their errors, twins, holders and differences. */
export async function showRows(
  context: TxContext,
  record: imports.ImportRecord,
  found: readonly rows.RowRecord[],
): Promise<ImportRow[]> {
  const holderIds = [...new Set(found.flatMap((row) => row.holder_id ?? []))]
  const users = holderIds.length > 0 ? await readUsers(context, { ids: holderIds }) : []
  const keys = [...new Set(found.filter((row) => row.twice).flatMap((row) => row.email_key ?? []))]
  const sharing = new Map<string, number[]>()
  if (keys.length > 0) {
    for (const { email_key, row } of await rows.selectSharing(context.tx, record.id, keys, mostTwins))
      sharing.set(email_key, [...(sharing.get(email_key) ?? []), row])
  }
  const shown = {
    columns: record.columns,
    rules: await rulesOf(context),
    holders: new Map(users.map((user) => [user.id, user])),
    sharing,
  }
  return found.map((row) => toRow(row, shown))
}

type RowsInput = z.output<typeof importRowsQuery> & { importId: string }

const readRows = query<RowsInput & { more: number }, { items: ImportRow[]; total: number }>(
  { name: 'listImportRows', permission },
  async (context, { importId, status = null, search, at, cursor, limit, more }) => {
    const { tx } = context
    const record = await requireImport(context, importId)
    const after = cursor === undefined ? null : Number(cursor)
    if (after !== null && !/^\d{1,9}$/.test(cursor!)) throw new Problem('cursor_invalid')
    const wanted = {
      status,
      search: searchWords(search ?? ''),
      after,
      at: after === null ? (at ?? null) : null,
      limit: limit + more,
    }
    const carried = carriedOf(record)
    const found = await rows.selectRows(tx, importId, carried, wanted)
    return {
      items: await showRows(context, record, found),
      total: await rows.countRows(tx, importId, carried, wanted),
    }
  },
)

/** Rows in the order of the file; the cursor is the number of the last one seen, `at` jumps to the n-th match. */
export async function listImportRows(context: Context, input: RowsInput): Promise<Page<ImportRow>> {
  const { items, total } = await readRows(context, { ...input, more: 1 })
  const { limit } = input
  return {
    items: items.slice(0, limit),
    nextCursor: items.length > limit ? String(items[limit - 1]!.row) : null,
    total,
  }
}

/** Which cell it is about, by its header, and what is wrong with it. */
const reasonOf = ({ column, message }: ImportRow['errors'][number]): string =>
  column ? `${importColumns[column]}: ${message}` : message

type Failed = { values: ImportRow['values']; reasons: string[] }
const perStretch = 1_000

/**
 * Rows that are not imported, or were not, with their reasons in words; read in stretches while they are taken (R33).
 * @throws not_found before the first
 */
export async function failedRows(context: Context, importId: string): Promise<AsyncIterable<Failed[]>> {
  const stretch = (cursor: string | undefined) =>
    readRows(context, { importId, status: 'error', cursor, limit: perStretch, more: 0 })
  const first = await stretch(undefined)
  return (async function* () {
    for (let { items } = first; items.length > 0; { items } = await stretch(String(items.at(-1)!.row)))
      yield items.map(({ values, errors }) => ({ values, reasons: errors.map(reasonOf) }))
  })()
}

/** In which language an account’s template speaks. */
export const templateLanguage = query<void, string>(
  { name: 'templateLanguage', permission },
  async (context) => (await getAccount(context, undefined)).account.language,
)
