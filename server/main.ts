import { parseArgs } from 'node:util'
import { backUp, createPartner, migrateOnly, restoreFrom } from './admin.ts'
import { ConfigError, readConfig } from './config.ts'
import { EmbeddedDatabaseError } from './platform/embedded-error.ts'
import { StartError } from './platform/start-error.ts'
import { type Started, serve } from './serve.ts'

/** One program: serve (console, API and worker), work (worker only), migrate, admin create-partner, backup and restore. */
const usage = `usage: main.ts serve [--demo-size N] [--demo-file FILE] [--no-worker]
       main.ts work
       main.ts migrate [--sharded]
       main.ts admin create-partner --account NAME --email ADDRESS
       main.ts admin backup --to FILE
       main.ts admin restore --from FILE`

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      'demo-size': { type: 'string' },
      'demo-file': { type: 'string' },
      'no-worker': { type: 'boolean' },
      account: { type: 'string' },
      email: { type: 'string' },
      to: { type: 'string' },
      from: { type: 'string' },
      sharded: { type: 'boolean' },
    },
  })
  const config = readConfig()
  const [verb = 'serve', noun] = positionals
  if (verb === 'serve' || verb === 'work') {
    const demoSize = values['demo-size'] === undefined ? 0 : Number(values['demo-size'])
    if (!Number.isInteger(demoSize) || demoSize < 0 || demoSize > 1_000_000)
      throw new ConfigError('--demo-size: a number up to 1000000')
    endOnSignal(
      await serve(config, {
        http: verb === 'serve',
        worker: verb === 'work' || !values['no-worker'],
        demoSize,
        demoFile: values['demo-file'],
      }),
    )
  } else if (verb === 'migrate') {
    await migrateOnly(config, { sharded: values.sharded ?? false })
  } else if (verb === 'admin' && noun === 'create-partner' && values.account && values.email) {
    await createPartner(config, { account: values.account, email: values.email })
  } else if (verb === 'admin' && noun === 'backup' && values.to) {
    await backUp(config, values.to)
  } else if (verb === 'admin' && noun === 'restore' && values.from) {
    await restoreFrom(config, values.from)
  } else {
    throw new ConfigError(usage)
  }
}

/** SIGTERM and SIGINT: requests under way finish, jobs are handed back, then the process ends (REL-10). */
function endOnSignal(started: Started): void {
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(1), 30_000).unref()
    started.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The end was not orderly: ${(error as Error).stack ?? error}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

/** What keeps a program from its database or its port, by the code of the error. */
const unreachable: Record<string, string> = {
  EADDRINUSE: 'The port is in use',
  ECONNREFUSED: 'The database can’t be reached',
  ENOTFOUND: 'The database can’t be reached',
  ETIMEDOUT: 'The database can’t be reached',
  '28P01': 'The database refuses the password',
  '28000': 'The database refuses the role',
  '3D000': 'The database is not there',
  '42P01': 'The database waits for migrations (run migrate)',
}

main().catch((error: unknown) => {
  const known = [ConfigError, EmbeddedDatabaseError, StartError].some((kind) => error instanceof kind)
  const { code = '', message, stack } = error as Error & { code?: string }
  const reason = unreachable[code]
  process.stderr.write(`${reason ? `${reason}: ${message || code}` : known ? message : (stack ?? error)}\n`)
  process.exit(1)
})
