import type { FastifyRequest } from 'fastify'
import type { Context } from './context.ts'
import type { Tx } from './db.ts'
import { sha256 } from './ids.ts'
import { Problem } from './problem.ts'
import { sql } from './sql.ts'

export type Stored = { status: number; body: string | null; headers: Record<string, string> }

/**
 * Runs a POST once per Idempotency-Key and actor (REL-6): the key, the effect and the answer commit together, so a
 * repetition gets the first answer and 50 at once have one effect. A refusal stores nothing and may be tried again.
 * @param content stands for the body where that is a stream
 * @throws idempotency_mismatch when the key was used for another request
 */
export async function once(
  context: Context,
  operationId: string,
  request: FastifyRequest,
  run: (context: Context) => Promise<Stored>,
  content: unknown = request.body ?? null,
): Promise<Stored> {
  const key = request.headers['idempotency-key']
  const { actor } = context
  if (request.method !== 'POST' || key === undefined || actor.kind !== 'user') return run(context)
  if (typeof key !== 'string' || key.length < 1 || key.length > 255) {
    throw new Problem('malformed', { detail: 'Idempotency-Key: 1 to 255 characters' })
  }
  const keyHash = sha256(`${actor.accountId}\n${actor.id}\n${key}`)
  // Keyed, since a body may hold what must not be guessable from its hash.
  const requestHash = sha256(
    context.house.secrets.sign('idempotency', `${operationId}\n${request.url}\n${JSON.stringify(content)}`),
  )
  // The tenant of the path is checked by the operation; a foreign account id must not even get a key row.
  const act = async (tx: Tx): Promise<Stored> => {
    const made = await tx.run(sql`
      insert into idempotency_keys (account_id, key_hash, request_hash)
      select ${context.accountId}::uuid, ${keyHash}, ${requestHash} where exists (select from accounts)
      on conflict do nothing`)
    if (made === 0) {
      const [row] = await tx.query<{
        request_hash: Buffer
        status: number
        body: string | null
        headers: Record<string, string>
      }>(
        sql`select request_hash, status, body, headers from idempotency_keys
            where account_id = ${context.accountId} and key_hash = ${keyHash}`,
      )
      if (row && !row.request_hash.equals(requestHash)) throw new Problem('idempotency_mismatch')
      if (row) return { status: row.status, body: row.body, headers: row.headers }
    }
    const stored = await run({ ...context, tx })
    await tx.run(sql`
      update idempotency_keys set status = ${stored.status}, body = ${stored.body}, headers = ${JSON.stringify(stored.headers)}::jsonb
      where account_id = ${context.accountId} and key_hash = ${keyHash}`)
    return stored
  }
  return context.house.db.inAccount(context.accountId, act, 'write', context.seen)
}

/** Forgets answers of more than a week ago in the account of the transaction. */
export const forgetAnswers = (tx: Tx): Promise<number> =>
  tx.run(sql`
    delete from idempotency_keys where account_id = ${tx.accountId} and created_at < now() - interval '7 days'`)
