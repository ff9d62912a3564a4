import type { Config } from './config.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { House } from './platform/context.ts'
import { type Database, openDatabase } from './platform/db.ts'
import type { Log } from './platform/log.ts'
import { withReplica } from './platform/replica.ts'
import { createSecrets } from './platform/secrets.ts'

/** What the program is made of, from its configuration. The only place that builds it. */
export function createHouse(input: {
  config: Config
  databaseUrl: string
  publicUrl: string
  secretKey: string
  log: Log
  clock?: Clock
}): House {
  const { config, log } = input
  const clock = input.clock ?? systemClock
  const open = (url: string): Database =>
    openDatabase({
      url,
      max: config.databasePool,
      prepared: config.databasePrepared,
      onError: (error) => log.warn({ err: error }, 'a database connection ended'),
      slow: {
        ms: config.slowStatementMs,
        tell: (statement, ms) => log.warn({ statement, ms: Math.round(ms) }, 'slow statement'),
      },
    })
  const primary = open(input.databaseUrl)
  const url = config.databaseReplicaUrl
  const onError = (error: unknown) => log.warn({ err: error }, 'the replica can’t answer; the primary does')
  return {
    db: url ? withReplica(primary, open(url), { url, clock, onError }) : primary,
    clock,
    log,
    secrets: createSecrets(input.secretKey),
    settings: {
      publicUrl: input.publicUrl,
      mailbox: config.smtpUrl === undefined,
      minPasswordLength: config.minPasswordLength,
      sessionIdleMinutes: config.sessionIdleMinutes,
      sessionAbsoluteHours: config.sessionAbsoluteHours,
      mailsPerHour: config.mailsPerHour,
      products: config.products,
    },
  }
}
