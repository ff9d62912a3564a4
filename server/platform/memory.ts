import type { House } from './context.ts'

/** Nothing is remembered longer. */
const longestMs = 600_000

/** What a server remembers by key, apart for each house. */
export type Memory<T> = {
  get(house: House, key: string): T | undefined
  /** Begins its time anew. */
  put(house: House, key: string, value: T): void
  forget(house: House, key: string): void
}

/** @param most so many are remembered of a house; whoever came first goes first */
export function openMemory<T>(most: number): Memory<T> {
  const houses = new WeakMap<House, Map<string, { value: T; at: number }>>()
  return {
    get(house, key) {
      const found = houses.get(house)?.get(key)
      return found && house.clock.monotonicMs() - found.at < longestMs ? found.value : undefined
    },
    put(house, key, value) {
      const known = houses.get(house) ?? new Map<string, { value: T; at: number }>()
      houses.set(house, known)
      known.delete(key)
      if (known.size >= most) known.delete(known.keys().next().value!)
      known.set(key, { value, at: house.clock.monotonicMs() })
    },
    forget: (house, key) => houses.get(house)?.delete(key),
  }
}
