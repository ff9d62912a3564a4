import { importLimits } from '../../../domain/import-words.ts'

const mebibyte = 1024 * 1024

/** Limits of the process that reads (SEC-33). */
export const readerLimits = {
  /** No right to write, to start processes or threads, or to load native code; a heap that can’t grow past this. */
  flags: ['--permission', '--allow-fs-read=*', '--max-old-space-size=256', '--max-semi-space-size=4', '--no-warnings'],
  /** Resident memory, bytes. */
  residentBytes: 400 * mebibyte,
  /** Between two lines, milliseconds; whoever uploads waits for the first look. */
  silenceMs: { probe: 20_000, read: 60_000 },
} as const

/** Limits of a spreadsheet. */
export const sheetLimits = {
  ...importLimits,
  /** Bytes of one quoted cell or row of a CSV. */
  recordBytes: mebibyte,
  /** Parts of a workbook. */
  parts: 2_000,
  /** Bytes of all parts, inflated. */
  inflatedBytes: 300 * mebibyte,
  /** Bytes of each part that is no sheet and not the table of texts. */
  smallPartBytes: 16 * mebibyte,
  /** How many times smaller a large part may be compressed: sheets of the usual programs reach 28 where all rows are alike. */
  ratio: 60,
  ratioFrom: 4 * mebibyte,
  /** Distinct texts of a workbook, and their characters. */
  sharedStrings: 2_000_000,
  sharedCharacters: 100 * mebibyte,
  /** Ways to show a cell; spreadsheet programs stop at as many. */
  styles: 65_490,
  /** Characters of one tag or of one text between tags. */
  markup: mebibyte,
  /** Rows at the top among which the header is looked for, and rows of samples below it. */
  headerWithin: 20,
  samples: 5,
  batch: 1_000,
} as const
