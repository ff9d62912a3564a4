import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Problem } from './problem.ts'

/**
 * Serves the built console: hashed assets for ever, the page itself never cached. A path of the console that is no
 * file gets the page, so that every view can be bookmarked; an unknown path below /api is a problem.
 */
export async function serveConsole(app: FastifyInstance, directory: string): Promise<void> {
  const page = join(directory, 'index.html')
  if (existsSync(page)) {
    await app.register(fastifyStatic, {
      root: directory,
      preCompressed: true,
      index: false,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler(async (request, reply) => {
    const wantsPage =
      request.method === 'GET' &&
      !/^\/(api|scim|sync)(\/|$|\?)/.test(request.url) &&
      !request.url.startsWith('/assets/')
    if (!wantsPage || !existsSync(page)) throw new Problem('not_found')
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(await readFile(page))
  })
}
