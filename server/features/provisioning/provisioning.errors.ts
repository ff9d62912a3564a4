import type { ProblemCode } from '../../../domain/problems.ts'
import { Problem } from '../../platform/problem.ts'
import { failure, refusal, ScimError } from '../../scim/errors.ts'
import { takenAttribute } from './provisioning.sql.ts'

/** Refusals of operations as an admin of the directory must read them (scim.md §0.7). */
const ofProblem: Partial<Record<ProblemCode, (problem: Problem) => ScimError>> = {
  email_taken: () => taken('emails'),
  last_admin: () =>
    failure(
      403,
      'This is the last Account Admin who can sign in. Make another user an Account Admin in the console first.',
    ),
  not_found: () => failure(404, 'There is no resource with this id.'),
  not_deletable: () => failure(403, 'This user can’t be deleted: another source still holds it.'),
  not_applicable: () => failure(403, 'This does not apply to the user now.'),
  forbidden: () => failure(403, 'The token does not allow this.'),
  too_large: () => failure(413, 'The body is too large.'),
  media_type_refused: () => failure(415, 'Send the body as application/scim+json.'),
  malformed: () => refusal('invalidSyntax', 'The body could not be read.'),
  invalid: ({ extras }) =>
    refusal('invalidValue', `Some values are not right: ${extras.errors?.map(({ field }) => field).join(', ')}.`),
  too_many_requests: ({ extras }) =>
    failure(429, 'Too many requests. Try again in a moment.', { 'Retry-After': String(extras.retryAfterSeconds ?? 1) }),
  unavailable: () => failure(503, 'Not available right now. Try again in a moment.', { 'Retry-After': '2' }),
}

const taken = (attribute: string) =>
  refusal('uniqueness', `One or more of the attribute values are already in use: ${attribute}.`)

/** Any error as SCIM answers it; undefined: ours, to be logged and answered with 500 and nothing else (SCIM-X4). */
export function toScimError(error: unknown): ScimError | undefined {
  if (error instanceof ScimError) return error
  const attribute = takenAttribute(error)
  if (attribute) return taken(attribute)
  if (!(error instanceof Problem)) return undefined
  const known = ofProblem[error.code]
  if (known) return known(error)
  return error.status === 409 ? failure(409, error.message) : undefined
}
