import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** What is asked for; made anew for each request. expect: the status that it must have. */
export type Ask = {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: unknown
  expect?: number
}

export type Sender = { send(ask: Ask): Promise<{ body: string; etag: string | undefined }>; close(): void }

export function openSender(origin: string, connections = 8): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(origin)
  return {
    close: () => agent.destroy(),
    send: ({ method = 'GET', path, headers = {}, body, expect = 200 }) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : JSON.stringify(body)
        const typed = text === undefined ? {} : { 'content-type': 'application/json' }
        const length = text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }
        const sent = request(
          { agent, hostname, port, method, path, headers: { ...typed, ...length, ...headers } },
          (answer) => {
            let all = ''
            answer.setEncoding('utf8')
            answer.on('data', (part: string) => {
              all += part
            })
            answer.on('end', () => {
              if (answer.statusCode === expect) resolve({ body: all, etag: answer.headers.etag })
              else reject(new Error(`${method} ${path}: ${answer.statusCode} ${all.slice(0, 300)}`))
            })
          },
        )
        sent.on('error', reject)
        sent.end(text)
      }),
  }
}

/** As fast as so many callers get answers, for a time or a number. @returns requests and seconds */
export async function closedLoop(
  sender: Sender,
  next: () => Ask,
  limits: { callers: number; seconds: number; requests: number },
): Promise<{ requests: number; seconds: number }> {
  const began = performance.now()
  const end = began + limits.seconds * 1000
  let asked = 0
  const caller = async () => {
    while (performance.now() < end && asked < limits.requests) {
      asked++
      await sender.send(next())
    }
  }
  await Promise.all(Array.from({ length: limits.callers }, caller))
  return { requests: asked, seconds: (performance.now() - began) / 1000 }
}

/** At a fixed rate whatever the answers do: a slow answer makes those behind it late, and that counts. */
export async function openLoop(
  sender: Sender,
  next: () => Ask,
  limits: { perSecond: number; seconds: number },
): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  const pending: Promise<void>[] = []
  const began = performance.now()
  const count = Math.max(20, Math.round(limits.perSecond * limits.seconds))
  for (let index = 0; index < count; index++) {
    const due = began + (index / limits.perSecond) * 1000
    const wait = due - performance.now()
    if (wait > 0) await pause(wait)
    pending.push(
      sender.send(next()).then(() => {
        times.push(performance.now() - due)
      }),
    )
  }
  await Promise.all(pending)
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
  return { p50: at(0.5), p99: at(0.99) }
}
