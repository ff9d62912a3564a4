import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { Problem } from '../../platform/problem.ts'
import { sheetLimits } from './imports.read.limits.ts'
import { tooLarge } from './imports.read.rows.ts'

/** A workbook’s parts by their name in lower case, checked by the directory before anything is inflated (SEC-33). */
export type Parts = {
  names: ReadonlySet<string>
  /** @param most bytes that it may have, inflated */
  read: (name: string, most?: number) => AsyncGenerator<Buffer>
}

const refused = (reason: string, detail: string) => new Problem('spreadsheet_refused', { detail, with: { reason } })

export async function openParts(path: string): Promise<Parts> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false })
  const entries = await entriesOf(zip, (await stat(path)).size)
  return {
    names: new Set(entries.keys()),
    async *read(name, most = sheetLimits.inflatedBytes) {
      const entry = entries.get(name)
      if (!entry) throw new Problem('spreadsheet_unreadable', { detail: 'The workbook lacks a part.' })
      if (entry.uncompressedSize > most) throw tooLarge('bytes')
      yield* inflated(await zip.openReadStreamPromise(entry), entry)
    },
  }
}

/** Inflating stops at the size that the directory has said, which the limits have judged. */
async function* inflated(stream: Readable, entry: Entry): AsyncGenerator<Buffer> {
  let bytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > entry.uncompressedSize) throw tooLarge('bytes')
      yield chunk
    }
  } finally {
    stream.destroy()
  }
}

/** Archives in an archive, by what they are usually called. */
const nested = /\.(?:zip|7z|rar|gz|tgz|bz2|xz|jar|xls[xmb]|doc[xm]|ppt[xm]|od[st])$/
const told: [RegExp, () => Problem][] = [
  [/(?:^|\/)vbaproject\.bin$/, () => refused('macros', 'The workbook contains macros.')],
  [/^xl\/macrosheets\//, () => refused('macros', 'The workbook contains macros.')],
  [/^xl\/externallinks\//, () => refused('external_links', 'The workbook takes values from other files.')],
  [nested, () => refused('nested_archive', 'The workbook contains another archive.')],
]

async function entriesOf(zip: ZipFile, fileBytes: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > sheetLimits.parts) throw tooLarge('parts')
  const entries = new Map<string, Entry>()
  let packed = 0
  let unpacked = 0
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase()
    if (name.endsWith('/')) continue
    if (entry.isEncrypted()) throw new Problem('spreadsheet_encrypted')
    packed += entry.compressedSize
    unpacked += entry.uncompressedSize
    if (isBomb(entry) || unpacked > sheetLimits.inflatedBytes) throw tooLarge('bytes')
    // Two names for one part, or parts that lie over each other: different programs would read different workbooks.
    if (entries.has(name) || packed > fileBytes) throw refused('overlapping', 'The workbook is not built as one.')
    for (const [pattern, problem] of told) if (pattern.test(name)) throw problem()
    entries.set(name, entry)
  }
  return entries
}

const isBomb = ({ compressedSize, uncompressedSize }: Entry): boolean =>
  uncompressedSize > sheetLimits.ratioFrom && uncompressedSize > compressedSize * sheetLimits.ratio
