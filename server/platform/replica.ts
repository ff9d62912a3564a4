import type { Clock } from './clock.ts'
import { assertPlainRole } from './database-role.ts'
import type { Database } from './db.ts'
import { Problem } from './problem.ts'
import { sql } from './sql.ts'

/**
 * Reads from a replica where the answer may be a moment old (operation.ts, mayLag). A session never sees less than it
 * wrote: the position of its last commit in the log travels with it (session-marks.ts), and a replica that has not got
 * that far is not asked. Whatever the replica can't do, the primary does.
 */

/** No answer is older than what the primary had so long ago, milliseconds. */
const oldest = 5_000
/** A replica that failed is left alone for so long, milliseconds. */
const rest = 5_000

/** Later than any position: only the primary will do. */
const beyond = 'FFFFFFFF/FFFFFFFF'

const positionOf = (lsn: string): bigint => {
  const [high = '0', low = '0'] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

/** The later of two positions in the log. */
export const laterOf = (a: string | null, b: string | null): string | null =>
  a === null ? b : b === null || positionOf(a) >= positionOf(b) ? a : b

export type ReplicaReads = { replica: number; primary: number }

/** The replica is behind, or none: an answer, not an error. */
class Behind extends Error {}

/** A database whose reads that may lag go to a replica. @param url of the replica, as the same role */
export function withReplica(
  primary: Database,
  replica: Database,
  input: { url: string; clock: Clock; onError: (error: unknown) => void },
): Database & { replicaReads: ReplicaReads } {
  const { clock } = input
  const reads: ReplicaReads = { replica: 0, primary: 0 }
  let awayUntil = 0
  let vetted = false
  let sample: { lsn: string; at: number } | undefined
  let floor: { lsn: string; at: number } | undefined

  const primaryPosition = async (): Promise<string> => {
    const [row] = await primary.global<{ lsn: string }>(sql`select pg_current_wal_insert_lsn()::text as lsn`)
    return row!.lsn
  }

  /** What the primary had at least one, at most two samples ago. */
  const least = async (): Promise<string> => {
    const now = clock.monotonicMs()
    if (!sample || now - sample.at > oldest) {
      const next = { lsn: await primaryPosition(), at: now }
      floor = sample && now - sample.at < 2 * oldest ? sample : next
      sample = next
    }
    return floor!.lsn
  }

  /** @throws Behind when it must not or can't answer */
  const askReplica: Database['inAccount'] = async (accountId, run, _mode, seen) => {
    if (clock.monotonicMs() < awayUntil) throw new Behind()
    const wanted = laterOf(seen?.lsn ?? null, await least())
    // A role that row-level security does not bind would see every account there too.
    if (!vetted) await assertPlainRole(input.url)
    vetted = true
    return replica.inAccount(
      accountId,
      async (tx) => {
        const [row] = await tx.query<{ there: boolean }>(
          sql`select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= ${wanted}::pg_lsn as there`,
        )
        if (!row?.there) throw new Behind()
        return run(tx)
      },
      'read',
    )
  }

  const inAccount: Database['inAccount'] = async (accountId, run, mode = 'write', seen = undefined) => {
    if (mode === 'read behind' && seen) {
      try {
        const answer = await askReplica(accountId, run, mode, seen)
        reads.replica++
        return answer
      } catch (error) {
        // A refusal of ours is the same from both; all else (away, replay in the way) the primary can do.
        if (error instanceof Problem && error.code !== 'unavailable') throw error
        if (!(error instanceof Behind)) {
          awayUntil = clock.monotonicMs() + rest
          input.onError(error)
        }
        reads.primary++
      }
    }
    const answer = await primary.inAccount(accountId, run, mode)
    if (mode === 'write' && seen) {
      // It is committed: whatever happens now is no reason to say otherwise.
      seen.lsn = await primaryPosition().catch(() => beyond)
      seen.wrote = true
    }
    return answer
  }

  return {
    ...primary,
    inAccount,
    replicaReads: reads,
    close: async () => {
      await Promise.all([primary.close(), replica.close()])
    },
  }
}
