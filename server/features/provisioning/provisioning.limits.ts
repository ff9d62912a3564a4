import type { House } from '../../platform/context.ts'
import { failure } from '../../scim/errors.ts'

/**
 * What one directory may ask of one process: generous for any cycle, and too little to keep others from their turn
 * (SCIM-T13). Entra ID's floor is 25 a second.
 */
const perSecond = 1000
const burst = 2000
/** At once; more wait in line, so that a directory never takes all connections. */
const atOnce = 5
const inLine = 400

type Lane = { tokens: number; at: number; running: number; waiting: (() => void)[] }
const lanes = new WeakMap<House, Map<string, Lane>>()

/** Runs one request of a directory in its turn. @throws 429 with Retry-After */
export async function inTurn<T>(house: House, key: string, run: () => Promise<T>): Promise<T> {
  const lane = laneOf(house, key)
  if (lane.tokens < 1 || lane.waiting.length >= inLine) {
    throw failure(429, 'Too many requests of this directory. Try again in a moment.', { 'Retry-After': '1' })
  }
  lane.tokens--
  if (lane.running >= atOnce) await new Promise<void>((resolve) => lane.waiting.push(resolve))
  else lane.running++
  try {
    return await run()
  } finally {
    const next = lane.waiting.shift()
    if (next) next()
    else lane.running--
  }
}

function laneOf(house: House, key: string): Lane {
  const all = lanes.get(house) ?? new Map<string, Lane>()
  lanes.set(house, all)
  const now = house.clock.monotonicMs()
  const lane = all.get(key) ?? { tokens: burst, at: now, running: 0, waiting: [] }
  lane.tokens = Math.min(burst, lane.tokens + ((now - lane.at) / 1000) * perSecond)
  lane.at = now
  // Tokens that nobody uses any more are forgotten; a running lane is never dropped.
  if (all.size > 10_000) for (const [old, { running }] of all) if (running === 0) all.delete(old)
  all.set(key, lane)
  return lane
}
