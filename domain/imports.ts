import { z } from 'zod'
import { importColumnNames, importMends, importOutcomes, importRowStatuses, importStates } from './import-words.ts'
import { instant, pageOf, pageQuery, uuid } from './page.ts'

export * from './import-words.ts'

const column = z.enum(importColumnNames)

export const importSchema = z.object({
  id: uuid,
  state: z.enum(importStates),
  fileName: z.string(),
  /** Rows by what would become of them. `skippedFields`: values that an external source owns and that stay as they are. */
  counts: z.object({
    rows: z.number().int(),
    new: z.number().int(),
    update: z.number().int(),
    error: z.number().int(),
    removed: z.number().int(),
    skippedFields: z.number().int(),
  }),
  /** Each column of the file, and what it is taken for; null: left out. `remembered`: as this account chose before. */
  columns: z.array(
    z.object({
      header: z.string(),
      column: column.nullable(),
      remembered: z.boolean(),
      /** The first values of the column. */
      samples: z.array(z.string()),
    }),
  ),
  /** Seats that the PRODUCTS column asks for. */
  licences: z.array(
    z.object({
      product: z.string(),
      needed: z.number().int(),
      available: z.number().int(),
      quantity: z.number().int(),
    }),
  ),
  /** The job that carries it out, once Upload was pressed. */
  jobId: uuid.nullable(),
  /** Why nothing came of the file (a problem code), where its state is cancelled. */
  error: z.string().nullable(),
  startedBy: z.string(),
  createdAt: instant,
  endedAt: instant.nullable(),
})
export type Import = z.infer<typeof importSchema>
export const importPage = pageOf(importSchema)
export const listImportsQuery = z.strictObject({
  ...pageQuery,
  /** open: not yet done or cancelled. */
  state: z.enum(['open', 'ended']).optional(),
})

const cell = z.string().max(1000)
export const importValues = z.object(Object.fromEntries(importColumnNames.map((name) => [name, cell])) as CellShape)
type CellShape = Record<(typeof importColumnNames)[number], typeof cell>
/** The cells of a row as text; an absent column is empty. products: ids separated by commas. */
export type ImportValues = z.infer<typeof importValues>

export const importRowSchema = z.object({
  /** The row of the file, as its spreadsheet program numbers it. */
  row: z.number().int(),
  /** Changes with every correction; PATCH and DELETE of the row take it as If-Match. */
  version: z.number().int(),
  values: importValues,
  status: z.enum(importRowStatuses),
  errors: z.array(z.object({ column: column.nullable(), code: z.string(), message: z.string() })),
  /** Other rows of the file with the same email. */
  sameEmailRows: z.array(z.number().int()).optional(),
  /** The user of this account who has the email: to open, or to update. */
  holder: z
    .object({
      id: uuid,
      displayName: z.string(),
      status: z.string(),
      /** Their names. */
      sources: z.array(z.string()),
      /** What decides on the way out of R4. */
      sourceActive: z.boolean(),
      suspendedByAdmin: z.boolean(),
    })
    .optional(),
  /** What became of the row once it was carried out; absent before. */
  outcome: z.enum(importOutcomes).optional(),
  /** Of an update: each field with its value now; `ownedBy`: the source that owns it, for which it is left alone. */
  differences: z
    .array(
      z.object({
        field: z.string(),
        current: z.string().nullable(),
        imported: z.string().nullable(),
        ownedBy: z.string().nullable(),
      }),
    )
    .optional(),
})
export type ImportRow = z.infer<typeof importRowSchema>
export const importRowPage = pageOf(importRowSchema)
export const importRowsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(importRowStatuses).optional(),
  search: z.string().max(200).optional(),
  /** Starts at the n-th matching row, counted from 0. */
  at: z.coerce.number().int().min(0).optional(),
})

/** Cells to correct; `update`: true takes a row whose email exists as an update, false as the error that it is (R35). */
export const patchImportRowBody = importValues.partial().extend({ update: z.boolean().optional() }).strict()

/** The column of the file at each place; null leaves it out. */
export const mapColumnsBody = z.strictObject({ columns: z.array(column.nullable()).max(100) })

export const mendRowsBody = z.strictObject({
  mend: z.enum(importMends),
  role: z.enum(['user', 'account_admin'], { error: () => ({ message: 'role_not_assignable' }) }).optional(),
  update: z.boolean().optional(),
  /** Which rows: all by default. */
  status: z.enum(importRowStatuses).optional(),
})

/** Rows as JSON, for programs: the same import without a file. */
export const importRowsBody = z.strictObject({
  fileName: z.string().max(200).default('rows.json'),
  rows: z.array(importValues.partial().strict()).min(1).max(10_000),
  updateExisting: z.boolean().default(false),
})

export const commitImportBody = z.strictObject({ sendWelcomeEmails: z.boolean().default(true) })
