/** The only source of time in the program. What must agree between servers is judged by the database’s clock instead. */
export type Clock = { now(): Date; monotonicMs(): number }

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
}
