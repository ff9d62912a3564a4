import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { nodeFlags } from '../../scripts/node-flags.mjs'

const program = join(import.meta.dirname, '../../server/main.ts')

/** The key of the in-process house (house.ts), so that its sessions and links hold in these processes too. */
export const secretKey = 'a key for tests, 32 characters or more'

export type Program = {
  process: ChildProcess
  /** Where it listens; only of `serve`. */
  origin: string
  /** What it wrote so far, log lines included. */
  said(): string
  /** kill -9, and waits for the end. */
  kill(): Promise<void>
  /** SIGTERM. @returns its exit code and the milliseconds that it took */
  end(): Promise<{ code: number | null; ms: number }>
}

const running = new Set<ChildProcess>()

/** Starts the real program on a free port over a database that is there. Resolves when it says where it is. */
export async function startProgram(
  words: string[],
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<Program> {
  const child = spawn(process.execPath, [...nodeFlags, program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATABASE_URL: databaseUrl,
      SECRET_KEY: secretKey,
      DEMO: '0',
      LOG_LEVEL: 'warn',
      ...(words[0] === 'work' ? { PUBLIC_URL: 'http://127.0.0.1:3000' } : {}),
      ...env,
    },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let said = ''
  const hear = (chunk: Buffer) => {
    said += chunk
  }
  child.stdout!.on('data', hear)
  child.stderr!.on('data', hear)
  const gone = () => child.exitCode !== null || child.signalCode !== null
  let origin = ''
  while (words[0] === 'serve' && !origin) {
    origin = /Accounts Console {2}(http\S+)/.exec(said)?.[1] ?? ''
    if (gone()) throw new Error(`The program ended: ${said}`)
    if (!origin) await pause(10)
  }
  return {
    process: child,
    origin,
    said: () => said,
    async kill() {
      if (gone()) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    async end() {
      const began = performance.now()
      if (!gone()) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      return { code: child.exitCode, ms: performance.now() - began }
    },
  }
}

/** Ends whatever a test left. */
export async function endPrograms(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }),
  )
}

export type Reply = { status: number; body: Record<string, any>; cookie: string; headers: Headers }

/** A request by TCP. */
export async function request(
  origin: string,
  method: string,
  path: string,
  input: { cookie?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: {
      ...(input.cookie ? { cookie: input.cookie } : {}),
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...input.headers,
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: text.startsWith('{') ? JSON.parse(text) : {},
    cookie: answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; '),
    headers: answer.headers,
  }
}
