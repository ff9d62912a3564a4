import { isIP } from 'node:net'
import { z } from 'zod'
import { productSchema } from '../domain/product-schema.ts'
import { type Product, productCatalogue } from '../domain/products.ts'

/** The only reader of process.env. Everything is validated before anything starts. */
const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z.string().min(1).optional(),
  DATABASE_OWNER_URL: z.string().min(1).optional(),
  DATABASE_ADMIN_URL: z.string().min(1).optional(),
  DATABASE_DIRECT_URL: z.string().min(1).optional(),
  DATABASE_REPLICA_URL: z.string().min(1).optional(),
  DATABASE_PREPARED: z.enum(['on', 'off']).default('on'),
  DATABASE_POOL: z.coerce.number().int().min(1).max(500).default(10),
  SLOW_STATEMENT_MS: z.coerce.number().int().min(1).default(500),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional(),
  MAIL_FROM: z.string().min(3).default('Accounts Console <no-reply@localhost>'),
  PUBLIC_URL: z
    .string()
    .regex(/^https?:\/\/[^/]+$/, 'must be an origin such as https://accounts.example')
    .optional(),
  DEMO: z.enum(['0', '1']).optional(),
  DEMO_PASSWORD: z.string().min(12).optional(),
  SECRET_KEY: z.string().optional(),
  TRUSTED_PROXIES: z.string().min(1).optional(),
  MAILBOX: z.enum(['open']).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  MIN_PASSWORD_LENGTH: z.coerce.number().int().min(12).max(128).default(12),
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(5).max(10_080).default(120),
  SESSION_ABSOLUTE_HOURS: z.coerce.number().int().min(1).max(720).default(24),
  MAILS_PER_HOUR: z.coerce.number().int().min(1).default(10_000),
  PRODUCTS: z.string().optional(),
})

export type Config = ReturnType<typeof readConfig>

/** A setting that stops the start, with the name of the variable and what to do. */
export class ConfigError extends Error {}

const loopbackNames = new Set(['localhost', '127.0.0.1', '::1', '[::1]'])
export const isLoopback = (host: string): boolean =>
  loopbackNames.has(host) || (isIP(host) === 4 && host.startsWith('127.'))

/**
 * Reads and validates the configuration.
 * @throws ConfigError names each variable that is wrong
 */
export function readConfig(env: Record<string, string | undefined> = process.env) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const { data } = parsed
  const embedded = data.DATABASE_URL === undefined
  const loopback = isLoopback(data.HOST)
  if (!data.PUBLIC_URL && !loopback) throw new ConfigError('PUBLIC_URL: required unless HOST is a loopback address')
  if (!embedded && !data.SECRET_KEY) throw new ConfigError('SECRET_KEY: required with DATABASE_URL')
  if (data.DATABASE_PREPARED === 'off' && !embedded && !data.DATABASE_DIRECT_URL)
    throw new ConfigError(
      'DATABASE_DIRECT_URL: required with DATABASE_PREPARED=off; the worker listens, past any pooler',
    )
  if (data.SECRET_KEY !== undefined) checkSecret(data.SECRET_KEY)
  const publicHost = data.PUBLIC_URL ? new URL(data.PUBLIC_URL).hostname : data.HOST
  const mailbox = data.SMTP_URL === undefined
  const exposed = !loopback || !isLoopback(publicHost) || data.TRUSTED_PROXIES !== undefined
  if (mailbox && exposed && data.MAILBOX !== 'open') {
    throw new ConfigError(
      'SMTP_URL: required here; the built-in mailbox is for a loopback address only (or set MAILBOX=open)',
    )
  }
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    databaseOwnerUrl: data.DATABASE_OWNER_URL,
    databaseAdminUrl: data.DATABASE_ADMIN_URL,
    databaseDirectUrl: data.DATABASE_DIRECT_URL,
    databaseReplicaUrl: data.DATABASE_REPLICA_URL,
    databasePrepared: data.DATABASE_PREPARED === 'on',
    databasePool: data.DATABASE_POOL,
    slowStatementMs: data.SLOW_STATEMENT_MS,
    metricsPort: data.METRICS_PORT,
    metricsHost: data.METRICS_HOST,
    dataDir: data.DATA_DIR,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    publicUrl: data.PUBLIC_URL,
    demo: data.DEMO ? data.DEMO === '1' : embedded,
    demoPassword: data.DEMO_PASSWORD,
    secretKey: data.SECRET_KEY,
    trustedProxies: data.TRUSTED_PROXIES,
    mailboxOpen: data.MAILBOX === 'open',
    logLevel: data.LOG_LEVEL,
    minPasswordLength: data.MIN_PASSWORD_LENGTH,
    sessionIdleMinutes: data.SESSION_IDLE_MINUTES,
    sessionAbsoluteHours: data.SESSION_ABSOLUTE_HOURS,
    mailsPerHour: data.MAILS_PER_HOUR,
    products: readProducts(data.PRODUCTS),
  }
}

/** SEC-40: a key that could be guessed is refused. */
function checkSecret(key: string): void {
  if (key.length < 32 || new Set(key).size < 12) {
    throw new ConfigError('SECRET_KEY: at least 32 random characters, for example from: openssl rand -base64 48')
  }
}

function readProducts(text: string | undefined): readonly Product[] {
  if (text === undefined) return productCatalogue
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new ConfigError('PRODUCTS: not JSON')
  }
  const parsed = z.array(productSchema).safeParse(json)
  if (!parsed.success) throw new ConfigError(`PRODUCTS: ${parsed.error.issues[0]?.message}`)
  const further = parsed.data.filter((product) => !productCatalogue.some((known) => known.id === product.id))
  return [...productCatalogue, ...further]
}
