import type { Clock } from './clock.ts'

/** What one step of a long job tells: whether there is more to do. */
export type Step = 'more' | 'over'

type Work = {
  clock: Clock
  /** The work goes on for so long, milliseconds; then it makes room for others. */
  forMs: number
  /** Rows of the first step, and the most of any. */
  size: number
  most: number
  /** Does so many rows in one transaction. */
  step(size: number): Promise<Step>
  /** The one row whose step failed is put aside. */
  putAside(error: unknown, size: number): Promise<Step>
  /** An error that is not about single rows. */
  concernsAll(error: unknown): boolean
  /** Told the size that suits the rows, for the next time. */
  keep?(size: number): void
}

/** A step should take about so long: chunks of 500 ms at most, progress twice a second. */
const wanted = { fastMs: 100, slowMs: 250 }
/** On a busy machine what a step costs besides its rows is slow too: fewer rows than these would make all of it slower. */
const least = 50

/**
 * Goes through rows step by step, larger steps while they are fast. A step that fails is done again with fewer rows until
 * one row stands alone: that one is put aside and the rest goes on (REL-14).
 * @throws what concerns all rows
 */
export async function inSteps(work: Work): Promise<Step> {
  const { clock } = work
  const began = clock.monotonicMs()
  let size = Math.max(1, Math.min(work.size, work.most))
  for (;;) {
    const start = clock.monotonicMs()
    let result: Step
    try {
      result = await work.step(size)
      const took = clock.monotonicMs() - start
      if (took < wanted.fastMs) size = Math.min(size * 2, work.most)
      else if (took > wanted.slowMs && size > least) size = Math.max(least, Math.ceil(size / 2))
      work.keep?.(size)
    } catch (error) {
      if (work.concernsAll(error)) throw error
      if (size > 1) {
        size = Math.max(1, Math.floor(size / 4))
        continue
      }
      result = await work.putAside(error, size)
    }
    if (result === 'over') return 'over'
    if (clock.monotonicMs() - began >= work.forMs) return 'more'
  }
}
