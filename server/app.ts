import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type Routes, routes } from '../domain/api/api.ts'
import { importLimits } from '../domain/import-words.ts'
import { accountsDoor } from './features/accounts/accounts.routes.ts'
import { eventsDoor } from './features/events/events.routes.ts'
import { groupsDoor } from './features/groups/groups.routes.ts'
import { importsDoor } from './features/imports/imports.routes.ts'
import { jobsDoor } from './features/jobs/jobs.routes.ts'
import { licencesDoor } from './features/licences/licences.routes.ts'
import { mailsDoor } from './features/mails/mails.routes.ts'
import { passwordResetsDoor } from './features/password-resets/password-resets.routes.ts'
import { provisioningDoor } from './features/provisioning/provisioning.routes.ts'
import { answerUnserved, guardScimPaths, isScimPath, openScimDoor } from './features/provisioning/provisioning.scim.ts'
import { registrationsDoor } from './features/registrations/registrations.routes.ts'
import { sessionsDoor } from './features/sessions/sessions.routes.ts'
import { createAuthenticate } from './features/sessions/sessions.ts'
import { sourcesDoor } from './features/sources/sources.routes.ts'
import { userActionsDoor } from './features/user-actions/user-actions.routes.ts'
import { usersDoor } from './features/users/users.routes.ts'
import { backgroundDone } from './platform/background.ts'
import { serveConsole } from './platform/console-files.ts'
import type { House } from './platform/context.ts'
import { refuseForeignWrites } from './platform/csrf.ts'
import { type Handlers, registerRoutes } from './platform/http.ts'
import type { Metrics } from './platform/metrics.ts'
import { openApi } from './platform/openapi.ts'
import { Problem } from './platform/problem.ts'
import { answerClientError, answerProblems, answerUnreadable } from './platform/problem-http.ts'
import { unreadiness } from './platform/readiness.ts'
import { referencePage } from './platform/reference-page.ts'
import { addSecurityHeaders } from './platform/security-headers.ts'
import { takeUploads } from './platform/uploads.ts'

const consoleDirectory = fileURLToPath(new URL('../dist/console', import.meta.url))

/** Every operation of the route table has its handler: one that is missing does not compile. */
const handlers: Handlers<Routes> = {
  ...sessionsDoor,
  ...registrationsDoor,
  ...passwordResetsDoor,
  ...accountsDoor,
  ...licencesDoor,
  ...usersDoor,
  ...userActionsDoor,
  ...jobsDoor,
  ...eventsDoor,
  ...mailsDoor,
  ...sourcesDoor,
  ...provisioningDoor,
  ...groupsDoor,
  ...importsDoor,
}

/**
 * Builds the HTTP app from its parts. Tests call it with a house of their own and use inject().
 * @param unready why it should get no traffic, in words; null: it should
 */
export async function buildApp(
  house: House,
  options: {
    trustProxy?: string | undefined
    unready?: () => Promise<string | null>
    metrics?: Metrics | undefined
  } = {},
): Promise<FastifyInstance> {
  const https = house.settings.publicUrl.startsWith('https:')
  const app = fastify({
    loggerInstance: house.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: options.trustProxy ?? false,
    genReqId: () => randomUUID(),
    bodyLimit: 1_000_000,
    // Who asks while the server ends is answered, and told to ask elsewhere next (REL-10).
    return503OnClosing: false,
    // Slow senders are cut off (REL-9).
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    // A poisoned key is refused by the parser, before any schema (SEC-25).
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 500 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) =>
      isScimPath(request.url) ? answerUnserved(house, request, reply) : answerUnreadable(error, request, reply),
  })
  answerProblems(app)
  await addSecurityHeaders(app, https)
  guardScimPaths(app, house)
  await app.register(cookie)
  refuseForeignWrites(app, { publicUrl: house.settings.publicUrl, exempt: ['/scim/', '/sync/'] })
  logRequests(app)
  options.metrics?.observe(app)
  await openScimDoor(app, house)
  const { uploadImport, ...others } = routes
  const authenticate = createAuthenticate(house)
  registerRoutes(app, others, handlers, authenticate)
  await takeUploads(app, importLimits.fileBytes, (scope) =>
    registerRoutes(scope, { uploadImport }, { uploadImport: handlers.uploadImport }, authenticate),
  )
  app.addHook('onClose', () => backgroundDone(house))
  const description = openApi(routes, house.settings.publicUrl)
  app.get('/api/openapi.json', async () => description)
  const reference = referencePage(routes)
  app.get('/api/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(reference))
  app.get('/healthz', async () => ({ status: 'up' }))
  const unready = options.unready ?? (() => unreadiness(house.db, { stopping: false, workerRuns: null }))
  app.get('/readyz', async () => {
    const reason = await unready()
    if (reason !== null) throw new Problem('unavailable', { detail: reason })
    return { status: 'ready' }
  })
  await serveConsole(app, consoleDirectory)
  return app
}

/** One line a request: route, not URL (SEC-15), account, status, duration. */
function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, next) => {
    reply.header('x-request-id', request.id)
    next()
  })
  app.addHook('onResponse', (request, reply, next) => {
    const { accountId } = (request.params ?? {}) as { accountId?: string }
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ...(accountId ? { accountId } : {}),
      },
      'request',
    )
    next()
  })
}
