import type { House } from './context.ts'
import { Problem } from './problem.ts'

type Line = { length: number; last: Promise<void> }
const lines = new WeakMap<House, Line>()
const longest = 1000

const lineOf = (house: House): Line => {
  const line = lines.get(house) ?? { length: 0, last: Promise.resolve() }
  lines.set(house, line)
  return line
}

/**
 * Does the work after the answer, one after the other, so that the time of the answer says nothing about it (SEC-7).
 * For what a person can simply ask for again: a process that is killed forgets it. What must happen is a job.
 * @throws unavailable when too much is waiting
 */
export function afterwards(house: House, name: string, work: () => Promise<void>): void {
  const line = lineOf(house)
  if (line.length >= longest) throw new Problem('unavailable')
  line.length++
  line.last = line.last
    .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
    .then(work)
    .catch((error: unknown) => house.log.error({ err: error, work: name }, 'background work failed'))
    .finally(() => line.length--)
}

/** Resolves when everything asked for so far is done: before the program ends, and in tests. */
export const backgroundDone = (house: House): Promise<void> => lineOf(house).last
