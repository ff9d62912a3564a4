import type { z } from 'zod'
import type { Import, listImportsQuery } from '../../../domain/imports.ts'
import type { Page } from '../../../domain/page.ts'
import { isUuid } from '../../platform/ids.ts'
import { query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { countsOf, readImport } from './imports.list.ts'
import { toImport } from './imports.shape.ts'
import * as imports from './imports.sql.ts'

/** Imports: a file of users, looked at and mended before any of them is made (R31–R37). */
export { cancelImport, commitImport, importAction, importChunk } from './imports.commit.ts'
export { mapImportColumns, mendImportRows, patchImportRow, removeImportRow } from './imports.edit.ts'
export { failedRows, listImportRows, templateLanguage } from './imports.list.ts'
export { readImportFile, resumeImports } from './imports.reading.ts'
export { importRows, mayImport, type UploadedFile, uploadImport } from './imports.start.ts'
export { sweepImports, wakeSweeps } from './imports.sweep.ts'
export { planUndoImport, startUndoImport, undoImportAction, undoImportChunk } from './imports.undo.ts'

const permission = 'imports:update' as const

export const getImport = query<{ importId: string }, Import>({ name: 'getImport', permission }, (context, input) =>
  readImport(context, input.importId),
)

/** Imports of the account, newest first: any admin of it may go on with one. */
export const listImports = query<z.output<typeof listImportsQuery>, Page<Import>>(
  { name: 'listImports', permission },
  async (context, { state, cursor, limit }) => {
    const { tx } = context
    const ended = state === undefined ? null : state === 'ended'
    const found = await imports.selectImports(tx, { ended, before: positionOf(cursor), limit: limit + 1 })
    const last = found.length > limit ? found[limit - 1] : undefined
    const items: Import[] = []
    for (const record of found.slice(0, limit)) items.push(toImport(record, await countsOf(context, record)))
    return {
      items,
      nextCursor: last ? Buffer.from(`${last.at} ${last.id}`).toString('base64url') : null,
      total: await imports.countImports(tx, ended),
    }
  },
)

function positionOf(cursor: string | undefined): { at: string; id: string } | null {
  if (cursor === undefined) return null
  const found = /^(\d{4}-\d\d-\d\d [\d:.]+[+-][\d:]+) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!found || !isUuid(found[2]!)) throw new Problem('cursor_invalid')
  return { at: found[1]!, id: found[2]! }
}
