/**
 * Every detail error keyword of RFC 7644 §3.12 and RFC 9865 §2.1, with the one HTTP status that may carry it.
 * The list is closed: an answer never invents a keyword, and statuses other than 400 and 409 carry none.
 */
export const scimTypes = {
  invalidFilter: 400,
  tooMany: 400,
  uniqueness: 409,
  mutability: 400,
  invalidSyntax: 400,
  invalidPath: 400,
  noTarget: 400,
  invalidValue: 400,
  invalidVers: 400,
  sensitive: 400,
  invalidCursor: 400,
  expiredCursor: 400,
  invalidCount: 400,
} as const

export type ScimType = keyof typeof scimTypes

/** The statuses that an answer without a keyword may have (RFC 7644 §3.12, table 8, and RFC 6585). */
export type PlainStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 429 | 500 | 501 | 503

/** The only error that this folder throws. `detail` is read by the admin of the directory, so it says what to do. */
export class ScimError extends Error {
  readonly status: PlainStatus
  readonly scimType: ScimType | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(status: PlainStatus, detail: string, scimType?: ScimType, headers: Record<string, string> = {}) {
    super(detail)
    this.name = 'ScimError'
    this.status = status
    this.scimType = scimType
    this.headers = headers
  }
}

/** An error with a keyword; its status follows from the keyword. */
export function refusal(scimType: ScimType, detail: string): ScimError {
  return new ScimError(scimTypes[scimType], detail, scimType)
}

/** An error without a keyword, with headers such as `Allow` or `Retry-After` where the status asks for them. */
export function failure(status: PlainStatus, detail: string, headers?: Record<string, string>): ScimError {
  return new ScimError(status, detail, undefined, headers)
}

/** 401 with the challenge that RFC 6750 §3 asks for. */
export function unauthorized(detail: string): ScimError {
  return failure(401, detail, { 'WWW-Authenticate': 'Bearer' })
}

/** One answer for a missing id and for an id of another account, so that the two can't be told apart (SCIM-T3). */
export function notFound(): ScimError {
  return failure(404, 'There is no resource with this id.')
}

/** A name out of a request as it may stand in a detail: short, printable, so that an answer can't be abused. */
export function quoted(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return `"${short.toWellFormed().replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?')}"`
}
