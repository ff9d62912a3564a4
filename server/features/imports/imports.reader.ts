import { once } from 'node:events'
import { Problem } from '../../platform/problem.ts'
import { openSheet } from './imports.read.file.ts'
import { readerLimits, sheetLimits } from './imports.read.limits.ts'
import type { ReaderLine, SheetRow, SpreadsheetKind } from './imports.read.lines.ts'
import type { Sheet } from './imports.read.rows.ts'

// The process that reads a spreadsheet: `probe PATH NAME` or `read PATH KIND`. It says what it finds on its output, waits
// while nobody listens, and ends by its parent’s hand.

const [what, path, word] = process.argv.slice(2) as [string, string, string]

async function say(line: ReaderLine): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain')
  if (process.memoryUsage.rss() > readerLimits.residentBytes) {
    throw new Problem('spreadsheet_refused', {
      detail: 'The spreadsheet takes too much to read.',
      with: { reason: 'memory' },
    })
  }
}

async function probe(kind: SpreadsheetKind, { headers, rows }: Sheet): Promise<void> {
  const seen: string[][] = []
  for await (const { cells } of rows) if (seen.push(cells) >= sheetLimits.headerWithin) break
  const width = Math.max(headers.length, ...seen.map((cells) => cells.length))
  const columns = Array.from({ length: width }, (_, index) => index)
  const samples = columns.map((index) =>
    seen.flatMap((cells) => (cells[index] ? [cells[index]] : [])).slice(0, sheetLimits.samples),
  )
  await say({ kind, headers: columns.map((index) => headers[index] ?? ''), samples })
}

async function read({ rows }: Sheet): Promise<void> {
  let batch: SheetRow[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < sheetLimits.batch) continue
    await say({ rows: batch })
    batch = []
  }
  if (batch.length > 0) await say({ rows: batch })
  await say({ end: true })
}

/** Whatever else goes wrong in a file that is not what it says it is: it can’t be read. */
const problemOf = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem('spreadsheet_unreadable', { cause: error })

try {
  const { kind, sheet } = await openSheet(path, what === 'probe' ? word : path)
  if (what === 'probe') await probe(kind, sheet)
  else await read(sheet)
} catch (error) {
  const { code, extras } = problemOf(error)
  await say({ problem: { code, detail: extras.detail, with: extras.with } }).catch(() => undefined)
}
// Streams of an unfinished file would keep the process waiting.
process.stdout.end(() => process.exit())
