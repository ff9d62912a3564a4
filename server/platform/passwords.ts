import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Problem } from './problem.ts'

/** SEC-5: argon2id with 19 MiB, 2 passes, 1 lane (OWASP’s second choice); about 10 ms of a thread. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** As costly to verify as a real one; no password leads to these zero bytes. */
const nobodysHash = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** One piece of work per core; who waits longer than about two seconds of work for all cores is told 503. */
const inTurn = turns(availableParallelism(), availableParallelism() * 250)

/**
 * The hash of a new password, made off the event loop. The text is taken as typed, whole, in NFC (SEC-1, SEC-4).
 * @throws unavailable when too many are waiting
 */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password.normalize('NFC'), cost))

/**
 * Whether a password leads to this hash. Null (an unknown user) costs the same and is never right (SEC-7).
 * @throws unavailable when too many are waiting
 */
export const verifyPassword = (passwordHash: string | null, password: string): Promise<boolean> =>
  inTurn(async () => (await verify(passwordHash ?? nobodysHash, password.normalize('NFC'))) && passwordHash !== null)

/**
 * A bounded queue: so many pieces of work at once, so many waiting; a flood never fills the memory.
 * @throws unavailable when the queue is full
 */
export function turns(atOnce: number, maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running < atOnce) running++
    else if (waiting.length >= maxWaiting) throw new Problem('unavailable')
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place is handed on, so that nobody slips in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
