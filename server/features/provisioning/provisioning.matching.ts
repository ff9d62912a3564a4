import type { TxContext } from '../../platform/context.ts'
import { quoted, refusal, type ScimError } from '../../scim/errors.ts'
import type { Directory } from './provisioning.directory.ts'
import { type Candidate, selectCandidates, selectEntries } from './provisioning.matching.sql.ts'

/** Who is meant by a user that a directory sends (scim.md §3). */

export type Wanted = { externalId: string | null; userName: string; email: string | null }

/** Why a user waits at the conflict desk. */
export type ConflictRule = 'review' | 'refused' | 'other_source' | 'two_candidates'

export type Verdict =
  | { kind: 'free' }
  /**
   * The same person comes back: this directory removed the user and a phone system kept the row, or made the user
   * inactive and the admin lets a POST undo that; or a phone system knows them by their extension.
   */
  | { kind: 'relink'; userId: string }
  | { kind: 'taken'; error: ScimError }
  | { kind: 'conflict'; rule: ConflictRule; candidates: string[]; error: ScimError; canStandApart: boolean }

/** @param exceptId the user who is written, who can’t clash with themselves */
export const findCandidates = (
  context: TxContext,
  directory: Directory,
  wanted: Wanted,
  exceptId: string | null = null,
): Promise<Candidate[]> => selectCandidates(context.tx, { ...wanted, sourceId: directory.id, exceptId })

/** Of a POST. What is refused as taken is found by a filter of the same token; the rest an admin must decide. */
export function judge(directory: Directory, wanted: Wanted, candidates: readonly Candidate[]): Verdict {
  const ids = candidates.map(({ id }) => id)
  const [only] = candidates
  if (only === undefined) return { kind: 'free' }
  if (candidates.length > 1) {
    const error = refusal(
      'uniqueness',
      'Two users here match this one, by userName and by email. An admin decides in the console, under Sources.',
    )
    return { kind: 'conflict', rule: 'two_candidates', candidates: ids, error, canStandApart: false }
  }
  if (only.scim_source_id === directory.id) {
    const comesBack = directory.settings.reactivateOnPost && !only.source_active && only.matched.includes('externalId')
    return comesBack ? { kind: 'relink', userId: only.id } : { kind: 'taken', error: taken(only, wanted) }
  }
  if (only.scim_source_id !== null) {
    const error = refusal(
      'uniqueness',
      `${named(only, wanted)} belongs to a user of another directory. Release that user in the console, under Sources.`,
    )
    return { kind: 'conflict', rule: 'other_source', candidates: ids, error, canStandApart: false }
  }
  if (only.gone) return { kind: 'relink', userId: only.id }
  if (directory.settings.policy === 'claim') return { kind: 'taken', error: taken(only, wanted) }
  // The sign-in name looks like somebody's address, and nothing that must be unique is the same.
  const canStandApart = !only.matched.includes('emails')
  if (directory.settings.policy === 'review') {
    const error = refusal(
      'uniqueness',
      `${named(only, wanted)} belongs to a user of the console: waiting for approval in console, under Sources.`,
    )
    return { kind: 'conflict', rule: 'review', candidates: ids, error, canStandApart }
  }
  const error = refusal(
    'uniqueness',
    `${named(only, wanted)} belongs to a user of the console, whom this directory may not take over.`,
  )
  return { kind: 'conflict', rule: 'refused', candidates: ids, error, canStandApart }
}

/** 409 naming the attribute and the value that the client itself has sent (SCIM-C4, X5). */
export function taken(candidate: Candidate, wanted: Wanted): ScimError {
  const hint = candidate.source_active
    ? `id ${candidate.id}`
    : `the user exists, is inactive, and has the id ${candidate.id}`
  return refusal(
    'uniqueness',
    `One or more of the attribute values are already in use: ${named(candidate, wanted)} (${hint}).`,
  )
}

function named({ matched }: Candidate, { externalId, userName, email }: Wanted): string {
  const values: Record<string, string | null> = { externalId, userName, emails: email }
  const attribute = ['userName', 'externalId', 'emails'].find((name) => matched.includes(name)) ?? 'userName'
  return `${attribute} ${quoted(values[attribute] ?? '')}`
}

/** Whom a phone system knows by an extension (scim.md §3.1 d). */
export const findEntries = (context: TxContext, extension: string): Promise<string[]> =>
  selectEntries(context.tx, extension)

/**
 * Of a POST that no name and no address matches. A filter can’t find whom only the extension tells, so that one clear
 * match is linked at once where the directory may take over users; otherwise an admin decides.
 */
export function judgeEntries({ settings }: Directory, extension: string, entries: readonly string[]): Verdict {
  const [only] = entries
  if (only === undefined) return { kind: 'free' }
  if (entries.length === 1 && settings.policy === 'claim') return { kind: 'relink', userId: only }
  const rule =
    entries.length > 1
      ? ('two_candidates' as const)
      : settings.policy === 'review'
        ? ('review' as const)
        : ('refused' as const)
  const error = refusal(
    'uniqueness',
    `The extension ${quoted(extension)} belongs to a user of a phone system: an admin decides in the console, under Sources.`,
  )
  return { kind: 'conflict', rule, candidates: [...entries], error, canStandApart: true }
}
