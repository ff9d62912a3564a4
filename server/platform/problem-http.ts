import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ProblemCode, problems } from '../../domain/problems.ts'
import { newId } from './ids.ts'
import { Problem } from './problem.ts'

/** Fastify’s own refusals, as our codes. */
const ofFastify: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_refused',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed',
}

/** The API’s translator: RFC 9457. Unknown errors are a 500 with a request id and nothing else (SEC-39). */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = error instanceof Problem ? error : translate(error)
    return sendProblem(problem, error, request, reply)
  })
}

/** An address that the router can't read is nobody's. */
export const answerUnreadable = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(new Problem('not_found'), error, request, reply)

function sendProblem(
  problem: Problem,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (problem.status >= 500) request.log.error({ err: error, cause: error.cause }, 'request failed')
  if (problem.extras.retryAfterSeconds) reply.header('retry-after', String(Math.ceil(problem.extras.retryAfterSeconds)))
  else if (problem.status === 503) reply.header('retry-after', '2')
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemBody(problem, request.id)))
}

const ofParser: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too_slow',
}

/** What never became a request: its connection gets the same kind of answer, and ends. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const problem = new Problem(ofParser[error.code ?? ''] ?? 'malformed')
  const body = JSON.stringify(problemBody(problem, newId()))
  if (socket.writable)
    socket.write(
      [
        `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
        'Content-Type: application/problem+json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Cache-Control: no-store',
        'X-Content-Type-Options: nosniff',
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    )
  socket.destroy(error)
}

export function problemBody(problem: Problem, requestId: string): Record<string, unknown> {
  const { title, status, help } = problems[problem.code]
  return {
    type: `/problems/${problem.code.replaceAll('_', '-')}`,
    title,
    status,
    detail: problem.extras.detail ?? help,
    code: problem.code,
    requestId,
    errors: problem.extras.errors ?? [],
    ...problem.extras.with,
  }
}

function translate(error: FastifyError): Problem {
  const known = ofFastify[error.code]
  if (known) return new Problem(known, { cause: error })
  if (error instanceof SyntaxError || error.statusCode === 400) return new Problem('malformed', { cause: error })
  if (error.statusCode === 413) return new Problem('too_large', { cause: error })
  return new Problem('internal', { cause: error })
}
