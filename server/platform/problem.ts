import { type FieldCode, type ProblemCode, problems } from '../../domain/problems.ts'

export type FieldError = { field: string; code: FieldCode; detail?: string }

type Extras = {
  detail?: string
  errors?: FieldError[]
  /** Further members of the problem: holder, current, accounts, needed, available. */
  with?: Record<string, unknown>
  retryAfterSeconds?: number
  cause?: unknown
}

/** A refusal that a client can act on. Codes are the keys of domain/problems.ts. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly extras: Extras

  constructor(code: ProblemCode, extras: Extras = {}) {
    super(extras.detail ?? problems[code].title, { cause: extras.cause })
    this.code = code
    this.extras = extras
  }

  get status(): number {
    return problems[this.code].status
  }
}

/** 422 for one field. */
export const fieldProblem = (field: string, code: FieldCode, detail?: string): Problem =>
  new Problem('invalid', { errors: [{ field, code, ...(detail ? { detail } : {}) }] })
