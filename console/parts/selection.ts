import { mostIds } from '../../domain/job-states.ts'

/**
 * Which users are selected, as a value: ticked one by one, or all that match a filter but for those that were unticked. It
 * stays while the list is scrolled, searched and sorted.
 */
export type Selected =
  | { kind: 'ids'; ids: ReadonlySet<string> }
  | { kind: 'matching'; filter: Filter; total: number; isAbout: boolean; except: ReadonlySet<string> }

/** The list’s filter as the API takes it. */
export type Filter = Readonly<Record<string, string | undefined>>

export const nobody: Selected = { kind: 'ids', ids: new Set() }

/** Equal for filters that say the same. */
const keyOf = (filter: Filter) =>
  JSON.stringify(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined && value !== '')
      .sort(),
  )

export const sameFilter = (one: Filter, other: Filter): boolean => keyOf(one) === keyOf(other)

export const countSelected = (selected: Selected): number =>
  selected.kind === 'ids' ? selected.ids.size : Math.max(0, selected.total - selected.except.size)

export const isAboutSelected = (selected: Selected): boolean => selected.kind === 'matching' && selected.isAbout

/** @param filter of the list in which the user stands */
export const isTicked = (selected: Selected, id: string, filter: Filter): boolean =>
  selected.kind === 'ids' ? selected.ids.has(id) : sameFilter(selected.filter, filter) && !selected.except.has(id)

/** @param isAbout the list has not counted all of them; plans do */
export const allMatching = (filter: Filter, total: number, isAbout = false): Selected => ({
  kind: 'matching',
  filter,
  total,
  isAbout,
  except: new Set(),
})

const withAll = (set: ReadonlySet<string>, ids: readonly string[], on: boolean): ReadonlySet<string> => {
  const next = new Set(set)
  for (const id of ids) {
    if (on) next.add(id)
    else next.delete(id)
  }
  return next
}

/**
 * Ticks users, or unticks them. In a list of another filter than that of *all matching*, ticks begin anew.
 * @returns null: so many can’t be ticked one by one
 */
export function ticked(selected: Selected, ids: readonly string[], on: boolean, filter: Filter): Selected | null {
  if (selected.kind === 'matching' && sameFilter(selected.filter, filter)) {
    const next: Selected = { ...selected, except: withAll(selected.except, ids, !on) }
    return next.except.size > mostIds ? null : countSelected(next) === 0 ? nobody : next
  }
  const next = withAll(selected.kind === 'ids' ? selected.ids : nobody.kind === 'ids' ? nobody.ids : new Set(), ids, on)
  return next.size > mostIds ? null : { kind: 'ids', ids: next }
}

export type ApiSelection = { ids: string[] } | { all: true } | { matching: Filter; except: string[] }

/** The selection as the API takes it. */
export const toApi = (selected: Selected): ApiSelection =>
  selected.kind === 'ids'
    ? { ids: [...selected.ids] }
    : {
        matching: Object.fromEntries(Object.entries(selected.filter).filter(([, value]) => value !== undefined)),
        except: [...selected.except],
      }
