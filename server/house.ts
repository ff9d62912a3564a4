import type { Config } from './config.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { House } from './platform/context.ts'
import { openDatabase } from './platform/db.ts'
import type { Log } from './platform/log.ts'
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
  return {
    db: openDatabase({
      url: input.databaseUrl,
      max: config.databasePool,
      prepared: config.databasePrepared,
      onError: (error) => log.warn({ err: error }, 'a database connection ended'),
      slow: {
        ms: config.slowStatementMs,
        tell: (statement, ms) => log.warn({ statement, ms: Math.round(ms) }, 'slow statement'),
      },
    }),
    clock: input.clock ?? systemClock,
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
