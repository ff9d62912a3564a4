import type { User } from '../../../../../domain/users.ts'
import { changedKeys, type Draft, type DraftKey, draftOf, mergedDrafts, taken } from './user-draft.ts'

/** What somebody else saved while this user was being edited. */
export type Between = {
  by: string | null
  at: string
  before: Draft
  theirs: Draft
  /** What was typed until then: *Keep mine* goes back to it. */
  mine: Draft
  takenOver: readonly DraftKey[]
  /** Fields that both changed; the draft holds mine until theirs is taken. */
  conflicts: readonly DraftKey[]
}

/** An edit of one user: the version it stands on, what was typed, and what came in between. */
export type Edit = { user: User; etag: string; base: Draft; draft: Draft; between: Between | null }

export const begun = (user: User, etag: string): Edit => {
  const base = draftOf(user)
  return { user, etag, base, draft: base, between: null }
}

export const unsaved = (edit: Edit): DraftKey[] => changedKeys(edit.base, edit.draft)

export const typed = <Key extends DraftKey>(edit: Edit, key: Key, value: Draft[Key]): Edit => ({
  ...edit,
  draft: { ...edit.draft, [key]: value },
})

/** Cancel: what is stored, nothing else. */
export const discarded = (edit: Edit): Edit => ({ ...edit, draft: edit.base, between: null })

/**
 * A newer version of the user arrived: the edit stands on it from now on, and nothing that was typed is lost (R11).
 * @param refused a Save was refused because of it: told even if nothing that is edited here was changed
 */
export function rebased(edit: Edit, user: User, etag: string, refused = false): Edit {
  if (etag === edit.etag && !refused) return edit
  const theirs = draftOf(user)
  const { draft, takenOver, conflicts } = mergedDrafts(edit.base, edit.draft, theirs)
  const isTold = refused || (unsaved(edit).length > 0 && takenOver.length + conflicts.length > 0)
  const between = {
    by: user.modifiedBy?.name ?? null,
    at: user.modifiedAt,
    before: edit.base,
    theirs,
    mine: edit.draft,
    takenOver,
    conflicts,
  }
  return { user, etag, base: theirs, draft, between: isTold ? between : edit.between }
}

/** Chooses for one field that both changed. */
export function chosen(edit: Edit, key: DraftKey, whose: 'mine' | 'theirs'): Edit {
  if (!edit.between) return edit
  return { ...edit, draft: taken(edit.draft, edit.between[whose], key) }
}
