import { constants, createWriteStream, openAsBlob } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { importColumns } from '../../domain/import-words.ts'
import type { Import, ImportRow } from '../../domain/imports.ts'
import type { Job } from '../../domain/jobs.ts'
import { problems } from '../../domain/problems.ts'
import { type Client, CommandError } from './client.ts'
import type { SignedIn } from './sign-in.ts'
import { say, showProgress } from './terminal.ts'

export type ImportOptions = {
  file: string
  updateExisting: boolean
  welcome: boolean
  dryRun: boolean
  /** Where rows that are not imported are saved; null: nowhere. */
  failed: string | null
}

const everyMs = 400
const listed = 50

/** Uploads a spreadsheet, says what is wrong in it, carries it out unless only tried. @returns whether every row went in */
export async function importFile(
  { client, accountId, accountName }: SignedIn,
  options: ImportOptions,
): Promise<boolean> {
  await access(options.file, constants.R_OK).catch(() => {
    throw new CommandError(`${options.file} can’t be opened.`)
  })
  const imports = `/api/accounts/${accountId}/imports`
  const form = new FormData()
  form.set('file', await openAsBlob(options.file), basename(options.file))
  say(`Uploading ${basename(options.file)} to ${accountName} …`)
  const { id } = await client.send<Import>('POST', imports, form)
  const one = `${imports}/${id}`
  let preview = await until<Import>(
    client,
    one,
    ({ state }) => state !== 'reading',
    ({ counts }) => showProgress('Reading', counts.rows, 0),
  )
  if (preview.state === 'cancelled') throw new CommandError(wordsOf(preview.error))
  if (options.updateExisting) {
    preview = await client.send<Import>('POST', `${one}/rows/mend`, { mend: 'update_existing', update: true })
  }
  sayColumns(preview)
  const { counts } = preview
  say(`${counts.rows} rows: ${counts.new} new, ${counts.update} to update, ${counts.error} with errors.`)
  if (options.dryRun) {
    await sayErrors(client, one, options.failed, counts.error)
    await client.send('DELETE', one)
    say('Only tried: nothing was imported.')
    return counts.error === 0
  }
  if (counts.new + counts.update === 0) {
    await sayErrors(client, one, options.failed, counts.error)
    await client.send('DELETE', one)
    say('Nothing was imported.')
    return false
  }
  return commit(client, { accountId, one, options })
}

async function commit(
  client: Client,
  { accountId, one, options }: { accountId: string; one: string; options: ImportOptions },
) {
  const { jobId } = await client.send<Import>('POST', `${one}/commit`, { sendWelcomeEmails: options.welcome })
  const job = await until<Job>(
    client,
    `/api/accounts/${accountId}/jobs/${jobId}`,
    ({ state }) => state === 'done' || state === 'failed' || state === 'cancelled',
    ({ processed, total }) => showProgress('Importing', processed, total),
  )
  const after = await until<Import>(
    client,
    one,
    ({ state }) => state === 'done' || state === 'cancelled',
    () => {},
  )
  say(`${job.changed} ${job.changed === 1 ? 'user was' : 'users were'} created or updated.`)
  await sayErrors(client, one, options.failed, after.counts.error)
  return job.state === 'done' && after.counts.error === 0
}

async function until<T>(
  client: Client,
  path: string,
  ended: (value: T) => boolean,
  show: (value: T) => void,
): Promise<T> {
  for (;;) {
    const value = await client.get<T>(path)
    if (ended(value)) return value
    show(value)
    await pause(everyMs)
  }
}

const wordsOf = (code: string | null): string =>
  code !== null && Object.hasOwn(problems, code)
    ? `${problems[code as keyof typeof problems].title}. ${problems[code as keyof typeof problems].help}`
    : 'The import was cancelled.'

function sayColumns({ columns }: Import): void {
  for (const { header, column } of columns) {
    if (header !== '') say(column ? `  ${header} → ${importColumns[column]}` : `  ${header} is left out`)
  }
}

/** The rows that don’t go in, with what is wrong, and all of them as a spreadsheet where one is wanted. */
async function sayErrors(client: Client, one: string, failed: string | null, count: number): Promise<void> {
  if (count === 0) return
  const { items } = await client.get<{ items: ImportRow[] }>(`${one}/rows?status=error&limit=${listed}`)
  for (const { row, errors, values } of items) {
    for (const { column, message } of errors) {
      say(`  row ${row}: ${column ? `${importColumns[column]} “${values[column]}”: ` : ''}${message}`)
    }
  }
  if (count > items.length) say(`  and ${count - items.length} further rows`)
  if (failed === null) return
  const { body } = await client.download(`${one}/failed.xlsx`)
  await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(failed))
  say(`Rows that were not imported are in ${failed}: mend them there, and import that file.`)
}
