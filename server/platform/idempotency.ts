import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
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
  // An answer may hold what is shown once (SEC-30): only who has the key, of which a hash is stored, can open it again.
  const secret = sha256(context.house.secrets.sign('answers', `${actor.accountId}\n${actor.id}\n${key}`))
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
      if (row) return { status: row.status, body: opened(secret, row.body), headers: row.headers }
    }
    const stored = await run({ ...context, tx })
    await tx.run(sql`
      update idempotency_keys set status = ${stored.status}, body = ${sealed(secret, stored.body)}, headers = ${JSON.stringify(stored.headers)}::jsonb
      where account_id = ${context.accountId} and key_hash = ${keyHash}`)
    return stored
  }
  return inTurn(keyHash.toString('hex'), () =>
    context.house.db.inAccount(context.accountId, act, 'write', context.seen),
  )
}

const running = new Map<string, Promise<unknown>>()

/** Repetitions wait for the first one here and not on a connection each: that one may need another itself. */
async function inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
  const before = running.get(key) ?? Promise.resolve()
  const mine = before.then(run, run)
  running.set(key, mine)
  try {
    return await mine
  } finally {
    if (running.get(key) === mine) running.delete(key)
  }
}

const cipher = 'aes-256-gcm'
const mark = 'sealed:'

function sealed(secret: Buffer, text: string | null): string | null {
  if (text === null) return null
  const start = randomBytes(12)
  const making = createCipheriv(cipher, secret, start)
  const parts = [start, making.update(text, 'utf8'), making.final(), making.getAuthTag()]
  return mark + Buffer.concat(parts).toString('base64url')
}

function opened(secret: Buffer, text: string | null): string | null {
  if (text === null || !text.startsWith(mark)) return text
  const bytes = Buffer.from(text.slice(mark.length), 'base64url')
  const reading = createDecipheriv(cipher, secret, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(-16))
  return Buffer.concat([reading.update(bytes.subarray(12, -16)), reading.final()]).toString('utf8')
}

/** Forgets answers of more than a week ago in the account of the transaction. */
export const forgetAnswers = (tx: Tx): Promise<number> =>
  tx.run(sql`
    delete from idempotency_keys where account_id = ${tx.accountId} and created_at < now() - interval '7 days'`)
