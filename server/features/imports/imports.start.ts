import type { z } from 'zod'
import { guessColumns, headerKey } from '../../../domain/import-headers.ts'
import { cleanCell } from '../../../domain/import-rules.ts'
import { importColumnNames, importColumns, importLimits } from '../../../domain/import-words.ts'
import type { Import, importRowsBody } from '../../../domain/imports.ts'
import type { TxContext } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { command, query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { enqueue } from '../../platform/queue.ts'
import { actorColumns, record } from '../../platform/record.ts'
import { rulesOf, staged } from './imports.judge.ts'
import { readImport } from './imports.list.ts'
import { insertRows } from './imports.rows.sql.ts'
import { settleRows } from './imports.settle.ts'
import * as imports from './imports.sql.ts'

const permission = 'imports:update' as const
/** Imports of an account that wait for somebody; one more has to wait until one is uploaded or cancelled (SEC-28). */
const mostOpen = 20
const pieceBytes = 1024 * 1024

/** Says before a file is taken in whether it may be. @throws not_found · forbidden · imports_too_many */
export const mayImport = query<void, void>({ name: 'mayImport', permission }, refuseTooMany)

async function refuseTooMany({ tx }: TxContext): Promise<void> {
  if ((await imports.countOpen(tx)) >= mostOpen) throw new Problem('imports_too_many')
}

async function columnsFor(
  context: TxContext,
  headers: readonly string[],
  samples: readonly (readonly string[])[],
): Promise<imports.FileColumn[]> {
  const clean = headers.slice(0, importLimits.columns).map((header) => cleanCell(header).slice(0, 200).trim())
  const known = await imports.selectMappings(context.tx, clean.map(headerKey))
  const guessed = guessColumns(clean, new Map(known.map((one) => [one.header_key, one.field])))
  return guessed.map((column, index) => ({ ...column, samples: (samples[index] ?? []).slice(0, 5).map(cleanCell) }))
}

type Start = Pick<imports.NewImport, 'kind' | 'state'> & {
  fileName: string
  columns: imports.FileColumn[]
  updateExisting: boolean
}

/** The import itself, with its event. */
async function start(context: TxContext, input: Start): Promise<string> {
  await refuseTooMany(context)
  const id = newId()
  const { kind, id: actorId, name } = actorColumns(context)
  await imports.insertImport(context.tx, {
    id,
    file_name: cleanCell(input.fileName).slice(0, 200),
    kind: input.kind,
    state: input.state,
    columns: input.columns,
    update_existing: input.updateExisting,
    startedBy: { kind, id: actorId, name },
  })
  await record(context, [{ name: 'import.started', subjectId: id, data: { kind: input.kind } }])
  return id
}

export type UploadedFile = {
  fileName: string
  kind: 'xlsx' | 'csv'
  headers: string[]
  samples: string[][]
  /** The bytes, once more from the beginning. */
  bytes(): AsyncIterable<Buffer>
}

/** Takes in a file that was looked at: a worker reads it. Nothing of it becomes a user before Upload (R32). */
export const uploadImport = command<UploadedFile, Import>(
  { name: 'uploadImport', permission },
  async (context, file) => {
    const columns = await columnsFor(context, file.headers, file.samples)
    const id = await start(context, { ...file, state: 'reading', columns, updateExisting: false })
    let n = 0
    let waiting: Buffer[] = []
    let size = 0
    const store = async () => {
      if (size > 0) await imports.insertPiece(context.tx, id, n++, Buffer.concat(waiting))
      waiting = []
      size = 0
    }
    for await (const bytes of file.bytes()) {
      waiting.push(bytes)
      size += bytes.length
      if (size >= pieceBytes) await store()
    }
    await store()
    await enqueue(context, 'imports.read', { key: id, payload: { importId: id } })
    return { changed: 1, result: await readImport(context, id) }
  },
)

/** Rows as JSON: the same import without a file, previewed at once. */
export const importRows = command<z.output<typeof importRowsBody>, Import>(
  { name: 'importRows', permission },
  async (context, { fileName, rows, updateExisting }) => {
    const names = importColumnNames.filter((name) => rows.some((row) => row[name] !== undefined))
    const columns = names.map((column) => ({
      header: importColumns[column],
      column,
      remembered: false,
      samples: rows.slice(0, 5).map((row) => cleanCell(row[column] ?? '')),
    }))
    const id = await start(context, { kind: 'rows', state: 'preview', fileName, columns, updateExisting })
    const rules = await rulesOf(context)
    for (let at = 0; at < rows.length; at += 1_000) {
      // As a spreadsheet would number them: the first is the header.
      const stretch = rows.slice(at, at + 1_000).map((row, index) => ({
        row: at + index + 2,
        cells: names.map((name) => row[name] ?? ''),
      }))
      await insertRows(
        context.tx,
        id,
        stretch.map((row) => staged(row, columns, rules)),
        updateExisting,
      )
    }
    await settleRows(context, id, columns, null)
    return { changed: 1, result: await readImport(context, id) }
  },
)
