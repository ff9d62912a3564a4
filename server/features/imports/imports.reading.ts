import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { importLimits } from '../../../domain/import-words.ts'
import { type Context, type House, systemContext, type TxContext } from '../../platform/context.ts'
import { command, query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { enqueue, isWaiting } from '../../platform/queue.ts'
import { dropImport } from './imports.commit.ts'
import { rulesOf, staged } from './imports.judge.ts'
import { readSpreadsheet } from './imports.read.ts'
import { deleteRows, insertRows } from './imports.rows.sql.ts'
import { settleRows } from './imports.settle.ts'
import * as imports from './imports.sql.ts'

// A worker reads a file into rows. Nothing of a worker that died counts: another one begins anew after its lease.

const leaseSeconds = 10
const heartbeatMs = 3_000
/** A file that ended so many workers is given up. */
const mostAttempts = 5

type Batch = { row: number; cells: string[] }[]

/** Whoever reads this file at this attempt; every write asks first whether it still counts. */
type Reading = { importId: string; attempt: number }

/** Somebody cancelled, or another worker has taken over. */
class Overtaken extends Error {}

async function stillMine({ tx }: TxContext, { importId, attempt }: Reading): Promise<void> {
  if ((await imports.keepReading(tx, importId, attempt, leaseSeconds)) === 0) throw new Overtaken()
}

const take = command<{ importId: string }, { attempt: number; kind: 'xlsx' | 'csv' } | null>(
  { name: 'takeImport', permission: 'system' },
  async (context, { importId }) => {
    const { tx } = context
    const attempt = await imports.takeReading(tx, importId, leaseSeconds)
    if (attempt === undefined) return { changed: 0, result: null }
    if (attempt > mostAttempts) {
      await dropImport(context, importId, 'internal')
      return { changed: 1, result: null }
    }
    await deleteRows(tx, importId)
    const { kind } = (await imports.selectImport(tx, importId))!
    return { changed: 0, result: { attempt, kind: kind as 'xlsx' | 'csv' } }
  },
)

const readPiece = query<{ importId: string; n: number }, Buffer | undefined>(
  { name: 'readImportPiece', permission: 'system' },
  ({ tx }, { importId, n }) => imports.selectPiece(tx, importId, n),
)

async function* pieces(context: Context, importId: string): AsyncGenerator<Buffer> {
  for (let n = 0; ; n++) {
    const bytes = await readPiece(context, { importId, n })
    if (!bytes) return
    yield bytes
  }
}

const keep = command<Reading, void>({ name: 'keepImport', permission: 'system' }, async (context, reading) => {
  await stillMine(context, reading)
  return { changed: 0, result: undefined }
})

const stage = command<Reading & { batch: Batch }, void>(
  { name: 'stageImport', permission: 'system' },
  async (context, { batch, ...reading }) => {
    await stillMine(context, reading)
    const { columns, update_existing } = (await imports.selectImport(context.tx, reading.importId))!
    const rules = await rulesOf(context)
    await insertRows(
      context.tx,
      reading.importId,
      batch.map((row) => staged(row, columns, rules)),
      update_existing,
    )
    return { changed: 0, result: undefined }
  },
)

/** The preview is ready; the file is not needed any more. */
const finish = command<Reading, void>({ name: 'finishImport', permission: 'system' }, async (context, reading) => {
  const { tx } = context
  await stillMine(context, reading)
  const { columns } = (await imports.selectImport(tx, reading.importId))!
  await settleRows(context, reading.importId, columns, null)
  await imports.deleteFile(tx, reading.importId)
  await imports.updateRead(tx, reading.importId)
  return { changed: 0, result: undefined }
})

const giveUp = command<Reading & { code: string }, void>(
  { name: 'giveUpImport', permission: 'system' },
  async (context, { code, ...reading }) => {
    await stillMine(context, reading)
    await dropImport(context, reading.importId, code)
    return { changed: 1, result: undefined }
  },
)

const letGo = command<Reading, void>(
  { name: 'letGoImport', permission: 'system' },
  async ({ tx }, { importId, attempt }) => {
    await imports.letGo(tx, importId, attempt)
    return { changed: 0, result: undefined }
  },
)

/** The handler of `imports.read`. Refused files end as cancelled with their code; other failures are tried again. */
export async function readImportFile(house: House, input: { accountId: string; importId: string }): Promise<void> {
  const { accountId, importId } = input
  const context = systemContext({ house, accountId, name: 'imports.read' })
  const taken = await take(context, { importId })
  if (!taken) return
  const reading: Reading = { importId, attempt: taken.attempt }
  const ending = new AbortController()
  const beat = setInterval(() => {
    keep(context, reading).catch(() => ending.abort())
  }, heartbeatMs)
  const folder = await mkdtemp(join(tmpdir(), 'import-'))
  try {
    const path = join(folder, `file.${taken.kind}`)
    await pipeline(Readable.from(pieces(context, importId)), createWriteStream(path, { mode: 0o600 }))
    let rows = 0
    for await (const batch of readSpreadsheet(path, taken.kind, ending.signal)) {
      rows += batch.length
      if (rows > importLimits.rows) throw new Problem('spreadsheet_too_large', { with: { reason: 'rows' } })
      await stage(context, { ...reading, batch })
    }
    clearInterval(beat)
    await finish(context, reading)
  } catch (error) {
    clearInterval(beat)
    await settleFailure(context, reading, error)
  } finally {
    clearInterval(beat)
    await rm(folder, { recursive: true, force: true })
  }
}

async function settleFailure(context: Context, reading: Reading, error: unknown): Promise<void> {
  if (error instanceof Overtaken) return
  if (error instanceof Problem && error.status < 500)
    return giveUp(context, { ...reading, code: error.code }).catch((later: unknown) => {
      if (!(later instanceof Overtaken)) throw later
    })
  await letGo(context, reading).catch(() => {})
  throw error
}

/** Puts files into the queue again whose reader died. Every worker does that every few seconds. */
export async function resumeImports(house: House): Promise<void> {
  for (const { account_id: accountId, import_id: importId } of await imports.selectStalled(house.db, leaseSeconds)) {
    const context = systemContext({ house, accountId, name: 'imports.resume' })
    await house.db.inAccount(accountId, async (tx) => {
      if (!(await isWaiting(tx, 'imports.read', importId)))
        await enqueue({ ...context, tx }, 'imports.read', { key: importId, payload: { importId } })
    })
  }
}
