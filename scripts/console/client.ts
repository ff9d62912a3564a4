import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

/** What went wrong, in words for the terminal; the program ends with 2. */
export class CommandError extends Error {}

type Problem = {
  code?: string
  title?: string
  detail?: string
  help?: string
  requestId?: string
  errors?: { field: string; detail?: string }[]
  accounts?: { id: string; name: string }[]
}

/** A refusal of the server. */
export class ProblemError extends CommandError {
  readonly status: number
  readonly problem: Problem

  constructor(status: number, problem: Problem) {
    const fields = (problem.errors ?? []).map(({ field, detail }) => (detail ? `${field}: ${detail}` : field))
    const words = [problem.title ?? `The server answered ${status}`, problem.detail, ...fields].filter(
      (word, index, all) => word && all.indexOf(word) === index,
    )
    super(`${words.join(' – ')}${problem.requestId ? ` (request ${problem.requestId})` : ''}`)
    this.status = status
    this.problem = problem
  }
}

/** A client of the HTTP API. Its session is a cookie, as in a browser. */
export type Client = {
  get<T>(path: string): Promise<T>
  send<T>(method: string, path: string, body?: object | FormData): Promise<T>
  download(path: string): Promise<Response>
}

const tries = 4

/** Repeats what came to nothing: a write carries a key by which the server knows it again, so that it acts once. */
export function createClient(url: string): Client & { cookie: string } {
  const client = { cookie: '', get, send, download }

  async function request(method: string, path: string, body?: object | FormData): Promise<Response> {
    const headers: Record<string, string> = { cookie: client.cookie }
    if (method === 'POST') headers['idempotency-key'] = randomUUID()
    if (body && !(body instanceof FormData)) headers['content-type'] = 'application/json'
    const payload = body instanceof FormData || body === undefined ? body : JSON.stringify(body)
    for (let left = tries; ; left--) {
      const answer = await fetch(new URL(path, url), { method, headers, body: payload ?? null }).catch(
        (error: Error) => error,
      )
      const isAway = answer instanceof Error || answer.status === 503
      if (!isAway) return checked(answer)
      if (left === 1) {
        throw answer instanceof Error
          ? new CommandError(
              `${url} can’t be reached: ${(answer.cause as Error | undefined)?.message ?? answer.message}`,
            )
          : await problemOf(answer)
      }
      await pause(500 * (tries - left + 1))
    }
  }

  async function checked(answer: Response): Promise<Response> {
    if (!answer.ok) throw await problemOf(answer)
    const session = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!)
    if (session.length > 0) client.cookie = session.join('; ')
    return answer
  }

  async function get<T>(path: string): Promise<T> {
    return (await (await request('GET', path)).json()) as T
  }
  async function send<T>(method: string, path: string, body?: object | FormData): Promise<T> {
    const text = await (await request(method, path, body)).text()
    return (text ? JSON.parse(text) : undefined) as T
  }
  async function download(path: string): Promise<Response> {
    return request('GET', path)
  }
  return client
}

async function problemOf(answer: Response): Promise<ProblemError> {
  const problem = (await answer.json().catch(() => ({}))) as Problem
  return new ProblemError(answer.status, problem)
}
