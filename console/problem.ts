import type { FieldCode, ProblemCode } from '../domain/problems.ts'
import type { Holder } from '../domain/users.ts'

export type FieldProblem = { field: string; code: FieldCode; detail?: string }

/** problem+json as the server sends it, with the members that single codes carry. */
export type ProblemBody = {
  /** `offline`: no answer came. */
  code: ProblemCode | 'offline'
  status: number
  title: string
  detail?: string
  requestId?: string
  errors?: FieldProblem[]
  /** Seconds. */
  retryAfter?: number
  /** email_taken: who has the address. */
  holder?: Holder
  /** version_stale: the resource as it is now. */
  current?: unknown
  /** several_accounts: the accounts to choose from; empty where the Account ID is asked for. */
  accounts?: { id: string; name: string }[]
  needed?: number
  available?: number
  reason?: string
}

/** What the server refused, or `offline`. */
export class ApiProblem extends Error {
  readonly body: ProblemBody

  constructor(body: ProblemBody, cause?: unknown) {
    super(body.title || body.code, { cause })
    this.body = body
  }

  get code(): ProblemBody['code'] {
    return this.body.code
  }

  get status(): number {
    return this.body.status
  }

  get requestId(): string | undefined {
    return this.body.requestId
  }

  get errors(): FieldProblem[] {
    return this.body.errors ?? []
  }
}

/** Whether an error is a problem, of one of these codes where some are named. */
export const isProblem = (error: unknown, ...codes: ProblemBody['code'][]): error is ApiProblem =>
  error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code))
