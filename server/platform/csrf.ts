import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])
const taken = /^(?:application\/json|multipart\/form-data)\s*(?:;|$)/i

/**
 * SEC-19: a write that another site makes a browser send is refused, with or without a session (signing somebody in
 * is a write too). Taken are JSON and multipart only; Origin and Sec-Fetch-Site, which browsers send and pages can’t
 * forge, must name this site. A client that sends neither is no browser.
 * @param exempt paths under these prefixes act by bearer token, never by cookie
 */
export function refuseForeignWrites(
  app: FastifyInstance,
  input: { publicUrl: string; exempt: readonly string[] },
): void {
  const own = new URL(input.publicUrl)
  app.addHook('onRequest', async (request) => {
    if (safe.has(request.method) || input.exempt.some((prefix) => request.url.startsWith(prefix))) return
    if (isForeign(request, own)) throw new Problem('origin_refused')
    const type = request.headers['content-type']
    if (type !== undefined && !taken.test(type)) throw new Problem('media_type_refused')
  })
}

function isForeign({ headers }: FastifyRequest, own: URL): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  if (headers.origin === undefined || headers.origin === own.origin) return false
  // The same program by another name of its host (127.0.0.1 for localhost): the browser wrote both headers.
  const origin = URL.parse(headers.origin)
  return origin === null || origin.protocol !== own.protocol || origin.host !== headers.host
}
