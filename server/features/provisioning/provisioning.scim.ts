import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context, House } from '../../platform/context.ts'
import { isPassing } from '../../platform/db.ts'
import type { Log } from '../../platform/log.ts'
import { checkBulkPayload } from '../../scim/bulk-request.ts'
import { checkMethod, findEndpoint } from '../../scim/endpoints.ts'
import { errorBody } from '../../scim/error-body.ts'
import { failure, refusal, type ScimError, unauthorized } from '../../scim/errors.ts'
import { type Json, type JsonObject, parseBody } from '../../scim/json.ts'
import { readSourceToken, type TokenSource, tokenSource } from '../sources/sources.ts'
import { runBulkRequest } from './provisioning.bulk.ts'
import { type Directory, directoryOf } from './provisioning.directory.ts'
import { dispatch, type ScimAnswer, type ScimRequest } from './provisioning.dispatch.ts'
import { toScimError } from './provisioning.errors.ts'
import { inTurn } from './provisioning.limits.ts'
import { noteRequest, writeRequests } from './provisioning.requests.ts'

/** The SCIM door: everything below /scim, whatever the method and the spelling, for bearer tokens only. */

const base = '/scim/v2'
/** A whole group of 50,000 members is sent at once by some directories. */
const largestBody = 32_000_000
const smallBody = 100_000
const tries = 4

/** SEC-29: /SCIM, //scim and the like are no address of ours, but they too want a token first. Call it before other hooks. */
export function guardScimPaths(app: FastifyInstance, house: House): void {
  app.addHook('onRequest', async (request, reply) => {
    const isServed = request.url.startsWith('/scim/') ? !request.is404 : !isVariant(request.url)
    return isServed ? undefined : answerUnserved(house, request, reply)
  })
}

export const isScimPath = (url: string): boolean => url.startsWith('/scim/') || isVariant(url)

/** What no route takes, a method or a spelling that the router knows nothing of. Call it for scim paths only. */
export function answerUnserved(house: House, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.header('x-request-id', request.id)
  return answer(house, request, reply)
}

/** Registers the door. */
export async function openScimDoor(app: FastifyInstance, house: House): Promise<void> {
  app.addHook('onClose', () => writeRequests(house))
  await app.register(async (scim) => {
    scim.removeAllContentTypeParsers()
    scim.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scim.setErrorHandler((error, request, reply) => {
      const known = toScimError(error) ?? ofServer(error as { statusCode?: number })
      if (!known) request.log.error({ err: error }, 'request failed')
      return send(reply, refusalOf(known ?? ours(), request.id))
    })
    const handler = (request: FastifyRequest, reply: FastifyReply) => answer(house, request, reply)
    scim.addHook('onRequest', async (request, reply) =>
      (await mayHaveBody(house, request)) ? undefined : answer(house, request, reply),
    )
    scim.all('/scim/*', { bodyLimit: largestBody, handler })
  })
}

/** Who has no token is refused before the body is taken in; whether a token lives is asked first where much would be. */
async function mayHaveBody(house: House, request: FastifyRequest): Promise<boolean> {
  const named = tokenOf(request)
  if (!named) return false
  const isSmall = Number(request.headers['content-length'] ?? 0) <= smallBody && !request.headers['transfer-encoding']
  return (
    isSmall || (await house.db.inAccount(named.accountId, (tx) => tokenSource(tx, named.hash), 'read')) !== undefined
  )
}

function tokenOf(request: FastifyRequest): ReturnType<typeof readSourceToken> {
  const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  return token === undefined ? null : readSourceToken(token)
}

const isVariant = (url: string): boolean => {
  const path = url.split(/[?#]/)[0]!
  return /^[\\/]+(?:\.{1,2}[\\/]+)*scim(?:[\\/;]|$)/i.test(decoded(path))
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const ours = () => failure(500, 'Something went wrong on our side. Try again later.')

function ofServer({ statusCode }: { statusCode?: number }): ScimError | undefined {
  if (statusCode === 413) return failure(413, 'The body is too large.')
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? refusal('invalidSyntax', 'The request could not be read.')
    : undefined
}

type Asker = { accountId: string; source?: TokenSource; body?: JsonObject }

async function answer(house: House, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const began = house.clock.monotonicMs()
  const asker: Asker = { accountId: '' }
  let answered: ScimAnswer
  try {
    answered = await respond(house, request, asker)
    if (answered.error) answered = refusalOf(answered.error, request.id)
  } catch (error) {
    const known = toScimError(error)
    if (!known) request.log.error({ err: error }, 'request failed')
    answered = refusalOf(known ?? ours(), request.id)
  }
  if (asker.source) {
    noteRequest(house, {
      accountId: asker.accountId,
      sourceId: asker.source.id,
      tokenId: asker.source.tokenId,
      method: request.method,
      url: request.url,
      status: answered.status,
      detail: typeof answered.body?.detail === 'string' ? answered.body.detail : null,
      ms: house.clock.monotonicMs() - began,
      body: asker.body,
    })
  }
  return send(reply, answered)
}

/** A missing id is answered without the request id: byte for byte the same for nobody’s and for another account’s. */
const refusalOf = (error: ScimError, requestId: string): ScimAnswer => ({
  status: error.status,
  headers: { ...error.headers },
  body: errorBody(error, error.status === 404 ? undefined : requestId),
})

function send(reply: FastifyReply, { status, headers = {}, body }: ScimAnswer): FastifyReply {
  reply.code(status).headers(headers).header('cache-control', 'no-store')
  if (body === undefined) return reply.send()
  return reply.type('application/scim+json; charset=utf-8').send(JSON.stringify(body))
}

async function respond(house: House, request: FastifyRequest, asker: Asker): Promise<ScimAnswer> {
  const named = tokenOf(request)
  if (!named)
    throw unauthorized(
      'Send a token of the directory as a bearer token. Tokens are made in the console, under Sources.',
    )
  asker.accountId = named.accountId
  return inTurn(house, named.hash.toString('base64'), () => attempt(house, request, asker, named.hash))
}

/** Everything of a request in one transaction; again when another request was in the way. */
async function attempt(house: House, request: FastifyRequest, asker: Asker, hash: Buffer): Promise<ScimAnswer> {
  const asked = readRequest(request, asker)
  const reads = asked.method === 'GET' || /\/\.search\/?$/.test(pathOf(request.url))
  const key = hash.toString('base64')
  const guesses = guessesOf(house)
  let bulk: { context: Context; directory: Directory } | undefined
  for (let tried = 1; !bulk; tried++) {
    try {
      const answered = await house.db.inAccount(
        asker.accountId,
        async (tx): Promise<ScimAnswer> => {
          // The door has opened the transaction: the operation that it calls is the outermost.
          tx.joined = -1
          const run = async (source: TokenSource): Promise<ScimAnswer> => {
            const context = { ...contextOf(house, request, asker.accountId, source), tx }
            const directory = directoryOf(context, source)
            const endpoint = findEndpoint(directory.types, belowBase(request.url))
            checkMethod(endpoint, asked.method)
            if (endpoint.kind !== 'bulk') return dispatch(context, directory, endpoint, asked)
            bulk = { context: { ...context, tx: undefined }, directory }
            return { status: 200 }
          }
          const guess = tried === 1 ? guesses.get(key) : undefined
          const [looked, early] = await Promise.allSettled([tokenSource(tx, hash), guess && run(guess)])
          if (looked.status === 'rejected') throw looked.reason
          remember(guesses, key, looked.value)
          const source = usable(looked.value)
          asker.source = source
          if (!guess) return run(source)
          if (!sameSource(guess, source)) throw wrongGuess
          if (early.status === 'rejected') throw early.reason
          return early.value!
        },
        reads ? 'read' : 'write',
      )
      if (!bulk) return answered
    } catch (error) {
      bulk = undefined
      if (error === wrongGuess) continue
      if (!isPassing(error)) throw error
      if (tried === tries) throw inTheWay()
    }
  }
  checkBulkPayload(Buffer.isBuffer(request.body) ? request.body.length : 0)
  // Its slices are transactions of their own: never all of them again.
  const body = runBulkRequest(bulk.context, bulk.directory, asked.body())
  return {
    status: 200,
    body: await body.catch((error: unknown) => {
      throw isPassing(error) ? inTheWay() : error
    }),
  }
}

const inTheWay = () => failure(503, 'Other requests were in the way. Try again.', { 'Retry-After': '1' })

/**
 * Sources by token as they were at the last request: a request travels together with the look at its token, and counts only
 * if the look says the same. A token that was revoked, or a source that was changed, undoes the whole transaction (SEC-30).
 */
const allGuesses = new WeakMap<House, Map<string, TokenSource>>()
const mostGuesses = 10_000
const wrongGuess = new Error('the source of a token has changed')

function guessesOf(house: House): Map<string, TokenSource> {
  const known = allGuesses.get(house) ?? new Map<string, TokenSource>()
  allGuesses.set(house, known)
  return known
}

function remember(guesses: Map<string, TokenSource>, key: string, source: TokenSource | undefined): void {
  if (guesses.size >= mostGuesses) guesses.clear()
  if (source) guesses.set(key, source)
  else guesses.delete(key)
}

const sameSource = (a: TokenSource, b: TokenSource): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The source of a token. @throws 401 · 403 while it is paused or its integration is off */
function usable(source: TokenSource | undefined): TokenSource {
  if (source?.kind !== 'scim')
    throw unauthorized('The token is not valid. Make a new one in the console, under Sources.')
  if (!source.integrationOn) throw failure(403, 'The SCIM integration of this account is switched off in the console.')
  if (source.state !== 'active') throw failure(403, 'This directory is paused in the console, under Sources.')
  return source
}

/** Who acts. */
function contextOf(house: House, request: FastifyRequest, accountId: string, source: TokenSource): Context {
  return {
    house,
    accountId,
    actor: {
      kind: 'source',
      id: source.id,
      accountId,
      sourceKind: 'scim',
      name: source.name,
      mayGrantAdmin: source.settings.mayGrantAdmin === true,
    },
    door: 'scim',
    requestId: request.id,
    ip: request.ip,
    log: request.log as Log,
  }
}

const pathOf = (url: string): string => url.split(/[?#]/)[0]!

/** The path below the base URL. @throws 404 for another version and for everything else (SCIM-T1) */
function belowBase(url: string): string {
  const path = pathOf(url)
  if (path !== base && !path.startsWith(`${base}/`))
    throw failure(404, `There is nothing at this address. The base URL ends in ${base}.`)
  return path.slice(base.length)
}

function readRequest(request: FastifyRequest, asker: Asker): ScimRequest {
  const header = (name: string) => {
    const value = request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  return {
    method: request.method === 'HEAD' ? 'GET' : request.method,
    query: (request.query ?? {}) as Record<string, Json>,
    headers: { ifMatch: header('if-match'), ifNoneMatch: header('if-none-match'), prefer: header('prefer') },
    body: () => {
      asker.body ??= parseBody(header('content-type'), textOf(request.body))
      return asker.body
    },
  }
}

/** Text of a body in UTF-8. */
function textOf(body: unknown): string {
  if (!Buffer.isBuffer(body)) return ''
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw refusal('invalidSyntax', 'The body is not valid UTF-8.')
  }
}
