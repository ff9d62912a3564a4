import type { Role } from '../../domain/permissions.ts'
import type { Product } from '../../domain/products.ts'
import type { Clock } from './clock.ts'
import type { Database, Seen, Tx } from './db.ts'
import type { Log } from './log.ts'
import type { Secrets } from './secrets.ts'

/** Who acts. A partner keeps the partner account as accountId wherever the act is done. */
export type Actor =
  | {
      kind: 'user'
      id: string
      accountId: string
      role: Role
      name: string
      accountName: string
      sessionId: string | null
    }
  | {
      kind: 'source'
      id: string
      accountId: string
      sourceKind: 'scim' | 'pbx' | 'micloud_connect' | 'iot'
      name: string
      mayGrantAdmin: boolean
    }
  | { kind: 'system'; name: string }
  | { kind: 'anonymous' }

/** What the program is made of; built once in app.ts. */
export type House = {
  db: Database
  clock: Clock
  log: Log
  secrets: Secrets
  settings: Settings
}

/** The part of the configuration that operations read. */
export type Settings = {
  publicUrl: string
  /** Without SMTP_URL the built-in mailbox takes the mails. */
  mailbox: boolean
  minPasswordLength: number
  sessionIdleMinutes: number
  sessionAbsoluteHours: number
  mailsPerHour: number
  /** The catalogue and what configuration adds. */
  products: readonly Product[]
}

/** First argument everywhere. Built in few named places: request, SCIM, sync, job, test. */
export type Context = {
  house: House
  /** The account that is acted in. */
  accountId: string
  actor: Actor
  door: 'request' | 'scim' | 'sync' | 'job' | 'admin' | 'test'
  requestId: string
  ip: string | null
  log: Log
  /** The bulk job that this act is part of. */
  jobId?: string
  /** With a replica: what the session must see. */
  seen?: Seen
  /** Set inside an operation; a nested operation joins it. */
  tx?: Tx
}

/** A context inside a transaction. */
export type TxContext = Context & { tx: Tx }

export type SystemInput = { house: House; accountId: string; name: string; jobId?: string; requestId?: string }

/** A context of the program itself: jobs and reactions. */
export const systemContext = (input: SystemInput): Context => ({
  house: input.house,
  accountId: input.accountId,
  actor: { kind: 'system', name: input.name },
  door: 'job',
  requestId: input.requestId ?? input.jobId ?? input.name,
  ip: null,
  log: input.house.log,
  ...(input.jobId ? { jobId: input.jobId } : {}),
})
