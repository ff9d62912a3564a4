import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buildApp } from './app.ts'
import { type Config, ConfigError } from './config.ts'
import { seedDemo } from './demo/demo.ts'
import { createHouse } from './house.ts'
import { openJobs } from './jobs.ts'
import { assertPlainRole } from './platform/database-role.ts'
import { startEmbeddedDatabase } from './platform/embedded-database.ts'
import { createLog, type Log } from './platform/log.ts'
import { createMetrics, serveMetrics } from './platform/metrics.ts'
import { migrate } from './platform/migrate.ts'
import { startWorker } from './platform/queue.ts'
import { type Life, unreadiness } from './platform/readiness.ts'
import { StartError } from './platform/start-error.ts'

export type Started = { stop(): Promise<void> }

export type Databases = {
  ownerUrl: string | undefined
  appUrl: string
  /** A role that row-level security does not bind; only for backup and restore. */
  adminUrl: string | undefined
  stop(): Promise<void>
}

/** The database of the configuration, or the embedded one in DATA_DIR. */
export async function openDatabases(config: Config, log: Log): Promise<Databases> {
  const { databaseUrl: appUrl, databaseOwnerUrl: ownerUrl, databaseAdminUrl } = config
  if (appUrl) return { ownerUrl, appUrl, adminUrl: databaseAdminUrl ?? ownerUrl, stop: async () => {} }
  mkdirSync(config.dataDir, { recursive: true })
  const embedded = await startEmbeddedDatabase({ dataDir: config.dataDir, log })
  return {
    ...embedded,
    appUrl: embedded.localUrl,
    adminUrl: embedded.adminUrl.replace(/\/postgres$/, '/accounts'),
  }
}

/** SECRET_KEY; with the embedded database it is made on first start, for the owner’s eyes only. */
export function secretKeyOf(config: Config): string {
  if (config.secretKey) return config.secretKey
  return keptSecret(config, 'secret-key', () => randomBytes(48).toString('base64url'))
}

export function keptSecret(config: Config, name: string, make: () => string): string {
  const path = join(config.dataDir, name)
  if (!existsSync(path)) writeFileSync(path, `${make()}\n`, { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8').trim()
}

/** DEMO_PASSWORD, or the kept one, or a random one; anew: the people of an older demo have another. */
function demoPassword(config: Config): { password: string; anew: boolean } {
  mkdirSync(config.dataDir, { recursive: true })
  const kept = keptSecret(config, 'demo-password', () => config.demoPassword ?? randomBytes(12).toString('base64url'))
  const password = config.demoPassword ?? kept
  if (password !== kept) writeFileSync(join(config.dataDir, 'demo-password'), `${password}\n`, { mode: 0o600 })
  return { password, anew: password !== kept }
}

/** Starts the program: database, migrations, HTTP, worker, demo. Says where it is and how to sign in. */
export async function serve(
  config: Config,
  options: { http: boolean; worker: boolean; demoSize: number; demoFile?: string | undefined },
): Promise<Started> {
  if (options.demoFile && !config.demo) throw new ConfigError('--demo-file: only with DEMO=1')
  const log = createLog(config.logLevel)
  const databases = await openDatabases(config, log)
  const stops: (() => Promise<unknown>)[] = [() => databases.stop()]
  const life: Life = { stopping: false, workerRuns: null }
  const stop = async () => {
    life.stopping = true
    for (const each of stops.reverse()) await each()
  }
  try {
    if (databases.ownerUrl)
      await migrate({ ownerUrl: databases.ownerUrl, appUrl: databases.appUrl, products: config.products })
    await assertPlainRole(databases.appUrl)
    if (config.databaseReplicaUrl) await assertPlainReplica(config.databaseReplicaUrl, log)
    const publicUrl =
      config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`
    const house = createHouse({ config, databaseUrl: databases.appUrl, publicUrl, secretKey: secretKeyOf(config), log })
    stops.push(() => house.db.close())
    const unready = () => unreadiness(house.db, life)
    if (options.worker) life.workerRuns = () => false
    const metrics = config.metricsPort === undefined ? undefined : createMetrics(house.db)
    if (metrics) {
      const listener = await serveMetrics(metrics, { port: config.metricsPort!, host: config.metricsHost }, unready)
      stops.push(() => listener.close())
    }
    if (options.http) {
      const app = await buildApp(house, { trustProxy: config.trustedProxies, unready, metrics })
      const left = lettingGo(app, life)
      await listen(app, config)
      stops.push(async () => {
        await left()
        await app.close()
      })
      if (config.port === 0)
        house.settings.publicUrl = `http://${config.host}:${(app.server.address() as AddressInfo).port}`
    }
    if (options.worker) {
      const url = config.databaseDirectUrl ?? databases.appUrl
      const jobs = openJobs(config, publicUrl)
      const { 'mails.deliver': deliver, ...others } = jobs.handlers
      const worker = await startWorker(house, url, others, 4, jobs.hourly, metrics?.jobEnded, jobs.often)
      // Mails have workers of their own: a slow mail server must not take the place of other jobs.
      const mailer = await startWorker(house, url, { 'mails.deliver': deliver! }, 4, undefined, metrics?.jobEnded)
      // Together: the workers wait for their jobs, and those wait for mails under way.
      stops.push(() => Promise.all([jobs.close(), worker.stop(), mailer.stop()]))
      life.workerRuns = () => worker.runs() && mailer.runs()
    }
    if (config.demo) {
      const { password, anew } = demoPassword(config)
      const people = await seedDemo(house, { password, anew, size: options.demoSize, file: options.demoFile })
      if (options.http) sayHow(house.settings.publicUrl, people, password)
    } else if (options.http) {
      process.stdout.write(`\n  Accounts Console  ${house.settings.publicUrl}\n\n`)
    }
    return { stop }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

/** A replica that is away now is judged when it is back (replica.ts). */
const assertPlainReplica = (url: string, log: Log): Promise<void> =>
  assertPlainRole(url, 'DATABASE_REPLICA_URL').catch((error: unknown) => {
    if (error instanceof StartError) throw error
    log.warn({ err: error }, 'the replica does not answer; the primary does')
  })

/** Connections that have nothing to say get so long to leave by themselves, milliseconds. */
const partingMs = 1000

/**
 * While the server ends, each answer asks the client to take another connection: one that is closed under a request
 * would lose it (REL-10).
 * @returns what resolves when all have left, or the time is over
 */
function lettingGo(app: Awaited<ReturnType<typeof buildApp>>, life: Life): () => Promise<void> {
  app.addHook('onSend', (_request, reply, _payload, next) => {
    if (life.stopping) reply.header('connection', 'close')
    next()
  })
  const open = () => new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)))
  return async () => {
    for (let waited = 0; waited < partingMs && (await open()) > 0; waited += 20) await pause(20)
  }
}

async function listen(app: Awaited<ReturnType<typeof buildApp>>, config: Config): Promise<void> {
  try {
    await app.listen({ port: config.port, host: config.host })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new ConfigError(
      `PORT: ${config.port} on ${config.host} is in use by another program; choose another, for example PORT=${config.port + 1}`,
    )
  }
}

function sayHow(url: string, people: { email: string; who: string }[], password: string): void {
  const lines = people.map(({ email, who }) => `    ${email.padEnd(24)} ${who}`).join('\n')
  process.stdout.write(`\n  Accounts Console  ${url}\n\n  Sign in with\n${lines}\n  Password  ${password}\n\n`)
}
