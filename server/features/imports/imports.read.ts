import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Problem } from '../../platform/problem.ts'
import { readerLimits } from './imports.read.limits.ts'
import type { ReaderLine, SheetRow, SpreadsheetKind } from './imports.read.lines.ts'

const reader = fileURLToPath(new URL('./imports.reader.ts', import.meta.url))

/**
 * Looks at the head of a spreadsheet: what it is, its header and the first values of each column.
 * @param fileName as the person calls it; only for messages
 * @throws Problem spreadsheet_unreadable, _old_format, _encrypted, _refused (`reason`), _too_large (`reason`), _empty
 */
export async function probeSpreadsheet(
  path: string,
  fileName: string,
): Promise<{ kind: SpreadsheetKind; headers: string[]; samples: string[][] }> {
  for await (const line of linesOf(['probe', path, fileName])) if ('headers' in line) return line
  throw new Problem('spreadsheet_unreadable')
}

/**
 * The rows below the header, in batches of about 1,000; empty rows are left out. `row`: its number in the spreadsheet.
 * Read in a process of its own as fast as the batches are taken; it ends with the loop.
 * @throws Problem as probeSpreadsheet, at the batch where it turns out
 */
export async function* readSpreadsheet(
  path: string,
  kind: SpreadsheetKind,
  signal?: AbortSignal,
): AsyncGenerator<SheetRow[]> {
  for await (const line of linesOf(['read', path, kind], signal)) if ('rows' in line) yield line.rows
}

/**
 * What the reader says, until it has said its last word. It runs without our environment and without the right to write,
 * to start processes or to grow (SEC-33), and is killed when it says nothing for too long.
 */
async function* linesOf(words: ['probe' | 'read', ...string[]], signal?: AbortSignal): AsyncGenerator<ReaderLine> {
  signal?.throwIfAborted()
  const child = spawn(process.execPath, [...readerLimits.flags, reader, ...words], {
    env: {},
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const gone = once(child, 'close').catch(() => undefined)
  const kill = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', kill)
  let silent = false
  const watch = () =>
    setTimeout(() => {
      silent = true
      kill()
    }, readerLimits.silenceMs[words[0]])
  let timer = watch()
  let ended = false
  try {
    for await (const text of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      clearTimeout(timer)
      const line = JSON.parse(text) as ReaderLine
      if ('problem' in line) throw new Problem(line.problem.code, line.problem)
      ended = 'end' in line || 'headers' in line
      yield line
      timer = watch()
    }
    signal?.throwIfAborted()
    if (!ended) throw refusedFor(silent ? 'time' : 'memory')
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', kill)
    kill()
    await gone
  }
}

/** A reader that fell silent or died: its limits are the only cause that is not a problem of its own. */
const refusedFor = (reason: 'time' | 'memory') =>
  new Problem('spreadsheet_refused', {
    detail: 'The spreadsheet takes too much to read.',
    with: { reason },
  })
