import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { nodeFlags } from '../scripts/node-flags.mjs'

export type Running = { pid: number; origin: string; stop(): Promise<void> }

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** The program itself as a process of its own, as it runs in production; without worker, demo and embedded database. */
export const startServer = (input: {
  appUrl: string
  secretKey: string
  arguments?: string[]
  cwd?: string
}): Promise<Running> =>
  start(
    [...nodeFlags, ...(input.arguments ?? []), 'server/main.ts', 'serve', '--no-worker'],
    { DATABASE_URL: input.appUrl, SECRET_KEY: input.secretKey, LOG_LEVEL: 'warn', NODE_ENV: 'production' },
    input.cwd,
  )

/** The bare server beside it. */
export const startBare = (input: { appUrl: string }): Promise<Running> =>
  start(['bench/bare.ts'], { DATABASE_URL: input.appUrl, NODE_ENV: 'production' })

async function start(command: string[], environment: Record<string, string>, cwd?: string): Promise<Running> {
  const port = await freePort()
  const child = spawn(process.execPath, command, {
    ...(cwd ? { cwd } : {}),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, PORT: String(port), ...environment },
  })
  const origin = `http://127.0.0.1:${port}`
  await answering(child, `${origin}/healthz`)
  return {
    pid: child.pid!,
    origin,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`The server under test ended with ${child.exitCode}`)
    const up = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (up) return
    await pause(100)
  }
  throw new Error('The server under test does not answer')
}
