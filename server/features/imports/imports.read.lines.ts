import type { ProblemCode } from '../../../domain/problems.ts'

/** What the reader’s process says, one JSON value a line. */
export type ReaderLine =
  | { kind: SpreadsheetKind; headers: string[]; samples: string[][] }
  | { rows: SheetRow[] }
  | { end: true }
  | { problem: { code: ProblemCode; detail?: string; with?: Record<string, unknown> } }

export type SpreadsheetKind = 'xlsx' | 'csv'
/** `row`: as the spreadsheet program numbers it. */
export type SheetRow = { row: number; cells: string[] }
