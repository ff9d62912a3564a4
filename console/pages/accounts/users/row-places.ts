/** Where a list was left, by entry of the browser’s history: Back finds it there again, also after a reload. */
export type Place = { row: number; active: number }

const storageKey = 'users.places'
const mostPlaces = 40

const read = (): [entry: string, place: Place][] => {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as [string, Place][]
  } catch {
    return []
  }
}

export const placeOf = (entry: string): Place => read().find(([known]) => known === entry)?.[1] ?? { row: 0, active: 0 }

export function keepPlace(entry: string, place: Place): void {
  const others = read().filter(([known]) => known !== entry)
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...others, [entry, place]].slice(-mostPlaces)))
  } catch {
    // Storage is full or switched off: the list begins at its start.
  }
}
