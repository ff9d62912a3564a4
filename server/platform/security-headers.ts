import helmet from '@fastify/helmet'
import fastify, { type FastifyInstance } from 'fastify'

/** SEC-20: strict policy without inline script; nothing may frame the console. Mails are shown in sandboxed frames. */
export async function addSecurityHeaders(app: FastifyInstance, https: boolean): Promise<void> {
  const headers = await headersOf(https)
  app.addHook('onRequest', (_request, reply, next) => {
    reply.headers(headers)
    next()
  })
  // Answers of the API are personal: no cache keeps them.
  app.addHook('onSend', (request, reply, _payload, next) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    next()
  })
}

/** What the library sets is the same for each answer, and making it anew costs more than routing; so it is asked once. */
async function headersOf(https: boolean): Promise<Record<string, string>> {
  const once = fastify()
  await once.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The component library sets styles by attribute and by style elements of its own.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'", 'blob:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
  })
  once.get('/', (_request, reply) => reply.code(204).send())
  const { headers } = await once.inject('/')
  await once.close()
  const { date: _, connection: __, 'content-length': ___, ...kept } = headers
  return kept as Record<string, string>
}
